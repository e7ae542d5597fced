import type { ReactElement } from 'react';
import type { FiltreJournal } from '../../contract/journal.ts';
import { TOTAL_MAXIMAL } from '../../contract/journal.ts';
import { textesFiltres } from '../../contract/journalTextes.ts';
import { client } from '../poste/client.ts';
import { useSession } from '../poste/session.ts';
import { useExport } from '../poste/useExport.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { Progression } from '../ui/Progression.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { EXPORT } from './textes.ts';

interface Props { readonly filtre: FiltreJournal; readonly total: number | null; readonly fermer: () => void }

/** Export du journal filtré : ce qui partira, l’avancement, l’arrêt, puis où est le fichier. */
export const Export = ({ filtre, total, fermer }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const { enCours, avancement, fait, erreur, lancer: partir, arreter } = useExport({ etat: 'journal.etatExport', arret: 'journal.annulerExport', annule: 'journal.annule' });
  const filtres = Object.values(textesFiltres(filtre));
  const lancer = (): void => { partir(() => client.appeler('journal.exporter', { filtre })); };
  useRaccourcis({ 'Ctrl+Enter': lancer }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={EXPORT.titre} icone="download-line" largeur={600} fermer={() => { if (!enCours) fermer(); }} alerte={erreur} testid="export-journal"
      pied={fait !== null ? <Bouton genre="p" onClick={fermer}>{EXPORT.fermer}</Bouton>
        : enCours ? <Bouton onClick={arreter} testid="arreter-export">{EXPORT.arreter}</Bouton>
          : <><Bouton onClick={fermer}>{EXPORT.annuler}</Bouton><Bouton genre="p" icone="download-line" touche="Ctrl+Entrée" onClick={lancer} testid="lancer-export">{EXPORT.lancer}</Bouton></>}
    >
      <p>{EXPORT.quoi} {EXPORT.trace}</p>
      <dl className="def">
        <dt>{EXPORT.perimetre}</dt><dd>{utilisateur.perimetreLibelle}</dd>
        <dt>{EXPORT.filtres}</dt><dd>{filtres.length === 0 ? EXPORT.aucun : filtres.join(' ; ')}</dd>
        <dt>{EXPORT.lignes}</dt><dd className="num">{total === null ? '—' : total > TOTAL_MAXIMAL ? EXPORT.plus : nombre(total)}</dd>
      </dl>
      {enCours ? <Progression nom={EXPORT.enCours} recues={avancement?.lignes ?? 0} total={avancement?.total ?? null} /> : null}
      {fait === null ? null : (
        <Note genre="ok" annoncer><b>{compte(fait.lignes, 'ligne exportée', 'lignes exportées')}.</b> {EXPORT.fait} <CheminFichier chemin={fait.chemin} /></Note>
      )}
      <p className="discret">{EXPORT.garder}</p>
    </Dialogue>
  );
};

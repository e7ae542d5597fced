import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { EtatExport, FiltreJournal } from '../../contract/journal.ts';
import { TOTAL_MAXIMAL } from '../../contract/journal.ts';
import { textesFiltres } from '../../contract/journalTextes.ts';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { Progression } from '../ui/Progression.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { EXPORT } from './textes.ts';

interface Fait { readonly chemin: string; readonly lignes: number }
interface Props { readonly filtre: FiltreJournal; readonly total: number | null; readonly fermer: () => void }

/** Export du journal filtré : ce qui partira, l’avancement, l’arrêt, puis où est le fichier. */
export const Export = ({ filtre, total, fermer }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const annoncer = useAnnoncer();
  const [enCours, courir] = useState(false);
  const [etat, suivre] = useState<EtatExport | null>(null);
  const [fait, finir] = useState<Fait | null>(null);
  const [erreur, montrer] = useState<string | null>(null);
  const filtres = Object.values(textesFiltres(filtre));
  useEffect(() => {
    if (!enCours) return undefined;
    const minuterie = setInterval(() => { client.appeler('journal.etatExport', {}).then((nouveau) => { if (nouveau.enCours) suivre(nouveau); }, () => undefined); }, 250);
    return () => { clearInterval(minuterie); };
  }, [enCours]);
  const lancer = (): void => {
    if (enCours || fait !== null) return;
    courir(true);
    montrer(null);
    suivre(null);
    client.appeler('journal.exporter', { filtre }).then(finir, (panne: unknown) => { if (codeErreur(panne) !== 'journal.annule') montrer(messageErreur(panne)); }).finally(() => { courir(false); });
  };
  const arreter = (): void => { client.appeler('journal.annulerExport', {}).catch((panne: unknown) => { montrer(messageErreur(panne)); }); };
  const copier = (chemin: string): void => { navigator.clipboard.writeText(chemin).then(() => { annoncer(EXPORT.copie); }, () => { annoncer(EXPORT.copieRefusee, { genre: 'erreur' }); }); };
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
      {enCours ? <Progression nom={EXPORT.enCours} recues={etat?.lignes ?? 0} total={etat?.total ?? null} /> : null}
      {fait === null ? null : (
        <Note genre="ok" annoncer><b>{compte(fait.lignes, 'ligne exportée', 'lignes exportées')}.</b> {EXPORT.fait} <span className="chemin" data-testid="chemin-export">{fait.chemin}</span> <button type="button" className="lien insecable" onClick={() => { copier(fait.chemin); }}>{EXPORT.copier}</button></Note>
      )}
      <p className="discret">{EXPORT.garder}</p>
    </Dialogue>
  );
};

import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { ColonneExportee } from '../../contract/methodesPlaces.ts';
import { COLONNES_EXPORTEES } from '../../contract/methodesPlaces.ts';
import { client } from '../poste/client.ts';
import { useExport } from '../poste/useExport.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, nombre, octets } from '../ui/formats.ts';
import { Progression } from '../ui/Progression.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { EXPORTER, TITRES } from './textes.ts';

type Quoi = 'vue' | 'selection' | 'resultat';
interface Props {
  readonly vue: number;
  readonly total: number;
  /** Lignes [debut, fin[ choisies ; `null` sans sélection. */
  readonly selection: { readonly debut: number; readonly fin: number } | null;
  /** Colonnes affichées, dans leur ordre. */
  readonly colonnes: readonly string[];
  readonly filtres: readonly string[];
  readonly depart: Quoi;
  readonly fermer: () => void;
}

/** Export de la vue, de la sélection ou du résultat du dernier geste, vers Excel ou csv : l’avancement, l’arrêt, puis où est le fichier. */
export const Exporter = ({ vue, total, selection, colonnes, filtres, depart, fermer }: Props): ReactElement => {
  const id = useId();
  const [quoi, choisir] = useState<Quoi>(depart);
  const [format, formater] = useState<'xlsx' | 'csv'>('xlsx');
  const { enCours, avancement, fait, erreur, lancer: partir, arreter } = useExport({ etat: 'places.exportEtat', arret: 'places.annulerExport', annule: 'export.annule' });
  const exportees = colonnes.filter((colonne): colonne is ColonneExportee => COLONNES_EXPORTEES.some((connue) => connue === colonne));
  const lancer = (): void => {
    partir(() => (quoi === 'resultat' ? client.appeler('places.exporterResultat', { format })
      : client.appeler('places.exporter', { vue, format, colonnes: exportees.map((colonne) => ({ colonne, titre: TITRES[colonne]?.[1] ?? colonne })), plage: quoi === 'selection' ? selection : null, filtres: [...filtres] })));
  };
  // sur un bouton, Entrée est la sienne
  useRaccourcis({ 'Ctrl+Enter': lancer, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; lancer(); return true; } }, { sousModale: true, actif: fait === null && !enCours });
  const choix = <C extends string>(legende: string, valeur: C, changer: (nouvelle: C) => void, options: readonly (readonly [C, string])[]): ReactElement => (
    <fieldset className="choix-export"><legend>{legende}</legend>{options.map(([code, libelle]) => <label key={code} className="rang"><input type="radio" className="coche" name={`${id}${legende}`} checked={valeur === code} onChange={() => { changer(code); }} data-testid={`export-${code}`} /><span>{libelle}</span></label>)}</fieldset>
  );
  return (
    <Dialogue
      ouvert titre={EXPORTER.titre} icone="download-line" largeur={560} fermer={() => { if (!enCours) fermer(); }} alerte={erreur} testid="export-places"
      pied={fait !== null ? <Bouton genre="p" onClick={fermer}>{EXPORTER.fermer}</Bouton>
        : enCours ? <Bouton onClick={arreter} testid="arreter-export">{EXPORTER.arreter}</Bouton>
          : <><Bouton onClick={fermer}>{EXPORTER.annuler}</Bouton><Bouton genre="p" icone="download-line" touche="Entrée" onClick={lancer} testid="lancer-export">{EXPORTER.lancer}</Bouton></>}
    >
      {choix(EXPORTER.quoi, quoi, choisir, [['vue', `${EXPORTER.vue} (${compte(total, 'place', 'places')})`], ...(selection === null ? [] : [['selection', `${EXPORTER.selection} (${compte(selection.fin - selection.debut, 'place', 'places')})`] as const]), ['resultat', EXPORTER.resultat]])}
      {choix(EXPORTER.format, format, formater, [['xlsx', EXPORTER.xlsx], ['csv', EXPORTER.csv]])}
      {quoi === 'resultat' ? null : <p className="discret">{EXPORTER.colonnes} {exportees.map((colonne) => TITRES[colonne]?.[1] ?? colonne).join(', ')}.</p>}
      {enCours ? <Progression nom={EXPORTER.enCours} recues={avancement?.lignes ?? 0} total={avancement?.total ?? null} /> : null}
      {fait === null ? null : <Note genre="ok" annoncer><b>{compte(fait.lignes, 'ligne exportée', 'lignes exportées')}{'octets' in fait && typeof fait.octets === 'number' ? ` (${octets(fait.octets)})` : ''}.</b> {EXPORTER.fait} <CheminFichier chemin={fait.chemin} /></Note>}
      <p className="discret">{nombre(exportees.length) === '0' && quoi !== 'resultat' ? EXPORTER.aucuneColonne : EXPORTER.garder}</p>
    </Dialogue>
  );
};

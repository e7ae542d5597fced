import type { ReactElement, ReactNode } from 'react';
import { useId, useState } from 'react';
import { LIGNES_IMPRIMEES_MAXIMUM } from '../../contract/impression.ts';
import type { FormatExport } from '../../contract/methodesExports.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, insecables, nombre, octets } from '../ui/formats.ts';
import { Progression } from '../ui/Progression.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import type { ExportFait, Famille } from './useExport.ts';
import { DES_GRILLES, useExport } from './useExport.ts';

const TEXTES = insecables({
  quoi: 'Quoi', format: 'Format', xlsx: 'Classeur Excel (.xlsx)', csv: 'Texte séparé par des points-virgules (.csv)', pdf: 'Document à imprimer (.pdf)', annuler: 'Annuler', fermer: 'Fermer', exporter: 'Exporter', imprimer: 'Imprimer',
  arreter: 'Arrêter l’export', arreterPdf: 'Arrêter l’impression', enCours: 'Export en cours', pages: 'Mise en page du document…', fait: 'Fichier écrit :', aImprimer: 'L’ouvrir pour l’imprimer ou l’envoyer.', aucune: 'Aucune ligne à exporter.', colonnes: 'Colonnes :', aucuneColonne: 'Afficher au moins une colonne à exporter.',
  trop: 'filtrer davantage, choisir moins de lignes, ou prendre le classeur Excel.',
});
const LIBELLES: Readonly<Record<FormatExport, string>> = { xlsx: TEXTES.xlsx, csv: TEXTES.csv, pdf: TEXTES.pdf };

/** Une chose à exporter. `lignes` : combien, quand on le sait. `colonnes` : les titres, pour les dire avant d’exporter. */
export interface ChoixExport<Q extends string> { readonly code: Q; readonly libelle: string; readonly lignes: number | null; readonly colonnes?: readonly string[] }
interface Props<Q extends string> {
  readonly titre: string;
  readonly testid: string;
  /** Ce qui s’exporte ; une seule chose ne se choisit pas. */
  readonly choix: readonly [ChoixExport<Q>, ...ChoixExport<Q>[]];
  readonly depart?: Q;
  /** Sans formats, il n’y en a qu’un, que l’écran décrit lui-même. */
  readonly formats?: readonly FormatExport[];
  readonly formatDepart?: FormatExport;
  readonly famille?: Famille;
  readonly lancer: (quoi: Q, format: FormatExport) => Promise<ExportFait>;
  /** Ce qu’il faut savoir de ce fichier. */
  readonly aide: string;
  readonly children?: ReactNode;
  readonly fermer: () => void;
}

/** Le dialogue d’export de toutes les grilles : quoi, dans quel format, l’avancement, l’arrêt, puis où est le fichier. Entrée ou Ctrl+Entrée lance. */
export const DialogueExport = <Q extends string>({ titre, testid, choix, depart, formats = [], formatDepart = 'xlsx', famille = DES_GRILLES, lancer, aide, children, fermer }: Props<Q>): ReactElement => {
  const id = useId();
  const [quoi, choisir] = useState<Q>(depart ?? choix[0].code);
  const [format, formater] = useState<FormatExport>(formatDepart);
  const { enCours, avancement, fait, erreur, lancer: partir, arreter } = useExport(famille);
  const choisi = choix.find(({ code }) => code === quoi) ?? choix[0];
  const pdf = formats.includes('pdf') && format === 'pdf';
  const trop = pdf && (choisi.lignes ?? 0) > LIGNES_IMPRIMEES_MAXIMUM;
  const raison = choisi.colonnes?.length === 0 ? TEXTES.aucuneColonne : choisi.lignes === 0 ? TEXTES.aucune : trop ? `Une impression prend ${nombre(LIGNES_IMPRIMEES_MAXIMUM)} lignes au plus : ${TEXTES.trop}` : null;
  const demarrer = (): void => { if (raison === null) partir(() => lancer(quoi, format)); };
  // sur un bouton, Entrée est la sienne
  useRaccourcis({ 'Ctrl+Enter': demarrer, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; demarrer(); return true; } }, { sousModale: true, actif: fait === null && !enCours });
  // figés sans être désactivés : un choix désactivé perdrait le focus, et Échap avec lui
  const fige = enCours || fait !== null;
  const boutons = <C extends string>(legende: string, valeur: C, changer: (nouvelle: C) => void, options: readonly (readonly [C, string])[]): ReactElement => (
    <fieldset className="choix-export"><legend>{legende}</legend>{options.map(([code, libelle]) => <label key={code} className="rang"><input type="radio" className="coche" name={`${id}${legende}`} checked={valeur === code} aria-disabled={fige ? true : undefined} onChange={() => { if (!fige) changer(code); }} data-testid={`export-${code}`} /><span>{libelle}</span></label>)}</fieldset>
  );
  return (
    <Dialogue
      ouvert titre={titre} icone={pdf ? 'printer-line' : 'download-line'} largeur={600} fermer={() => { if (!enCours) fermer(); }} alerte={erreur} testid={testid}
      pied={fait !== null ? <Bouton genre="p" onClick={fermer}>{TEXTES.fermer}</Bouton>
        : enCours ? <Bouton onClick={arreter} testid="arreter-export">{pdf ? TEXTES.arreterPdf : TEXTES.arreter}</Bouton>
          : <><Bouton onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre="p" icone={pdf ? 'printer-line' : 'download-line'} touche="Entrée" raison={raison} horsDroit onClick={demarrer} testid="lancer-export">{pdf ? TEXTES.imprimer : TEXTES.exporter}</Bouton></>}
    >
      {choix.length === 1 ? null : boutons(TEXTES.quoi, quoi, choisir, choix.map(({ code, libelle }) => [code, libelle] as const))}
      {formats.length === 0 ? null : boutons(TEXTES.format, format, formater, formats.map((code) => [code, LIBELLES[code]] as const))}
      {children}
      {choisi.colonnes === undefined || choisi.colonnes.length === 0 ? null : <p className="discret">{TEXTES.colonnes} {choisi.colonnes.join(', ')}.</p>}
      {raison === null || fait !== null ? null : <Note genre="i" annoncer>{raison}</Note>}
      {enCours ? <Progression nom={TEXTES.enCours} recues={avancement?.lignes ?? 0} total={avancement?.phase === 'pages' ? null : (avancement?.total ?? null)} {...(avancement?.phase === 'pages' ? { phrase: TEXTES.pages } : {})} /> : null}
      {fait === null ? null : <Note genre="ok" annoncer><b>{pdf ? compte(fait.lignes, 'ligne imprimée', 'lignes imprimées') : compte(fait.lignes, 'ligne exportée', 'lignes exportées')}{fait.octets === undefined ? '' : ` (${octets(fait.octets)})`}.</b> {TEXTES.fait} <CheminFichier chemin={fait.chemin} />{pdf ? ` ${TEXTES.aImprimer}` : ''}</Note>}
      <p className="discret">{aide}</p>
    </Dialogue>
  );
};

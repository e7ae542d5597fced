import type { ColDef, ICellRendererParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { ReactElement } from 'react';
import type { ColonnePlaceACocher, LignePlace } from '../../contract/methodesPlaces.ts';
import { codesDe, libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { codesEnVigueur, libelleDe } from '../../domain/nomenclature/code.ts';
import { MODALITES } from '../../domain/nomenclature/referentiels.ts';
import type { ColonneGrille } from '../grille/Socle.tsx';
import { Gris, MarqueAttente } from '../offre/grille/cellules.tsx';
import { Badge } from '../ui/Badge.tsx';
import { aujourdhui, dateFr } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { FiltreDate, FiltreEnsemble, FiltreTexte } from './filtres.tsx';
import { ETATS, TITRES } from './textes.ts';

type Params = ICellRendererParams<LignePlace>;

/** « Indisponible à la libération, à partir du 01/12/2026 (travaux) ». */
const texteDiffere = (differe: NonNullable<LignePlace['differe']>): string =>
  `${differe.etat === 'fermee' ? 'Fermée' : 'Indisponible'} à la libération, au plus tôt le ${dateFr(differe.debut)}${differe.motif === null ? '' : ` (${libelleCode('motif', differe.motif).toLowerCase()})`}`;

const CelluleNumero = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="70%" /> : <div className="rang" style={{ gap: 4 }}><span className="coupe mi" style={{ flex: 1 }} title={data.numero}>{data.numero}</span><MarqueAttente attente={data.attente} /></div>);
const CelluleEtat = ({ data }: Params): ReactElement => {
  if (data === undefined) return <Gris largeur="60%" />;
  const { mot, couleur, icone } = ETATS[data.etat];
  return (
    <span className="rang" style={{ gap: 4 }}>
      <Badge couleur={couleur} icone={icone}>{mot}</Badge>
      {data.differe === null ? null : <span title={texteDiffere(data.differe)} className="signe-etat"><Icone nom="time-line" taille={14} libelle={texteDiffere(data.differe)} /></span>}
      {data.differe !== null || data.prevu === null ? null : <span title={`Changement prévu le ${dateFr(data.prevu)}`} className="signe-etat discret"><Icone nom="calendar-line" taille={14} libelle={`Changement prévu le ${dateFr(data.prevu)}`} /></span>}
    </span>
  );
};
const CelluleTexte = ({ data, colDef }: Params): ReactElement => {
  const texte = data === undefined ? '' : (COLONNES.find(({ colId }) => colId === colDef?.colId)?.texte(data) ?? '');
  return data === undefined ? <Gris largeur="60%" /> : <span className="coupe" style={{ display: 'block' }} title={texte}>{texte}</span>;
};

/** Entrée, Échap, Alt+flèches, Ctrl+D (que la grille avale) et les raccourcis à une lettre sont à l’écran : F2 ou un double clic ouvre la saisie, et d’ici là une lettre n’écrit rien. */
const gardeClavier = ({ event, editing }: SuppressKeyboardEventParams<LignePlace>): boolean => !editing && (['Enter', 'Escape', 'Delete', 'Backspace'].includes(event.key) || (event.key.length === 1 && !event.ctrlKey && !event.metaKey) || (event.ctrlKey && event.key.toLowerCase() === 'd') || (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')));
const titre = (colId: string) => ({ colId, headerName: TITRES[colId]?.[0] ?? colId, headerTooltip: TITRES[colId]?.[1] ?? '', suppressKeyboardEvent: gardeClavier, cellRenderer: CelluleTexte, filter: 'agTextColumnFilter' });
const texte = (colId: string) => ({ ...titre(colId), floatingFilterComponent: FiltreTexte, floatingFilterComponentParams: { colonne: colId } });
const ensemble = (colId: ColonnePlaceACocher) => ({ ...titre(colId), floatingFilterComponent: FiltreEnsemble, floatingFilterComponentParams: { colonne: colId } });
const date = (colId: string) => ({ ...titre(colId), floatingFilterComponent: FiltreDate, floatingFilterComponentParams: { colonne: colId } });

const COLONNES: readonly ColonneGrille<LignePlace>[] = [
  { ...texte('numero'), pinned: 'left', lockPinned: true, width: 104, cellRenderer: CelluleNumero, texte: ({ numero }) => numero },
  { ...texte('groupe'), minWidth: 120, flex: 12, texte: ({ groupe }) => groupe },
  { ...texte('dispositif'), minWidth: 120, flex: 12, texte: ({ dispositif }) => dispositif },
  { ...texte('entite'), minWidth: 120, flex: 10, hide: true, texte: ({ entite }) => entite },
  { ...ensemble('commune'), minWidth: 90, flex: 7, texte: ({ commune }) => commune },
  { ...ensemble('departement'), width: 70, hide: true, texte: ({ departement }) => departement },
  { ...ensemble('nature'), minWidth: 120, flex: 8, hide: true, texte: ({ nature }) => libelleCode('nature', nature) },
  { ...ensemble('type'), minWidth: 110, flex: 8, hide: true, texte: ({ type }) => libelleCode('type', type) },
  { ...ensemble('modalite'), width: 128, texte: ({ modalite }) => libelleDe(MODALITES, modalite) },
  { ...ensemble('etat'), width: 132, cellRenderer: CelluleEtat, texte: ({ etat }) => ETATS[etat].mot },
  { ...ensemble('motif'), width: 116, texte: ({ motif }) => (motif === null ? '' : libelleCode('motif', motif)) },
  { ...date('depuis'), width: 96, texte: ({ depuis }) => dateFr(depuis) },
  { ...date('jusquau'), width: 96, texte: ({ jusquau }) => dateFr(jusquau) },
];

const MOTIFS = () => ({ values: ['', ...codesEnVigueur(codesDe('motif'), aujourdhui()).map(({ libelle }) => libelle)] });
/** Comment chaque colonne se saisit dans sa cellule : une liste quand les valeurs sont comptées, un texte contrôlé sinon. */
const EDITEURS: Readonly<Record<string, Pick<ColDef<LignePlace>, 'cellEditor' | 'cellEditorParams'>>> = {
  numero: { cellEditor: 'agTextCellEditor' }, etat: { cellEditor: 'agSelectCellEditor', cellEditorParams: { values: Object.values(ETATS).map(({ mot }) => mot) } }, motif: { cellEditor: 'agSelectCellEditor', cellEditorParams: MOTIFS },
  depuis: { cellEditor: 'agTextCellEditor' }, jusquau: { cellEditor: 'agTextCellEditor' },
};
/** Les colonnes de l’écran. `agit` : la personne change des états ; `numerote` : elle renumérote. */
export const colonnesPlaces = (agit: boolean, numerote: boolean): readonly ColonneGrille<LignePlace>[] => COLONNES.map((colonne) => {
  const editeur = EDITEURS[colonne.colId];
  if (editeur === undefined || !(colonne.colId === 'numero' ? numerote : agit)) return colonne;
  return { ...colonne, ...editeur, editable: ({ data }) => data !== undefined, valueGetter: ({ data }) => (data === undefined ? '' : colonne.texte(data)) };
});

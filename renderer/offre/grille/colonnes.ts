import { codeDe, libelleCode } from '../../../contract/nomenclatureAffichee.ts';
import type { ColDef, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { LigneOffre } from '../../../contract/poste.ts';
import { STATUTS } from '../../../domain/cycleDeVie.ts';
import { libelleDe } from '../../../domain/nomenclature/code.ts';
import { MODALITES } from '../../../domain/nomenclature/referentiels.ts';
import type { ColonneGrille } from '../../grille/Socle.tsx';
import { dateFr, minuscule, nombre } from '../../ui/formats.ts';
import { CelluleCompletude, CelluleNom, CelluleStatut, CelluleTexte } from './cellules.tsx';
import { TITRES } from './definition.ts';
import { FiltreBornes, FiltreEnsemble, FiltreTexte } from './filtres.tsx';

type Colonne = ColDef<LigneOffre>;
const titre = (colonne: string): string => TITRES[colonne]?.[0] ?? colonne;

/** Les flèches de la première colonne déplient et replient ; partout, F2, Entrée et Échap sont à l’écran. */
const gardeClavier = ({ event, data, column }: SuppressKeyboardEventParams<LigneOffre>): boolean => {
  if (['Enter', 'F2', 'Escape'].includes(event.key)) return true;
  if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) return true;
  if (column.getColId() !== 'nom' || data === undefined || data.deplie === null && event.key !== 'ArrowLeft') return false;
  return (event.key === 'ArrowRight' && data.deplie === false) || (event.key === 'ArrowLeft' && (data.deplie === true || data.niveau > 0));
};

const texteType = (ligne: LigneOffre): string => {
  if (ligne.objet === 'entite') return '';
  return ligne.objet === 'dispositif' ? libelleCode('type', ligne.type) : [libelleDe(MODALITES, ligne.nature ?? ''), minuscule(libelleCode('type_unite', ligne.type))].filter((partie) => partie !== '').join(' · ');
};
const texteNature = ({ objet, nature }: LigneOffre): string => (objet === 'dispositif' ? (codeDe('nature', nature)?.court ?? nature ?? '') : '');
const texteCommune = ({ objet, commune }: LigneOffre): string => (objet === 'entite' ? '' : (commune ?? ''));
const MOTS_STATUT: ReadonlyMap<string, string> = new Map(Object.entries(STATUTS));
/** Ce qui se copie de chaque colonne. */
const TEXTES: ReadonlyMap<string, (ligne: LigneOffre) => string> = new Map<string, (ligne: LigneOffre) => string>([
  ['nom', ({ nom }) => nom], ['entite', ({ entite }) => entite ?? ''], ['code', ({ code }) => code ?? ''], ['nature', texteNature], ['type', texteType], ['commune', texteCommune], ['departement', ({ departement }) => departement],
  ...(['capacite', 'occupees', 'indisponibles', 'libres', 'completude'] as const).map((colonne) => [colonne, (ligne: LigneOffre) => String(ligne[colonne] ?? '')] as const),
  ['statut', ({ statut }) => (statut === null ? '' : (MOTS_STATUT.get(statut) ?? statut))], ['modifieLe', ({ modifieLe }) => dateFr(modifieLe)],
]);
/** La même mise en forme dans la cellule que dans ce qui se copie. */
const formater = (texte: (ligne: LigneOffre) => string): Colonne => ({ valueFormatter: ({ data }) => (data === undefined ? '' : texte(data)) });

const avecTexte = (colonne: 'nom' | 'code' | 'commune' | 'entite'): Colonne => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreTexte, floatingFilterComponentParams: { colonne } });
const avecEnsemble = (colonne: 'statut' | 'nature' | 'type' | 'departement'): Colonne => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreEnsemble, floatingFilterComponentParams: { colonne } });
const compteur = (colonne: 'capacite' | 'occupees' | 'indisponibles' | 'libres', width: number, hide = false): Colonne & { readonly colId: string } => ({
  colId: colonne, field: colonne, headerName: titre(colonne), headerTooltip: TITRES[colonne]?.[1] ?? '', width, minWidth: 52, initialHide: hide, type: 'rightAligned', filter: 'agTextColumnFilter', floatingFilterComponent: FiltreBornes, floatingFilterComponentParams: { colonne },
  valueFormatter: ({ data, value }) => (data === undefined ? '' : nombre(value as number | null)),
});

/** Les colonnes de la grille. `large` : écran de 1 600 px et plus, où les colonnes secondaires tiennent. `liste` : l’arbre aplati, où l’entité a sa colonne. */
export const colonnesOffre = (large: boolean, liste: boolean): ColonneGrille<LigneOffre>[] => ([
  { colId: 'nom', field: 'nom', headerName: liste ? 'Dispositif' : titre('nom'), pinned: 'left', lockPinned: true, lockPosition: true, lockVisible: true, width: large ? 320 : 256, cellRenderer: CelluleNom, suppressKeyboardEvent: gardeClavier, ...avecTexte('nom') },
  ...(liste ? [{ colId: 'entite', field: 'entite', headerName: titre('entite'), minWidth: 130, flex: 10, cellRenderer: CelluleTexte, ...avecTexte('entite') } satisfies Colonne] : []),
  { colId: 'code', field: 'code', headerName: titre('code'), width: 110, initialHide: true, ...avecTexte('code') },
  { colId: 'nature', field: 'nature', headerName: titre('nature'), width: 160, initialHide: !large, ...formater(texteNature), cellRenderer: CelluleTexte, ...avecEnsemble('nature') },
  { colId: 'type', field: 'type', headerName: titre('type'), minWidth: 124, flex: 12, ...formater(texteType), cellRenderer: CelluleTexte, ...avecEnsemble('type') },
  { colId: 'commune', field: 'commune', headerName: titre('commune'), minWidth: 104, flex: 10, ...formater(texteCommune), cellRenderer: CelluleTexte, ...avecTexte('commune') },
  { colId: 'departement', field: 'departement', headerName: titre('departement'), width: 70, initialHide: true, ...avecEnsemble('departement') },
  compteur('capacite', 84), compteur('occupees', 60), compteur('indisponibles', 66), compteur('libres', 64, !large),
  { colId: 'statut', field: 'statut', headerName: titre('statut'), width: 116, cellRenderer: CelluleStatut, ...avecEnsemble('statut') },
  { colId: 'completude', field: 'completude', headerName: titre('completude'), headerTooltip: 'Complétude', width: 80, cellRenderer: CelluleCompletude, filter: 'agTextColumnFilter', floatingFilterComponent: FiltreBornes, floatingFilterComponentParams: { colonne: 'completude' } },
  { colId: 'modifieLe', field: 'modifieLe', headerName: titre('modifieLe'), width: 92, initialHide: true, filter: false, floatingFilter: false, ...formater(({ modifieLe }) => dateFr(modifieLe)) },
] satisfies Colonne[]).map((colonne) => ({ suppressKeyboardEvent: gardeClavier, ...(colonne as Colonne), colId: colonne.colId, texte: TEXTES.get(colonne.colId) ?? (() => '') }));

import { codeDe, libelleCode } from '../../../contract/nomenclatureAffichee.ts';
import type { ColDef, SuppressKeyboardEventParams, ValueFormatterParams } from 'ag-grid-community';
import type { LigneOffre } from '../../../contract/poste.ts';
import { libelleDe } from '../../../domain/nomenclature/code.ts';
import { MODALITES } from '../../../domain/nomenclature/referentiels.ts';
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

const texteType = ({ data }: ValueFormatterParams<LigneOffre>): string => {
  if (data === undefined || data.objet === 'entite') return '';
  return data.objet === 'dispositif' ? libelleCode('type', data.type) : [libelleDe(MODALITES, data.nature), minuscule(libelleCode('type_unite', data.type))].filter((partie) => partie !== '').join(' · ');
};
const texteNature = ({ data }: ValueFormatterParams<LigneOffre>): string => (data?.objet === 'dispositif' ? (codeDe('nature', data.nature)?.court ?? data.nature ?? '') : '');

const avecTexte = (colonne: 'nom' | 'code' | 'commune' | 'entite'): Colonne => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreTexte, floatingFilterComponentParams: { colonne } });
const avecEnsemble = (colonne: 'statut' | 'nature' | 'type' | 'departement'): Colonne => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreEnsemble, floatingFilterComponentParams: { colonne } });
const compteur = (colonne: 'capacite' | 'occupees' | 'indisponibles' | 'libres', width: number, hide = false): Colonne => ({
  colId: colonne, field: colonne, headerName: titre(colonne), headerTooltip: TITRES[colonne]?.[1] ?? '', width, minWidth: 52, initialHide: hide, type: 'rightAligned', filter: 'agTextColumnFilter', floatingFilterComponent: FiltreBornes, floatingFilterComponentParams: { colonne },
  valueFormatter: ({ data, value }) => (data === undefined ? '' : nombre(value as number | null)),
});

/** Les colonnes de la grille. `large` : écran de 1 600 px et plus, où les colonnes secondaires tiennent. `liste` : l’arbre aplati, où l’entité a sa colonne. */
export const colonnesOffre = (large: boolean, liste: boolean): Colonne[] => [
  { colId: 'nom', field: 'nom', headerName: liste ? 'Dispositif' : titre('nom'), pinned: 'left', lockPinned: true, lockPosition: true, lockVisible: true, width: large ? 320 : 256, cellRenderer: CelluleNom, suppressKeyboardEvent: gardeClavier, ...avecTexte('nom') },
  ...(liste ? [{ colId: 'entite', field: 'entite', headerName: titre('entite'), minWidth: 130, flex: 10, cellRenderer: CelluleTexte, ...avecTexte('entite') } satisfies Colonne] : []),
  { colId: 'code', field: 'code', headerName: titre('code'), width: 110, initialHide: true, ...avecTexte('code') },
  { colId: 'nature', field: 'nature', headerName: titre('nature'), width: 160, initialHide: !large, valueFormatter: texteNature, cellRenderer: CelluleTexte, ...avecEnsemble('nature') },
  { colId: 'type', field: 'type', headerName: titre('type'), minWidth: 124, flex: 12, valueFormatter: texteType, cellRenderer: CelluleTexte, ...avecEnsemble('type') },
  { colId: 'commune', field: 'commune', headerName: titre('commune'), minWidth: 104, flex: 10, valueFormatter: ({ data }: ValueFormatterParams<LigneOffre>) => (data === undefined || data.objet === 'entite' ? '' : (data.commune ?? '')), cellRenderer: CelluleTexte, ...avecTexte('commune') },
  { colId: 'departement', field: 'departement', headerName: titre('departement'), width: 70, initialHide: true, ...avecEnsemble('departement') },
  compteur('capacite', 84), compteur('occupees', 60), compteur('indisponibles', 66), compteur('libres', 64, !large),
  { colId: 'statut', field: 'statut', headerName: titre('statut'), width: 116, cellRenderer: CelluleStatut, ...avecEnsemble('statut') },
  { colId: 'completude', field: 'completude', headerName: titre('completude'), headerTooltip: 'Complétude', width: 80, cellRenderer: CelluleCompletude, filter: 'agTextColumnFilter', floatingFilterComponent: FiltreBornes, floatingFilterComponentParams: { colonne: 'completude' } },
  { colId: 'modifieLe', field: 'modifieLe', headerName: titre('modifieLe'), width: 92, initialHide: true, filter: false, floatingFilter: false, valueFormatter: ({ data }: ValueFormatterParams<LigneOffre>) => dateFr(data?.modifieLe) },
].map((colonne): Colonne => ({ suppressKeyboardEvent: gardeClavier, ...(colonne as Colonne) }));

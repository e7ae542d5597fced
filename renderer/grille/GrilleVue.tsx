import type { CellKeyDownEvent, ColDef, ColumnState, GridApi, IDatasource, RowClassParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { amener, ligneVoisine, useRelecture } from '../poste/grilleVue.ts';
import type { MethodesVue, SourceVue } from '../poste/sourceVue.ts';
import { creerSourceVue } from '../poste/sourceVue.ts';
import { HAUTEURS, OPTIONS_GRILLE } from '../ui/grille.ts';
import type { Densite } from '../ui/grille.ts';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import { ecrireStockage, lireStockage } from '../ui/stockage.ts';
import type { Plage } from './plage.ts';
import { usePlage } from './usePlage.ts';

const BLOC = 200;
/** Lignes qu’une lecture rend au plus. */
const LECTURE = 1_000;

type Tri = readonly { readonly colonne: string; readonly sens: 'asc' | 'desc' }[];
interface DefinitionTriee { readonly tri: Tri }
export interface VueDeGrille { readonly vue: number; readonly total: number }
export type Pas = 'focus' | 'clic' | 'entree' | 'modifier';
/** Une colonne, et le texte de ses cellules : ce qui se copie et se lit. */
export type ColonneGrille<L> = ColDef<L> & { readonly colId: string; readonly texte: (ligne: L) => string };

/** Ce que l’écran demande à la grille. */
export interface PoigneeVue<L> {
  voisine(id: string, sens: 1 | -1): L | undefined;
  /** Amène une ligne à l’écran ; faux quand elle n’est pas dans la vue. */
  montrer(id: string): Promise<boolean>;
  prendreFocus(): void;
  relire(): void;
  plage(): Plage | null;
  choisir(plage: Plage | null): void;
  /** Lignes [debut, fin[ de la vue courante, affichées ou non. */
  lignes(debut: number, fin: number): Promise<readonly L[]>;
  colonnes(): readonly ColonneGrille<L>[];
  api(): GridApi<L> | undefined;
}

interface Props<D extends DefinitionTriee, V extends VueDeGrille, L extends { readonly id: string }> {
  readonly methodes: MethodesVue<D, V, { readonly lignes: readonly L[]; readonly total: number }>;
  readonly definition: D;
  readonly colonnes: readonly ColonneGrille<L>[];
  /** La colonne qui prend le focus quand on entre dans la grille. */
  readonly premiere: string;
  readonly nom: string;
  readonly testid: string;
  readonly cleStockage: string;
  readonly densite: Densite;
  readonly total: number;
  /** La ligne que l’écran montre à côté : marquée, et celle où l’on revient en entrant dans la grille. */
  readonly courant?: string | null;
  /** Ce que les cellules et les en-têtes reçoivent (`context` d’AG Grid) ; stable. */
  readonly contexte?: object;
  /** Une touche que ni la plage ni la grille ne prennent, sur une ligne lue. */
  readonly surTouche?: (ligne: L, evenement: KeyboardEvent) => void;
  readonly poignee: RefObject<PoigneeVue<L> | null>;
  readonly surOuverture: (vue: V) => void;
  readonly surEchec: (erreur: unknown) => void;
  readonly surLigne: (ligne: L, pas: Pas) => void;
  readonly surPlage?: (plage: Plage | null) => void;
  /** La poignée de recopie a été tirée ; absente, la grille n’en a pas. */
  readonly surRecopie?: ((source: Plage, plage: Plage) => void) | undefined;
  readonly surTri?: (tri: Tri) => void;
  /** Une cellule vient d’être saisie ; la grille garde l’ancienne valeur, à l’écran de demander le changement. */
  readonly surSaisie?: (ligne: L, rang: number, colonne: string, texte: string) => void;
}

/**
 * Grille sur des fenêtres de lignes, la même pour tous les écrans qui en ont : tri, filtres et comptes se font en SQL dans le processus de données, la page ne tient que
 * quelques centaines de lignes. La plage de cellules est celle d’un tableur (README). Les colonnes gardent largeur, ordre et visibilité d’une session à l’autre.
 */
export const GrilleVue = <D extends DefinitionTriee, V extends VueDeGrille, L extends { readonly id: string }>({
  methodes, definition, colonnes, premiere, nom, testid, cleStockage, densite, total, courant = null, contexte, poignee, surOuverture, surEchec, surLigne, surPlage, surRecopie, surTouche: surAutreTouche, surTri, surSaisie,
}: Props<D, V, L>): ReactElement => {
  const api = useRef<GridApi<L> | undefined>(undefined);
  const cadre = useRef<HTMLDivElement>(null);
  const vide = useRef(false);
  const definitionCourante = useRef<D>(definition);
  const courante = useRef({ courant, surOuverture, surEchec, surLigne, surAutreTouche, surTri, surSaisie });
  useEffect(() => { courante.current = { courant, surOuverture, surEchec, surLigne, surAutreTouche, surTri, surSaisie }; });
  useEffect(() => { if (api.current?.isDestroyed() === false) api.current.redrawRows(); }, [courant]);
  const [source] = useState<SourceVue<D, { readonly lignes: readonly L[]; readonly total: number }>>(() => creerSourceVue(methodes, (vue: V) => { courante.current.surOuverture(vue); }));
  const { plage, lire, choisir, effacer } = usePlage<L>({ api, cadre, total, surRecopie });
  useEffect(() => { surPlage?.(plage); }, [plage, surPlage]);

  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      const tri: Tri = sortModel.map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' : 'asc' }));
      definitionCourante.current = { ...definitionCourante.current, tri };
      source.lignes(definitionCourante.current, startRow, endRow).then(({ lignes, total: nombre }) => { successCallback([...lignes], nombre); }, (erreur: unknown) => { courante.current.surEchec(erreur); failCallback(); });
    },
  }), [source]);

  useEffect(() => {
    const avant = definitionCourante.current;
    definitionCourante.current = { ...definition, tri: avant.tri };
    if (api.current === undefined || JSON.stringify(avant) === JSON.stringify(definitionCourante.current)) return;
    effacer();
    api.current.purgeInfiniteCache();
    api.current.ensureIndexVisible(0, 'top');
  }, [definition, effacer]);

  useRelecture({ api, cadre, source, definition: definitionCourante });

  useEffect(() => {
    const prendreFocus = (): void => {
      // une grille vide n’a pas de cellule : le cadre garde le clavier (une frappe n’écrit plus dans le filtre quitté) et le rend à la première ligne qui arrive
      if ((api.current?.getDisplayedRowCount() ?? 0) === 0 || vide.current) { cadre.current?.focus(); return; }
      const noeud = courante.current.courant === null ? undefined : api.current?.getRowNode(courante.current.courant);
      api.current?.setFocusedCell(noeud?.rowIndex ?? (api.current.getFocusedCell() as { readonly rowIndex: number } | null | undefined)?.rowIndex ?? 0, premiere);
    };
    poignee.current = {
      prendreFocus,
      relire: () => { api.current?.purgeInfiniteCache(); },
      voisine: (id, sens) => ligneVoisine(api.current, id, sens),
      montrer: async (id) => {
        const rang = await source.rang(definitionCourante.current, id);
        return rang >= 0 && await amener(() => api.current, rang);
      },
      plage: lire, choisir, api: () => api.current,
      lignes: async (debut, fin) => {
        const lues: L[] = [];
        for (let depart = debut; depart < fin; depart += LECTURE) lues.push(...(await source.lignes(definitionCourante.current, depart, Math.min(fin, depart + LECTURE))).lignes);
        return lues;
      },
      colonnes: () => (api.current?.getAllDisplayedColumns() ?? []).flatMap((affichee) => colonnes.find(({ colId }) => colId === affichee.getColId()) ?? []),
    };
    if (cadre.current !== null) definirFocusDeZone(cadre.current, prendreFocus);
    return () => { poignee.current = null; };
  }, [poignee, source, premiere, colonnes, lire, choisir]);

  useEffect(() => {
    vide.current = total === 0;
    if (total > 0 && cadre.current !== null && document.activeElement === cadre.current) api.current?.setFocusedCell(0, premiere);
  }, [total, premiere]);

  const retenir = (): void => {
    // une largeur que personne n’a changée n’est pas retenue : une version suivante peut l’améliorer
    const parDefaut = new Map(colonnes.map(({ colId, width }) => [colId, width]));
    const etat = api.current?.getColumnState().map(({ colId, hide, width, flex }) => ({ colId, hide, flex, ...(width === parDefaut.get(colId) ? {} : { width }) }));
    if (etat !== undefined) ecrireStockage(cleStockage, etat);
  };
  const colDefs = useMemo<ColDef<L>[]>(() => colonnes.map(({ texte: _texte, ...definitionDeColonne }) => definitionDeColonne as ColDef<L>), [colonnes]);
  const regles = useMemo(() => ({ courante: ({ data }: RowClassParams<L>): boolean => data !== undefined && data.id === courante.current.courant }), []);
  const surTouche = ({ event, data }: CellKeyDownEvent<L>): void => {
    if (!(event instanceof KeyboardEvent) || data === undefined || event.altKey || event.ctrlKey) return;
    if (event.key === 'Enter') courante.current.surLigne(data, 'entree');
    if (event.key === 'F2') courante.current.surLigne(data, 'modifier');
    courante.current.surAutreTouche?.(data, event);
  };
  return (
    <div className="grille" ref={cadre} tabIndex={-1} data-zone="grille" data-testid={testid} aria-label={nom} role="group">
      <AgGridReact<L>
        {...OPTIONS_GRILLE}
        key={densite} rowModelType="infinite" datasource={donnees} columnDefs={colDefs} rowHeight={HAUTEURS[densite]} getRowId={({ data }) => data.id} cacheBlockSize={BLOC} maxBlocksInCache={12} infiniteInitialRowCount={40} maxConcurrentDatasourceRequests={2} blockLoadDebounceMillis={20}
        rowClassRules={regles} context={contexte} multiSortKey="ctrl" readOnlyEdit stopEditingWhenCellsLoseFocus
        onCellEditRequest={({ data, rowIndex, column, newValue }) => { if (rowIndex !== null) courante.current.surSaisie?.(data, rowIndex, column.getColId(), String(newValue ?? '')); }}
        onGridReady={({ api: grille }) => {
          api.current = grille;
          const etat = lireStockage<ColumnState[] | null>(cleStockage, null);
          if (etat !== null) grille.applyColumnState({ state: etat, applyOrder: true });
        }}
        onColumnVisible={retenir} onColumnResized={({ finished }) => { if (finished) retenir(); }} onColumnMoved={retenir}
        onSortChanged={({ api: grille }) => { effacer(); courante.current.surTri?.(grille.getColumnState().filter(({ sort }) => sort != null).map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' as const : 'asc' as const }))); }}
        onCellFocused={({ rowIndex, api: grille }) => { const data = rowIndex === null ? undefined : grille.getDisplayedRowAtIndex(rowIndex)?.data; if (data !== undefined) courante.current.surLigne(data, 'focus'); }}
        onRowClicked={({ data }) => { if (data !== undefined) courante.current.surLigne(data, 'clic'); }}
        onRowDoubleClicked={({ data, api: grille }) => { if (data !== undefined && grille.getEditingCells().length === 0) courante.current.surLigne(data, 'entree'); }}
        onCellKeyDown={(evenement) => { if ('column' in evenement) surTouche(evenement); }}
      />
    </div>
  );
};

import type { CellKeyDownEvent, ColumnState, GridApi, GridReadyEvent, IDatasource, RowClassParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { DefinitionVue, LigneOffre } from '../../../contract/poste.ts';
import { amener, ligneVoisine, useRelecture } from '../../poste/grilleVue.ts';
import { HAUTEURS, OPTIONS_GRILLE } from '../../ui/grille.ts';
import type { Densite } from '../../ui/grille.ts';
import { definirFocusDeZone } from '../../ui/raccourcis.ts';
import { ecrireStockage, lireStockage } from '../../ui/stockage.ts';
import { colonnesOffre } from './colonnes.ts';
import type { ContexteGrille } from './cellules.tsx';
import { basculer, useVue } from './definition.ts';
import type { VueOuverte } from './source.ts';
import { creerSource } from './source.ts';

const BLOC = 200;

/** Ce que l’écran demande à la grille. */
export interface PoigneeGrille {
  /** La ligne voisine de la ligne courante, dans l’ordre affiché. */
  voisine(id: string, sens: 1 | -1): LigneOffre | undefined;
  /** Amène une fiche à l’écran et la choisit ; faux quand elle n’est pas dans la vue. */
  montrer(id: string): Promise<boolean>;
  prendreFocus(): void;
  api(): GridApi<LigneOffre> | undefined;
}

interface Props {
  readonly cleStockage: string;
  readonly densite: Densite;
  readonly courant: string | null;
  readonly poignee: RefObject<PoigneeGrille | null>;
  readonly surOuverture: (vue: VueOuverte) => void;
  readonly surEchec: (erreur: unknown) => void;
  /** La ligne choisie, dans son dernier état ; `null` quand elle n’est pas dans les fenêtres lues. */
  readonly surChoix: (ligne: LigneOffre | null) => void;
  /** `geste` : déplacement du clavier ou clic. */
  readonly surLigne: (ligne: LigneOffre, geste: 'focus' | 'clic' | 'entree' | 'modifier') => void;
}

const CLASSES = {
  'n-entite': ({ data }: RowClassParams<LigneOffre>): boolean => data?.objet === 'entite' && data.niveau === 0,
  'n-groupe': ({ data }: RowClassParams<LigneOffre>): boolean => data?.objet === 'groupe',
};

/** Grille de l’offre sur des fenêtres de lignes : tri, filtres et comptes se font en SQL, la page ne tient que ce qu’elle montre. */
export const GrilleOffre = ({ cleStockage, densite, courant, poignee, surOuverture, surEchec, surChoix, surLigne }: Props): ReactElement => {
  const { definition, changer } = useVue();
  const api = useRef<GridApi<LigneOffre> | undefined>(undefined);
  const definitionCourante = useRef(definition);
  const courante = useRef({ surOuverture, surEchec, surChoix, surLigne, changer, courant });
  useEffect(() => { courante.current = { surOuverture, surEchec, surChoix, surLigne, changer, courant }; });
  const source = useMemo(() => creerSource((vue) => { courante.current.surOuverture(vue); }), []);
  const cadre = useRef<HTMLDivElement>(null);

  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      const tri: DefinitionVue['tri'] = sortModel.map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' : 'asc' }));
      definitionCourante.current = { ...definitionCourante.current, tri };
      source.lignes(definitionCourante.current, startRow, endRow).then(({ lignes, total }) => { successCallback(lignes, total); }, (erreur: unknown) => { courante.current.surEchec(erreur); failCallback(); });
    },
  }), [source]);

  // déplier relit les blocs en place ; changer de filtre repart du haut
  useEffect(() => {
    const avant = definitionCourante.current;
    const apres = { ...definition, tri: avant.tri };
    definitionCourante.current = apres;
    const grille = api.current;
    if (grille === undefined || JSON.stringify(avant) === JSON.stringify(apres)) return;
    const memeContenu = JSON.stringify({ ...avant, exceptions: [], deplie: '' }) === JSON.stringify({ ...apres, exceptions: [], deplie: '' });
    if (memeContenu) grille.refreshInfiniteCache();
    else {
      grille.purgeInfiniteCache();
      grille.ensureIndexVisible(0, 'top');
    }
  }, [definition]);

  const choisir = useCallback((id: string | null) => {
    const noeud = id === null ? undefined : api.current?.getRowNode(id);
    if (noeud === undefined) { if (id === null) api.current?.deselectAll(); return; }
    if (noeud.isSelected() !== true) noeud.setSelected(true, true);
  }, []);
  useEffect(() => { choisir(courant); }, [courant, choisir]);

  useRelecture({ api, cadre, source, definition: definitionCourante });

  useEffect(() => {
    const prendreFocus = (): void => {
      const grille = api.current;
      if (grille === undefined) return;
      const noeud = courante.current.courant === null ? undefined : grille.getRowNode(courante.current.courant);
      grille.setFocusedCell(noeud?.rowIndex ?? grille.getFocusedCell()?.rowIndex ?? 0, 'nom');
    };
    poignee.current = {
      api: () => api.current,
      prendreFocus,
      voisine: (id, sens) => ligneVoisine(api.current, id, sens),
      montrer: async (id) => {
        const rang = await source.rang(definitionCourante.current, id);
        if (rang < 0) return false;
        await amener(() => api.current, rang);
        choisir(id);
        return true;
      },
    };
    if (cadre.current !== null) definirFocusDeZone(cadre.current, prendreFocus);
    return () => { poignee.current = null; };
  }, [poignee, source, choisir]);

  const contexte = useMemo<ContexteGrille>(() => ({
    basculer: (ligne) => { courante.current.changer(basculer(definitionCourante.current, ligne.id)); },
  }), []);

  const surPret = ({ api: grille }: GridReadyEvent<LigneOffre>): void => {
    api.current = grille;
    const etat = lireStockage<ColumnState[] | null>(cleStockage, null);
    if (etat !== null) grille.applyColumnState({ state: etat, applyOrder: true });
  };
  const retenir = (): void => {
    const etat = api.current?.getColumnState().map(({ colId, hide, width, flex }) => ({ colId, hide, width, flex }));
    if (etat !== undefined) ecrireStockage(cleStockage, etat);
  };
  const surTouche = ({ event, data, rowIndex, column, api: grille }: CellKeyDownEvent<LigneOffre>): void => {
    if (!(event instanceof KeyboardEvent) || data === undefined || event.altKey || event.ctrlKey) return;
    switch (event.key) {
      case 'Enter': courante.current.surLigne(data, 'entree'); break;
      case 'F2': courante.current.surLigne(data, 'modifier'); break;
      case 'ArrowRight': if (column.getColId() === 'nom' && data.deplie === false) contexte.basculer(data); break;
      case 'ArrowLeft': {
        if (column.getColId() !== 'nom') break;
        if (data.deplie === true) { contexte.basculer(data); break; }
        for (let rang = (rowIndex ?? 0) - 1; rang >= 0; rang -= 1) {
          const parent = grille.getDisplayedRowAtIndex(rang)?.data;
          if (parent === undefined) break;
          if (parent.niveau < data.niveau) { grille.ensureIndexVisible(rang); grille.setFocusedCell(rang, 'nom'); break; }
        }
        break;
      }
    }
  };

  return (
    <div className="grille" ref={cadre} data-zone="grille" data-testid="grille-offre">
      <AgGridReact<LigneOffre>
        {...OPTIONS_GRILLE}
        key={densite} rowModelType="infinite" datasource={donnees} columnDefs={useMemo(() => colonnesOffre(window.innerWidth >= 1600, definition.mode === 'liste'), [definition.mode])} rowHeight={HAUTEURS[densite]} getRowId={({ data }) => data.id}
        cacheBlockSize={BLOC} maxBlocksInCache={12} infiniteInitialRowCount={40} maxConcurrentDatasourceRequests={2} blockLoadDebounceMillis={20} rowSelection={{ mode: 'singleRow', checkboxes: false, enableClickSelection: false }}
        rowClassRules={CLASSES} context={contexte} multiSortKey="ctrl" onGridReady={surPret} onColumnVisible={retenir} onColumnResized={({ finished }) => { if (finished) retenir(); }} onColumnMoved={retenir}
        onModelUpdated={() => { choisir(courante.current.courant); courante.current.surChoix(api.current?.getSelectedRows()[0] ?? null); }}
        onSelectionChanged={({ api: grille }) => { courante.current.surChoix(grille.getSelectedRows()[0] ?? null); }}
        onCellFocused={({ rowIndex, api: grille }) => { const data = rowIndex === null ? undefined : grille.getDisplayedRowAtIndex(rowIndex)?.data; if (data !== undefined) courante.current.surLigne(data, 'focus'); }}
        onRowClicked={({ data }) => { if (data !== undefined) courante.current.surLigne(data, 'clic'); }}
        onRowDoubleClicked={({ data }) => { if (data !== undefined) courante.current.surLigne(data, 'entree'); }}
        onCellKeyDown={(evenement) => { if ('column' in evenement) surTouche(evenement); }}
      />
    </div>
  );
};

import type { GridApi, IDatasource } from 'ag-grid-community';
import type { AgGridReactProps } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useInsertionEffect, useMemo, useRef, useState } from 'react';
import { amener, useRelecture } from '../poste/grilleVue.ts';
import type { MethodesVue, SourceVue } from '../poste/sourceVue.ts';
import { creerSourceVue } from '../poste/sourceVue.ts';
import type { PoigneeGrille, PropsCommunes, Tri } from './Socle.tsx';
import { Socle } from './Socle.tsx';

const BLOC = 200;
/** Lignes qu’une lecture rend au plus. */
const LECTURE = 1_000;

/** `version` : la même vue dont les lignes ont changé (un arbre que l’on déplie) ; elle se relit en place, sans perdre la cellule courante. */
interface DefinitionTriee { readonly tri: Tri; readonly version?: number }
export interface VueDeGrille { readonly vue: number; readonly total: number }

/** Ce que l’écran demande à une grille à fenêtres. */
export interface PoigneeVue<L> extends PoigneeGrille<L> {
  /** Amène une ligne à l’écran ; faux quand elle n’est pas dans la vue. */
  montrer(id: string): Promise<boolean>;
  relire(): void;
}

interface Props<D extends DefinitionTriee, V extends VueDeGrille, L extends { readonly id: string }> extends PropsCommunes<L> {
  readonly methodes: MethodesVue<D, V, { readonly lignes: readonly L[]; readonly total: number }>;
  readonly definition: D;
  readonly total: number;
  readonly poignee: RefObject<PoigneeVue<L> | null>;
  readonly surOuverture: (vue: V) => void;
  readonly surEchec: (erreur: unknown) => void;
  /** Change quand la grille est à refaire (d’autres colonnes). */
  readonly cle?: string;
  /** Ce que l’écran ajoute à la grille (ligne d’ensemble au pied) ; stable. */
  readonly options?: AgGridReactProps<L>;
}

const identifiant = ({ id }: { readonly id: string }): string => id;

/** Grille sur des fenêtres de lignes : tri, filtres et comptes se font en SQL dans le processus de données, la page ne tient que quelques centaines de lignes. */
export const GrilleVue = <D extends DefinitionTriee, V extends VueDeGrille, L extends { readonly id: string }>({ methodes, definition, total, poignee, surOuverture, surEchec, cle = '', options, ...communes }: Props<D, V, L>): ReactElement => {
  const api = useRef<GridApi<L> | undefined>(undefined);
  const cadre = useRef<HTMLDivElement>(null);
  const socle = useRef<PoigneeGrille<L> | null>(null);
  const definitionCourante = useRef<D>(definition);
  const courante = useRef({ surOuverture, surEchec });
  useEffect(() => { courante.current = { surOuverture, surEchec }; });
  const [source] = useState<SourceVue<D, { readonly lignes: readonly L[]; readonly total: number }>>(() => creerSourceVue(methodes, (vue: V) => { courante.current.surOuverture(vue); }));
  // avant que la grille se bâtisse : ni un effet ni un effet de mise en page ne la précède. Neuve, elle n’a pas de tri
  useInsertionEffect(() => { source.preparer({ ...definitionCourante.current, tri: [] }, BLOC); }, [source]);

  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      const tri: Tri = sortModel.map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' : 'asc' }));
      definitionCourante.current = { ...definitionCourante.current, tri };
      source.lignes(definitionCourante.current, startRow, endRow).then(({ lignes, total: nombre }) => { successCallback([...lignes], nombre); }, (erreur: unknown) => { courante.current.surEchec(erreur); failCallback(); });
    },
  }), [source]);
  const modele = useMemo<AgGridReactProps<L>>(() => ({ ...options, rowModelType: 'infinite' as const, datasource: donnees, cacheBlockSize: BLOC, maxBlocksInCache: 12, infiniteInitialRowCount: 1, maxConcurrentDatasourceRequests: 2, blockLoadDebounceMillis: 20 }), [donnees, options]);

  useEffect(() => {
    const avant = definitionCourante.current;
    definitionCourante.current = { ...definition, tri: avant.tri };
    if (api.current === undefined || JSON.stringify(avant) === JSON.stringify(definitionCourante.current)) return;
    if (JSON.stringify({ ...avant, version: 0 }) === JSON.stringify({ ...definitionCourante.current, version: 0 })) {
      // les lignes sous celle que l’on déplie changent de rang
      socle.current?.reduire();
      api.current.refreshInfiniteCache();
      return;
    }
    socle.current?.choisir(null);
    api.current.purgeInfiniteCache();
    api.current.ensureIndexVisible(0, 'top');
  }, [definition]);

  useRelecture({ api, cadre, source, definition: definitionCourante });

  useEffect(() => {
    if (socle.current !== null) {
      poignee.current = {
        ...socle.current,
        relire: () => { api.current?.purgeInfiniteCache(); },
        montrer: async (id) => {
          const rang = await source.rang(definitionCourante.current, id);
          return rang >= 0 && await amener(() => api.current, rang);
        },
      };
    }
    return () => { poignee.current = null; };
  }, [poignee, source]);

  const lire = async (debut: number, fin: number): Promise<readonly L[]> => {
    const lues: L[] = [];
    for (let depart = debut; depart < fin; depart += LECTURE) lues.push(...(await source.lignes(definitionCourante.current, depart, Math.min(fin, depart + LECTURE))).lignes);
    return lues;
  };
  return <Socle<L> {...communes} api={api} cadre={cadre} poignee={socle} modele={modele} identifiant={identifiant} total={total} lire={lire} cle={cle} />;
};

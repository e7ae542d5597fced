import type { GridApi, IDatasource, RowClassRules } from 'ag-grid-community';
import type { AgGridReactProps } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useCallback, useEffect, useInsertionEffect, useMemo, useRef } from 'react';
import type { DefinitionVue, LigneOffre } from '../../../contract/poste.ts';
import type { Plage } from '../../grille/plage.ts';
import type { Pas, PoigneeGrille as PoigneeCommune } from '../../grille/Socle.tsx';
import { Socle } from '../../grille/Socle.tsx';
import { amener, useRelecture } from '../../poste/grilleVue.ts';
import type { Densite } from '../../ui/grille.ts';
import { TEXTES } from '../textes.ts';
import { colonnesOffre } from './colonnes.ts';
import type { ContexteGrille } from './cellules.tsx';
import { basculer, useVue } from './definition.ts';
import type { VueOuverte } from './source.ts';
import { creerSource } from './source.ts';

const BLOC = 200;

/** Lignes qu’une lecture rend au plus. */
const LECTURE = 1_000;

/** Ce que l’écran demande à la grille. */
export interface PoigneeGrille extends PoigneeCommune<LigneOffre> {
  /** Amène une fiche à l’écran et la choisit ; faux quand elle n’est pas dans la vue. */
  montrer(id: string): Promise<boolean>;
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
  readonly surLigne: (ligne: LigneOffre, pas: Pas) => void;
  readonly total: number;
  readonly surPlage: (plage: Plage | null) => void;
}

const CLASSES: RowClassRules<LigneOffre> = { 'n-entite': ({ data }) => data?.objet === 'entite' && data.niveau === 0, 'n-groupe': ({ data }) => data?.objet === 'groupe' };
const identifiant = ({ id }: LigneOffre): string => id;

/** Grille de l’offre, la grille commune sur des fenêtres de lignes en arbre : tri, filtres et comptes se font en SQL, la page ne tient que ce qu’elle montre. */
export const GrilleOffre = ({ cleStockage, densite, courant, total, poignee, surOuverture, surEchec, surChoix, surLigne, surPlage }: Props): ReactElement => {
  const { definition, changer } = useVue();
  const api = useRef<GridApi<LigneOffre> | undefined>(undefined);
  const definitionCourante = useRef(definition);
  const socle = useRef<PoigneeCommune<LigneOffre> | null>(null);
  const courante = useRef({ surOuverture, surEchec, surChoix, changer, courant });
  useEffect(() => { courante.current = { surOuverture, surEchec, surChoix, changer, courant }; });
  const source = useMemo(() => creerSource((vue) => { courante.current.surOuverture(vue); }), []);
  // avant que la grille se bâtisse : ni un effet ni un effet de mise en page ne la précède. Neuve, elle n’a pas de tri
  useInsertionEffect(() => { source.preparer({ ...definitionCourante.current, tri: [] }, BLOC); }, [source]);
  const cadre = useRef<HTMLDivElement>(null);

  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      const tri: DefinitionVue['tri'] = sortModel.map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' : 'asc' }));
      definitionCourante.current = { ...definitionCourante.current, tri };
      source.lignes(definitionCourante.current, startRow, endRow).then(({ lignes, total: nombre }) => { successCallback(lignes, nombre); }, (erreur: unknown) => { courante.current.surEchec(erreur); failCallback(); });
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
    if (memeContenu) {
      // les lignes sous celle que l’on déplie changent de rang
      socle.current?.reduire();
      grille.refreshInfiniteCache();
    } else {
      socle.current?.choisir(null);
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
    if (socle.current !== null) {
      poignee.current = {
        ...socle.current,
        montrer: async (id) => {
          const rang = await source.rang(definitionCourante.current, id);
          if (rang < 0) return false;
          await amener(() => api.current, rang);
          choisir(id);
          return true;
        },
      };
    }
    return () => { poignee.current = null; };
  }, [poignee, source, choisir]);

  const contexte = useMemo<ContexteGrille>(() => ({
    basculer: (ligne) => { courante.current.changer(basculer(definitionCourante.current, ligne.id)); },
  }), []);

  const modele = useMemo<AgGridReactProps<LigneOffre>>(() => ({
    rowModelType: 'infinite', datasource: donnees, cacheBlockSize: BLOC, maxBlocksInCache: 12, infiniteInitialRowCount: 1, maxConcurrentDatasourceRequests: 2, blockLoadDebounceMillis: 20, rowSelection: { mode: 'singleRow', checkboxes: false, enableClickSelection: false },
    onModelUpdated: () => { choisir(courante.current.courant); courante.current.surChoix(api.current?.getSelectedRows()[0] ?? null); },
    onSelectionChanged: ({ api: grille }) => { courante.current.surChoix(grille.getSelectedRows()[0] ?? null); },
  }), [donnees, choisir]);
  /** Dans la première colonne, → et ← déplient, replient, ou remontent au parent. La colonne est celle de l’appui : la grille a pu déjà changer de cellule. */
  const surTouche = (ligne: LigneOffre, { key, target }: KeyboardEvent): void => {
    const grille = api.current;
    if (grille === undefined || !(target instanceof Element) || target.closest('.ag-cell')?.getAttribute('col-id') !== 'nom') return;
    if (key === 'ArrowRight' && ligne.deplie === false) contexte.basculer(ligne);
    if (key !== 'ArrowLeft') return;
    if (ligne.deplie === true) { contexte.basculer(ligne); return; }
    for (let rang = (grille.getRowNode(ligne.id)?.rowIndex ?? 0) - 1; rang >= 0; rang -= 1) {
      const parent = grille.getDisplayedRowAtIndex(rang)?.data;
      if (parent === undefined) break;
      if (parent.niveau < ligne.niveau) { grille.ensureIndexVisible(rang); grille.setFocusedCell(rang, 'nom'); break; }
    }
  };
  const lire = async (debut: number, fin: number): Promise<readonly LigneOffre[]> => {
    const lues: LigneOffre[] = [];
    for (let depart = debut; depart < fin; depart += LECTURE) lues.push(...(await source.lignes(definitionCourante.current, depart, Math.min(fin, depart + LECTURE))).lignes);
    return lues;
  };
  return (
    <Socle<LigneOffre>
      api={api} cadre={cadre} poignee={socle} modele={modele} identifiant={identifiant} total={total} lire={lire} colonnes={useMemo(() => colonnesOffre(window.innerWidth >= 1600, definition.mode === 'liste'), [definition.mode])} premiere="nom" nom={TEXTES.grille} testid="grille-offre"
      cleStockage={cleStockage} densite={densite} courant={courant} contexte={contexte} regles={CLASSES} surLigne={surLigne} surTouche={surTouche} surPlage={surPlage}
    />
  );
};

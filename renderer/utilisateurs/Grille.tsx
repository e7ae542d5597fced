import type { CellKeyDownEvent, ColDef, GridApi, IDatasource, RowClassParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { ResultatDe } from '../../contract/poste.ts';
import type { ColonneACocher, DefinitionUtilisateurs, LigneUtilisateur } from '../../contract/methodesUtilisateurs.ts';
import { client } from '../poste/client.ts';
import { amener, ligneVoisine, useRelecture } from '../poste/grilleVue.ts';
import { creerSourceVue } from '../poste/sourceVue.ts';
import { OPTIONS_GRILLE } from '../ui/grille.ts';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import type { ContexteGrille } from './cellules.tsx';
import { CelluleCoche, CelluleConnexion, CelluleNom, CelluleProfil, CelluleSecond, CelluleStatut, CelluleTexte } from './cellules.tsx';
import { useVue } from './definition.ts';
import { FiltreEnsemble, FiltreTexte } from './filtres.tsx';
import { TEXTES, TITRES } from './textes.ts';

const BLOC = 200;
export type VueOuverte = ResultatDe<'utilisateurs.ouvrir'>;
export type Pas = 'focus' | 'clic' | 'entree' | 'modifier';
export interface PoigneeGrille {
  voisine(id: string, sens: 1 | -1): LigneUtilisateur | undefined;
  montrer(id: string): Promise<boolean>;
  prendreFocus(): void;
  relire(): void;
}
interface Props {
  readonly courant: string | null;
  readonly cochees: ReadonlySet<string>;
  readonly poignee: RefObject<PoigneeGrille | null>;
  readonly surOuverture: (vue: VueOuverte) => void;
  readonly surEchec: (erreur: unknown) => void;
  readonly surLigne: (ligne: LigneUtilisateur, pas: Pas) => void;
  readonly surCoche: (id: string) => void;
  /** La case de l’en-tête : tout ce que la vue retient, ou rien. */
  readonly surToutCocher: () => void;
}
/** État de la case de l’en-tête, hors de React : la grille garde ses en-têtes (et le filtre où l’on tape) d’un rendu à l’autre. */
interface CaseEntete { toutes: boolean; agir: () => void; readonly abonnes: Set<() => void> }
interface ContexteEntete { readonly entete: CaseEntete }

const EnteteCoche = ({ context: { entete } }: { readonly context: ContexteEntete }): ReactElement => {
  const toutes = useSyncExternalStore((rappel) => { entete.abonnes.add(rappel); return () => { entete.abonnes.delete(rappel); }; }, () => entete.toutes);
  return <input type="checkbox" className="coche" checked={toutes} aria-label={toutes ? TEXTES.decocherTout : TEXTES.cocherTout} title={toutes ? TEXTES.decocherTout : TEXTES.cocherTout} onChange={() => { entete.agir(); }} data-testid="tout-cocher" />;
};

/** Entrée, F2, Échap, Espace et Alt+flèches sont à l’écran. */
const gardeClavier = ({ event }: SuppressKeyboardEventParams<LigneUtilisateur>): boolean => ['Enter', 'F2', 'Escape', ' '].includes(event.key) || (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'));
const titre = (colonne: string): Pick<ColDef<LigneUtilisateur>, 'colId' | 'headerName' | 'headerTooltip' | 'suppressKeyboardEvent'> => ({ colId: colonne, headerName: TITRES[colonne]?.[0] ?? colonne, headerTooltip: TITRES[colonne]?.[1] ?? '', suppressKeyboardEvent: gardeClavier });
const texte = (colonne: string): ColDef<LigneUtilisateur> => ({ ...titre(colonne), filter: 'agTextColumnFilter', floatingFilterComponent: FiltreTexte, floatingFilterComponentParams: { colonne } });
const ensemble = (colonne: ColonneACocher): ColDef<LigneUtilisateur> => ({ ...titre(colonne), filter: 'agTextColumnFilter', floatingFilterComponent: FiltreEnsemble, floatingFilterComponentParams: { colonne } });
const COLONNES: ColDef<LigneUtilisateur>[] = [
  { colId: 'coche', headerName: '', width: 36, minWidth: 36, pinned: 'left', lockPinned: true, lockPosition: true, resizable: false, sortable: false, floatingFilter: false, suppressNavigable: true, cellRenderer: CelluleCoche, headerComponent: EnteteCoche },
  { ...texte('nom'), field: 'nom', pinned: 'left', lockPinned: true, width: 172, cellRenderer: CelluleNom },
  { ...texte('email'), field: 'email', minWidth: 130, flex: 13, cellRenderer: CelluleTexte },
  { ...ensemble('profil'), field: 'profil', width: 188, cellRenderer: CelluleProfil },
  { ...texte('perimetre'), field: 'perimetreLibelle', minWidth: 116, flex: 12, cellRenderer: CelluleTexte },
  { ...ensemble('departements'), valueGetter: ({ data }) => data?.departements.join(', '), width: 70, cellRenderer: CelluleTexte },
  { ...ensemble('statut'), field: 'statut', width: 112, cellRenderer: CelluleStatut },
  { ...ensemble('secondFacteur'), field: 'secondFacteur', width: 94, cellRenderer: CelluleSecond },
  { ...ensemble('activite'), field: 'derniereConnexion', width: 158, cellRenderer: CelluleConnexion },
];

/** Grille des comptes sur des fenêtres de lignes : tri, filtres et comptes se font en SQL, la page ne tient que quelques centaines de lignes. */
export const Grille = ({ courant, cochees, poignee, surOuverture, surEchec, surLigne, surCoche, surToutCocher }: Props): ReactElement => {
  const { definition } = useVue();
  const api = useRef<GridApi<LigneUtilisateur> | undefined>(undefined);
  const cadre = useRef<HTMLDivElement>(null);
  const definitionCourante = useRef<DefinitionUtilisateurs>(definition);
  const courante = useRef({ courant, surOuverture, surEchec, surLigne, surCoche });
  useEffect(() => { courante.current = { courant, surOuverture, surEchec, surLigne, surCoche }; });
  const refCochees = useRef(cochees);
  const [entete] = useState<CaseEntete>(() => ({ toutes: false, agir: () => undefined, abonnes: new Set() }));
  const source = useMemo(() => creerSourceVue({
    ouvrir: (demandee: DefinitionUtilisateurs) => client.appeler('utilisateurs.ouvrir', demandee), lignes: (fenetre) => client.appeler('utilisateurs.lignes', fenetre), rang: (fiche) => client.appeler('utilisateurs.rang', fiche),
  }, (vue: VueOuverte) => { courante.current.surOuverture(vue); }), []);
  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, endRow, sortModel, successCallback, failCallback }) => {
      const tri: DefinitionUtilisateurs['tri'] = sortModel.map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' : 'asc' }));
      definitionCourante.current = { ...definitionCourante.current, tri };
      source.lignes(definitionCourante.current, startRow, endRow).then(({ lignes, total: nombre }) => { successCallback(lignes, nombre); }, (erreur: unknown) => { courante.current.surEchec(erreur); failCallback(); });
    },
  }), [source]);

  useEffect(() => {
    const avant = definitionCourante.current;
    definitionCourante.current = { ...definition, tri: avant.tri };
    if (api.current === undefined || JSON.stringify(avant) === JSON.stringify(definitionCourante.current)) return;
    api.current.purgeInfiniteCache();
    api.current.ensureIndexVisible(0, 'top');
  }, [definition]);
  useEffect(() => { entete.agir = surToutCocher; }, [entete, surToutCocher]);
  useEffect(() => {
    refCochees.current = cochees;
    entete.toutes = cochees.size > 0;
    for (const rappel of entete.abonnes) rappel();
    if (api.current?.isDestroyed() === false) api.current.refreshCells({ columns: ['coche'], force: true });
  }, [cochees, entete]);
  useEffect(() => { if (api.current?.isDestroyed() === false) api.current.redrawRows(); }, [courant]);

  useRelecture({ api, cadre, source, definition: definitionCourante });

  useEffect(() => {
    const prendreFocus = (): void => {
      const noeud = courante.current.courant === null ? undefined : api.current?.getRowNode(courante.current.courant);
      api.current?.setFocusedCell(noeud?.rowIndex ?? api.current.getFocusedCell()?.rowIndex ?? 0, 'nom');
    };
    poignee.current = {
      prendreFocus,
      relire: () => { api.current?.purgeInfiniteCache(); },
      voisine: (id, sens) => ligneVoisine(api.current, id, sens),
      montrer: async (id) => {
        const rang = await source.rang(definitionCourante.current, id);
        return rang >= 0 && await amener(() => api.current, rang);
      },
    };
    if (cadre.current !== null) definirFocusDeZone(cadre.current, prendreFocus);
    return () => { poignee.current = null; };
  }, [poignee, source]);

  const contexte = useMemo<ContexteGrille & ContexteEntete>(() => ({ cochees: refCochees, basculer: (id) => { courante.current.surCoche(id); }, entete }), [entete]);
  const regles = useMemo(() => ({ courante: ({ data }: RowClassParams<LigneUtilisateur>): boolean => data !== undefined && data.id === courante.current.courant }), []);
  const surTouche = ({ event, data }: CellKeyDownEvent<LigneUtilisateur>): void => {
    if (!(event instanceof KeyboardEvent) || data === undefined || event.altKey || event.ctrlKey) return;
    switch (event.key) {
      case 'Enter': courante.current.surLigne(data, 'entree'); break;
      case 'F2': courante.current.surLigne(data, 'modifier'); break;
      case ' ': event.preventDefault(); courante.current.surCoche(data.id); break;
    }
  };
  return (
    <div className="grille" ref={cadre} data-zone="grille" data-testid="grille-utilisateurs">
      <AgGridReact<LigneUtilisateur>
        {...OPTIONS_GRILLE}
        rowModelType="infinite" datasource={donnees} columnDefs={COLONNES} rowHeight={28} getRowId={({ data }) => data.id} cacheBlockSize={BLOC} maxBlocksInCache={4} infiniteInitialRowCount={40} maxConcurrentDatasourceRequests={2} blockLoadDebounceMillis={20}
        rowClassRules={regles} context={contexte} multiSortKey="ctrl" onGridReady={({ api: grille }) => { api.current = grille; }}
        onCellFocused={({ rowIndex, api: grille }) => { const data = rowIndex === null ? undefined : grille.getDisplayedRowAtIndex(rowIndex)?.data; if (data !== undefined) courante.current.surLigne(data, 'focus'); }}
        onRowClicked={({ data }) => { if (data !== undefined) courante.current.surLigne(data, 'clic'); }}
        onRowDoubleClicked={({ data }) => { if (data !== undefined) courante.current.surLigne(data, 'entree'); }}
        onCellKeyDown={(evenement) => { if ('column' in evenement) surTouche(evenement); }}
      />
    </div>
  );
};

import type { ColDef, GridApi, ICellRendererParams, IDatasource, RowClassParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import { PAGE_JOURNAL } from '../../contract/journal.ts';
import { libelleObjet, libelleProfilJournal } from '../../contract/journalTextes.ts';
import { dateCourte, heureFr } from '../ui/formats.ts';
import { OPTIONS_GRILLE } from '../ui/grille.ts';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import { FiltreEnsemble, FiltrePeriode, FiltreTexte, estLarge, useFiltre } from './filtres.tsx';
import { IconeObjetJournal, Marques } from './PanneauLigne.tsx';
import type { LigneLue, SourceJournal } from './source.ts';

type Params = ICellRendererParams<LigneLue>;
const Gris = ({ largeur }: { readonly largeur: string }): ReactElement => <span className="barre-grise" style={{ width: largeur }} aria-hidden="true" />;

const CelluleTexte = ({ data, value }: Params): ReactElement => (data === undefined ? <Gris largeur="65%" /> : <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>);
const CelluleQui = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="70%" /> : <span className="coupe mi" style={{ display: 'block' }} title={`${data.nom}, ${libelleProfilJournal(data.profil)}`}>{data.nom}</span>);
const CelluleFiche = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="75%" /> : (
  <div className="rang" style={{ gap: 4 }}><IconeObjetJournal objet={data.objet} /><span className="invisible">{libelleObjet(data.objet)}&nbsp;: </span><span className="coupe" title={data.fiche === null ? undefined : [data.fiche.code, data.fiche.nom].filter((part) => part !== null).join(' · ')}>{data.fiche?.nom ?? <span className="discret">{data.lot === null ? '—' : 'Lot'}</span>}</span></div>
));
const CelluleResume = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="85%" /> : <div className="rang" style={{ gap: 4 }}><Marques ligne={data} /><span className="coupe" title={data.resume}>{data.resume}</span></div>);

/** Les flèches et Entrée sont à l’écran ; Échap aussi. */
const gardeClavier: ColDef<LigneLue>['suppressKeyboardEvent'] = ({ event }) => event.key === 'Enter' || event.key === 'Escape';
const filtree = (composant: ColDef<LigneLue>['floatingFilterComponent'], params: object = {}): ColDef<LigneLue> => ({ filter: 'agTextColumnFilter', floatingFilterComponent: composant, floatingFilterComponentParams: params });

/** L’ordre est celui du journal : aucune colonne ne le change. */
const colonnes = (large: boolean): ColDef<LigneLue>[] => ([
  { colId: 'moment', headerName: 'Quand', width: 112, valueGetter: ({ data }) => (data === undefined ? '' : `${dateCourte(data.moment)} ${heureFr(data.moment)}`), cellRenderer: CelluleTexte, cellClass: 'num', ...filtree(FiltrePeriode) },
  { colId: 'nom', headerName: 'Qui', width: large ? 190 : 128, valueGetter: ({ data }) => data?.nom, cellRenderer: CelluleQui, ...filtree(FiltreTexte, { champ: 'acteur', nom: 'Qui' }) },
  { colId: 'profil', headerName: 'Profil', width: large ? 190 : 106, valueGetter: ({ data }) => (data === undefined ? '' : libelleProfilJournal(data.profil)), cellRenderer: CelluleTexte, ...filtree(FiltreEnsemble, { champ: 'profils', nom: 'Profil' }) },
  { colId: 'geste', headerName: 'Geste', width: large ? 190 : 138, valueGetter: ({ data }) => data?.geste, cellRenderer: CelluleTexte, ...filtree(FiltreEnsemble, { champ: 'commandes', nom: 'Geste' }) },
  // l’icône de la fiche dit déjà l’objet ; sur un petit écran son filtre est dans la barre d’outils
  { colId: 'objet', headerName: 'Objet', width: 130, hide: !large, valueGetter: ({ data }) => (data === undefined ? '' : libelleObjet(data.objet)), cellRenderer: CelluleTexte, ...filtree(FiltreEnsemble, { champ: 'objets', nom: 'Objet' }) },
  { colId: 'fiche', headerName: 'Fiche', width: large ? 240 : 150, valueGetter: ({ data }) => data?.fiche?.nom, cellRenderer: CelluleFiche, ...filtree(FiltreTexte, { champ: 'texte', nom: 'Fiche' }) },
  { colId: 'resume', headerName: 'Ce qui a changé', minWidth: 170, flex: 1, valueGetter: ({ data }) => data?.resume, cellRenderer: CelluleResume, floatingFilter: false },
] satisfies ColDef<LigneLue>[]).map((colonne): ColDef<LigneLue> => ({ ...colonne, sortable: false, suppressKeyboardEvent: gardeClavier }));

interface Props {
  readonly source: SourceJournal;
  readonly api: RefObject<GridApi<LigneLue> | null>;
  readonly courante: number | null;
  readonly surLigne: (ligne: LigneLue) => void;
  readonly surEntree: () => void;
  readonly surLecture: (fin: number | undefined, premiere: LigneLue | undefined) => void;
  readonly surEchec: (erreur: unknown) => void;
}

/** Grille du journal : fenêtres lues du service à mesure que l’on descend. */
export const GrilleJournal = ({ source, api, courante, surLigne, surEntree, surLecture, surEchec }: Props): ReactElement => {
  const { filtre } = useFiltre();
  const contexte = useRef({ filtre, courante, surLigne, surLecture, surEchec });
  useEffect(() => { contexte.current = { filtre, courante, surLigne, surLecture, surEchec }; });
  const cadre = useRef<HTMLDivElement>(null);
  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, successCallback, failCallback }) => {
      source.lignes(contexte.current.filtre, startRow).then(({ lignes, fin }) => {
        successCallback([...lignes], fin ?? -1);
        contexte.current.surLecture(fin, startRow === 0 ? lignes[0] : undefined);
      }, (erreur: unknown) => { failCallback(); contexte.current.surEchec(erreur); });
    },
  }), [source]);
  const lu = useRef(filtre);
  useEffect(() => {
    if (lu.current === filtre) return;
    lu.current = filtre;
    contexte.current.filtre = filtre;
    api.current?.purgeInfiniteCache();
    api.current?.ensureIndexVisible(0, 'top');
  }, [filtre, api]);
  useEffect(() => { if (api.current?.isDestroyed() === false) api.current.redrawRows(); }, [courante, api]);
  useEffect(() => {
    if (cadre.current === null) return;
    definirFocusDeZone(cadre.current, () => {
      const noeud = contexte.current.courante === null ? undefined : api.current?.getRowNode(String(contexte.current.courante));
      api.current?.setFocusedCell(noeud?.rowIndex ?? api.current.getFocusedCell()?.rowIndex ?? 0, 'nom');
    });
  }, [api]);
  const regles = useMemo(() => ({ courante: ({ data }: RowClassParams<LigneLue>): boolean => data !== undefined && data.no === contexte.current.courante }), []);
  return (
    <div className="grille" ref={cadre} data-zone="grille" data-testid="grille-journal">
      <AgGridReact<LigneLue>
        {...OPTIONS_GRILLE}
        rowModelType="infinite" datasource={donnees} columnDefs={useMemo(() => colonnes(estLarge()), [])} rowHeight={28} getRowId={({ data }) => String(data.no)} rowClassRules={regles}
        cacheBlockSize={PAGE_JOURNAL} maxBlocksInCache={20} infiniteInitialRowCount={30} maxConcurrentDatasourceRequests={1}
        onGridReady={({ api: grille }) => { api.current = grille; }}
        onCellFocused={({ rowIndex, api: grille }) => { const data = rowIndex === null ? undefined : grille.getDisplayedRowAtIndex(rowIndex)?.data; if (data !== undefined) surLigne(data); }}
        onRowClicked={({ data }) => { if (data !== undefined) surLigne(data); }}
        onCellKeyDown={({ event }) => { if (event instanceof KeyboardEvent && event.key === 'Enter') surEntree(); }}
      />
    </div>
  );
};

import type { ColDef, GridApi, ICellRendererParams, IDatasource } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { PAGE_JOURNAL } from '../../contract/journal.ts';
import { libelleObjet, libelleProfilJournal } from '../../contract/journalTextes.ts';
import type { Plage } from '../grille/plage.ts';
import type { ColonneGrille, Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { Socle } from '../grille/Socle.tsx';
import { useSession } from '../poste/session.ts';
import { dateCourte, heureFr, instantTableur } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { FiltreEnsemble, FiltrePeriode, FiltreTexte, estLarge, useFiltre } from './filtres.tsx';
import { IconeObjetJournal, Marques } from './PanneauLigne.tsx';
import type { LigneLue, SourceJournal } from './source.ts';
import { lignesLues } from './source.ts';
import { TEXTES, TITRES } from './textes.ts';

type Params = ICellRendererParams<LigneLue>;
const Gris = ({ largeur }: { readonly largeur: string }): ReactElement => <span className="barre-grise" style={{ width: largeur }} aria-hidden="true" />;

const CelluleTexte = ({ data, value }: Params): ReactElement => (data === undefined ? <Gris largeur="65%" /> : <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>);
const CelluleQui = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="70%" /> : <span className="coupe mi" style={{ display: 'block' }} title={`${data.nom}, ${libelleProfilJournal(data.profil)}`}>{data.nom}</span>);
const CelluleFiche = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="75%" /> : (
  <div className="rang" style={{ gap: 4 }}><IconeObjetJournal objet={data.objet} /><span className="invisible">{libelleObjet(data.objet, data.rapport)}&nbsp;: </span><span className="coupe" title={data.fiche === null ? undefined : [data.fiche.code, data.fiche.nom].filter((part) => part !== null).join(' · ')}>{data.fiche?.nom ?? <span className="discret">{data.lot === null ? '—' : 'Lot'}</span>}</span></div>
));
const CelluleResume = ({ data }: Params): ReactElement => (data === undefined ? <Gris largeur="85%" /> : <div className="rang" style={{ gap: 4 }}><Marques ligne={data} /><span className="coupe" title={data.resume}>{data.resume}</span></div>);

/** Les flèches et Entrée sont à l’écran ; Échap aussi. */
const gardeClavier: ColDef<LigneLue>['suppressKeyboardEvent'] = ({ event }) => event.key === 'Enter' || event.key === 'Escape';
const filtree = (composant: ColDef<LigneLue>['floatingFilterComponent'], params: object = {}): ColDef<LigneLue> => ({ filter: 'agTextColumnFilter', floatingFilterComponent: composant, floatingFilterComponentParams: params });

const colonne = (colId: keyof typeof TITRES, suite: ColDef<LigneLue>, texte: (ligne: LigneLue) => string): ColonneGrille<LigneLue> => ({ colId, headerName: TITRES[colId], sortable: false, suppressKeyboardEvent: gardeClavier, valueGetter: ({ data }) => (data === undefined ? '' : texte(data)), ...suite, texte });
/** L’ordre est celui du journal : aucune colonne ne le change. */
const colonnes = (large: boolean): ColonneGrille<LigneLue>[] => [
  colonne('moment', { width: 112, valueGetter: ({ data }) => (data === undefined ? '' : `${dateCourte(data.moment)} ${heureFr(data.moment)}`), cellRenderer: CelluleTexte, cellClass: 'num', ...filtree(FiltrePeriode) }, ({ moment }) => instantTableur(moment)),
  colonne('nom', { width: large ? 190 : 128, cellRenderer: CelluleQui, ...filtree(FiltreTexte, { champ: 'acteur', nom: TITRES.nom }) }, ({ nom }) => nom),
  colonne('profil', { width: large ? 190 : 106, cellRenderer: CelluleTexte, ...filtree(FiltreEnsemble, { champ: 'profils', nom: TITRES.profil }) }, ({ profil }) => libelleProfilJournal(profil)),
  colonne('geste', { width: large ? 190 : 138, cellRenderer: CelluleTexte, ...filtree(FiltreEnsemble, { champ: 'commandes', nom: TITRES.geste }) }, ({ geste }) => geste),
  // l’icône de la fiche dit déjà l’objet ; sur un petit écran son filtre est dans la barre d’outils
  colonne('objet', { width: 130, initialHide: !large, cellRenderer: CelluleTexte, ...filtree(FiltreEnsemble, { champ: 'objets', nom: TITRES.objet }) }, ({ objet, rapport }) => libelleObjet(objet, rapport)),
  colonne('fiche', { width: large ? 240 : 150, cellRenderer: CelluleFiche, ...filtree(FiltreTexte, { champ: 'texte', nom: TITRES.fiche }) }, ({ fiche, lot }) => fiche?.nom ?? (lot === null ? '' : 'Lot')),
  colonne('resume', { minWidth: 170, flex: 1, cellRenderer: CelluleResume, floatingFilter: false }, ({ resume }) => resume),
];

/** Une copie plus grande passe par l’export, que le service écrit et note. */
const COPIE_MAXIMUM = 2_000;
const identifiant = ({ no }: LigneLue): string => String(no);

interface Props {
  readonly source: SourceJournal;
  readonly poignee: RefObject<PoigneeGrille<LigneLue> | null>;
  readonly courante: number | null;
  readonly densite: Densite;
  /** Lignes que le service annonce ; il ne les compte pas au-delà d’un maximum. */
  readonly total: number;
  readonly surLigne: (ligne: LigneLue, pas: Pas) => void;
  readonly surPlage: (plage: Plage | null) => void;
  readonly surLecture: (fin: number | undefined, premiere: LigneLue | undefined) => void;
  readonly surEchec: (erreur: unknown) => void;
}

/** Grille du journal : la grille commune, sur des fenêtres lues du service à mesure que l’on descend. */
export const GrilleJournal = ({ source, poignee, courante, densite, total, surLigne, surPlage, surLecture, surEchec }: Props): ReactElement => {
  const { filtre } = useFiltre();
  const { utilisateur } = useSession();
  const api = useRef<GridApi<LigneLue> | undefined>(undefined);
  const cadre = useRef<HTMLDivElement>(null);
  // plus bas que ce que le service compte, on connaît ce qu’on a lu
  const [lues, compter] = useState(0);
  const contexte = useRef({ filtre, surLecture, surEchec });
  useEffect(() => { contexte.current = { filtre, surLecture, surEchec }; });
  const donnees = useMemo<IDatasource>(() => ({
    getRows: ({ startRow, successCallback, failCallback }) => {
      source.lignes(contexte.current.filtre, startRow).then(({ lignes, fin }) => {
        successCallback([...lignes], fin ?? -1);
        compter((avant) => (startRow === 0 ? lignes.length : Math.max(avant, startRow + lignes.length)));
        contexte.current.surLecture(fin, startRow === 0 ? lignes[0] : undefined);
      }, (erreur: unknown) => { failCallback(); contexte.current.surEchec(erreur); });
    },
  }), [source]);
  const lu = useRef(filtre);
  useEffect(() => {
    if (lu.current === filtre) return;
    lu.current = filtre;
    contexte.current.filtre = filtre;
    poignee.current?.choisir(null);
    api.current?.purgeInfiniteCache();
    api.current?.ensureIndexVisible(0, 'top');
  }, [filtre, poignee]);
  const modele = useMemo(() => ({ rowModelType: 'infinite' as const, datasource: donnees, cacheBlockSize: PAGE_JOURNAL, maxBlocksInCache: 20, infiniteInitialRowCount: 30, maxConcurrentDatasourceRequests: 1 }), [donnees]);
  return (
    <Socle<LigneLue>
      api={api} cadre={cadre} poignee={poignee} modele={modele} identifiant={identifiant} total={Math.max(total, lues)} lire={(debut, fin) => lignesLues(source, contexte.current.filtre, debut, fin)} copieMaximum={COPIE_MAXIMUM}
      colonnes={useMemo(() => colonnes(estLarge()), [])} premiere="nom" nom={TEXTES.grille} testid="grille-journal" cleStockage={`siao.journal.colonnes.${utilisateur.id}`} densite={densite} courant={courante === null ? null : String(courante)} surLigne={surLigne} surPlage={surPlage}
    />
  );
};

import type { CellClassParams, CellKeyDownEvent, ColDef, GridApi, ICellRendererParams, RowClassParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import { MarqueAttente } from '../offre/grille/cellules.tsx';
import { dateFr } from '../ui/formats.ts';
import { OPTIONS_GRILLE } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import type { LigneCode } from './lecture.ts';
import { texteUsages } from './lecture.ts';
import { SITUATIONS, TITRES } from './textes.ts';

export type Pas = 'focus' | 'clic' | 'entree' | 'modifier';
export interface PoigneeGrille { voisine(code: string, sens: 1 | -1): LigneCode | undefined; prendreFocus(): void }
interface Props {
  readonly referentiel: Referentiel;
  readonly lignes: readonly LigneCode[];
  readonly courant: string | null;
  /** Vrai quand ce profil lit des fiches : la colonne « Utilisé par » a un sens. */
  readonly avecUsages: boolean;
  /** Faux tant que les usages se comptent. */
  readonly usagesLus: boolean;
  readonly poignee: RefObject<PoigneeGrille | null>;
  readonly surLigne: (ligne: LigneCode, pas: Pas) => void;
}
interface Contexte { readonly usagesLus: { readonly current: boolean } }
type Params = ICellRendererParams<LigneCode, unknown, Contexte>;

const CelluleTexte = ({ value }: Params): ReactElement => <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>;
const CelluleUnite = ({ data }: Params): ReactElement | null => (data === undefined ? null : <span className="coupe" style={{ display: 'block' }} title={data.comptee}>{data.unite}</span>);
const CelluleCode = ({ data }: Params): ReactElement | null => (data === undefined ? null : <span className="coupe" style={{ display: 'block' }} title={data.code}>{data.codeCourt}</span>);
const SYSTEME = new Set(['success', 'warning', 'error', 'info']);
/** La situation tient en un signe nommé : les dates, à côté, la disent en entier. */
const CelluleLibelle = ({ data }: Params): ReactElement | null => {
  if (data === undefined) return null;
  const { icone, couleur, libelle } = SITUATIONS[data.situation];
  return (
    <div className="rang" style={{ gap: 6 }}>
      <span className="coupe mi" style={{ flex: '0 1 auto' }} title={data.libelle}>{data.libelle}</span>
      {data.situation === 'en_vigueur' ? null : <Icone nom={icone} taille={14} couleur={SYSTEME.has(couleur) ? `var(--text-default-${couleur})` : `var(--text-label-${couleur})`} libelle={libelle} />}
      <MarqueAttente attente={data.attente} />
    </div>
  );
};
/** Le titre d’une nature tient toute la ligne. */
const CelluleOrdre = ({ data }: Params): ReactElement | null => (data === undefined ? null : data.genre === 'nature' ? <span className="rang" style={{ gap: 8 }}>{data.libelle}<span className="discret" style={{ fontWeight: 400 }}>{data.comptee}</span></span> : <span className="num">{data.ordre}</span>);
const CelluleUsages = ({ data, context }: Params): ReactElement | null => {
  if (data === undefined) return null;
  if (!context.usagesLus.current) return <span className="barre-grise" style={{ width: '60%' }} />;
  const texte = texteUsages(data.usages);
  return <span className={`coupe num${texte === '' ? ' discret' : ''}`} style={{ display: 'block' }} title={texte}>{texte === '' ? '—' : texte}</span>;
};

/** Entrée, F2, Échap et Alt+flèches sont à l’écran. */
const gardeClavier = ({ event }: SuppressKeyboardEventParams<LigneCode>): boolean => ['Enter', 'F2', 'Escape'].includes(event.key) || (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'));
const colonne = (nom: keyof LigneCode & string, suite: ColDef<LigneCode>, triable: boolean): ColDef<LigneCode> =>
  ({ colId: nom, field: nom, headerName: TITRES[nom]?.[0] ?? nom, headerTooltip: TITRES[nom]?.[1] ?? '', suppressKeyboardEvent: gardeClavier, cellRenderer: CelluleTexte, sortable: triable, floatingFilter: false, ...suite });

/** Les colonnes d’un référentiel : une nature dit en quoi elle se compte, un type quelles modalités il admet. Sous leurs natures, les types gardent leur ordre : pas de tri. */
const colonnesDe = (referentiel: Referentiel, avecUsages: boolean): ColDef<LigneCode>[] => {
  const triable = referentiel !== 'type';
  const date = { width: 90, valueFormatter: ({ value }: { value?: unknown }) => dateFr(value as string | null), cellRenderer: undefined, cellClass: 'num' };
  return [
    colonne('ordre', {
      width: 56, cellRenderer: CelluleOrdre, colSpan: ({ data }) => (data?.genre === 'nature' ? 12 : 1), cellClass: ({ data }: CellClassParams<LigneCode>) => (data?.genre === 'nature' ? '' : 'ag-right-aligned-cell'), headerClass: 'ag-right-aligned-header',
    }, triable),
    colonne('code', { minWidth: 124, flex: 4, cellClass: 'code-nomen', cellRenderer: CelluleCode }, triable),
    colonne('libelle', { minWidth: 150, flex: 16, cellRenderer: CelluleLibelle }, triable),
    ...(referentiel === 'nature' ? [colonne('comptee', { width: 108, cellRenderer: CelluleUnite }, triable)] : referentiel === 'type' ? [colonne('modalites', { minWidth: 118, flex: 4 }, triable)] : []),
    colonne('debut', date, triable), colonne('fin', date, triable),
    colonne('remplacePar', { minWidth: 106, flex: 7 }, triable),
    ...(avecUsages ? [{ ...colonne('nombre', { minWidth: 112, flex: 7, cellRenderer: CelluleUsages }, triable), headerName: TITRES['usages']?.[0] ?? '', headerTooltip: TITRES['usages']?.[1] ?? '' }] : []),
  ];
};

/** Grille d’un référentiel : quelques dizaines de codes, que la page tient tous. */
export const Grille = ({ referentiel, lignes, courant, avecUsages, usagesLus, poignee, surLigne }: Props): ReactElement => {
  const api = useRef<GridApi<LigneCode> | undefined>(undefined);
  const cadre = useRef<HTMLDivElement>(null);
  const courante = useRef({ courant, surLigne });
  useEffect(() => { courante.current = { courant, surLigne }; });
  const lus = useRef(usagesLus);
  const contexte = useMemo<Contexte>(() => ({ usagesLus: lus }), []);
  const colonnes = useMemo(() => colonnesDe(referentiel, avecUsages), [referentiel, avecUsages]);
  // ces cellules montrent plus que leur valeur : situation, attente d’envoi, détail par objet
  useEffect(() => {
    lus.current = usagesLus;
    if (api.current?.isDestroyed() === false) api.current.refreshCells({ columns: ['libelle', 'nombre'], force: true });
  }, [usagesLus, lignes]);
  useEffect(() => { if (api.current?.isDestroyed() === false) api.current.redrawRows(); }, [courant]);
  useEffect(() => {
    const prendreFocus = (): void => {
      const noeud = courante.current.courant === null ? undefined : api.current?.getRowNode(courante.current.courant);
      const premiere = api.current?.getDisplayedRowAtIndex(0)?.data?.genre === 'nature' ? 1 : 0;
      api.current?.setFocusedCell(noeud?.rowIndex ?? api.current.getFocusedCell()?.rowIndex ?? premiere, 'libelle');
    };
    poignee.current = {
      prendreFocus,
      voisine: (code, sens) => {
        const rang = api.current?.getRowNode(code)?.rowIndex ?? -1;
        if (rang < 0) return undefined;
        for (let autre = rang + sens; autre >= 0; autre += sens) {
          const data = api.current?.getDisplayedRowAtIndex(autre)?.data;
          if (data === undefined) return undefined;
          if (data.genre === 'code') { api.current?.ensureIndexVisible(autre); return data; }
        }
        return undefined;
      },
    };
    if (cadre.current !== null) definirFocusDeZone(cadre.current, prendreFocus);
    return () => { poignee.current = null; };
  }, [poignee]);
  // un code ouvert d’ailleurs (adresse, successeur, création) se montre dans la grille
  useEffect(() => { const rang = courant === null ? undefined : api.current?.getRowNode(courant)?.rowIndex; if (rang !== undefined && rang !== null) api.current?.ensureIndexVisible(rang); }, [courant, lignes]);
  const regles = useMemo(() => ({
    courante: ({ data }: RowClassParams<LigneCode>): boolean => data !== undefined && data.id === courante.current.courant, 'n-entite': ({ data }: RowClassParams<LigneCode>): boolean => data?.genre === 'nature',
    'code-retire': ({ data }: RowClassParams<LigneCode>): boolean => data?.genre === 'code' && data.situation === 'retire',
  }), []);
  const agir = (data: LigneCode | undefined, pas: Pas): void => { if (data?.genre === 'code') courante.current.surLigne(data, pas); };
  const surTouche = ({ event, data }: CellKeyDownEvent<LigneCode>): void => {
    if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey) return;
    if (event.key === 'Enter') agir(data, 'entree');
    else if (event.key === 'F2') agir(data, 'modifier');
  };
  return (
    <div className="grille" ref={cadre} data-zone="grille" data-testid="grille-nomenclature">
      <AgGridReact<LigneCode>
        {...OPTIONS_GRILLE} key={`${referentiel}${avecUsages}`} rowData={lignes as LigneCode[]} columnDefs={colonnes} rowHeight={28} getRowId={({ data }) => data.id} rowClassRules={regles} context={contexte} suppressNoRowsOverlay
        onGridReady={({ api: grille }) => { api.current = grille; }}
        onCellFocused={({ rowIndex, api: grille }) => { agir(rowIndex === null ? undefined : grille.getDisplayedRowAtIndex(rowIndex)?.data, 'focus'); }}
        onRowClicked={({ data }) => { agir(data, 'clic'); }} onRowDoubleClicked={({ data }) => { agir(data, 'entree'); }} onCellKeyDown={(evenement) => { if ('column' in evenement) surTouche(evenement); }}
      />
    </div>
  );
};

import type { CellKeyDownEvent, ColDef, ColumnState, GridApi, RowClassParams, RowClassRules } from 'ag-grid-community';
import type { AgGridReactProps } from 'ag-grid-react';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject, KeyboardEvent as ToucheReact } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import { ligneVoisine, lignesDessinees } from '../poste/grilleVue.ts';
import { HAUTEURS, OPTIONS_GRILLE } from '../ui/grille.ts';
import type { Densite } from '../ui/grille.ts';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import { ecrireStockage, lireStockage } from '../ui/stockage.ts';
import { colonnesDePlage } from './brancher.ts';
import { aRetenir } from './colonnesRetenues.ts';
import { useGesteEnAttente } from './gesteEnAttente.ts';
import type { Plage } from './plage.ts';
import { plageDe } from './plage.ts';
import { useRepetition } from './repetition.ts';
import { TitreAbrege, estAbrege } from './TitreAbrege.tsx';
import { useCopie } from './useCopie.ts';
import { useNomDeLigne } from './useNomDeLigne.ts';
import { usePlage } from './usePlage.ts';

export type Tri = readonly { readonly colonne: string; readonly sens: 'asc' | 'desc' }[];
export type Pas = 'focus' | 'clic' | 'entree' | 'modifier';
/** Une colonne, et le texte de ses cellules : ce qui se copie et se lit. Une colonne où le clavier ne va pas (`suppressNavigable`, une case à cocher) n’est ni dans la plage, ni dans la copie. */
export type ColonneGrille<L> = ColDef<L> & { readonly colId: string; readonly texte: (ligne: L) => string };

/** Ce que l’écran demande à toute grille. */
export interface PoigneeGrille<L> {
  /** La ligne ouvrable au-dessus (−1) ou au-dessous (1), amenée à l’écran. */
  voisine(id: string, sens: 1 | -1): L | undefined;
  prendreFocus(): void;
  plage(): Plage | null;
  choisir(plage: Plage | null): void;
  /** Ramène la plage à la cellule courante : les lignes ont changé de rang. */
  reduire(): void;
  /** Les lignes dessinées, à quelques-unes près celles que l’on voit. */
  dessinees(): readonly L[];
  /** Lignes [debut, fin[ de ce que la grille montre, affichées ou non. */
  lignes(debut: number, fin: number): Promise<readonly L[]>;
  /** Les colonnes affichées, dans leur ordre ; leurs places sont celles de la plage. */
  colonnes(): readonly ColonneGrille<L>[];
  api(): GridApi<L> | undefined;
}

/** Ce que toute grille reçoit de son écran. */
export interface PropsCommunes<L> {
  readonly colonnes: readonly ColonneGrille<L>[];
  /** La colonne qui prend le focus quand on entre dans la grille. */
  readonly premiere: string;
  readonly nom: string;
  readonly testid: string;
  readonly cleStockage: string;
  readonly densite: Densite;
  /** La ligne que l’écran montre à côté : marquée, et celle où l’on revient en entrant dans la grille. */
  readonly courant?: string | null;
  /** Ce que les cellules et les en-têtes reçoivent (`context` d’AG Grid) ; stable. */
  readonly contexte?: object;
  /** Classes de ligne, en plus de celle de la ligne courante ; stable. */
  readonly regles?: RowClassRules<L>;
  /** Faux pour un titre parmi les lignes : il ne s’ouvre pas et n’est pas une voisine. */
  readonly ouvrable?: (ligne: L) => boolean;
  readonly surLigne: (ligne: L, pas: Pas) => void;
  /** Une touche que ni la plage ni la grille ne prennent, sur une ligne lue. */
  readonly surTouche?: (ligne: L, evenement: KeyboardEvent) => void;
  readonly surPlage?: (plage: Plage | null) => void;
  /** La poignée de recopie a été tirée ; absente, la grille n’en a pas. */
  readonly surRecopie?: ((source: Plage, plage: Plage) => void) | undefined;
  readonly surTri?: (tri: Tri) => void;
  /** Une cellule vient d’être saisie ; la grille garde l’ancienne valeur, à l’écran de demander le changement. */
  readonly surSaisie?: (ligne: L, rang: number, colonne: string, texte: string) => void;
}

interface Props<L> extends PropsCommunes<L> {
  readonly api: RefObject<GridApi<L> | undefined>;
  readonly cadre: RefObject<HTMLDivElement | null>;
  readonly poignee: RefObject<PoigneeGrille<L> | null>;
  /** D’où viennent les lignes (`rowData`, `datasource`), et ce qu’une sorte de grille y ajoute. */
  readonly modele: AgGridReactProps<L>;
  readonly identifiant: (ligne: L) => string;
  /** Lignes que la grille montre, lues ou non. */
  readonly total: number;
  readonly lire: (debut: number, fin: number) => Promise<readonly L[]>;
  /** Change quand la grille est à refaire (d’autres colonnes). */
  readonly cle?: string;
  readonly copieMaximum?: number | undefined;
  readonly surPret?: (() => void) | undefined;
}

/** Lignes dessinées au-delà de ce qui se voit, au repos. Les premières se montrent sans elles : les dessiner aussitôt ferait attendre celles que l’on voit. */
const LIGNES_AUTOUR = 10;
const TOUTES = (): boolean => true;
const PAS_DES_TOUCHES: ReadonlyMap<string, Pas> = new Map([['Enter', 'entree'], ['F2', 'modifier']]);

/**
 * Ce que toutes les grilles ont : la plage d’un tableur et sa copie, les colonnes retenues d’une session à l’autre, la ligne courante, le clavier et la zone de F6.
 * D’où viennent les lignes est à la grille qui s’en sert (`GrilleVue`, `GrilleListe`, `GrilleJournal`).
 */
export const Socle = <L,>({
  api, cadre, poignee, modele, identifiant, total, lire: lireLignes, cle = '', copieMaximum, surPret, colonnes, premiere, nom, testid, cleStockage, densite, courant = null, contexte, regles, ouvrable = TOUTES, surLigne, surTouche: surAutreTouche, surPlage, surRecopie, surTri, surSaisie,
}: Props<L>): ReactElement => {
  const vide = useRef(false);
  const courante = useRef({ courant, colonnes, premiere, identifiant, ouvrable, lireLignes, surLigne, surAutreTouche, surTri, surSaisie });
  useEffect(() => { courante.current = { courant, colonnes, premiere, identifiant, ouvrable, lireLignes, surLigne, surAutreTouche, surTri, surSaisie }; });
  const marquee = useRef(courant);
  useEffect(() => {
    const changees = [marquee.current, courant].flatMap((id) => (id === null ? [] : (api.current?.isDestroyed() === false ? api.current.getRowNode(id) : undefined) ?? []));
    marquee.current = courant;
    // la ligne relit ses classes sans être refaite : la redessiner perdrait le focus le temps d’une frappe
    for (const noeud of changees) if (noeud.data !== undefined) noeud.updateData(noeud.data);
  }, [courant, api]);
  const { plage, lire, choisir, effacer } = usePlage<L>({ api, cadre, total, surRecopie });
  useEffect(() => { surPlage?.(plage); }, [plage, surPlage]);
  useNomDeLigne<L>({ api, cadre, premiere, nommer: (ligne) => colonnes.find(({ colId }) => colId === premiere)?.texte(ligne) ?? '' });

  const focus = useGesteEnAttente();
  const geste = useGesteEnAttente();
  const repetition = useRepetition(api);
  const frappeDuCadre = useRef<Pas | null>(null);
  const agir = (ligne: L | undefined, pas: Pas): void => { if (ligne !== undefined && courante.current.ouvrable(ligne)) courante.current.surLigne(ligne, pas); };
  /** Agit sur la ligne de ce rang dès qu’elle est lue, tant que le clavier reste dans la grille. */
  const agirDesQueLue = (rang: number, pas: Pas): void => {
    geste.attendre(() => {
      if (api.current?.isDestroyed() !== false || cadre.current?.contains(document.activeElement) !== true) return true;
      const ligne = api.current.getDisplayedRowAtIndex(rang)?.data;
      agir(ligne, pas);
      return ligne !== undefined;
    });
  };

  const tenue = useMemo<PoigneeGrille<L>>(() => {
    const celluleCourante = () => (api.current?.isDestroyed() === false ? (api.current.getFocusedCell() as ReturnType<GridApi['getFocusedCell']> | undefined) : undefined) ?? null;
    const affichees = () => (api.current?.isDestroyed() === false ? colonnesDePlage(api.current) : []);
    const dansUneCellule = (): boolean => document.activeElement !== cadre.current && cadre.current?.contains(document.activeElement) === true;
    return {
      prendreFocus: () => {
        const grille = api.current;
        // une grille vide n’a pas de cellule : le cadre garde le clavier (une frappe n’écrit plus dans le filtre quitté) et le rend à la première ligne qui arrive
        if (grille === undefined || grille.getDisplayedRowCount() === 0 || vide.current) { cadre.current?.focus(); return; }
        const { courant: id, premiere: colonne, ouvrable: ouvre } = courante.current;
        const noeud = id === null ? undefined : grille.getRowNode(id);
        const tete = grille.getDisplayedRowAtIndex(0)?.data;
        const ici = celluleCourante()?.rowIndex;
        // filtrée, la grille peut ne plus avoir la ligne d’avant
        const rang = noeud?.rowIndex ?? (ici !== undefined && ici < grille.getDisplayedRowCount() ? ici : undefined) ?? (tete !== undefined && !ouvre(tete) ? 1 : 0);
        grille.setFocusedCell(rang, colonne);
        if (dansUneCellule()) return;
        // la cellule n’est pas encore dessinée : le cadre prend le clavier, et une frappe d’ici là l’attend aussi
        cadre.current?.focus();
        focus.attendre(() => {
          if (grille.isDestroyed() || document.activeElement !== cadre.current) return true;
          grille.setFocusedCell(rang, colonne);
          return dansUneCellule();
        });
      },
      voisine: (id, sens) => ligneVoisine(api.current, id, sens, courante.current.ouvrable),
      plage: lire, choisir, api: () => api.current,
      reduire: () => {
        if (lire() === null) return;
        const cellule = celluleCourante();
        const colonne = cellule === null ? -1 : affichees().indexOf(cellule.column);
        choisir(cellule === null || colonne < 0 ? null : plageDe({ rang: cellule.rowIndex, colonne }));
      },
      dessinees: () => lignesDessinees(api.current),
      lignes: (debut, fin) => courante.current.lireLignes(debut, fin),
      colonnes: () => affichees().flatMap((affichee) => courante.current.colonnes.find(({ colId }) => colId === affichee.getColId()) ?? []),
    };
  }, [api, cadre, focus, lire, choisir]);
  useEffect(() => {
    poignee.current = tenue;
    if (cadre.current !== null) definirFocusDeZone(cadre.current, tenue.prendreFocus);
    return () => { poignee.current = null; };
  }, [poignee, cadre, tenue]);
  useCopie(poignee, cadre, copieMaximum);

  useEffect(() => {
    vide.current = total === 0;
    if (total > 0 && cadre.current !== null && document.activeElement === cadre.current) tenue.prendreFocus();
  }, [total, cadre, tenue]);

  const retenir = (): void => { if (api.current?.isDestroyed() === false) ecrireStockage(cleStockage, aRetenir(api.current.getColumnState(), colonnes)); };
  const colDefs = useMemo<ColDef<L>[]>(() => colonnes.map(({ texte: _texte, ...definitionDeColonne }) => ({
    ...definitionDeColonne as ColDef<L>,
    // descendre une colonne dit d’abord quelle ligne : la première colonne la nomme
    ...(definitionDeColonne.colId === premiere ? { cellAriaRole: 'rowheader' } : {}),
    ...(estAbrege(definitionDeColonne) ? { headerComponentParams: { innerHeaderComponent: TitreAbrege } } : {}),
  })), [colonnes, premiere]);
  const toutesRegles = useMemo<RowClassRules<L>>(() => ({ ...regles, courante: ({ data }: RowClassParams<L>): boolean => data !== undefined && courante.current.identifiant(data) === courante.current.courant }), [regles]);
  const surTouche = ({ event, data, rowIndex }: CellKeyDownEvent<L>): void => {
    if (!(event instanceof KeyboardEvent) || event.altKey || event.ctrlKey) return;
    const pas = PAS_DES_TOUCHES.get(event.key);
    if (data === undefined) { if (pas !== undefined && rowIndex !== null) agirDesQueLue(rowIndex, pas); return; }
    if (pas !== undefined) agir(data, pas);
    courante.current.surAutreTouche?.(data, event);
  };
  const surToucheDuCadre = ({ target, currentTarget, key }: ToucheReact<HTMLDivElement>): void => { if (target === currentTarget) frappeDuCadre.current = PAS_DES_TOUCHES.get(key) ?? null; };
  /** Le focus arrive dans une cellule : la touche frappée pendant qu’on l’attendait s’y joue. */
  const surFocus = (rang: number | null, ligne: L | undefined): void => {
    agir(ligne, 'focus');
    const pas = frappeDuCadre.current;
    frappeDuCadre.current = null;
    if (pas !== null && rang !== null) agirDesQueLue(rang, pas);
  };
  return (
    <div className="grille" ref={cadre} tabIndex={-1} data-zone="grille" data-testid={testid} aria-label={nom} role="group" onKeyDownCapture={(evenement) => { geste.oublier(); repetition.frapper(evenement); }} onMouseDownCapture={geste.oublier} onKeyDown={surToucheDuCadre} onBlur={({ target, currentTarget, relatedTarget }) => { if (target === currentTarget && !currentTarget.contains(relatedTarget)) frappeDuCadre.current = null; }}>
      <AgGridReact<L>
        {...OPTIONS_GRILLE} {...modele}
        key={`${cle} ${densite}`} columnDefs={colDefs} rowHeight={HAUTEURS[densite]} getRowId={({ data }) => identifiant(data)} rowClassRules={toutesRegles} context={contexte} multiSortKey="ctrl" rowBuffer={0} readOnlyEdit stopEditingWhenCellsLoseFocus
        onCellEditRequest={({ data, rowIndex, column, newValue }) => { if (rowIndex !== null) courante.current.surSaisie?.(data, rowIndex, column.getColId(), String(newValue ?? '')); }}
        onGridReady={({ api: grille }) => {
          api.current = grille;
          const etat = lireStockage<ColumnState[] | null>(cleStockage, null);
          if (etat !== null) grille.applyColumnState({ state: etat, applyOrder: true });
          surPret?.();
        }}
        onFirstDataRendered={({ api: grille }) => { requestIdleCallback(() => { if (!grille.isDestroyed()) grille.setGridOption('rowBuffer', LIGNES_AUTOUR); }); }}
        onColumnVisible={retenir} onColumnPinned={retenir} onColumnResized={({ finished }) => { if (finished) retenir(); }} onColumnMoved={retenir}
        onSortChanged={({ api: grille }) => { effacer(); courante.current.surTri?.(grille.getColumnState().filter(({ sort }) => sort != null).map(({ colId, sort }) => ({ colonne: colId, sens: sort === 'desc' ? 'desc' as const : 'asc' as const }))); }}
        onCellFocused={({ rowIndex, api: grille }) => { surFocus(rowIndex, rowIndex === null ? undefined : grille.getDisplayedRowAtIndex(rowIndex)?.data); }}
        // un Maj+clic étend la plage : il n’ouvre pas la ligne
        onRowClicked={({ data, event, rowIndex }) => { if (event instanceof MouseEvent && event.shiftKey) return; if (data === undefined && rowIndex !== null) agirDesQueLue(rowIndex, 'clic'); else agir(data, 'clic'); }}
        onRowDoubleClicked={({ data, api: grille }) => { if (grille.getEditingCells().length === 0) agir(data, 'entree'); }}
        onCellKeyDown={(evenement) => { if ('column' in evenement) surTouche(evenement); }}
      />
    </div>
  );
};

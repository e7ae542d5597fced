import type { GridApi } from 'ag-grid-community';
import type { RefObject } from 'react';
import { useEffect } from 'react';
import { client } from './client.ts';
import type { SourceVue } from './sourceVue.ts';

interface Grille<D, L extends { readonly lignes: readonly R[] }, R extends { readonly id: string }> {
  readonly api: RefObject<GridApi<R> | undefined>;
  /** L’élément qui porte la grille : le focus n’y est ramené que s’il y est déjà. */
  readonly cadre: RefObject<HTMLElement | null>;
  readonly source: SourceVue<D, L>;
  readonly definition: RefObject<D>;
}

const noeudsDessines = <R,>(grille: GridApi<R> | undefined) => (grille?.isDestroyed() === false ? grille.getRenderedNodes() : []);
/** Les lignes qu’une grille a dessinées ; les rangs pas encore lus n’y sont pas. */
export const lignesDessinees = <R,>(grille: GridApi<R> | undefined): readonly R[] => noeudsDessines(grille).flatMap(({ data }) => (data === undefined ? [] : [data]));

/**
 * Quand le cache change : rouvre la vue et relit les blocs visibles, sans perdre ni la place ni la ligne. Une rafale (chargement) ne vaut qu’une relecture. Après un geste de la
 * personne, les lignes à l’écran, elles seules, se relisent d’abord dans la vue d’avant : rouvrir celle de 450 000 places prend une à deux secondes, et l’effet doit se voir tout
 * de suite.
 */
export const useRelecture = <D, L extends { readonly lignes: readonly R[] }, R extends { readonly id: string }>({ api, cadre, source, definition }: Grille<D, L, R>): void => {
  useEffect(() => {
    let prevu: ReturnType<typeof setTimeout> | undefined;
    const relire = async (): Promise<void> => {
      prevu = undefined;
      const grille = api.current;
      if (grille === undefined || grille.isDestroyed()) return;
      // `undefined`, malgré le type, tant qu’aucune cellule n’a eu le focus
      const cellule = (grille.getFocusedCell() as ReturnType<GridApi['getFocusedCell']> | undefined) ?? null;
      const id = cellule === null ? undefined : grille.getDisplayedRowAtIndex(cellule.rowIndex)?.data?.id;
      source.perimer();
      grille.refreshInfiniteCache();
      // ailleurs (un formulaire, un filtre), ramener la cellule volerait le focus à qui écrit
      if (cellule === null || id === undefined || cadre.current?.contains(document.activeElement) !== true) return;
      const rang = await source.rang(definition.current, id).catch(() => -1);
      // des lignes sont apparues au-dessus : la cellule courante suit sa fiche
      if (rang >= 0 && rang !== cellule.rowIndex && !grille.isDestroyed()) grille.setFocusedCell(rang, cellule.column);
    };
    const relireALEcran = async (): Promise<void> => {
      const dessinees = new Map(noeudsDessines(api.current).flatMap((noeud) => (noeud.data === undefined || noeud.rowIndex === null ? [] : [[noeud.data.id, noeud] as const])));
      const rangs = [...dessinees.values()].map(({ rowIndex }) => rowIndex ?? 0);
      if (rangs.length === 0) return;
      // une vue rouverte entre-temps, ou en échec : la relecture entière le dira
      const lues = await source.courantes(Math.min(...rangs), Math.max(...rangs) + 1).catch(() => undefined);
      for (const ligne of lues?.lignes ?? []) dessinees.get(ligne.id)?.setData(ligne);
    };
    const arreter = client.ecouter('donnees', ({ origine }) => {
      if (origine !== 'service') { source.rafraichir(); void relireALEcran(); }
      if (origine === 'geste') return;
      prevu ??= setTimeout(() => { void relire(); }, 120);
    });
    return () => { clearTimeout(prevu); arreter(); };
  }, [api, cadre, source, definition]);
};

/** La ligne au-dessus (−1) ou au-dessous (1) d’une fiche, amenée à l’écran. `ouvrable` écarte les titres ; sans lui, aucune ligne n’en est un. */
export const ligneVoisine = <R,>(grille: GridApi<R> | undefined, id: string, sens: 1 | -1, ouvrable: (ligne: R) => boolean = () => true): R | undefined => {
  const depart = grille?.getRowNode(id)?.rowIndex;
  if (grille === undefined || depart === undefined || depart === null) return undefined;
  for (let rang = depart + sens; rang >= 0; rang += sens) {
    const voisine = grille.getDisplayedRowAtIndex(rang)?.data;
    if (voisine === undefined) return undefined;
    if (!ouvrable(voisine)) continue;
    grille.ensureIndexVisible(rang);
    return voisine;
  }
  return undefined;
};

const TOURS = 40;
/** Amène une ligne à l’écran, même dans une grille qui vient de s’ouvrir : elle ne sait d’abord pas combien elle a de lignes. Vrai quand la ligne y est. */
export const amener = async <R,>(lire: () => GridApi<R> | undefined, rang: number): Promise<boolean> => {
  for (let tour = 0; tour < TOURS; tour += 1) {
    const grille = lire();
    if (grille?.isDestroyed() === false && rang < grille.getDisplayedRowCount() && (grille.isLastRowIndexKnown() ?? false)) {
      grille.ensureIndexVisible(rang, 'middle');
      return true;
    }
    await new Promise((suite) => { setTimeout(suite, 50); });
  }
  return false;
};

import type { GridApi } from 'ag-grid-community';
import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';

interface Props<L> {
  readonly api: RefObject<GridApi<L> | undefined>;
  readonly cadre: RefObject<HTMLDivElement | null>;
  /** La colonne qui nomme la ligne : y être la dit déjà. */
  readonly premiere: string;
  readonly nommer: (ligne: L) => string;
}

const DESCRIPTION = 'aria-description';
const rangDe = (cellule: Element): number => Number(cellule.closest('[row-index]')?.getAttribute('row-index') ?? Number.NaN);

/**
 * À l’oreille, une flèche verticale hors de la première colonne ne dirait que la cellule et son rang. La cellule où l’on arrive dans une autre ligne porte le nom de celle-ci en description : le
 * lecteur d’écran le dit après ce qu’elle contient. Une flèche horizontale, qui ne change pas de ligne, ne le redit pas. Une description, et non une région parlante : elle se coupe avec le reste
 * à la frappe suivante, et une touche tenue ne laisse pas de noms en retard. Elle est posée d’avance sur les deux cellules voisines : changée sous le focus, Orca la dirait deux fois.
 */
export const useNomDeLigne = <L>({ api, cadre, premiere, nommer }: Props<L>): void => {
  const courante = useRef({ premiere, nommer });
  useEffect(() => { courante.current = { premiere, nommer }; });
  useEffect(() => {
    const element = cadre.current;
    if (element === null) return undefined;
    let derniere: number | null = null;
    let decrites = new Set<Element>();
    const decrire = (cellule: Element | null): void => {
      const grille = api.current;
      const ligne = cellule === null || grille?.isDestroyed() !== false ? undefined : grille.getDisplayedRowAtIndex(rangDe(cellule))?.data;
      if (cellule === null || ligne === undefined) return;
      const nom = courante.current.nommer(ligne);
      if (cellule.getAttribute(DESCRIPTION) !== nom) cellule.setAttribute(DESCRIPTION, nom);
      decrites.add(cellule);
    };
    const surEntree = ({ target }: FocusEvent): void => {
      const cellule = target instanceof Element && target.matches('.ag-cell') ? target : null;
      const rang = cellule === null ? Number.NaN : rangDe(cellule);
      if (cellule === null || !Number.isInteger(rang)) return;
      const change = rang !== derniere;
      derniere = rang;
      const avant = decrites;
      decrites = new Set();
      const colonne = cellule.getAttribute('col-id') ?? '';
      if (colonne !== courante.current.premiere) {
        if (change) decrire(cellule);
        for (const voisin of [rang - 1, rang + 1]) decrire(element.querySelector(`[row-index="${voisin}"] [col-id="${CSS.escape(colonne)}"]`));
      }
      for (const ancienne of avant) if (!decrites.has(ancienne)) ancienne.removeAttribute(DESCRIPTION);
    };
    // parti ailleurs : au retour, la ligne est à redire
    const surSortie = ({ target, relatedTarget }: FocusEvent): void => {
      if (relatedTarget instanceof Node && element.contains(relatedTarget)) return;
      derniere = null;
      if (target instanceof Element && target.matches('.ag-cell') && target.getAttribute('col-id') !== courante.current.premiere) decrire(target);
    };
    element.addEventListener('focusin', surEntree);
    element.addEventListener('focusout', surSortie);
    return () => { element.removeEventListener('focusin', surEntree); element.removeEventListener('focusout', surSortie); };
  }, [api, cadre]);
};

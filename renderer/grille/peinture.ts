import type { Cellule, Plage } from './plage.ts';
import { bornes, classesDe } from './plage.ts';

/** Les cellules peintes et leurs classes : une cellule dont les classes ne changent pas n’est pas touchée. */
export type Peintes = ReadonlyMap<Element, string>;

// par l’identifiant : `aria-colindex` compte aussi les colonnes cachées
const colonneDe = (element: Element, colonnes: readonly string[]): number => colonnes.indexOf(element.getAttribute('col-id') ?? '');
// les lignes figées d’AG Grid portent « t-0 », « b-0 » : elles ne sont pas des lignes de la vue
const rangDe = (ligne: Element | null): number => Number(ligne?.getAttribute('row-index') ?? '-1');

/** La cellule de la grille qui porte cet élément ; `null` hors des lignes de la vue. `colonnes` : identifiants des colonnes affichées, dans l’ordre. */
export const celluleSous = (cible: EventTarget | null, colonnes: readonly string[]): Cellule | null => {
  const element = cible instanceof Element ? cible.closest('.ag-cell') : null;
  if (element === null) return null;
  const cellule = { rang: rangDe(element.closest('.ag-row')), colonne: colonneDe(element, colonnes) };
  return Number.isInteger(cellule.rang) && cellule.rang >= 0 && cellule.colonne >= 0 ? cellule : null;
};

const aPeindre = (cadre: Element, plage: Plage, colonnes: readonly string[]): Map<Element, string> => {
  const { rangDebut, rangFin } = bornes(plage);
  const voulues = new Map<Element, string>();
  for (const ligne of cadre.querySelectorAll('.ag-row')) {
    const rang = rangDe(ligne);
    if (!(rang >= rangDebut && rang <= rangFin)) continue;
    for (const element of ligne.querySelectorAll('.ag-cell')) {
      const classes = classesDe(plage, { rang, colonne: colonneDe(element, colonnes) });
      if (classes !== '') voulues.set(element, classes);
    }
  }
  return voulues;
};

const peindreCellule = (element: Element, avant: string | undefined, apres: string | undefined): void => {
  if (avant !== undefined) element.classList.remove(...avant.split(' '));
  if (apres !== undefined) element.classList.add(...apres.split(' '));
  if (apres === undefined) element.removeAttribute('aria-selected');
  else if (avant === undefined) element.setAttribute('aria-selected', 'true');
};

/**
 * Pose les classes de la plage (`null` : les ôte) et `aria-selected` sur les cellules affichées ; rend ce qui est peint, à donner au passage suivant.
 * Sans `cellClassRules` ni `refreshCells` : AG Grid ne réévalue ses règles qu’en redessinant les cellules, ce qui clignote ; il ne réécrit jamais l’attribut `class`.
 */
export const peindrePlage = (cadre: Element, plage: Plage | null, peintes: Peintes, colonnes: readonly string[] = []): Peintes => {
  const voulues = plage === null ? new Map<Element, string>() : aPeindre(cadre, plage, colonnes);
  for (const [element, avant] of peintes) if (!voulues.has(element)) peindreCellule(element, avant, undefined);
  for (const [element, apres] of voulues) {
    const avant = peintes.get(element);
    if (avant !== apres) peindreCellule(element, avant, apres);
  }
  return voulues;
};

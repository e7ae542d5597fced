import type { Cellule, Limites, Plage } from './plage.ts';
import { estUneCellule, etendre, surColonneEntiere, surLigneEntiere, toutSelectionner } from './plage.ts';

/** Ce qu’il faut d’un `KeyboardEvent` (qui convient tel quel). */
export interface Frappe { readonly key: string; readonly shiftKey: boolean; readonly ctrlKey: boolean; readonly metaKey: boolean; readonly altKey: boolean }

/** Déplacements de la tête avec Maj ; `page` : lignes d’une page d’écran. */
const deplacements = (page: number): Readonly<Record<string, Cellule>> => ({
  ArrowUp: { rang: -1, colonne: 0 }, ArrowDown: { rang: 1, colonne: 0 }, ArrowLeft: { rang: 0, colonne: -1 }, ArrowRight: { rang: 0, colonne: 1 },
  PageUp: { rang: -page, colonne: 0 }, PageDown: { rang: page, colonne: 0 }, Home: { rang: 0, colonne: -Infinity }, End: { rang: 0, colonne: Infinity },
});
/** Avec Ctrl+Maj : au bord de la grille, ou à son premier et dernier coin. */
const AU_BORD: Readonly<Record<string, Cellule>> = {
  ArrowUp: { rang: -Infinity, colonne: 0 }, ArrowDown: { rang: Infinity, colonne: 0 }, ArrowLeft: { rang: 0, colonne: -Infinity }, ArrowRight: { rang: 0, colonne: Infinity },
  Home: { rang: -Infinity, colonne: -Infinity }, End: { rang: Infinity, colonne: Infinity },
};

/** La plage après une frappe ; `null` : plus de plage ; `undefined` : la touche n’est pas pour la plage, elle revient à la grille et à l’écran. */
export const apresFrappe = ({ key, shiftKey, ctrlKey, metaKey, altKey }: Frappe, plage: Plage, limites: Limites, page: number): Plage | null | undefined => {
  const ctrl = ctrlKey || metaKey;
  if (altKey) return undefined;
  if (key === ' ' && ctrl !== shiftKey) return ctrl ? surColonneEntiere(plage, limites) : surLigneEntiere(plage, limites);
  if (ctrl && !shiftKey && key.toLowerCase() === 'a') return toutSelectionner(limites);
  // seule une plage étendue retient Échap : sur une cellule, la touche ferme le panneau
  if (key === 'Escape' && !ctrl && !shiftKey) return estUneCellule(plage) ? undefined : null;
  if (!shiftKey) return undefined;
  const table = ctrl ? AU_BORD : deplacements(Math.max(1, page));
  const delta = Object.hasOwn(table, key) ? table[key] : undefined;
  return delta === undefined ? undefined : etendre(plage, delta, limites);
};

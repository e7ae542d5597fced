import { compte } from '../ui/formats.ts';

/** `colonne` : indice parmi les colonnes affichées, de gauche à droite, figées comprises. */
export interface Cellule { readonly rang: number; readonly colonne: number }
/** Rectangle de cellules : `ancre`, d’où il part, ne bouge pas quand on l’étend ; `tete`, le coin opposé, se déplace. */
export interface Plage { readonly ancre: Cellule; readonly tete: Cellule }
/** Taille de la grille. */
export interface Limites { readonly rangs: number; readonly colonnes: number }
/** Bornes comprises. */
export interface Bornes { readonly rangDebut: number; readonly rangFin: number; readonly colDebut: number; readonly colFin: number }

export const plageDe = (cellule: Cellule): Plage => ({ ancre: cellule, tete: cellule });
export const memeCellule = (a: Cellule, b: Cellule): boolean => a.rang === b.rang && a.colonne === b.colonne;
export const memePlage = (a: Plage | null, b: Plage | null): boolean => (a === null || b === null ? a === b : memeCellule(a.ancre, b.ancre) && memeCellule(a.tete, b.tete));
/** La plage qu’une recopie à la souris ferait jusqu’à une ligne : la source étendue vers le bas ou vers le haut, jamais en largeur. */
export const etendreRecopie = (source: Plage, rang: number): Plage => {
  const { rangDebut, rangFin, colDebut, colFin } = bornes(source);
  if (rang >= rangDebut && rang <= rangFin) return source;
  return rang > rangFin ? { ancre: { rang: rangDebut, colonne: colDebut }, tete: { rang, colonne: colFin } } : { ancre: { rang: rangFin, colonne: colDebut }, tete: { rang, colonne: colFin } };
};
/** Les lignes d’une source recopiées sur une plage qui la contient : le motif se répète à partir d’elle, vers le bas comme vers le haut. */
export const lignesRecopiees = <T>(lignes: readonly T[], source: Plage, plage: Plage): T[] => {
  const [{ rangDebut: origine }, { rangDebut, rangFin }] = [bornes(source), bornes(plage)];
  const n = lignes.length;
  return Array.from({ length: rangFin - rangDebut + 1 }, (_, rang) => lignes[(((rangDebut + rang - origine) % n) + n) % n] as T);
};

export const estUneCellule = ({ ancre, tete }: Plage): boolean => memeCellule(ancre, tete);

export const bornes = ({ ancre, tete }: Plage): Bornes => ({
  rangDebut: Math.min(ancre.rang, tete.rang), rangFin: Math.max(ancre.rang, tete.rang), colDebut: Math.min(ancre.colonne, tete.colonne), colFin: Math.max(ancre.colonne, tete.colonne),
});

export const contient = (plage: Plage, { rang, colonne }: Cellule): boolean => {
  const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
  return rang >= rangDebut && rang <= rangFin && colonne >= colDebut && colonne <= colFin;
};

const entre = (valeur: number, taille: number): number => Math.max(0, Math.min(taille - 1, valeur));
const dansLimites = ({ rang, colonne }: Cellule, { rangs, colonnes }: Limites): Cellule => ({ rang: entre(rang, rangs), colonne: entre(colonne, colonnes) });
const vide = ({ rangs, colonnes }: Limites): boolean => rangs <= 0 || colonnes <= 0;

/** Ramène la plage dans la grille (qui a rétréci) ; `null` quand la grille est vide. */
export const borner = ({ ancre, tete }: Plage, limites: Limites): Plage | null => (vide(limites) ? null : { ancre: dansLimites(ancre, limites), tete: dansLimites(tete, limites) });

/** Déplace la tête de `delta`, arrêtée au bord ; ±Infinity va au bord. */
export const etendre = (plage: Plage, delta: Cellule, limites: Limites): Plage => ({
  ancre: plage.ancre, tete: dansLimites({ rang: plage.tete.rang + delta.rang, colonne: plage.tete.colonne + delta.colonne }, limites),
});

/** Les lignes de la plage, sur toutes les colonnes. */
export const surLigneEntiere = ({ ancre, tete }: Plage, { colonnes }: Limites): Plage => ({ ancre: { rang: ancre.rang, colonne: 0 }, tete: { rang: tete.rang, colonne: Math.max(0, colonnes - 1) } });
/** Les colonnes de la plage, sur toutes les lignes. */
export const surColonneEntiere = ({ ancre, tete }: Plage, { rangs }: Limites): Plage => ({ ancre: { rang: 0, colonne: ancre.colonne }, tete: { rang: Math.max(0, rangs - 1), colonne: tete.colonne } });
/** Toute la grille ; `null` quand elle est vide. */
export const toutSelectionner = (limites: Limites): Plage | null => (vide(limites) ? null : { ancre: { rang: 0, colonne: 0 }, tete: { rang: limites.rangs - 1, colonne: limites.colonnes - 1 } });

/** Classes d’une cellule : `pl` dans la plage, `pl-h` `pl-b` `pl-g` `pl-d` sur son bord haut, bas, gauche, droit, `pl-ancre` à l’ancre ; vide hors de la plage. */
export const classesDe = (plage: Plage, cellule: Cellule): string => {
  if (!contient(plage, cellule)) return '';
  const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
  const { rang, colonne } = cellule;
  return ['pl', rang === rangDebut && 'pl-h', rang === rangFin && 'pl-b', colonne === colDebut && 'pl-g', colonne === colFin && 'pl-d', memeCellule(plage.ancre, cellule) && 'pl-ancre'].filter((classe) => classe !== false).join(' ');
};

/** « Sélection : 12 lignes × 3 colonnes », pour la barre d’état (`role="status"`) ; vide sans plage. */
export const phrasePlage = (plage: Plage | null): string => {
  if (plage === null) return '';
  const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
  return `Sélection\u00a0: ${compte(rangFin - rangDebut + 1, 'ligne', 'lignes')} × ${compte(colFin - colDebut + 1, 'colonne', 'colonnes')}`;
};

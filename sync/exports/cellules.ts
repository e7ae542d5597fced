/** Une cellule d’export. Un texte reste un texte (« 007 », « =1+1 ») ; `date` : `AAAA-MM-JJ`. */
export type Cellule = { readonly texte: string } | { readonly nombre: number } | { readonly date: string } | null;
/** Une colonne : son titre, et sa largeur en caractères. `nombres` : elle n’a que des nombres. */
export interface ColonneExport { readonly titre: string; readonly largeur: number; readonly nombres?: boolean }
/** Un tableau qui s’écrit ligne à ligne. `finir` : après la dernière ; les octets sortent au fil de l’eau par ce qui a été donné à la création. */
export interface Tableau { ajouter(lignes: readonly (readonly Cellule[])[]): void; finir(): void }
/** Ce qui dit d’où vient un export : des paires « quoi, valeur ». */
export type Provenance = readonly (readonly [string, string])[];

/** « 24/11/2026 ». */
export const dateEnTexte = (date: string): string => `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;

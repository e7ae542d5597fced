import type { Cellule } from '../../contract/classeur/cellules.ts';

export type { Cellule } from '../../contract/classeur/cellules.ts';
export { dateEnTexte } from '../../contract/classeur/cellules.ts';
/** Une colonne : son titre, et sa largeur en caractères. `nombres` : elle n’a que des nombres. */
export interface ColonneExport { readonly titre: string; readonly largeur: number; readonly nombres?: boolean }
/** Un tableau qui s’écrit ligne à ligne. `finir` : après la dernière ; les octets sortent au fil de l’eau par ce qui a été donné à la création. */
export interface Tableau { ajouter(lignes: readonly (readonly Cellule[])[]): void; finir(): void }
/** Ce qui dit d’où vient un export : des paires « quoi, valeur ». */
export type Provenance = readonly (readonly [string, string])[];

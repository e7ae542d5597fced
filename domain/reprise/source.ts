/**
 * Ce qu’un fichier donne, quel que soit son format : des lignes de textes, et ce que l’on sait de plus de certaines cellules. Les lignes vides n’y sont pas.
 * Un nombre est écrit avec tous ses chiffres et un point décimal, une date en `AAAA-MM-JJ`, une formule par sa valeur.
 */
export interface LigneSource {
  /** Celle du fichier ou du tableur, à partir de 1. */
  readonly numero: number;
  readonly cellules: readonly string[];
  /** Absent quand rien n’est à dire : la plupart des lignes. */
  readonly marques?: readonly MarqueCellule[];
  /** Ligne masquée dans le tableur : lue comme les autres, et dite. */
  readonly masquee?: true;
  /** Ce que le format dit déjà de la ligne, quoi que l’on y corrige : elle n’est pas à reprendre (`exclusion`), ou elle ne se lit pas (`illisible`, F03). */
  readonly jugee?: { readonly exclusion: string } | { readonly illisible: string };
}

/**
 * `formule` : la valeur enregistrée d’une formule ; `date` : un nombre que le format du tableur dit être une date ; `erreur` : « #REF! » et semblables ;
 * `fusion` : valeur recopiée de la première cellule d’une fusion.
 */
export interface MarqueCellule { readonly colonne: number; readonly genre: 'formule' | 'date' | 'erreur' | 'fusion' }

export const FORMATS_SOURCE = ['csv', 'xlsx', 'ods', 'finess'] as const;
export type FormatSource = (typeof FORMATS_SOURCE)[number];

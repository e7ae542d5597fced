/** Ce qui s’imprime passe du processus de données au principal, seul à avoir une fenêtre ; il rend les octets du pdf. */
interface ColonneImprimee { readonly titre: string; /** En caractères : les colonnes se partagent la page dans ces proportions. */ readonly largeur: number; /** Un nombre se range à droite. */ readonly aDroite: boolean }
/** `forte` : un sous-total. Une cellule par colonne. */
export interface LigneImprimee { readonly cellules: readonly string[]; readonly forte: boolean }
/** Un tableau prêt à imprimer. `meta` : d’où il vient, des paires « quoi, valeur » ; `pied` : rappelé au bas de chaque page. */
export interface DocumentImprime { readonly titre: string; readonly meta: readonly (readonly [string, string])[]; readonly pied: string; readonly colonnes: readonly ColonneImprimee[]; readonly lignes: readonly LigneImprimee[] }

/** Une impression qui se lit : au-delà, un fichier de tableur. */
export const LIGNES_IMPRIMEES_MAXIMUM = 5_000;
export const COLONNES_IMPRIMEES_MAXIMUM = 40;
/** Un texte plus long est coupé avant d’être imprimé. */
export const CARACTERES_IMPRIMES_MAXIMUM = 2_000;

/** Une image d’un rapport ; les nombres vont de 0 à 1, le texte les dit. `suite` : ce que l’image ne montre pas. */
export type ImageImprimee =
  | { readonly genre: 'barres'; readonly nom: string; readonly barres: readonly { readonly libelle: string; readonly valeur: string; readonly part: number }[]; readonly repere: { readonly part: number; readonly libelle: string } | null; readonly suite: string }
  | { readonly genre: 'courbe'; readonly nom: string; readonly points: readonly { readonly libelle: string; readonly part: number | null }[]; readonly haut: string; readonly bas: string };
/** Un chiffre clé de la première page. `variation` : « en hausse de 0,4 pt… » ; vide sans comparaison. */
interface ChiffreCle { readonly titre: string; readonly valeur: string; readonly quand: string; readonly variation: string; readonly phrase: string }
/** `lignes[].niveau` : 0 un sous-total ou une ligne, 1 et 2 une ligne sous son sous-total, 3 l’ensemble. */
export interface SectionImprimee {
  readonly titre: string; readonly sousTitre: string; readonly phrase: string; readonly image: ImageImprimee | null; readonly colonnes: readonly ColonneImprimee[];
  readonly lignes: readonly { readonly cellules: readonly string[]; readonly niveau: 0 | 1 | 2 | 3; readonly forte: boolean }[]; readonly notes: readonly string[];
}
/** Un rapport prêt à imprimer, à la française, pour qui ne connaît pas l’outil : les chiffres clés d’abord, les définitions à la fin. */
export interface RapportImprime {
  readonly titre: string; readonly sousTitre: string; readonly meta: readonly (readonly [string, string])[]; readonly alerte: string; readonly introduction: readonly string[]; readonly pied: string;
  readonly cles: readonly ChiffreCle[]; readonly sections: readonly SectionImprimee[]; readonly definitions: readonly { readonly titre: string; readonly paires: readonly (readonly [string, string])[] }[];
}
export const SECTIONS_IMPRIMEES_MAXIMUM = 40;
/** Lignes d’une section sur le papier ; le classeur les a toutes. */
export const LIGNES_PAR_SECTION_IMPRIMEE = 60;

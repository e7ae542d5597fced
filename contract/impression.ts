/** Ce qui s’imprime passe du processus de données au principal, seul à avoir une fenêtre ; il rend les octets du pdf. */
export interface ColonneImprimee { readonly titre: string; /** En caractères : les colonnes se partagent la page dans ces proportions. */ readonly largeur: number; /** Un nombre se range à droite. */ readonly aDroite: boolean }
/** `forte` : un sous-total. Une cellule par colonne. */
export interface LigneImprimee { readonly cellules: readonly string[]; readonly forte: boolean }
/** Un tableau prêt à imprimer. `meta` : d’où il vient, des paires « quoi, valeur » ; `pied` : rappelé au bas de chaque page. */
export interface DocumentImprime { readonly titre: string; readonly meta: readonly (readonly [string, string])[]; readonly pied: string; readonly colonnes: readonly ColonneImprimee[]; readonly lignes: readonly LigneImprimee[] }

/** Une impression qui se lit : au-delà, un fichier de tableur. */
export const LIGNES_IMPRIMEES_MAXIMUM = 5_000;
export const COLONNES_IMPRIMEES_MAXIMUM = 40;
/** Un texte plus long est coupé avant d’être imprimé. */
export const CARACTERES_IMPRIMES_MAXIMUM = 2_000;

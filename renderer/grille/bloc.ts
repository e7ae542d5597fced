interface ColonneCopiee<L> { readonly headerName?: string | undefined; readonly texte: (ligne: L) => string }

/** Le texte d’une colonne qui n’en a pas (une case à cocher) : elle ne se copie pas. */
export const SANS_TEXTE = (): string => '';

/** Les cellules d’un bloc, en texte ; `titres` : précédées des titres des colonnes. */
export const blocDe = <L>(colonnes: readonly ColonneCopiee<L>[], lignes: readonly L[], titres: boolean): { readonly cellules: readonly (readonly string[])[]; readonly lignes: number; readonly colonnes: number } => {
  const copiees = colonnes.filter(({ texte }) => texte !== SANS_TEXTE);
  const cellules = lignes.map((ligne) => copiees.map(({ texte }) => texte(ligne)));
  return { cellules: titres ? [copiees.map(({ headerName = '' }) => headerName), ...cellules] : cellules, lignes: lignes.length, colonnes: copiees.length };
};

interface ColonneCopiee<L> { readonly headerName?: string | undefined; readonly texte: (ligne: L) => string }

/** Les cellules d’un bloc, en texte ; `titres` : précédées des titres des colonnes. */
export const blocDe = <L>(colonnes: readonly ColonneCopiee<L>[], lignes: readonly L[], titres: boolean): readonly (readonly string[])[] =>
  [...(titres ? [colonnes.map(({ headerName = '' }) => headerName)] : []), ...lignes.map((ligne) => colonnes.map(({ texte }) => texte(ligne)))];

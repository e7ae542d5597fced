/** Ce qui ne s’écrit pas pareil dans SQLite et dans DuckDB : lire du JSON, compter des jours, comparer. Une date est un texte ; un élément de liste se nomme par son alias. */
export interface Dialecte {
  /** Les éléments d’une liste JSON, un par ligne. */
  liste(colonne: string, alias: string): string;
  texte(alias: string, champ: string): string;
  entier(alias: string, champ: string): string;
  /** Le rang d’un élément, depuis 0. */
  rang(alias: string): string;
  /** Le texte d’un champ de l’élément de ce rang. */
  dElement(colonne: string, rang: string, champ: string): string;
  entierDe(colonne: string, champ: string): string;
  /** Un rang de jour, un instant en jours. */
  jours(date: string): string;
  instant(iso: string): string;
  readonly maintenant: string;
  veilleDe(date: string): string;
  petit(...valeurs: readonly string[]): string;
  grand(...valeurs: readonly string[]): string;
  /** Division entière. */
  divise(haut: string, bas: string): string;
  /** Les colonnes d’un `values`. */
  readonly colonnes: readonly [string, string, string];
}

export const SQLITE: Dialecte = {
  liste: (colonne, alias) => `json_each(${colonne}) ${alias}`, texte: (alias, champ) => `json_extract(${alias}.value, '$.${champ}')`, entier: (alias, champ) => `json_extract(${alias}.value, '$.${champ}')`, rang: (alias) => `${alias}.key`,
  dElement: (colonne, rang, champ) => `json_extract(${colonne}, '$[' || (${rang}) || '].${champ}')`, entierDe: (colonne, champ) => `json_extract(${colonne}, '$.${champ}')`,
  jours: (date) => `julianday(${date})`, instant: (iso) => `julianday(${iso})`, maintenant: `julianday('now')`, veilleDe: (date) => `date(${date}, '-1 day')`,
  petit: (...valeurs) => `min(${valeurs.join(', ')})`, grand: (...valeurs) => `max(${valeurs.join(', ')})`, divise: (haut, bas) => `(${haut}) / ${bas}`, colonnes: ['column1', 'column2', 'column3'],
};
export const DUCKDB: Dialecte = {
  liste: (colonne, alias) => `(select k as key, json_extract(${colonne}, '$[' || k || ']') as value from unnest(range(cast(json_array_length(${colonne}) as bigint))) u(k)) ${alias}`,
  texte: (alias, champ) => `json_extract_string(${alias}.value, '$.${champ}')`, entier: (alias, champ) => `cast(json_extract_string(${alias}.value, '$.${champ}') as bigint)`, rang: (alias) => `${alias}.key`,
  dElement: (colonne, rang, champ) => `json_extract_string(${colonne}, '$[' || (${rang}) || '].${champ}')`, entierDe: (colonne, champ) => `cast(json_extract_string(${colonne}, '$.${champ}') as bigint)`,
  jours: (date) => `(cast(${date} as date) - date '1970-01-01')`, instant: (iso) => `(epoch(cast(${iso} as timestamp)) / 86400.0)`, maintenant: `(epoch(now()) / 86400.0)`, veilleDe: (date) => `cast(cast(${date} as date) - 1 as varchar)`,
  petit: (...valeurs) => `least(${valeurs.join(', ')})`, grand: (...valeurs) => `greatest(${valeurs.join(', ')})`, divise: (haut, bas) => `(${haut}) // ${bas}`, colonnes: ['col0', 'col1', 'col2'],
};

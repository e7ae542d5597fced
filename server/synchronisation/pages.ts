import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import { ORDRE_OBJETS } from '../../domain/objets/objets.ts';
import type { Schema } from '../base/schema.ts';

/** Un changement lu. `texte` : la ligne en JSON, `null` quand elle n’est plus visible. */
export interface LigneLue { readonly objet: Objet; readonly id: string; readonly txid: string; readonly rev: number; readonly visible: boolean; readonly texte: string | null }

const RANG = new Map<string, number>(ORDRE_OBJETS.map((objet, rang) => [objet, rang]));

type Repere = Omit<LigneLue, 'texte'>;

/** Le texte JSON de chaque fiche visible d’une page, tel quel de PostgreSQL : ni analyse, ni réécriture ici. */
const lireTextes = async (transaction: Transaction<Schema>, reperes: readonly Repere[]): Promise<ReadonlyMap<string, string>> => {
  const parObjet = new Map<Objet, string[]>();
  for (const { objet, id, visible } of reperes) {
    if (!visible) continue;
    const ids = parObjet.get(objet);
    if (ids === undefined) parObjet.set(objet, [id]); else ids.push(id);
  }
  const textes = new Map<string, string>();
  for (const [objet, ids] of parObjet) {
    const { rows } = await sql<{ id: string; texte: string }>`select l.id, row_to_json(l)::text as texte from ${sql.table(objet)} l where l.id = any(${ids}::text[])`.execute(transaction);
    for (const { id, texte } of rows) textes.set(`${objet} ${id}`, texte);
  }
  return textes;
};

/**
 * Les `limite` premières lignes d’une suite (`from changement c where …`) dans l’ordre donné, et une de plus s’il en reste. Les repères d’abord, puis une lecture par table qu’ils nomment,
 * du même instant (« repeatable read ») : une seule requête qui connaîtrait les treize tables coûterait plus à préparer qu’à jouer, et un poste tire à chaque changement d’un collègue.
 */
export const lirePage = async (transaction: Transaction<Schema>, suite: RawBuilder<unknown>, ordre: readonly string[], visible: RawBuilder<boolean>, limite: number): Promise<readonly LigneLue[]> => {
  const { rows } = await sql<Repere>`
    select c.objet, c.id, c.txid::text as txid, c.rev, ${visible} as visible ${suite} order by ${sql.join(ordre.map((colonne) => sql.ref(`c.${colonne}`)))} limit ${limite + 1}`.execute(transaction);
  const textes = await lireTextes(transaction, rows);
  return rows.map((repere) => ({ ...repere, texte: textes.get(`${repere.objet} ${repere.id}`) ?? null }));
};

/** Lignes NDJSON d’une page (`schemaLigneChangement`), le parent avant l’enfant. */
export const ecrirePage = (page: readonly LigneLue[]): string[] =>
  [...page].sort((a, b) => (RANG.get(a.objet) ?? 0) - (RANG.get(b.objet) ?? 0)).map(({ objet, id, visible, texte }) =>
    (visible && texte !== null ? `{"genre":"ligne","objet":"${objet}","ligne":${texte}}` : JSON.stringify({ genre: 'retrait', objet, id })));

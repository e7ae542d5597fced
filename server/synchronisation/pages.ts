import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import { ORDRE_OBJETS } from '../../domain/objets/objets.ts';
import type { Schema } from '../base/schema.ts';

/** Un changement lu. `texte` : la ligne en JSON, `null` quand elle n’est plus visible. */
export interface LigneLue { readonly objet: Objet; readonly id: string; readonly txid: string; readonly rev: number; readonly visible: boolean; readonly texte: string | null }

const RANG = new Map<string, number>(ORDRE_OBJETS.map((objet, rang) => [objet, rang]));

/** Les `limite` premières lignes d’une suite (`from changement c where …`) dans l’ordre donné, et une de plus s’il en reste. */
export const lirePage = async (transaction: Transaction<Schema>, suite: RawBuilder<unknown>, ordre: readonly string[], visible: RawBuilder<boolean>, limite: number): Promise<readonly LigneLue[]> => {
  const trier = (table: string) => sql.join(ordre.map((colonne) => sql.ref(`${table}.${colonne}`)));
  // le texte JSON vient tel quel de PostgreSQL : ni analyse, ni réécriture ici
  const { rows } = await sql<LigneLue>`
    with page as materialized (select c.objet, c.id, c.txid, c.rev, ${visible} as visible ${suite} order by ${trier('c')} limit ${limite + 1})
    select page.objet, page.id, page.txid::text as txid, page.rev, page.visible, case when not page.visible then null else
      case page.objet
        when 'entite' then (select row_to_json(l)::text from entite l where l.id = page.id)
        when 'dispositif' then (select row_to_json(l)::text from dispositif l where l.id = page.id)
        when 'groupe' then (select row_to_json(l)::text from groupe l where l.id = page.id)
        when 'place' then (select row_to_json(l)::text from place l where l.id = page.id)
        when 'nomenclature' then (select row_to_json(l)::text from nomenclature l where l.id = page.id)
        when 'proposition' then (select row_to_json(l)::text from proposition l where l.id = page.id)
        when 'demande' then (select row_to_json(l)::text from demande l where l.id = page.id)
        when 'mandat' then (select row_to_json(l)::text from mandat l where l.id = page.id)
        when 'lot' then (select row_to_json(l)::text from lot l where l.id = page.id)
        when 'correspondance' then (select row_to_json(l)::text from correspondance l where l.id = page.id)
        when 'vue' then (select row_to_json(l)::text from vue l where l.id = page.id)
        when 'piece' then (select row_to_json(l)::text from piece l where l.id = page.id)
        else (select row_to_json(l)::text from utilisateur l where l.id = page.id) end end as texte
    from page order by ${trier('page')}`.execute(transaction);
  return rows;
};

/** Lignes NDJSON d’une page (`schemaLigneChangement`), le parent avant l’enfant. */
export const ecrirePage = (page: readonly LigneLue[]): string[] =>
  [...page].sort((a, b) => (RANG.get(a.objet) ?? 0) - (RANG.get(b.objet) ?? 0)).map(({ objet, id, visible, texte }) =>
    (visible && texte !== null ? `{"genre":"ligne","objet":"${objet}","ligne":${texte}}` : JSON.stringify({ genre: 'retrait', objet, id })));

import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Requetes, Schema } from './schema.ts';

export const lireReglage = async (requetes: Requetes, cle: string): Promise<string | undefined> =>
  (await requetes.selectFrom('reglage').select('valeur').where('cle', '=', cle).executeTakeFirst())?.valeur;

/** Range un réglage s’il est absent et rend celui qui est en place (deux services qui démarrent ensemble gardent le même). */
export const reglageOuDefaut = async (requetes: Requetes, cle: string, defaut: string): Promise<string> => {
  await requetes.insertInto('reglage').values({ cle, valeur: defaut }).onConflict((conflit) => conflit.column('cle').doNothing()).execute();
  return (await lireReglage(requetes, cle)) ?? defaut;
};

/**
 * Les curseurs comparent des numéros de transaction, propres à une instance PostgreSQL. Une base restaurée (ailleurs, dans une base recréée, ou par retour
 * à un instant passé) porte des numéros d’une autre histoire, parfois à venir ici, qui ne seraient jamais livrés : les remettre au présent, et changer de
 * lignée pour périmer les curseurs. Les postes rechargent alors, et renvoient ce que la base a oublié (décision 011). L’histoire se reconnaît à l’instance,
 * à la base (son oid change quand elle est recréée) et à la branche (`timeline`) : une bascule sur un secours, qui a pu perdre des transactions, compte aussi. Une grappe recopiée
 * porte le même identifiant que son modèle : un numéro à venir la trahit.
 */
export const verifierLignee = (db: Kysely<Schema>): Promise<string> => db.transaction().execute(async (trx) => {
  const { rows } = await sql<{ systeme: string }>`
    select i.system_identifier || '/' || d.oid || '/' || c.timeline_id as systeme
    from pg_control_system() i, pg_control_checkpoint() c, pg_database d where d.datname = current_database()`.execute(trx);
  const systeme = rows[0]?.systeme ?? '';
  const connu = await reglageOuDefaut(trx, 'systeme', systeme);
  const lignee = await reglageOuDefaut(trx, 'lignee', randomUUID());
  const { rows: [avenir] } = await sql<{ oui: boolean }>`select coalesce(greatest((select max(txid::text::numeric) from changement), (select max(txid::text::numeric) from issue_mutation)), 0) >= pg_current_xact_id()::text::numeric as oui`.execute(trx);
  if (connu === systeme && avenir?.oui !== true) return lignee;
  const nouvelle = randomUUID();
  await sql`update changement set txid = pg_current_xact_id()`.execute(trx);
  await sql`update issue_mutation set txid = pg_current_xact_id()`.execute(trx);
  await trx.updateTable('reglage').set({ valeur: systeme }).where('cle', '=', 'systeme').execute();
  await trx.updateTable('reglage').set({ valeur: nouvelle }).where('cle', '=', 'lignee').execute();
  return nouvelle;
});

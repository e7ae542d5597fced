import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import type { Cible } from '../../domain/profils.ts';
import type { Base } from '../base/base.ts';
import type { Schema } from '../base/schema.ts';

/** Note où une ligne est visible, et où elle l’a été : c’est ce que lit le tirage. */
export const noterChangement = async (transaction: Transaction<Schema>, objet: Objet, id: string, cible: Cible): Promise<void> => {
  const departements = [...cible.departements];
  const affectations = cible.affectations === undefined || cible.affectations === null ? null : [...cible.affectations];
  const entites = affectations === null ? null : cible.entiteId === null ? [] : [cible.entiteId];
  const reunis = (colonne: string) => sql`array(select distinct d from unnest(changement.${sql.id(colonne)} || excluded.${sql.id(colonne)}) d order by d)`;
  await sql`
    insert into changement (objet, id, departements, "entiteId", "dispositifId", "departementsAvant", affectations, "affectationsAvant", "entitesAvant")
    values (${objet}, ${id}, ${departements}::text[], ${cible.entiteId}, ${cible.dispositifId}, ${departements}::text[], ${affectations}::text[], ${affectations}::text[], ${entites}::text[])
    on conflict (objet, id) do update set departements = excluded.departements, "entiteId" = excluded."entiteId", "dispositifId" = excluded."dispositifId", affectations = excluded.affectations,
      "departementsAvant" = ${reunis('departementsAvant')}, "affectationsAvant" = case when excluded.affectations is not null then ${reunis('affectationsAvant')} end,
      "entitesAvant" = case when excluded.affectations is not null then ${reunis('entitesAvant')} end, txid = pg_current_xact_id(), rev = nextval('changement_rev')`.execute(transaction);
};

/** `noterChangement` pour des places dont le périmètre n’a pas changé (une place ne change ni de dispositif ni de département), en une instruction. */
export const noterPlaces = async (transaction: Transaction<Schema>, ids: readonly string[]): Promise<void> => {
  await sql`
    insert into changement (objet, id, departements, "entiteId", "dispositifId", "departementsAvant")
    select 'place', id, array[departement], "entiteId", "dispositifId", array[departement] from place where id = any(${[...ids]}::text[])
    on conflict (objet, id) do update set txid = pg_current_xact_id(), rev = nextval('changement_rev')`.execute(transaction);
};

/** Des lignes n’existent plus : le tirage les livrera en retraits, partout où elles ont été visibles. */
export const noterRetraits = async (transaction: Transaction<Schema>, objet: Objet, ids: readonly string[]): Promise<void> => {
  await sql`update changement set txid = pg_current_xact_id(), rev = nextval('changement_rev') where objet = ${objet} and id = any(${[...ids]}::text[])`.execute(transaction);
};

/** Prévient les postes que ces lignes concernent, ou concernaient ; au-delà de vingt, ou pour un code de nomenclature, tous. */
export const prevenirPostes = async (base: Pick<Base, 'notifier'>, transaction: Transaction<Schema>, lignes: readonly { readonly objet: Objet; readonly id: string }[]): Promise<void> => {
  const { rows } = await sql<{ txid: string }>`select pg_current_xact_id()::text as txid`.execute(transaction);
  const txid = rows[0]?.txid ?? '0';
  if (lignes.length > 20 || lignes.some(({ objet }) => objet === 'nomenclature')) { await base.notifier(transaction, { genre: 'tout', txid }); return; }
  for (const { objet, id } of lignes) {
    const suivi = await transaction.selectFrom('changement').selectAll().where('objet', '=', objet).where('id', '=', id).executeTakeFirstOrThrow();
    // une personne a pu changer d’entité : celle qu’elle quitte doit l’apprendre aussi
    for (const entiteId of new Set([suivi.entiteId, ...(suivi.entitesAvant ?? [])])) {
      await base.notifier(transaction, { genre: 'changement', txid, departements: suivi.departementsAvant, entiteId, dispositifId: suivi.dispositifId, affectations: suivi.affectationsAvant });
    }
  }
};

/** `noterChangement` puis `prevenirPostes` : pour un changement fait hors d’un envoi. */
export const suivre = async (base: Pick<Base, 'notifier'>, transaction: Transaction<Schema>, objet: Objet, id: string, cible: Cible): Promise<void> => {
  await noterChangement(transaction, objet, id, cible);
  await prevenirPostes(base, transaction, [{ objet, id }]);
};

import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from './schema.ts';
import { initiale } from './migrations/0001_initiale.ts';
import { filiationDesJetons } from './migrations/0002_filiation_des_jetons.ts';
import { comptesSynchronises } from './migrations/0003_comptes_synchronises.ts';
import { authentification } from './migrations/0004_authentification.ts';
import { journalSigne } from './migrations/0005_journal_signe.ts';
import { agregatsPublies } from './migrations/0006_agregats_publies.ts';
import { nomenclaturePropositionsPieces } from './migrations/0007_nomenclature_propositions_pieces.ts';
import { demandesSurPlaces } from './migrations/0010_demandes_sur_places.ts';
import { occupationDeclaree } from './migrations/0009_occupation_declaree.ts';
import { lotsDeReprise } from './migrations/0012_lots_de_reprise.ts';
import { correspondancesPartagees } from './migrations/0013_correspondances_partagees.ts';
import { instantanes } from './migrations/0014_instantanes.ts';
import { clesDeLecture } from './migrations/0015_cles_de_lecture.ts';
import { gelParPaquets } from './migrations/0016_gel_par_paquets.ts';
import { constatsPasses } from './migrations/0017_constats_passes.ts';
import { programmesDeRapports } from './migrations/0018_programmes_de_rapports.ts';
import { freins } from './migrations/0019_freins.ts';
import { vuesPartagees } from './migrations/0011_vues_partagees.ts';
import { placesEnNombre } from './migrations/0008_places_en_nombre.ts';

/** Un fichier numéroté de `migrations/`. `sql` : une ou plusieurs instructions, exécutées dans une transaction. Une migration livrée ne se retouche jamais. */
export interface Migration { readonly numero: number; readonly nom: string; readonly sql: string }

export const MIGRATIONS: readonly Migration[] = [initiale, filiationDesJetons, comptesSynchronises, authentification, journalSigne, agregatsPublies, nomenclaturePropositionsPieces, placesEnNombre, occupationDeclaree, demandesSurPlaces, vuesPartagees, lotsDeReprise, correspondancesPartagees, instantanes, clesDeLecture, gelParPaquets, constatsPasses, programmesDeRapports, freins];

/** Verrou des migrations : deux services qui démarrent ensemble ne les jouent pas deux fois. */
const VERROU_MIGRATION = 7_731_001;

/**
 * Amène la base au niveau du code, chaque migration dans sa transaction. Rend les numéros appliqués.
 * Lève une erreur quand la base est plus récente que le code : un vieux service n’écrit pas dans un schéma qu’il ne connaît pas.
 */
export const migrer = async (db: Kysely<Schema>, migrations: readonly Migration[] = MIGRATIONS): Promise<readonly number[]> => {
  const appliquees: number[] = [];
  const dernier = migrations.at(-1)?.numero ?? 0;
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(VERROU_MIGRATION)})`.execute(trx);
    await sql`create table if not exists migration (numero integer primary key, nom text not null, "appliqueeLe" timestamptz not null default now())`.execute(trx);
  });
  for (const migration of migrations) {
    await db.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(VERROU_MIGRATION)})`.execute(trx);
      const niveau = (await trx.selectFrom('migration').select(({ fn }) => fn.max('numero').as('niveau')).executeTakeFirst())?.niveau ?? 0;
      if (niveau > dernier) throw new Error(`La base est à la version ${niveau}, ce programme connaît jusqu’à la ${dernier} : mettre le service à jour.`);
      if (niveau >= migration.numero) return;
      await sql.raw(migration.sql).execute(trx);
      await trx.insertInto('migration').values({ numero: migration.numero, nom: migration.nom }).execute();
      appliquees.push(migration.numero);
    });
  }
  return appliquees;
};

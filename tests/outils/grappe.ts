import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect } from 'kysely';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrer } from '../../server/base/migrations.ts';
import { poolDePglite } from '../../server/base/pglite.ts';
import type { Schema } from '../../server/base/schema.ts';
import type { Modele } from './postgresql.ts';
import { BASE_MODELE, administrer, completerModele, preparerPostgresql, urlDeLaBase } from './postgresql.ts';

/** `serveur` : celui de `DATABASE_URL_TEST` ; `modele` : une grappe à recopier. */
export type AccesPostgresql = { readonly genre: 'serveur'; readonly url: string } | { readonly genre: 'modele'; readonly modele: Modele };

declare module 'vitest' {
  /** `imagePglite` : le fichier d’une base PGlite neuve, au niveau du code, qu’une base d’essai recopie. */
  export interface ProvidedContext { postgresql: AccesPostgresql; imagePglite: string }
}

/** L’initdb de PGlite et les migrations prennent deux secondes : faites une fois pour tout le passage. */
const preparerPglite = async (projet: TestProject): Promise<() => void> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-pglite-'));
  const image = join(dossier, 'neuve.tar');
  const pglite = await PGlite.create();
  await migrer(new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolDePglite(pglite) }) }));
  writeFileSync(image, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()));
  await pglite.close();
  projet.provide('imagePglite', image);
  return () => { rmSync(dossier, { recursive: true, force: true }); };
};

/** La base que chaque essai recopie : au niveau du code, sans identité encore. */
const preparerBaseModele = async (url: string): Promise<void> => {
  await administrer(url, `create database ${BASE_MODELE}`);
  const pool = new pg.Pool({ connectionString: urlDeLaBase(url, BASE_MODELE) });
  // une connexion qui finit de se fermer peut encore recevoir l’annonce de l’arrêt de la grappe
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try { await migrer(db); } finally { await db.destroy(); }
};

/** Mise en place de vitest : prépare PGlite et PostgreSQL pour tout le passage. */
export const setup = async (projet: TestProject): Promise<() => void> => {
  const oublierPglite = await preparerPglite(projet);
  const url = process.env.DATABASE_URL_TEST;
  if (url !== undefined && url !== '') {
    projet.provide('postgresql', { genre: 'serveur', url });
    return oublierPglite;
  }
  const prepare = preparerPostgresql();
  if (prepare === undefined) throw new Error('PostgreSQL manque (initdb introuvable) : « npm test » l’installe quand il en a le droit ; sinon installer le paquet postgresql, ou donner DATABASE_URL_TEST.');
  await completerModele(prepare.modele, preparerBaseModele);
  projet.provide('postgresql', { genre: 'modele', modele: prepare.modele });
  return () => { oublierPglite(); prepare.oublier(); };
};

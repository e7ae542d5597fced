import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { describe, inject } from 'vitest';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBase } from '../../server/base/base.ts';

export type GenreBase = Base['genre'];
/** Une base neuve, à fermer par `jeter`. `url` : seulement sur PostgreSQL, pour s’y connecter d’à côté. */
export interface BaseDeTest { readonly base: Base; readonly url: string | undefined; jeter(): Promise<void> }

const administrer = async (url: string, requete: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try { await client.query(requete); } finally { await client.end(); }
};

/** Vrai quand un PostgreSQL est là (voir `grappe.ts`). */
export const postgresqlDisponible = (): boolean => inject('urlPostgresql') !== null;

/** Ouvre une base neuve : PGlite en mémoire, ou une base à nom unique de la grappe. */
export const baseDeTest = async (genre: GenreBase): Promise<BaseDeTest> => {
  if (genre === 'pglite') {
    const base = await ouvrirBase();
    return { base, url: undefined, jeter: () => base.fermer() };
  }
  const racine = inject('urlPostgresql');
  if (racine === null) throw new Error('PostgreSQL n’est pas disponible.');
  const nom = `siao_test_${randomUUID().replaceAll('-', '')}`;
  await administrer(racine, `create database ${nom}`);
  const url = new URL(racine);
  url.pathname = `/${nom}`;
  const base = await ouvrirBase({ url: url.href });
  return { base, url: url.href, jeter: async () => { await base.fermer(); await administrer(racine, `drop database if exists ${nom} with (force)`); } };
};

/** Décrit la même suite sur PGlite et, quand il est là, sur PostgreSQL. */
export const surChaqueBase = (titre: string, suite: (genre: GenreBase) => void): void => {
  describe(`${titre} (PGlite)`, () => { suite('pglite'); });
  describe.skipIf(!postgresqlDisponible())(`${titre} (PostgreSQL)`, () => { suite('postgresql'); });
};

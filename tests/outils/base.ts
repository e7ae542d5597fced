import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { describe, inject } from 'vitest';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import { demarrerPostgresql } from './postgresql.ts';

export type GenreBase = Base['genre'];
/** Une base neuve, à fermer par `jeter`. `url` : seulement sur PostgreSQL, pour s’y connecter d’à côté. */
export interface BaseDeTest { readonly base: Base; readonly url: string | undefined; jeter(): Promise<void> }

const administrer = async (url: string, requete: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try { await client.query(requete); } finally { await client.end(); }
};

/**
 * Ouvre une base neuve : PGlite en mémoire, ou PostgreSQL. Là, une grappe à elle seule ; avec `DATABASE_URL_TEST`, une base à nom unique du serveur donné
 * (lancer alors vitest avec `--no-file-parallelism` : les suites d’un même serveur retardent leurs tirages entre elles).
 */
export const baseDeTest = async (genre: GenreBase): Promise<BaseDeTest> => {
  if (genre === 'pglite') {
    // un parcours dans la fenêtre n’est pas sous vitest : il fait son initdb
    const base = await ouvrirBase(process.env['VITEST'] === undefined ? {} : { image: new Blob([readFileSync(inject('imagePglite'))]) });
    return { base, url: undefined, jeter: () => base.fermer() };
  }
  const acces = inject('postgresql');
  if (acces.genre === 'modele') {
    const { url, arreter } = await demarrerPostgresql(acces.modele);
    const base = await ouvrirBase({ url });
    return { base, url, jeter: async () => { await base.fermer(); await arreter(); } };
  }
  const nom = `siao_test_${randomUUID().replaceAll('-', '')}`;
  await administrer(acces.url, `create database ${nom}`);
  const url = new URL(acces.url);
  url.pathname = `/${nom}`;
  const base = await ouvrirBase({ url: url.href });
  return { base, url: url.href, jeter: async () => { await base.fermer(); await administrer(acces.url, `drop database if exists ${nom} with (force)`); } };
};

/** Décrit la même suite sur PGlite et sur un vrai PostgreSQL. Sans lui les essais échouent (voir `grappe.ts`) : une moitié sautée passerait pour éprouvée. */
export const surChaqueBase = (titre: string, suite: (genre: GenreBase) => void): void => {
  describe(`${titre} (PGlite)`, () => { suite('pglite'); });
  describe(`${titre} (PostgreSQL)`, () => { suite('postgresql'); });
};

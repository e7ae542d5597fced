import { PGlite } from '@electric-sql/pglite';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { Modele } from './postgresql.ts';
import { preparerPostgresql } from './postgresql.ts';

/** `serveur` : celui de `DATABASE_URL_TEST` ; `modele` : une grappe à recopier. */
export type AccesPostgresql = { readonly genre: 'serveur'; readonly url: string } | { readonly genre: 'modele'; readonly modele: Modele };

declare module 'vitest' {
  /** `imagePglite` : le fichier d’une base PGlite neuve, qu’une base d’essai recopie. */
  export interface ProvidedContext { postgresql: AccesPostgresql; imagePglite: string }
}

/** L’initdb de PGlite prend une seconde et demie : faite une fois pour tout le passage. */
const preparerPglite = async (projet: TestProject): Promise<() => void> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-pglite-'));
  const image = join(dossier, 'neuve.tar');
  const pglite = await PGlite.create();
  writeFileSync(image, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()));
  await pglite.close();
  projet.provide('imagePglite', image);
  return () => { rmSync(dossier, { recursive: true, force: true }); };
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
  projet.provide('postgresql', { genre: 'modele', modele: prepare.modele });
  return () => { oublierPglite(); prepare.oublier(); };
};

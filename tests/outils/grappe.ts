import type { TestProject } from 'vitest/node';
import type { Modele } from './postgresql.ts';
import { preparerPostgresql } from './postgresql.ts';

/** `serveur` : celui de `DATABASE_URL_TEST` ; `modele` : une grappe à recopier. */
export type AccesPostgresql = { readonly genre: 'serveur'; readonly url: string } | { readonly genre: 'modele'; readonly modele: Modele };

declare module 'vitest' {
  export interface ProvidedContext { postgresql: AccesPostgresql }
}

/** Mise en place de vitest : prépare PostgreSQL pour tout le passage. */
export const setup = (projet: TestProject): (() => void) | undefined => {
  const url = process.env.DATABASE_URL_TEST;
  if (url !== undefined && url !== '') {
    projet.provide('postgresql', { genre: 'serveur', url });
    return undefined;
  }
  const prepare = preparerPostgresql();
  if (prepare === undefined) throw new Error('PostgreSQL manque (initdb introuvable) : « npm test » l’installe quand il en a le droit ; sinon installer le paquet postgresql, ou donner DATABASE_URL_TEST.');
  projet.provide('postgresql', { genre: 'modele', modele: prepare.modele });
  return prepare.oublier;
};

import type { TestProject } from 'vitest/node';
import { demarrerPostgresql } from './postgresql.ts';

declare module 'vitest' {
  export interface ProvidedContext { urlPostgresql: string | null }
}

/** Mise en place de vitest : une grappe PostgreSQL pour tout le passage, ou celle de `DATABASE_URL_TEST`. */
export const setup = async (projet: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const donnee = process.env.DATABASE_URL_TEST;
  if (donnee !== undefined && donnee !== '') {
    projet.provide('urlPostgresql', donnee);
    return undefined;
  }
  const grappe = await demarrerPostgresql();
  if (grappe === undefined) console.warn('PostgreSQL n’est pas installé : les suites du service ne tournent que sur PGlite.');
  projet.provide('urlPostgresql', grappe?.url ?? null);
  return grappe === undefined ? undefined : () => grappe.arreter();
};

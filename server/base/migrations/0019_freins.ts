import type { Migration } from '../migrations.ts';

/** Les freins aux essais (connexion, codes, clés de partenaires), communs à toutes les instances : une empreinte, jamais l’adresse elle-même. */
export const freins: Migration = {
  numero: 19,
  nom: 'freins',
  sql: `
create table frein ("empreinte" text primary key, "nombre" integer not null, "depuis" timestamptz not null, "expireLe" timestamptz not null);
create index frein_expire on frein ("expireLe");
`,
};

import type { Migration } from '../migrations.ts';

const COMMUNES = `"id" text primary key, "code" text, "version" integer not null, "departement" text not null, "creePar" text not null, "creeParProfil" text not null,
  "creeLe" text not null, "modifiePar" text not null, "modifieLe" text not null, "provenance" jsonb`;

/** La table des correspondances de reprise, partagée par département (décision 031). Colonnes communes figées ici. Un terme, ou un nom d’association, n’y est qu’une fois. */
export const correspondancesPartagees: Migration = {
  numero: 13,
  nom: 'correspondances_partagees',
  sql: `
create table correspondance (${COMMUNES},
  "genre" text not null, "portee" text not null, "nom" text not null, "cle" text not null, "cible" text, "paires" jsonb not null, "statut" text not null, "auteur" text not null);
create unique index correspondance_unique on correspondance ("departement", "genre", "portee", "cle");
`,
};

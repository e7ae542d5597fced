import type { Migration } from '../migrations.ts';

/**
 * La dernière déclaration d’occupation d’un dispositif, et les clés par lesquelles un logiciel partenaire en dépose (décision 022). D’une clé, seule l’empreinte est gardée.
 * `depot_partenaire` : le dernier contenu appliqué par une clé sur un dispositif ; le même, renvoyé, n’a pas d’effet.
 */
export const occupationDeclaree: Migration = {
  numero: 9,
  nom: 'occupation_declaree',
  sql: `
alter table dispositif add column "occupationDeclaree" jsonb;

create table cle_partenaire (
  id text primary key, empreinte text not null unique, libelle text not null, "entiteId" text not null, dispositifs jsonb,
  "creePar" text not null, "creeLe" timestamptz not null, "expireLe" timestamptz not null, "revoqueeLe" timestamptz, "dernierUsage" timestamptz
);
create table depot_partenaire ("cleId" text not null references cle_partenaire (id), "dispositifId" text not null, empreinte text not null, "deposeLe" timestamptz not null, primary key ("cleId", "dispositifId"));
`,
};

import type { Migration } from '../migrations.ts';

/** Une publication d’agrégats par jour, la même pour tous : elle ne change plus ensuite. */
export const agregatsPublies: Migration = {
  numero: 6,
  nom: 'agregats_publies',
  sql: 'create table agregat_publie (jour text primary key, paquets jsonb not null, "publieLe" timestamptz not null default now());',
};

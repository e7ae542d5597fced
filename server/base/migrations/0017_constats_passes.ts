import type { Migration } from '../migrations.ts';

/** Une place garde ses constats d’occupation d’avant le dernier (décision 040). Rien à reprendre : ce que l’on n’a pas gardé reste inconnu. */
export const constatsPasses: Migration = {
  numero: 17,
  nom: 'constats_passes',
  sql: `
alter table place add column "constatsPasses" text;
`,
};

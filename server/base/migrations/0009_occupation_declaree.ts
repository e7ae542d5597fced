import type { Migration } from '../migrations.ts';

/** La dernière déclaration d’occupation d’un dispositif, et les clés par lesquelles un logiciel partenaire en dépose (décision 022). */
export const occupationDeclaree: Migration = {
  numero: 9,
  nom: 'occupation_declaree',
  sql: `
alter table dispositif add column "occupationDeclaree" jsonb;
`,
};

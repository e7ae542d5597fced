import type { Migration } from '../migrations.ts';

/** De quel jeton chaque jeton de rafraîchissement est issu. Les jetons d’avant n’en disent rien : ils se comportent comme les premiers de leur session. */
export const filiationDesJetons: Migration = {
  numero: 2,
  nom: 'filiation_des_jetons',
  sql: `
alter table rafraichissement add column "issuDe" text;
create index rafraichissement_issu_de on rafraichissement ("issuDe");
`,
};

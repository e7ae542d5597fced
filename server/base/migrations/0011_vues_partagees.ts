import type { Migration } from '../migrations.ts';

/** Un objet synchronisé de plus : les vues qu’une personne partage avec son périmètre (décision 026). Colonnes communes figées ici. */
export const vuesPartagees: Migration = {
  numero: 11,
  nom: 'vues_partagees',
  sql: `
create table vue ("id" text primary key, "code" text, "version" integer not null, "departement" text not null, "creePar" text not null, "creeParProfil" text not null,
  "creeLe" text not null, "modifiePar" text not null, "modifieLe" text not null, "provenance" jsonb,
  "nom" text not null, "ecran" text not null, "contenu" text not null, "statut" text not null, "auteur" text not null, "departements" jsonb not null, "entiteId" text);
`,
};

import type { Migration } from '../migrations.ts';

/** Colonnes communes, figées ici. */
const communes = `"id" text primary key, "code" text, "version" integer not null, "departement" text not null, "creePar" text not null, "creeParProfil" text not null,
  "creeLe" text not null, "modifiePar" text not null, "modifieLe" text not null, "provenance" jsonb`;

/**
 * Trois objets synchronisés de plus : les codes que l’administrateur national change (ceux de départ viennent avec le programme, décision 018), les propositions de changement,
 * les pièces jointes (leur contenu reste au service). Un dispositif apprend le compte de son responsable.
 */
export const nomenclaturePropositionsPieces: Migration = {
  numero: 7,
  nom: 'nomenclature_propositions_pieces',
  sql: `
create table nomenclature (${communes}, "referentiel" text not null, "parent" text, "versions" jsonb not null, "debut" text not null, "fin" text, "remplacePar" text);

create table proposition (${communes}, "objet" text not null, "ficheId" text not null, "champs" jsonb not null, "motif" text not null, "statut" text not null, "auteur" text not null,
  "departements" jsonb not null, "entiteId" text not null, "dispositifId" text);
create index proposition_fiche on proposition ("ficheId");

create table piece (${communes}, "objet" text not null, "ficheId" text not null, "nom" text not null, "genre" text not null, "type" text not null, "taille" integer not null, "empreinte" text not null,
  "statut" text not null, "auteur" text not null, "departements" jsonb not null, "entiteId" text not null, "dispositifId" text);
create index piece_fiche on piece ("ficheId");
create index piece_empreinte on piece (empreinte);
create table piece_contenu (empreinte text primary key, contenu bytea not null, taille integer not null, type text not null, "deposePar" text not null, "deposeLe" timestamptz not null default now());

alter table dispositif add column "responsableId" text;
`,
};

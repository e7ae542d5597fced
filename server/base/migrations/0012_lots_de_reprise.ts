import type { Migration } from '../migrations.ts';

const COMMUNES = `"id" text primary key, "code" text, "version" integer not null, "departement" text not null, "creePar" text not null, "creeParProfil" text not null,
  "creeLe" text not null, "modifiePar" text not null, "modifieLe" text not null, "provenance" jsonb`;

/**
 * Deux objets synchronisés de plus : le mandat d’un opérateur de reprise et le lot (décision 030). Colonnes communes figées ici. Les fiches d’un lot se retrouvent
 * par leur provenance, qu’un index partiel range : il ne pèse que ce que la reprise a créé.
 */
export const lotsDeReprise: Migration = {
  numero: 12,
  nom: 'lots_de_reprise',
  sql: `
create table mandat (${COMMUNES},
  "utilisateurId" text not null, "nom" text not null, "departements" jsonb not null, "debut" text not null, "fin" text not null, "statut" text not null, "auteur" text not null);
create table lot (${COMMUNES},
  "genre" text not null, "fichier" jsonb not null, "mandatId" text not null, "statut" text not null, "simulations" jsonb not null, "chargement" jsonb, "auteur" text not null);
create index entite_lot on entite ((provenance->>'lot')) where provenance->>'lot' is not null;
create index dispositif_lot on dispositif ((provenance->>'lot')) where provenance->>'lot' is not null;
create index groupe_lot on groupe ((provenance->>'lot')) where provenance->>'lot' is not null;
create index place_lot on place ((provenance->>'lot')) where provenance->>'lot' is not null;
`,
};

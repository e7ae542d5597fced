import type { Migration } from '../migrations.ts';

/** Un objet synchronisé de plus : les gestes sur des places qu’un SIAO sans délégation demande à qui les tient (décision 025). Colonnes communes figées ici. */
export const demandesSurPlaces: Migration = {
  numero: 10,
  nom: 'demandes_sur_places',
  sql: `
create table demande ("id" text primary key, "code" text, "version" integer not null, "departement" text not null, "creePar" text not null, "creeParProfil" text not null,
  "creeLe" text not null, "modifiePar" text not null, "modifieLe" text not null, "provenance" jsonb,
  "dispositifId" text not null, "geste" jsonb not null, "lignes" jsonb not null, "motif" text not null, "statut" text not null, "auteur" text not null, "entiteId" text not null);
create index demande_dispositif on demande ("dispositifId");
`,
};

/**
 * L’atelier de reprise. `octets` : le fichier reçu, en base64, pour rouvrir le dossier sans lui. Une correction est une ligne ; `geste` réunit celles d’une même décision,
 * annulées ensemble. `lotId` : le lot du service, une fois simulé.
 */
export const migration002 = {
  numero: 2,
  titre: 'Atelier de reprise : dossiers, corrections, associations nommées',
  sql: `
create table reprise_dossier (id text primary key, genre text not null, departement text not null, nom text not null, taille integer not null, empreinte text not null, octets text not null,
  feuille text, entete integer, choix text not null, "lotId" text, bilan text, "creeLe" text not null, "modifieLe" text not null);
create table reprise_correction (numero integer primary key autoincrement, "dossierId" text not null, geste integer not null, correction text not null);
create index reprise_correction_dossier on reprise_correction("dossierId", numero);
create table reprise_association (nom text not null, genre text not null, association text not null, primary key (nom, genre)) without rowid;
create table reprise_correspondance (departement text not null, vocabulaire text not null, terme text not null, code text not null, primary key (departement, vocabulaire, terme)) without rowid;
`,
} as const;

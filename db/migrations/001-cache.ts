import { COLONNES, ORDRE_OBJETS } from './001-colonnes.ts';

const DERIVEES = {
  entite: `"cleTri" text not null, "recherche" text not null, "completude" integer not null`,
  dispositif: `"cleTri" text not null, "recherche" text not null, "completude" integer not null`,
  groupe: `"cleTri" text not null, "recherche" text not null, "completude" integer not null, "capaciteJour" integer not null, "prochaineBascule" text`,
  place: `"cleTri" text not null, "etatJour" text not null, "prochaineBascule" text`,
} as const;

/** Tables de l’offre, de la file et des réglages. Les colonnes sont figées dans `001-colonnes.ts` : une migration parue ne change plus. */
const tableDe = (objet: (typeof ORDRE_OBJETS)[number]): string => {
  const colonnes = Object.entries(COLONNES[objet]).map(([nom, sorte]) => `"${nom}" ${sorte === 'entier' || sorte === 'booleen' ? 'integer' : 'text'}${nom === 'id' ? ' not null unique' : ''}`);
  return `create table "${objet}" (rang integer primary key, ${colonnes.join(', ')}, ${DERIVEES[objet]});`;
};

export const migration001 = {
  numero: 1,
  titre: 'Cache de l’offre, file d’envoi, retours',
  sql: `
${ORDRE_OBJETS.map(tableDe).join('\n')}
create index entite_tri on entite("cleTri");
create index entite_siren on entite("siren");
create index dispositif_entite on dispositif("entiteId", "cleTri");
create index dispositif_statut on dispositif("statut");
create index groupe_dispositif on groupe("dispositifId", "cleTri");
create index groupe_bascule on groupe("prochaineBascule") where "prochaineBascule" is not null;
create index place_groupe on place("groupeId", "etatJour", "occupation");
create index place_bascule on place("prochaineBascule") where "prochaineBascule" is not null;
create table agregat ("groupeId" text primary key, "ouvertes" integer not null, "occupees" integer not null, "reservees" integer not null, "libres" integer not null, "indisponibles" integer not null) without rowid;

create table reglage (cle text primary key, valeur text not null) without rowid;
create table file (
  seq integer primary key, nom text not null, version integer not null, args text not null, base text not null, objet text not null, id text not null, fiche text not null,
  "creeLe" text not null, issue text
);
create table serveur (objet text not null, id text not null, ligne text, primary key (objet, id)) without rowid;
create table retour (
  seq integer primary key, nom text not null, version integer not null, args text not null, base text not null, objet text not null, id text not null, fiche text not null,
  "creeLe" text not null, issue text not null, classe integer not null default 0
);
`,
} as const;

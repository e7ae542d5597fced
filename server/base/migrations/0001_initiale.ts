import type { Migration } from '../migrations.ts';

/** Colonnes communes aux quatre objets, figées ici : une migration ne suit pas les changements ultérieurs de `COLONNES`. */
const communes = `"id" text primary key, "code" text, "version" integer not null, "departement" text not null, "creePar" text not null, "creeParProfil" text not null,
  "creeLe" text not null, "modifiePar" text not null, "modifieLe" text not null, "provenance" jsonb`;

export const initiale: Migration = {
  numero: 1,
  nom: 'initiale',
  sql: `
create table entite (${communes}, "raisonSociale" text not null, "statutJuridique" text, "siren" text, "finessEj" text, "adresse" text, "commune" text,
  "departements" jsonb not null, "conventionP177" jsonb, "contacts" jsonb not null, "statut" text not null, "parcours" jsonb not null);
create index entite_departement on entite (departement);
create unique index entite_code on entite (code);
create unique index entite_siren_unique on entite (siren) where statut not in ('ferme', 'archive', 'refuse');
create index entite_siren on entite (siren);

create table dispositif (${communes}, "entiteId" text not null references entite (id), "nom" text not null, "nature" text not null, "type" text not null, "commune" text,
  "adresse" text, "siret" text, "finessEt" text, "financements" jsonb not null, "placesFinancees" jsonb, "compositions" jsonb not null, "publics" jsonb not null,
  "horaires" text, "contacts" jsonb not null, "responsable" text, "delegationSiao" jsonb, "statut" text not null, "parcours" jsonb not null, "financeP177" boolean not null);
create index dispositif_departement on dispositif (departement);
create unique index dispositif_code on dispositif (code);
create index dispositif_entite on dispositif ("entiteId");

create table groupe (${communes}, "dispositifId" text not null references dispositif (id), "libelle" text not null, "modalite" text not null, "forme" text not null,
  "typeUnite" text not null, "permanence" text not null, "capacites" jsonb not null, "ouverture" text not null, "fermeture" text, "compositions" jsonb not null,
  "ageMin" integer, "ageMax" integer, "pmr" integer not null, "publics" jsonb not null, "commune" text, "entiteId" text not null);
create index groupe_departement on groupe (departement);
create unique index groupe_code on groupe (code);
create index groupe_dispositif on groupe ("dispositifId");
create index groupe_entite on groupe ("entiteId");

create table place (${communes}, "groupeId" text not null references groupe (id), "numero" text not null, "etats" jsonb not null, "occupation" text not null,
  "occupationLe" text, "dispositifId" text not null, "entiteId" text not null);
create index place_departement on place (departement);
create index place_groupe on place ("groupeId");
create index place_dispositif on place ("dispositifId");
create index place_entite on place ("entiteId");

create sequence changement_rev as bigint;
create table changement (
  objet text not null, id text not null, departements text[] not null, "entiteId" text, "dispositifId" text, "departementsAvant" text[] not null,
  txid xid8 not null default pg_current_xact_id(), rev bigint not null default nextval('changement_rev'),
  primary key (objet, id));
create index changement_suite on changement (txid, rev);

create table utilisateur (
  id text primary key, email text not null, nom text not null, profil text not null, perimetre jsonb not null, "perimetreLibelle" text not null, "motDePasse" text not null,
  actif boolean not null default true, "essaisRates" integer not null default 0, "bloqueJusqua" timestamptz, "versionDroits" integer not null default 1,
  "creeLe" timestamptz not null default now());
create unique index utilisateur_email on utilisateur (lower(email));

create table rafraichissement (
  empreinte text primary key, famille text not null, "utilisateurId" text not null references utilisateur (id), "creeLe" timestamptz not null default now(),
  "expireLe" timestamptz not null, "utiliseLe" timestamptz, "revoqueLe" timestamptz);
create index rafraichissement_famille on rafraichissement (famille);
create index rafraichissement_utilisateur on rafraichissement ("utilisateurId");

create table client ("clientId" text primary key, "utilisateurId" text not null references utilisateur (id), "dernierSeq" bigint not null, "creeLe" timestamptz not null default now());
create table issue_mutation (
  "clientId" text not null references client ("clientId"), seq bigint not null, issue jsonb not null, empreinte text not null,
  txid xid8 not null default pg_current_xact_id(), primary key ("clientId", seq));

create table journal (
  no bigint primary key, moment timestamptz not null, "utilisateurId" text not null, nom text not null, profil text not null, commande text not null,
  objet text not null, "objetId" text, version integer, changements jsonb not null, motif text, suppleance boolean not null, "pourLeCompteDe" text,
  "clientId" text, seq bigint, "versionClient" text, "empreintePrecedente" text not null, empreinte text not null unique);
create index journal_objet on journal (objet, "objetId", version);
create index journal_moment on journal (moment);

create function journal_intouchable() returns trigger language plpgsql as $$
begin
  raise exception 'Le journal ne se modifie pas : % refusé.', tg_op using errcode = 'insufficient_privilege';
end $$;
create trigger journal_sans_modification before update or delete on journal for each row execute function journal_intouchable();
create trigger journal_sans_vidage before truncate on journal for each statement execute function journal_intouchable();

create table numerotation (prefixe text not null, departement text not null, dernier integer not null, primary key (prefixe, departement));
create table reglage (cle text primary key, valeur text not null);
`,
};

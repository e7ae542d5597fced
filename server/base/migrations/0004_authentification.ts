import type { Migration } from '../migrations.ts';

/** Second facteur, codes à usage unique, sessions nommées, identités des agents, courriels à envoyer. Aucun secret en clair dans ces tables. */
export const authentification: Migration = {
  numero: 4,
  nom: 'authentification',
  sql: `
create table second_facteur (
  "utilisateurId" text primary key references utilisateur (id), secret text not null, "dernierPas" bigint not null, "activeLe" timestamptz not null);
create table code_de_secours (
  "utilisateurId" text not null references utilisateur (id), empreinte text not null, "utiliseLe" timestamptz, primary key ("utilisateurId", empreinte));
create table code_unique (
  "utilisateurId" text not null references utilisateur (id), genre text not null, empreinte text not null, "creeLe" timestamptz not null, "expireLe" timestamptz not null,
  essais integer not null default 0, primary key ("utilisateurId", genre));
create table defi_servi (empreinte text primary key, "expireLe" timestamptz not null);
create index defi_servi_fin on defi_servi ("expireLe");

create table session (
  famille text primary key, "utilisateurId" text not null references utilisateur (id), "ouverteLe" timestamptz not null, "dernierUsageLe" timestamptz not null,
  poste text, moyen text not null, "fermeeLe" timestamptz, motif text);
create index session_utilisateur on session ("utilisateurId");
insert into session (famille, "utilisateurId", "ouverteLe", "dernierUsageLe", moyen, "fermeeLe", motif)
  select famille, min("utilisateurId"), min("creeLe"), max("creeLe"), 'mot_de_passe',
    case when bool_and("revoqueLe" is not null) then max("revoqueLe") end, case when bool_and("revoqueLe" is not null) then 'fermee' end
  from rafraichissement group by famille;

create table identite_externe (
  emetteur text not null, sub text not null, "utilisateurId" text not null references utilisateur (id), "lieeLe" timestamptz not null, primary key (emetteur, sub));
create unique index identite_externe_compte on identite_externe (emetteur, "utilisateurId");

create table courriel_a_envoyer (
  id text primary key, genre text not null, "utilisateurId" text references utilisateur (id), adresse text, "creeLe" timestamptz not null,
  essais integer not null default 0, "prochainEssaiLe" timestamptz not null, "abandonneLe" timestamptz);
create index courriel_a_envoyer_suite on courriel_a_envoyer ("prochainEssaiLe") where "abandonneLe" is null;
create unique index courriel_a_envoyer_demande on courriel_a_envoyer (adresse) where genre = 'demande' and "abandonneLe" is null;
`,
};

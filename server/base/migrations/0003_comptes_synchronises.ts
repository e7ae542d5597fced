import type { Migration } from '../migrations.ts';

/**
 * Le compte devient un objet synchronisé comme un autre ; ce qui est secret ou propre au service passe dans `acces`, qui ne sort jamais de la base.
 * `changement` apprend à suivre une personne : ses affectations du moment, et les entités et dispositifs où elle a été (pour la retirer des postes qui l’avaient).
 */
export const comptesSynchronises: Migration = {
  numero: 3,
  nom: 'comptes_synchronises',
  sql: `
create table acces (
  "utilisateurId" text primary key references utilisateur (id), "motDePasse" text, "motDePasseLe" timestamptz, "essaisRates" integer not null default 0, "bloqueJusqua" timestamptz,
  "versionDroits" integer not null default 1);
insert into acces ("utilisateurId", "motDePasse", "motDePasseLe", "essaisRates", "bloqueJusqua", "versionDroits")
  select id, "motDePasse", "creeLe", "essaisRates", "bloqueJusqua", "versionDroits" from utilisateur;

alter table utilisateur add column code text, add column version integer not null default 1, add column departement text not null default '', add column "creePar" text not null default 'systeme',
  add column "creeParProfil" text not null default 'systeme', add column "modifiePar" text not null default 'systeme', add column "modifieLe" text not null default '', add column provenance jsonb,
  add column telephone text, add column fonction text, add column departements jsonb not null default '[]', add column "entiteId" text, add column statut text not null default 'actif',
  add column "secondFacteur" boolean not null default false, add column "inviteLe" text, add column "derniereConnexion" text;
update utilisateur set statut = case when actif then 'actif' else 'suspendu' end, "entiteId" = perimetre->>'entiteId',
  departements = case perimetre->>'genre' when 'national' then '[]'::jsonb
    when 'dispositifs' then coalesce((select jsonb_agg(distinct d.departement) from dispositif d where perimetre->'dispositifs' ? d.id), '[]'::jsonb)
    else perimetre->'departements' end;
alter table utilisateur drop column "motDePasse", drop column "essaisRates", drop column "bloqueJusqua", drop column "versionDroits", drop column actif;
alter table utilisateur alter column "creeLe" drop default;
alter table utilisateur alter column "creeLe" type text using to_char("creeLe" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
update utilisateur set departement = coalesce(departements->>0, ''), "modifieLe" = "creeLe";
drop index utilisateur_email;
create unique index utilisateur_email on utilisateur (lower(email)) where statut <> 'supprime';
create index utilisateur_entite on utilisateur ("entiteId");

alter table changement add column affectations text[], add column "entitesAvant" text[], add column "affectationsAvant" text[];
insert into changement (objet, id, departements, "entiteId", "dispositifId", "departementsAvant", affectations, "entitesAvant", "affectationsAvant")
  select 'utilisateur', u.id, d.codes, u."entiteId", null, d.codes, d.dispositifs, array_remove(array[u."entiteId"], null), d.dispositifs
  from utilisateur u cross join lateral (select array(select jsonb_array_elements_text(u.departements)) as codes, array(select jsonb_array_elements_text(coalesce(u.perimetre->'dispositifs', '[]'::jsonb))) as dispositifs) d;
`,
};

import type { Migration } from '../migrations.ts';

/**
 * Une clé de partenaire dit ce qu’elle permet : déposer l’occupation (celles d’avant), lire l’offre, ou les deux. Une clé de lecture peut couvrir un territoire au lieu d’une entité :
 * `departements`, liste vide pour le pays entier.
 */
export const clesDeLecture: Migration = {
  numero: 15,
  nom: 'cles_de_lecture',
  sql: `
alter table cle_partenaire alter column "entiteId" drop not null;
alter table cle_partenaire add column "departements" jsonb;
alter table cle_partenaire add column "droits" jsonb not null default '["occupations"]';
alter table cle_partenaire add constraint cle_partenaire_portee check (("entiteId" is null) <> ("departements" is null));
`,
};

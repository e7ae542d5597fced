import type { Migration } from '../migrations.ts';

/**
 * Instantanés mensuels des indicateurs (décision 033). Un mois n’est figé qu’une fois, quel que soit le nombre de services : sa ligne de `instantane_mois` l’inscrit. Rien ne s’y récrit ni ne s’y efface :
 * la base elle-même le refuse, comme pour le journal.
 */
export const instantanes: Migration = {
  numero: 14,
  nom: 'instantanes',
  sql: `
create table instantane_mois ("mois" text primary key, "date" text not null, "origine" text not null, "figeLe" timestamptz not null);
create table instantane ("mois" text not null references instantane_mois ("mois"), "departement" text not null, "indicateur" text not null, "axe" text not null, "cle" text not null,
  "numerateur" double precision, "denominateur" double precision, "valeur" double precision, "inconnus" double precision not null, primary key ("indicateur", "axe", "mois", "departement", "cle"));
create function instantane_fige() returns trigger language plpgsql as $$ begin raise exception 'Un instantané ne se récrit pas.'; end $$;
create trigger instantane_mois_fige before update or delete on instantane_mois for each row execute function instantane_fige();
create trigger instantane_fige before update or delete on instantane for each row execute function instantane_fige();
`,
};

import type { Migration } from '../migrations.ts';

/**
 * Un mois peut s’inscrire avant d’être complet : sur PGlite, ses lignes s’écrivent par paquets, entre lesquels les postes passent. Il ne se lit qu’une fois complet, et ne se récrit plus alors ; incomplet (le service s’est arrêté
 * en chemin), il s’efface et se refait.
 */
export const gelParPaquets: Migration = {
  numero: 16,
  nom: 'gel_par_paquets',
  sql: `
alter table instantane_mois add column "complet" boolean not null default true;
create function instantane_mois_fige() returns trigger language plpgsql as $$ begin
  if old."complet" then raise exception 'Un instantané ne se récrit pas.'; end if;
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create or replace function instantane_fige() returns trigger language plpgsql as $$ begin
  if tg_op = 'UPDATE' or (select "complet" from instantane_mois where "mois" = old."mois") then raise exception 'Un instantané ne se récrit pas.'; end if;
  return old;
end $$;
drop trigger instantane_mois_fige on instantane_mois;
create trigger instantane_mois_fige before update or delete on instantane_mois for each row execute function instantane_mois_fige();
`,
};

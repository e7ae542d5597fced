import { lendemain, moisAvant, veille } from '../../domain/dates.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';

/** Les mêmes chiffres, écrits à la main pour la base du poste déchiffrée : un département et une nature par ligne, le haut et le bas de la fraction. `relationnel` : sans JSON, la même requête vaut pour DuckDB. */
export interface SqlALaMain { readonly sql: string; readonly relationnel: boolean }
const NATURES = `('logement_iml', 'logement_residence_sociale', 'hebergement_chrs', 'hebergement_hors_chrs', 'hebergement_hotel')`;
const PARC = `d.statut in ('valide', 'suspendu', 'ferme', 'archive') and d.nature in ${NATURES}`;
const GROUPES = `groupe g join dispositif d on d.id = g."dispositifId"`;
const PLACES = `${GROUPES} left join agregat a on a."groupeId" = g.id`;
const simple = (haut: string, bas: string, tables: string, ou = PARC): SqlALaMain => ({ relationnel: true, sql: `select d.departement, d.nature, ${haut} as haut, ${bas} as bas from ${tables} where ${ou} group by 1, 2` });
const json = (sql: string): SqlALaMain => ({ relationnel: false, sql });
const CAPACITE = 'sum(g."capaciteJour")';
/** La capacité d’un groupe à une date, d’après ses lignes datées. */
const capaciteAu = (date: string): string => `case when g.ouverture <= '${date}' and coalesce(g.fermeture, '9') > '${date}' then coalesce((select json_extract(value, '$.capacite') from json_each(g.capacites) where json_extract(value, '$.depuis') <= '${date}' order by key desc limit 1), 0) else 0 end`;
const JOURS_FINANCES = (du: string, au: string): string => `select d.id, sum(json_extract(f.value, '$.places') * max(0, julianday(min(coalesce(json_extract(f.value, '$.fin'), '9999-12-31'), '${au}', coalesce(date(o.fermeture, '-1 day'), '9999-12-31'))) - julianday(max(json_extract(f.value, '$.debut'), '${du}', o.ouverture)) + 1)) as places
  from dispositif d join (select "dispositifId", min(ouverture) as ouverture, case when count(*) = count(fermeture) then max(fermeture) end as fermeture from groupe group by 1) o on o."dispositifId" = d.id, json_each(d.financements) f
  where json_extract(f.value, '$.places') is not null and json_extract(f.value, '$.debut') <= '${au}' and coalesce(json_extract(f.value, '$.fin'), '9') >= '${du}' and ${PARC} group by 1`;
const FICHES = `(select departement, nature, id, parcours, statut from dispositif union all select departement, '', id, parcours, statut from entite)`;
const delai = (geste: 'prevalider' | 'valider', rang: string, du: string, au: string): SqlALaMain => json(`with pas as (select f.id, f.departement, f.nature, p.key as k, json_extract(p.value, '$.vers') as vers, json_extract(p.value, '$.geste') as geste, json_extract(p.value, '$.le') as le from ${FICHES} f, json_each(f.parcours) p),
  suivis as (select *, max(case vers when 'a_prevalider' then le end) over (partition by id order by k) as soumise from pas),
  durees as (select departement, nature, cast(julianday(le) - julianday(soumise) as integer) as jours from suivis where geste = '${geste}' and soumise is not null and substr(le, 1, 10) between '${du}' and '${au}'),
  rangees as (select *, row_number() over (partition by departement, nature order by jours) as r, count(*) over (partition by departement, nature) as n from durees)
  select departement, nature, jours as haut, n as bas from rangees where r = ${rang}`);
const attendusDe = (objet: 'entite' | 'dispositif' | 'groupe'): number => Object.values(CHAMPS[objet]).filter(({ exigence }) => exigence === 'obligatoire').length;
const qualite = (haut: (attendus: number) => string, bas: (attendus: number) => string): SqlALaMain => {
  const part = (cles: string, attendus: number, tables: string, ou: string): string => `select ${cles}, ${haut(attendus)} as haut, ${bas(attendus)} as bas from ${tables} where ${ou} group by 1, 2`;
  return { relationnel: true, sql: `select departement, nature, sum(haut) as haut, sum(bas) as bas from (${[
    part(`f.departement, '' as nature`, attendusDe('entite'), 'entite f', `f.statut in ('valide', 'suspendu')`), part('f.departement, f.nature', attendusDe('dispositif'), 'dispositif f', `f.statut in ('valide', 'suspendu')`),
    part('f.departement, d.nature', attendusDe('groupe'), 'groupe f join dispositif d on d.id = f."dispositifId"', `d.statut in ('valide', 'suspendu') and coalesce(f.fermeture, '9') > '@jour'`),
  ].join(' union all ')}) as parts group by 1, 2` };
};
/** Les places-jours d’une période, d’après les états datés : une indisponibilité se retranche de l’ouverture qui la contient. */
const joursDesPlaces = (du: string, au: string, depuis: string): string => `max(0, julianday(min(coalesce(json_extract(e.value, '$.fin'), '9999-12-31'), '${au}', coalesce(date(g.fermeture, '-1 day'), '9999-12-31'))) - julianday(max(json_extract(e.value, '$.debut'), '${du}', g.ouverture${depuis})) + 1)`;

/** Par indicateur. `periode` : l’année qui finit aujourd’hui, pour ceux qui en demandent une. */
export const sqlALaMain = (jour: string, { du, au }: { readonly du: string; readonly au: string }): Readonly<Record<string, SqlALaMain>> => {
  const limite = lendemain(moisAvant(jour, 12));
  const ouvertes = `sum(case when json_extract(e.value, '$.etat') = 'ouverte' then 1 when json_extract(e.value, '$.etat') = 'indisponible' then -1 else 0 end *`;
  const constat = `, coalesce(p."occupationLe", case p.occupation when 'libre' then '' else '9999-12-31' end)`;
  const datee = (definition: SqlALaMain): SqlALaMain => ({ ...definition, sql: definition.sql.replaceAll('@jour', jour) });
  return {
    capacite_ouverte: simple(CAPACITE, '1', GROUPES), taux_occupation: simple('sum(a.occupees)', CAPACITE, PLACES), taux_occupation_corrige: simple('sum(a.occupees)', `${CAPACITE} - sum(a.indisponibles)`, PLACES),
    taux_disponibilite: simple('sum(a.libres)', `${CAPACITE} - sum(a.indisponibles)`, PLACES), taux_indisponibilite: simple('sum(a.indisponibles)', CAPACITE, PLACES),
    taux_occupation_flux: json(`with financees as (${JOURS_FINANCES(du, au)}),
      occupees as (select d.departement, d.nature, ${ouvertes} ${joursDesPlaces(du, au, '')}) as jours, ${ouvertes} ${joursDesPlaces(du, au, constat)}) as sus, ${ouvertes} (p.occupation = 'occupee') * ${joursDesPlaces(du, au, constat)}) as prises
        from ${GROUPES} join place p on p."groupeId" = g.id, json_each(p.etats) e where ${PARC} group by 1, 2)
      select o.departement, o.nature, case when o.jours > o.sus then null else o.prises end as haut, (select sum(f.places) from financees f join dispositif d on d.id = f.id where d.departement = o.departement and d.nature = o.nature) as bas from occupees o`),
    ouvertures_fermetures: json(`select d.departement, d.nature, sum(${capaciteAu(au)}) - sum(${capaciteAu(veille(du))}) as haut, null as bas from ${GROUPES} where ${PARC} group by 1, 2`),
    taux_equipement: simple(CAPACITE, `max(case d.departement when '02' then 396267 when '59' then 1948323 when '60' then 615846 when '62' then 1097469 when '80' then 431563 end)`, GROUPES, `${PARC} and d.nature in ('hebergement_chrs', 'hebergement_hors_chrs')`),
    part_regulee: json(`select d.departement, d.nature, sum(json_extract(d."placesFinancees", '$.urgence') + json_extract(d."placesFinancees", '$.insertion')) as haut,
      sum(json_extract(d."placesFinancees", '$.urgence') + json_extract(d."placesFinancees", '$.insertion') + json_extract(d."placesFinancees", '$.autres')) as bas
      from dispositif d where ${PARC} and exists (select 1 from groupe g where g."dispositifId" = d.id and g.ouverture <= '${jour}' and coalesce(g.fermeture, '9') > '${jour}') group by 1, 2`),
    equivalent_places_hotel: json(`select departement, nature, sum(capacite * max(0, julianday(min(fin, '${lendemain(au)}')) - julianday(max(depuis, ouverture, '${du}')))) as haut, 365 as bas from (select d.departement, d.nature, g.ouverture, json_extract(c.value, '$.capacite') as capacite, json_extract(c.value, '$.depuis') as depuis,
      min(coalesce(json_extract(g.capacites, '$[' || (c.key + 1) || '].depuis'), '9999-12-31'), coalesce(g.fermeture, '9999-12-31')) as fin from ${GROUPES}, json_each(g.capacites) c where ${PARC} and d.nature = 'hebergement_hotel') group by 1, 2`),
    delai_prevalidation_median: delai('prevalider', '(n + 1) / 2', du, au), delai_prevalidation_neuvieme: delai('prevalider', '(9 * n + 9) / 10', du, au),
    delai_validation_median: delai('valider', '(n + 1) / 2', du, au), delai_validation_neuvieme: delai('valider', '(9 * n + 9) / 10', du, au),
    fiches_en_attente: json(`select departement, nature, count(*) as haut, null as bas, sum(age <= 5), sum(age between 6 and 10), sum(age between 11 and 15), sum(age > 15) from (select f.departement, f.nature,
      cast(julianday('now') - julianday((select max(json_extract(p.value, '$.le')) from json_each(f.parcours) p where json_extract(p.value, '$.vers') = 'a_prevalider')) as integer) as age from ${FICHES} f where f.statut in ('a_prevalider', 'prevalide')) group by 1, 2`),
    completude: datee(qualite((attendus) => `sum((f.completude * ${attendus} + 99) / 100)`, (attendus) => `${attendus} * count(*)`)), fraicheur: datee(qualite(() => `sum(case when f."modifieLe" >= '${limite}' then 1 else 0 end)`, () => 'count(*)')),
    ecart_capacite: json(`with financees as (${JOURS_FINANCES(jour, jour)}) select d.departement, d.nature, coalesce(sum((select sum(g."capaciteJour") from groupe g where g."dispositifId" = d.id)), 0) - sum(f.places) as haut, null as bas from financees f join dispositif d on d.id = f.id group by 1, 2`),
    // ce que les premiers ne disent pas : la même part, sur une année, chaque place lisant ses états
    'taux_indisponibilite sur un an': json(`with capacites as (${`select departement, nature, sum(capacite * max(0, julianday(min(fin, '${lendemain(au)}')) - julianday(max(depuis, ouverture, '${du}')))) as jours from (select d.departement, d.nature, g.ouverture, json_extract(c.value, '$.capacite') as capacite, json_extract(c.value, '$.depuis') as depuis,
      min(coalesce(json_extract(g.capacites, '$[' || (c.key + 1) || '].depuis'), '9999-12-31'), coalesce(g.fermeture, '9999-12-31')) as fin from ${GROUPES}, json_each(g.capacites) c where ${PARC}) group by 1, 2`}),
      absentes as (select d.departement, d.nature, sum(${joursDesPlaces(du, au, '')}) as jours from ${GROUPES} join place p on p."groupeId" = g.id, json_each(p.etats) e where json_extract(e.value, '$.etat') = 'indisponible' and ${PARC} group by 1, 2)
      select c.departement, c.nature, a.jours as haut, c.jours as bas from capacites c left join absentes a on a.departement = c.departement and a.nature = c.nature`),
  };
};

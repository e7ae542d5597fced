import { lendemain, veille } from '../../domain/dates.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { bornesDeQualite } from '../../domain/indicateurs/fiches.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { Dialecte } from './dialectes.ts';

/**
 * Les mêmes chiffres, écrits à la main pour la base du poste déchiffrée, et rejoués dans DuckDB (`Dialecte`) : deux axes, puis le haut et le bas de la fraction. Mêmes cases que le moteur, vides comprises, mêmes exclusions, et nul quand il
 * dit « n. c. » : le banc compare case par case. Deux écarts, à l’avantage de ce SQL : ni gestes annulés, ni jours de Paris dans les parcours ; un pont sans ce qui s’ouvre et se ferme en chemin.
 */
const NATURES = `('logement_iml', 'logement_residence_sociale', 'hebergement_chrs', 'hebergement_hors_chrs', 'hebergement_hotel')`;
const PARC = `d.statut in ('valide', 'suspendu', 'ferme', 'archive') and d.nature in ${NATURES}`;
const GROUPES = `groupe g join dispositif d on d.id = g."dispositifId"`;
const CAPACITE = 'sum(g."capaciteJour")';
/** Les cases d’un chiffre que seules quelques natures font : toutes celles où il y a des groupes. */
const CASES_GROUPES = `(select d.departement, d.nature from ${GROUPES} where ${PARC} group by 1, 2)`;
const CASES_DISPOSITIFS = `(select d.departement, d.nature from dispositif d where ${PARC} group by 1, 2)`;
const surCases = (cases: string, haut: string, bas: string, table: string): string => `select c.departement as un, c.nature as deux, ${haut} as haut, ${bas} as bas from ${cases} c left join ${table} t on t.departement = c.departement and t.nature = c.nature`;
/** De l’ouverture de son premier groupe à la fermeture du dernier, un dispositif est au parc. */
const AU_PARC = `(select "dispositifId", min(ouverture) as ouverture, case when count(*) = count(fermeture) then max(fermeture) end as fermeture from groupe group by 1)`;
/** Les rangs des constats qu’une place garde. Après les places, jamais avant : les relire cent vingt fois coûterait trois fois plus. */
const RANGS = 'with recursive rangs(k) as (select 0 union all select k + 1 from rangs where k < 119) select k from rangs';
const FICHES = `(select departement, nature, id, parcours, statut from dispositif union all select departement, '', id, parcours, statut from entite)`;
const attendusDe = (objet: 'entite' | 'dispositif' | 'groupe'): number => Object.values(CHAMPS[objet]).filter(({ exigence }) => exigence === 'obligatoire').length;
/** Habitants de 20 ans ou plus, recopiés à la main. */
const ADULTES: Readonly<Record<string, number>> = { '02': 396_267, 59: 1_948_323, 60: 615_846, 62: 1_097_469, 80: 431_563 };
const TERRITOIRES = `(values ${DEPARTEMENTS.map(({ code, region }) => `('${region}', '${code}', ${ADULTES[code] ?? 'null'})`).join(', ')})`;

interface Jours { readonly du: string; readonly au: string }
/** Les bornes d’une période, en SQL : deux dates écrites, ou les colonnes d’une table de mois. */
type Bornes = readonly [premier: string, dernier: string];
const ecrites = ({ du, au }: Jours): Bornes => [`'${du}'`, `'${au}'`];
const DU_MOIS: Bornes = ['m.du', 'm.au'];
/** Par indicateur. `{ du, au }` : l’année qui finit aujourd’hui, pour ceux qui en demandent une ; `mois` : les siens. */
export const sqlALaMain = (jour: string, { du, au }: Jours, ilYaTroisMois: string, mois: readonly (Jours & { readonly mois: string })[], { liste, texte, entier, rang, dElement, entierDe, jours, instant, maintenant, veilleDe, petit, grand, divise, colonnes }: Dialecte): Readonly<Record<string, string>> => {
  const simple = (haut: string, bas: string, tables: string, ou = PARC): string => `select d.departement as un, d.nature as deux, ${haut} as haut, ${bas} as bas from ${tables} where ${ou} group by 1, 2`;
  const MOIS = `(${mois.map((un, rang) => (rang === 0 ? `select '${un.mois}' as mois, '${un.du}' as du, '${un.au}' as au, '${lendemain(un.au)}' as apres` : `select '${un.mois}', '${un.du}', '${un.au}', '${lendemain(un.au)}'`)).join(' union all ')})`;
  // un groupe qui n’est pas ouvert n’a pas de places, quoi que disent leurs états
  const PLACES = `${GROUPES} left join agregat a on a."groupeId" = g.id`;
  const [prises, libres, absentes] = ['occupees', 'libres', 'indisponibles'].map((champ) => `coalesce(sum(case when g.ouverture <= '${jour}' and coalesce(g.fermeture, '9') > '${jour}' then a.${champ} end), 0)`);
  /** La capacité d’un groupe à une date, d’après ses lignes datées. */
  const capaciteAu = (date: string): string => `case when g.ouverture <= '${date}' and coalesce(g.fermeture, '9') > '${date}' then coalesce((select ${entier('c', 'capacite')} from ${liste('g.capacites', 'c')} where ${texte('c', 'depuis')} <= '${date}' order by ${rang('c')} desc limit 1), 0) else 0 end`;
  const financees = ([debut, fin]: Bornes, parMois = false): string => `select d.id, ${parMois ? 'm.mois, ' : ''}sum(${entier('f', 'places')} * ${grand('0', `${jours(petit(`coalesce(${texte('f', 'fin')}, '9999-12-31')`, fin, `coalesce(${veilleDe('o.fermeture')}, '9999-12-31')`))} - ${jours(grand(texte('f', 'debut'), debut, 'o.ouverture'))} + 1`)}) as places
    from dispositif d join ${AU_PARC} o on o."dispositifId" = d.id ${parMois ? `cross join ${MOIS} m` : ''} cross join ${liste('d.financements', 'f')}
    where ${entier('f', 'places')} is not null and ${texte('f', 'debut')} <= ${fin} and coalesce(${texte('f', 'fin')}, '9') >= ${debut} and o.ouverture <= ${fin} and coalesce(o.fermeture, '9') > ${debut} and ${PARC} group by ${parMois ? '1, 2' : '1'}`;
  /** Les places-jours d’une période, d’après les états datés : une indisponibilité se retranche de l’ouverture qui la contient. */
  const joursDesPlaces = (depuis: readonly string[] = [], jusqua: readonly string[] = [], [premier, dernier]: Bornes = ecrites({ du, au })): string => grand('0', `${jours(petit(`coalesce(${texte('e', 'fin')}, '9999-12-31')`, dernier, `coalesce(${veilleDe('g.fermeture')}, '9999-12-31')`, ...jusqua))} - ${jours(grand(texte('e', 'debut'), premier, 'g.ouverture', ...depuis))} + 1`);
  const ouvertes = `sum(case ${texte('e', 'etat')} when 'ouverte' then 1 when 'indisponible' then -1 else 0 end *`;
  // aujourd’hui, l’occupation se sait toujours
  const constat = [petit(`coalesce(p."occupationLe", case p.occupation when 'libre' then '0001-01-01' else '9999-12-31' end)`, `'${jour}'`)];
  /** Les places-jours de dispositifs : en tout, celles dont l’occupation est connue, celles qui sont occupées ; d’après le dernier constat, puis ceux d’avant, chacun jusqu’au suivant. */
  const occupees = (dispositifs: string, bornes: Bornes, parMois = false): string => {
    const [le, suivant] = [`substr(p."constatsPasses", 2 + 11 * k.k, 10)`, `coalesce(nullif(substr(p."constatsPasses", 13 + 11 * k.k, 10), ''), ${constat[0] ?? ''})`];
    const [tous, sus, passes] = [joursDesPlaces([], [], bornes), joursDesPlaces(constat, [], bornes), joursDesPlaces([le], [veilleDe(suivant)], bornes)];
    const depuis = `from groupe g join ${dispositifs} d on d.id = g."dispositifId" join place p on p."groupeId" = g.id cross join ${liste('p.etats', 'e')}`;
    const [cles, mois, dedans] = parMois ? ['d.departement, m.mois', `cross join ${MOIS} m`, ` and ${le} <= m.au and ${suivant} > m.du`] : ['d.departement, d.nature', '', ''];
    return `select un, deux, sum(jours) as jours, sum(sus) as sus, sum(prises) as prises from (
      select ${cles.replace(',', ' as un,')} as deux, ${ouvertes} ${tous}) as jours, ${ouvertes} ${sus}) as sus, ${ouvertes} case p.occupation when 'occupee' then 1 else 0 end * ${sus}) as prises ${depuis} ${mois} group by 1, 2
      union all select ${cles}, 0, ${ouvertes} ${passes}), ${ouvertes} case substr(p."constatsPasses", 1 + 11 * k.k, 1) when 'o' then 1 else 0 end * ${passes}) ${depuis} cross join (${RANGS}) k ${mois} where 11 * k.k < length(p."constatsPasses") and p."occupationLe" > ${parMois ? `'${du}'` : bornes[0]}${dedans} group by 1, 2) parts group by 1, 2`;
  };
  /** La capacité datée, en places-jours : chaque ligne vaut jusqu’à la suivante. */
  const placesJours = (ou: string, [premier, apres]: Bornes = [`'${du}'`, `'${lendemain(au)}'`], parMois = false): string => `select departement, ${parMois ? 'mois' : 'nature'}, sum(capacite * ${grand('0', `${jours(petit('fin', apres))} - ${jours(grand('depuis', 'ouverture', premier))}`)}) as jours
    from (select d.departement, d.nature, g.ouverture, ${entier('c', 'capacite')} as capacite, ${texte('c', 'depuis')} as depuis, ${petit(`coalesce(${dElement('g.capacites', `${rang('c')} + 1`, 'depuis')}, '9999-12-31')`, `coalesce(g.fermeture, '9999-12-31')`)} as fin
      from ${GROUPES} cross join ${liste('g.capacites', 'c')} where ${ou}) lignes ${parMois ? `cross join ${MOIS} m` : ''} group by 1, 2`;
  const delai = (geste: 'prevalider' | 'valider', quantieme: string): string => `with pas as (select f.id, f.departement, f.nature, ${rang('p')} as k, ${texte('p', 'vers')} as vers, ${texte('p', 'geste')} as geste, ${texte('p', 'le')} as le from ${FICHES} f cross join ${liste('f.parcours', 'p')}),
    suivis as (select *, max(case vers when 'a_prevalider' then le end) over (partition by id order by k) as soumise from pas),
    durees as (select departement, nature, floor(${instant('le')} - ${instant('soumise')}) as jours from suivis where geste = '${geste}' and soumise is not null and substr(le, 1, 10) between '${du}' and '${au}'),
    rangees as (select *, row_number() over (partition by departement, nature order by jours) as r, count(*) over (partition by departement, nature) as n from durees)
    select departement as un, nature as deux, n as haut, jours as bas from rangees where r = ${quantieme}`;
  const qualite = (haut: (attendus: number) => string, bas: (attendus: number) => string): string => {
    const part = (cles: string, attendus: number, tables: string, ou: string): string => `select ${cles}, ${haut(attendus)} as haut, ${bas(attendus)} as bas from ${tables} where ${ou} group by 1, 2`;
    return `select departement as un, nature as deux, sum(haut) as haut, sum(bas) as bas from (${[
      part(`f.departement, '' as nature`, attendusDe('entite'), 'entite f', `f.statut in ('valide', 'suspendu')`), part('f.departement, f.nature', attendusDe('dispositif'), 'dispositif f', `f.statut in ('valide', 'suspendu')`),
      part('f.departement, d.nature', attendusDe('groupe'), 'groupe f join dispositif d on d.id = f."dispositifId"', `d.statut in ('valide', 'suspendu') and coalesce(f.fermeture, '9') > '${jour}'`),
    ].join(' union all ')}) as parts group by 1, 2`;
  };
  const { recenteDepuis } = bornesDeQualite({ du: jour, au: jour }, jour);
  const regulees = (champs: readonly string[]): string => champs.map((champ) => `coalesce(sum(case when o.ouverture <= '${jour}' and coalesce(o.fermeture, '9') > '${jour}' then ${entierDe('d."placesFinancees"', champ)} end), 0)`).join(' + ');
  return {
    capacite_ouverte: simple(CAPACITE, '1', GROUPES), taux_occupation: simple(`${prises}`, CAPACITE, PLACES), taux_occupation_corrige: simple(`${prises}`, `${CAPACITE} - ${absentes}`, PLACES),
    taux_disponibilite: simple(`${libres}`, `${CAPACITE} - ${absentes}`, PLACES), taux_indisponibilite: simple(`${absentes}`, CAPACITE, PLACES),
    taux_occupation_flux: `with financees as (select d.departement, d.nature, sum(f.places) as places from (${financees(ecrites({ du, au }))}) f join dispositif d on d.id = f.id group by 1, 2),
      finances as (select d.id, d.departement, d.nature from dispositif d where ${PARC} and exists (select 1 from ${liste('d.financements', 'f')} where ${entier('f', 'places')} > 0)),
      occupees as (${occupees('finances', ecrites({ du, au }))})
      select c.departement as un, c.nature as deux, case when o.jours > o.sus then null else coalesce(o.prises, 0) end as haut, coalesce(f.places, 0) as bas
        from ${CASES_DISPOSITIFS} c left join occupees o on o.un = c.departement and o.deux = c.nature left join financees f on f.departement = c.departement and f.nature = c.nature`,
    ouvertures_fermetures: simple(`sum(${capaciteAu(au)}) - sum(${capaciteAu(veille(du))})`, 'null', GROUPES),
    taux_equipement: `select c.region as un, c.departement as deux, coalesce(t.places, 0) as haut, c.adultes as bas from (select ${colonnes[0]} as region, ${colonnes[1]} as departement, ${colonnes[2]} as adultes from ${TERRITOIRES} v) c
      left join (select d.departement, ${CAPACITE} as places from ${GROUPES} where ${PARC} and d.nature in ('hebergement_chrs', 'hebergement_hors_chrs') group by 1) t on t.departement = c.departement`,
    part_regulee: simple(regulees(['urgence', 'insertion']), regulees(['urgence', 'insertion', 'autres']), `dispositif d left join ${AU_PARC} o on o."dispositifId" = d.id`),
    equivalent_places_hotel: surCases(CASES_GROUPES, 'coalesce(t.jours, 0)', '365', `(${placesJours(`${PARC} and d.nature = 'hebergement_hotel'`)})`),
    delai_prevalidation_median: delai('prevalider', divise('n + 1', '2')), delai_prevalidation_neuvieme: delai('prevalider', divise('9 * n + 9', '10')), delai_validation_median: delai('valider', divise('n + 1', '2')), delai_validation_neuvieme: delai('valider', divise('9 * n + 9', '10')),
    fiches_en_attente: `select departement as un, nature as deux, count(*) as haut, null as bas, sum(case when age <= 5 then 1 else 0 end), sum(case when age between 6 and 10 then 1 else 0 end), sum(case when age between 11 and 15 then 1 else 0 end), sum(case when age > 15 then 1 else 0 end)
      from (select f.departement, f.nature, floor(${maintenant} - ${instant(`(select max(${texte('p', 'le')}) from ${liste('f.parcours', 'p')} where ${texte('p', 'vers')} = 'a_prevalider')`)}) as age from ${FICHES} f where f.statut in ('a_prevalider', 'prevalide')) ages group by 1, 2`,
    completude: qualite((attendus) => `sum(${divise(`f.completude * ${attendus} + 99`, '100')})`, (attendus) => `${attendus} * count(*)`), fraicheur: qualite(() => `sum(case when f."modifieLe" >= '${recenteDepuis}' then 1 else 0 end)`, () => 'count(*)'),
    ecart_capacite: `with financees as (${financees(ecrites({ du: jour, au: jour }))}) ${surCases(CASES_DISPOSITIFS, 'coalesce(t.ecart, 0)', 'null', `(select d.departement, d.nature, coalesce(sum((select sum(g."capaciteJour") from groupe g where g."dispositifId" = d.id)), 0) - sum(f.places) as ecart from financees f join dispositif d on d.id = f.id group by 1, 2)`)}`,
    'taux_occupation il y a trois mois': `with parc as (select * from dispositif d where ${PARC}), occupees as (${occupees('parc', ecrites({ du: ilYaTroisMois, au: ilYaTroisMois }))})
      select c.un, c.deux, case when o.jours > o.sus then null else coalesce(o.prises, 0) end as haut, c.haut as bas from (${simple(`sum(${capaciteAu(ilYaTroisMois)})`, 'null', GROUPES)}) c left join occupees o on o.un = c.un and o.deux = c.deux`,
    // ce que les premiers ne disent pas : la même part, sur une année, chaque place lisant ses états
    // mois par mois : chaque tranche se coupe aux mois qu’elle touche, d’un seul parcours
    'taux_occupation_flux mois par mois': `with finances as (select d.id, d.departement, d.nature from dispositif d where ${PARC} and exists (select 1 from ${liste('d.financements', 'f')} where ${entier('f', 'places')} > 0)),
      occupees as (${occupees('finances', DU_MOIS, true)}),
      financees as (select d.departement, f.mois, sum(f.places) as places from (${financees(DU_MOIS, true)}) f join dispositif d on d.id = f.id group by 1, 2)
      select c.departement as un, m.mois as deux, case when o.jours > o.sus then null else coalesce(o.prises, 0) end as haut, coalesce(f.places, 0) as bas
        from (select distinct departement from ${CASES_DISPOSITIFS} c) c cross join ${MOIS} m left join occupees o on o.un = c.departement and o.deux = m.mois left join financees f on f.departement = c.departement and f.mois = m.mois`,
    'taux_indisponibilite mois par mois': `with absentes as (select d.departement, m.mois, sum(${joursDesPlaces([], [], DU_MOIS)}) as jours from ${GROUPES} join place p on p."groupeId" = g.id cross join ${liste('p.etats', 'e')} cross join ${MOIS} m where ${texte('e', 'etat')} = 'indisponible' and ${PARC} group by 1, 2)
      select c.departement as un, c.mois as deux, coalesce(a.jours, 0) as haut, c.jours as bas from (${placesJours(PARC, ['du', 'apres'], true)}) c left join absentes a on a.departement = c.departement and a.mois = c.mois`,
    'taux_indisponibilite sur un an': `with absentes as (select d.departement, d.nature, sum(${joursDesPlaces()}) as jours from ${GROUPES} join place p on p."groupeId" = g.id cross join ${liste('p.etats', 'e')} where ${texte('e', 'etat')} = 'indisponible' and ${PARC} group by 1, 2)
      select c.departement as un, c.nature as deux, coalesce(a.jours, 0) as haut, c.jours as bas from (${placesJours(PARC)}) c left join absentes a on a.departement = c.departement and a.nature = c.nature`,
  };
};

import type { Axe, Fait, Periode } from '../../domain/indicateurs/modele.ts';
import type { DispositifACompter, JoursDePlace } from '../../domain/indicateurs/faits.ts';
import { STATUTS_DU_PARC, capaciteSur, combiner, faitDeGroupe, faitsDesDispositifs, financementAu, joursDans, pontDuGroupe } from '../../domain/indicateurs/faits.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import type { BaseLecture } from '../base.ts';
import type { Memoire } from './memoire.ts';
import { SANS_MEMOIRE } from './memoire.ts';
import { lireGroupesTenus, lirePlacesDatees } from './places.ts';

/** Le jour du poste, celui de ses colonnes dérivées, et ce que sa nomenclature compte en places. */
export interface Moment { readonly periode: Periode; readonly aujourdhui: string; readonly nomenclature: Nomenclature }

const naturesComptees = (nomenclature: Nomenclature): string => JSON.stringify([...naturesEnPlaces(nomenclature)]);
const DU_PARC = `statut in (select value from json_each(?)) and nature in (select value from json_each(?))`;

type Cles = Fait['cles'];
/** Une même liste écrite mille fois ne se lit qu’une. */
const lecteurJson = <T, R>(transformer: (lu: T) => R): ((texte: string) => R) => {
  const lus = new Map<string, R>();
  return (texte) => {
    const connu = lus.get(texte);
    if (connu !== undefined) return connu;
    const lu = transformer(JSON.parse(texte) as T);
    lus.set(texte, lu);
    return lu;
  };
};

/** Les dispositifs du parc, et la valeur de chacun sur les axes qui le concernent. Le financement, qu’aucun index ne porte, se lit à la demande. */
export const lireDispositifs = (base: BaseLecture, { periode, nomenclature }: Moment, avecFinancement = true): Map<string, Cles> => {
  const parc = [JSON.stringify(STATUTS_DU_PARC), naturesComptees(nomenclature)] as const;
  const financement = lecteurJson((lignes: Financement[]) => financementAu(lignes, periode.au));
  return new Map(base.bruts<[string, string, string, string, string, string]>(`select id, "entiteId", departement, nature, type, ${avecFinancement ? 'financements' : `'[]'`} from dispositif where ${DU_PARC}`, ...parc)
    .map(([id, entite, departement, nature, type, financements]) => [id, { departement, entite, dispositif: id, nature, type, financement: financement(financements) }]));
};

/** Ce qu’il faut lire des groupes, en plus de leur capacité : les places indisponibles, l’état et l’occupation de leurs places, ou leur capacité de chaque jour. */
export type Lecture = 'capacite' | 'etats' | 'places' | 'pont';
/** Ce qu’un fait de groupes rassemble : un groupe (avec son identifiant), ou tous ceux d’un dispositif qui ont ces caractères en commun. */
export type Grain = 'groupe' | readonly ('modalite' | 'public' | 'permanence')[];
const COLONNES_GRAIN = { modalite: 'modalite', public: 'publics', permanence: 'permanence' } as const satisfies Partial<Record<Axe, string>>;
/** Le grain qui suffit à ces axes. */
export const grainDe = (axes: readonly Axe[]): Grain => (Object.keys(COLONNES_GRAIN) as (keyof typeof COLONNES_GRAIN)[]).filter((axe) => axes.includes(axe));

/** Un groupe dont la capacité du jour vaut pour toute la période : elle se compte par l’index, sans lire ses lignes. Le pont regarde aussi la veille. */
const STABLE = `coalesce("derniereBascule", '') <= ? and coalesce("prochaineBascule", '9') > ?`;
const STABLE_PONT = STABLE.replace('<=', '<');
const bornesStables = ({ du, au }: Periode): [string, string] => [du, au];

/** Les groupes un par un. Aujourd’hui : les colonnes dérivées et les comptes que le cache tient ; un autre jour, une période : les capacités et les états datés. */
const lireUnParUn = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, { periode, aujourdhui }: Moment, lecture: Lecture, memoire: Memoire): Fait[] => {
  const places = lecture === 'places' || lecture === 'etats';
  const cejour = periode.du === periode.au && periode.du === aujourdhui && lecture !== 'pont';
  const publics = lecteurJson((codes: string[]) => combiner(codes));
  const capacites = lecteurJson((lignes: Capacite[]) => lignes);
  const comptes: ReadonlyMap<string, JoursDePlace> = !places ? new Map()
    : cejour ? new Map(base.bruts<[string, number, number, number, number]>('select "groupeId", occupees, reservees, libres, indisponibles from agregat').map(([id, occupees, reservees, libres, indisponibles]) => [id, { indisponibles, occupees, reservees, libres, occupationInconnue: 0 }]))
    : lirePlacesDatees(base, { periode, aujourdhui }, lecture === 'places', memoire);
  const changeants = cejour ? new Map<string, string>() : new Map(base.bruts<[string, string]>(`select id, capacites from groupe where not (${lecture === 'pont' ? STABLE_PONT : STABLE})`, ...bornesStables(periode)));
  const jours = joursDans(periode);
  const faits: Fait[] = [];
  for (const { id, dispositif, modalite, permanence, publics: sesPublics, ouverture, fermeture, capaciteJour } of lireGroupesTenus(base, memoire).values()) {
    const du = dispositifs.get(dispositif);
    if (du === undefined) continue;
    const texte = changeants.get(id);
    const dates = texte === undefined ? null : { ouverture, fermeture, capacites: capacites(texte) };
    const pont = lecture !== 'pont' ? undefined : dates === null ? { auDebut: capaciteJour, placesOuvertes: 0, placesFermees: 0, aLaFin: capaciteJour } : pontDuGroupe(dates, periode);
    faits.push(faitDeGroupe({ id, modalite, permanence, ouverture, fermeture }, du, publics(sesPublics), dates === null ? capaciteJour * jours : capaciteSur(dates, periode), comptes.get(id), pont, periode));
  }
  return faits;
};

type Caracteres = [modalite: string, publics: string, permanence: string];
/**
 * Les groupes, additionnés par la base : un fait par dispositif, ou par ce que le grain demande. À une autre date, ceux dont la capacité a changé depuis, et ceux dont on lit les places, font chacun un fait de plus : ce sont des sommes,
 * la capacité d’un côté, les places de l’autre.
 */
const lireEnsemble = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, { periode, aujourdhui }: Moment, lecture: Lecture, grain: Exclude<Grain, 'groupe'>, memoire: Memoire, natures?: readonly string[]): Fait[] => {
  const cejour = periode.du === periode.au && periode.du === aujourdhui && lecture !== 'pont';
  const places = lecture === 'places' || lecture === 'etats';
  const colonnes = (['modalite', 'public', 'permanence'] as const).map((axe) => (grain.includes(axe) ? `g.${COLONNES_GRAIN[axe]}` : `''`)).join(', ');
  const par = ['g."dispositifId"', ...grain.map((axe) => `g.${COLONNES_GRAIN[axe]}`)].join(', ');
  const combines = lecteurJson((codes: string[]) => combiner(codes));
  const faits: Fait[] = [];
  const ajouter = (dispositif: string, modalite: string, publics: string, permanence: string, nombres: Fait['nombres']): void => {
    const du = dispositifs.get(dispositif);
    if (du !== undefined) faits.push({ niveau: 'groupe', id: dispositif, cles: grain.length === 0 ? du : { ...du, modalite, permanence, public: publics === '' ? '' : combines(publics) }, nombres });
  };
  if (cejour && places) {
    // un groupe qui n’est pas ouvert n’a pas de places, quoi que disent leurs états
    for (const [dispositif, modalite, publics, permanence, capacite, indisponibles, occupees, reservees, libres] of base.bruts<[string, ...Caracteres, number, number, number, number, number]>(`select g."dispositifId", ${colonnes}, sum(g."capaciteJour"),
      coalesce(sum(a.indisponibles), 0), coalesce(sum(a.occupees), 0), coalesce(sum(a.reservees), 0), coalesce(sum(a.libres), 0) from groupe g left join agregat a on a."groupeId" = g.id and g.ouverture <= ? and coalesce(g.fermeture, '9') > ? group by ${par}`, aujourdhui, aujourdhui))
      ajouter(dispositif, modalite, publics, permanence, { capacite, indisponibles, occupees, reservees, libres, occupationInconnue: 0 });
    return faits;
  }
  const jours = joursDans(periode);
  const stable = lecture === 'pont' ? STABLE_PONT : STABLE;
  // les groupes des autres natures font leur case, vide
  if (natures !== undefined) for (const [id] of base.bruts<[string]>('select distinct "dispositifId" from groupe')) if (!natures.includes(dispositifs.get(id)?.nature ?? '')) ajouter(id, '', '', '', { capacite: 0 });
  const [source, ids]: readonly [string, readonly string[]] = natures === undefined ? ['groupe g', []]
    : ['json_each(?) r cross join groupe g on g."dispositifId" = r.value', [JSON.stringify([...dispositifs].flatMap(([id, { nature }]) => (natures.includes(nature ?? '') ? [id] : [])))]];
  for (const [dispositif, modalite, publics, permanence, capacite] of base.bruts<[string, ...Caracteres, number]>(`select g."dispositifId", ${colonnes}, sum(g."capaciteJour"${cejour ? '' : ` * (${stable})`}) from ${source} group by ${par}`, ...(cejour ? [] : bornesStables(periode)), ...ids))
    ajouter(dispositif, modalite, publics, permanence, { capacite: capacite * jours, ...(lecture === 'pont' ? { auDebut: capacite, placesOuvertes: 0, placesFermees: 0, aLaFin: capacite } : undefined) });
  if (cejour) return faits;
  for (const [dispositif, modalite, publics, permanence, ouverture, fermeture, texte] of base.bruts<[string, ...Caracteres, string, string | null, string]>(`select g."dispositifId", ${colonnes}, g.ouverture, g.fermeture, g.capacites from ${source} where not (${stable})`, ...ids, ...bornesStables(periode))) {
    const dates = { ouverture, fermeture, capacites: JSON.parse(texte) as Capacite[] };
    if (dispositifs.has(dispositif)) ajouter(dispositif, modalite, publics, permanence, { capacite: capaciteSur(dates, periode), ...(lecture === 'pont' ? pontDuGroupe(dates, periode) : undefined) });
  }
  if (!places) return faits;
  const groupes = lireGroupesTenus(base, memoire);
  for (const [id, { indisponibles, occupees, reservees, libres, occupationInconnue }] of lirePlacesDatees(base, { periode, aujourdhui }, lecture === 'places', memoire)) {
    const groupe = groupes.get(id);
    if (groupe !== undefined) ajouter(groupe.dispositif, groupe.modalite, groupe.publics, groupe.permanence, { capacite: 0, indisponibles, occupees, reservees, libres, occupationInconnue });
  }
  return faits;
};

/** Les groupes du parc, au grain demandé. `natures` : les seules dont la capacité compte. */
export const lireGroupes = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, moment: Moment, lecture: Lecture, grain: Grain = 'groupe', memoire: Memoire = SANS_MEMOIRE, natures?: readonly string[]): Fait[] =>
  (grain === 'groupe' ? lireUnParUn(base, dispositifs, moment, lecture, memoire) : lireEnsemble(base, dispositifs, moment, lecture, grain, memoire, natures));

/** Les dispositifs du parc : leurs financements, et les sommes de leurs groupes ; ou, sans elles, ce qu’ils disent eux-mêmes. */
export const lireFaitsDispositifs = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, groupes: readonly Fait[] | null, { periode }: Moment): Fait[] => {
  const financements = lecteurJson((lignes: Financement[]) => lignes);
  const siens = new Map(base.bruts<[string, string, string | null]>('select "dispositifId", min(ouverture), case when count(*) = count(fermeture) then max(fermeture) end from groupe group by 1').map(([id, ouverture, fermeture]) => [id, { ouverture, fermeture }]));
  return faitsDesDispositifs(base.bruts<[string, string, string | null]>(`select id, ${groupes === null ? `'[]'` : 'financements'}, "placesFinancees" from dispositif`).flatMap(([id, lignes, placesFinancees]): DispositifACompter[] => {
    const cles = dispositifs.get(id);
    return cles === undefined ? [] : [{ id, cles, financements: financements(lignes), placesFinancees: placesFinancees === null ? null : (JSON.parse(placesFinancees) as DispositifACompter['placesFinancees']), groupes: siens.get(id) ?? null }];
  }), groupes ?? [], periode);
};

/** Au-delà, lire toutes les places coûte moins que de les chercher groupe par groupe. */
const GROUPES_CHERCHES = 8_000;
/** Une lecture des places de ces groupes : par leur index quand ils sont peu, de toutes les places sinon (le lecteur écarte alors celles des autres). */
export const surLesGroupes = (groupes: ReadonlySet<string>, requete: (table: string, groupe: string) => string): readonly [string, ...string[]] => (groupes.size > GROUPES_CHERCHES
  ? [requete('place', 'place."groupeId"')] : [requete('json_each(?) cherche cross join place on place."groupeId" = cherche.value', 'cherche.value'), JSON.stringify([...groupes])]);

import { AUCUN_GROUPE, capaciteSur, combiner, faitDeGroupe, joursDans, nombresDuDispositif, pontDuGroupe } from '../../domain/indicateurs/faits.ts';
import type { DispositifACompter, JoursDePlace, SommeDesGroupes } from '../../domain/indicateurs/faits.ts';
import type { Fait, Periode } from '../../domain/indicateurs/modele.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import type { BaseLecture, ValeurSql } from '../connexion.ts';
import type { Memoire } from './memoire.ts';
import { SANS_MEMOIRE } from './memoire.ts';
import type { Cles, Moment, Separes } from './parc.ts';
import { DISPOSITIFS, DU_PARC, colonnesDes, lecteurDeCles, lecteurJson, nomDesSepares, separeDesGroupes, separesPar, valeursDe, valeursDuParc } from './parc.ts';
import { lireGroupesTenus, lirePlacesDatees } from './places.ts';
import { CASES, joursDe } from './versement.ts';

/** Ce qu’il faut lire des groupes, en plus de leur capacité : les places indisponibles, l’état et l’occupation de leurs places, ou leur capacité de chaque jour. */
export type Lecture = 'capacite' | 'etats' | 'places' | 'pont';
/** Un groupe dont la capacité du jour vaut pour toute la période : elle se compte par l’index, sans lire ses lignes. Le pont regarde aussi la veille. */
const STABLE = `coalesce("derniereBascule", '') <= ? and coalesce("prochaineBascule", '9') > ?`;
const STABLE_PONT = STABLE.replace('<=', '<');
const bornesStables = ({ du, au }: Periode): [string, string] => [du, au];

/** Les groupes un par un. Aujourd’hui : les colonnes dérivées et les comptes que le cache tient ; un autre jour, une période : les capacités et les états datés. */
export const lireUnParUn = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, { periode, aujourdhui }: Moment, lecture: Lecture, memoire: Memoire = SANS_MEMOIRE): Fait[] => {
  const places = lecture === 'places' || lecture === 'etats';
  const cejour = periode.du === periode.au && periode.du === aujourdhui && lecture !== 'pont';
  const publics = lecteurJson((codes: string[]) => combiner(codes));
  const capacites = lecteurJson((lignes: Capacite[]) => lignes);
  const comptes: ReadonlyMap<string, JoursDePlace> = places && cejour ? new Map(base.bruts<[string, number, number, number, number]>('select "groupeId", occupees, reservees, libres, indisponibles from agregat').map(([id, occupees, reservees, libres, indisponibles]) => [id, { indisponibles, occupees, reservees, libres, occupationInconnue: 0 }])) : new Map();
  const dates = places && !cejour ? lirePlacesDatees(base, { periode, aujourdhui }, [periode], lecture === 'places', memoire) : null;
  const changeants = cejour ? new Map<string, string>() : new Map(base.bruts<[string, string]>(`select id, capacites from groupe where not (${lecture === 'pont' ? STABLE_PONT : STABLE})`, ...bornesStables(periode)));
  const jours = joursDans(periode);
  const faits: Fait[] = [];
  for (const { id, rang, dispositif, modalite, permanence, publics: sesPublics, ouverture, fermeture, capaciteJour } of lireGroupesTenus(base, memoire).values()) {
    const du = dispositifs.get(dispositif);
    if (du === undefined) continue;
    const texte = changeants.get(id);
    const datees = texte === undefined ? null : { ouverture, fermeture, capacites: capacites(texte) };
    const pont = lecture !== 'pont' ? undefined : datees === null ? { auDebut: capaciteJour, placesOuvertes: 0, placesFermees: 0, aLaFin: capaciteJour } : pontDuGroupe(datees, periode);
    faits.push(faitDeGroupe({ id, modalite, permanence, ouverture, fermeture }, du, publics(sesPublics), datees === null ? capaciteJour * jours : capaciteSur(datees, periode), dates === null ? comptes.get(id) : joursDe(dates, rang), pont, periode));
  }
  return faits;
};

/** Ce dont une lecture dépend, hors la base : le moment, ce que les axes séparent, et de quoi trouver un dispositif par son identifiant. `natures` : les seules dont la capacité compte. `suite` : les périodes que l’on va lire l’une après l’autre, dont celle-ci. */
export interface Demandee { readonly moment: Moment; readonly separes: Separes; readonly dispositifs: () => ReadonlyMap<string, Cles>; readonly natures?: readonly string[] | undefined; readonly memoire: Memoire; readonly suite: readonly Periode[] }

/** Des cases numérotées par leurs valeurs : ce que les axes ne séparent pas s’y additionne. */
interface Numerotees { readonly lignes: (readonly ValeurSql[])[]; numeroDe(ligne: readonly ValeurSql[]): number }
const numeroter = (): Numerotees => {
  const numeros = new Map<string, number>();
  const lignes: (readonly ValeurSql[])[] = [];
  return {
    lignes,
    numeroDe: (ligne) => {
      const adresse = ligne.join('\u0000');
      const connu = numeros.get(adresse);
      if (connu !== undefined) return connu;
      numeros.set(adresse, lignes.length);
      return lignes.push(ligne) - 1;
    },
  };
};
/** La capacité des groupes par case, lue une fois pour toute une suite de périodes. `stables` : celle qui vaut chaque jour de la suite, `undefined` sans groupe ; `changeants` : les groupes dont elle change, un par un ; `numeros` : la case de chaque groupe, par son rang, quand leurs places se lisent. */
interface Capacites { readonly cases: Numerotees; readonly numeros: Int32Array | null; readonly stables: (number | undefined)[]; readonly changeants: readonly { readonly numero: number; readonly ouverture: string; readonly fermeture: string | null; readonly capacites: readonly Capacite[] }[] }

/** Le numéro de la case de chaque groupe du parc, par son rang ; -1 : il n’y est pas. */
const casesDesGroupes = (base: BaseLecture, { separes, dispositifs, memoire }: Pick<Demandee, 'separes' | 'dispositifs' | 'memoire'>, cases: Numerotees): Int32Array => {
  const groupes = lireGroupesTenus(base, memoire);
  const connus = dispositifs();
  const numeros = new Int32Array(groupes.size).fill(-1);
  for (const groupe of groupes.values()) {
    const du = connus.get(groupe.dispositif);
    if (du !== undefined) numeros[groupe.rang] = cases.numeroDe(valeursDe(separes, du, groupe));
  }
  return numeros;
};
const lireCapacites = (base: BaseLecture, lecture: Lecture, demandee: Demandee, cejour: boolean): Capacites => {
  const { moment: { nomenclature }, separes, natures, suite } = demandee;
  const { colonnes, nommees, noms: distinctes, duGroupe, par, nombre } = colonnesDes(separes);
  const parc = valeursDuParc(nomenclature);
  const stable = lecture === 'pont' ? STABLE_PONT : STABLE;
  const datees = cejour ? [] : bornesStables({ du: suite[0]?.du ?? '', au: suite.at(-1)?.au ?? '' });
  const champ = `g."capaciteJour"${cejour ? '' : ` * (${stable})`}`;
  const cases = numeroter();
  const stables: (number | undefined)[] = [];
  const [somme, une] = [`(select sum(${champ}) from groupe g where g."dispositifId" = d.id)`, '(select 0 from groupe g where g."dispositifId" = d.id limit 1)'];
  const lignes: readonly (readonly ValeurSql[])[] = separeDesGroupes(separes)
    ? base.bruts(`select ${distinctes}, sum(capacite) from (select ${nommees}, sum(${champ}) as capacite from ${DISPOSITIFS} cross join groupe g on g."dispositifId" = d.id where ${DU_PARC} group by d.id${duGroupe}) group by ${par}`, ...datees, ...parc)
    // la capacité seule, par dispositif : une somme par l’index (`null` sans groupe), et rien qu’une case, vide, pour les natures que l’on ne compte pas
    : base.bruts(`select ${distinctes}, sum(capacite) from (select ${nommees}, ${natures === undefined ? somme : `case when d.nature in (select value from json_each(?)) then ${somme} else ${une} end`} as capacite from ${DISPOSITIFS} where ${DU_PARC}) group by ${par}`, ...(natures === undefined ? [] : [JSON.stringify(natures)]), ...datees, ...parc);
  for (const ligne of lignes) stables[cases.numeroDe(ligne.slice(0, nombre))] = (ligne[nombre] as number | null) ?? undefined;
  if (cejour) return { cases, numeros: null, stables, changeants: [] };
  const [source, choisies]: readonly [string, readonly string[]] = natures === undefined ? [`groupe g indexed by groupe_indicateurs cross join ${DISPOSITIFS} on d.id = g."dispositifId"`, []] : [`${DISPOSITIFS} cross join groupe g on g."dispositifId" = d.id`, [JSON.stringify(natures)]];
  const lignesDatees = lecteurJson((lues: Capacite[]) => lues);
  const changeants = base.bruts<ValeurSql[]>(`select ${colonnes}, g.ouverture, g.fermeture, g.capacites from ${source} where not (${stable}) and ${DU_PARC} ${natures === undefined ? '' : 'and +d.nature in (select value from json_each(?))'}`, ...datees, ...parc, ...choisies).map((ligne) => {
    const [ouverture, fermeture, texte] = ligne.slice(nombre) as [string, string | null, string];
    return { numero: cases.numeroDe(ligne.slice(0, nombre)), ouverture, fermeture, capacites: lignesDatees(texte) };
  });
  return { cases, numeros: lecture === 'places' || lecture === 'etats' ? casesDesGroupes(base, demandee, cases) : null, stables, changeants };
};

/** Les places-jours des groupes, réunies dans leurs cases. */
const reunir = (jours: Float64Array, numeros: Int32Array, nombre: number): Float64Array => {
  const sommes = new Float64Array(nombre * CASES);
  for (let rang = 0; rang < numeros.length; rang += 1) {
    const numero = numeros[rang] as number;
    if (numero < 0) continue;
    for (let quoi = 0; quoi < CASES; quoi += 1) sommes[numero * CASES + quoi] = (sommes[numero * CASES + quoi] as number) + (jours[rang * CASES + quoi] as number);
  }
  return sommes;
};
const nomDeSuite = (suite: readonly Periode[]): string => suite.map(({ du, au }) => `${du}${au}`).join();

/** Les groupes du parc, additionnés par la base : un fait pour tous ceux que les axes ne séparent pas. À une autre date, ceux dont la capacité a changé depuis se lisent un par un, et les places d’après leurs états datés. */
export const lireEnsemble = (base: BaseLecture, lecture: Lecture, demandee: Demandee): Fait[] => {
  const { moment: { periode, aujourdhui, nomenclature }, separes, dispositifs, natures, memoire, suite } = demandee;
  const cejour = periode.du === periode.au && periode.du === aujourdhui && lecture !== 'pont';
  const places = lecture === 'places' || lecture === 'etats';
  const { nommees, noms: distinctes, duGroupe, par, nombre } = colonnesDes(separes);
  const cles = lecteurDeCles(separes, dispositifs);
  const faitDe = (ligne: readonly ValeurSql[], nombres: Fait['nombres']): Fait => { const siennes = cles(ligne); return { niveau: 'groupe', id: siennes.dispositif, cles: siennes, nombres }; };
  if (cejour && places) {
    // un groupe qui n’est pas ouvert n’a pas de places, quoi que disent leurs états ; dispositif par dispositif dans l’ordre des index, puis par ce que les axes séparent
    const champs = Object.entries({ capacite: 'g."capaciteJour"', ...Object.fromEntries(['indisponibles', 'occupees', 'reservees', 'libres'].map((nom) => [nom, `coalesce(a.${nom}, 0)`])) });
    return base.bruts<ValeurSql[]>(`select ${distinctes}, ${champs.map(([nom]) => `sum(${nom})`).join(', ')} from (select ${nommees}, ${champs.map(([nom, valeur]) => `sum(${valeur}) as ${nom}`).join(', ')} from ${DISPOSITIFS} cross join groupe g on g."dispositifId" = d.id
      left join agregat a on a."groupeId" = g.id and g.ouverture <= ? and coalesce(g.fermeture, '9') > ? where ${DU_PARC} group by d.id${duGroupe}) group by ${par}`, aujourdhui, aujourdhui, ...valeursDuParc(nomenclature)).map((ligne) => {
      const [capacite = 0, indisponibles = 0, occupees = 0, reservees = 0, libres = 0] = ligne.slice(nombre) as number[];
      return faitDe(ligne, { capacite, indisponibles, occupees, reservees, libres, occupationInconnue: 0 });
    });
  }
  const lues = (): Capacites => lireCapacites(base, lecture, demandee, cejour);
  const { cases, numeros, stables, changeants } = suite.length === 1 ? lues() : memoire(`capacites|${lecture}|${nomDeSuite(suite)}|${nomDesSepares(separes)}|${natures?.join() ?? ''}`, lues, true);
  const jours = joursDans(periode);
  const sommes = new Map<number, { capacite: number; auDebut: number; placesOuvertes: number; placesFermees: number; aLaFin: number }>();
  // une case où aucun dispositif n’a de groupe n’en est pas une
  for (const [numero, capacite] of stables.entries()) if (capacite !== undefined) sommes.set(numero, { capacite: capacite * jours, auDebut: capacite, placesOuvertes: 0, placesFermees: 0, aLaFin: capacite });
  for (const { numero, ...dates } of changeants) {
    const somme = sommes.get(numero) ?? { capacite: 0, auDebut: 0, placesOuvertes: 0, placesFermees: 0, aLaFin: 0 };
    sommes.set(numero, somme);
    somme.capacite += capaciteSur(dates, periode);
    if (lecture !== 'pont') continue;
    const pont = pontDuGroupe(dates, periode);
    for (const champ of ['auDebut', 'placesOuvertes', 'placesFermees', 'aLaFin'] as const) somme[champ] += pont[champ];
  }
  const deGroupe = numeros === null ? null : reunir(lirePlacesDatees(base, { periode, aujourdhui }, suite, lecture === 'places', memoire), numeros, cases.lignes.length);
  return cases.lignes.flatMap((ligne, numero): readonly Fait[] => {
    const somme = sommes.get(numero);
    const siennes = deGroupe === null ? undefined : joursDe(deGroupe, numero);
    if (somme === undefined && (siennes === undefined || Object.values(siennes).every((nombreDe) => nombreDe === 0))) return [];
    const { capacite = 0, ...pont } = somme ?? {};
    return [faitDe(ligne, { capacite, ...(lecture === 'pont' ? pont : undefined), ...siennes })];
  });
};

/** Un dispositif et ce qu’il dit de ses places, lus une fois pour toutes les périodes. */
interface Declarant { readonly id: string; readonly financements: readonly Financement[]; readonly groupes: DispositifACompter['groupes'] }
const lireDeclarants = (base: BaseLecture, memoire: Memoire): readonly Declarant[] => memoire('declarants', () => {
  const financements = lecteurJson((lignes: Financement[]) => lignes);
  const siens = new Map(base.bruts<[string, string, string | null]>('select "dispositifId", min(ouverture), case when count(*) = count(fermeture) then max(fermeture) end from groupe group by 1').map(([id, ouverture, fermeture]) => [id, { ouverture, fermeture }]));
  return base.bruts<[string, string]>('select id, financements from dispositif').map(([id, lignes]) => ({ id, financements: financements(lignes), groupes: siens.get(id) ?? null }));
}, true);
/** Le rang, parmi les groupes réunis par dispositif, de chaque dispositif qui en a. */
const casesDesDispositifs = (base: BaseLecture, dispositifs: Demandee['dispositifs'], memoire: Memoire): { readonly rangs: ReadonlyMap<string, number>; readonly numeros: Int32Array } => memoire('casesDesDispositifs', () => {
  const cases = numeroter();
  const numeros = casesDesGroupes(base, { separes: PAR_DISPOSITIF, dispositifs, memoire }, cases);
  return { numeros, rangs: new Map(cases.lignes.map(([, dispositif], rang) => [dispositif as string, rang])) };
}, true);
const PAR_DISPOSITIF: Separes = separesPar(['dispositif']);

/**
 * Les dispositifs du parc : leurs financements, et les sommes de leurs groupes. `capacite` faux : l’indicateur ne compte que des places occupées et financées, la capacité ne se lit pas. L’écart se compte dispositif par dispositif ; ce que
 * les axes ne séparent pas s’additionne ensuite, en un seul fait.
 */
export const lireFinancees = (base: BaseLecture, lecture: Lecture, capacite: boolean, demandee: Demandee): readonly Fait[] => {
  const { moment: { periode, aujourdhui }, separes: { caracteres }, dispositifs, memoire, suite } = demandee;
  const connus = dispositifs();
  const seules = !capacite && lecture === 'places' ? casesDesDispositifs(base, dispositifs, memoire) : null;
  const jours = seules === null ? null : reunir(lirePlacesDatees(base, { periode, aujourdhui }, suite, true, memoire), seules.numeros, seules.rangs.size);
  const entieres = seules !== null ? null : new Map(lireEnsemble(base, lecture, { ...demandee, separes: PAR_DISPOSITIF, natures: undefined }).map(({ id, nombres }) => [id, { capacite: nombres['capacite'] ?? 0, occupees: nombres['occupees'] ?? 0, inconnues: nombres['occupationInconnue'] ?? 0 }]));
  const sommeDe = (id: string): SommeDesGroupes => {
    const rang = seules?.rangs.get(id);
    if (jours === null || rang === undefined) return entieres?.get(id) ?? AUCUN_GROUPE;
    const { occupees, occupationInconnue } = joursDe(jours, rang);
    return { capacite: 0, occupees, inconnues: occupationInconnue };
  };
  const reunis = new Map<string, { readonly cles: Cles; readonly nombres: Record<string, number> }>();
  const faits: Fait[] = [];
  for (const { id, ...sien } of lireDeclarants(base, memoire)) {
    const cles = connus.get(id);
    if (cles === undefined) continue;
    const nombres = nombresDuDispositif({ ...sien, placesFinancees: null }, sommeDe(id), periode);
    if (caracteres.includes('dispositif')) { faits.push({ niveau: 'dispositif', id, cles, nombres }); continue; }
    let adresse = cles.departement ?? '';
    for (const axe of caracteres) adresse += `\u0000${cles[axe] ?? ''}`;
    const reuni = reunis.get(adresse);
    if (reuni === undefined) reunis.set(adresse, { cles: { departement: cles.departement ?? '', ...Object.fromEntries(caracteres.map((axe) => [axe, cles[axe] ?? ''])) }, nombres });
    else for (const champ of CHAMPS_DU_DISPOSITIF) reuni.nombres[champ] = (reuni.nombres[champ] ?? 0) + nombres[champ];
  }
  return caracteres.includes('dispositif') ? faits : [...reunis.values()].map(({ cles, nombres }): Fait => ({ niveau: 'dispositif', id: '', cles, nombres }));
};
const CHAMPS_DU_DISPOSITIF = Object.keys(nombresDuDispositif({ financements: [], placesFinancees: null, groupes: null }, AUCUN_GROUPE, { du: '', au: '' })) as readonly (keyof ReturnType<typeof nombresDuDispositif>)[];
/** Les places régulées que des dispositifs disent eux-mêmes, additionnées par la base : la règle de `faitsDesDispositifs`, au parc de l’ouverture de son premier groupe à la fermeture du dernier. Un dispositif qui n’est pas au parc ces jours-là fait sa case, vide. */
export const lireRegulees = (base: BaseLecture, { moment: { periode, nomenclature }, separes, dispositifs }: Omit<Demandee, 'natures' | 'memoire' | 'suite'>): Fait[] => {
  const { colonnes, par, nombre } = colonnesDes(separes);
  const parc = valeursDuParc(nomenclature);
  const cles = lecteurDeCles(separes, dispositifs);
  const noms = ['urgence', 'insertion', 'autres'] as const;
  const fait = (ligne: readonly ValeurSql[], [urgence = 0, insertion = 0, autres = 0]: readonly number[]): Fait => { const siennes = cles(ligne); return { niveau: 'dispositif', id: siennes.dispositif, cles: siennes, nombres: { urgence, insertion, autres } }; };
  return [
    ...base.bruts<ValeurSql[]>(`select ${colonnes} from dispositif d where ${DU_PARC} group by ${par}`, ...parc).map((ligne) => fait(ligne, [])),
    ...base.bruts<ValeurSql[]>(`select ${colonnes}, ${noms.map((nom) => `sum(json_extract(d."placesFinancees", '$.${nom}'))`).join(', ')} from ${DISPOSITIFS} where d."placesFinancees" is not null and ${DU_PARC}
      and exists (select 1 from groupe g where g."dispositifId" = d.id and g.ouverture <= ?) and exists (select 1 from groupe g where g."dispositifId" = d.id and coalesce(g.fermeture, '9') > ?) group by ${par}`, ...parc, periode.au, periode.du).map((ligne) => fait(ligne, ligne.slice(nombre) as number[])),
  ];
};

/** Au-delà, lire toutes les places coûte moins que de les chercher groupe par groupe. */
const GROUPES_CHERCHES = 8_000;
/** Une lecture des places de ces groupes : par leur index quand ils sont peu, de toutes les places sinon (le lecteur écarte alors celles des autres). */
export const surLesGroupes = (groupes: ReadonlySet<string>, requete: (table: string, groupe: string) => string): readonly [string, ...string[]] => (groupes.size > GROUPES_CHERCHES
  ? [requete('place', 'place."groupeId"')] : [requete('json_each(?) cherche cross join place on place."groupeId" = cherche.value', 'cherche.value'), JSON.stringify([...groupes])]);

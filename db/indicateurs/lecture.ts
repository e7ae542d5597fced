import { RIEN, capaciteSur, combiner, faitDeGroupe, faitsDesDispositifs, joursDans, pontDuGroupe } from '../../domain/indicateurs/faits.ts';
import type { DispositifACompter, JoursDePlace } from '../../domain/indicateurs/faits.ts';
import type { Fait, Periode } from '../../domain/indicateurs/modele.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import type { BaseLecture, ValeurSql } from '../connexion.ts';
import type { Memoire } from './memoire.ts';
import { SANS_MEMOIRE } from './memoire.ts';
import type { Cles, Moment, Separes } from './parc.ts';
import { DISPOSITIFS, DU_PARC, colonnesDes, lecteurDeCles, lecteurJson, separeDesGroupes, valeursDe, valeursDuParc } from './parc.ts';
import { lireGroupesTenus, lirePlacesDatees } from './places.ts';

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

const CHAMPS_PLACES = Object.keys(RIEN) as readonly (keyof JoursDePlace)[];
/** Ce dont une lecture dépend, hors la base : le moment, ce que les axes séparent, et de quoi trouver un dispositif par son identifiant. `natures` : les seules dont la capacité compte. */
export interface Demandee { readonly moment: Moment; readonly separes: Separes; readonly dispositifs: () => ReadonlyMap<string, Cles>; readonly natures?: readonly string[] | undefined; readonly memoire: Memoire }

/**
 * Les groupes du parc, additionnés par la base : un fait pour tous ceux que les axes ne séparent pas. À une autre date, ceux dont la capacité a changé depuis font chacun un fait de plus, et leurs places d’autres : ce sont des sommes,
 * la capacité d’un côté, les places de l’autre.
 */
export const lireEnsemble = (base: BaseLecture, lecture: Lecture, { moment: { periode, aujourdhui, nomenclature }, separes, dispositifs, natures, memoire }: Demandee): Fait[] => {
  const cejour = periode.du === periode.au && periode.du === aujourdhui && lecture !== 'pont';
  const places = lecture === 'places' || lecture === 'etats';
  const { colonnes, nommees, noms: distinctes, duGroupe, par, nombre } = colonnesDes(separes);
  const parc = valeursDuParc(nomenclature);
  const cles = lecteurDeCles(separes, dispositifs);
  const faits: Fait[] = [];
  const ajouter = (siennes: Cles, nombres: Fait['nombres']): void => { faits.push({ niveau: 'groupe', id: siennes.dispositif ?? '', cles: siennes, nombres }); };
  const desGroupes = separeDesGroupes(separes);
  /** Des nombres, réunis dispositif par dispositif dans l’ordre des index, puis par ce que les axes séparent. */
  const sommes = (champs: Readonly<Record<string, string>>, jointure = '', ...valeurs: readonly string[]): readonly (readonly ValeurSql[])[] => {
    const noms = Object.keys(champs);
    return base.bruts(`select ${distinctes}, ${noms.map((nom) => `sum(${nom})`).join(', ')} from (select ${nommees}, ${noms.map((nom) => `sum(${champs[nom] ?? ''}) as ${nom}`).join(', ')} from ${DISPOSITIFS} cross join groupe g on g."dispositifId" = d.id ${jointure} where ${DU_PARC} group by d.id${duGroupe}) group by ${par}`, ...valeurs, ...parc);
  };
  /** La capacité seule, par dispositif : une somme par l’index (`null` sans groupe), et rien qu’une case, vide, pour les natures que l’on ne compte pas. */
  const capacites = (champ: string, ...valeurs: readonly string[]): readonly (readonly ValeurSql[])[] => {
    const [somme, une] = [`(select sum(${champ}) from groupe g where g."dispositifId" = d.id)`, '(select 0 from groupe g where g."dispositifId" = d.id limit 1)'];
    const seules = natures === undefined ? somme : `case when d.nature in (select value from json_each(?)) then ${somme} else ${une} end`;
    return base.bruts(`select ${distinctes}, sum(capacite) from (select ${nommees}, ${seules} as capacite from ${DISPOSITIFS} where ${DU_PARC}) group by ${par}`, ...(natures === undefined ? [] : [JSON.stringify(natures)]), ...valeurs, ...parc);
  };
  if (cejour && places) {
    // un groupe qui n’est pas ouvert n’a pas de places, quoi que disent leurs états
    const noms = ['indisponibles', 'occupees', 'reservees', 'libres'] as const;
    for (const ligne of sommes({ capacite: 'g."capaciteJour"', ...Object.fromEntries(noms.map((nom) => [nom, `coalesce(a.${nom}, 0)`])) }, `left join agregat a on a."groupeId" = g.id and g.ouverture <= ? and coalesce(g.fermeture, '9') > ?`, aujourdhui, aujourdhui)) {
      const [capacite = 0, indisponibles = 0, occupees = 0, reservees = 0, libres = 0] = ligne.slice(nombre) as number[];
      ajouter(cles(ligne), { capacite, indisponibles, occupees, reservees, libres, occupationInconnue: 0 });
    }
    return faits;
  }
  const jours = joursDans(periode);
  const stable = lecture === 'pont' ? STABLE_PONT : STABLE;
  const champ = `g."capaciteJour"${cejour ? '' : ` * (${stable})`}`;
  const datees = cejour ? [] : bornesStables(periode);
  for (const ligne of desGroupes ? sommes({ capacite: champ }, '', ...datees) : capacites(champ, ...datees)) {
    const capacite = ligne[nombre] as number | null;
    // une case où aucun dispositif n’a de groupe n’en est pas une
    if (capacite === null) continue;
    ajouter(cles(ligne), { capacite: capacite * jours, ...(lecture === 'pont' ? { auDebut: capacite, placesOuvertes: 0, placesFermees: 0, aLaFin: capacite } : undefined) });
  }
  if (cejour) return faits;
  const [source, choisies]: readonly [string, readonly string[]] = natures === undefined ? [`groupe g indexed by groupe_indicateurs cross join ${DISPOSITIFS} on d.id = g."dispositifId"`, []] : [`${DISPOSITIFS} cross join groupe g on g."dispositifId" = d.id`, [JSON.stringify(natures)]];
  const lignesDatees = lecteurJson((lignes: Capacite[]) => lignes);
  for (const ligne of base.bruts<ValeurSql[]>(`select ${colonnes}, g.ouverture, g.fermeture, g.capacites from ${source} where not (${stable}) and ${DU_PARC} ${natures === undefined ? '' : 'and +d.nature in (select value from json_each(?))'}`, ...bornesStables(periode), ...parc, ...choisies)) {
    const [ouverture, fermeture, texte] = ligne.slice(nombre) as [string, string | null, string];
    const dates = { ouverture, fermeture, capacites: lignesDatees(texte) };
    ajouter(cles(ligne), { capacite: capaciteSur(dates, periode), ...(lecture === 'pont' ? pontDuGroupe(dates, periode) : undefined) });
  }
  if (!places) return faits;
  const groupes = lireGroupesTenus(base, memoire);
  const connus = dispositifs();
  const reunies = new Map<string, { readonly ligne: readonly string[]; readonly somme: JoursDePlace }>();
  for (const [id, jours] of lirePlacesDatees(base, { periode, aujourdhui }, lecture === 'places', memoire)) {
    const groupe = groupes.get(id);
    const du = groupe === undefined ? undefined : connus.get(groupe.dispositif);
    if (groupe === undefined || du === undefined) continue;
    const ligne = valeursDe(separes, du, groupe);
    const adresse = ligne.join('\u0000');
    const siennes = reunies.get(adresse) ?? { ligne, somme: { ...RIEN } };
    reunies.set(adresse, siennes);
    for (const champ of CHAMPS_PLACES) siennes.somme[champ] += jours[champ];
  }
  for (const { ligne, somme } of reunies.values()) ajouter(cles(ligne), { capacite: 0, ...somme });
  return faits;
};

/** Les dispositifs du parc : leurs financements, et les sommes de leurs groupes. */
export const lireFinancees = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, groupes: readonly Fait[], { periode }: Moment): Fait[] => {
  const financements = lecteurJson((lignes: Financement[]) => lignes);
  const siens = new Map(base.bruts<[string, string, string | null]>('select "dispositifId", min(ouverture), case when count(*) = count(fermeture) then max(fermeture) end from groupe group by 1').map(([id, ouverture, fermeture]) => [id, { ouverture, fermeture }]));
  return faitsDesDispositifs(base.bruts<[string, string]>('select id, financements from dispositif').flatMap(([id, lignes]): DispositifACompter[] => {
    const cles = dispositifs.get(id);
    return cles === undefined ? [] : [{ id, cles, financements: financements(lignes), placesFinancees: null, groupes: siens.get(id) ?? null }];
  }), groupes, periode);
};
/** Les places régulées que des dispositifs disent eux-mêmes, additionnées par la base : la règle de `faitsDesDispositifs`, au parc de l’ouverture de son premier groupe à la fermeture du dernier. Un dispositif qui n’est pas au parc ces jours-là fait sa case, vide. */
export const lireRegulees = (base: BaseLecture, { moment: { periode, nomenclature }, separes, dispositifs }: Omit<Demandee, 'natures' | 'memoire'>): Fait[] => {
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

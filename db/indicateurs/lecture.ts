import type { Fait, Periode } from '../../domain/indicateurs/modele.ts';
import { compteurDeFiches } from '../../domain/indicateurs/fiches.ts';
import type { DispositifACompter, JoursDePlace } from '../../domain/indicateurs/faits.ts';
import { RIEN, STATUTS_DU_PARC, capaciteSur, combiner, faitDeGroupe, faitsDesDispositifs, financementAu, joursDePlace, joursOuverts, motifsDePlace, occupationConnueDepuis, pontDuGroupe } from '../../domain/indicateurs/faits.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import type { Pas } from '../../domain/objets/commun.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { Capacite } from '../../domain/objets/groupe.ts';
import type { EtatPlace, Occupation } from '../../domain/objets/place.ts';
import type { BaseLecture } from '../base.ts';

/** Le jour du poste, celui de ses colonnes dérivées, et ce que sa nomenclature compte en places. */
export interface Moment { readonly periode: Periode; readonly aujourdhui: string; readonly nomenclature: Nomenclature }

const naturesComptees = (nomenclature: Nomenclature): string => JSON.stringify(nomenclature.codes('nature').filter(({ compteeEnPlaces }) => compteeEnPlaces).map(({ code }) => code));
const DU_PARC = `statut in (select value from json_each(?)) and nature in (select value from json_each(?))`;

export interface DispositifLu { readonly id: string; readonly entiteId: string; readonly departement: string; readonly nature: string; readonly type: string; readonly financements: string }
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

/** Les dispositifs du parc, et la valeur de chacun sur les axes qui le concernent. */
export const lireDispositifs = (base: BaseLecture, { periode, nomenclature }: Moment): Map<string, Cles> => {
  const financement = lecteurJson((lignes: Financement[]) => financementAu(lignes, periode.au));
  return new Map(base.tous<DispositifLu>(`select id, "entiteId", departement, nature, type, financements from dispositif where ${DU_PARC}`, JSON.stringify(STATUTS_DU_PARC), naturesComptees(nomenclature))
    .map(({ id, entiteId, departement, nature, type, financements }) => [id, { departement, entite: entiteId, dispositif: id, nature, type, financement: financement(financements) }]));
};

interface GroupeLu { readonly id: string; readonly dispositifId: string; readonly modalite: string; readonly permanence: string; readonly publics: string; readonly ouverture: string; readonly fermeture: string | null; readonly capaciteJour: number; readonly capacites: string }
interface AgregatLu { readonly groupeId: string; readonly occupees: number; readonly reservees: number; readonly libres: number; readonly indisponibles: number }
interface PlacesStables { readonly groupeId: string; readonly etat: EtatPlace['etat']; readonly occupation: Occupation; readonly n: number; readonly connues: number }
interface PlaceMouvante { readonly groupeId: string; readonly etats: string; readonly occupation: Occupation; readonly occupationLe: string | null }

/** Une place est stable quand son état du jour vaut pour toute la période, et que l’on sait son occupation tout du long ou jamais : elle se compte sans se lire. */
const STABLE = `coalesce("derniereBascule", '') <= @du and coalesce("prochaineBascule", '9') > @au and ("etatJour" <> 'ouverte' or "occupationLe" is null or "occupationLe" <= @du or "occupationLe" > @au)`;
const avecPeriode = (sql: string, { du, au }: Periode): readonly [string, ...string[]] => [sql.replaceAll(/@du|@au/gu, '?'), ...[...sql.matchAll(/@du|@au/gu)].map(([nom]) => (nom === '@du' ? du : au))];
const STABLES = `select "groupeId", "etatJour" as etat, occupation, count(*) as n, sum(case when "occupationLe" is null then occupation = 'libre' else "occupationLe" <= @du end) as connues
  from place where "etatJour" <> 'fermee' and ${STABLE} group by "groupeId", "etatJour", occupation`;
// l’index les désigne, la table n’est lue que pour elles
const MOUVANTES = `select p."groupeId", p.etats, p.occupation, p."occupationLe" from (select rang from place where not (${STABLE})) m cross join place p on p.rang = m.rang`;

/** Les places-jours de chaque groupe. Les places stables se comptent par l’index ; des autres, on lit les états datés. */
const lirePlacesDatees = (base: BaseLecture, groupes: ReadonlyMap<string, GroupeLu>, { periode, aujourdhui }: Moment): Map<string, JoursDePlace> => {
  const parGroupe = new Map<string, JoursDePlace>();
  const ajouter = (groupeId: string, jours: JoursDePlace, n: number): void => {
    let somme = parGroupe.get(groupeId);
    if (somme === undefined) { somme = { ...RIEN }; parGroupe.set(groupeId, somme); }
    somme.indisponibles += jours.indisponibles * n;
    somme.occupees += jours.occupees * n;
    somme.reservees += jours.reservees * n;
    somme.libres += jours.libres * n;
    somme.occupationInconnue += jours.occupationInconnue * n;
  };
  const ouvertsDe = (groupeId: string): Periode | null => {
    const groupe = groupes.get(groupeId);
    return groupe === undefined ? null : joursOuverts(groupe, periode);
  };
  for (const { groupeId, etat, occupation, n, connues } of base.tous<PlacesStables>(...avecPeriode(STABLES, periode))) {
    const ouverts = ouvertsDe(groupeId);
    if (ouverts === null) continue;
    const ligne: EtatPlace[] = [{ etat, debut: '', fin: null }];
    if (connues > 0) ajouter(groupeId, joursDePlace(ligne, occupation, '', ouverts, aujourdhui), connues);
    if (n > connues) ajouter(groupeId, joursDePlace(ligne, occupation, null, ouverts, aujourdhui), n - connues);
  }
  const lire = lecteurJson((etats: EtatPlace[]) => etats);
  for (const { groupeId, etats, occupation, occupationLe } of base.tous<PlaceMouvante>(...avecPeriode(MOUVANTES, periode))) {
    const ouverts = ouvertsDe(groupeId);
    if (ouverts !== null) ajouter(groupeId, joursDePlace(lire(etats), occupation, occupationConnueDepuis(occupation, occupationLe), ouverts, aujourdhui), 1);
  }
  return parGroupe;
};

/** Ce qu’il faut lire des groupes, en plus de leur capacité : l’état de leurs places, ou leur capacité de chaque jour. */
export type Lecture = 'capacite' | 'places' | 'pont';
/** Les groupes du parc. Aujourd’hui : les colonnes dérivées et les comptes que le cache tient ; un autre jour, une période : les capacités et les états datés. */
export const lireGroupes = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, moment: Moment, lecture: Lecture): Fait[] => {
  const { periode, aujourdhui } = moment;
  const places = lecture === 'places';
  const cejour = periode.du === periode.au && periode.du === aujourdhui && lecture !== 'pont';
  const publics = lecteurJson((codes: string[]) => combiner(codes));
  const capacites = lecteurJson((lignes: Capacite[]) => lignes);
  const lus = base.tous<GroupeLu>(`select id, "dispositifId", modalite, permanence, publics, ouverture, fermeture, "capaciteJour"${cejour ? '' : ', capacites'} from groupe`);
  const comptes = new Map<string, JoursDePlace>();
  if (places && cejour) for (const { groupeId, occupees, reservees, libres, indisponibles } of base.tous<AgregatLu>('select "groupeId", occupees, reservees, libres, indisponibles from agregat')) comptes.set(groupeId, { indisponibles, occupees, reservees, libres, occupationInconnue: 0 });
  if (places && !cejour) for (const [id, jours] of lirePlacesDatees(base, new Map(lus.map((groupe) => [groupe.id, groupe])), moment)) comptes.set(id, jours);
  const faits: Fait[] = [];
  for (const groupe of lus) {
    const { ouverture, fermeture } = groupe;
    const du = dispositifs.get(groupe.dispositifId);
    if (du === undefined) continue;
    const dates = { ouverture, fermeture, capacites: cejour ? [] : capacites(groupe.capacites) };
    faits.push(faitDeGroupe(groupe, du, publics(groupe.publics), cejour ? groupe.capaciteJour : capaciteSur(dates, periode), comptes.get(groupe.id), lecture === 'pont' ? pontDuGroupe(dates, periode) : undefined, periode));
  }
  return faits;
};

/** Les dispositifs du parc : leurs financements, et les sommes de leurs groupes. */
export const lireFaitsDispositifs = (base: BaseLecture, dispositifs: ReadonlyMap<string, Cles>, groupes: readonly Fait[], { periode }: Moment): Fait[] => {
  const financements = lecteurJson((lignes: Financement[]) => lignes);
  const siens = new Map(base.tous<{ id: string; ouverture: string; fermeture: string | null }>('select "dispositifId" as id, min(ouverture) as ouverture, case when count(*) = count(fermeture) then max(fermeture) end as fermeture from groupe group by 1').map(({ id, ...dates }) => [id, dates]));
  const lus = base.tous<{ id: string; financements: string; placesFinancees: string | null }>('select id, financements, "placesFinancees" from dispositif');
  return faitsDesDispositifs(lus.flatMap((ligne): DispositifACompter[] => {
    const cles = dispositifs.get(ligne.id);
    return cles === undefined ? [] : [{ id: ligne.id, cles, financements: financements(ligne.financements), placesFinancees: ligne.placesFinancees === null ? null : (JSON.parse(ligne.placesFinancees) as DispositifACompter['placesFinancees']), groupes: siens.get(ligne.id) ?? null }];
  }), groupes, periode);
};

interface FicheLue { readonly id: string; readonly departement: string; readonly modifieLe: string; readonly completude: number; readonly statut: string; readonly parcours: string; readonly entite: string; readonly nature: string; readonly type: string }
interface GroupeTenu extends Pick<FicheLue, 'id' | 'departement' | 'modifieLe' | 'completude' | 'entite'> { readonly dispositifId: string; readonly fermeture: string | null }
const AUCUN_PAS: readonly Pas[] = [];
/** Les fiches : entités, dispositifs et groupes. Un groupe n’a pas de circuit ; il suit le statut de son dispositif, et n’est plus tenu une fois fermé. */
export const lireFiches = (base: BaseLecture, { periode, aujourdhui }: Moment, maintenant: string): Fait[] => {
  const compter = compteurDeFiches(periode, aujourdhui, maintenant);
  // le taux est arrondi vers le bas, sur moins de cent champs : il n’y a qu’un nombre de champs remplis qui le donne
  const champs = (objet: 'entite' | 'dispositif' | 'groupe'): ((taux: number) => { readonly attendus: number; readonly remplis: number }) => {
    const attendus = Object.values(CHAMPS[objet]).filter(({ exigence }) => exigence === 'obligatoire').length;
    return (taux) => ({ attendus, remplis: Math.ceil((taux * attendus) / 100) });
  };
  const dispositifs = base.tous<FicheLue>('select id, departement, "modifieLe", completude, statut, parcours, "entiteId" as entite, nature, type from dispositif');
  const parId = new Map(dispositifs.map((un) => [un.id, un]));
  const fiches = (objet: 'entite' | 'dispositif', lues: readonly FicheLue[]): Fait[] => {
    const compte = champs(objet);
    return lues.map(({ id, departement, modifieLe, completude, statut, parcours, entite, nature, type }) => compter({ id, cles: { departement, entite, nature, type }, statut, parcours: parcours === '[]' ? AUCUN_PAS : (JSON.parse(parcours) as Pas[]), modifieLe, ...compte(completude) }));
  };
  const duGroupe = champs('groupe');
  const groupes = base.tous<GroupeTenu>('select id, departement, "modifieLe", completude, "entiteId" as entite, "dispositifId", fermeture from groupe').flatMap(({ id, departement, modifieLe, completude, entite, dispositifId, fermeture }) => {
    const du = parId.get(dispositifId);
    return du === undefined ? [] : [compter({ id, cles: { departement, entite, nature: du.nature, type: du.type }, statut: fermeture !== null && fermeture <= periode.au ? 'ferme' : du.statut, parcours: AUCUN_PAS, modifieLe, ...duGroupe(completude) })];
  });
  return [...fiches('entite', base.tous<FicheLue>(`select id, departement, "modifieLe", completude, statut, parcours, id as entite, '' as nature, '' as type from entite`)), ...fiches('dispositif', dispositifs), ...groupes];
};

/** Au-delà, lire toutes les places coûte moins que de les chercher groupe par groupe. */
const GROUPES_CHERCHES = 8_000;
/** Une lecture des places de ces groupes : par leur index quand ils sont peu, de toutes les places sinon (le lecteur écarte alors celles des autres). */
export const surLesGroupes = (groupes: ReadonlySet<string>, requete: (table: string, groupe: string) => string): readonly [string, ...string[]] => (groupes.size > GROUPES_CHERCHES
  ? [requete('place', 'place."groupeId"')] : [requete('json_each(?) cherche cross join place on place."groupeId" = cherche.value', 'cherche.value'), JSON.stringify([...groupes])]);

/** Places-jours d’indisponibilité de ces groupes, par motif : seules les places qui en ont un se lisent. */
export const lireMotifs = (base: BaseLecture, groupes: ReadonlySet<string>, { periode }: Moment): Map<string, number> => {
  const dates = new Map(base.tous<Pick<GroupeLu, 'id' | 'ouverture' | 'fermeture'>>('select id, ouverture, fermeture from groupe').filter(({ id }) => groupes.has(id)).map((groupe) => [groupe.id, joursOuverts(groupe, periode)]));
  const total = new Map<string, number>();
  for (const { groupeId, etats } of base.tous<{ groupeId: string; etats: string }>(...surLesGroupes(groupes, (table, groupe) => `select ${groupe} as "groupeId", etats from ${table} where instr("etats", '"motif"') > 0`))) {
    const ouverts = dates.get(groupeId) ?? null;
    if (ouverts === null) continue;
    for (const [motif, jours] of motifsDePlace(JSON.parse(etats) as EtatPlace[], ouverts)) total.set(motif, (total.get(motif) ?? 0) + jours);
  }
  return total;
};

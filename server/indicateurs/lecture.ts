import { sql } from 'kysely';
import { numeroDuJour } from '../../domain/dates.ts';
import type { DispositifACompter, JoursDePlace, Occupee, Troncon } from '../../domain/indicateurs/faits.ts';
import { RIEN, STATUTS_DU_PARC, capaciteSur, combiner, faitDeGroupe, faitsDesDispositifs, faitsDuTerritoire, financementAu, histoireDe, joursOuverts, occupationsDe, pontDuGroupe, verserPlace } from '../../domain/indicateurs/faits.ts';
import { compteurDeFiches } from '../../domain/indicateurs/fiches.ts';
import type { Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { completude } from '../../domain/objets/champ.ts';
import type { Lignes } from '../../domain/objets/objets.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { EtatPlace, Occupation } from '../../domain/objets/place.ts';
import type { Requetes } from '../base/schema.ts';

/** `departements` : ce que l’on lit ; `null`, tout le pays. `territoire` : ceux dont la population compte. `dejaLues` : un objet vide, où les places et les fiches se gardent d’une période à l’autre. */
export interface CadreService { readonly db: Requetes; readonly aujourdhui: string; readonly maintenant: string; readonly nomenclature: Nomenclature; readonly departements: readonly string[] | null; readonly territoire: readonly string[]; readonly dejaLues?: { places?: readonly PlaceLue[]; fiches?: FichesLues } }

type Cles = Fait['cles'];
const bornes = ({ departements }: CadreService, colonne = 'departement') => (departements === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(colonne)} = any(${departements})`);

interface PlaceLue { readonly groupeId: string; readonly histoire: readonly Troncon[]; readonly occupations: readonly Occupee[] }
/** Groupes dont les places se lisent d’une requête : PGlite tient le processus tant qu’elle dure. */
const PAR_REQUETE = 100;
/** Laisse passer ce qui attend : les requêtes des postes. */
export const ceder = (): Promise<void> => new Promise((suite) => { setImmediate(suite); });

/** Les places de ces groupes, avec leur histoire ; ce qui s’écrit pareil ne se découpe qu’une fois. */
const lirePlacesDe = async ({ db, dejaLues, aujourdhui }: CadreService, groupes: readonly string[]): Promise<readonly PlaceLue[]> => {
  if (dejaLues?.places !== undefined) return dejaLues.places;
  const lus = new Map<string, readonly Troncon[]>();
  const places: PlaceLue[] = [];
  for (let rang = 0; rang < groupes.length; rang += PAR_REQUETE) {
    const { rows } = await sql<{ groupeId: string; etats: string; occupation: Occupation; occupationLe: string | null; constatsPasses: string | null }>`select "groupeId", etats::text as etats, occupation, "occupationLe", "constatsPasses" from place where "groupeId" = any(${groupes.slice(rang, rang + PAR_REQUETE)})`.execute(db);
    for (const { groupeId, etats, ...constats } of rows) {
      const histoire = lus.get(etats) ?? histoireDe(JSON.parse(etats) as EtatPlace[]);
      lus.set(etats, histoire);
      places.push({ groupeId, histoire, occupations: occupationsDe(constats, numeroDuJour(aujourdhui)) });
    }
    await ceder();
  }
  if (dejaLues !== undefined) dejaLues.places = places;
  return places;
};
/** Les places-jours de chaque groupe, d’après les états datés. */
const lirePlaces = async (cadre: CadreService, groupes: readonly string[], periodes: ReadonlyMap<string, Periode | null>): Promise<Map<string, JoursDePlace>> => {
  const parGroupe = new Map<string, JoursDePlace>();
  for (const { groupeId, histoire, occupations } of await lirePlacesDe(cadre, groupes)) {
    const ouverts = periodes.get(groupeId) ?? null;
    if (ouverts === null) continue;
    const somme = parGroupe.get(groupeId) ?? { ...RIEN };
    parGroupe.set(groupeId, somme);
    verserPlace(somme, histoire, occupations, [numeroDuJour(ouverts.du), numeroDuJour(ouverts.au) + 1], 1);
  }
  return parGroupe;
};

const lireParc = async (cadre: CadreService, periode: Periode, lit: ReadonlySet<string | undefined>): Promise<{ readonly groupes: readonly Fait[]; readonly dispositifs: readonly DispositifACompter[] }> => {
  const comptees = [...naturesEnPlaces(cadre.nomenclature)];
  const lus = await cadre.db.selectFrom('dispositif').select(['id', 'entiteId', 'departement', 'nature', 'type', 'financements', 'placesFinancees']).where('statut', 'in', STATUTS_DU_PARC).where('nature', 'in', comptees).where(bornes(cadre)).execute();
  const cles = new Map<string, Cles>(lus.map(({ id, entiteId, departement, nature, type, financements }) => [id, { departement, entite: entiteId, dispositif: id, nature, type, financement: financementAu(financements, periode.au) }]));
  const groupes = (await cadre.db.selectFrom('groupe').select(['id', 'dispositifId', 'modalite', 'permanence', 'publics', 'ouverture', 'fermeture', 'capacites']).where(bornes(cadre)).execute()).filter(({ dispositifId }) => cles.has(dispositifId));
  const places = lit.has('places') || lit.has('etats') ? await lirePlaces(cadre, groupes.map(({ id }) => id), new Map(groupes.map((groupe) => [groupe.id, joursOuverts(groupe, periode)]))) : new Map<string, JoursDePlace>();
  const dates = new Map<string, { ouverture: string; fermeture: string | null }>();
  for (const { dispositifId, ouverture, fermeture } of groupes) {
    const connues = dates.get(dispositifId) ?? { ouverture, fermeture };
    dates.set(dispositifId, { ouverture: ouverture < connues.ouverture ? ouverture : connues.ouverture, fermeture: fermeture === null || connues.fermeture === null ? null : fermeture > connues.fermeture ? fermeture : connues.fermeture });
  }
  return {
    groupes: groupes.map((groupe) => faitDeGroupe(groupe, cles.get(groupe.dispositifId) ?? {}, combiner(groupe.publics), capaciteSur(groupe, periode), places.get(groupe.id), lit.has('pont') ? pontDuGroupe(groupe, periode) : undefined, periode)),
    dispositifs: lus.map(({ id, financements, placesFinancees }) => ({ id, cles: cles.get(id) ?? {}, financements, placesFinancees, groupes: dates.get(id) ?? null })),
  };
};

/** Les fiches entières, par tranches : une fiche porte une dizaine de listes, que PGlite lit sans rien laisser passer. */
const lireEntieres = async <T extends 'entite' | 'dispositif' | 'groupe'>(cadre: CadreService, table: T): Promise<Lignes[T][]> => {
  const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)} where ${bornes(cadre)} order by id`.execute(cadre.db);
  const lignes: Lignes[T][] = [];
  for (let rang = 0; rang < rows.length; rang += PAR_REQUETE) {
    await ceder();
    lignes.push(...(await sql<Lignes[T]>`select * from ${sql.table(table)} where id = any(${rows.slice(rang, rang + PAR_REQUETE).map(({ id }) => id)})`.execute(cadre.db)).rows);
  }
  return lignes;
};
interface FichesLues { readonly entites: readonly Lignes['entite'][]; readonly dispositifs: readonly Lignes['dispositif'][]; readonly groupes: readonly Lignes['groupe'][] }
const lireFiches = async (cadre: CadreService, periode: Periode): Promise<Fait[]> => {
  const { aujourdhui, maintenant } = cadre;
  const { entites, dispositifs, groupes } = cadre.dejaLues?.fiches ?? { entites: await lireEntieres(cadre, 'entite'), dispositifs: await lireEntieres(cadre, 'dispositif'), groupes: await lireEntieres(cadre, 'groupe') };
  if (cadre.dejaLues !== undefined) cadre.dejaLues.fiches = { entites, dispositifs, groupes };
  const parId = new Map(dispositifs.map((un) => [un.id, un]));
  const compterFiche = compteurDeFiches(periode, aujourdhui, maintenant);
  const compter = (objet: 'entite' | 'dispositif' | 'groupe', ligne: object) => { const { attendus, remplis } = completude(CHAMPS[objet], ligne as Readonly<Record<string, unknown>>); return { attendus, remplis }; };
  return [
    ...entites.map((ligne) => compterFiche({ id: ligne.id, cles: { departement: ligne.departement, entite: ligne.id, nature: '', type: '' }, statut: ligne.statut, parcours: ligne.parcours, modifieLe: ligne.modifieLe, ...compter('entite', ligne) })),
    ...dispositifs.map((ligne) => compterFiche({ id: ligne.id, cles: { departement: ligne.departement, entite: ligne.entiteId, nature: ligne.nature, type: ligne.type }, statut: ligne.statut, parcours: ligne.parcours, modifieLe: ligne.modifieLe, ...compter('dispositif', ligne) })),
    ...groupes.flatMap((ligne) => {
      const du = parId.get(ligne.dispositifId);
      if (du === undefined) return [];
      const ferme = ligne.fermeture !== null && ligne.fermeture <= periode.au;
      return [compterFiche({ id: ligne.id, cles: { departement: ligne.departement, entite: ligne.entiteId, nature: du.nature, type: du.type }, statut: ferme ? 'ferme' : du.statut, parcours: [], modifieLe: ligne.modifieLe, ...compter('groupe', ligne) })];
    }),
  ];
};

/** Les faits de plusieurs indicateurs sur une période, d’après les tables du service : les mêmes que le poste tire de son cache. */
export const lireFaitsService = async (cadre: CadreService, indicateurs: readonly Indicateur[], periode: Periode): Promise<readonly Fait[]> => {
  const niveaux = new Set(indicateurs.flatMap(niveauxDe));
  const lit = new Set(indicateurs.flatMap((indicateur) => mesuresDe(indicateur).map((mesure) => mesure.lit)));
  const parc = niveaux.has('groupe') || niveaux.has('dispositif') ? await lireParc(cadre, periode, lit) : { groupes: [], dispositifs: [] };
  return [
    ...parc.groupes, ...(niveaux.has('dispositif') ? faitsDesDispositifs(parc.dispositifs, parc.groupes, periode) : []),
    ...(niveaux.has('fiche') ? await lireFiches(cadre, periode) : []), ...(niveaux.has('territoire') ? faitsDuTerritoire(cadre.territoire) : []),
  ];
};

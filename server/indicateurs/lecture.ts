import { sql } from 'kysely';
import { numeroDuJour } from '../../domain/dates.ts';
import type { DispositifACompter, JoursDePlace, Troncon } from '../../domain/indicateurs/faits.ts';
import { RIEN, STATUTS_DU_PARC, capaciteSur, combiner, faitDeGroupe, faitsDesDispositifs, faitsDuTerritoire, financementAu, histoireDe, joursOuverts, pontDuGroupe, rangConnu, verserPlace } from '../../domain/indicateurs/faits.ts';
import { compteurDeFiches } from '../../domain/indicateurs/fiches.ts';
import type { Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { completude } from '../../domain/objets/champ.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { EtatPlace, Occupation } from '../../domain/objets/place.ts';
import type { Requetes } from '../base/schema.ts';

/** `departements` : ce que l’on lit ; `null`, tout le pays. `territoire` : ceux dont la population compte. */
export interface CadreService { readonly db: Requetes; readonly aujourdhui: string; readonly maintenant: string; readonly nomenclature: Nomenclature; readonly departements: readonly string[] | null; readonly territoire: readonly string[] }

type Cles = Fait['cles'];
const bornes = ({ departements }: CadreService, colonne = 'departement') => (departements === null ? sql<boolean>`true` : sql<boolean>`${sql.ref(colonne)} = any(${departements})`);

/** Les places-jours de chaque groupe, d’après les états datés : les places semblables se comptent ensemble. */
const lirePlaces = async (cadre: CadreService, periodes: ReadonlyMap<string, Periode | null>): Promise<Map<string, JoursDePlace>> => {
  const { rows } = await sql<{ groupeId: string; etats: string; occupation: Occupation; occupationLe: string | null; n: number }>`select "groupeId", etats::text as etats, occupation, "occupationLe", count(*)::int as n from place where ${bornes(cadre)} group by 1, 2, 3, 4`.execute(cadre.db);
  const lus = new Map<string, readonly Troncon[]>();
  const parGroupe = new Map<string, JoursDePlace>();
  for (const { groupeId, etats, occupation, occupationLe, n } of rows) {
    const ouverts = periodes.get(groupeId) ?? null;
    if (ouverts === null) continue;
    const histoire = lus.get(etats) ?? histoireDe(JSON.parse(etats) as EtatPlace[]);
    lus.set(etats, histoire);
    const somme = parGroupe.get(groupeId) ?? { ...RIEN };
    parGroupe.set(groupeId, somme);
    verserPlace(somme, histoire, occupation, rangConnu(occupation, occupationLe), [numeroDuJour(ouverts.du), numeroDuJour(ouverts.au) + 1, numeroDuJour(cadre.aujourdhui)], n);
  }
  return parGroupe;
};

const lireParc = async (cadre: CadreService, periode: Periode, lit: ReadonlySet<string | undefined>): Promise<{ readonly groupes: readonly Fait[]; readonly dispositifs: readonly DispositifACompter[] }> => {
  const comptees = cadre.nomenclature.codes('nature').filter(({ compteeEnPlaces }) => compteeEnPlaces).map(({ code }) => code);
  const lus = await cadre.db.selectFrom('dispositif').select(['id', 'entiteId', 'departement', 'nature', 'type', 'financements', 'placesFinancees']).where('statut', 'in', STATUTS_DU_PARC).where('nature', 'in', comptees).where(bornes(cadre)).execute();
  const cles = new Map<string, Cles>(lus.map(({ id, entiteId, departement, nature, type, financements }) => [id, { departement, entite: entiteId, dispositif: id, nature, type, financement: financementAu(financements, periode.au) }]));
  const groupes = (await cadre.db.selectFrom('groupe').select(['id', 'dispositifId', 'modalite', 'permanence', 'publics', 'ouverture', 'fermeture', 'capacites']).where(bornes(cadre)).execute()).filter(({ dispositifId }) => cles.has(dispositifId));
  const places = lit.has('places') || lit.has('etats') ? await lirePlaces(cadre, new Map(groupes.map((groupe) => [groupe.id, joursOuverts(groupe, periode)]))) : new Map<string, JoursDePlace>();
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

const lireFiches = async (cadre: CadreService, periode: Periode): Promise<Fait[]> => {
  const { db, aujourdhui, maintenant } = cadre;
  const dispositifs = await db.selectFrom('dispositif').selectAll().where(bornes(cadre)).execute();
  const parId = new Map(dispositifs.map((un) => [un.id, un]));
  const entites = await db.selectFrom('entite').selectAll().where(bornes(cadre)).execute();
  const groupes = await db.selectFrom('groupe').selectAll().where(bornes(cadre)).execute();
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

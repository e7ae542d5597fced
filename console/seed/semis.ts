import type { Statut } from '../../domain/cycleDeVie.ts';
import type { Dispositif } from '../../domain/objets/dispositif.ts';
import type { Entite } from '../../domain/objets/entite.ts';
import type { Groupe } from '../../domain/objets/groupe.ts';
import type { Place } from '../../domain/objets/place.ts';
import { creerAlea, uuidDuSemis } from './alea.ts';
import { avecDefauts, avecPlaces, semerDispositif } from './dispositifs.ts';
import type { DispositifSeme } from './dispositifs.ts';
import { semerEntites, statutsDe } from './entites.ts';
import { semerGroupe } from './groupes.ts';
import type { PhaseGroupe } from './groupes.ts';
import { PREMIERS_DISPOSITIFS, creerUnicite } from './noms.ts';
import { equipesDe } from './equipes.ts';
import { compteNational, comptesDe, equipeDe, gestionnaireDe, numeroDe, rangDe } from './personnes.ts';
import type { CompteSeme } from './personnes.ts';
import { semerPlaces } from './places.ts';
import { QUOTAS, repartir } from './plan.ts';

/** `au` : date de référence `AAAA-MM-JJ`. Mêmes options, mêmes lignes, à l’octet près. */
export interface OptionsSemis { readonly graine: number; readonly au: string; readonly departements: readonly string[] }
export interface DepartementSeme { readonly departement: string; readonly dispositifs: Dispositif[]; readonly groupes: Groupe[]; readonly places: Place[]; readonly comptes: CompteSeme[] }
export interface Semis { readonly entites: Entite[]; readonly national: CompteSeme; departements(): Generator<DepartementSeme> }

/** Parts pour mille des statuts des dispositifs. Les clés composées disent aussi le financement, dont dépend qui décide. */
const STATUTS_POUR_MILLE = { 'prevalide/non': 31.5, 'a_prevalider/oui': 17, 'a_prevalider/non': 29, a_corriger: 14.5, brouillon: 12, suspendu: 9.7, ferme: 14.5, 'refuse/non': 5 } as const;
const HORS_PARC: ReadonlySet<string> = new Set<Statut>(['brouillon', 'a_prevalider', 'prevalide', 'a_corriger']);

/** Entités qui portent des dispositifs du département, grandes d’abord : les siennes validées, puis celles qui y rayonnent. */
const hotesDe = (departement: string, entites: readonly Entite[]): readonly Entite[] => {
  const valides = entites.filter(({ statut }) => statut === 'valide');
  return [...valides.filter((entite) => entite.departement === departement), ...valides.filter((entite) => entite.departement !== departement && entite.departements.includes(departement))];
};

const parCreation = <T extends { readonly creeLe: string; readonly id: string }>(a: T, b: T): number => (a.creeLe < b.creeLe ? -1 : a.creeLe > b.creeLe ? 1 : a.id < b.id ? -1 : 1);

const semerDispositifs = (graine: number, departement: string, au: string, entites: readonly Entite[], nombre: number): DispositifSeme[] => {
  const alea = creerAlea(graine, 'dispositif', departement);
  const equipe = equipeDe(graine, departement);
  const nommer = creerUnicite();
  const hotes = hotesDe(departement, entites);
  const propres = hotes.filter((entite) => entite.departement === departement).length;
  const visiteurs = hotes.slice(propres, propres + Math.floor(nombre * 0.04));
  const parts = repartir(nombre - visiteurs.length, Array.from({ length: propres }, (_, rang) => 1 / (rang + 4) ** 0.7), 1);
  const porteurs = [...parts.flatMap((part, rang) => Array.from({ length: part }, () => hotes[rang] as Entite)), ...visiteurs];
  // les premiers, au compte de démonstration, restent validés ; les autres statuts tombent au hasard ailleurs
  const reserves = parts[0] ?? 0;
  const statuts = statutsDe(nombre, STATUTS_POUR_MILLE);
  const melanges = [...statuts.slice(0, reserves), ...alea.melanger(statuts.slice(reserves))];
  return porteurs.map((entite, rang) => {
    const [statut, finance] = (melanges[rang] ?? 'valide').split('/') as [Statut, string | undefined];
    const propre = entite.departement === departement;
    return semerDispositif({
      alea, id: uuidDuSemis(graine, 'dispositif', rangDe(departement), rang), rang, departement, au, statut, p177: finance === undefined ? undefined : finance === 'oui', entite, equipe, nommer,
      gestionnaire: propre ? gestionnaireDe(graine, departement, numeroDe(entite.id)) : gestionnaireDe(graine, departement, 900 + rang),
      impose: PREMIERS_DISPOSITIFS[departement]?.[rang],
    });
  });
};

interface GroupeAFaire { readonly source: DispositifSeme; readonly phase: PhaseGroupe; readonly poids: number }
const plusieurs = (source: DispositifSeme, phase: PhaseGroupe, nombre: number, alea: { reel(): number }): GroupeAFaire[] =>
  Array.from({ length: nombre }, () => ({ source, phase, poids: (source.profil.places ?? 1) * (0.35 + 1.3 * alea.reel()) }));

/** Les groupes à faire et leur capacité, de façon que les totaux du département tombent juste. */
const planifierGroupes = (graine: number, departement: string, semes: readonly DispositifSeme[]): (GroupeAFaire & { capacite: number })[] => {
  const alea = creerAlea(graine, 'plan', departement);
  const quotas = QUOTAS.get(departement);
  if (quotas === undefined) return [];
  const enPlaces = semes.filter(({ profil }) => profil.groupes !== undefined);
  const parc = enPlaces.filter(({ dispositif: { statut } }) => statut === 'valide' || statut === 'suspendu');
  const hors = enPlaces.filter(({ dispositif: { statut } }) => statut === 'ferme' || HORS_PARC.has(statut));
  const poidsDe = ({ profil }: DispositifSeme): number => (profil.groupes ?? 1) * (0.4 + 1.2 * alea.reel());
  const ouverts = repartir(quotas.groupesOuverts, parc.map(poidsDe), 1);
  // sans fiche hors du parc (petit département), les groupes fermés vont aux dispositifs validés
  const recevants = hors.length > 0 ? hors : parc;
  const clos = repartir(quotas.groupesHors, recevants.map(poidsDe));
  const listeOuverts = parc.flatMap((source, rang) => plusieurs(source, 'ouvert', ouverts[rang] ?? 1, alea));
  const listeClos = recevants.flatMap((source, rang) => plusieurs(source, HORS_PARC.has(source.dispositif.statut) ? 'a_venir' : 'ferme', clos[rang] ?? 0, alea));
  const capacitesOuvertes = repartir(quotas.placesOuvertes, listeOuverts.map(({ poids }) => poids), 1);
  const capacitesCloses = repartir(quotas.placesHors, listeClos.map(({ poids }) => poids), 1);
  return [...listeOuverts.map((groupe, rang) => ({ ...groupe, capacite: capacitesOuvertes[rang] ?? 1 })), ...listeClos.map((groupe, rang) => ({ ...groupe, capacite: capacitesCloses[rang] ?? 1 }))];
};

const semerDepartement = (graine: number, departement: string, au: string, entites: readonly Entite[]): DepartementSeme => {
  const rangDepartement = rangDe(departement);
  const alea = creerAlea(graine, 'groupe', departement);
  const aleaPlaces = creerAlea(graine, 'place', departement);
  const aleaFinancements = creerAlea(graine, 'financement', departement);
  const semes = semerDispositifs(graine, departement, au, entites, QUOTAS.get(departement)?.dispositifs ?? 0);
  const parDispositif = new Map<string, (GroupeAFaire & { capacite: number })[]>();
  for (const prevu of planifierGroupes(graine, departement, semes)) {
    const liste = parDispositif.get(prevu.source.dispositif.id);
    if (liste === undefined) parDispositif.set(prevu.source.dispositif.id, [prevu]);
    else liste.push(prevu);
  }
  const groupes: Groupe[] = [];
  const connus = new Set(PREMIERS_DISPOSITIFS[departement]?.map(({ nom }) => nom));
  const dispositifs = [...semes].sort((a, b) => parCreation(a.dispositif, b.dispositif)).map((source, ordre) => {
    const pris = new Set<string>();
    const siens = (parDispositif.get(source.dispositif.id) ?? []).map(({ phase, capacite }, rang) =>
      semerGroupe(alea, uuidDuSemis(graine, 'groupe', rangDepartement, groupes.length + rang), source.dispositif, source.profil, phase, capacite, au, pris));
    groupes.push(...siens);
    const complet = avecPlaces(aleaFinancements, source, siens, au);
    return connus.has(complet.nom) ? complet : avecDefauts(complet, ordre, au);
  });
  const places: Place[] = [];
  for (const groupe of groupes) places.push(...semerPlaces(aleaPlaces, graine, rangDepartement, places.length, groupe, au));
  const premiere = hotesDe(departement, entites)[0];
  const siens = dispositifs.filter(({ entiteId, statut }) => entiteId === premiere?.id && statut === 'valide').sort((a, b) => (a.id < b.id ? -1 : 1));
  const comptes = premiere === undefined ? [] : comptesDe(graine, departement, { id: premiere.id, nom: premiere.raisonSociale }, siens.map(({ id, nom }) => ({ id, nom })));
  const presentes = new Set(dispositifs.map(({ entiteId }) => entiteId));
  const equipes = equipesDe({ graine, au, departement, entites: entites.filter((entite) => entite.departement === departement || presentes.has(entite.id)), dispositifs, deja: comptes });
  return { departement, dispositifs, groupes, places, comptes: [...comptes, ...equipes] };
};

/**
 * Sème les départements donnés. Les entités, peu nombreuses, sont rendues d’un bloc (un dispositif peut relever d’une entité voisine) ;
 * le reste vient département par département, pour que la mémoire n’en tienne qu’un.
 */
export const semer = ({ graine, au, departements }: OptionsSemis): Semis => {
  const entites = departements.flatMap((departement) => semerEntites(graine, departement, au).sort(parCreation));
  // hotesDe attend les grandes d’abord : l’ordre de création des identifiants
  const parTaille = [...entites].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    entites,
    national: compteNational(graine),
    *departements() {
      for (const departement of departements) yield semerDepartement(graine, departement, au, parTaille);
    },
  };
};

import { lendemain, moisAvant, veille } from '../dates.ts';
import type { Pas } from '../objets/commun.ts';
import { pasEnVigueur } from '../parcours.ts';
import type { Fait, Periode } from './modele.ts';

/** Une fiche plus ancienne que ce nombre de mois n’est plus à jour (D). */
export const MOIS_FRAICHEUR = 12;
/** En deçà de ce taux, une fiche est incomplète (D). */
export const SEUIL_INCOMPLETE = 80;
export const STATUTS_TENUS: readonly string[] = ['valide', 'suspendu'];
export const STATUTS_EN_ATTENTE: readonly string[] = ['a_prevalider', 'prevalide'];
/** Dernier jour de chaque tranche d’âge (domain.md §4) ; au-delà, en retard. */
const AGES = [[5, 'attenteATemps'], [10, 'attenteASurveiller'], [15, 'attenteBientot'], [Number.POSITIVE_INFINITY, 'attenteEnRetard']] as const;

const JOUR = 86_400_000;
const jours = (de: string, a: string): number => Math.max(0, Math.floor((Date.parse(a) - Date.parse(de)) / JOUR));
const PARIS = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });
/** Le jour, à Paris, d’un instant ISO. Deux heures au plus les séparent du jour UTC : le reste se passe de calendrier. */
export const jourAParis = (instant: string): string => (instant.slice(11, 13) < '22' ? instant.slice(0, 10) : PARIS.format(new Date(instant)));
/** Ce qu’un parcours dit d’une période : les délais de ce qui y a été décidé, et l’âge de ce qui attend encore le dernier jour. */
const lireParcours = (parcours: readonly Pas[], { du, au }: Periode, maintenant: string): { readonly prevalidation: number[]; readonly validation: number[]; readonly attente: number | null } => {
  const connus = pasEnVigueur(parcours.filter(({ le }) => jourAParis(le) <= au));
  const prevalidation: number[] = [];
  const validation: number[] = [];
  let soumise: string | null = null;
  for (const { vers, geste, le } of connus) {
    if (vers === 'a_prevalider') { soumise = le; continue; }
    const compte = soumise !== null && jourAParis(le) >= du;
    if (vers === 'prevalide' && geste === 'prevalider' && compte) prevalidation.push(jours(soumise as string, le));
    if (vers !== 'valide' || geste !== 'valider') continue;
    if (compte) validation.push(jours(soumise as string, le));
    soumise = null;
  }
  const dernier = connus.at(-1);
  // ce qui attendait à la fin d’un jour passé se compte à minuit ; aujourd’hui, à l’heure qu’il est
  const finDuJour = `${lendemain(au)}T00:00:00.000Z`;
  const attente = dernier !== undefined && STATUTS_EN_ATTENTE.includes(dernier.vers) && soumise !== null ? jours(soumise, maintenant < finDuJour ? maintenant : finDuJour) : null;
  return { prevalidation, validation, attente };
};

/** L’instant où commence un jour à Paris : une fiche y a changé ce jour-là ou depuis quand son instant n’est pas avant. */
const debutAParis = (jour: string): string => {
  const ete = `${veille(jour)}T22:00:00.000Z`;
  return jourAParis(ete) === jour ? ete : `${veille(jour)}T23:00:00.000Z`;
};

type Circuit = Required<Pick<Fait, 'durees' | 'nombres'>>;
const AUCUNE_DUREE: Fait['durees'] & object = { prevalidation: [], validation: [] };
/** Ce qu’un parcours apporte aux délais et à l’attente, pour une période. */
export const compteurDeCircuit = (periode: Periode, maintenant: string): ((parcours: readonly Pas[]) => Circuit) => (parcours) => {
  const { prevalidation, validation, attente } = parcours.length === 0 ? RIEN : lireParcours(parcours, periode, maintenant);
  const age = attente === null ? null : AGES.find(([dernier]) => attente <= dernier)?.[1];
  return {
    durees: prevalidation.length + validation.length === 0 ? AUCUNE_DUREE : { prevalidation, validation },
    nombres: {
      prevalidations: prevalidation.length, validations: validation.length, enAttente: attente === null ? 0 : 1,
      attenteATemps: age === 'attenteATemps' ? 1 : 0, attenteASurveiller: age === 'attenteASurveiller' ? 1 : 0, attenteBientot: age === 'attenteBientot' ? 1 : 0, attenteEnRetard: age === 'attenteEnRetard' ? 1 : 0,
    },
  };
};

/** Les bornes de la qualité : est tenue une fiche de ces statuts ; récente, à jour depuis cet instant ; inconnue, changée depuis celui-là (`null` : aucune ne l’est, `''` : toutes). */
export const bornesDeQualite = ({ au }: Periode, aujourdhui: string): { readonly tenues: readonly string[]; readonly recenteDepuis: string; readonly inconnueDepuis: string | null } => ({
  tenues: STATUTS_TENUS, recenteDepuis: debutAParis(lendemain(moisAvant(au, MOIS_FRAICHEUR))), inconnueDepuis: au === aujourdhui ? null : au > aujourdhui ? '' : debutAParis(lendemain(au)),
});

/** Une fiche réduite à ce qui se compte. `parcours` vide pour un groupe. */
export interface FicheACompter { readonly id: string; readonly cles: Fait['cles']; readonly statut: string; readonly parcours: readonly Pas[]; readonly modifieLe: string; readonly attendus: number; readonly remplis: number }
/** Ce qui met des fiches en faits, pour une période : les bornes ne s’y calculent qu’une fois. */
export const compteurDeFiches = (periode: Periode, aujourdhui: string, maintenant: string): ((fiche: FicheACompter) => Fait) => {
  const { tenues, recenteDepuis, inconnueDepuis } = bornesDeQualite(periode, aujourdhui);
  const circuit = compteurDeCircuit(periode, maintenant);
  return ({ id, cles, statut, parcours, modifieLe, attendus, remplis }) => {
    const { durees, nombres } = circuit(parcours);
    const tenue = tenues.includes(statut);
    return {
      niveau: 'fiche', id, cles, durees,
      nombres: {
        ...nombres, fiches: tenue ? 1 : 0, recentes: tenue && modifieLe >= recenteDepuis ? 1 : 0, attendus: tenue ? attendus : 0, remplis: tenue ? remplis : 0,
        incompletes: tenue && 100 * remplis < SEUIL_INCOMPLETE * attendus ? 1 : 0, ficheInconnue: tenue && inconnueDepuis !== null && modifieLe >= inconnueDepuis ? 1 : 0,
      },
    };
  };
};
const RIEN: ReturnType<typeof lireParcours> = { prevalidation: [], validation: [], attente: null };

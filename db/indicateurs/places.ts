import type { Periode } from '../../domain/indicateurs/modele.ts';
import type { Occupee, Troncon } from '../../domain/indicateurs/faits.ts';
import { histoireDe, occupationsDe } from '../../domain/indicateurs/faits.ts';
import { numeroDuJour } from '../../domain/dates.ts';
import type { EtatPlace, Occupation } from '../../domain/objets/place.ts';
import type { BaseLecture } from '../base.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Memoire } from './memoire.ts';
import { DISPOSITIFS, DU_PARC, valeursDuParc } from './parc.ts';
import { verserSimples } from './simples.ts';
import { INDISPONIBLES, LIBRES, OCCUPEES, OUVERTES, RESERVEES, seSuivent, verseur } from './versement.ts';

export interface JourDuPoste { readonly periode: Periode; readonly aujourdhui: string }
/** Un groupe, tel que tout calcul le demande. `rang` : sa place dans les sommes ; `du`, `apres` : ses jours, en rangs. */
export interface GroupeTenu { readonly id: string; readonly rang: number; readonly dispositif: string; readonly modalite: string; readonly permanence: string; readonly publics: string; readonly ouverture: string; readonly fermeture: string | null; readonly capaciteJour: number; readonly du: number; readonly apres: number }
export const lireGroupesTenus = (base: BaseLecture, memoire: Memoire): ReadonlyMap<string, GroupeTenu> => memoire('groupes', () => new Map(
  base.bruts<[string, string, string, string, string, string, string | null, number]>('select id, "dispositifId", modalite, permanence, publics, ouverture, fermeture, "capaciteJour" from groupe')
    .map(([id, dispositif, modalite, permanence, publics, ouverture, fermeture, capaciteJour], rang) => [id, { id, rang, dispositif, modalite, permanence, publics, ouverture, fermeture, capaciteJour, du: numeroDuJour(ouverture), apres: fermeture === null ? Number.POSITIVE_INFINITY : numeroDuJour(fermeture) }])), true);

/** Une histoire d’états, lue une fois ; `n` places du groupe ont la même. */
interface Histoire { readonly groupeId: string; readonly histoire: readonly Troncon[]; readonly occupations: readonly Occupee[]; readonly n: number }
const lireHistoires = (base: BaseLecture, aujourdhui: string, memoire: Memoire): readonly Histoire[] => memoire('histoires', () => {
  const ceJour = numeroDuJour(aujourdhui);
  const lues = new Map<string, readonly Troncon[]>();
  return base.bruts<[string, string, Occupation, string | null, string | null, number]>(`select "groupeId", etats, occupation, "occupationLe", "constatsPasses", count(*) from place where "ouverteDepuis" is null group by 1, 2, 3, 4, 5`).map(([groupeId, texte, occupation, occupationLe, constatsPasses, n]) => {
    const histoire = lues.get(texte) ?? histoireDe(JSON.parse(texte) as EtatPlace[]);
    lues.set(texte, histoire);
    return { groupeId, histoire, occupations: occupationsDe({ occupation, occupationLe, constatsPasses }, ceJour), n };
  });
}, true);

const CASE_OCCUPATION = { libre: LIBRES, reservee: RESERVEES, occupee: OCCUPEES } as const satisfies Record<Occupation, number>;
/** Les places-jours de chaque groupe, d’un seul parcours pour toute une suite de périodes. `avecOccupation` faux : l’indisponibilité seule, que les places simples n’ont jamais ; les autres nombres ne disent alors rien. */
const lirePlaces = (base: BaseLecture, suite: readonly Periode[], aujourdhui: string, avecOccupation: boolean, memoire: Memoire): readonly Float64Array[] => {
  const groupes = lireGroupesTenus(base, memoire);
  const vers = verseur(suite, groupes.size);
  if (avecOccupation) verserSimples(base, aujourdhui, groupes, vers, memoire);
  // la formule de `verserPlace`, sur des tranches d’occupation qui ne se recouvrent pas
  for (const { groupeId, histoire, occupations, n } of lireHistoires(base, aujourdhui, memoire)) {
    const groupe = groupes.get(groupeId);
    if (groupe === undefined) continue;
    vers.ouvrir(groupe.rang, groupe.du, groupe.apres);
    for (const { etat: { etat }, du, apres } of histoire) {
      if (etat === 'indisponible') vers.ajouter(INDISPONIBLES, du, apres, n);
      if (etat !== 'ouverte' || !avecOccupation) continue;
      vers.ajouter(OUVERTES, du, apres, n);
      for (const { occupation, du: depuis, apres: jusqua } of occupations) vers.ajouter(CASE_OCCUPATION[occupation], Math.max(du, depuis), Math.min(apres, jusqua), n);
    }
  }
  return vers.clore();
};
/** Cinq ans, mois par mois ; au-delà, ce qu’il faudrait garder pèse plus que le temps gagné. */
const SUITE_MAXIMALE = 60;
/** Les places-jours d’une période (`joursDe` les lit par rang de groupe) ; avec elle se lisent les autres d’une même suite. */
export const lirePlacesDatees = (base: BaseLecture, { periode, aujourdhui }: JourDuPoste, suite: readonly Periode[], avecOccupation: boolean, memoire: Memoire): Float64Array => {
  const rang = suite.length > 1 && suite.length <= SUITE_MAXIMALE && seSuivent(suite) ? suite.findIndex(({ du, au }) => du === periode.du && au === periode.au) : -1;
  if (rang < 0) return lirePlaces(base, [periode], aujourdhui, avecOccupation, memoire)[0] as Float64Array;
  return memoire(`jours|${String(avecOccupation)}|${suite.map(({ du, au }) => `${du}${au}`).join()}`, () => lirePlaces(base, suite, aujourdhui, avecOccupation, memoire), true)[rang] as Float64Array;
};

/** Places-jours d’indisponibilité de ces groupes, par motif : seules les places qui ont une histoire peuvent en avoir un. */
export const lireMotifs = (base: BaseLecture, retenus: ReadonlySet<string>, { periode, aujourdhui }: JourDuPoste, memoire: Memoire): Map<string, number> => {
  const groupes = lireGroupesTenus(base, memoire);
  const [du, apres] = [numeroDuJour(periode.du), numeroDuJour(periode.au) + 1];
  const total = new Map<string, number>();
  for (const { groupeId, histoire, n } of lireHistoires(base, aujourdhui, memoire)) {
    const groupe = retenus.has(groupeId) ? groupes.get(groupeId) : undefined;
    if (groupe === undefined) continue;
    for (const troncon of histoire) {
      const jours = Math.min(apres, groupe.apres, troncon.apres) - Math.max(du, groupe.du, troncon.du);
      if (troncon.etat.etat === 'indisponible' && jours > 0) total.set(troncon.etat.motif ?? 'autre', (total.get(troncon.etat.motif ?? 'autre') ?? 0) + n * jours);
    }
  }
  return total;
};
/** Les places indisponibles aujourd’hui des groupes ouverts du parc, par motif ; `parGroupe` : et par groupe. Dans l’ordre des index : les lignes mêmes ne se lisent pas. */
export const lireMotifsDuJour = (base: BaseLecture, aujourdhui: string, nomenclature: Nomenclature, parGroupe: boolean): readonly (readonly [motif: string, groupeId: string, n: number])[] =>
  base.bruts(`select coalesce(p."motifJour", 'autre'), ${parGroupe ? 'g.id' : `''`}, count(*) from ${DISPOSITIFS} cross join groupe g indexed by groupe_indicateurs on g."dispositifId" = d.id
    cross join place p indexed by place_indisponible on p."groupeId" = g.id and p."etatJour" = 'indisponible' where g.ouverture <= ? and coalesce(g.fermeture, '9') > ? and ${DU_PARC} group by 1, 2`, aujourdhui, aujourdhui, ...valeursDuParc(nomenclature));

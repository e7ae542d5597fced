import type { Periode } from '../../domain/indicateurs/modele.ts';
import type { JoursDePlace, Occupee, Troncon } from '../../domain/indicateurs/faits.ts';
import { RIEN, histoireDe, occupationsDe, verserPlace } from '../../domain/indicateurs/faits.ts';
import { numeroDuJour } from '../../domain/dates.ts';
import type { EtatPlace, Occupation } from '../../domain/objets/place.ts';
import type { BaseLecture } from '../base.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Memoire } from './memoire.ts';
import { DISPOSITIFS, DU_PARC, valeursDuParc } from './parc.ts';
import { verserSimples } from './simples.ts';

export interface JourDuPoste { readonly periode: Periode; readonly aujourdhui: string }
/** Un groupe, tel que tout calcul le demande. `du`, `apres` : ses jours, en rangs. */
export interface GroupeTenu { readonly id: string; readonly dispositif: string; readonly modalite: string; readonly permanence: string; readonly publics: string; readonly ouverture: string; readonly fermeture: string | null; readonly capaciteJour: number; readonly du: number; readonly apres: number }
export const lireGroupesTenus = (base: BaseLecture, memoire: Memoire): ReadonlyMap<string, GroupeTenu> => memoire('groupes', () => new Map(
  base.bruts<[string, string, string, string, string, string, string | null, number]>('select id, "dispositifId", modalite, permanence, publics, ouverture, fermeture, "capaciteJour" from groupe')
    .map(([id, dispositif, modalite, permanence, publics, ouverture, fermeture, capaciteJour]) => [id, { id, dispositif, modalite, permanence, publics, ouverture, fermeture, capaciteJour, du: numeroDuJour(ouverture), apres: fermeture === null ? Number.POSITIVE_INFINITY : numeroDuJour(fermeture) }])), true);

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

/** Les places-jours de chaque groupe. `avecOccupation` faux : l’indisponibilité seule, que les places simples n’ont jamais ; les autres nombres ne disent alors rien. */
export const lirePlacesDatees = (base: BaseLecture, jour: JourDuPoste, avecOccupation: boolean, memoire: Memoire): ReadonlyMap<string, JoursDePlace> => {
  const groupes = lireGroupesTenus(base, memoire);
  const parGroupe = new Map<string, JoursDePlace>();
  const sommeDe = (groupeId: string): JoursDePlace => {
    const connue = parGroupe.get(groupeId);
    if (connue !== undefined) return connue;
    const somme = { ...RIEN };
    parGroupe.set(groupeId, somme);
    return somme;
  };
  if (avecOccupation) verserSimples(base, jour, groupes, sommeDe, memoire);
  const [du, apres] = [numeroDuJour(jour.periode.du), numeroDuJour(jour.periode.au) + 1];
  for (const { groupeId, histoire, occupations, n } of lireHistoires(base, jour.aujourdhui, memoire)) {
    const groupe = groupes.get(groupeId);
    if (groupe === undefined || groupe.du >= apres || groupe.apres <= du) continue;
    verserPlace(sommeDe(groupeId), histoire, occupations, [Math.max(du, groupe.du), Math.min(apres, groupe.apres)], n);
  }
  return parGroupe;
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

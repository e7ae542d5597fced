import type { ArgumentsReprendre } from '../commandes/reprise.ts';
import { FICHES_PAR_COMMANDE, PLACES_PAR_REPRISE } from '../commandes/reprise.ts';
import type { FichesChargees } from '../objets/lot.ts';
import type { Etapes } from './etapes.ts';
import { cadencer, duneTraite } from './etapes.ts';
import type { FicheDispositif, FicheEntite, FicheGroupe, FichePlace, Fiches } from './fiches.ts';

type ObjetRepris = Exclude<keyof FichesChargees, 'utilisateur'>;
/** Donne l’identifiant d’une fiche d’après sa provenance : le même pour le même identifiant d’origine, où et quand que ce soit. */
export type Identifier = (objet: ObjetRepris | 'proposition', identifiant: string) => string;
/** Une fiche à créer, et les lignes du fichier d’où elle vient : un refus du service se dit à leur place. */
interface FichePlanifiee { readonly objet: ObjetRepris; readonly nom: string; readonly lignes: readonly number[] }
export interface Plan {
  /** Les arguments des commandes `reprendreFiches`, dans l’ordre où les envoyer : les parents d’abord. */
  readonly commandes: readonly ArgumentsReprendre[];
  readonly fiches: ReadonlyMap<string, FichePlanifiee>;
  readonly aCreer: FichesChargees;
}
export interface DemandePlan { readonly lotId: string; readonly mandatId: string; readonly fiches: Fiches; readonly identifier: Identifier; /** Fiches de ce lot déjà chargées : une reprise après coupure ne les renvoie pas. */ readonly deja?: ReadonlySet<string> }

/** Les fiches qu’un contrôle créerait : celles que l’offre n’a pas. */
export const compterACreer = ({ entites, dispositifs, groupes, places }: Fiches): FichesChargees => {
  const nouvelles = (liste: readonly { readonly existante: string | null }[]): number => liste.filter(({ existante }) => existante === null).length;
  return { entite: nouvelles(entites), dispositif: nouvelles(dispositifs), groupe: nouvelles(groupes), place: nouvelles(places) };
};
const parPaquets = <T>(liste: readonly T[], taille: number): T[][] => Array.from({ length: Math.ceil(liste.length / taille) }, (_, rang) => liste.slice(rang * taille, (rang + 1) * taille));

/**
 * Les commandes qui créent les fiches proposées par un contrôle. Une fiche déjà dans l’offre (`existante`) n’est pas recréée : ses enfants s’y rattachent.
 * Une place sans groupe connu, un groupe sans dispositif, n’existent pas ici : le contrôle les a rejetés (P03). Le groupe d’une place peut n’être encore que dans le fichier des structures : son identifiant est déjà celui qu’il aura.
 */
export function* planifierParEtapes({ lotId, mandatId, fiches, identifier, deja = new Set() }: DemandePlan): Etapes<Plan> {
  const finEtape = cadencer();
  const idDe = (objet: ObjetRepris, { existante, provenance }: FicheEntite | FicheDispositif | FicheGroupe | FichePlace): string => existante ?? identifier(objet, provenance.identifiant);
  // un identifiant se tire d’une empreinte : chacun une fois
  const [entites, dispositifs] = [new Map<string, string>(), new Map<string, string>()];
  for (const fiche of fiches.entites) { if (finEtape()) yield; entites.set(fiche.cle, idDe('entite', fiche)); }
  for (const fiche of fiches.dispositifs) { if (finEtape()) yield; dispositifs.set(fiche.cle, idDe('dispositif', fiche)); }
  const connus = { entite: entites, dispositif: dispositifs, groupe: null, place: null };
  const planifiees = new Map<string, FichePlanifiee>();
  const exiger = (id: string | undefined, quoi: string): string => { if (id === undefined) throw new Error(`Fiche proposée sans parent : ${quoi}`); return id; };
  function* aCreer<F extends FicheEntite | FicheDispositif | FicheGroupe | FichePlace, T extends { readonly id: string }>(objet: ObjetRepris, liste: readonly F[], nom: (fiche: F) => string, faire: (id: string, fiche: F) => T): Etapes<T[]> {
    const faites: T[] = [];
    for (const fiche of liste) {
      if (finEtape()) yield;
      if (fiche.existante !== null) continue;
      const id = connus[objet]?.get(fiche.cle) ?? idDe(objet, fiche);
      planifiees.set(id, { objet, nom: nom(fiche), lignes: fiche.lignes });
      faites.push(faire(id, fiche));
    }
    return faites;
  }
  const nouvelles = {
    entites: yield* aCreer('entite', fiches.entites, ({ saisie }) => saisie.raisonSociale, (id, { provenance, saisie }) => ({ id, identifiant: provenance.identifiant, saisie })),
    dispositifs: yield* aCreer('dispositif', fiches.dispositifs, ({ saisie }) => saisie.nom, (id, { provenance, entite, saisie }) => ({ id, identifiant: provenance.identifiant, saisie: { ...saisie, entiteId: exiger(entites.get(entite), entite) } })),
    groupes: yield* aCreer('groupe', fiches.groupes, ({ saisie }) => saisie.libelle, (id, { provenance, dispositif, saisie }) => ({ id, identifiant: provenance.identifiant, saisie: { ...saisie, dispositifId: exiger(dispositifs.get(dispositif), dispositif) } })),
    places: yield* aCreer('place', fiches.places, ({ numero }) => numero, (id, { provenance, groupe, groupeId, numero, etats, occupation, occupationLe }) => ({ id, identifiant: provenance.identifiant, groupeId: groupeId ?? identifier('groupe', groupe), numero, etats: [...etats], occupation, occupationLe })),
  };
  const vide = { lotId, mandatId, entites: [], dispositifs: [], groupes: [], places: [] } satisfies ArgumentsReprendre;
  const commandes: ArgumentsReprendre[] = [];
  const restent = <T extends { readonly id: string }>(liste: readonly T[]): T[] => liste.filter(({ id }) => !deja.has(id));
  for (const paquet of parPaquets(restent(nouvelles.entites), FICHES_PAR_COMMANDE)) commandes.push({ ...vide, entites: paquet });
  for (const paquet of parPaquets(restent(nouvelles.dispositifs), FICHES_PAR_COMMANDE)) commandes.push({ ...vide, dispositifs: paquet });
  for (const paquet of parPaquets(restent(nouvelles.groupes), FICHES_PAR_COMMANDE)) commandes.push({ ...vide, groupes: paquet });
  for (const paquet of parPaquets(restent(nouvelles.places), PLACES_PAR_REPRISE)) commandes.push({ ...vide, places: paquet });
  return { commandes, fiches: planifiees, aCreer: compterACreer(fiches) };
}
/** Le même plan, d’une traite. */
export const planifier = (demande: DemandePlan): Plan => duneTraite(planifierParEtapes(demande));

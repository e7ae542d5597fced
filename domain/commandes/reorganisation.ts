import { z } from 'zod';
import { dateEcrite } from '../dates.ts';
import { autoriser } from '../droits.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import { naissance, schemaId } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe } from '../objets/groupe.ts';
import { erreurGroupe, schemaSaisieGroupe } from '../objets/groupe.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Place } from '../objets/place.ts';
import { etatAu } from '../objets/place.ts';
import type { Depart } from '../places/pont.ts';
import { capacitesQuittees, capacitesRecues, manqueAu } from '../places/pont.ts';
import type { Acteur } from '../profils.ts';
import type { Changement, Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireGroupesDe, lireLigne, lireLignes, lireNomenclature, lirePlacesDe, refus } from './commande.ts';
import { refusValeurs } from './groupes.ts';
import { nombrer } from './noms.ts';
import { PLACES_PAR_COMMANDE, droitSurPlaces, numeroDouble } from './places.ts';
import { INTROUVABLE } from './regles.ts';

/** Ce qu’une personne dit d’un groupe qui naît d’autres groupes : le reste (dispositif, capacité, ouverture) s’en déduit. */
export const schemaGroupeScinde = schemaSaisieGroupe.omit({ dispositifId: true, capacites: true, ouverture: true, fermeture: true, pmr: true });
const schemaReorganiser = z.object({
  /** Places qui passent dans le groupe d’arrivée, de groupes qui restent. */
  ids: z.array(schemaId).max(PLACES_PAR_COMMANDE, `${PLACES_PAR_COMMANDE} places au plus par commande.`),
  /** Groupes réunis à celui d’arrivée : toutes leurs places y passent, et ils ferment. */
  reunis: z.array(schemaId).max(50, '50 groupes au plus en une fois.'),
  /** Parmi les places de `ids`, combien sont comptées PMR. */
  pmr: z.number().int().min(0).max(PLACES_PAR_COMMANDE),
  vers: z.discriminatedUnion('genre', [z.object({ genre: z.literal('groupe'), id: schemaId }), z.object({ genre: z.literal('nouveau'), id: schemaId, saisie: schemaGroupeScinde })]),
}).refine(({ ids, reunis }) => ids.length + reunis.length > 0, 'Choisir des places, ou un groupe à réunir.');
export type ArgumentsReorganiser = z.infer<typeof schemaReorganiser>;

interface EtatReorganiser {
  readonly existant: Groupe | undefined; readonly dispositif: Dispositif | undefined; readonly freres: readonly Groupe[]; readonly codes: readonly CodeNomenclature[];
  /** Les places citées, et toutes celles des groupes réunis et du groupe d’arrivée. */
  readonly places: readonly Place[];
}

const estNonFermee = (place: Place, jour: string): boolean => { const etat = etatAu(place.etats, jour); return etat !== undefined && etat.etat !== 'fermee'; };

/** Ce qui ne va pas avec les groupes eux-mêmes, avant de compter. */
const refusGroupes = (departs: readonly Groupe[], arrivee: Groupe | undefined, jour: string): Refus | null => {
  for (const groupe of [...departs, ...(arrivee === undefined ? [] : [arrivee])]) {
    if (groupe.ouverture > jour) return refus('groupe_ferme', `« ${groupe.libelle} » n’ouvre que le ${dateEcrite(groupe.ouverture)} : attendre son ouverture.`);
    if (groupe.fermeture !== null && groupe.fermeture <= jour) return refus('groupe_ferme', `« ${groupe.libelle} » est fermé depuis le ${dateEcrite(groupe.fermeture)}.`);
  }
  const fin = arrivee?.fermeture ?? null;
  const plusLong = fin === null ? undefined : departs.find(({ fermeture }) => fermeture === null || fermeture > fin);
  return fin === null || plusLong === undefined ? null : refus('groupe_ferme', `« ${arrivee?.libelle ?? ''} » ferme le ${dateEcrite(fin)}, avant « ${plusLong.libelle} » : choisir un groupe qui reste ouvert aussi longtemps.`);
};
const refusDroits = (acteur: Acteur, dispositif: Dispositif, { reunis, vers }: ArgumentsReorganiser, jour: string): Refus | null => {
  const places = droitSurPlaces(acteur, 'modifier', dispositif, jour);
  if (!places.accordee) return refus(places.code, places.message);
  const cible = { departements: [dispositif.departement], entiteId: dispositif.entiteId, dispositifId: dispositif.id };
  for (const geste of ['modifier', ...(vers.genre === 'nouveau' ? ['creer' as const] : []), ...(reunis.length > 0 ? ['fermer' as const] : [])] as const) {
    const droit = autoriser(acteur, geste, 'groupe', cible);
    if (!droit.accordee) return refus(droit.code, droit.message);
  }
  return null;
};
/** Les places PMR quittent les groupes dans l’ordre, chacun jusqu’à ce qu’il en a. */
const retirerPmr = (departs: readonly Depart[], pmr: number): ReadonlyMap<string, number> | null => {
  const retirees = new Map<string, number>();
  let reste = pmr;
  for (const { groupe, combien } of departs) {
    const prises = Math.min(reste, groupe.pmr, combien);
    retirees.set(groupe.id, prises);
    reste -= prises;
  }
  return reste === 0 ? retirees : null;
};

const creerGroupe = (id: string, saisie: z.infer<typeof schemaGroupeScinde>, capacites: Groupe['capacites'], pmr: number, dispositif: Dispositif, freres: readonly Groupe[], nomenclature: Nomenclature, acteur: Acteur, contexte: Contexte): Changement | Refus => {
  if (freres.some((frere) => frere.id === id)) return refus('existe', 'Ce groupe est déjà enregistré.');
  const complete = { ...saisie, dispositifId: dispositif.id, capacites, ouverture: contexte.aujourdhui, fermeture: null, pmr };
  const erreur = refusValeurs(complete, undefined, id, dispositif, freres, contexte, nomenclature);
  if (erreur !== null) return erreur;
  return {
    genre: 'creer', objet: 'groupe', ligne: {
      ...complete, id, code: null, version: 0, departement: dispositif.departement, entiteId: dispositif.entiteId, provenance: null, ...naissance(acteur, contexte.maintenant),
    },
  };
};

/**
 * Déplace des places entre groupes d’un dispositif, en scinde un nouveau, ou réunit des groupes : à compter d’aujourd’hui, toutes ou aucune, et la capacité suit au nombre près
 * (places/pont.ts). Gestionnaire d’entité et assistant. Les gestes plus anciens sur ces places ne s’annulent plus : le groupe qu’ils avaient n’a plus leur capacité. Refus :
 * `introuvable`, `droit.*`, `statut`, `autre_dispositif`, `groupe_ferme`, `capacite` (un groupe n’en porte pas autant), `champ.pmr`, `champ.ids` (numéro pris), `champ.*` du nouveau groupe, `sans_effet`.
 */
export const reorganiserPlaces: Commande<'reorganiserPlaces', ArgumentsReorganiser, EtatReorganiser> = {
  nom: 'reorganiserPlaces', version: 1, libelle: 'Déplacer, scinder ou réunir', schema: schemaReorganiser,
  cible: ({ vers }) => ({ objet: 'groupe', id: vers.id }),
  champsTouches: () => [],
  intitule: ({ ids, reunis }) => (reunis.length === 0 ? nombrer(new Set(ids).size, 'place', 'places') : nombrer(reunis.length, 'groupe réuni', 'groupes réunis')),
  *lire({ ids, reunis, vers }): Lire<EtatReorganiser> {
    const existant = vers.genre === 'groupe' ? yield* lireLigne('groupe', vers.id) : undefined;
    const citees = yield* lireLignes('place', [...new Set(ids)]);
    const [premier] = reunis;
    const dispositifId = existant?.dispositifId ?? citees[0]?.dispositifId ?? (premier === undefined ? undefined : (yield* lireLigne('groupe', premier))?.dispositifId);
    if (dispositifId === undefined) return { existant, dispositif: undefined, freres: [], codes: [], places: citees };
    const places = new Map(citees.map((place) => [place.id, place]));
    for (const id of [...reunis, vers.id]) for (const place of yield* lirePlacesDe(id)) places.set(place.id, place);
    return { existant, dispositif: yield* lireLigne('dispositif', dispositifId), freres: yield* lireGroupesDe(dispositifId), codes: yield* lireNomenclature(), places: [...places.values()] };
  },
  decide({ existant, dispositif, freres, codes, places }, args, acteur, contexte): Decision {
    const { ids, reunis, pmr, vers } = args;
    const jour = contexte.aujourdhui;
    if (dispositif === undefined || (vers.genre === 'groupe' && existant === undefined)) return INTROUVABLE('Groupe de places');
    const interdit = refusDroits(acteur, dispositif, args, jour);
    if (interdit !== null) return interdit;
    const groupes = new Map(freres.map((groupe) => [groupe.id, groupe]));
    const connues = new Map(places.map((place) => [place.id, place]));
    const entiers = new Set(reunis);
    for (const id of entiers) if (!groupes.has(id)) return refus('autre_dispositif', 'Seuls les groupes d’un même dispositif se réunissent.');
    if (entiers.has(vers.id)) return refus('sans_effet', 'Un groupe ne se réunit pas à lui-même : choisir un autre groupe d’arrivée.');
    const partantes = new Map<string, Place>();
    for (const id of ids) {
      const place = connues.get(id);
      if (place === undefined) return INTROUVABLE('Place');
      if (place.dispositifId !== dispositif.id) return refus('autre_dispositif', `La place « ${place.numero} » est d’un autre dispositif : une place n’en change pas.`);
      if (place.groupeId !== vers.id) partantes.set(id, place);
    }
    for (const place of places) if (entiers.has(place.groupeId)) partantes.set(place.id, place);
    if (partantes.size === 0 && entiers.size === 0) return refus('sans_effet', 'Ces places sont déjà dans ce groupe.');
    const touches = new Set([...entiers, ...[...partantes.values()].map(({ groupeId }) => groupeId)]);
    const departs = [...touches].flatMap((id): Depart[] => {
      const groupe = groupes.get(id);
      return groupe === undefined ? [] : [{ groupe, tout: entiers.has(id), combien: [...partantes.values()].filter((place) => place.groupeId === id && estNonFermee(place, jour)).length }];
    });
    const ferme = refusGroupes(departs.map(({ groupe }) => groupe), existant, jour);
    if (ferme !== null) return ferme;
    const partiels = departs.filter(({ tout }) => !tout);
    for (const depart of partiels) {
      const manque = manqueAu(depart, jour);
      if (manque !== null) return refus('capacite', `« ${depart.groupe.libelle} » n’a qu’une capacité de ${manque.capacite} au ${dateEcrite(manque.date)}, et ${nombrer(depart.combien, 'place la quitte', 'places le quittent')} : corriger d’abord sa capacité.`);
    }
    const pmrPris = retirerPmr(partiels, pmr);
    if (pmrPris === null) return refus('champ.pmr', `Les groupes de départ n’ont que ${partiels.reduce((somme, { groupe, combien }) => somme + Math.min(groupe.pmr, combien), 0)} places PMR à céder.`, 'pmr');
    const numeros = [...places.filter((place) => place.groupeId === vers.id), ...partantes.values()].map(({ numero }) => numero);
    const double = numeroDouble(numeros);
    if (double !== undefined) return refus('champ.ids', `Le numéro « ${double} » serait pris deux fois dans le groupe d’arrivée : renuméroter d’abord l’une des deux places.`, 'ids');

    const capacites = capacitesRecues(existant ?? { capacites: [] }, departs, jour);
    const pmrRecu = pmr + departs.reduce((somme, { groupe, tout }) => somme + (tout ? groupe.pmr : 0), 0);
    const nomenclature = construireNomenclature(codes, jour);
    const changements: Changement[] = [];
    if (vers.genre === 'nouveau') {
      const cree = creerGroupe(vers.id, vers.saisie, capacites, pmrRecu, dispositif, freres, nomenclature, acteur, contexte);
      if ('accepte' in cree) return cree;
      changements.push(cree);
    } else if (existant !== undefined) {
      const defaut = erreurGroupe({ ...existant, capacites, pmr: existant.pmr + pmrRecu });
      if (defaut !== null) return refus(`champ.${defaut[0]}`, `« ${existant.libelle} » : ${defaut[1]}`, defaut[0]);
      changements.push({ genre: 'modifier', objet: 'groupe', id: existant.id, champs: { capacites, ...(pmrRecu === 0 ? {} : { pmr: existant.pmr + pmrRecu }) } });
    }
    for (const depart of departs) {
      const { groupe, tout } = depart;
      const cedes = pmrPris.get(groupe.id) ?? 0;
      const champs = tout ? { fermeture: jour } : { capacites: capacitesQuittees(depart, jour), ...(cedes === 0 ? {} : { pmr: groupe.pmr - cedes }) };
      const defaut = tout ? null : erreurGroupe({ ...groupe, ...champs });
      if (defaut !== null) return refus(`champ.${defaut[0]}`, `« ${groupe.libelle} » : ${defaut[1]}`, defaut[0]);
      changements.push({ genre: 'modifier', objet: 'groupe', id: groupe.id, champs });
    }
    for (const { id } of partantes.values()) changements.push({ genre: 'modifier', objet: 'place', id, champs: { groupeId: vers.id, dernierLot: null } });
    return { accepte: true, changements };
  },
};

import type { ApercuPlaces, ComptesPlaces } from '../contract/methodesPlaces.ts';
import type { Accord, Changement, LigneRefusee } from '../domain/commandes/commande.ts';
import { executer } from '../domain/commandes/commande.ts';
import { PLACES_PAR_COMMANDE, changerPlaces, droitSurPlaces } from '../domain/commandes/places.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import type { Place } from '../domain/objets/place.ts';
import type { EtatMontre, GestePlaces } from '../domain/places/gestes.ts';
import { dateDuGeste, defautGeste, etatMontre } from '../domain/places/gestes.ts';
import type { BaseLecture } from './base.ts';
import type { Cadre, PlacesLues } from './execution.ts';
import { repondreEtRetenir } from './execution.ts';
import { lireLignesCache } from './lignes.ts';

const GROUPES_MONTRES = 50;
const PLACES_CITEES = 20;

/** Coupe une suite en morceaux. */
export const paquets = <T>(liste: readonly T[], taille: number): T[][] => Array.from({ length: Math.ceil(liste.length / taille) }, (_, rang) => liste.slice(rang * taille, (rang + 1) * taille));

/** Le jugement d’un geste sur des places : ce qui change, dans l’ordre donné, et les autres avec leur raison. `places` : celles que le jugement a lues. */
interface Jugement { readonly changements: readonly Changement[]; readonly refusees: readonly LigneRefusee[]; readonly places: ReadonlyMap<string, Place> }
/** Juge un geste sur `PLACES_PAR_COMMANDE` places au plus, sans rien écrire. Le geste lui-même doit être bon (`defautGeste`). */
const jugerPaquet = (base: BaseLecture, ids: readonly string[], geste: GestePlaces, cadre: Cadre): Jugement => {
  const places: PlacesLues = new Map();
  const args = { lot: ids[0] ?? '', blocs: [{ geste, ids: [...ids] }] };
  const decision = changerPlaces.decide(executer(changerPlaces.lire(args), repondreEtRetenir(base, places)), args, cadre.acteur, cadre.contexte);
  return {
    changements: decision.accepte ? decision.changements : [], places,
    // un refus sans lignes est celui du geste lui-même : il vaut pour toutes
    refusees: decision.refusees ?? (decision.accepte ? [] : ids.map((id) => ({ id, code: decision.code, message: decision.message }))),
  };
};

/** Les places qui refuseraient ce geste, avec leur raison. */
export const placesRefusantes = (base: BaseLecture, ids: readonly string[], geste: GestePlaces, cadre: Cadre): LigneRefusee[] => paquets(ids, PLACES_PAR_COMMANDE).flatMap((paquet) => jugerPaquet(base, paquet, geste, cadre).refusees);

/** Parmi ces changements, ceux dont l’effet attend que la place se libère. */
export const compterDifferes = (changements: Accord['changements']): number => changements.filter((changement) => changement.genre === 'modifier' && (changement.champs as Partial<Place>).differe != null).length;

type Comptes = { -readonly [cle in keyof ComptesPlaces]: number };
const COMPTEURS: Readonly<Record<EtatMontre, keyof ComptesPlaces | null>> = { libre: 'libres', reservee: 'reservees', occupee: 'occupees', indisponible: 'indisponibles', fermee: null };
const aucune = (): Comptes => ({ ouvertes: 0, libres: 0, reservees: 0, occupees: 0, indisponibles: 0 });
const compterPlace = (comptes: Comptes, etat: EtatMontre): void => {
  const compteur = COMPTEURS[etat];
  if (compteur === null) return;
  comptes.ouvertes += 1;
  comptes[compteur] += 1;
};

/** Ce qu’une raison dit de plusieurs places à la fois ; chacune garde sa phrase à elle. */
const RAISONS: Readonly<Record<string, string>> = {
  sans_delegation: 'pas de délégation de gestion en cours', chevauchement: 'déjà indisponibles à ces dates', fermee: 'pas ouvertes à cette date', sans_effet: 'déjà dans cet état', differe: 'un changement attend déjà leur libération', occupee: 'occupées à ces dates',
  indisponible: 'indisponibles à cette date', anterieure: 'un constat plus récent existe', groupe_ferme: 'leur groupe n’est pas ouvert à cette date', statut: 'leur dispositif est fermé ou refusé', introuvable: 'hors de votre périmètre',
};
interface RaisonComptee { readonly code: string; readonly messages: Set<string>; nombre: number; readonly places: { readonly id: string; readonly nom: string; readonly raison: string }[] }

/** Un aperçu qui se fait par morceaux, pour rendre la main entre deux. */
export interface ApercuEnCours { readonly ajouter: (ids: readonly string[]) => void; readonly conclure: () => ApercuPlaces }
/** Commence l’aperçu d’un geste : ce qu’il ferait, au poste, sans rien écrire. Chaque morceau ajouté compte `PLACES_PAR_COMMANDE` places au plus. */
export const commencerApercu = (base: BaseLecture, geste: GestePlaces, cadre: Cadre): ApercuEnCours => {
  const depart = performance.now();
  const date = dateDuGeste(geste);
  const defaut = defautGeste(geste, cadre.contexte.aujourdhui);
  const [avant, apres] = [aucune(), aucune()];
  const raisons = new Map<string, RaisonComptee>();
  const groupes = new Map<string, { choisies: number; changees: number; readonly dispositifId: string }>();
  const comptesDe = new Set<string>();
  let [choisies, changees, differees] = [0, 0, 0];

  const ajouter = (ids: readonly string[]): void => {
    const { changements, refusees, places } = defaut === null ? jugerPaquet(base, ids, geste, cadre) : { changements: [], refusees: [], places: new Map(lireLignesCache(base, 'place', ids).map((place) => [place.id, place])) };
    const champs = new Map(changements.flatMap((changement) => (changement.genre === 'modifier' ? [[changement.id, changement.champs as Partial<Place>] as const] : [])));
    choisies += ids.length;
    changees += champs.size;
    differees += compterDifferes(changements);
    for (const changement of changements) if (changement.genre === 'modifier' && changement.pourLeCompteDe !== undefined) comptesDe.add(changement.pourLeCompteDe);
    for (const place of places.values()) {
      const siens = champs.get(place.id);
      const groupe = groupes.get(place.groupeId) ?? { choisies: 0, changees: 0, dispositifId: place.dispositifId };
      groupe.choisies += 1;
      if (siens !== undefined) groupe.changees += 1;
      groupes.set(place.groupeId, groupe);
      const etat = etatMontre(place, date);
      compterPlace(avant, etat);
      compterPlace(apres, siens === undefined ? etat : etatMontre({ ...place, ...siens }, date));
    }
    for (const { id, code, message } of refusees) {
      const raison = raisons.get(code) ?? { code, messages: new Set<string>(), nombre: 0, places: [] };
      raisons.set(code, raison);
      raison.nombre += 1;
      raison.messages.add(message);
      if (raison.places.length < PLACES_CITEES) raison.places.push({ id, nom: places.get(id)?.numero ?? '', raison: message });
    }
  };

  const conclure = (): ApercuPlaces => {
    const montres = [...groupes].sort(([, un], [, autre]) => autre.choisies - un.choisies).slice(0, GROUPES_MONTRES);
    const libelles = new Map(lireLignesCache(base, 'groupe', montres.map(([id]) => id)).map(({ id, libelle }) => [id, libelle]));
    const dispositifs = new Map(lireLignesCache(base, 'dispositif', [...new Set(montres.map(([, { dispositifId }]) => dispositifId))]).map((dispositif) => [dispositif.id, dispositif]));
    const delegation = (dispositif: Dispositif | undefined): 'oui' | 'non' | 'sans_objet' => {
      if (cadre.acteur.profil !== 'admin_siao' || dispositif === undefined) return 'sans_objet';
      const droit = droitSurPlaces(cadre.acteur, 'etat_places', dispositif, cadre.contexte.aujourdhui);
      return droit.accordee ? 'oui' : droit.code === 'sans_delegation' ? 'non' : 'sans_objet';
    };
    return {
      choisies, changees, differees, defaut: defaut === null ? null : { code: `champ.${defaut[0]}`, message: defaut[1], champ: defaut[0] }, date, avant, apres,
      refus: [...raisons.values()].sort((une, autre) => autre.nombre - une.nombre).map(({ code, messages, nombre, places }) => ({ code, message: messages.size === 1 ? [...messages].join('') : (RAISONS[code] ?? places[0]?.raison ?? ''), nombre, places })),
      groupes: montres.map(([id, { choisies: siennes, changees: siens, dispositifId }]) => ({ id, libelle: libelles.get(id) ?? '', dispositif: dispositifs.get(dispositifId)?.nom ?? '', choisies: siennes, changees: siens, delegation: delegation(dispositifs.get(dispositifId)) })),
      pourLeCompteDe: [...comptesDe].flatMap((id) => base.tous<{ nom: string }>('select "raisonSociale" as nom from entite where id = ?', id).map(({ nom }) => nom)), duree: Math.round(performance.now() - depart),
    };
  };
  return { ajouter, conclure };
};

/** L’aperçu en une fois. */
export const apercuPlaces = (base: BaseLecture, ids: readonly string[], geste: GestePlaces, cadre: Cadre): ApercuPlaces => {
  const apercu = commencerApercu(base, geste, cadre);
  for (const paquet of paquets(ids, PLACES_PAR_COMMANDE)) apercu.ajouter(paquet);
  return apercu.conclure();
};

import type { ApercuPlaces, ComptesPlaces } from '../contract/methodesPlaces.ts';
import type { Accord, LigneRefusee } from '../domain/commandes/commande.ts';
import { executer } from '../domain/commandes/commande.ts';
import { PLACES_PAR_COMMANDE, changerPlaces, droitSurPlaces } from '../domain/commandes/places.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import type { Place } from '../domain/objets/place.ts';
import type { GestePlaces } from '../domain/places/gestes.ts';
import { dateDuGeste, defautGeste, etatMontre } from '../domain/places/gestes.ts';
import type { BaseLecture } from './base.ts';
import type { Cadre } from './execution.ts';
import { repondreParCache } from './execution.ts';
import { lireLignesCache } from './lignes.ts';

const GROUPES_MONTRES = 50;
const PLACES_CITEES = 20;

/** Le jugement d’un geste sur beaucoup de places : celles qui changent, dans l’ordre donné, et les autres avec leur raison. */
export interface JugementPlaces { readonly changements: Accord['changements']; readonly refusees: readonly LigneRefusee[] }
/** Coupe une suite en morceaux. */
export const paquets = <T>(liste: readonly T[], taille: number): T[][] => Array.from({ length: Math.ceil(liste.length / taille) }, (_, rang) => liste.slice(rang * taille, (rang + 1) * taille));

/** Juge un geste par paquets, sans rien écrire. Le geste lui-même doit être bon (`defautGeste`). */
export const jugerPlaces = (base: BaseLecture, ids: readonly string[], geste: GestePlaces, cadre: Cadre): JugementPlaces => {
  const changements: Accord['changements'][number][] = [];
  const refusees: LigneRefusee[] = [];
  for (const paquet of paquets(ids, PLACES_PAR_COMMANDE)) {
    const args = { lot: paquet[0] ?? '', blocs: [{ geste, ids: paquet }] };
    const decision = changerPlaces.decide(executer(changerPlaces.lire(args), repondreParCache(base)), args, cadre.acteur, cadre.contexte);
    if (decision.accepte) changements.push(...decision.changements);
    // un refus sans lignes est celui du geste lui-même : il vaut pour toutes
    refusees.push(...(decision.refusees ?? (decision.accepte ? [] : paquet.map((id) => ({ id, code: decision.code, message: decision.message })))));
  }
  return { changements, refusees };
};

/** Parmi ces changements, ceux dont l’effet attend que la place se libère. */
export const compterDifferes = (changements: Accord['changements']): number => changements.filter((changement) => changement.genre === 'modifier' && (changement.champs as Partial<Place>).differe != null).length;

const compter = (etats: readonly ReturnType<typeof etatMontre>[]): ComptesPlaces => {
  const n = (cherche: string): number => etats.reduce((somme, etat) => somme + (etat === cherche ? 1 : 0), 0);
  return { ouvertes: etats.length - n('fermee'), libres: n('libre'), reservees: n('reservee'), occupees: n('occupee'), indisponibles: n('indisponible') };
};

/** Ce qu’une raison dit de plusieurs places à la fois ; chacune garde sa phrase à elle. */
const RAISONS: Readonly<Record<string, string>> = {
  sans_delegation: 'pas de délégation de gestion en cours', chevauchement: 'déjà indisponibles à ces dates', fermee: 'pas ouvertes à cette date', sans_effet: 'déjà dans cet état', differe: 'un changement attend déjà leur libération', occupee: 'occupées à ces dates',
  indisponible: 'indisponibles à cette date', anterieure: 'un constat plus récent existe', groupe_ferme: 'leur groupe n’est pas ouvert à cette date', statut: 'leur dispositif est fermé ou refusé', introuvable: 'hors de votre périmètre',
};
const grouperRefus = (refusees: readonly LigneRefusee[], places: ReadonlyMap<string, Place>): ApercuPlaces['refus'] => {
  const parCode = new Map<string, LigneRefusee[]>();
  for (const ligne of refusees) { const siennes = parCode.get(ligne.code); if (siennes === undefined) parCode.set(ligne.code, [ligne]); else siennes.push(ligne); }
  return [...parCode.values()].sort((unes, autres) => autres.length - unes.length).map((lignes) => {
    const { code, message } = lignes[0] as LigneRefusee;
    return { code, message: new Set(lignes.map((ligne) => ligne.message)).size === 1 ? message : (RAISONS[code] ?? message), nombre: lignes.length, places: lignes.slice(0, PLACES_CITEES).map(({ id, message: raison }) => ({ id, nom: places.get(id)?.numero ?? '', raison })) };
  });
};

/** Ce que ferait un geste sur ces places, au poste : combien changent, lesquelles non et pourquoi, l’effet sur leurs états à la date du geste, et groupe par groupe. */
export const apercuPlaces = (base: BaseLecture, ids: readonly string[], geste: GestePlaces, cadre: Cadre): ApercuPlaces => {
  const depart = performance.now();
  const date = dateDuGeste(geste);
  const defaut = defautGeste(geste, cadre.contexte.aujourdhui);
  const { changements, refusees } = defaut === null ? jugerPlaces(base, ids, geste, cadre) : { changements: [], refusees: [] };
  const places = new Map(paquets(ids, PLACES_PAR_COMMANDE).flatMap((paquet) => lireLignesCache(base, 'place', paquet)).map((place) => [place.id, place]));
  const champs = new Map(changements.flatMap((changement) => (changement.genre === 'modifier' ? [[changement.id, changement.champs as Partial<Place>] as const] : [])));
  const groupes = new Map<string, { choisies: number; changees: number; dispositifId: string }>();
  for (const place of places.values()) {
    const groupe = groupes.get(place.groupeId) ?? { choisies: 0, changees: 0, dispositifId: place.dispositifId };
    groupe.choisies += 1;
    if (champs.has(place.id)) groupe.changees += 1;
    groupes.set(place.groupeId, groupe);
  }
  const libelles = new Map(lireLignesCache(base, 'groupe', [...groupes.keys()]).map(({ id, libelle }) => [id, libelle]));
  const dispositifs = new Map(lireLignesCache(base, 'dispositif', [...new Set([...groupes.values()].map(({ dispositifId }) => dispositifId))]).map((dispositif) => [dispositif.id, dispositif]));
  const delegation = (dispositif: Dispositif | undefined): 'oui' | 'non' | 'sans_objet' => {
    if (cadre.acteur.profil !== 'admin_siao' || dispositif === undefined) return 'sans_objet';
    const droit = droitSurPlaces(cadre.acteur, 'etat_places', dispositif, cadre.contexte.aujourdhui);
    return droit.accordee ? 'oui' : droit.code === 'sans_delegation' ? 'non' : 'sans_objet';
  };
  const pourLeCompteDe = new Set(changements.flatMap((changement) => (changement.genre === 'modifier' && changement.pourLeCompteDe !== undefined ? [changement.pourLeCompteDe] : [])));
  return {
    choisies: ids.length, changees: champs.size, differees: compterDifferes(changements),
    defaut: defaut === null ? null : { code: `champ.${defaut[0]}`, message: defaut[1], champ: defaut[0] }, refus: grouperRefus(refusees, places), date,
    avant: compter([...places.values()].map((place) => etatMontre(place, date))), apres: compter([...places.values()].map((place) => etatMontre({ ...place, ...champs.get(place.id) }, date))),
    groupes: [...groupes].sort(([, un], [, autre]) => autre.choisies - un.choisies).slice(0, GROUPES_MONTRES)
      .map(([id, { choisies, changees, dispositifId }]) => ({ id, libelle: libelles.get(id) ?? '', dispositif: dispositifs.get(dispositifId)?.nom ?? '', choisies, changees, delegation: delegation(dispositifs.get(dispositifId)) })),
    pourLeCompteDe: [...pourLeCompteDe].flatMap((id) => base.tous<{ nom: string }>('select "raisonSociale" as nom from entite where id = ?', id).map(({ nom }) => nom)), duree: Math.round(performance.now() - depart),
  };
};

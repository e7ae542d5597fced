import type { CalendrierLu } from '../contract/methodesCalendrier.ts';
import { droitSurPlaces } from '../domain/commandes/places.ts';
import type { Place } from '../domain/objets/place.ts';
import type { Fenetre } from '../domain/places/calendrier.ts';
import { calendrierDe } from '../domain/places/calendrier.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseLecture } from './base.ts';
import { lireLigneCache, lireLignesPar } from './lignes.ts';
import { placesRefusees } from './lotsDePlaces.ts';

/** Une place que le service ne connaît pas encore. */
const INCONNUE: Pick<Place, 'etats' | 'differe'> = { etats: [], differe: null };
/** Les places d’un groupe telles que le service les a livrées, pour celles que des changements en attente couvrent. */
const duService = (base: BaseLecture, groupeId: string): ReadonlyMap<string, Pick<Place, 'etats' | 'differe'>> =>
  new Map(base.tous<{ id: string; ligne: string | null }>(`select s.id, s.ligne from serveur s join place p on p.id = s.id where s.objet = 'place' and p."groupeId" = ?`, groupeId).map(({ id, ligne }) => [id, ligne === null ? INCONNUE : (JSON.parse(ligne) as Place)]));

/** Le calendrier d’un groupe, changements de ce poste compris ; `null` quand le groupe n’est pas dans le cache. */
export const lireCalendrier = (base: BaseLecture, groupeId: string, fenetre: Fenetre, acteur: Acteur, aujourdhui: string, nomCommune: (code: string) => string | undefined): CalendrierLu | null => {
  const groupe = lireLigneCache(base, 'groupe', groupeId);
  const dispositif = groupe === undefined ? undefined : lireLigneCache(base, 'dispositif', groupe.dispositifId);
  if (groupe === undefined || dispositif === undefined) return null;
  const services = duService(base, groupeId);
  const refusees = placesRefusees(base);
  const { places, ...totaux } = calendrierDe(lireLignesPar(base, 'place', 'groupeId', groupeId).map((place) => ({ ...place, service: services.get(place.id) ?? null })), fenetre, aujourdhui);
  const droit = droitSurPlaces(acteur, 'etat_places', dispositif, aujourdhui);
  const commune = groupe.commune ?? dispositif.commune;
  return {
    groupe: { id: groupe.id, code: groupe.code, libelle: groupe.libelle, modalite: groupe.modalite, dispositif: dispositif.nom, commune: commune === null ? '' : (nomCommune(commune) ?? commune) }, raison: droit.accordee ? null : droit.message, ...totaux,
    places: places.map(({ barres, fermetures, ...place }) => ({ ...place, barres: [...barres], fermetures: [...fermetures], attente: services.has(place.id) ? 'en_attente' : refusees.has(place.id) ? 'refusee' : 'aucune' })), jours: [...totaux.jours],
  };
};

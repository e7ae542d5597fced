import { PLACES_CHOISIES_MAXIMUM } from '../contract/methodesPlaces.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { SessionPoste } from './session.ts';

const CHOIX_GARDES = 4;
/** Les places choisies pour un geste, par compte ouvert : elles ne survivent pas à sa fermeture. */
const parSession = new WeakMap<SessionPoste, Map<number, readonly string[]>>();
let numero = 0;

/** Fixe des places pour les gestes qui suivent ; rend le numéro qui les retrouve. Erreur `choix.trop`. */
export const garderChoix = (session: SessionPoste, ids: readonly string[]): number => {
  if (ids.length > PLACES_CHOISIES_MAXIMUM) throw new ErreurPoste('choix.trop', `${ids.length} places choisies, ${PLACES_CHOISIES_MAXIMUM} au plus en une fois : filtrer davantage.`);
  const gardes = parSession.get(session) ?? new Map<number, readonly string[]>();
  parSession.set(session, gardes);
  numero += 1;
  gardes.set(numero, ids);
  for (const ancien of [...gardes.keys()].slice(0, -CHOIX_GARDES)) gardes.delete(ancien);
  return numero;
};
/** Ce que prend un geste qui se juge groupe par groupe, en une fois. */
const D_UN_BLOC = 100_000;
/** Les places d’un choix. Erreurs `choix.perime` : il n’est plus gardé ; `choix.trop` : plus de `maximum` places. */
export const lireChoix = (session: SessionPoste, choix: number, maximum = D_UN_BLOC): readonly string[] => {
  const ids = parSession.get(session)?.get(choix);
  if (ids === undefined) throw new ErreurPoste('choix.perime', 'Ces places ne sont plus choisies : refaire la sélection.');
  if (ids.length > maximum) throw new ErreurPoste('choix.trop', `${ids.length} places choisies, ${maximum} au plus en une fois pour ce geste : filtrer davantage.`);
  return ids;
};

import type { PlaceOccupee } from '../../contract/methodesOccupation.ts';
import type { Occupation } from '../../domain/objets/place.ts';

/** Ce qui est saisi et pas encore déclaré d’un dispositif. `le` : la date écrite, telle quelle ; `null` : celle du jour. */
export interface Saisie { readonly le: string | null; readonly places: Readonly<Record<string, Occupation>> }
export const SAISIE_VIDE: Saisie = { le: null, places: {} };

const ORDRE: readonly Occupation[] = ['libre', 'reservee', 'occupee'];
/** L’occupation qui suit, pour la touche Espace. */
export const suivante = (occupation: Occupation): Occupation => ORDRE[(ORDRE.indexOf(occupation) + 1) % ORDRE.length] ?? 'libre';
/** Ce que la place montre : ce qui est saisi, sinon ce qu’on sait d’elle. */
export const occupationMontree = ({ places }: Saisie, place: PlaceOccupee): Occupation => places[place.id] ?? place.occupation;

/** La saisie, une place de plus. Revenue à ce qu’elle était, la place n’est plus saisie. */
export const saisir = (saisie: Saisie, place: PlaceOccupee, occupation: Occupation): Saisie => {
  const { [place.id]: _avant, ...reste } = saisie.places;
  return { ...saisie, places: occupation === place.occupation ? reste : { ...reste, [place.id]: occupation } };
};

/** Ce qu’une déclaration change : les saisies qui diffèrent encore, des places qui sont encore là. */
export const changementsDe = (saisie: Saisie, places: readonly PlaceOccupee[]): { occupation: Occupation; ids: string[] }[] =>
  ORDRE.map((occupation) => ({ occupation, ids: places.filter((place) => saisie.places[place.id] === occupation && place.occupation !== occupation).map(({ id }) => id) })).filter(({ ids }) => ids.length > 0);
export const combien = (changements: readonly { readonly ids: readonly string[] }[]): number => changements.reduce((somme, { ids }) => somme + ids.length, 0);
/** Vrai quand il y a quelque chose à perdre. */
export const estSaisie = ({ le, places }: Saisie): boolean => le !== null || Object.keys(places).length > 0;

const estOccupation = (valeur: unknown): valeur is Occupation => ORDRE.some((occupation) => occupation === valeur);
/** Une saisie relue du disque ; `null` si elle ne s’y lit pas. */
export const relire = (valeur: unknown): Saisie | null => {
  if (typeof valeur !== 'object' || valeur === null || !('places' in valeur) || typeof valeur.places !== 'object' || valeur.places === null) return null;
  const le = 'le' in valeur && typeof valeur.le === 'string' ? valeur.le : null;
  return { le, places: Object.fromEntries(Object.entries(valeur.places).filter((paire): paire is [string, Occupation] => estOccupation(paire[1]))) };
};

import { moisAvant } from '../dates.ts';
import type { Occupation, Place } from '../objets/place.ts';

/** Une occupation constatée à une date : elle vaut jusqu’au constat suivant. */
export interface Constat { readonly occupation: Occupation; readonly le: string }
/** Ce qu’une place garde de ses constats d’avant le dernier (D) : deux ans de courbe et un mois de reprise, et deux ans de déclarations hebdomadaires qui changeraient à chaque fois. Au-delà, le passé redevient inconnu. */
const MOIS_GARDES = 25;
const CONSTATS_GARDES = 120;

const LETTRES = { libre: 'l', reservee: 'r', occupee: 'o' } as const satisfies Record<Occupation, string>;
/** Écriture d’une suite de constats : une lettre et une date chacun, du plus ancien au plus récent (`l2026-01-05o2026-02-11`) ; cinq fois moins longue qu’en JSON, sur 450 000 places. */
export const LONGUEUR_CONSTAT = 11;
const occupationDeLettre = (lettre: string | undefined): Occupation => (lettre === 'l' ? 'libre' : lettre === 'r' ? 'reservee' : 'occupee');

export const lireConstats = (texte: string | null): readonly Constat[] => {
  const constats: Constat[] = [];
  for (let rang = 0; texte !== null && rang < texte.length; rang += LONGUEUR_CONSTAT) constats.push({ occupation: occupationDeLettre(texte[rang]), le: texte.slice(rang + 1, rang + LONGUEUR_CONSTAT) });
  return constats;
};
export const ecrireConstats = (constats: readonly Constat[]): string | null => (constats.length === 0 ? null : constats.map(({ occupation, le }) => `${LETTRES[occupation]}${le}`).join(''));

/**
 * Ce qu’une place garde quand son dernier constat devient celui du `le` : les constats d’avant, le dernier compris. Un constat que le nouveau corrige (même jour) ou qui s’annule (le nouveau est plus ancien) s’efface ; deux qui se suivent
 * et disent pareil n’en font qu’un. Une place jamais constatée n’a rien à garder : on ne sait pas ce qu’elle était.
 */
export const constatsApres = ({ occupation, occupationLe, constatsPasses }: Pick<Place, 'occupation' | 'occupationLe' | 'constatsPasses'>, le: string | null): string | null => {
  if (le === null) return null;
  const passes = lireConstats(constatsPasses);
  const tous = occupationLe === null || passes.at(-1)?.occupation === occupation ? passes : [...passes, { occupation, le: occupationLe }];
  const limite = moisAvant(le, MOIS_GARDES);
  // le constat qui court encore à la limite reste : il dit ce qu’était la place ce jour-là
  return ecrireConstats(tous.filter((constat) => constat.le < le).filter((_constat, rang, avant) => (avant[rang + 1]?.le ?? le) > limite).slice(-CONSTATS_GARDES));
};

import { decalerDate } from '../dates.ts';
import type { OccupationDeclaree } from '../objets/dispositif.ts';

/** L’occupation d’un dispositif se déclare chaque semaine (D) : au-delà de ce nombre de jours, elle est en retard. */
export const JOURS_DECLARATION = 7;

/**
 * Où en est la déclaration d’un dispositif qui doit en faire une. `jamais` : aucune n’a été faite. `retard` : jours passés au-delà de la semaine ;
 * `a_jour` compte ceux qui restent.
 */
export type EtatDeclaration = { readonly genre: 'jamais' } | { readonly genre: 'retard'; readonly jours: number } | { readonly genre: 'a_jour'; readonly reste: number };
const jours = (de: string, a: string): number => Math.round((Date.parse(`${a}T00:00:00Z`) - Date.parse(`${de}T00:00:00Z`)) / 86_400_000);
export const etatDeclaration = (declaree: Pick<OccupationDeclaree, 'le'> | null, aujourdhui: string): EtatDeclaration => {
  if (declaree === null) return { genre: 'jamais' };
  const passes = jours(decalerDate(declaree.le, JOURS_DECLARATION), aujourdhui);
  return passes > 0 ? { genre: 'retard', jours: passes } : { genre: 'a_jour', reste: Math.abs(passes) };
};
/** Vrai quand il faudrait déclarer aujourd’hui : jamais fait, ou depuis plus d’une semaine. */
export const estEnRetard = (etat: EtatDeclaration): boolean => etat.genre !== 'a_jour';

/** Un dispositif de ce statut tient des places dont l’occupation se déclare. */
export const STATUTS_DECLARANTS: readonly string[] = ['valide', 'suspendu'];

import { MATRICE } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';

export type Ecran = 'accueil' | 'offre' | 'validation';

const peut = (profil: Profil, geste: string): boolean => MATRICE.some((regle) => regle.profil === profil && regle.geste === geste);

/** Écrans que le profil ouvre, dans l’ordre de la navigation. Lu de la matrice des droits : un écran interdit est absent, jamais grisé. */
export const ecransDe = (profil: Profil): readonly Ecran[] => [
  ...(peut(profil, 'lire') ? ['accueil', 'offre'] as const : []),
  ...(peut(profil, 'prevalider') || peut(profil, 'valider') ? ['validation'] as const : []),
];

import { MATRICE, objetsLisibles } from '../../domain/droits.ts';
import { LECTEURS_DU_JOURNAL } from '../../contract/journal.ts';
import type { Profil } from '../../domain/profils.ts';

export type Ecran = 'journal' | 'nomenclature' | 'utilisateurs' | 'accueil' | 'offre' | 'places' | 'validation' | 'agregats' | 'reprise' | 'indicateurs';

const peut = (profil: Profil, geste: string): boolean => MATRICE.some((regle) => regle.profil === profil && regle.geste === geste);
/** Vrai quand ce profil déclare l’occupation, au lieu de la lire. */
export const declareOccupation = (profil: Profil): boolean => MATRICE.some((regle) => regle.profil === profil && regle.objet === 'place' && regle.geste === 'etat_places');

/** Vrai quand ce profil décide de ce qu’une reprise propose sur un groupe de places. */
const decideDeGroupes = (profil: Profil): boolean => MATRICE.some((regle) => regle.profil === profil && regle.objet === 'groupe' && regle.geste === 'modifier');
/** Écrans que le profil ouvre, dans l’ordre de la navigation. Lu de la matrice des droits : un écran interdit est absent, jamais grisé. */
export const ecransDe = (profil: Profil): readonly Ecran[] => [
  ...(profil === 'analyste' ? ['agregats'] as const : []),
  ...(objetsLisibles(profil).includes('entite') ? ['accueil', 'offre'] as const : []),
  ...(peut(profil, 'prevalider') || peut(profil, 'valider') || peut(profil, 'proposer_changement') || decideDeGroupes(profil) ? ['validation'] as const : []),
  ...(objetsLisibles(profil).includes('place') ? ['places'] as const : []),
  ...(objetsLisibles(profil).includes('lot') ? ['reprise'] as const : []),
  ...(objetsLisibles(profil).includes('groupe') ? ['indicateurs'] as const : []),
  ...(objetsLisibles(profil).includes('utilisateur') ? ['utilisateurs'] as const : []),
  ...(objetsLisibles(profil).includes('nomenclature') ? ['nomenclature'] as const : []),
  ...(LECTEURS_DU_JOURNAL[profil].ecran ? ['journal'] as const : []),
];

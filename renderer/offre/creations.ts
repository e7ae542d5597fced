import { MATRICE } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';
import { LIBELLES_CREATION } from './textes.ts';

export type ObjetOffre = 'entite' | 'dispositif' | 'groupe';
export const estObjetOffre = (valeur: string | undefined): valeur is ObjetOffre => valeur === 'entite' || valeur === 'dispositif' || valeur === 'groupe';

const GESTES: Record<ObjetOffre, readonly string[]> = { entite: ['creer', 'proposer'], dispositif: ['creer', 'proposer'], groupe: ['creer'] };

/** Les créations que la matrice ouvre à un profil ; l’entrée est absente sinon. */
export const creationsPossibles = (profil: Profil): readonly { readonly objet: ObjetOffre; readonly libelle: string }[] =>
  (['entite', 'dispositif', 'groupe'] as const).filter((objet) => MATRICE.some((regle) => regle.profil === profil && regle.objet === objet && GESTES[objet].includes(regle.geste)))
    .map((objet) => ({ objet, libelle: LIBELLES_CREATION[objet] }));

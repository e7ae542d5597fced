import type { ResultatRecherche } from '../../contract/poste.ts';

const GARDES = 6;
/** Les derniers choix de chaque compte, le plus récent d’abord. En mémoire seulement : un nom ne s’écrit pas en clair sur le disque. */
const parCompte = new Map<string, readonly ResultatRecherche[]>();

export const choisis = (utilisateurId: string): readonly ResultatRecherche[] => parCompte.get(utilisateurId) ?? [];
export const retenirChoix = (utilisateurId: string, choix: ResultatRecherche): void => {
  parCompte.set(utilisateurId, [choix, ...choisis(utilisateurId).filter(({ objet, id }) => objet !== choix.objet || id !== choix.id)].slice(0, GARDES));
};

import type { DefinitionVue, Filtre } from '../../contract/poste.ts';
import { VUE_INITIALE } from './grille/definition.ts';

/** La vue de chaque personne survit au passage d’un écran à l’autre, pas à la fermeture de la fenêtre. */
export const vues = new Map<string, DefinitionVue>();

/** Prépare l’écran Offre sur un seul filtre, pour un lien venu d’un autre écran. */
export const preparerVue = (utilisateurId: string, colonne: string, filtre: Filtre): void => { vues.set(utilisateurId, { ...VUE_INITIALE, filtres: { [colonne]: filtre } }); };

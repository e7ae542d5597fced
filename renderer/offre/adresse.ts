import { createContext, useContext } from 'react';
import type { ObjetOffre } from './creations.ts';
import { estObjetOffre } from './creations.ts';

export interface Adresse { readonly genre: 'rien' | 'fiche' | 'creer' | 'modifier'; readonly objet: ObjetOffre; readonly id: string }
/** Ce que désigne la fin d’une adresse, après le chemin de l’écran : `/nouveau/<objet>`, `/<objet>/<id>` ou `/<objet>/<id>/modifier`. */
export const lireAdresse = (chemin: string, ecran = '/offre'): Adresse => {
  const [, premier, second, troisieme] = (chemin.startsWith(ecran) ? chemin.slice(ecran.length) : '').split('/');
  if (premier === 'nouveau' && estObjetOffre(second)) return { genre: 'creer', objet: second, id: '' };
  if (estObjetOffre(premier) && second !== undefined && second !== '') return { genre: troisieme === 'modifier' ? 'modifier' : 'fiche', objet: premier, id: second };
  return { genre: 'rien', objet: 'entite', id: '' };
};

/** L’écran où la fiche se lit et se corrige : l’offre, ou la liste d’un contrôle. Ouvrir, corriger et fermer y restent. */
export const ContexteEcranFiche = createContext('/offre');
export const useEcranFiche = (): string => useContext(ContexteEcranFiche);

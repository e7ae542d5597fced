import type { LigneSource } from '../../domain/reprise/source.ts';

/** Lignes parmi lesquelles l’en-tête se cherche. */
const LIGNES_ENTETE = 50;
const ressembleAUneValeur = (texte: string): boolean => /^[-+]?[\d\s.,/:%€-]+$/u.test(texte) && /\d/u.test(texte);

/**
 * Rang de la ligne d’en-tête parmi les premières : la première dont les cellules sont au moins deux, presque aussi nombreuses que dans la ligne la plus remplie, toutes des mots, et toutes
 * différentes. Un titre (une cellule, ou une fusion recopiée), une date d’édition, un filtre n’en sont pas. À défaut, la première ligne.
 */
export const trouverEntete = (premieres: readonly LigneSource[]): number => {
  const essai = premieres.slice(0, LIGNES_ENTETE);
  const remplies = essai.map(({ cellules }) => cellules.filter((cellule) => cellule !== '').length);
  const largeur = remplies.reduce((une, autre) => Math.max(une, autre), 0);
  if (largeur < 2) return 0;
  const rang = essai.findIndex(({ cellules, marques = [] }, place) => {
    const mots = cellules.filter((cellule) => cellule !== '');
    if ((remplies[place] ?? 0) < Math.max(2, largeur * 0.6)) return false;
    return new Set(mots).size >= mots.length * 0.7 && !mots.some(ressembleAUneValeur) && !marques.some(({ genre }) => genre === 'date' || genre === 'erreur');
  });
  return Math.max(0, rang);
};

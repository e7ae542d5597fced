/** Remplace toutes les occurrences d’un texte, pris à la lettre. `casse` : distinguer majuscules et minuscules. Rend le texte tel quel quand rien n’est trouvé. */
export const remplacerTout = (texte: string, cherche: string, par: string, casse: boolean): string => {
  if (cherche === '') return texte;
  // une fonction : « $& » dans le remplacement n’a pas de sens particulier
  return texte.replace(new RegExp(cherche.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&'), casse ? 'gu' : 'giu'), () => par);
};

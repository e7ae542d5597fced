import { createHash } from 'node:crypto';

/** JSON canonique : clés triées, sans espace. Deux valeurs égales donnent le même texte, quel que soit le chemin qu’elles ont pris (jsonb réordonne les clés). */
export const canonique = (valeur: unknown): string => {
  if (Array.isArray(valeur)) return `[${valeur.map((element) => canonique(element ?? null)).join(',')}]`;
  if (valeur instanceof Date) return JSON.stringify(valeur.toISOString());
  if (typeof valeur === 'object' && valeur !== null) {
    const entrees = Object.entries(valeur).filter(([, contenu]) => contenu !== undefined).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entrees.map(([cle, contenu]) => `${JSON.stringify(cle)}:${canonique(contenu)}`).join(',')}}`;
  }
  return JSON.stringify(valeur ?? null);
};

/** sha-256 en hexadécimal. */
export const empreinteSha256 = (texte: string): string => createHash('sha256').update(texte).digest('hex');

const PROFONDEUR_MAXIMALE = 40;
const DEMI_CARACTERE = /\p{Surrogate}/u;

/**
 * Vrai quand la valeur (issue de JSON.parse) peut être rangée en base : ni caractère nul, ni demi-caractère (PostgreSQL les refuse),
 * ni imbrication démesurée. Itératif, pour qu’une imbrication hostile n’épuise pas la pile.
 */
export const estRangeable = (valeur: unknown): boolean => {
  const aVoir: [unknown, number][] = [[valeur, 0]];
  for (let suivant = aVoir.pop(); suivant !== undefined; suivant = aVoir.pop()) {
    const [courant, profondeur] = suivant;
    if (typeof courant === 'string') {
      if (courant.includes('\0') || DEMI_CARACTERE.test(courant)) return false;
    } else if (typeof courant === 'object' && courant !== null) {
      if (profondeur >= PROFONDEUR_MAXIMALE) return false;
      for (const [cle, contenu] of Object.entries(courant)) aVoir.push([cle, profondeur + 1], [contenu, profondeur + 1]);
    }
  }
  return true;
};

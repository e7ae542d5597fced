import type { Etapes } from '../../domain/reprise/etapes.ts';
import { cadencer } from '../../domain/reprise/etapes.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';

/** Les mêmes lignes, un texte répété n’y étant gardé qu’une fois : venu d’un autre fil, chaque cellule porte le sien, et un gros fichier tiendrait trois fois plus de mémoire. */
export function* partagerTextes(lignes: readonly LigneSource[]): Etapes<readonly LigneSource[]> {
  const finEtape = cadencer();
  const textes = new Map<string, string>();
  const partager = (texte: string): string => {
    const connu = textes.get(texte);
    if (connu === undefined) textes.set(texte, texte);
    return connu ?? texte;
  };
  const partagees: LigneSource[] = [];
  for (const ligne of lignes) {
    if (finEtape()) yield;
    partagees.push({ ...ligne, cellules: ligne.cellules.map(partager) });
  }
  return partagees;
}

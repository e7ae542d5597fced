import type { FichierLu } from '../../domain/places/fichierOccupation.ts';
import { LIGNES_MAXIMUM, OCTETS_MAXIMUM, fichierIllisible, lireLignesOccupation } from '../../domain/places/fichierOccupation.ts';
import { ErreurLecture } from './erreurs.ts';
import { lireSource } from './source.ts';

/** Un fichier d’occupation se lit dans le processus de données : il reste assez petit pour ne pas le retenir. */
const LIMITES_OCCUPATION = { octets: OCTETS_MAXIMUM, deplies: 100_000_000, lignes: LIGNES_MAXIMUM + 1, colonnes: 256 };

/** Lit un fichier d’occupation, xlsx, ods ou csv. Un fichier qui ne se lit pas est un défaut comme un autre : il se montre au même endroit. */
export const lireFichierOccupation = (octets: Uint8Array): FichierLu => {
  try {
    const { description: { entete }, lots } = lireSource(octets, { limites: LIMITES_OCCUPATION });
    return lireLignesOccupation(entete === null ? [] : [entete, ...[...lots()].flat()]);
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) return fichierIllisible(erreur.message);
    throw erreur;
  }
};

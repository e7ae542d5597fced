import type { FichierLu } from '../../domain/places/fichierOccupation.ts';
import { OCTETS_MAXIMUM, fichierIllisible, lireLignesOccupation } from '../../domain/places/fichierOccupation.ts';
import { lireTableau } from './tableau.ts';
import { ErreurLecture } from './xlsx.ts';

/** Lit un fichier d’occupation, xlsx ou csv. Un fichier qui ne se lit pas est un défaut comme un autre : il se montre au même endroit. */
export const lireFichierOccupation = (octets: Uint8Array): FichierLu => {
  if (octets.byteLength > OCTETS_MAXIMUM) return fichierIllisible('Le fichier dépasse 5 Mo : le couper en plusieurs.');
  try {
    return lireLignesOccupation(lireTableau(octets));
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) return fichierIllisible(erreur.message);
    throw erreur;
  }
};

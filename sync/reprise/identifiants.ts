import { createHash } from 'node:crypto';
import { cleDeTerme } from '../../domain/objets/correspondance.ts';
import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import type { Identifier } from '../../domain/reprise/plan.ts';

const uuidDe = (texte: string): string => {
  const hexa = createHash('sha256').update(texte).digest('hex');
  return `${hexa.slice(0, 8)}-${hexa.slice(8, 12)}-8${hexa.slice(13, 16)}-a${hexa.slice(17, 20)}-${hexa.slice(20, 32)}`;
};

/** Un identifiant tiré de la provenance : deux chargements de la même fiche se rencontrent sur la clé au lieu de la créer deux fois (décision 030). */
export const identifierFiche: Identifier = (objet, identifiant) => uuidDe(`siao-offre:${SOURCE_REPRISE}:${objet}:${identifiant}`);

/** L’identifiant d’une correspondance, tiré de ce qu’elle nomme : deux postes hors ligne qui rattachent le même terme se rencontrent sur la même ligne (décision 031). */
export const identifierCorrespondance = (departement: string, genre: string, portee: string, nom: string): string => uuidDe(`siao-offre:correspondance:${departement}:${genre}:${portee}:${cleDeTerme(nom)}`);
/** De même pour un compte, par son adresse : une personne n’en a qu’un (décision 032). */
export const identifierCompte = (email: string): string => uuidDe(`siao-offre:${SOURCE_REPRISE}:utilisateur:${email}`);

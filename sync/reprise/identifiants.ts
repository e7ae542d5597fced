import { createHash } from 'node:crypto';
import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import type { Identifier } from '../../domain/reprise/plan.ts';

const tirer = (objet: string, identifiant: string): string => {
  const hexa = createHash('sha256').update(`siao-offre:${SOURCE_REPRISE}:${objet}:${identifiant}`).digest('hex');
  return `${hexa.slice(0, 8)}-${hexa.slice(8, 12)}-8${hexa.slice(13, 16)}-a${hexa.slice(17, 20)}-${hexa.slice(20, 32)}`;
};
/** Un identifiant tiré de la provenance : deux chargements de la même fiche se rencontrent sur la clé au lieu de la créer deux fois (décision 030). */
export const identifierFiche: Identifier = tirer;
/** De même pour un compte, par son adresse : une personne n’en a qu’un (décision 032). */
export const identifierCompte = (email: string): string => tirer('utilisateur', email);

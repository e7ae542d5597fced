import { CARACTERES_IMPRIMES_MAXIMUM } from '../contract/impression.ts';

/** Un texte assez court pour entrer dans une page. */
export const estTexte = (valeur: unknown): valeur is string => typeof valeur === 'string' && valeur.length <= CARACTERES_IMPRIMES_MAXIMUM;
export const estListe = (valeur: unknown, maximum: number): valeur is unknown[] => Array.isArray(valeur) && valeur.length <= maximum;
export const objetDe = (valeur: unknown): Record<string, unknown> => (typeof valeur === 'object' && valeur !== null ? valeur as Record<string, unknown> : {});
/** Des paires « quoi, valeur ». */
export const sontPaires = (valeur: unknown): boolean => estListe(valeur, 60) && valeur.every((paire) => estListe(paire, 2) && paire.length === 2 && paire.every(estTexte));
/** Une part d’un dessin. */
export const estPart = (valeur: unknown): valeur is number => typeof valeur === 'number' && valeur >= 0 && valeur <= 1;

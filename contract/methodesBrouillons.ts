import { z } from 'zod';

const cle = z.string().min(1).max(200);

/**
 * Brouillons de formulaire du compte ouvert, dans son fichier chiffré : la page n’écrit rien de ce que la personne saisit dans son propre stockage, que le
 * navigateur garde en clair. Le poste ne lit pas leur contenu.
 */
export const METHODES_BROUILLONS = {
  'brouillons.lire': { args: z.object({ cle }), resultat: z.object({ valeur: z.string().nullable() }) },
  /** `null` efface. Erreur `brouillons.nombre` : ce compte en a déjà trop, les autres sont intacts. */
  'brouillons.ecrire': { args: z.object({ cle, valeur: z.string().max(200_000).nullable() }), resultat: z.object({ fait: z.literal(true) }) },
  'brouillons.lister': { args: z.object({}), resultat: z.object({ cles: z.array(z.string()) }) },
} as const;

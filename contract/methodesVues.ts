import { z } from 'zod';

/** Une vue enregistrée d’un écran. `contenu` : ce que l’écran y a mis (filtres, recherche, regroupement), en JSON ; le poste ne le lit pas. */
const schemaVueNommee = z.object({ nom: z.string().trim().min(1).max(80), contenu: z.string().max(20_000) });
export type VueNommee = z.infer<typeof schemaVueNommee>;
const ecran = z.enum(['places']);
const vues = z.array(schemaVueNommee).max(100);

/** Les vues enregistrées du compte ouvert, dans son fichier chiffré : un filtre dit parfois ce que la personne cherche. */
export const METHODES_VUES = {
  'vues.lire': { args: z.object({ ecran }), resultat: z.object({ vues }) },
  /** Remplace toutes les vues de l’écran. */
  'vues.ecrire': { args: z.object({ ecran, vues }), resultat: z.object({ fait: z.literal(true) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

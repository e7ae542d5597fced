import { z } from 'zod';

/** Une vue enregistrée d’un écran. `contenu` : ce que l’écran y a mis (filtres, recherche, regroupement), en JSON ; le poste ne le lit pas. */
const schemaVueNommee = z.object({ nom: z.string().trim().min(1).max(80), contenu: z.string().max(20_000) });
export type VueNommee = z.infer<typeof schemaVueNommee>;
/** « rapports » : les rapports des indicateurs s’enregistrent et se partagent comme des vues (`domain/rapports`). */
const ecran = z.enum(['places', 'rapports']);
const vues = z.array(schemaVueNommee).max(100);

/**
 * Une vue que quelqu’un partage. `avec` : qui la voit, en clair ; `sienne` : la personne l’a partagée ;
 * `retirable` : elle peut en arrêter le partage.
 */
const schemaVuePartagee = schemaVueNommee.extend({ id: z.string(), auteur: z.string(), avec: z.string(), sienne: z.boolean(), retirable: z.boolean() });
export type VuePartagee = z.infer<typeof schemaVuePartagee>;

/** Les vues enregistrées du compte ouvert, dans son fichier chiffré : un filtre dit parfois ce que la personne cherche. */
export const METHODES_VUES = {
  /** `avec` : avec qui la personne partagerait une vue ; `null` quand son profil n’en partage pas. Partager et arrêter sont les commandes `partagerVue` et `retirerVue`. */
  'vues.lire': { args: z.object({ ecran }), resultat: z.object({ vues, partagees: z.array(schemaVuePartagee), avec: z.string().nullable() }) },
  /** Remplace toutes les vues de l’écran. */
  'vues.ecrire': { args: z.object({ ecran, vues }), resultat: z.object({ fait: z.literal(true) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

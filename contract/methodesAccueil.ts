import { z } from 'zod';

const objetVu = z.enum(['entite', 'dispositif', 'groupe', 'place', 'proposition', 'piece', 'demande']);
/**
 * Ce que quelqu’un d’autre a changé. `geste` : le pas du circuit (`valider`, `renvoyer`…), `creer` ou `modifier`. `nombre` : places changées, pour un groupe ; 1 ailleurs.
 * `auteur` : `null` quand ce poste ne lit pas ce compte. `fiche` : ce qu’un clic ouvre. `moment` : instant ISO.
 */
const schemaChangementVu = z.object({
  objet: objetVu, id: z.string(), nom: z.string(), code: z.string().nullable(), complement: z.string().nullable(), statut: z.string().nullable(), moment: z.string(), auteur: z.string().nullable(), nombre: z.number(),
  geste: z.string(), suppleance: z.boolean(), fiche: z.object({ objet: z.enum(['entite', 'dispositif', 'groupe']), id: z.string() }),
});
export type ChangementVu = z.infer<typeof schemaChangementVu>;

export const METHODES_ACCUEIL = {
  /** `depuis` : fin de la visite d’avant, instant ISO ; `null` à la première, et rien n’est alors listé. `lignes` : cent par objet au plus, `compteurs` les compte toutes. */
  'accueil.changements': { args: z.object({}), resultat: z.object({ depuis: z.string().nullable(), lignes: z.array(schemaChangementVu), compteurs: z.record(objetVu, z.number()) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

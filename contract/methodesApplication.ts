import { z } from 'zod';

/**
 * `indisponible` : cette installation ne se met pas à jour d’elle-même (`message` dit pourquoi) ; `inconnue` : rien n’a encore été cherché ; `prete` : téléchargée et vérifiée, elle s’installe quand le poste se ferme ou redémarre.
 * `version` : celle qui vient ; `pourcentage` : de 0 à 100 pendant le téléchargement ; `le` : dernière recherche aboutie, instant ISO.
 */
const schemaMiseAJour = z.object({
  etat: z.enum(['indisponible', 'inconnue', 'recherche', 'a_jour', 'telechargement', 'prete', 'installation', 'erreur']),
  version: z.string().nullable(), pourcentage: z.number().nullable(), le: z.string().nullable(), message: z.string().nullable(),
});
export type MiseAJour = z.infer<typeof schemaMiseAJour>;

/** Ce que l’organisation a réglé. `chemin` : son fichier, `null` sans fichier ; `erreur` : pourquoi rien n’en est appliqué ; `canal` : `null` quand aucune mise à jour n’est réglée. */
const schemaOrganisation = z.object({ chemin: z.string().nullable(), erreur: z.string().nullable(), mandataire: z.string(), canal: z.enum(['stable', 'essai']).nullable() });
export type OrganisationDuPoste = z.infer<typeof schemaOrganisation>;

export const schemaApplication = z.object({ version: z.string(), service: z.string(), organisation: schemaOrganisation, miseAJour: schemaMiseAJour });
export type EtatApplication = z.infer<typeof schemaApplication>;

/** L’application elle-même. Sans compte ouvert aussi : un réglage faux empêche justement d’en ouvrir un. */
export const METHODES_APPLICATION = {
  'application.etat': { args: z.object({}), resultat: schemaApplication },
  /** Cherche une mise à jour maintenant, et la télécharge ; la suite se lit par l’événement `application`. */
  'application.chercher': { args: z.object({}), resultat: schemaApplication },
  /** Ferme les fichiers, installe la mise à jour prête et rouvre l’application. Erreurs : `application.rien` (aucune n’est prête), `application.occupee` (un traitement est en cours : l’attendre ou l’annuler). */
  'application.installer': { args: z.object({}), resultat: schemaApplication },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

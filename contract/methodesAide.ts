import { z } from 'zod';

/** Ce que la page sait d’elle-même et que le poste joint à ses propres faits. */
const schemaFenetre = z.object({ application: z.string().max(40), navigateur: z.string().max(300), ecran: z.string().max(200), taille: z.string().max(40), theme: z.string().max(20) });

export const METHODES_AIDE = {
  /**
   * Ce qu’un dépannage demande, en clair : versions, état de la synchronisation, tailles, dernières erreurs. Ni nom, ni adresse, ni fiche, ni mot de passe : `expurger` ôte des erreurs ce qui désignerait quelqu’un.
   * Rien n’est envoyé : la personne lit le texte, puis le copie ou l’enregistre.
   */
  'aide.diagnostic': { args: schemaFenetre, resultat: z.object({ texte: z.string() }) },
  /** Écrit un message et ce diagnostic, tels que lus, dans le dossier des exports. Erreurs : disque. */
  'aide.enregistrer': { args: z.object({ texte: z.string().max(200_000) }), resultat: z.object({ chemin: z.string() }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

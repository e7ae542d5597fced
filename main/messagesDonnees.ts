import type { CompteDemonstration } from '../contract/service.ts';

/**
 * Ce qu’il faut au processus de données pour ouvrir le poste. Décrit ici et non pris à sync/ : le processus principal ne doit rien
 * atteindre de ce qui ouvre SQLite ; donnees.ts, qui passe l’un à l’autre, fait vérifier qu’ils concordent.
 */
export type OptionsDonnees = {
  dossier: string;
  service: string;
  versionClient: string;
  sqliteNatif?: string;
  demonstration?: CompteDemonstration[];
  /** Dossier où écrire un export demandé par la personne ; il peut ne pas exister. */
  dossierExport: string;
};

/** Le processus de données demande un secret au principal. `valeur` : pour `ecrire` seulement, jamais vide. */
export type DemandeSecret = { type: 'secret'; id: number; verbe: 'lire' | 'ecrire' | 'effacer'; nom: string; valeur?: string };
/** `id` est celui de la demande. `valeur` : pour `lire`, `null` quand le trousseau n’a pas cette entrée. */
export type ReponseSecret = { type: 'secret'; id: number; valeur: string | null; erreur?: { code: 'secret.indisponible'; message: string } };

/** Ce que le processus principal dit au processus de données. `servir` est accompagné d’un port. */
export type MessageVersDonnees =
  | { type: 'ouvrir'; options: OptionsDonnees; mentionSecrets?: string | undefined }
  | ReponseSecret
  | { type: 'servir' }
  | { type: 'fermer' };

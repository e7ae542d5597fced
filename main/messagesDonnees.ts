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
};

/** Ce que le processus principal dit au processus de données. `servir` est accompagné d’un port. */
export type MessageVersDonnees =
  | { type: 'ouvrir'; options: OptionsDonnees }
  | { type: 'servir' }
  | { type: 'fermer' };

import type { ContexteVerbe } from '../verbe.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

/** Une base est désignée : `--dossier`, ou `DATABASE_URL`. */
export const baseDesignee = (contexte: ContexteVerbe): boolean => contexte.texte('dossier') !== undefined || (contexte.env['DATABASE_URL'] ?? '') !== '';

/** `--dossier` suffit ; `--comparer` demande une base désignée. Erreur (code 2) sans elle. */
export const comparaisonDemandee = (contexte: ContexteVerbe): boolean => {
  if (contexte.texte('dossier') === undefined && !contexte.oui('comparer')) return false;
  if (!baseDesignee(contexte)) throw new ErreurConsole(SORTIES.usage, '--comparer demande une base : --dossier ou DATABASE_URL.');
  return true;
};

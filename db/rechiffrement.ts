import { copyFileSync } from 'node:fs';
import type { Cle, OptionsConnexion } from './connexion.ts';
import { ErreurCache, cleSql, connecter, envelopper, estSain } from './connexion.ts';
import { effacerBase, mettreEnPlace } from './fichiers.ts';

/**
 * Rechiffre un fichier fermé : sur une copie, vérifiée, mise en place d’un coup. Un arrêt à n’importe quel moment laisse le fichier entier, sous une clé ou l’autre.
 * Un fichier déjà sous la nouvelle clé n’est pas touché. Erreurs : `cache.illisible`, disque.
 */
export const rechiffrer = (chemin: string, anciennes: readonly Cle[], nouvelle: Cle, options: OptionsConnexion = {}): void => {
  const { sqlite, cle } = connecter(chemin, [nouvelle, ...anciennes], options);
  try {
    if (cle.equals(nouvelle)) return;
    // tout dans un seul fichier : la copie doit suffire à elle seule
    sqlite.pragma('wal_checkpoint(TRUNCATE)');
    sqlite.pragma('journal_mode = DELETE');
  } finally {
    sqlite.close();
  }
  const copie = `${chemin}.cle`;
  effacerBase(copie);
  copyFileSync(chemin, copie);
  const ouverte = connecter(copie, [cle], options).sqlite;
  try {
    ouverte.pragma(`rekey = ${cleSql(nouvelle)}`);
  } finally {
    ouverte.close();
  }
  const relue = connecter(copie, [nouvelle], options).sqlite;
  const saine = estSain(envelopper(relue));
  relue.close();
  if (!saine) throw new ErreurCache('cache.illisible', 'La copie rechiffrée ne se relit pas : la clé n’a pas été changée.');
  mettreEnPlace(copie, chemin);
};

import { existsSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import type { Base } from './base.ts';
import type { OptionsConnexion } from './connexion.ts';
import { estAbime } from './connexion.ts';
import { effacerBase } from './fichiers.ts';

/**
 * Reprend la file d’un cache de la version 0.1 (un seul fichier, en clair) puis l’efface. L’offre qu’il contenait se recharge. Un fichier illisible est laissé en place.
 * Vrai quand quelque chose a été repris. Un arrêt au milieu recommence : le fichier n’est effacé qu’une fois son contenu enregistré.
 */
export const reprendreAncienCache = (base: Base, chemin: string, options: OptionsConnexion = {}): boolean => {
  if (!existsSync(chemin)) return false;
  let ancien: BetterSqlite3.Database | undefined;
  try {
    ancien = new BetterSqlite3(chemin, options.sqliteNatif === undefined ? {} : { nativeBinding: options.sqliteNatif });
    const source = ancien;
    const reglages = new Map((source.prepare('select cle, valeur from reglage').all() as { cle: string; valeur: string }[]).map(({ cle, valeur }) => [cle, valeur]));
    const clientId = reglages.get('clientId') ?? '';
    const lignes = (table: string) => source.prepare(`select t.*, s.ligne as avant from ${table} t left join serveur s on s.objet = t.objet and s.id = t.id order by t.seq`).all() as Record<string, string | number | null>[];
    base.transaction(() => {
      for (const [table, colonnes] of [['file', ['issue']], ['retour', ['issue', 'classe']]] as const) {
        for (const ligne of lignes(table)) {
          const valeurs = { ...ligne, numero: ligne['seq'] ?? null, clientId };
          const noms = ['numero', 'clientId', 'seq', 'nom', 'version', 'args', 'base', 'avant', 'objet', 'id', 'fiche', 'creeLe', ...colonnes];
          base.ecrire(`insert or ignore into ${table} (${noms.map((nom) => `"${nom}"`).join(', ')}) values (${noms.map(() => '?').join(', ')})`, ...noms.map((nom) => (valeurs as Record<string, string | number | null>)[nom] ?? null));
        }
      }
      // le curseur reste : l’offre, qu’il décrivait, n’est pas reprise
      for (const [cle, valeur] of reglages) if (cle !== 'curseur') base.ecrire('insert or ignore into reglage (cle, valeur) values (?, ?)', cle, valeur);
    });
  } catch (erreur) {
    if (estAbime(erreur)) return false;
    throw erreur;
  } finally {
    ancien?.close();
  }
  effacerBase(chemin);
  return true;
};

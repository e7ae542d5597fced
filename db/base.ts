import { existsSync, mkdirSync } from 'node:fs';
import type BetterSqlite3 from 'better-sqlite3';
import type { BaseEcriture, BaseLecture, Cle, OptionsConnexion } from './connexion.ts';
import { CACHE_PAGES, ErreurCache, cleSql, connecter, envelopper, estAbime, estSain, regler } from './connexion.ts';
import type { Chemins } from './fichiers.ts';
import { cheminsDe, effacerBase, fermeeNet, mettreEnPlace } from './fichiers.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { reparerTravail, terminerReparation } from './reparation.ts';
import { VERSION_OFFRE, indexOffre, tablesOffre } from './schemaOffre.ts';

export type { BaseEcriture, BaseLecture, ValeurSql } from './connexion.ts';

/** Les deux fichiers d’un compte, ouverts ensemble : les noms de tables n’ont pas besoin d’être qualifiés. */
export interface Base extends BaseEcriture {
  readonly chemins: Chemins;
  readonly cle: Cle;
  /** Met en place une offre chargée à part. Les vues ouvertes sur l’ancienne sont à oublier ; les effets locaux sont à rejouer ensuite. */
  remplacerOffre(prepare: string): void;
}

export interface OptionsBase extends OptionsConnexion {
  /** Instant ISO, pour nommer ce qu’une réparation met de côté. */
  readonly maintenant: string;
  /** Vérifie les fichiers même s’ils ont été fermés proprement : une erreur vient d’en montrer un abîmé. */
  readonly verifier?: boolean;
}

const migrerTravail = (sqlite: BetterSqlite3.Database): void => {
  const atteinte = sqlite.pragma('user_version', { simple: true }) as number;
  const derniere = MIGRATIONS.at(-1)?.numero ?? 0;
  if (atteinte > derniere) throw new ErreurCache('cache.trop_recent', `Ce poste a été ouvert avec une version plus récente de SIAO Offre (fichier ${atteinte}, version connue ${derniere}) : mettre l’application à jour. Rien n’a été touché.`);
  for (const { numero, sql } of MIGRATIONS) {
    if (numero <= atteinte) continue;
    sqlite.transaction(() => {
      sqlite.exec(sql);
      sqlite.pragma(`user_version = ${numero}`);
    }).immediate();
  }
};

/** Ouvre le travail ; abîmé, il est d’abord sauvé (`reparerTravail`), puis rouvert. */
const ouvrirTravail = (chemins: Chemins, cles: readonly Cle[], options: OptionsBase): { readonly sqlite: BetterSqlite3.Database; readonly cle: Cle } => {
  terminerReparation(chemins);
  const net = options.verifier === true || fermeeNet(chemins.travail);
  for (let essai = 0; ; essai += 1) {
    try {
      const ouvert = connecter(chemins.travail, cles, options);
      if (net && essai === 0 && !estSain(envelopper(ouvert.sqlite))) {
        ouvert.sqlite.close();
        throw new ErreurCache('cache.illisible', 'Le travail de ce poste est abîmé.');
      }
      try {
        ouvert.sqlite.pragma('journal_mode = WAL');
        ouvert.sqlite.pragma('synchronous = FULL');
        regler(ouvert.sqlite);
        migrerTravail(ouvert.sqlite);
      } catch (erreur) {
        ouvert.sqlite.close();
        throw erreur;
      }
      return ouvert;
    } catch (erreur) {
      if (essai > 0 || !estAbime(erreur)) throw erreur;
      reparerTravail(chemins, cles, options, migrerTravail);
    }
  }
};

const attacher = (sqlite: BetterSqlite3.Database, chemin: string, cle: Cle): void => {
  sqlite.prepare(`attach ? as offre key ${cleSql(cle)}`).run(chemin);
  sqlite.pragma('offre.journal_mode = WAL');
  // l’offre se recharge, et ses effets locaux se rejouent à l’ouverture : elle ne paie pas une attente du disque par geste
  sqlite.pragma('offre.synchronous = NORMAL');
  // un geste sur des milliers de places n’attend pas que le journal d’écriture soit vidé dans le fichier : ce sera pour plus tard, vers 40 Mo
  sqlite.pragma('wal_autocheckpoint = 10000');
  // le réglage commun ne vaut que pour le fichier principal
  sqlite.pragma(`offre.cache_size = ${CACHE_PAGES}`);
};

/** La clé qui ouvre le fichier de l’offre, ou `undefined` s’il manque, s’il est abîmé ou d’un autre schéma : il n’y a alors qu’à le recharger. */
const cleDeLOffre = (chemins: Chemins, cles: readonly Cle[], options: OptionsBase): Cle | undefined => {
  if (!existsSync(chemins.offre)) return undefined;
  const net = options.verifier === true || fermeeNet(chemins.offre);
  try {
    const { sqlite, cle } = connecter(chemins.offre, cles, options);
    try {
      const bonne = (sqlite.pragma('user_version', { simple: true }) as number) === VERSION_OFFRE && (!net || estSain(envelopper(sqlite)));
      return bonne ? cle : undefined;
    } finally {
      sqlite.close();
    }
  } catch (erreur) {
    if (estAbime(erreur)) return undefined;
    throw erreur;
  }
};

const offreVide = (sqlite: BetterSqlite3.Database, chemins: Chemins, cle: Cle): void => {
  effacerBase(chemins.offre);
  attacher(sqlite, chemins.offre, cle);
  sqlite.transaction(() => {
    sqlite.exec(tablesOffre('offre') + indexOffre('offre'));
    sqlite.pragma(`offre.user_version = ${VERSION_OFFRE}`);
  }).immediate();
};

/**
 * Ouvre (ou crée) les fichiers d’un compte. Après un arrêt net, chacun est vérifié : un travail abîmé est sauvé puis refait, une offre abîmée est vidée pour être rechargée.
 * `cles` : celle en cours d’abord. Erreurs : `cache.trop_recent`, `cache.sqlite`, `cache.illisible` (rien n’a pu être sauvé et rien n’est perdu : les fichiers sont intacts), disque.
 * L’appelant rejoue ensuite la file (`rejouerFile`) : un arrêt entre les deux fichiers se répare ainsi.
 */
export const ouvrirBase = (dossier: string, cles: readonly Cle[], options: OptionsBase): Base => {
  const chemins = cheminsDe(dossier);
  mkdirSync(dossier, { recursive: true, mode: 0o700 });
  const { sqlite, cle } = ouvrirTravail(chemins, cles, options);
  try {
    const cleOffre = cleDeLOffre(chemins, cles, options);
    if (cleOffre === undefined) offreVide(sqlite, chemins, cle);
    else attacher(sqlite, chemins.offre, cleOffre);
  } catch (erreur) {
    sqlite.close();
    throw erreur;
  }
  return {
    ...envelopper(sqlite, options), chemins, cle,
    remplacerOffre: (prepare) => {
      sqlite.exec('detach offre');
      // les accompagnements de l’ancienne d’abord : un journal d’écriture orphelin serait relu comme celui de la nouvelle
      for (const suite of ['-wal', '-shm']) effacerBase(`${chemins.offre}${suite}`);
      mettreEnPlace(prepare, chemins.offre);
      attacher(sqlite, chemins.offre, cle);
    },
  };
};

export const lireReglage = (base: BaseLecture, cle: string): string | null => base.un<{ valeur: string }>('select valeur from reglage where cle = ?', cle)?.valeur ?? null;
export const ecrireReglage = (base: BaseEcriture, cle: string, valeur: string | null): void => {
  if (valeur === null) base.ecrire('delete from reglage where cle = ?', cle);
  else base.ecrire('insert into reglage (cle, valeur) values (?, ?) on conflict (cle) do update set valeur = excluded.valeur', cle, valeur);
};

/** État de la copie de l’offre : il disparaît avec elle. `curseur`, `derniers` (JSON : par client, dernière mutation comprise). */
export const lireEtat = (base: BaseLecture, cle: string): string | null => base.un<{ valeur: string }>('select valeur from etat where cle = ?', cle)?.valeur ?? null;
export const ecrireEtat = (base: BaseEcriture, cle: string, valeur: string | null): void => {
  if (valeur === null) base.ecrire('delete from etat where cle = ?', cle);
  else base.ecrire('insert into etat (cle, valeur) values (?, ?) on conflict (cle) do update set valeur = excluded.valeur', cle, valeur);
};

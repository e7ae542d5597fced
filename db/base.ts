import BetterSqlite3 from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';
import { MIGRATIONS } from './migrations/index.ts';

/** Valeur que SQLite range telle quelle. */
export type ValeurSql = string | number | null;

/** Accès en lecture : une requête d’écran ne reçoit que cela, écrire par lui ne compile pas. */
export interface BaseLecture {
  tous<T>(sql: string, ...parametres: readonly ValeurSql[]): T[];
  un<T>(sql: string, ...parametres: readonly ValeurSql[]): T | undefined;
  /** Exécute une requête construite par kysely. */
  requete<T>(requete: CompiledQuery<T>): T[];
}
export interface BaseEcriture extends BaseLecture {
  ecrire(sql: string, ...parametres: readonly ValeurSql[]): number;
  /** Transaction immédiate ; une exception annule tout. Les transactions s’emboîtent (points de reprise). */
  transaction<T>(travail: () => T): T;
  fermer(): void;
}

/** La version de SQLite en dessous de laquelle un défaut connu du mode WAL peut perdre des écritures (design.md, « Sync »). */
const SQLITE_MINIMAL = [3, 51, 3] as const;

const versionSuffisante = (version: string): boolean => {
  const lue = version.split('.').map(Number);
  for (const [rang, attendu] of SQLITE_MINIMAL.entries()) {
    const valeur = lue[rang] ?? 0;
    if (valeur !== attendu) return valeur > attendu;
  }
  return true;
};

export class ErreurCache extends Error {
  readonly code: 'cache.trop_recent' | 'cache.sqlite';
  constructor(code: ErreurCache['code'], message: string) {
    super(message);
    this.name = 'ErreurCache';
    this.code = code;
  }
}

/**
 * Ouvre (ou crée) le fichier du cache, règle SQLite et applique les migrations manquantes, chacune dans sa transaction.
 * `chemin` : fichier, ou `:memory:` pour un essai. Erreurs : `cache.trop_recent` (fichier d’une version plus récente du poste), `cache.sqlite`.
 */
export const ouvrirCache = (chemin: string, options: { readonly sqliteNatif?: string | undefined } = {}): BaseEcriture => {
  const sqlite = new BetterSqlite3(chemin, options.sqliteNatif === undefined ? {} : { nativeBinding: options.sqliteNatif });
  const version = sqlite.prepare('select sqlite_version()').pluck().get() as string;
  if (!versionSuffisante(version)) throw new ErreurCache('cache.sqlite', `SQLite ${version} est trop ancien : ${SQLITE_MINIMAL.join('.')} au moins.`);
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma('cache_size = -65536');
  migrer(sqlite);

  const prepares = new Map<string, BetterSqlite3.Statement>();
  const preparer = (sql: string): BetterSqlite3.Statement => {
    const connu = prepares.get(sql);
    if (connu !== undefined) return connu;
    // les requêtes des vues varient avec les filtres : la réserve reste bornée
    if (prepares.size > 500) prepares.clear();
    const prepare = sqlite.prepare(sql);
    prepares.set(sql, prepare);
    return prepare;
  };
  return {
    tous: <T>(sql: string, ...parametres: readonly ValeurSql[]) => preparer(sql).all(...parametres) as T[],
    un: <T>(sql: string, ...parametres: readonly ValeurSql[]) => preparer(sql).get(...parametres) as T | undefined,
    requete: <T>(requete: CompiledQuery<T>) => preparer(requete.sql).all(...(requete.parameters as ValeurSql[])) as T[],
    ecrire: (sql, ...parametres) => preparer(sql).run(...parametres).changes,
    transaction: <T>(travail: () => T): T => {
      const executer = sqlite.transaction(travail);
      return sqlite.inTransaction ? executer() : executer.immediate();
    },
    fermer: () => { sqlite.close(); },
  };
};

const migrer = (sqlite: BetterSqlite3.Database): void => {
  const atteinte = sqlite.pragma('user_version', { simple: true }) as number;
  const derniere = MIGRATIONS.at(-1)?.numero ?? 0;
  if (atteinte > derniere) throw new ErreurCache('cache.trop_recent', `Ce poste a été ouvert avec une version plus récente de SIAO Offre (cache ${atteinte}, version connue ${derniere}) : mettre l’application à jour.`);
  for (const { numero, sql } of MIGRATIONS) {
    if (numero <= atteinte) continue;
    sqlite.transaction(() => {
      sqlite.exec(sql);
      sqlite.pragma(`user_version = ${numero}`);
    }).immediate();
  }
};

export const lireReglage = (base: BaseLecture, cle: string): string | null => base.un<{ valeur: string }>('select valeur from reglage where cle = ?', cle)?.valeur ?? null;
export const ecrireReglage = (base: BaseEcriture, cle: string, valeur: string | null): void => {
  if (valeur === null) base.ecrire('delete from reglage where cle = ?', cle);
  else base.ecrire('insert into reglage (cle, valeur) values (?, ?) on conflict (cle) do update set valeur = excluded.valeur', cle, valeur);
};

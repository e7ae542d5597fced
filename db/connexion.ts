import BetterSqlite3 from 'better-sqlite3';
import type { CompiledQuery } from 'kysely';

/** Valeur que SQLite range telle quelle. */
export type ValeurSql = string | number | null;

/** Accès en lecture : une requête d’écran ne reçoit que cela, écrire par lui ne compile pas. */
export interface BaseLecture {
  tous<T>(sql: string, ...parametres: readonly ValeurSql[]): T[];
  un<T>(sql: string, ...parametres: readonly ValeurSql[]): T | undefined;
  /** Les mêmes lignes en tableaux de valeurs, dans l’ordre des colonnes : pour en lire des dizaines de milliers, deux fois plus vite. */
  bruts<T extends readonly ValeurSql[]>(sql: string, ...parametres: readonly ValeurSql[]): T[];
  /** Exécute une requête construite par kysely. */
  requete<T>(requete: CompiledQuery<T>): T[];
}
export interface BaseEcriture extends BaseLecture {
  ecrire(sql: string, ...parametres: readonly ValeurSql[]): number;
  /** Transaction immédiate ; une exception annule tout. Les transactions s’emboîtent (points de reprise). */
  transaction<T>(travail: () => T): T;
  /** Instructions de schéma et de réglage, hors des instructions préparées. */
  executer(sql: string): void;
  ouverte(): boolean;
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

/**
 * `cache.trop_recent` : fichier d’une version plus récente du poste ; `cache.sqlite` : SQLite trop ancien ; `cache.illisible` : aucune clé ne l’ouvre, ou il est abîmé.
 */
export class ErreurCache extends Error {
  readonly code: 'cache.trop_recent' | 'cache.sqlite' | 'cache.illisible';
  constructor(code: ErreurCache['code'], message: string) {
    super(message);
    this.name = 'ErreurCache';
    this.code = code;
  }
}

const codeDe = (erreur: unknown): string => (typeof erreur === 'object' && erreur !== null && 'code' in erreur && typeof erreur.code === 'string' ? erreur.code : '');
/** Le fichier ne tient plus debout : page abîmée, ou en-tête qui n’est pas celui d’une base (ou d’une base de cette clé). */
export const estAbime = (erreur: unknown): boolean => /^SQLITE_(?:CORRUPT|NOTADB)/u.test(codeDe(erreur)) || (erreur instanceof ErreurCache && erreur.code === 'cache.illisible');

/**
 * Phrase pour une écriture que le disque refuse, ou `undefined` pour toute autre erreur. Dans tous ces cas SQLite a annulé la transaction : rien n’est à moitié écrit.
 */
export const refusDuDisque = (erreur: unknown): { readonly code: 'disque.plein' | 'disque.lecture_seule' | 'disque.erreur'; readonly message: string } | undefined => {
  const code = codeDe(erreur);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code.startsWith('SQLITE_FULL')) return { code: 'disque.plein', message: 'Le disque de ce poste est plein : rien n’a été enregistré par ce geste. Libérer de la place, puis recommencer.' };
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) return { code: 'disque.lecture_seule', message: 'Le dossier de SIAO Offre ne peut pas être écrit : rien n’a été enregistré par ce geste. Faire rétablir les droits d’écriture sur ce dossier, puis recommencer.' };
  if (code === 'EIO' || code.startsWith('SQLITE_IOERR')) return { code: 'disque.erreur', message: 'Le disque de ce poste a refusé une écriture : rien n’a été enregistré par ce geste. Recommencer ; si cela persiste, exporter le travail non envoyé et prévenir l’assistance.' };
  return undefined;
};

/** Clé de chiffrement : 32 octets. */
export type Cle = Buffer;
/** La clé telle que SQLCipher la prend sans dérivation : la dérivation a eu lieu dans le coffre. */
export const cleSql = (cle: Cle): string => `"x'${cle.toString('hex')}'"`;

export interface OptionsConnexion {
  /** Liaison native de SQLite de rechange ; développement et essais seulement. */
  readonly sqliteNatif?: string | undefined;
  readonly lectureSeule?: boolean;
  /** Appelée avant chaque instruction et chaque validation ; une exception y arrête tout, comme un processus tué là. Essais seulement. */
  readonly avantInstruction?: (() => void) | undefined;
}

/**
 * Ouvre un fichier chiffré avec la première clé qui convient (un fichier neuf prend la première). Rend la connexion et la clé.
 * Erreurs : `cache.illisible` (aucune clé ne l’ouvre), `cache.sqlite`, erreurs de disque telles quelles.
 */
export const connecter = (chemin: string, cles: readonly Cle[], options: OptionsConnexion = {}): { readonly sqlite: BetterSqlite3.Database; readonly cle: Cle } => {
  for (const cle of cles) {
    const sqlite = new BetterSqlite3(chemin, { ...(options.sqliteNatif === undefined ? {} : { nativeBinding: options.sqliteNatif }), ...(options.lectureSeule === true ? { readonly: true, fileMustExist: true } : {}) });
    try {
      sqlite.pragma(`cipher = 'sqlcipher'`);
      sqlite.pragma(`key = ${cleSql(cle)}`);
      // la clé n’est éprouvée qu’à la première lecture
      sqlite.prepare('select count(*) from sqlite_master').get();
    } catch (erreur) {
      sqlite.close();
      if (estAbime(erreur)) continue;
      throw erreur;
    }
    const version = sqlite.prepare('select sqlite_version()').pluck().get() as string;
    if (versionSuffisante(version)) return { sqlite, cle };
    sqlite.close();
    throw new ErreurCache('cache.sqlite', `SQLite ${version} est trop ancien : ${SQLITE_MINIMAL.join('.')} au moins.`);
  }
  throw new ErreurCache('cache.illisible', 'Ce fichier ne se lit avec aucune clé de ce poste.');
};

/** Mémoire de pages par fichier : 64 Mio (SQLite compte en Kio négatifs). */
export const CACHE_PAGES = -65_536;
/** Réglages communs à toutes nos connexions. */
export const regler = (sqlite: BetterSqlite3.Database): void => {
  sqlite.pragma('foreign_keys = ON');
  sqlite.pragma('temp_store = MEMORY');
  sqlite.pragma(`cache_size = ${CACHE_PAGES}`);
};

/** Habille une connexion : instructions préparées gardées, transactions emboîtables. */
export const envelopper = (sqlite: BetterSqlite3.Database, { avantInstruction }: OptionsConnexion = {}): BaseEcriture => {
  const prepares = new Map<string, BetterSqlite3.Statement>();
  const preparer = (sql: string, brut = false): BetterSqlite3.Statement => {
    avantInstruction?.();
    const cle = brut ? `\u0000${sql}` : sql;
    const connu = prepares.get(cle);
    if (connu !== undefined) return connu;
    // les requêtes des vues varient avec les filtres : la réserve reste bornée
    if (prepares.size > 500) prepares.clear();
    const prepare = sqlite.prepare(sql);
    if (brut) prepare.raw(true);
    prepares.set(cle, prepare);
    return prepare;
  };
  return {
    tous: <T>(sql: string, ...parametres: readonly ValeurSql[]) => preparer(sql).all(...parametres) as T[],
    un: <T>(sql: string, ...parametres: readonly ValeurSql[]) => preparer(sql).get(...parametres) as T | undefined,
    bruts: <T extends readonly ValeurSql[]>(sql: string, ...parametres: readonly ValeurSql[]) => preparer(sql, true).all(...parametres) as unknown as T[],
    requete: <T>(requete: CompiledQuery<T>) => preparer(requete.sql).all(...(requete.parameters as ValeurSql[])) as T[],
    ecrire: (sql, ...parametres) => preparer(sql).run(...parametres).changes,
    transaction: <T>(travail: () => T): T => {
      const executer = sqlite.transaction(() => {
        const rendu = travail();
        avantInstruction?.();
        return rendu;
      });
      return sqlite.inTransaction ? executer() : executer.immediate();
    },
    executer: (sql) => { avantInstruction?.(); sqlite.exec(sql); },
    ouverte: () => sqlite.open,
    fermer: () => { sqlite.close(); },
  };
};

/** Vrai quand SQLite ne trouve rien d’anormal. `schema` : `main` ou une base attachée. */
export const estSain = (base: BaseLecture, schema = 'main'): boolean => {
  try {
    const [premier] = base.tous<{ quick_check: string }>(`pragma ${schema}.quick_check(1)`);
    return premier?.quick_check === 'ok';
  } catch (erreur) {
    if (estAbime(erreur)) return false;
    throw erreur;
  }
};

import { PGlite } from '@electric-sql/pglite';
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { canalPglite, canalPostgresql } from './notifications.ts';
import type { Notification } from './notifications.ts';
import { verifierLignee } from './lignee.ts';
import { migrer } from './migrations.ts';
import { poolDePglite } from './pglite.ts';
import type { Requetes, Schema } from './schema.ts';

/** La base du service. Une seule par processus ; plusieurs processus peuvent partager un PostgreSQL. */
export interface Base {
  readonly db: Kysely<Schema>;
  readonly genre: 'postgresql' | 'pglite';
  /** Identité de la base : change quand elle est restaurée sur une autre instance, ce qui périme les curseurs. */
  readonly lignee: string;
  /** Appelle `recevoir` à chaque notification validée, de ce processus ou d’un autre. Rend de quoi se désabonner. */
  ecouter(recevoir: (notification: Notification) => void): () => void;
  /** Ajoute une notification à la transaction : elle part si, et seulement si, la transaction est validée. */
  notifier(transaction: Requetes, notification: Notification): Promise<void>;
  /** Connexions ouvertes, libres, et demandes qui attendent la leur ; absent sur PGlite, qui n’en a qu’une. */
  readonly connexions?: () => { readonly ouvertes: number; readonly libres: number; readonly attente: number };
  fermer(): Promise<void>;
}

const INT8 = 20;
/** Les int8 (révisions, numéros, comptes) reviennent en nombres : ils restent loin de 2^53. Un dépassement est une erreur, pas un arrondi. */
const lireInt8 = (texte: string): number => {
  const nombre = Number(texte);
  if (!Number.isSafeInteger(nombre)) throw new Error(`Entier hors de portée : ${texte}`);
  return nombre;
};

const ouvrirPostgresql = async (url: string): Promise<Base> => {
  const types = { getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === INT8 ? lireInt8 : pg.types.getTypeParser(oid, format as 'text')) } as pg.CustomTypesConfig;
  const pool = new pg.Pool({ connectionString: url, max: 10, types, application_name: 'siao-service' });
  // une connexion inactive coupée par le serveur ne doit pas arrêter le service : le pool en ouvrira une autre
  pool.on('error', () => undefined);
  // Une page de changements a treize sous-requêtes, dont PostgreSQL surestime le coût : il les compile à chaque page (466 ms des 588 mesurées pour 7 000 lignes). Aucune requête du service ne dure assez pour y gagner.
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool, onCreateConnection: async (connexion) => { await connexion.executeQuery(CompiledQuery.raw('set jit = off')); } }) });
  try {
    await migrer(db);
    const lignee = await verifierLignee(db);
    const canal = canalPostgresql(url);
    return { db, genre: 'postgresql', lignee, ecouter: canal.ecouter, notifier: canal.notifier, connexions: () => ({ ouvertes: pool.totalCount, libres: pool.idleCount, attente: pool.waitingCount }), fermer: async () => { await canal.fermer(); await db.destroy(); } };
  } catch (erreur) {
    await db.destroy();
    throw erreur;
  }
};

/** `image` : une base neuve déjà préparée (`dumpDataDir`), pour ne pas refaire l’initdb d’une base en mémoire. */
interface OuverturePglite { readonly dossier?: string; readonly image?: Blob }

const ouvrirPglite = async ({ dossier, image }: OuverturePglite): Promise<Base> => {
  const pglite = await PGlite.create({ ...(dossier === undefined ? {} : { dataDir: dossier }), ...(image === undefined ? {} : { loadDataDir: image }), parsers: { [INT8]: lireInt8 } });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolDePglite(pglite) }) });
  try {
    await sql`set client_min_messages = warning`.execute(db);
    await migrer(db);
    const lignee = await verifierLignee(db);
    const canal = await canalPglite(pglite);
    return { db, genre: 'pglite', lignee, ecouter: canal.ecouter, notifier: canal.notifier, fermer: async () => { await canal.fermer(); await db.destroy(); } };
  } catch (erreur) {
    await db.destroy();
    throw erreur;
  }
};

/**
 * Ouvre la base et la met au niveau du code : PostgreSQL (15 au moins) quand `url` est donnée, sinon PGlite dans `dossier`, ou en mémoire.
 * Échoue quand la base ne répond pas ou qu’elle est plus récente que le programme.
 */
export const ouvrirBase = ({ url, ...pglite }: { readonly url?: string } & OuverturePglite = {}): Promise<Base> =>
  (url === undefined ? ouvrirPglite(pglite) : ouvrirPostgresql(url));

/** Verrou d’écriture : un seul écrivain métier à la fois, jusqu’à la fin de la transaction. */
const VERROU_ECRITURE = 7_731_002;

/**
 * Prend le verrou d’écriture. À appeler en tête de toute transaction qui change l’offre ou le journal : les décisions lisent un état stable,
 * la chaîne du journal et les révisions suivent l’ordre des validations.
 */
export const verrouillerEcriture = async (transaction: Requetes): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${sql.lit(VERROU_ECRITURE)})`.execute(transaction);
};

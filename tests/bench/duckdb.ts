import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chronometrerAsync } from './mesures.ts';

/** Une référence du banc, et rien d’autre (MIT) : 70 Mo que `npm install` ne pose pas. Il s’installe à la première mesure, dans `.cache/duckdb`, par npm et à cette version. */
const VERSION = '1.5.6-r.1';
const DOSSIER = resolve(import.meta.dirname, '../../.cache/duckdb');
const ENTREE = join(DOSSIER, 'node_modules/@duckdb/node-api/lib/index.js');

interface Connexion { run(sql: string): Promise<unknown>; runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }> }
interface Module { readonly DuckDBInstance: { create(chemin: string): Promise<{ connect(): Promise<Connexion> }> } }
export interface Duckdb { /** Le meilleur temps ; `encore` dit combien de fois recommencer d’après le premier. */ chronometrer(sql: string, encore: (ms: number) => number): Promise<number>; /** Les lignes, en nombres quand elles en sont. */ lignes(sql: string): Promise<readonly (readonly (string | number | null)[])[]> }
interface Source { prepare(sql: string): { raw(): { all(): unknown[] } } }

const FICHE = { id: 'varchar', statut: 'varchar', departement: 'varchar', modifieLe: 'varchar', completude: 'integer', parcours: 'varchar' } as const;
const TABLES = {
  dispositif: { ...FICHE, nature: 'varchar', financements: 'varchar', placesFinancees: 'varchar' }, entite: FICHE,
  groupe: { id: 'varchar', dispositifId: 'varchar', departement: 'varchar', capaciteJour: 'integer', ouverture: 'varchar', fermeture: 'varchar', capacites: 'varchar', modifieLe: 'varchar', completude: 'integer' },
  place: { groupeId: 'varchar', etats: 'varchar', occupation: 'varchar', occupationLe: 'varchar', constatsPasses: 'varchar' },
  agregat: { groupeId: 'varchar', occupees: 'integer', reservees: 'integer', libres: 'integer', indisponibles: 'integer' },
} as const;

const installer = (): string | null => {
  if (existsSync(ENTREE)) return null;
  mkdirSync(DOSSIER, { recursive: true });
  // un paquet à lui : sans cela, npm remonterait à celui du projet
  writeFileSync(join(DOSSIER, 'package.json'), '{"private":true}\n');
  const { status, stderr } = spawnSync('npm', ['install', '--prefix', DOSSIER, '--no-audit', '--no-fund', `@duckdb/node-api@${VERSION}`], { encoding: 'utf8', timeout: 180_000 });
  return status === 0 && existsSync(ENTREE) ? null : stderr.split('\n')[0] ?? '';
};

/** DuckDB avec les tables du poste, en mémoire ; `null`, et une phrase, quand il ne s’installe pas. */
export const ouvrirDuckdb = async (source: Source): Promise<Duckdb | null> => {
  const panne = installer();
  if (panne !== null) { console.error(`DuckDB ne s’installe pas ici (${panne}) : sa colonne reste vide, le reste se mesure.`); return null; }
  const { DuckDBInstance } = await import(pathToFileURL(ENTREE).href) as Module;
  const connexion = await (await DuckDBInstance.create(':memory:')).connect();
  const texte = (valeur: unknown): string => (valeur === null ? '' : `"${String(valeur).replaceAll('"', '""')}"`);
  for (const [table, colonnes] of Object.entries(TABLES)) {
    const noms = Object.keys(colonnes).map((nom) => `"${nom}"`).join(', ');
    const fichier = join(DOSSIER, `${table}-${process.pid}.csv`);
    try {
      writeFileSync(fichier, `${noms}\n${(source.prepare(`select ${noms} from "${table}"`).raw().all() as unknown[][]).map((ligne) => ligne.map(texte).join(',')).join('\n')}\n`);
      await connexion.run(`create table "${table}" as select ${Object.entries(colonnes).map(([nom, type]) => `cast("${nom}" as ${type}) as "${nom}"`).join(', ')} from read_csv('${fichier.replaceAll("'", "''")}', header = true, all_varchar = true)`);
    } finally { rmSync(fichier, { force: true }); }
  }
  return {
    lignes: async (sql) => (await connexion.runAndReadAll(`select un, deux, cast(haut as double), cast(bas as double) from (${sql})`)).getRows() as (string | number | null)[][],
    chronometrer: async (sql, encore) => {
      const une = (): Promise<number> => chronometrerAsync(async () => { await connexion.runAndReadAll(sql); });
      const durees = [await une()];
      for (let reste = encore(durees[0] as number); reste > 0; reste -= 1) durees.push(await une());
      return Math.min(...durees);
    },
  };
};

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** Une grappe PostgreSQL jetable. `url` : la base `postgres` de la grappe. */
export interface Grappe { readonly url: string; arreter(): Promise<void> }

/** Exécute une requête sur une connexion à elle : créer une base ne se fait pas dans une transaction. */
export const administrer = async (url: string, requete: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try { await client.query(requete); } finally { await client.end(); }
};
/** La même grappe, une autre base. */
export const urlDeLaBase = (url: string, nom: string): string => Object.assign(new URL(url), { pathname: `/${nom}` }).href;

const trouverBinaires = (): string | undefined => {
  const versions = '/usr/lib/postgresql';
  const paquets = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)).map((version) => join(versions, version, 'bin')) : [];
  return [...paquets, ...(process.env.PATH ?? '').split(delimiter)].find((dossier) => existsSync(join(dossier, 'initdb')) && existsSync(join(dossier, 'postgres')));
};

/** PostgreSQL refuse root : emprunter `postgres`, sinon `nobody`. */
const identiteSansPrivilege = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  for (const compte of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((option) => Number(spawnSync('id', [option, compte], { encoding: 'utf8' }).stdout));
    if (uid !== undefined && gid !== undefined && Number.isInteger(uid) && uid > 0) return { uid, gid };
  }
  return undefined;
};

const portLibre = (): Promise<number> => new Promise((resoudre, rejeter) => {
  const serveur = createServer();
  serveur.once('error', rejeter);
  serveur.listen(0, '127.0.0.1', () => {
    const adresse = serveur.address();
    serveur.close(() => { resoudre(typeof adresse === 'object' && adresse !== null ? adresse.port : 0); });
  });
});

const attendre = async (url: string, processus: ChildProcess): Promise<void> => {
  for (let essai = 0; essai < 600; essai += 1) {
    if (processus.exitCode !== null) throw new Error(`PostgreSQL s’est arrêté (code ${processus.exitCode}).`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resoudre) => setTimeout(resoudre, 50));
    }
  }
  throw new Error('PostgreSQL ne répond pas après 30 secondes.');
};

/** Nom, dans le modèle, de la base déjà au niveau du code. */
export const BASE_MODELE = 'modele';

/** Grappe initialisée, à recopier pour chaque base. Traverse la frontière des processus de vitest : des valeurs simples seulement. */
export interface Modele { readonly binaires: string; readonly dossier: string; readonly identite: { readonly uid: number; readonly gid: number } | null }

/**
 * Prépare une grappe modèle (`initdb`, une seconde). Rend `undefined` quand aucun PostgreSQL n’est installé : les suites ne tournent alors que sur PGlite.
 * `oublier` arrête aussi les grappes qu’un processus de tests tué aurait laissées.
 */
export const preparerPostgresql = (): { readonly modele: Modele; oublier(): void } | undefined => {
  const binaires = trouverBinaires();
  if (binaires === undefined) return undefined;
  const dossier = mkdtempSync(join(tmpdir(), 'siao-pg-'));
  const identite = identiteSansPrivilege();
  if (identite !== undefined) chownSync(dossier, identite.uid, identite.gid);
  const initialisation = spawnSync(join(binaires, 'initdb'), ['-D', join(dossier, 'modele'), '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'], { ...optionsDe(dossier, identite), encoding: 'utf8' });
  if (initialisation.status !== 0) throw new Error(`initdb a échoué : ${initialisation.stderr}`);
  return {
    modele: { binaires, dossier, identite: identite ?? null },
    oublier: () => {
      for (const nom of readdirSync(dossier)) arreterParFichier(join(dossier, nom, 'postmaster.pid'));
      rmSync(dossier, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
};

const optionsDe = (dossier: string, identite: { uid: number; gid: number } | undefined) => ({ cwd: dossier, ...identite, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' } });
const arreterParFichier = (fichier: string): void => {
  if (!existsSync(fichier)) return;
  const pid = Number(readFileSync(fichier, 'utf8').split('\n')[0]);
  try { process.kill(pid, 'SIGQUIT'); } catch { /* déjà arrêté */ }
};

/** Lance `postgres` sur ce dossier de données, sans fsync (sauf `durable`, pour mesurer), sur un port libre de 127.0.0.1, et attend qu’il réponde. */
const lancer = async ({ binaires, dossier, identite }: Modele, donnees: string, durable = false): Promise<Grappe> => {
  const port = await portLibre();
  const processus = spawn(join(binaires, 'postgres'), [
    '-D', donnees, '-p', String(port), '-h', '127.0.0.1', '-k', dossier, ...(durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']), '-c', 'max_connections=100', '-c', 'shared_buffers=64MB',
  ], { ...optionsDe(dossier, identite ?? undefined), stdio: 'ignore' });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  // le processus de tests peut finir sans appeler `arreter`
  const tuer = (): void => { processus.kill('SIGQUIT'); };
  process.once('exit', tuer);
  try {
    await attendre(url, processus);
  } catch (erreur) {
    tuer();
    throw erreur;
  }
  return {
    url,
    arreter: async () => {
      process.removeListener('exit', tuer);
      const fini = new Promise((resoudre) => { processus.once('exit', resoudre); });
      processus.kill('SIGINT');
      await fini;
    },
  };
};

/** Change le modèle lui-même, avant toute copie. */
export const completerModele = async (modele: Modele, travail: (url: string) => Promise<void>): Promise<void> => {
  const grappe = await lancer(modele, join(modele.dossier, 'modele'));
  try { await travail(grappe.url); } finally { await grappe.arreter(); }
};

/**
 * Démarre une copie du modèle. Une grappe par base ouverte : les numéros de transaction sont communs à toute une grappe, et une suite qui écrit retarderait
 * sinon les tirages d’une autre.
 */
export const demarrerPostgresql = async (modele: Modele, durable = false): Promise<Grappe> => {
  const donnees = mkdtempSync(join(modele.dossier, 'grappe-'));
  // `cp` garde propriétaire et droits
  const copie = spawnSync('cp', ['-a', `${join(modele.dossier, 'modele')}/.`, donnees], { encoding: 'utf8' });
  if (copie.status !== 0) throw new Error(`La copie du modèle a échoué : ${copie.stderr}`);
  const grappe = await lancer(modele, donnees, durable);
  return { url: grappe.url, arreter: async () => { await grappe.arreter(); rmSync(donnees, { recursive: true, force: true }); } };
};

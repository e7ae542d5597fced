import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';

/** Une grappe PostgreSQL jetable. `url` : la base `postgres` de la grappe. */
export interface Grappe { readonly url: string; arreter(): Promise<void> }

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
  for (let essai = 0; essai < 300; essai += 1) {
    if (processus.exitCode !== null) throw new Error(`PostgreSQL s’est arrêté (code ${processus.exitCode}).`);
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resoudre) => setTimeout(resoudre, 100));
    }
  }
  throw new Error('PostgreSQL ne répond pas après 30 secondes.');
};

/**
 * Démarre une grappe PostgreSQL dans un dossier temporaire, sans fsync, sur un port libre de 127.0.0.1.
 * Rend `undefined` quand aucun PostgreSQL n’est installé (les suites ne tournent alors que sur PGlite).
 */
export const demarrerPostgresql = async (): Promise<Grappe | undefined> => {
  const binaires = trouverBinaires();
  if (binaires === undefined) return undefined;
  const dossier = mkdtempSync(join(tmpdir(), 'siao-pg-'));
  const identite = identiteSansPrivilege();
  if (identite !== undefined) chownSync(dossier, identite.uid, identite.gid);
  const donnees = join(dossier, 'donnees');
  const options = { cwd: dossier, ...identite, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' } };
  const initialisation = spawnSync(join(binaires, 'initdb'), ['-D', donnees, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'], { ...options, encoding: 'utf8' });
  if (initialisation.status !== 0) throw new Error(`initdb a échoué : ${initialisation.stderr}`);
  const port = await portLibre();
  const processus = spawn(join(binaires, 'postgres'), [
    '-D', donnees, '-p', String(port), '-h', '127.0.0.1', '-k', dossier, '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off', '-c', 'max_connections=100', '-c', 'shared_buffers=128MB',
  ], { ...options, stdio: 'ignore' });
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
      rmSync(dossier, { recursive: true, force: true });
    },
  };
};

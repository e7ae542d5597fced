// Tout ce qu’il faut avant de démarrer ou de tester : paquets, Node 24, Electron, bibliothèques du système.
// Ne dépend d’aucun paquet et tourne dès Node 20 : il s’exécute avant qu’aucun ne soit installé.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ErreurExpliquee, cache, dire, executer, racine, terminerSurErreur } from './processus.mjs';
import { assurerNode, installerPaquets } from './paquets.mjs';
import { estRoot, preparerSysteme } from './systeme.mjs';
import { recupererElectron } from './electron-de-rechange/recuperer.mjs';
import { compilerSqlite } from './electron-de-rechange/compiler-sqlite.mjs';

const LIMITE_TELECHARGEMENT_MS = 180_000;
const REESSAI_APRES_MS = 7 * 24 * 3600 * 1000;

const versionDe = (paquet) => JSON.parse(readFileSync(join(racine, 'node_modules', paquet, 'package.json'), 'utf8')).version;
const distDeRechange = () => join(cache, 'electron-25.1.1');
const sqliteDeRechange = () => join(cache, `better-sqlite3-${versionDe('better-sqlite3')}-napi8.node`);

/** Chemin du binaire officiel d’Electron s’il est installé à la bonne version. */
function electronOfficiel() {
  const dossier = join(racine, 'node_modules', 'electron');
  try {
    const version = readFileSync(join(dossier, 'dist', 'version'), 'utf8').replace(/^v/, '').trim();
    const executable = join(dossier, 'dist', readFileSync(join(dossier, 'path.txt'), 'utf8'));
    return version === versionDe('electron') && existsSync(executable) ? executable : undefined;
  } catch {
    return undefined;
  }
}

/** Télécharge le binaire officiel ; un échec est retenu une semaine, pour ne pas faire attendre chaque démarrage. */
async function telechargerElectron(node) {
  const memoire = join(cache, 'electron-officiel.json');
  const version = versionDe('electron');
  try {
    const { version: essayee, le } = JSON.parse(readFileSync(memoire, 'utf8'));
    if (essayee === version && Date.now() - le < REESSAI_APRES_MS) return;
  } catch { /* jamais essayé */ }
  dire(`Téléchargement d’Electron ${version}…`);
  const { code, sortie } = await executer(node, [join(racine, 'node_modules', 'electron', 'install.js')], { discret: true, limiteMs: LIMITE_TELECHARGEMENT_MS });
  if (code === 0 && electronOfficiel() !== undefined) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(memoire, JSON.stringify({ version, le: Date.now(), sortie: sortie.slice(-500) }));
}

/** Rend l’attente du SQLite d’Electron : sa compilation, d’une minute ou deux sur un cœur, laisse faire le reste. */
async function preparerElectron(node) {
  if (electronOfficiel() === undefined) await telechargerElectron(node);
  if (electronOfficiel() !== undefined) return () => Promise.resolve();
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new ErreurExpliquee('Le binaire d’Electron n’a pas pu être téléchargé. Rétablir l’accès au réseau, effacer le dossier .cache et relancer,\nou lancer : npx install-electron');
  }
  await recupererElectron(distDeRechange(), node);
  const compilation = compilerSqlite(sqliteDeRechange(), node);
  // un échec se dit à qui l’attend, pas ici
  compilation.catch(() => undefined);
  return () => compilation;
}

/**
 * L’Electron à lancer et l’environnement des programmes qui le lancent.
 * `rechange` est vrai pour Electron 25 ; `args` porte --no-sandbox pour root, que Chromium refuse autrement.
 * @returns {{executable: string, env: Record<string, string>, args: string[], rechange: boolean}}
 */
export function environnementElectron() {
  const args = process.platform === 'linux' && estRoot ? ['--no-sandbox'] : [];
  const officiel = electronOfficiel();
  if (officiel !== undefined) return { executable: officiel, env: {}, args, rechange: false };
  return {
    executable: join(distDeRechange(), 'electron'),
    env: { ELECTRON_OVERRIDE_DIST_PATH: distDeRechange(), SIAO_SQLITE_NATIF: sqliteDeRechange() },
    args,
    rechange: true,
  };
}

/**
 * Met la machine en état : paquets et Node 24 toujours ; Electron et ses bibliothèques si `electron` ; PostgreSQL et un trousseau si `tests`.
 * Ne refait rien de ce qui est fait. Rend le chemin du Node 24, et `pret` : à attendre avant d’ouvrir une fenêtre.
 * @param {{electron: boolean, tests: boolean}} besoins
 * @returns {Promise<{node: string, pret: () => Promise<void>}>}
 */
export async function preparer({ electron, tests }) {
  await installerPaquets();
  const node = await assurerNode();
  const pret = electron ? await preparerElectron(node) : () => Promise.resolve();
  await preparerSysteme({ executable: electron ? environnementElectron().executable : undefined, tests });
  return { node, pret };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { node, pret } = await preparer({ electron: true, tests: process.argv.includes('--tests') });
    await pret();
    dire(`Prêt. Node : ${node} ; Electron : ${environnementElectron().executable}`);
  } catch (erreur) {
    terminerSurErreur(erreur);
  }
}

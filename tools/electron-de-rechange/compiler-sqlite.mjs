// better-sqlite3 pour Node-API 8 : les binaires du paquet demandent Node-API 10, qu’Electron 25 n’a pas.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ErreurExpliquee, dire, executer, racine } from '../processus.mjs';
import { programmeDuPaquet } from '../paquets.mjs';

const ici = dirname(fileURLToPath(import.meta.url));

/** Dossier dont `include/node` porte les en-têtes de Node ; sans lui, node-gyp les télécharge. */
function trouverEntetes() {
  const noeuds = (process.env.PATH ?? '').split(delimiter).map((dossier) => join(dossier, 'node')).filter((chemin) => existsSync(chemin));
  const candidats = [...noeuds.map((chemin) => dirname(dirname(realpathSync(chemin)))), '/usr', '/usr/local'];
  return candidats.find((dossier) => existsSync(join(dossier, 'include', 'node', 'node_api.h')));
}

/** Fabrique `destination` (fichier .node) s’il n’existe pas : environ une minute sur deux cœurs. */
export async function compilerSqlite(destination, node) {
  if (existsSync(destination)) return;
  dire('Compilation de SQLite pour Electron 25 (environ une minute, une seule fois)…');
  const atelier = mkdtempSync(join(tmpdir(), 'siao-sqlite-'));
  try {
    // Jamais dans node_modules : un build/ y prendrait le pas sur le binaire du paquet pour tous les autres programmes.
    const modules = join(atelier, 'node_modules');
    mkdirSync(modules);
    for (const paquet of ['better-sqlite3', 'node-addon-api']) {
      cpSync(join(racine, 'node_modules', paquet), join(modules, paquet), { recursive: true, filter: (source) => !source.includes(`${paquet}/prebuilds`) });
    }
    const entetes = trouverEntetes();
    const source = join(modules, 'better-sqlite3');
    const { code, sortie } = await executer(node,
      [programmeDuPaquet('node-gyp'), 'rebuild', '--release', '--force_build=1', ...(entetes === undefined ? [] : [`--nodedir=${entetes}`])],
      { cwd: source, discret: true, env: { ...process.env, CXXFLAGS: `-include ${join(ici, 'napi8-shim.h')}` } });
    if (code !== 0) {
      throw new ErreurExpliquee(`La compilation de SQLite a échoué ; elle demande un compilateur C++, make, python3 et les en-têtes de Node.\n${sortie.trim()}`);
    }
    mkdirSync(dirname(destination), { recursive: true });
    const provisoire = `${destination}.${process.pid}`;
    copyFileSync(join(source, 'build', 'Release', 'better_sqlite3.node'), provisoire);
    renameSync(provisoire, destination);
  } finally {
    rmSync(atelier, { recursive: true, force: true });
  }
}

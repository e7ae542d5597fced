// Les paquets npm et le Node 24 qu’ils apportent.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ErreurExpliquee, dire, estWindows, executer, lire, racine } from './processus.mjs';

const NODE_VOULU = 24;

function lireVerrou(fichier) {
  try {
    return JSON.parse(readFileSync(fichier, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * Dit si node_modules correspond au verrou, paquet par paquet : les dates des fichiers ne disent rien après un clone ou une copie.
 * Un paquet facultatif (autre système) peut manquer.
 */
function paquetsAJour() {
  const voulus = lireVerrou(join(racine, 'package-lock.json'));
  const presents = lireVerrou(join(racine, 'node_modules', '.package-lock.json'));
  if (voulus === undefined || presents === undefined) return false;
  return Object.entries(voulus).every(([chemin, voulu]) => {
    if (chemin === '' || voulu.link === true) return true;
    const present = presents[chemin];
    if (present === undefined) return voulu.optional === true || voulu.devOptional === true || voulu.peer === true;
    return present.version === voulu.version;
  });
}

export async function installerPaquets() {
  if (paquetsAJour()) return;
  dire('Installation des paquets (npm ci)…');
  const { code } = await executer('npm', ['ci', '--loglevel=error'], { shell: estWindows });
  if (code !== 0) throw new ErreurExpliquee('L’installation des paquets a échoué (npm ci) : voir le message de npm ci-dessus.');
}

function versionMajeure(programme) {
  const version = lire(programme, ['--version']);
  return version === undefined ? 0 : Number(version.replace(/^v/, '').split('.')[0]);
}

/**
 * Chemin du Node qui exécute les sources TypeScript : celui du paquet `node`, sinon celui qui tourne s’il est assez récent.
 * @returns {string | undefined}
 */
function trouverNode() {
  const duPaquet = join(racine, 'node_modules', 'node', 'bin', estWindows ? 'node.exe' : 'node');
  if (existsSync(duPaquet) && versionMajeure(duPaquet) === NODE_VOULU) return duPaquet;
  return Number(process.versions.node.split('.')[0]) >= NODE_VOULU ? process.execPath : undefined;
}

/** Chemin du Node 24 ; lance l’installateur du paquet s’il n’a pas tourné, sinon dit quoi faire. */
export async function assurerNode() {
  const present = trouverNode();
  if (present !== undefined) return present;
  dire('Le paquet « node » n’a pas déposé Node 24 : son installateur est relancé…');
  const { sortie } = await executer(process.execPath, ['installArchSpecificPackage.js'], { cwd: join(racine, 'node_modules', 'node'), discret: true, limiteMs: 300_000 });
  const installe = trouverNode();
  if (installe !== undefined) return installe;
  throw new ErreurExpliquee(
    `Node 24 est introuvable. Installer Node 24 et relancer, ou autoriser l’installateur du paquet « node » :\n` +
    `  npm install-scripts approve node && npm rebuild node\n${sortie.trim()}`);
}

/** Environnement où les programmes du projet et Node 24 viennent en tête du PATH. */
export function environnementNode(base = process.env) {
  const cle = Object.keys(base).find((nom) => nom.toUpperCase() === 'PATH') ?? 'PATH';
  const dossiers = [join(racine, 'node_modules', '.bin'), base[cle] ?? ''];
  // le code TypeScript que Node lit se prépare une fois, puis chaque processus le reprend : la moitié d’un démarrage
  return { NODE_COMPILE_CACHE: join(racine, '.cache', 'node'), ...base, [cle]: dossiers.join(delimiter) };
}

/** Point d’entrée JavaScript d’un programme de node_modules, pour le lancer avec le Node voulu sur tout système. */
export function programmeDuPaquet(paquet, nom = paquet) {
  const dossier = join(racine, 'node_modules', paquet);
  const { bin } = JSON.parse(readFileSync(join(dossier, 'package.json'), 'utf8'));
  return join(dossier, typeof bin === 'string' ? bin : bin[nom]);
}

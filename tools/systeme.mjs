// Les bibliothèques du système : par apt-get quand on est root sur Debian, sinon on dit ce qui manque.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ErreurExpliquee, dire, executer, lire, trouverProgramme } from './processus.mjs';

const BIBLIOTHEQUES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libnotify4', 'libsecret-1-0'];
const estLinux = process.platform === 'linux';

export const estRoot = process.getuid?.() === 0;
/** Vrai quand une fenêtre peut s’ouvrir sans écran virtuel. */
export function ecranPresent() {
  return !estLinux || Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

const ECRAN = ['-s', '-screen 0 1920x1200x24'];
/** Commande à lancer pour que `commande` ait un écran : telle quelle s’il y en a un, sinon dans un écran virtuel. */
export function sousEcran(commande, args) {
  if (ecranPresent()) return { commande, args };
  return { commande: 'xvfb-run', args: ['-a', ...ECRAN, commande, ...args] };
}

/**
 * La même commande avec plusieurs écrans virtuels, nommés dans `SIAO_ECRANS` (« affichage|autorité », séparés par une virgule). S’il y a déjà un écran, c’est celui d’une
 * personne : elle n’en a qu’un.
 */
export function sousEcrans(nombre, commande, args) {
  if (ecranPresent()) return { commande, args };
  // chaque écran lance le suivant dans le sien, le dernier lance la commande
  const suivant = `export SIAO_ECRANS="\${SIAO_ECRANS:+$SIAO_ECRANS,}$DISPLAY|$XAUTHORITY"; reste=$1; shift; if [ "$reste" = 1 ]; then exec "$@"; fi; exec xvfb-run -a -n $((79 + 20 * reste)) -s '${ECRAN[1]}' sh -c "$SUIVANT" sh $((reste - 1)) "$@"`;
  return { commande: 'env', args: [`SUIVANT=${suivant}`, 'xvfb-run', '-a', '-n', '79', ...ECRAN, 'sh', '-c', suivant, 'sh', String(nombre), commande, ...args] };
}

/** libsecret n’est chargée qu’à l’ouverture du trousseau : ldd ne la voit pas sur l’exécutable. */
function libsecretManque() {
  const connues = lire('/sbin/ldconfig', ['-p']);
  return connues !== undefined && !connues.includes('libsecret-1.so.0');
}

function bibliothequesManquent(executable) {
  const liees = lire('ldd', [executable]);
  return liees === undefined || liees.includes('not found') || libsecretManque();
}

/** Ce qui manque pour éprouver un vrai trousseau : un bus de session, GNOME Keyring, et la bibliothèque par laquelle keytar lui parle. */
function trousseauManque() {
  return [
    ...(trouverProgramme('dbus-run-session') === undefined ? ['dbus'] : []),
    ...(trouverProgramme('gnome-keyring-daemon') === undefined ? ['gnome-keyring'] : []),
    ...(libsecretManque() ? ['libsecret-1-0'] : []),
  ];
}

/** Dossier des programmes de PostgreSQL (initdb, postgres), ou undefined. */
function trouverPostgresql() {
  if (trouverProgramme('initdb') !== undefined) return '';
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return undefined;
  return readdirSync(base).map((version) => join(base, version, 'bin')).find((dossier) => existsSync(join(dossier, 'initdb')));
}

async function installerParApt(paquets) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
  dire(`Installation de ${paquets.join(', ')} (apt-get)…`);
  await executer('apt-get', [...options, 'update'], { env, discret: true, limiteMs: 300_000 });
  const installer = (noms) => executer('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...noms], { env, discret: true, limiteMs: 540_000 });
  let resultat = await installer(paquets);
  // Depuis 2024, Debian et Ubuntu nomment « t64 » les bibliothèques recompilées pour les dates de 64 bits.
  if (resultat.code !== 0) resultat = await installer(paquets.map((nom) => (['libgtk-3-0', 'libasound2'].includes(nom) ? `${nom}t64` : nom)));
  if (resultat.code !== 0) throw new ErreurExpliquee(`apt-get n’a pas pu installer ${paquets.join(' ')} :\n${resultat.sortie.trim()}`);
}

/**
 * Installe ce qui manque au système pour ouvrir une fenêtre (`executable` d’Electron), et pour les tests (`tests`).
 * Refuse, en disant quoi installer, quand apt-get n’est pas utilisable.
 */
export async function preparerSysteme({ executable, tests }) {
  if (!estLinux) return;
  const paquets = [];
  if (executable !== undefined) {
    if (bibliothequesManquent(executable)) paquets.push(...BIBLIOTHEQUES);
    if (!ecranPresent() && (trouverProgramme('Xvfb') === undefined || trouverProgramme('xauth') === undefined)) paquets.push('xvfb', 'xauth');
  }
  if (tests && trouverPostgresql() === undefined) paquets.push('postgresql');
  // le répartiteur de docs/exploitation.md, tel quel
  if (tests && !existsSync('/usr/sbin/nginx') && trouverProgramme('nginx') === undefined) paquets.push('nginx-light');
  if (tests) paquets.push(...trousseauManque().filter((nom) => !paquets.includes(nom)));
  if (paquets.length === 0) return;
  if (!estRoot || trouverProgramme('apt-get') === undefined) {
    throw new ErreurExpliquee(`Il manque au système : ${paquets.join(', ')}.\nSur Debian ou Ubuntu : sudo apt-get install ${paquets.join(' ')}`);
  }
  await installerParApt(paquets);
}

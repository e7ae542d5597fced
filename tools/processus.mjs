// Lancer d’autres programmes et parler à la personne : ce que tous les outils partagent.
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Dossier du projet. */
export const racine = dirname(dirname(fileURLToPath(import.meta.url)));
/** Ce que les outils fabriquent une fois et gardent (ignoré de git) ; SIAO_CACHE le partage entre plusieurs copies du projet. */
export const cache = process.env.SIAO_CACHE ?? join(racine, '.cache');
export const estWindows = process.platform === 'win32';

/** Arrêt dont la cause s’explique à la personne : le message suffit, sans pile d’appels. */
export class ErreurExpliquee extends Error {}

/** @param {string} message */
export function dire(message) {
  process.stdout.write(`[siao] ${message}\n`);
}

/** Affiche l’erreur d’un outil et donne le code de sortie du processus. */
export function terminerSurErreur(erreur) {
  process.stderr.write(`[siao] ${erreur instanceof ErreurExpliquee ? erreur.message : (erreur?.stack ?? erreur)}\n`);
  process.exitCode = 1;
}

/** Chemin d’un programme cherché dans le PATH, ou undefined. */
export function trouverProgramme(nom) {
  for (const dossier of (process.env.PATH ?? '').split(delimiter)) {
    const chemin = join(dossier, estWindows ? `${nom}.exe` : nom);
    try {
      accessSync(chemin, constants.X_OK);
      return chemin;
    } catch { /* pas dans ce dossier */ }
  }
  return undefined;
}

/** Sortie standard d’une commande courte, ou undefined si elle échoue. */
export function lire(commande, args, options = {}) {
  const resultat = spawnSync(commande, args, { encoding: 'utf8', cwd: racine, timeout: 30_000, ...options });
  return resultat.status === 0 ? resultat.stdout.trim() : undefined;
}

/**
 * Exécute une commande et rend { code, sortie } ; `discret` garde la sortie au lieu de l’afficher, `limiteMs` arrête la commande.
 * @returns {Promise<{code: number, sortie: string}>}
 */
export function executer(commande, args, { discret = false, limiteMs = 0, ...options } = {}) {
  return new Promise((resoudre) => {
    const enfant = spawn(commande, args, { cwd: racine, stdio: discret ? ['ignore', 'pipe', 'pipe'] : 'inherit', ...options });
    let sortie = '';
    const ajouter = (morceau) => { sortie = (sortie + morceau).slice(-20_000); };
    enfant.stdout?.on('data', ajouter);
    enfant.stderr?.on('data', ajouter);
    const horloge = limiteMs > 0 ? setTimeout(() => enfant.kill('SIGKILL'), limiteMs) : undefined;
    enfant.on('error', (erreur) => { clearTimeout(horloge); resoudre({ code: 127, sortie: String(erreur) }); });
    enfant.on('close', (code) => { clearTimeout(horloge); resoudre({ code: code ?? 1, sortie }); });
  });
}

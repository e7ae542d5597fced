// L’assemblage de out/, refait seulement quand une source est plus récente.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ErreurExpliquee, dire, executer, racine } from './processus.mjs';
import { environnementNode, programmeDuPaquet } from './paquets.mjs';

const SOURCES = ['domain', 'contract', 'db', 'sync', 'main', 'preload', 'renderer', 'electron.vite.config.ts', 'package-lock.json'];
const SORTIES = ['out/main/index.cjs', 'out/main/donnees.cjs', 'out/preload/index.cjs', 'out/renderer/index.html'];

function dateLaPlusRecente(chemin) {
  const etat = statSync(chemin, { throwIfNoEntry: false });
  if (etat === undefined) return 0;
  if (!etat.isDirectory()) return etat.mtimeMs;
  // La date du dossier compte aussi : elle change quand un fichier y est supprimé.
  return Math.max(etat.mtimeMs, ...readdirSync(chemin).map((nom) => dateLaPlusRecente(join(chemin, nom))));
}

function assemblageAJour() {
  if (!SORTIES.every((sortie) => existsSync(join(racine, sortie)))) return false;
  const assemble = Math.min(...SORTIES.map((sortie) => statSync(join(racine, sortie)).mtimeMs));
  return Math.max(...SOURCES.map((source) => dateLaPlusRecente(join(racine, source)))) < assemble;
}

/** Assemble le poste dans out/ avec le Node 24 donné ; `toujours` ignore les dates. */
export async function assembler(node, { toujours = false } = {}) {
  if (!toujours && assemblageAJour()) return;
  dire('Assemblage du poste…');
  const { code, sortie } = await executer(node, [programmeDuPaquet('electron-vite'), 'build'], { discret: true, env: environnementNode() });
  if (code !== 0) throw new ErreurExpliquee(`L’assemblage a échoué :\n${sortie.trim()}`);
}

import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { programmeDuPaquet } from '../../../tools/paquets.mjs';
import { environnementElectron } from '../../../tools/preparer.mjs';

const racine = join(import.meta.dirname, '..', '..', '..');

/** Assemble l’application comme pour la livrer, avec l’Electron de cette machine. `fusiblesAbsents` : ceux que ce binaire n’a pas, qu’electron-builder refuserait. Rend le dossier de l’application. */
export const assemblerApplication = async (atelier: string, fusiblesAbsents: readonly string[]): Promise<string> => {
  const { executable } = environnementElectron();
  const version = readFileSync(join(dirname(executable), 'version'), 'utf8').trim().replace(/^v/u, '');
  const reglages = join(atelier, 'electron-builder.yml');
  writeFileSync(reglages, readFileSync(join(racine, 'electron-builder.yml'), 'utf8').split('\n').filter((ligne) => !fusiblesAbsents.some((nom) => ligne.trim().toLowerCase().startsWith(nom.toLowerCase()))).join('\n'));
  await promisify(execFile)(process.execPath, [
    programmeDuPaquet('electron-builder'), '--linux', 'dir', '--publish', 'never', '--projectDir', racine, '--config', reglages,
    `-c.electronDist=${dirname(executable)}`, `-c.electronVersion=${version}`, `-c.directories.output=${join(atelier, 'dist')}`,
  ], { cwd: racine, maxBuffer: 64 * 1024 * 1024 });
  return join(atelier, 'dist', 'linux-unpacked');
};

/** Version majeure de l’Electron de cette machine. */
export const majeureElectron = (): number => Number(readFileSync(join(dirname(environnementElectron().executable), 'version'), 'utf8').replace(/^v/u, '').split('.')[0]);

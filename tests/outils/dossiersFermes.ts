import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Un dossier où l’on n’écrit pas : ce que le poste doit en dire, de quoi le rendre, et le jeter. */
export interface DossierFerme { readonly dossier: string; readonly dit: string; rouvrir(): void; jeter(): void }
const monter = (dossier: string, ...options: readonly string[]): boolean => process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', options.join(','), 'tmpfs', dossier]).status === 0;
const neuf = (): string => mkdtempSync(join(tmpdir(), 'siao-ferme-'));
const demonter = (dossier: string): void => { spawnSync('umount', ['-l', dossier]); rmSync(dossier, { recursive: true, force: true }); };

/** Un disque plein pour de vrai, quand on peut en monter un ; sinon un fichier à la place du dossier : un autre refus, la même reprise. */
export const disquePlein = (): DossierFerme => {
  const dossier = neuf();
  if (monter(dossier, 'size=4k')) {
    return { dossier, dit: 'Il n’y a plus de place', rouvrir: () => { spawnSync('mount', ['-o', 'remount,size=8m', dossier]); }, jeter: () => { demonter(dossier); } };
  }
  rmSync(dossier, { recursive: true });
  writeFileSync(dossier, '');
  return { dossier, dit: 'n’est plus là', rouvrir: () => { rmSync(dossier); mkdirSync(dossier); }, jeter: () => { rmSync(dossier, { recursive: true, force: true }); } };
};

/** Un dossier où l’on n’a pas le droit d’écrire : un disque en lecture seule pour l’administrateur, que rien d’autre n’arrête ; un droit retiré pour les autres. */
export const dossierInterdit = (): DossierFerme => {
  const dossier = neuf();
  if (monter(dossier, 'size=8m', 'ro')) {
    return { dossier, dit: 'est en lecture seule', rouvrir: () => { spawnSync('mount', ['-o', 'remount,rw', dossier]); }, jeter: () => { demonter(dossier); } };
  }
  if (process.getuid?.() === 0 || process.platform === 'win32') return disquePlein();
  chmodSync(dossier, 0o555);
  return { dossier, dit: 'n’a pas le droit d’écrire', rouvrir: () => { chmodSync(dossier, 0o755); }, jeter: () => { chmodSync(dossier, 0o755); rmSync(dossier, { recursive: true, force: true }); } };
};

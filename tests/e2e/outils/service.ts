import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompteDemonstration } from '../../../contract/service.ts';

const racine = join(import.meta.dirname, '..', '..', '..');

export interface ServiceDemonstration {
  readonly url: string;
  readonly comptes: readonly CompteDemonstration[];
  /** Le compte de démonstration d’un profil. */
  compte(profil: string): CompteDemonstration;
  arreter(): Promise<void>;
}

/** Lance le vrai service de démonstration (`siao serve --embarque --demonstration`) dans un dossier neuf, semé du département 59. */
export const demarrerServiceDemonstration = async (): Promise<ServiceDemonstration> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-service-'));
  const enfant = spawn(process.execPath, [join(racine, 'console', 'siao.ts'), 'serve', '--embarque', '--demonstration', '--json-pret', '--dossier', dossier], { cwd: racine, stdio: ['pipe', 'pipe', 'inherit'] });
  const { url, comptes } = await new Promise<{ url: string; comptes: CompteDemonstration[] }>((resoudre, rejeter) => {
    createInterface({ input: enfant.stdout }).once('line', (ligne) => { resoudre(JSON.parse(ligne) as { url: string; comptes: CompteDemonstration[] }); });
    enfant.once('exit', (code) => { rejeter(new Error(`Le service de démonstration s’est arrêté (code ${String(code)}).`)); });
  });
  return {
    url, comptes,
    compte: (profil) => {
      const compte = comptes.find((candidat) => candidat.profil === profil);
      if (compte === undefined) throw new Error(`Aucun compte de démonstration pour ${profil}.`);
      return compte;
    },
    arreter: () => new Promise((resoudre) => {
      enfant.once('exit', () => {
        rmSync(dossier, { recursive: true, force: true });
        resoudre();
      });
      enfant.kill('SIGTERM');
    }),
  };
};

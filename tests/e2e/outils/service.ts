import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompteDemonstration } from '../../../contract/service.ts';

const racine = join(import.meta.dirname, '..', '..', '..');
/** Dit à chaque processus d’essai où est le dossier déjà semé. */
const MODELE = 'SIAO_MODELE_SERVICE';

export interface ServiceDemonstration {
  readonly url: string;
  readonly comptes: readonly CompteDemonstration[];
  /** Le compte de démonstration d’un profil. */
  compte(profil: string): CompteDemonstration;
  arreter(): Promise<void>;
}

interface ServicePret { readonly url: string; readonly comptes: CompteDemonstration[]; arreter(): Promise<void> }

const lancer = async (dossier: string): Promise<ServicePret> => {
  const enfant = spawn(process.execPath, [join(racine, 'console', 'siao.ts'), 'serve', '--embarque', '--demonstration', '--json-pret', '--dossier', dossier], { cwd: racine, stdio: ['pipe', 'pipe', 'inherit'] });
  const pret = await new Promise<Pick<ServicePret, 'url' | 'comptes'>>((resoudre, rejeter) => {
    createInterface({ input: enfant.stdout }).once('line', (ligne) => { resoudre(JSON.parse(ligne) as Pick<ServicePret, 'url' | 'comptes'>); });
    enfant.once('exit', (code) => { rejeter(new Error(`Le service de démonstration s’est arrêté (code ${String(code)}).`)); });
  });
  return { ...pret, arreter: () => new Promise((resoudre) => { enfant.once('exit', () => { resoudre(); }); enfant.kill('SIGTERM'); }) };
};

/** Sème une fois le dossier que chaque service d’essai recopiera (le semis prend plus de temps que le service). Rend de quoi l’effacer. */
export const preparerModele = async (): Promise<() => void> => {
  const modele = mkdtempSync(join(tmpdir(), 'siao-modele-'));
  await (await lancer(modele)).arreter();
  process.env[MODELE] = modele;
  return () => { rmSync(modele, { recursive: true, force: true }); };
};

/** Lance le vrai service de démonstration (`siao serve --embarque --demonstration`) dans un dossier neuf, où le département 59 est semé. */
export const demarrerServiceDemonstration = async (): Promise<ServiceDemonstration> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-service-'));
  const modele = process.env[MODELE];
  // hors de Playwright (captures, mesures), il n’y a pas de modèle : le service sème lui-même
  if (modele !== undefined) cpSync(modele, dossier, { recursive: true });
  const { url, comptes, arreter } = await lancer(dossier);
  return {
    url, comptes,
    compte: (profil) => {
      const compte = comptes.find((candidat) => candidat.profil === profil);
      if (compte === undefined) throw new Error(`Aucun compte de démonstration pour ${profil}.`);
      return compte;
    },
    arreter: async () => {
      await arreter();
      rmSync(dossier, { recursive: true, force: true });
    },
  };
};

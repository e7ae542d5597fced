import type { ElectronApplication } from '@playwright/test';
import { readFileSync, readdirSync } from 'node:fs';

/** Tous les descendants d’un processus, lui compris (Linux). */
export const lignee = (racine: number): number[] => {
  const parents = readdirSync('/proc').filter((nom) => /^\d+$/u.test(nom)).flatMap((nom) => {
    try {
      const apres = readFileSync(`/proc/${nom}/stat`, 'utf8').split(') ').at(-1) ?? '';
      return [[Number(nom), Number(apres.split(' ')[1])] as const];
    } catch {
      return [];
    }
  });
  const pris = [racine];
  for (const parent of pris) for (const [numero, sien] of parents) if (sien === parent) pris.push(numero);
  return pris;
};

/** La ligne de commande d’un processus, mot à mot. Chromium récrit celle de ses processus avec des espaces. */
export const ligneDeCommande = (numero: number): string[] => {
  try { return readFileSync(`/proc/${numero}/cmdline`, 'utf8').split(/[\0 ]+/u); } catch { return []; }
};

/** Tue d’un coup (SIGKILL) un processus et tous ceux qu’il a lancés. */
export const tuerLignee = (racine: number): void => {
  for (const numero of lignee(racine)) {
    try { process.kill(numero, 'SIGKILL'); } catch { /* déjà mort avec son parent */ }
  }
};

/** Tue tout un poste, comme une coupure de courant vue des programmes. Rend la main quand Playwright a vu la fin. */
export const tuerTout = async (application: ElectronApplication): Promise<void> => {
  const racine = await application.evaluate(() => process.pid);
  const fin = application.waitForEvent('close');
  tuerLignee(racine);
  await fin;
};

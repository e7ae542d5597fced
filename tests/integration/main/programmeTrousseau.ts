// Programme lancé par trousseau.test.ts dans une session D-Bus à part : le vrai keytar par le vrai main/trousseau.ts. Écrit une ligne JSON.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { creerTrousseau } from '../../../main/trousseau.ts';
import { creerCoffre } from '../../../sync/coffre.ts';

const NOM = '6d0e9c1e-6f6b-4d5e-9a59-3f3c6f1f2a10.1';
const trousseau = creerTrousseau();
const dire = async (geste: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await geste();
  } catch (erreur) {
    return { erreur: (erreur as { code?: string }).code, message: (erreur as Error).message };
  }
};

async function suivreEntree(): Promise<unknown[]> {
  const absente = await dire(() => trousseau.lire(NOM));
  await trousseau.ecrire(NOM, 'première');
  await trousseau.ecrire(NOM, 'seconde');
  const ecrite = await creerTrousseau().lire(NOM);
  await trousseau.effacer(NOM);
  await trousseau.effacer(NOM);
  return [absente, ecrite, await trousseau.lire(NOM)];
}

async function suivreCoffre(): Promise<unknown> {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-trousseau-'));
  const neuf = () => creerCoffre({ dossier, secrets: creerTrousseau() });
  try {
    const coffre = neuf();
    const { etat, genre } = await coffre.ouvrir();
    const [premiere] = coffre.cles('compte');
    const rouvert = neuf();
    await rouvert.ouvrir();
    const retrouvee = rouvert.cles('compte')[0]?.equals(premiere ?? Buffer.alloc(0));
    const { cle } = await rouvert.changerCle(async () => undefined);
    await rouvert.detruire();
    return { etat, genre, retrouvee, cle };
  } finally {
    rmSync(dossier, { recursive: true, force: true });
  }
}

const GESTES: Record<string, () => Promise<unknown>> = {
  entree: suivreEntree,
  coffre: suivreCoffre,
  ecrire: () => dire(() => trousseau.ecrire(NOM, 'gardée')),
  lire: () => dire(() => trousseau.lire(NOM)),
  effacer: () => dire(() => trousseau.effacer(NOM)),
  /** Deux demandes à un trousseau qui ne répond pas. */
  attendre: async () => {
    const debut = Date.now();
    const premiere = await dire(() => trousseau.lire(NOM));
    const milieu = Date.now();
    const seconde = await dire(() => trousseau.lire(NOM));
    return { premiere, apres: milieu - debut, seconde, ensuite: Date.now() - milieu, retenu: trousseau.retenu() };
  },
};
const resultat = await GESTES[process.argv[2] ?? '']?.();
process.stdout.write(`RESULTAT ${JSON.stringify(resultat ?? null)}\n`);
// comme main/index.ts : sortir normalement attendrait keytar
if (trousseau.retenu()) process.kill(process.pid, 'SIGKILL');

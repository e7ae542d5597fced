import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environnementElectron } from '../../tools/preparer.mjs';
import type { PosteOuvert } from './outils/poste.ts';
import { ouvrirPosteDeTest } from './outils/poste.ts';

const racine = join(import.meta.dirname, '..', '..');

test.describe.serial('la fenêtre', () => {
  let dossier: string;
  test.beforeAll(() => { dossier = mkdtempSync(join(tmpdir(), 'siao-fenetre-')); });
  test.afterAll(() => { rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); });

  // une taille imposée ne se retient pas : ici, c’est celle de la personne
  const ouvrir = (): Promise<PosteOuvert> => ouvrirPosteDeTest({ dossier, env: { SIAO_TAILLE: '' } });
  const bornes = ({ application }: PosteOuvert) => application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds());

  test('sa place et sa taille se retrouvent ; agrandie, elle les garde et le retient', async () => {
    const voulue = { x: 130, y: 90, width: 1100, height: 700 };
    const poste = await ouvrir();
    await poste.application.evaluate(({ BrowserWindow }, place) => { BrowserWindow.getAllWindows()[0]?.setBounds(place); }, voulue);
    await expect.poll(() => bornes(poste)).toEqual(voulue);
    // l’écran virtuel n’a pas de gestionnaire de fenêtres : nul n’agrandit, il ne peut que le dire
    await poste.application.evaluate(({ BrowserWindow }) => { const fenetre = BrowserWindow.getAllWindows()[0]; if (fenetre !== undefined) fenetre.isMaximized = () => true; });
    await poste.fermer();
    expect(JSON.parse(readFileSync(join(dossier, 'fenetre.json'), 'utf8'))).toMatchObject({ x: 130, y: 90, largeur: 1100, hauteur: 700, agrandie: true });
    const suivant = await ouvrir();
    await expect.poll(() => bornes(suivant)).toEqual(voulue);
    await suivant.fermer();
  });

  test('une place que plus aucun écran ne montre ramène au centre', async () => {
    writeFileSync(join(dossier, 'fenetre.json'), JSON.stringify({ x: 9_000, y: 9_000, largeur: 1_100, hauteur: 700, agrandie: false, theme: 'system' }));
    const poste = await ouvrir();
    const ecran = await poste.application.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
    await expect.poll(() => bornes(poste)).toEqual({ x: ecran.x + (ecran.width - 1_100) / 2, y: ecran.y + (ecran.height - 700) / 2, width: 1_100, height: 700 });
    await poste.fermer();
  });

  test('une seconde ouverture ramène la première fenêtre, et n’en ouvre pas d’autre', async () => {
    const poste = await ouvrir();
    const devant = () => poste.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().sort((une, autre) => une.id - autre.id).map((fenetre) => [fenetre.getTitle(), fenetre.isFocused()]));
    await poste.application.evaluate(async ({ BrowserWindow }) => { await new BrowserWindow({ width: 300, height: 200, title: 'autre' }).loadURL('about:blank'); });
    await expect.poll(async () => { await poste.application.evaluate(({ BrowserWindow }) => { BrowserWindow.getAllWindows().find((fenetre) => fenetre.getTitle() === 'autre')?.focus(); }); return devant(); }).toEqual([['SIAO Offre', false], ['autre', true]]);
    const { executable, args, env } = environnementElectron();
    const second = spawn(executable, [...args, racine], { env: { ...process.env, ...env, SIAO_DONNEES: dossier }, stdio: 'ignore' });
    expect(await new Promise((fini) => { second.once('exit', fini); })).toBe(0);
    await expect.poll(devant).toEqual([['SIAO Offre', true], ['autre', false]]);
    await poste.fermer();
  });
});

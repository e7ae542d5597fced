import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const NOM = 'Les Charmilles';

test.describe.serial('du SIAO à la DDETS : deux postes, un réseau que l’on coupe', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cableSiao: Cable;
  let cableDdets: Cable;
  let dossier: string;
  let siao: PosteOuvert;
  let ddets: PosteOuvert;

  const ouvrirSiao = (): Promise<PosteOuvert> => ouvrirPosteDeTest({ service: cableSiao.url, comptes: service.comptes, dossier: join(dossier, 'siao') });
  const ouvrirDdets = (): Promise<PosteOuvert> => ouvrirPosteDeTest({ service: cableDdets.url, comptes: service.comptes, dossier: join(dossier, 'ddets') });
  const etat = (page: Page) => page.getByTestId('etat-sync');
  const filtrer = async (page: Page, texte: string): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByPlaceholder('Filtrer cette vue…').fill(texte);
    await page.getByTestId('grille-offre').getByText(texte, { exact: true }).first().click();
    await expect(page.getByTestId('fiche').getByRole('heading', { name: texte })).toBeVisible();
  };

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration({ embarque: true });
    cableSiao = await tirerCable(service.url);
    cableDdets = await tirerCable(service.url);
    dossier = mkdtempSync(join(tmpdir(), 'siao-histoire-'));
    siao = await ouvrirSiao();
    ddets = await ouvrirDdets();
  });
  test.afterAll(async () => {
    await siao.fermer();
    await ddets.fermer();
    await cableSiao.fermer();
    await cableDdets.fermer();
    await service.arreter();
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  test('chacun se connecte et reçoit son département', async () => {
    await capture(siao.page, 'histoire-1-connexion');
    await entrer(siao.page, service.compte('admin_siao'));
    await entrer(ddets.page, service.compte('admin_departemental'));
    await attendreAJour(siao.page);
    await attendreAJour(ddets.page);
    await siao.page.keyboard.press('g');
    await siao.page.keyboard.press('o');
    await expect(siao.page.getByTestId('etat-grille')).toContainText('412');
    await capture(siao.page, 'histoire-2-offre');
  });

  test('hors ligne, le SIAO crée et soumet un dispositif au formulaire', async () => {
    cableSiao.couper();
    const { page } = siao;
    await expect(etat(page)).toContainText('Hors ligne', { timeout: 20_000 });
    await page.keyboard.press('n');
    await page.getByRole('menuitem', { name: 'Nouveau dispositif' }).click();
    const formulaire = page.getByTestId('formulaire');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    await expect(formulaire.getByText(/champs à corriger/u)).toBeVisible();
    await capture(page, 'histoire-3-formulaire-erreurs');
    await formulaire.getByRole('combobox', { name: /^Entité/u }).fill('Hainaut Accueil');
    await page.getByRole('option', { name: /Hainaut Accueil/u }).click();
    await formulaire.getByLabel(/^Nom/u).fill(NOM);
    await formulaire.getByLabel(/^Nature/u).selectOption('hebergement_hors_chrs');
    await formulaire.getByLabel(/^Type/u).selectOption('hebergement_hors_chrs.mixte');
    await formulaire.getByLabel(/^Siret/u).fill('73282932000074');
    await formulaire.getByLabel(/^Département/u).selectOption('59');
    await formulaire.getByRole('combobox', { name: /^Commune/u }).fill('valenciennes');
    await page.getByRole('option', { name: /^Valenciennes/u }).click();
    await formulaire.getByLabel(/^Adresse/u).fill('14 rue des Récollets');
    await formulaire.getByTestId('ajouter-financement').click();
    await formulaire.getByLabel('Financement 1, code').selectOption('ALT1');
    await formulaire.getByLabel('Financement 1, places').fill('64');
    await formulaire.getByLabel('Financement 1, début').fill('01/01/2026');
    await capture(page, 'histoire-4-formulaire');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    const fiche = page.getByTestId('fiche');
    await expect(fiche.getByRole('heading', { name: NOM })).toBeVisible();
    await expect(fiche).toContainText('À prévalider');
    await expect(etat(page)).toContainText('2 en attente');
    await capture(page, 'histoire-5-fiche-hors-ligne');
  });

  test('le SIAO prévalide d’une touche, ferme son poste et le rouvre sans réseau', async () => {
    await siao.page.keyboard.press('g');
    await siao.page.keyboard.press('v');
    await siao.page.locator('.ag-row').getByText(NOM, { exact: true }).click();
    await expect(siao.page.getByTestId('decision').getByRole('heading', { name: NOM })).toBeVisible();
    await capture(siao.page, 'histoire-6-a-prevalider');
    await siao.page.keyboard.press('v');
    await expect(etat(siao.page)).toContainText('3 en attente');
    await siao.fermer();

    siao = await ouvrirSiao();
    await entrer(siao.page, service.compte('admin_siao'));
    await expect(etat(siao.page)).toContainText('Hors ligne · 3 en attente');
    await siao.page.keyboard.press('Control+Shift+S');
    await expect(siao.page.getByText('Prévalider', { exact: false }).first()).toBeVisible();
    await capture(siao.page, 'histoire-7-synchronisation-hors-ligne');
  });

  test('le réseau revenu, tout part ; la DDETS reçoit la fiche dans sa file', async () => {
    cableSiao.retablir();
    await expect(etat(siao.page)).toContainText('À jour', { timeout: 40_000 });
    await ddets.page.keyboard.press('g');
    await ddets.page.keyboard.press('v');
    await expect(ddets.page.locator('.ag-row').getByText(NOM, { exact: true })).toBeVisible({ timeout: 20_000 });
  });

  test('la DDETS valide hors ligne, redémarre, et le SIAO voit la fiche validée', async () => {
    cableDdets.couper();
    await expect(etat(ddets.page)).toContainText('Hors ligne', { timeout: 20_000 });
    await ddets.page.locator('.ag-row').getByText(NOM, { exact: true }).click();
    await expect(ddets.page.getByTestId('decision').getByRole('heading', { name: NOM })).toBeVisible();
    await capture(ddets.page, 'histoire-8-a-valider');
    await ddets.page.keyboard.press('v');
    await expect(etat(ddets.page)).toContainText('1 en attente');
    await ddets.fermer();
    ddets = await ouvrirDdets();
    await entrer(ddets.page, service.compte('admin_departemental'));
    await expect(etat(ddets.page)).toContainText('1 en attente');
    cableDdets.retablir();
    await expect(etat(ddets.page)).toContainText('À jour', { timeout: 40_000 });

    await filtrer(siao.page, NOM);
    await expect(siao.page.getByTestId('fiche')).toContainText('Validé', { timeout: 20_000 });
    await expect(siao.page.getByTestId('fiche')).toContainText(/DIS-59-\d{4}/u);
    await filtrer(ddets.page, NOM);
    await expect(ddets.page.getByTestId('fiche')).toContainText('Validé');
    await capture(siao.page, 'histoire-9-validee');
  });

  test('la DDETS renvoie une autre fiche avec un motif ; le SIAO la voit revenue', async () => {
    const { page } = ddets;
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    const premiere = page.locator('.ag-row').first();
    await premiere.click();
    const titre = (await page.getByTestId('decision').getByRole('heading').first().textContent()) ?? '';
    await page.keyboard.press('r');
    const dialogue = page.getByTestId('dialogue-geste');
    await dialogue.getByLabel(/^Motif/u).fill('Préciser la capacité financée.');
    await capture(page, 'histoire-10-renvoi');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await attendreAJour(page);
    await filtrer(siao.page, titre);
    await expect(siao.page.getByTestId('fiche')).toContainText('À corriger', { timeout: 20_000 });
  });
});

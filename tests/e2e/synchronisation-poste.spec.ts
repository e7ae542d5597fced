import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { TAILLES, capture, ouvrirPosteDeTest, redimensionner } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const PHRASE = 'quatre chats sur un toit';

/** Un poste sans trousseau ni comptes proposés, comme chez une personne : son dossier survit à ses redémarrages. */
test.describe.serial('ce que le poste garde sur la machine', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cable: Cable;
  let dossier: string;
  let poste: PosteOuvert;

  const ouvrir = (): Promise<PosteOuvert> => ouvrirPosteDeTest({ service: cable.url, dossier, env: { SIAO_TROUSSEAU: 'aucun' } });
  const etat = (page: Page) => page.getByTestId('etat-sync');
  const gestionnaire = () => service.compte('gestionnaire_entite');
  const donner = async (page: Page, phrase: string): Promise<void> => {
    await page.getByTestId('coffre-ouvrir').getByLabel('Phrase secrète', { exact: true }).fill(phrase);
    await page.getByTestId('coffre-ouvrir').getByRole('button', { name: 'Ouvrir' }).click();
  };
  const synchronisation = async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+Shift+S');
    await expect(page.getByTestId('ce-poste').getByTestId('cle')).toBeVisible();
  };
  const modifierHoraires = async (page: Page, horaires: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await page.getByRole('option', { name: /Les Remparts/u }).first().click();
    await page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' }).click();
    await page.keyboard.press('F2');
    await page.getByTestId('formulaire').getByLabel(/^Horaires/u).fill(horaires);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('formulaire')).toBeHidden();
  };
  const exports = (): string[] => readdirSync(dossier).filter((nom) => nom.startsWith('SIAO-travail-non-envoye-'));

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    dossier = mkdtempSync(join(tmpdir(), 'siao-poste-'));
    poste = await ouvrir();
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
    await service.arreter();
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  test('sans trousseau : une phrase se choisit, trop courte ou mal répétée elle est refusée', async () => {
    const { page } = poste;
    const carte = page.getByTestId('coffre-choisir');
    const phrase = carte.getByLabel(/^Phrase secrète/u);
    const seconde = carte.getByLabel('La même phrase, une seconde fois');
    const choisir = carte.getByRole('button', { name: 'Chiffrer ce poste avec cette phrase' });
    await phrase.fill('courte');
    await choisir.click();
    await expect(carte).toContainText('La phrase compte 12 caractères au moins.');
    await expect(phrase).toBeFocused();
    await capture(page, 'coffre-1-courte');
    await phrase.fill(PHRASE);
    await seconde.fill('quatre chats sur un toi');
    await choisir.click();
    await expect(carte).toContainText('Les deux saisies diffèrent.');
    await capture(page, 'coffre-2-differente');
    await seconde.fill(PHRASE);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Connexion' })).toBeVisible({ timeout: 20_000 });
    await entrer(page, gestionnaire());
    await attendreAJour(page);
  });

  test('rouvert : la phrase est redemandée, une fausse est refusée, la bonne rend le travail en attente', async () => {
    cable.couper();
    await modifierHoraires(poste.page, '6 h – 22 h');
    await expect(etat(poste.page)).toContainText('Hors ligne · 1 en attente', { timeout: 20_000 });
    await poste.fermer();
    poste = await ouvrir();
    const { page } = poste;
    await donner(page, 'quatre chiens sur un toit');
    await expect(page.getByTestId('coffre-ouvrir').locator('.fr-message--error')).toBeVisible({ timeout: 20_000 });
    await capture(page, 'coffre-3-refusee');
    await redimensionner(poste, TAILLES.grande);
    await page.emulateMedia({ colorScheme: 'dark' });
    await capture(page, 'coffre-4-grande-sombre');
    await page.emulateMedia({ colorScheme: 'light' });
    await redimensionner(poste, TAILLES.courante);
    await donner(page, PHRASE);
    await expect(page.getByRole('heading', { name: 'Connexion' })).toBeVisible({ timeout: 20_000 });
    await entrer(page, gestionnaire());
    await expect(etat(page)).toContainText('Hors ligne · 1 en attente');
  });

  test('sauvegarder, exporter hors ligne, changer la clé ; tout se relit après un redémarrage', async () => {
    const { page } = poste;
    await synchronisation(page);
    const panneau = page.getByTestId('ce-poste');
    const avant = await panneau.getByTestId('sauvegardes').locator('li').count();
    await panneau.getByTestId('sauvegarder').click();
    await expect(panneau.getByTestId('sauvegardes').locator('li')).toHaveCount(Math.min(avant + 1, 3));
    await panneau.getByTestId('exporter').click();
    await expect(panneau).toContainText('1 modification exportée');
    const [fichier] = exports();
    const contenu = JSON.parse(readFileSync(join(dossier, fichier ?? ''), 'utf8')) as { format: string; compte: string; commandes: { nom: string; args: { champs: unknown } }[] };
    expect(contenu).toMatchObject({ format: 'siao-travail', compte: gestionnaire().email, commandes: [{ nom: 'modifierDispositif', args: { champs: { horaires: '6 h – 22 h' } } }] });
    await expect(etat(page)).toContainText('1 en attente');
    await capture(page, 'poste-1-exporte');

    await expect(panneau.getByTestId('cle')).toContainText('n° 1');
    await panneau.getByTestId('changer-la-cle').click();
    const dialogue = page.getByTestId('changer-cle');
    await capture(page, 'poste-2-cle');
    await dialogue.getByTestId('confirmer-cle').click();
    await expect(dialogue).toContainText('Clé n° 1 remplacée par la clé n° 2.', { timeout: 60_000 });
    await capture(page, 'poste-3-cle-faite');
    await dialogue.getByRole('button', { name: 'Fermer' }).last().click();
    await expect(panneau.getByTestId('cle')).toContainText('n° 2');
    await poste.fermer();

    poste = await ouvrir();
    await donner(poste.page, PHRASE);
    await expect(poste.page.getByRole('heading', { name: 'Connexion' })).toBeVisible({ timeout: 20_000 });
    await entrer(poste.page, gestionnaire());
    await expect(etat(poste.page)).toContainText('Hors ligne · 1 en attente');
    await synchronisation(poste.page);
    await expect(poste.page.getByTestId('file')).toContainText('Les Remparts');
    expect(await poste.page.getByTestId('sauvegardes').locator('li').count()).toBeGreaterThan(0);
    await expect(poste.page.getByTestId('ce-poste')).not.toContainText('Réparation');
  });

  test('oublier : refusé hors ligne tant que rien n’est sauvé ; avec l’export, il ne reste rien du compte', async () => {
    const { page } = poste;
    const comptes = join(dossier, 'poste', 'comptes');
    expect(readdirSync(comptes)).toHaveLength(1);
    await page.getByTestId('oublier-ce-poste').click();
    const dialogue = page.getByTestId('oublier');
    await expect(dialogue.getByTestId('confirmer-oubli')).toHaveAttribute('aria-disabled', 'true');
    const [envoyer, exporter] = [dialogue.getByRole('radio').first(), dialogue.getByRole('radio').last()];
    await envoyer.click({ force: true });
    await expect(envoyer).not.toBeChecked();
    await expect(dialogue.getByTestId('confirmer-oubli')).toHaveAttribute('aria-disabled', 'true');
    await exporter.check();
    await capture(page, 'poste-4-oublier');
    await dialogue.getByTestId('confirmer-oubli').click();
    const annonce = page.getByTestId('oubli-fait');
    await expect(annonce).toBeVisible({ timeout: 30_000 });
    await capture(page, 'poste-5-oublie');
    const chemin = ((await annonce.locator('.chemin').textContent()) ?? '').trim();
    expect(existsSync(chemin)).toBe(true);
    expect(exports()).toHaveLength(2);
    expect(existsSync(comptes) ? readdirSync(comptes) : []).toEqual([]);
  });
});

import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { exporterStructures } from '../fixtures/reprise/generateur.ts';
import { tableXlsx } from '../outils/fichiersTableur.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour } from './outils/gestes.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerDeuxThemes, capturerPartout } from './outils/poste.ts';

const LIGNES = 1_284;
const { entetes, lignes } = exporterStructures(59, LIGNES);
const fichier = (nom: string, taille = LIGNES) => ({ name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([entetes, ...lignes.slice(0, taille).map(({ cellules }) => cellules)])) });
const dans = (jours: number): string => new Date(Date.now() + jours * 86_400_000).toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' });

test.describe.serial('la reprise d’un fichier', () => {
  test.setTimeout(180_000);
  const { poste, page: fenetre } = parcours('admin_national');
  const toasts = (): Locator => fenetre().getByTestId('toasts');
  const etape = (nom: string): Locator => fenetre().getByTestId(`rep-etape-${nom}`);
  const code = (nom: string): Locator => fenetre().getByRole('button', { name: new RegExp(`^${nom} `, 'u') });
  const nombreDe = async (nom: string): Promise<number> => Number(((await code(nom).locator('.num').textContent()) ?? '').replace(/\D/gu, ''));

  test('sans mandat, l’écran dit quoi faire ; l’administrateur national se le donne', async () => {
    const page = fenetre();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await expect(page.getByRole('heading', { name: 'Reprise' })).toBeVisible();
    await expect(page.locator('.note', { hasText: 'La reprise demande un mandat d’opérateur' })).toBeVisible();
    await expect(page.getByTestId('rep-nouveau')).toHaveAttribute('aria-disabled', 'true');
    await sansDefaut(page);
    await capture(page, 'reprise-sans-mandat');
    await page.getByTestId('rep-mandats').click();
    const dialogue = page.getByTestId('rep-mandater');
    const moi = await dialogue.getByLabel('Personne').locator('option', { hasText: 'Administrateur national' }).first().getAttribute('value');
    await dialogue.getByLabel('Personne').selectOption(moi ?? '');
    await dialogue.getByLabel('Départements').fill('59');
    await dialogue.getByLabel('Jusqu’au').fill(dans(400));
    await page.keyboard.press('Control+Enter');
    await expect(dialogue.getByText('un an au plus')).toBeVisible();
    await dialogue.getByLabel('Jusqu’au').fill(dans(60));
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(page.getByText('Mandat : 59 – Nord')).toBeVisible();
  });

  test('un fichier illisible est refusé d’une phrase ; un export sale de 1 284 lignes s’ouvre sur ses anomalies', async () => {
    const page = fenetre();
    await page.keyboard.press('n');
    const depot = page.getByTestId('rep-deposer');
    await expect(depot).toBeVisible();
    await page.getByTestId('rep-fichier').setInputFiles({ name: 'abime.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004 rien') });
    await expect(depot.getByRole('alert')).toContainText('classeur');
    await page.getByTestId('rep-fichier').setInputFiles(fichier('structures_59_v1.xlsx'));
    await expect(page.getByRole('heading', { name: 'structures_59_v1.xlsx' })).toBeVisible();
    await expect(page.getByTestId('grille-reprise').locator('.ag-row').first()).toBeVisible();
    await expect(page.getByTestId('rep-livre')).toContainText('Équilibré');
    await expect(etape('lire')).toContainText(/1\s284 lignes/u);
    await capturerPartout(poste(), 'reprise-controler', sansDefaut);
    await etape('associer').click();
    await expect(page.getByTestId('rep-association')).toContainText('NOM_STRUCTURE');
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'reprise-associer');
    await etape('lire').click();
    await capture(page, 'reprise-lire');
    await etape('controler').click();
  });

  test('au clavier : accepter, saisir, exclure, annuler ; la ligne réparée laisse la place à la suivante', async () => {
    const page = fenetre();
    const g03 = await nombreDe('G03');
    await code('G03').click();
    const grille = page.getByTestId('grille-reprise');
    await expect(grille.locator('.ag-row').first()).toContainText(/4O|-12/u);
    const barre = page.getByTestId('rep-barre');
    await expect(barre).toContainText('G03');
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(2).click();
    await page.keyboard.press('F2');
    await page.getByTestId('rep-valeur').fill('20');
    await page.keyboard.press('Enter');
    await expect(toasts()).toContainText('corrigée');
    await expect.poll(() => nombreDe('G03')).toBe(g03 - 1);
    await page.keyboard.press('e');
    await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('Fermée depuis');
    await page.keyboard.press('Enter');
    await expect.poll(() => nombreDe('G03')).toBe(g03 - 2);
    await expect(page.getByText('2 corrections, gardées à part de la source').first()).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect.poll(() => nombreDe('G03')).toBe(g03 - 1);
    // les réparations sûres d’un code, en une touche
    await code('G03').click();
    const sures = page.getByTestId('rep-sures');
    await code('G01').click();
    await expect(barre).toContainText('G01');
    await capture(page, 'reprise-scission');
    await code('G01').click();
    await page.keyboard.press('F8');
    await code('F01').click();
    await expect(sures).toContainText(/Accepter \d+ réparation/u);
    const f01 = await nombreDe('F01');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => nombreDe('F01')).toBeLessThan(f01);
  });

  test('simulé, il dit ce qui l’empêche ; les lignes bloquées exclues, il se charge, se signe, puis s’annule en entier', async () => {
    const page = fenetre();
    await page.keyboard.press('Control+Enter');
    const panneau = page.getByTestId('rep-charger');
    await expect(panneau).toContainText('anomalies bloquantes');
    await expect(page.getByTestId('rep-lancer')).toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'reprise-simuler');
    await etape('controler').click();
    await page.getByRole('button', { name: /^Bloquantes/u }).click();
    for (;;) {
      const bloquante = page.locator('.rep-liste-codes button:not([disabled])').first();
      if (await bloquante.count() === 0) break;
      const nom = ((await bloquante.locator('b').textContent()) ?? '').trim();
      await bloquante.click();
      await page.getByTestId('rep-exclure-code').click();
      await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('À reprendre plus tard');
      await page.keyboard.press('Enter');
      await expect.poll(async () => nombreDe(nom)).toBe(0);
    }
    await expect(etape('controler')).toContainText('aucune bloquante');
    await page.keyboard.press('Control+Enter');
    await expect(panneau).toContainText('Serait créé, à prévalider');
    await expect(page.getByTestId('rep-lancer')).not.toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'reprise-prete');
    await page.getByTestId('rep-lancer').click();
    await expect(panneau).toContainText('Dans l’offre, de ce lot', { timeout: 60_000 });
    await attendreAJour(page);
    await expect(page.getByTestId('rep-signer')).not.toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 });
    await page.getByTestId('rep-signer').click();
    await expect(panneau).toContainText('Bilan signé par');
    await attendreAJour(page);
    await capturerPartout(poste(), 'reprise-chargee', sansDefaut);
    await page.getByTestId('rep-rapport').click();
    const rapport = page.getByTestId('rep-dialogue-rapport');
    await page.getByTestId('rep-rapport-pdf').click();
    await expect(rapport.getByTestId('chemin-export')).toContainText('.pdf');
    await page.getByTestId('rep-rapport-xlsx').click();
    await expect(rapport.getByTestId('chemin-export')).toContainText('.xlsx');
    await capture(page, 'reprise-rapport');
    await page.keyboard.press('Escape');
    // le tableau des répétitions le suit
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await expect(page.getByTestId('rep-lots')).toContainText('LOT-59-0001');
    await expect(page.getByTestId('rep-lots')).toContainText('Chargé');
    await capturerPartout(poste(), 'reprise-lots', sansDefaut);
    await page.getByTestId('rep-dossier').click();
    await etape('charger').click();
    await page.getByTestId('rep-annuler-lot').click();
    await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('Répétition');
    await page.keyboard.press('Enter');
    await expect(toasts()).toContainText('Lot annulé');
    await attendreAJour(page);
    await expect(panneau).toContainText('Annulé');
  });
});

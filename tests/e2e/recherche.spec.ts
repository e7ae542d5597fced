import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

test.describe.serial('recherche partout (Ctrl+K)', () => {
  test.setTimeout(90_000);
  let service: ServiceDemonstration;
  let poste: PosteOuvert;
  let page: Page;
  const chercher = async (texte: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-saisie').fill(texte);
  };
  const options = () => page.getByRole('option');

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    poste = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
    page = poste.page;
    await entrer(page, service.compte('admin_departemental'));
    await attendreAJour(page);
  });
  test.afterAll(async () => {
    await poste.fermer();
    await service.arreter();
  });

  test('une faute de frappe trouve le dispositif, et dit ce qui a été cherché ; Entrée l’ouvre', async () => {
    await chercher('rempatrs');
    await expect(options().filter({ hasText: 'Les Remparts' }).first()).toBeVisible();
    await expect(page.getByRole('dialog')).toContainText('remparts');
    await sansDefaut(page);
    await capture(page, 'recherche-faute');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('fiche').getByRole('heading', { name: /Remparts/u })).toBeVisible();
    // la grille, tout juste ouverte, va jusqu’à la fiche
    await expect(page.getByTestId('grille-offre').locator('.ag-row-selected').first()).toContainText('Remparts');
  });

  test('un code s’écrit sans tiret ni zéro', async () => {
    const code = (await page.getByTestId('fiche').locator('text=/DIS-59-\\d{4}/').first().textContent())?.match(/DIS-59-(\d{4})/u)?.[1] ?? '';
    await chercher(`dis59 ${Number(code)}`);
    await expect(options().first()).toContainText('Remparts');
    await page.keyboard.press('Escape');
  });

  test('une commune filtre l’offre', async () => {
    await chercher('valencienes');
    await options().filter({ hasText: /^Valenciennes/u }).filter({ hasText: 'dispositif' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Offre' })).toBeVisible();
    await expect(page.getByText(/Commune.*Valenciennes/u).first()).toBeVisible();
  });

  test('une personne mène à son compte, un écran et une action se lancent', async () => {
    const nom = service.compte('gestionnaire_entite').nom;
    await chercher(nom);
    await options().filter({ hasText: nom }).first().click();
    await expect(page).toHaveURL(/\/utilisateurs\//u);
    await chercher('jounral');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Journal' })).toBeVisible();
    await chercher('theme sombre');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-fr-theme', 'dark');
    await chercher('');
    await expect(page.getByRole('listbox')).toContainText('Derniers choix');
    await capture(page, 'recherche-sombre');
    await sansDefaut(page);
    await page.keyboard.press('Escape');
    await chercher('theme clair');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-fr-theme', 'light');
    await expect(page.getByTestId('palette-saisie')).toBeHidden();
  });

  test('sans résultat, la palette dit quoi essayer', async () => {
    await chercher('zzzzqqqq');
    await expect(page.getByRole('dialog')).toContainText('Aucun résultat « zzzzqqqq »');
    await page.keyboard.press('Escape');
  });

  test('F1 ouvre le guide à la page de l’écran, par-dessus lui ; on y cherche, on y suit un lien, on signale un problème', async () => {
    const aide = page.getByTestId('aide');
    const titre = aide.locator('#guide-titre');
    await expect(page.getByTestId('palette-saisie')).toBeHidden();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(page.getByRole('heading', { level: 1, name: 'Places' })).toBeVisible();
    await page.keyboard.press('F1');
    await expect(titre).toHaveText('Places');
    await expect(titre).toBeFocused();
    await expect(aide.locator('img').first()).toBeVisible();
    await expect.poll(() => aide.locator('img').first().evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(1440);
    await sansDefaut(page);
    await capture(page, 'aide');
    await aide.getByTestId('aide-chercher').fill('renumeroter');
    await expect(aide.locator('.guide-sommaire ul .guide-entree')).toHaveText(['Places']);
    await aide.getByTestId('aide-chercher').fill('suppléance P177');
    await page.keyboard.press('Enter');
    await expect(titre).toHaveText('À valider');
    await aide.getByRole('button', { name: 'Page précédente' }).click();
    await expect(titre).toHaveText('Places');
    await aide.getByTestId('aide-probleme').click();
    await aide.getByTestId('probleme-copier').click();
    await expect(aide.getByText('Dire d’abord ce qui s’est passé.')).toBeVisible();
    await expect(aide.getByTestId('probleme-quoi')).toBeFocused();
    await page.keyboard.type('La grille ne répond plus');
    const joint = await aide.getByTestId('probleme-joint').inputValue();
    expect(joint).toContain('Synchronisation : a_jour, 0 en attente');
    expect(joint).not.toMatch(/@|Vasseur/u);
    await sansDefaut(page);
    await capture(page, 'aide-probleme');
    await aide.getByTestId('probleme-enregistrer').click();
    const ecrit = readFileSync(await aide.getByTestId('chemin-export').innerText(), 'utf8');
    expect(ecrit).toContain('La grille ne répond plus');
    expect(ecrit).toContain('Écran : /places');
    await page.keyboard.press('Escape');
    await expect(aide).toBeHidden();
    await expect(page).toHaveURL(/\/places/u);
  });

  test('la visite guidée se propose une fois, se mène au clavier, et se retrouve dans l’aide', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByTestId('proposer-visite').click();
    const visite = page.getByTestId('visite');
    await expect(visite).toContainText('étape 1 sur 5');
    await sansDefaut(page);
    await capture(page, 'visite');
    for (let etape = 2; etape <= 5; etape += 1) {
      await page.keyboard.press('ArrowRight');
      await expect(visite).toContainText(`étape ${etape} sur 5`);
      await expect(visite).toBeInViewport({ ratio: 1 });
    }
    await page.getByTestId('visite-suivant').press('Enter');
    await expect(visite).toBeHidden();
    await expect(page.getByTestId('proposer-visite')).toBeHidden();
    await page.keyboard.press('F1');
    await page.getByTestId('aide').getByRole('button', { name: 'Visite guidée' }).click();
    await expect(visite).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(visite).toBeHidden();
  });

  test('un profil qui ne lit pas les comptes n’en trouve aucun', async () => {
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await entrer(page, service.compte('ecoutant_115'));
    await attendreAJour(page);
    await chercher(service.compte('gestionnaire_entite').nom);
    await expect(page.getByRole('status').filter({ hasText: /résultat/iu })).toBeAttached();
    await expect(page.getByRole('listbox')).not.toContainText('Utilisateurs');
    await page.keyboard.press('Escape');
  });
});

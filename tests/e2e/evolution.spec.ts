import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { parcours } from './outils/parcours.ts';
import { capturerPartout } from './outils/poste.ts';

/** Le mois dernier figé, puis une correction : l’accueil et les contrôles disent ce qui a changé depuis, et de quel côté. */
test.describe.serial('l’évolution depuis le mois figé', () => {
  test.setTimeout(120_000);
  const { poste, page: fenetre, devenir } = parcours('admin_departemental', undefined, {}, { fige: true });
  const ligne = (): Locator => fenetre().getByTestId('accueil-qualite').getByRole('button', { name: /^Occupation/u });
  const nombre = async (): Promise<number> => Number(((await ligne().locator('b').textContent()) ?? '').replace(/\D/gu, ''));
  const accueil = async (): Promise<void> => { await fenetre().keyboard.press('g'); await fenetre().keyboard.press('a'); await expect(ligne()).toBeVisible(); };
  let avant: number;

  test('rien n’a changé : chaque écart est nul, à la date du mois figé', async () => {
    await accueil();
    const qualite = fenetre().getByTestId('accueil-qualite');
    await expect(qualite).toContainText(/Depuis le \d/u);
    await expect(ligne()).toContainText('=');
    avant = await nombre();
    expect(avant).toBeGreaterThan(1);
  });

  test('deux dispositifs déclarés : deux de moins à corriger, dit par un signe et pas seulement par une couleur', async () => {
    const page = fenetre();
    await devenir('gestionnaire_entite');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(page.getByTestId('grille-places').locator('.ag-row').first()).toBeVisible();
    for (let fois = 0; fois < 2; fois += 1) {
      await page.keyboard.press('d');
      await expect(page.getByTestId('occ-places')).toBeFocused();
      await page.keyboard.press('=');
      await expect(page.getByTestId('toasts')).toContainText(/déclarée/u);
      await page.keyboard.press('g');
      await page.keyboard.press('p');
      await expect(page.getByTestId('grille-places').locator('.ag-row').first()).toBeVisible();
    }
    await expect(page.locator('[data-testid="etat-sync"][data-etat="a_jour"]')).toBeVisible();
    await devenir('admin_departemental');
    await accueil();
    await expect.poll(nombre).toBe(avant - 2);
    await expect(ligne()).toContainText('−\u00a02');
    await sansDefaut(page);
    await capturerPartout(poste(), 'accueil-evolution');
    await ligne().press('Enter');
    await expect(page.getByTestId('liste-controles')).toContainText('−\u00a02');
    await expect(page.getByTestId('etat-controle').locator('b').first()).toHaveText(`${avant - 2} dispositifs`);
    await sansDefaut(page);
    await capturerPartout(poste(), 'controles-evolution');
  });
});

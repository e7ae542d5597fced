import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { CompteDemonstration } from '../../../contract/service.ts';

/** Se connecte par le formulaire, comme une personne. */
export const entrer = async (page: Page, { email, motDePasse }: Pick<CompteDemonstration, 'email' | 'motDePasse'>): Promise<void> => {
  await page.getByLabel('Adresse électronique').fill(email);
  await page.getByLabel('Mot de passe', { exact: true }).fill(motDePasse);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByTestId('etat-sync').waitFor({ timeout: 20_000 });
};

/** Attend que le premier chargement soit fini et que rien n’attende d’être envoyé. */
export const attendreAJour = async (page: Page): Promise<void> => {
  await expect(page.getByTestId('etat-sync')).toContainText('À jour', { timeout: 60_000 });
};

import type { Page } from '@playwright/test';

/** Attend que plus rien ne charge, et que la page ait fini de se peindre ; `repos` : le temps laissé aux transitions, pour une image. */
export const poser = async (page: Page, repos = 250): Promise<void> => {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .squelette') === null, undefined, { timeout: 15_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(repos);
};
export const ouvrirAdresse = async (page: Page, chemin: string, repos?: number): Promise<void> => {
  await page.evaluate((adresse) => { history.pushState(null, '', adresse); dispatchEvent(new PopStateEvent('popstate')); }, chemin);
  await poser(page, repos);
};

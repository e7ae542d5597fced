import type { Page } from '@playwright/test';

/** Attend que plus rien ne charge, et que la page ait fini de se peindre. */
export const poser = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .squelette') === null, undefined, { timeout: 15_000 });
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(250);
};
export const ouvrirAdresse = async (page: Page, chemin: string): Promise<void> => {
  await page.evaluate((adresse) => { history.pushState(null, '', adresse); dispatchEvent(new PopStateEvent('popstate')); }, chemin);
  await poser(page);
};

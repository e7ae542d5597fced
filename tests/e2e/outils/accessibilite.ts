import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Les lignes d’une grille se ressemblent : les premières suffisent, et lire les autres prendrait les trois quarts du temps. `entiere` les lit toutes. */
const LIGNES_SUIVANTES = ':is(.ag-center-cols-container, .ag-pinned-left-cols-container, .ag-pinned-right-cols-container) > .ag-row:nth-child(n+7)';

/** Aucun défaut de niveau A ou AA (WCAG 2.1, donc RGAA 4.1) dans la page, ou dans `zone` ; `regles` : celles-là seulement. Electron n’ouvre pas d’onglet : mode hérité. Seuls les défauts se décrivent : décrire ce qui va bien prend la moitié du temps. */
export const sansDefaut = async (page: Page, zone?: string, regles: readonly string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], entiere = false): Promise<void> => {
  // le contraste d’un écran nu se lit dans `accessibilite.spec.ts`, dans les deux thèmes ; il prend plus de la moitié du temps
  const contraste = entiere || zone !== undefined || regles.includes('color-contrast') || await page.getByRole('dialog').count() > 0;
  const toute = new AxeBuilder({ page }).options({ resultTypes: ['violations'], runOnly: [...regles], preload: false, rules: { 'color-contrast': { enabled: contraste } } }).setLegacyMode(true);
  const axe = entiere ? toute : toute.exclude(LIGNES_SUIVANTES);
  const { violations } = await (zone === undefined ? axe : axe.include(zone)).analyze();
  expect(violations.map(({ id, nodes }) => `${id} : ${nodes.map(({ target }) => String(target)).join(', ')}`)).toEqual([]);
};

import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Aucun défaut de niveau A ou AA (WCAG 2.1, donc RGAA 4.1) dans la page, ou dans `zone` ; `regles` : celles-là seulement. Electron n’ouvre pas d’onglet : mode hérité. Seuls les défauts se décrivent : décrire ce qui va bien prend la moitié du temps. */
export const sansDefaut = async (page: Page, zone?: string, regles: readonly string[] = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']): Promise<void> => {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'], runOnly: [...regles] }).setLegacyMode(true);
  const { violations } = await (zone === undefined ? axe : axe.include(zone)).analyze();
  expect(violations.map(({ id, nodes }) => `${id} : ${nodes.map(({ target }) => String(target)).join(', ')}`)).toEqual([]);
};

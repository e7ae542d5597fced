import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { declareOccupation, ecransDe } from '../../renderer/app/ecrans.ts';
import { objetsLisibles } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';
import { CODES_PROFILS } from '../../domain/profils.ts';
import { ouvrirAdresse } from '../captures/outils.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { parcours } from './outils/parcours.ts';

/** Tous les écrans d’un profil, hors navigation compris. L’administrateur départemental est dans `accessibilite.spec.ts`. */
const ecrans = (profil: Profil): readonly string[] => [
  ...ecransDe(profil), ...(declareOccupation(profil) ? ['occupation'] : []), ...(objetsLisibles(profil).includes('demande') ? ['demandes'] : []), 'droits', 'compte', 'synchronisation',
];

/** Les arrêts de Tab, de l’évitement (ou du contenu, quand le bandeau et la navigation sont déjà vus) à la grille ou au bout de l’écran : ce qu’il faut lire de chacun, et ce qui cloche. */
const tour = async (page: Page, depart: '.evite' | '#travail'): Promise<{ readonly arrets: readonly string[]; readonly defauts: readonly string[] }> => {
  await page.evaluate((choisi) => {
    (document.activeElement as HTMLElement | null)?.blur();
    document.querySelector<HTMLElement>(choisi)?.focus();
    delete (globalThis as { precedent?: Element }).precedent;
  }, depart);
  const [arrets, defauts]: [string[], string[]] = [[], []];
  for (let pas = 0; pas < 120; pas += 1) {
    await page.keyboard.press('Tab');
    const arret = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (element === null || element === document.body || element.classList.contains('evite')) return 'fin' as const;
      const precedent = (globalThis as { precedent?: Element | null }).precedent ?? null;
      (globalThis as { precedent?: Element }).precedent = element;
      const { left, right, top, bottom } = element.getBoundingClientRect();
      const peint = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const nom = (element.getAttribute('aria-label') ?? (element as HTMLInputElement).labels?.[0]?.textContent ?? element.textContent ?? '').trim().slice(0, 60);
      return {
        nom: nom === '' ? element.outerHTML.slice(0, 80) : nom, grille: element.closest('.ag-root-wrapper') !== null, sansNom: nom === '' && !element.hasAttribute('aria-labelledby') && element.querySelector('[aria-label]') === null,
        cache: peint === null || !(element.contains(peint) || peint.contains(element)),
        recule: precedent !== null && precedent.isConnected && (precedent.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING) !== 0,
      };
    });
    if (arret === 'fin') return { arrets, defauts };
    arrets.push(arret.nom);
    if (arret.cache) defauts.push(`« ${arret.nom} » ne se voit pas`);
    if (arret.sansNom) defauts.push(`« ${arret.nom} » n’a pas de nom`);
    if (arret.recule && pas > 0) defauts.push(`« ${arret.nom} » vient après ce qui le suit`);
    // dans une grille, Tab va de cellule en cellule ; F6 en sort
    if (arret.grille) return { arrets, defauts };
  }
  return { arrets, defauts: [...defauts, `Tab ne fait pas le tour : ${arrets.slice(-6).join(', ')}`] };
};

test.describe.serial('chaque profil, ses écrans', () => {
  test.setTimeout(120_000);
  const { page: fenetre, devenir } = parcours('admin_departemental');
  for (const profil of CODES_PROFILS) {
    test(`${profil} : aucun défaut, et Tab suit la lecture`, async () => {
      if (profil !== 'admin_departemental') await devenir(profil);
      const page = fenetre();
      const trouves: string[] = [];
      for (const [rang, ecran] of ecrans(profil).entries()) {
        await ouvrirAdresse(page, `/${ecran}`, 60);
        if (profil !== 'admin_departemental') await test.step(`${profil} ${ecran}`, () => sansDefaut(page));
        const { arrets, defauts } = await tour(page, rang === 0 ? '.evite' : '#travail');
        // la navigation, au moins, s’atteint ; puis, sur chaque écran, quelque chose
        expect(arrets.length, `${profil} ${ecran}`).toBeGreaterThan(rang === 0 ? 3 : 0);
        trouves.push(...defauts.map((defaut) => `${profil} ${ecran} : ${defaut}`));
      }
      expect(trouves).toEqual([]);
    });
  }
  test('une table de nombres ne prend qu’un arrêt de Tab ; les flèches la parcourent', async () => {
    await devenir('ecoutant_115');
    const page = fenetre();
    await ouvrirAdresse(page, '/accueil');
    const nombres = page.locator('table.soir td button');
    await expect(nombres.nth(4)).toBeVisible();
    expect(await nombres.evaluateAll((boutons) => boutons.filter((bouton) => (bouton as HTMLButtonElement).tabIndex === 0).length)).toBe(1);
    await nombres.first().focus();
    await page.keyboard.press('ArrowRight');
    await expect(nombres.nth(1)).toBeFocused();
    const colonne = await nombres.nth(1).evaluate((bouton) => bouton.closest('td')?.cellIndex);
    await page.keyboard.press('ArrowDown');
    const [ligne, rang] = await page.evaluate(() => [document.activeElement?.closest('tr')?.sectionRowIndex, document.activeElement?.closest('td')?.cellIndex]);
    expect([Number(ligne) > 0, rang]).toEqual([true, colonne]);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('table.soir') === null)).toBe(true);
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('td')?.cellIndex)).toBe(colonne);
  });
});

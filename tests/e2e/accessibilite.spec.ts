import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { ecransDe } from '../../renderer/app/ecrans.ts';
import { ouvrirAdresse } from '../captures/outils.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { parcours } from './outils/parcours.ts';

const TOUS = [...ecransDe('admin_departemental'), 'controles', 'occupation', 'demandes', 'droits', 'compte', 'synchronisation'];

/** Ce qui dépasse d’un écran agrandi : la page qui défile de côté, un bouton, un lien ou un titre qu’aucun défilement ne montre en entier. */
const coupes = (page: Page): Promise<string[]> => page.evaluate(() => {
  const trouves: string[] = [];
  const { scrollingElement, documentElement } = document;
  if ((scrollingElement?.scrollWidth ?? 0) > documentElement.clientWidth) trouves.push(`la page : ${String(scrollingElement?.scrollWidth)} points de large`);
  for (const element of document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, [role="tab"], h1')) {
    // une grille se parcourt case par case : elle défile avec elles
    if (element.closest('.ag-root-wrapper, .invisible, .evite') !== null || element.classList.contains('invisible') || element.classList.contains('evite') || element.offsetParent === null) continue;
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // ce qu’une personne ne peut pas faire défiler ne compte pas
    for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(parent);
      if (overflowX === 'hidden' || overflowX === 'visible') parent.scrollLeft = 0;
      if (overflowY === 'hidden' || overflowY === 'visible') parent.scrollTop = 0;
    }
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    let [gauche, droite, haut, bas] = [0, innerWidth, 0, innerHeight];
    for (let parent = element.parentElement; parent !== null; parent = parent.parentElement) {
      if (getComputedStyle(parent).overflow === 'visible') continue;
      const cadre = parent.getBoundingClientRect();
      [gauche, droite, haut, bas] = [Math.max(gauche, cadre.left), Math.min(droite, cadre.right), Math.max(haut, cadre.top), Math.min(bas, cadre.bottom)];
    }
    const vu = Math.max(0, Math.min(right, droite) - Math.max(left, gauche)) * Math.max(0, Math.min(bottom, bas) - Math.max(top, haut));
    // plus grand que la fenêtre : ce qui en tient suffit
    if (vu < 0.9 * Math.min(width, droite - gauche) * Math.min(height, bas - haut) || vu < 0.5 * Math.min(width * height, 60 * 20)) trouves.push(`${element.tagName.toLowerCase()} « ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)} » : ${Math.round(left)},${Math.round(top)} ${Math.round(width)}×${Math.round(height)}, vu à ${Math.round((100 * vu) / (width * height))} %`);
  }
  for (const element of document.querySelectorAll<HTMLElement>('#travail *, [role="dialog"] *')) {
    const { overflowX, textOverflow } = getComputedStyle(element);
    // un texte qui finit par « … » se lit en entier ailleurs
    if (overflowX === 'hidden' && textOverflow !== 'ellipsis' && element.clientWidth > 60 && element.scrollWidth > element.clientWidth + 2 && element.closest('.ag-root-wrapper, .invisible') === null) trouves.push(`${element.tagName.toLowerCase()}.${element.className} : ${String(element.scrollWidth)} points dans ${String(element.clientWidth)}`);
  }
  for (const grille of document.querySelectorAll<HTMLElement>('.ag-root-wrapper')) if (grille.offsetParent !== null && grille.offsetHeight < 180) trouves.push(`une grille de ${String(grille.offsetHeight)} points de haut`);
  return trouves;
});

test.describe.serial('accessibilité', () => {
  test.setTimeout(120_000);
  const { poste, page: fenetre } = parcours('admin_departemental');
  /** Comme Ctrl+Plus : à 200 %, une fenêtre de 1 440 × 900 n’offre que 720 × 450. */
  const agrandir = async (facteur: number): Promise<void> => {
    await poste().application.evaluate(({ BrowserWindow }, valeur) => { BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(valeur); }, facteur);
    await fenetre().waitForFunction((largeur) => Math.abs(window.innerWidth - largeur) < 2, 1440 / facteur);
  };
  /** Comme la fenêtre se voit : l’image de la page, agrandie, n’en montrerait qu’un coin. */
  const photographier = async (nom: string): Promise<void> => {
    const dossier = join(import.meta.dirname, '..', '..', 'test-results', 'captures');
    mkdirSync(dossier, { recursive: true });
    // la fenêtre peint après coup
    await fenetre().waitForTimeout(150);
    const image = await poste().application.evaluate(async ({ BrowserWindow }) => (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().toString('base64') ?? '');
    writeFileSync(join(dossier, `${nom}.png`), Buffer.from(image, 'base64'));
  };
  const defauts = async (profil: string, ecrans: readonly string[]): Promise<void> => {
    const page = fenetre();
    for (const ecran of ecrans) {
      await ouvrirAdresse(page, `/${ecran}`);
      await test.step(`${profil} ${ecran}`, () => sansDefaut(page, undefined, undefined, true));
      await page.emulateMedia({ colorScheme: 'dark' });
      // d’un thème à l’autre, seules les couleurs changent
      await test.step(`${profil} ${ecran} sombre`, () => sansDefaut(page, undefined, ['color-contrast']));
      await page.emulateMedia({ colorScheme: 'light' });
    }
  };
  const agrandis = async (profil: string, ecrans: readonly string[]): Promise<void> => {
    const page = fenetre();
    await agrandir(2);
    const trouves: string[] = [];
    for (const ecran of ecrans) {
      await ouvrirAdresse(page, `/${ecran}`);
      await photographier(`agrandi-${profil}-${ecran}`);
      trouves.push(...(await coupes(page)).map((coupe) => `${profil} ${ecran} : ${coupe}`));
    }
    await agrandir(1);
    expect(trouves).toEqual([]);
  };

  test('aucun défaut, en clair et en sombre, sur chaque écran de l’administrateur départemental', async () => { await defauts('admin_departemental', TOUS); });
  test('agrandi à 200 %, chaque écran reste entier', async () => { await agrandis('admin_departemental', TOUS); });
  test('agrandi, Tab va de l’évitement à la navigation et au geste principal ; ce qu’il atteint se voit', async () => {
    const page = fenetre();
    await agrandir(2);
    await ouvrirAdresse(page, '/offre');
    await page.evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); document.querySelector<HTMLElement>('.evite')?.focus(); });
    const atteints: string[] = [];
    for (let pas = 0; pas < 40 && atteints[atteints.length - 1] !== 'nouveau'; pas += 1) {
      await page.keyboard.press('Tab');
      const { nom, vu } = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const { left, right, top, bottom } = element.getBoundingClientRect();
        // au milieu de l’élément, c’est lui (ou ce qu’il contient) qui est peint
        const peint = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return { nom: element.dataset['testid'] ?? (element.getAttribute('href') ?? element.textContent ?? '').trim(), vu: peint !== null && element.contains(peint) };
      });
      expect([nom, vu]).toEqual([nom, true]);
      atteints.push(nom);
    }
    expect(atteints).toEqual(expect.arrayContaining(['recherche', 'menu-utilisateur', '/accueil', '/journal', 'ouvrir-aide', 'nouveau']));
    await agrandir(1);
  });
  // ce qu’Orca a fait entendre de travers, le 28 novembre 2026
  test('une grille à l’oreille : en-têtes entiers, ligne nommée, et de la barre d’état seulement ce qui change', async () => {
    const page = fenetre();
    await ouvrirAdresse(page, '/offre');
    await expect(page.getByRole('columnheader', { name: 'Indisponibles', exact: true })).toBeVisible();
    const annonce = page.getByTestId('etat-grille').locator('xpath=following-sibling::*[@role="status"]');
    await expect(annonce).toContainText(/^412 dispositifs affichés, Sélection 0, Capacité filtrée/u);
    await page.evaluate(() => { (globalThis as { dites?: string[] }).dites = []; new MutationObserver((changements) => { for (const { target } of changements) { const region = (target instanceof Element ? target : target.parentElement)?.closest('[aria-live], [role="status"], [role="alert"]'); if (region !== null && region !== undefined) (globalThis as { dites?: string[] }).dites?.push((region.textContent ?? '').trim()); } }).observe(document.body, { childList: true, characterData: true, subtree: true }); });
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await page.getByRole('rowheader').nth(1).click();
    for (let pas = 0; pas < 3; pas += 1) await page.keyboard.press('ArrowDown');
    await expect(annonce).toHaveText(/^Sélection 1 · capacité [\d\s—]+$/u);
    const dites = await page.evaluate(() => (globalThis as { dites?: string[] }).dites ?? []);
    expect(dites.filter((dite) => dite !== '')).toEqual([expect.stringMatching(/^Sélection 1 · capacité [\d\s—]+$/u)]);
  });
  test('l’aide, en clair et en sombre, puis agrandie', async () => {
    const page = fenetre();
    await ouvrirAdresse(page, '/accueil');
    await page.keyboard.press('F1');
    await expect(page.getByTestId('aide-page').getByRole('heading', { level: 1 })).toBeFocused();
    await sansDefaut(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await sansDefaut(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await agrandir(2);
    await photographier('agrandi-aide');
    expect(await coupes(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await agrandir(1);
  });
});

import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { sansDefaut } from './outils/accessibilite.ts';
import { ecranPlaces } from './outils/ecranPlaces.ts';
import { parcours } from './outils/parcours.ts';
import { capture } from './outils/poste.ts';

test.describe.serial('exporter les places', () => {
  test.setTimeout(120_000);
  const { page, poste } = parcours('gestionnaire_entite', () => ouvrirPlaces());
  const { choisir, etat, ouvrirPlaces, panneau, textes } = ecranPlaces(() => page());
  const dialogue = (): Locator => page().getByTestId('export-places');
  const chemin = async (): Promise<string> => (await dialogue().getByTestId('chemin-export').textContent()) ?? '';
  const fermer = async (): Promise<void> => {
    await page().keyboard.press('Escape');
    await expect(dialogue()).toBeHidden();
  };
  const feuille = (fichier: string, rang: number): string => Buffer.from(unzipSync(readFileSync(fichier))[`xl/worksheets/sheet${rang}.xml`] as Uint8Array).toString('utf8');

  test('toute la vue vers Excel : chaque ligne de la vue, de vraies dates, et d’où elles viennent', async () => {
    const { page } = poste();
    await page.getByLabel('Filtrer cette vue…').fill('platanes');
    await expect(etat()).toContainText(/^6\d sur/u);
    const total = Number((await etat().locator('b').first().textContent())?.replace(/\D/gu, ''));
    await page.getByLabel('Filtrer cette vue…').press('Enter');
    await page.keyboard.press('Control+e');
    await expect(dialogue()).toContainText(`Toute la vue (${total} places)`);
    await sansDefaut(page);
    await capture(page, 'exporter');
    await page.keyboard.press('Enter');
    await expect(dialogue()).toContainText(`${total} lignes exportées`);
    await capture(page, 'exporter-fait');
    const fichier = await chemin();
    expect(feuille(fichier, 1).match(/<row>/gu)).toHaveLength(total + 1);
    expect(feuille(fichier, 1)).toContain('Centre d’hébergement des Platanes');
    expect(feuille(fichier, 1)).toMatch(/<c s="2"><v>4\d{4}<\/v>/u);
    expect(feuille(fichier, 2)).toContain('contient « platanes »');
    await fermer();
  });

  test('la sélection en csv : les lignes choisies, dans l’ordre des colonnes affichées', async () => {
    const { page } = poste();
    await choisir(0, 3);
    await page.keyboard.press('Control+e');
    await expect(dialogue().getByTestId('export-selection')).toBeChecked();
    await dialogue().getByTestId('export-csv').check();
    await page.keyboard.press('Control+Enter');
    await expect(dialogue()).toContainText('3 lignes exportées');
    const lues = parse(readFileSync(await chemin(), 'utf8'), { bom: true, delimiter: ';' });
    expect(lues[0]?.slice(0, 3)).toEqual(['Place', 'Groupe de places', 'Dispositif']);
    expect(lues.slice(1).map(([numero]) => numero)).toEqual(await textes([0, 1, 2], 'numero'));
    expect(lues.slice(1).map((ligne) => ligne[5])).toEqual(await Promise.all([0, 1, 2].map(async (rang) => (await page.locator(`[data-testid="grille-places"] .ag-row[row-index="${rang}"] [col-id="etat"] .badge`).textContent())?.trim())));
    await fermer();
  });

  test('la feuille de résultat dit ce que le dernier geste a fait de chaque place ; sans geste, elle dit pourquoi elle manque', async () => {
    const { page } = poste();
    await page.keyboard.press('Control+e');
    await dialogue().getByTestId('export-resultat').check();
    await page.keyboard.press('Control+Enter');
    await expect(dialogue()).toContainText('Aucun geste en nombre depuis l’ouverture');
    await page.keyboard.press('Escape');
    await expect(dialogue()).toBeHidden();
    await page.locator('[data-testid="grille-places"] .ag-row[row-index="0"] [col-id="numero"]').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('choix-motif').selectOption({ label: 'Travaux' });
    await expect(panneau().getByTestId('appliquer-geste')).toContainText(/Appliquer à \d+ places/u);
    const changees = Number((await panneau().getByTestId('appliquer-geste').textContent())?.replace(/\D/gu, ''));
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toBeHidden();
    await page.keyboard.press('Control+e');
    await dialogue().getByTestId('export-resultat').check();
    await dialogue().getByTestId('export-csv').check();
    await page.keyboard.press('Control+Enter');
    await expect(dialogue()).toContainText('lignes exportées');
    const lues = parse(readFileSync(await chemin(), 'utf8'), { bom: true, delimiter: ';' }).slice(1);
    const sorts = lues.map((ligne) => ligne[4]);
    expect(sorts.filter((sort) => sort !== 'Laissée telle quelle')).toHaveLength(changees);
    expect(sorts).toContain('Attend la libération');
    expect(sorts).toContain('Laissée telle quelle');
    expect(lues.filter((ligne) => ligne[4] === 'Laissée telle quelle').every((ligne) => (ligne[5] ?? '') !== '')).toBe(true);
    expect(readdirSync(poste().dossier).filter((nom) => nom.endsWith('.part'))).toEqual([]);
    await fermer();
  });
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { relireXlsx } from '../outils/classeur.ts';
import { lirePdf } from '../outils/pdf.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { parcours } from './outils/parcours.ts';
import { capturerPartout } from './outils/poste.ts';

test.describe.serial('la même grille sur tous les écrans', () => {
  test.setTimeout(120_000);
  const { page, poste, devenir } = parcours('admin_departemental');
  const grille = (nom: string): Locator => page().getByTestId(`grille-${nom}`);
  const cellule = (nom: string, rang: number, colonne: string): Locator => grille(nom).locator(`.ag-row[row-index="${rang}"] [col-id="${colonne}"]`);
  const aller = async (lettre: string, titre: string): Promise<void> => {
    await page().keyboard.press('g');
    await page().keyboard.press(lettre);
    await expect(page().getByRole('heading', { level: 1, name: titre })).toBeVisible();
  };
  const pressePapiers = (): Promise<string> => poste().application.evaluate(({ clipboard }) => clipboard.readText());
  const copier = async (touches = 'Control+c'): Promise<string[][]> => {
    await poste().application.evaluate(({ clipboard }) => Promise.resolve(clipboard.writeText('rien')));
    await page().keyboard.press(touches);
    await expect.poll(pressePapiers).not.toBe('rien');
    return (await pressePapiers()).split('\r\n').slice(0, -1).map((ligne) => ligne.split('\t'));
  };
  const choisirColonnes = async (choisir: () => Promise<void>): Promise<void> => {
    await page().getByTestId('colonnes').click();
    await choisir();
    await page().keyboard.press('Escape');
    await expect(page().locator('.MuiPopover-root')).toHaveCount(0);
  };
  /** Tire d’une cellule à une autre, bouton tenu. */
  const tirer = async (de: Locator, a: Locator): Promise<void> => {
    await de.hover();
    await page().mouse.down();
    await a.hover();
    await page().mouse.up();
  };
  const lignesAria = (nom: string): Promise<(string | null)[]> => grille(nom).locator('[role="grid"], [role="treegrid"]').first().evaluate((element) => [element.getAttribute('aria-rowcount'), element.getAttribute('aria-colcount'), element.querySelector('.ag-row[row-index="0"]')?.getAttribute('aria-rowindex') ?? null, element.querySelector('.ag-row[row-index="0"] .ag-cell[col-id]')?.getAttribute('aria-colindex') ?? null]);

  test('À valider : une plage à la souris et au clavier se copie ; Espace coche ses fiches', async () => {
    await aller('v', 'À valider');
    const etat = page().getByTestId('etat-file');
    await expect(cellule('validation', 0, 'nom')).toContainText(/\S/u);
    const total = Number(await etat.locator('b').first().textContent());
    await tirer(cellule('validation', 0, 'nom'), cellule('validation', 2, 'entite'));
    await expect(etat.getByTestId('plage')).toHaveText('Sélection\u00a0: 3 lignes × 3 colonnes');
    const bloc = await copier();
    expect(bloc).toHaveLength(3);
    for (const [rang, [nom, changement, entite]] of bloc.entries()) {
      expect([nom, changement, entite]).toEqual(await Promise.all(['nom', 'changement', 'entite'].map(async (colonne) => (await cellule('validation', rang, colonne).textContent())?.trim())));
    }
    // la date du dépôt, cachée sur un petit écran, se demande ; avec les titres, telle qu’un tableur français la lit
    await choisirColonnes(async () => { await page().getByRole('checkbox', { name: 'Déposée' }).check(); });
    await cellule('validation', 0, 'depuis').click();
    await page().keyboard.press('Shift+ArrowDown');
    const dates = await copier('Control+Shift+c');
    expect(dates[0]).toEqual(['Déposée']);
    expect(dates.slice(1).flat()).toEqual([expect.stringMatching(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/u), expect.stringMatching(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/u)]);
    // tout : la case à cocher ne fait pas de colonne vide
    await page().keyboard.press('Control+a');
    await expect(etat.getByTestId('plage')).toContainText(`${total} lignes`);
    const tout = await copier();
    expect(tout).toHaveLength(total);
    expect(tout[0]).toHaveLength(7);
    expect(tout[0]?.[0]).toMatch(/^\d+$/u);
    expect(await lignesAria('validation')).toEqual([String(total + 2), '8', '3', expect.stringMatching(/^\d$/u)]);
    await page().keyboard.press('Escape');
    await cellule('validation', 0, 'nom').click();
    await page().keyboard.press('Shift+ArrowDown');
    await page().keyboard.press(' ');
    await expect(page().getByTestId('decider-selection')).toContainText('(2)');
    await page().keyboard.press(' ');
    await expect(page().getByTestId('decider-selection')).not.toContainText(/\(\d/u);
    await sansDefaut(page());
  });

  test('à l’oreille : changer de ligne hors de la première colonne dit laquelle, et rien de plus', async () => {
    const decrite = async (rang: number, colonne: string): Promise<void> => {
      const nom = (await cellule('validation', rang, 'nom').textContent())?.trim() ?? '';
      expect(nom).not.toBe('');
      await expect(cellule('validation', rang, colonne)).toBeFocused();
      await expect(cellule('validation', rang, colonne)).toHaveAccessibleDescription(nom);
    };
    const muette = async (rang: number, colonne: string): Promise<void> => {
      await expect(cellule('validation', rang, colonne)).toBeFocused();
      await expect(cellule('validation', rang, colonne)).toHaveAccessibleDescription('');
    };
    await cellule('validation', 0, 'nom').click();
    await muette(0, 'nom');
    await page().keyboard.press('ArrowDown');
    await muette(1, 'nom');
    // la première colonne est l’en-tête de sa ligne : elle se nomme en se lisant
    await expect(cellule('validation', 1, 'nom')).toHaveRole('rowheader');
    await page().keyboard.press('ArrowRight');
    await muette(1, 'changement');
    await page().keyboard.press('ArrowDown');
    await decrite(2, 'changement');
    await page().keyboard.press('ArrowRight');
    await muette(2, 'entite');
    await expect(cellule('validation', 2, 'changement')).toHaveAccessibleDescription('');
    await page().keyboard.press('ArrowUp');
    await decrite(1, 'entite');
    // sortie de la grille, puis rentrée : la ligne est à redire
    await page().getByTestId('colonnes').focus();
    await cellule('validation', 1, 'entite').focus();
    await decrite(1, 'entite');
    for (const colonne of ['changement', 'nom']) {
      await page().keyboard.press('ArrowLeft');
      await muette(1, colonne);
    }
  });

  test('au repos, quelques lignes sont dessinées sous celles que l’on voit', async () => {
    await aller('o', 'Offre');
    await expect(cellule('offre', 0, 'nom')).toContainText(/\S/u);
    await expect.poll(() => grille('offre').evaluate((cadre) => { const bas = cadre.getBoundingClientRect().bottom; return new Set([...cadre.querySelectorAll('.ag-row')].filter((ligne) => ligne.getBoundingClientRect().top > bas).map((ligne) => ligne.getAttribute('row-index'))).size; })).toBeGreaterThan(5);
    await aller('v', 'À valider');
    await expect(cellule('validation', 0, 'nom')).toContainText(/\S/u);
  });

  test('À valider : la commune se lit en entier à 1440, les colonnes se retiennent', async () => {
    await choisirColonnes(async () => { await page().getByRole('checkbox', { name: 'Déposée' }).uncheck(); });
    await capturerPartout(poste(), 'grilles-validation');
    const coupees = await grille('validation').locator('.ag-cell[col-id="commune"] .coupe').evaluateAll((cellules) => cellules.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.textContent));
    expect(coupees).toEqual([]);
    const titres = await grille('validation').locator('.ag-header-cell-text').evaluateAll((elements) => elements.filter((element) => element.scrollWidth > element.clientWidth + 1).map((element) => element.textContent));
    expect(titres).toEqual([]);
    expect(await grille('validation').locator('.ag-grid-viewport').first().evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await choisirColonnes(async () => {
      await page().getByRole('checkbox', { name: 'Prévalidé par' }).uncheck();
      await page().getByTestId('figer-nom').click();
    });
    await aller('o', 'Offre');
    await aller('v', 'À valider');
    await expect(cellule('validation', 0, 'nom')).toContainText(/\S/u);
    await expect(grille('validation').locator('[col-id="prevalide"]')).toHaveCount(0);
    await expect(grille('validation').locator('.ag-pinned-left-header [col-id="nom"], .ag-header-cell.ag-column-first[col-id="nom"], [col-id="nom"].ag-cell-last-left-pinned').first()).toBeVisible();
    await choisirColonnes(async () => {
      for (const nom of ['Prévalidé par', 'Déposée']) await page().getByRole('checkbox', { name: nom }).check();
      await page().getByTestId('figer-nom').click();
    });
  });

  test('À valider : la file triée et filtrée s’exporte et s’imprime telle qu’elle se lit', async () => {
    const dialogue = page().getByTestId('export-validation');
    const chemin = async (): Promise<string> => (await dialogue.getByTestId('chemin-export').textContent()) ?? '';
    await grille('validation').locator('.ag-header-cell[col-id="nom"] .ag-header-cell-label').click();
    const noms: string[] = [];
    const total = Number(await page().getByTestId('etat-file').locator('b').first().textContent());
    for (const rang of [0, 1, 2]) noms.push((await cellule('validation', rang, 'nom').textContent())?.trim() ?? '');
    expect([...noms].sort((a, b) => a.localeCompare(b, 'fr'))).toEqual(noms);
    await page().keyboard.press('Control+e');
    await expect(dialogue).toContainText('Colonnes : Âge (jours), Fiche, Changement, Entité, Prévalidé par, Commune, Déposée le');
    await sansDefaut(page());
    await capturerPartout(poste(), 'grilles-validation-export');
    await page().keyboard.press('Enter');
    await expect(dialogue).toContainText(`${total} lignes exportées`);
    const lues = relireXlsx(await chemin());
    expect(lues[0]).toEqual(['Âge (jours)', 'Fiche', 'Changement', 'Entité', 'Prévalidé par', 'Commune', 'Déposée le']);
    expect(lues).toHaveLength(total + 1);
    expect(lues.slice(1, 4).map(([, nom]) => nom)).toEqual(noms);
    expect(lues[1]?.[0]).toEqual(expect.any(Number));
    await page().keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
    await grille('validation').getByLabel('Filtrer Fiche').fill(noms[0] ?? '');
    await page().keyboard.press('Control+e');
    await dialogue.getByTestId('export-csv').check();
    await page().keyboard.press('Control+Enter');
    await expect(dialogue).toContainText(/lignes? exportée/u);
    const csv = parse(readFileSync(await chemin(), 'utf8'), { bom: true, delimiter: ';', relax_column_count: true }) as string[][];
    expect(csv.slice(1).map((ligne) => ligne[1])).toEqual([noms[0]]);
    expect(csv[1]?.[6]).toMatch(/^\d\d\/\d\d\/\d{4}$/u);
    await page().keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
    await grille('validation').getByLabel('Filtrer Fiche').fill('');
    await cellule('validation', 0, 'nom').click();
    await page().keyboard.press('Control+p');
    await expect(dialogue.getByTestId('export-pdf')).toBeChecked();
    await page().keyboard.press('Control+Enter');
    await expect(dialogue).toContainText('lignes imprimées', { timeout: 30_000 });
    expect(lirePdf(readFileSync(await chemin())).pages.join(' ')).toContain('Prévalidé par');
    await page().keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
  });

  test('Journal : une plage se copie avec les titres ; un texte choisi dans le détail se copie lui-même', async () => {
    // chaque session ouverte est une ligne
    for (let fois = 0; fois < 2; fois += 1) await devenir('admin_departemental');
    await aller('j', 'Journal');
    const etat = page().getByTestId('etat-journal');
    await expect(cellule('journal', 0, 'moment')).toContainText(/\d+ h \d\d/u, { timeout: 20_000 });
    await tirer(cellule('journal', 0, 'moment'), cellule('journal', 2, 'geste'));
    await expect(etat.getByTestId('plage')).toHaveText('Sélection\u00a0: 3 lignes × 4 colonnes');
    const bloc = await copier('Control+Shift+c');
    expect(bloc[0]).toEqual(['Quand', 'Qui', 'Profil', 'Geste']);
    expect(bloc).toHaveLength(4);
    for (const [rang, [quand, qui, , geste]] of bloc.slice(1).entries()) {
      expect(quand).toMatch(/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/u);
      expect([qui, geste]).toEqual(await Promise.all(['nom', 'geste'].map(async (colonne) => (await cellule('journal', rang, colonne).textContent())?.trim())));
    }
    await capturerPartout(poste(), 'grilles-journal');
    await sansDefaut(page());
    const [lignes, colonnes, premiere] = await lignesAria('journal');
    expect([Number(lignes) === -1 || Number(lignes) > 3, colonnes, premiere]).toEqual([true, '7', '3']);
    await page().keyboard.press('Escape');
    await cellule('journal', 0, 'nom').click();
    await page().keyboard.press('Enter');
    await expect(page().locator('#journal-titre')).toBeFocused();
    await page().locator('#journal-titre').selectText();
    await poste().application.evaluate(({ clipboard }) => Promise.resolve(clipboard.writeText('rien')));
    await page().keyboard.press('Control+c');
    await expect.poll(pressePapiers).not.toBe('rien');
    expect(await pressePapiers()).not.toContain('\t');
    await page().evaluate(() => { getSelection()?.removeAllRanges(); });
  });

  test('Nomenclature : le bloc copié a le code entier et les dates ; le titre d’une nature n’est qu’un libellé', async () => {
    await aller('n', 'Nomenclature');
    await page().locator('[data-referentiel="type"]').click();
    await expect(cellule('nomenclature', 1, 'libelle')).toContainText(/\S/u);
    await cellule('nomenclature', 1, 'code').click();
    await page().keyboard.press('Shift+ArrowRight');
    await page().keyboard.press('Shift+ArrowUp');
    await expect(page().getByTestId('etat-nomenclature').getByTestId('plage')).toHaveText('Sélection\u00a0: 2 lignes × 2 colonnes');
    const [nature, type] = await copier();
    expect(nature).toEqual(['', expect.stringMatching(/\S/u)]);
    expect(type?.[0]).toMatch(/^[a-z_]+\.[a-z0-9_]+$/u);
    await capturerPartout(poste(), 'grilles-nomenclature');
    await sansDefaut(page());
    await page().keyboard.press('Escape');
  });

  test('Offre : une plage de l’arbre se copie, repliée comme elle se lit ; déplier la ramène à sa cellule', async () => {
    await aller('o', 'Offre');
    const etat = page().getByTestId('etat-grille');
    await expect(cellule('offre', 1, 'nom')).toContainText(/\S/u);
    await tirer(cellule('offre', 0, 'nom'), cellule('offre', 3, 'type'));
    await expect(etat.getByTestId('plage')).toContainText('4 lignes');
    const bloc = await copier();
    expect(bloc).toHaveLength(4);
    expect(bloc.map(([nom]) => nom)).toEqual(await Promise.all([0, 1, 2, 3].map((rang) => cellule('offre', rang, 'nom').locator('.coupe').textContent())));
    await capturerPartout(poste(), 'grilles-offre');
    await sansDefaut(page());
    await page().keyboard.press('Escape');
    await cellule('offre', 0, 'nom').click();
    await page().keyboard.press('Shift+ArrowDown');
    await cellule('offre', 0, 'nom').getByTestId('chevron').click();
    await expect(etat.getByTestId('plage')).toHaveCount(0);
    await cellule('offre', 0, 'nom').getByTestId('chevron').click();
  });
});

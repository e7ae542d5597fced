import { cpSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { relireXlsx } from '../outils/classeur.ts';
import { lirePdf } from '../outils/pdf.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { ecranPlaces } from './outils/ecranPlaces.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerDeuxThemes, capturerPartout } from './outils/poste.ts';

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

  test('Ctrl+P imprime la vue : A4 à l’italienne, titres répétés, qui, quand, quels filtres ; dans une fenêtre sans script ni réseau', async () => {
    const { page, application } = poste();
    await application.evaluate(({ app }) => {
      const vues: unknown[] = [];
      Object.assign(globalThis, { siaoImpressions: vues });
      app.on('browser-window-created', (_evenement, fenetre) => { const contenu = fenetre.webContents as unknown as { getLastWebPreferences(): Record<string, unknown>; session: { storagePath: string | null } }; vues.push({ ...contenu.getLastWebPreferences(), visible: fenetre.isVisible(), surDisque: contenu.session.storagePath }); });
    });
    await page.keyboard.press('Control+p');
    await expect(dialogue().getByTestId('export-pdf')).toBeChecked();
    await dialogue().getByTestId('export-vue').check();
    const total = Number(/\((\d+) places\)/u.exec((await dialogue().textContent()) ?? '')?.[1]);
    await capturerDeuxThemes(page, 'imprimer');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue()).toContainText(`${total} lignes imprimées`);
    await capture(page, 'imprimer-fait');
    const fichier = await chemin();
    expect(statSync(fichier).mode & 0o777).toBe(0o600);
    const octets = readFileSync(fichier);
    cpSync(fichier, 'test-results/captures/imprimer.pdf');
    expect(octets.subarray(0, 5).toString()).toBe('%PDF-');
    const { pages, paysage } = lirePdf(octets);
    expect(paysage).toBe(true);
    expect(pages.length).toBeGreaterThan(1);
    for (const [rang, texte] of pages.entries()) {
      expect(texte).toContain('Groupe de places');
      expect(texte.replace(/\s+/gu, ' ')).toContain(`page ${rang + 1} / ${pages.length}`);
    }
    expect(pages[0]).toContain('contient « platanes »');
    expect(pages[0]).toContain('Imprimé par');
    expect(pages.join('').split('Centre d’hébergement des Platanes').length - 1).toBe(total);
    const impressions = await application.evaluate(() => (globalThis as unknown as { siaoImpressions: Record<string, unknown>[] }).siaoImpressions);
    expect(impressions).toHaveLength(1);
    expect(impressions[0]).toMatchObject({ javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, webviewTag: false, visible: false, surDisque: null });
    expect(await application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    await fermer();
  });

  test('la vue regroupée s’exporte et s’imprime : un niveau par colonne, les sous-totaux, de vrais nombres', async () => {
    const { page } = poste();
    await page.getByTestId('regrouper').click();
    await page.getByLabel('Regrouper par').selectOption('groupe');
    await page.getByLabel('puis par').selectOption('etat');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('etat-regroupement')).toContainText('par groupe de places, état du jour');
    await page.locator('[data-testid="grille-regroupee"] .ag-row[row-index="0"] [col-id="libelle"]').click();
    await page.keyboard.press('Control+e');
    await expect(dialogue()).toContainText(/Les groupes et leurs sous-totaux \(\d+ lignes\)/u);
    await sansDefaut(page);
    await capture(page, 'exporter-regroupement');
    await page.keyboard.press('Enter');
    await expect(dialogue()).toContainText('lignes exportées');
    const [titres, ...lignes] = relireXlsx(await chemin());
    expect(titres?.slice(0, 4)).toEqual(['Groupe de places', 'État du jour', 'Ligne', 'Places']);
    const somme = (quoi: string): number => lignes.filter((ligne) => ligne[2] === quoi).reduce((total, ligne) => total + Number(ligne[3]), 0);
    expect(somme('Détail')).toBe(60);
    expect(somme('Sous-total')).toBe(60);
    await fermer();
    await page.keyboard.press('Control+p');
    await page.keyboard.press('Enter');
    await expect(dialogue()).toContainText('lignes imprimées');
    const fichier = await chemin();
    cpSync(fichier, 'test-results/captures/imprimer-regroupement.pdf');
    expect(lirePdf(readFileSync(fichier)).pages[0]).toContain('Places par groupe de places, état du jour');
    await fermer();
  });

  test('les comptes filtrés s’exportent et s’impriment, et le fichier dit ce qu’il est', async () => {
    const { page } = poste();
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await expect(page.locator('[data-testid="grille-utilisateurs"] .ag-row[row-index="0"] [col-id="nom"]')).toContainText(/\S/u);
    await page.keyboard.press('Control+e');
    const comptes = page.getByTestId('export-comptes');
    const total = Number(/(\d+) comptes/u.exec((await comptes.textContent()) ?? '')?.[1]);
    await comptes.getByTestId('export-csv').check();
    await sansDefaut(page);
    await capturerPartout(poste(), 'exporter-comptes');
    await page.keyboard.press('Enter');
    await expect(comptes).toContainText(`${total} lignes exportées`);
    const lues = parse(readFileSync((await comptes.getByTestId('chemin-export').textContent()) ?? '', 'utf8'), { bom: true, delimiter: ';', relax_column_count: true });
    expect(lues[0]).toEqual(['Contenu', 'Comptes de SIAO Offre']);
    expect(lues.slice(lues.findIndex(([titre]) => titre === 'Nom') + 1)).toHaveLength(total);
    await page.keyboard.press('Escape');
    await expect(comptes).toBeHidden();
    await page.keyboard.press('Control+p');
    await page.keyboard.press('Enter');
    await expect(comptes).toContainText(`${total} lignes imprimées`);
    const fichier = (await comptes.getByTestId('chemin-export').textContent()) ?? '';
    cpSync(fichier, 'test-results/captures/imprimer-comptes.pdf');
    expect(lirePdf(readFileSync(fichier)).pages[0]).toContain('cet export n’est pas écrit au journal');
  });
});

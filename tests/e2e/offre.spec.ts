import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { TAILLES, capture, ouvrirPosteDeTest, redimensionner } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

test.describe.serial('la grille et les droits', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let poste: PosteOuvert;

  const lignes = (page: Page) => page.getByTestId('grille-offre').locator('.ag-center-cols-container .ag-row, .ag-row');
  const premierNom = (page: Page) => page.getByTestId('grille-offre').locator('.ag-row[row-index="0"]').first();

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    poste = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
    await entrer(poste.page, service.compte('admin_departemental'));
    await attendreAJour(poste.page);
    await poste.page.keyboard.press('g');
    await poste.page.keyboard.press('o');
  });
  test.afterAll(async () => {
    await poste.fermer();
    await service.arreter();
  });

  test('la grille tient 412 dispositifs par fenêtres de lignes', async () => {
    const { page } = poste;
    await expect(page.getByTestId('etat-grille')).toContainText('412');
    // la page ne porte que les lignes visibles
    expect(await lignes(page).count()).toBeLessThan(200);
    await page.getByTestId('tout-deplier').click();
    await expect(premierNom(page)).toBeVisible();
  });

  test('recherche, filtre et tri se font dans toute l’offre', async () => {
    const { page } = poste;
    const filtre = page.getByPlaceholder('Filtrer cette vue…');
    await filtre.press('Escape');
    await page.keyboard.press('/');
    await expect(filtre).toBeFocused();
    await filtre.fill('aucun nom pareil');
    await expect(page.getByText(/Aucun dispositif ne correspond/u)).toBeVisible();
    await capture(page, 'offre-vide');
    await filtre.fill('remparts');
    await expect(page.getByTestId('grille-offre').getByText('Les Remparts', { exact: true })).toBeVisible();
    await filtre.fill('');
    await page.getByRole('button', { name: 'Liste' }).click();
    await page.getByRole('columnheader', { name: 'Capacité' }).click();
    await expect(page.getByRole('columnheader', { name: 'Capacité' })).toHaveAttribute('aria-sort', 'ascending');
    await page.getByRole('columnheader', { name: 'Capacité' }).click();
    await expect(page.getByRole('columnheader', { name: 'Capacité' })).toHaveAttribute('aria-sort', 'descending');
    await capture(page, 'offre-liste-triee');
    await page.getByRole('button', { name: 'Arborescence' }).click();
  });

  test('tout se fait au clavier : recherche Ctrl+K, fiche, onglets, modification annulée', async () => {
    const { page } = poste;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await expect(page.getByRole('option', { name: /Les Remparts/u }).first()).toBeVisible();
    await page.keyboard.press('Enter');
    const fiche = page.getByTestId('fiche');
    await expect(fiche.getByRole('heading', { name: 'Les Remparts' })).toBeVisible();
    await page.keyboard.press('Control+2');
    await expect(fiche.getByRole('tab', { name: /^Groupes/u })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Control+1');
    await page.keyboard.press('F2');
    await expect(page.getByTestId('formulaire')).toBeVisible();
    await capture(page, 'offre-modification');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('formulaire')).toBeHidden();
  });

  test('une modification se voit à l’instant, et tient après l’accord du service', async () => {
    const { page } = poste;
    await page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' }).click();
    await page.keyboard.press('F2');
    const formulaire = page.getByTestId('formulaire');
    await formulaire.getByLabel(/^Horaires/u).fill('17 h 30 – 9 h');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('fiche')).toContainText('17 h 30 – 9 h');
    await attendreAJour(page);
    await expect(page.getByTestId('fiche')).toContainText('17 h 30 – 9 h');
  });

  test('exporter et imprimer ce que la grille montre, dépliée comme elle', async () => {
    const { page } = poste;
    const dialogue = page.getByTestId('export-offre');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(page.getByTestId('grille-offre').locator('.ag-row').first()).toBeVisible();
    await page.keyboard.press('Control+e');
    await expect(dialogue).toContainText('Colonnes : Niveau, Nom, Entité');
    await sansDefaut(page);
    await capture(page, 'offre-exporter');
    await page.keyboard.press('Enter');
    await expect(dialogue).toContainText(/\d+ lignes exportées/u);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+p');
    await expect(dialogue.getByTestId('export-pdf')).toBeChecked();
    await page.keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
  });

  test('les écrans tiennent à 1920 × 1080, en clair et en sombre', async () => {
    const { page } = poste;
    await redimensionner(poste, TAILLES.grande);
    for (const [nom, lettre] of [['accueil', 'a'], ['offre', 'o'], ['validation', 'v']] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(lettre);
      await expect(page.locator('main')).toBeVisible();
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        await capture(page, `grand-${nom}-${theme}`);
        // la page elle-même ne défile jamais
        expect(await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth])).toEqual([0, 0]);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await redimensionner(poste, TAILLES.courante);
  });

  test('chaque profil n’a que ses écrans et ses gestes', async () => {
    const { page } = poste;
    const ecrans = async (profil: string): Promise<string[]> => {
      await page.getByTestId('menu-utilisateur').click();
      await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
      await entrer(page, service.compte(profil));
      await attendreAJour(page);
      return (await page.getByRole('navigation', { name: 'Écrans' }).getByRole('link').allTextContents()).map((texte) => texte.replace(/\d.*$/u, '').trim());
    };
    expect(await ecrans('ecoutant_115')).toEqual(['Accueil', 'Offre', 'Places', 'Indicateurs', 'Nomenclature']);
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(page.getByTestId('etat-grille')).toContainText('412');
    await expect(page.getByTestId('nouveau')).toBeHidden();
    expect(await ecrans('analyste')).toEqual(['Agrégats', 'Nomenclature']);
    const agregats = page.getByTestId('agregats');
    for (const axe of ['Nature', 'Type', 'Département']) {
      await agregats.getByRole('button', { name: axe }).click();
      await expect(agregats.locator('tbody tr').first()).toBeVisible();
      const structures = (await agregats.locator('tbody tr td:nth-child(2)').allTextContents()).map((texte) => Number(texte.replace(/\D/gu, '')));
      expect(structures.length).toBeGreaterThan(0);
      for (const nombre of structures) expect(nombre).toBeGreaterThanOrEqual(5);
      // les lignes font le total : rien n’est caché sous lui, qu’une soustraction rendrait
      expect(structures.reduce((somme, nombre) => somme + nombre, 0)).toBe(Number((await agregats.locator('tfoot td').first().textContent())?.replace(/\D/gu, '')));
    }
    await agregats.getByRole('button', { name: 'Type' }).click();
    await sansDefaut(page, '#travail');
    await capture(page, 'analyste');
    await page.keyboard.press('Control+e');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('export-agregats')).toContainText(/lignes exportées/u);
    await page.keyboard.press('Escape');
    expect(await ecrans('gestionnaire_entite')).toEqual(['Accueil', 'Offre', 'À valider', 'Places', 'Indicateurs', 'Utilisateurs', 'Nomenclature', 'Journal']);
    expect(await ecrans('admin_siao')).toEqual(['Accueil', 'Offre', 'À valider', 'Places', 'Reprise', 'Indicateurs', 'Utilisateurs', 'Nomenclature', 'Journal']);
  });

  test('un écran dont le fichier ne se lit pas le dit, et se rouvre', async () => {
    const { page } = poste;
    const morceau = /\/assets\/Journal-/u;
    await page.route(morceau, (demande) => demande.abort());
    await page.reload();
    await attendreAJour(page);
    await page.getByRole('navigation', { name: 'Écrans' }).getByRole('link', { name: 'Journal' }).click();
    const panne = page.getByTestId('panne');
    await expect(panne).toContainText('Cet écran n’a pas pu s’ouvrir');
    await sansDefaut(page, '#travail');
    await capture(page, 'ecran-illisible');
    await page.unroute(morceau);
    await panne.getByRole('button', { name: 'Recharger' }).click();
    await expect(page.locator('main').getByRole('heading', { name: 'Journal' })).toBeVisible();
    await expect(panne).toBeHidden();
  });
});

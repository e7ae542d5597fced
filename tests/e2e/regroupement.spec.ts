import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { ecranPlaces } from './outils/ecranPlaces.ts';
import { attendreAJour } from './outils/gestes.ts';
import { parcours } from './outils/parcours.ts';
import { TAILLES, capture, capturerDeuxThemes, redimensionner } from './outils/poste.ts';

test.describe.serial('les places, regroupées, et les vues enregistrées', () => {
  test.setTimeout(120_000);
  const { devenir, page, poste, redemarrer } = parcours('gestionnaire_entite', () => ouvrirPlaces());
  const { cellule, etat, ouvrirPlaces } = ecranPlaces(() => page());
  const grille = (): Locator => page().getByTestId('grille-regroupee');
  const groupe = (rang: number, colonne: string): Locator => grille().locator(`.ag-row[row-index="${rang}"] [col-id="${colonne}"]`);
  const lire = async (rang: number, colonne: string): Promise<string> => (await groupe(rang, colonne).textContent())?.trim() ?? '';
  const nombreDe = (texte: string): number => Number(texte.replace(/\D/gu, ''));
  const choisirVue = async (nom: string): Promise<void> => {
    await page().getByTestId('vues').click();
    await page().getByRole('dialog', { name: 'Vues' }).getByRole('button', { name: nom, exact: true }).click();
  };

  test('regrouper, déplier, voir les places d’un groupe, revenir : les sous-totaux font le total', async () => {
    const { page } = poste();
    await expect(etat()).toContainText(/sur \d/u);
    const total = nombreDe(await etat().locator('b').first().textContent() ?? '');
    await page.getByTestId('regrouper').click();
    await page.getByLabel('Regrouper par').selectOption('dispositif');
    await page.getByLabel('puis par').selectOption('etat');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('etat-regroupement')).toContainText('par dispositif, état');
    await expect(groupe(0, 'places')).toContainText(/\d/u);
    expect(nombreDe(await page.getByTestId('etat-regroupement').locator('b').nth(1).textContent() ?? '')).toBe(total);
    // déplié au clavier : ses sous-groupes font son compte
    await groupe(0, 'libelle').click();
    const places = nombreDe(await lire(0, 'places'));
    await page.keyboard.press('Space');
    await expect(groupe(0, 'libelle').locator('.ic-arrow-down-s-line')).toBeVisible();
    await expect(groupe(1, 'libelle')).toContainText(/Indisponible|Libre|Occupée|Réservée/u);
    let somme = 0;
    for (let rang = 1; /^(?:Indisponible|Libre|Occupée|Réservée)$/u.test(await lire(rang, 'libelle')); rang += 1) somme += nombreDe(await lire(rang, 'places'));
    expect(somme).toBe(places);
    await sansDefaut(page);
    await capture(page, 'regroupement');
    await redimensionner(poste(), TAILLES.grande);
    await page.emulateMedia({ colorScheme: 'dark' });
    await capture(page, 'regroupement-grande-sombre');
    await redimensionner(poste(), TAILLES.courante);
    await page.emulateMedia({ colorScheme: 'light' });
    // le tri range les dispositifs entre eux
    await grille().getByRole('columnheader', { name: 'Places' }).click();
    await expect(grille().getByRole('columnheader', { name: 'Places' })).toHaveAttribute('aria-sort', 'ascending');
    await groupe(0, 'libelle').click();
    const [nom, siennes] = [await lire(0, 'libelle'), nombreDe(await lire(0, 'places'))];
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: /Retirer le filtre Dispositif/u })).toContainText(nom.slice(0, 10));
    await expect(etat()).toContainText(`${siennes} sur`);
    await expect(cellule(0, 'dispositif')).toContainText(nom);
    await page.keyboard.press('Alt+ArrowLeft');
    await expect(grille()).toBeVisible();
    await expect(page.getByRole('button', { name: /Retirer le filtre Dispositif/u })).toHaveCount(0);
  });

  test('la sélection se somme ; une somme qui compterait deux fois ne se dit pas', async () => {
    const { page } = poste();
    await expect(groupe(1, 'places')).toContainText(/\d/u);
    await groupe(0, 'places').click();
    await page.keyboard.press('Shift+ArrowDown');
    const somme = nombreDe(await lire(0, 'places')) + nombreDe(await lire(1, 'places'));
    await expect(page.getByTestId('plage')).toContainText(`somme ${somme}`);
    await groupe(0, 'libelle').click();
    await page.keyboard.press('Space');
    await groupe(0, 'places').click();
    await page.keyboard.press('Shift+ArrowDown');
    await expect(page.getByTestId('plage')).not.toContainText('somme');
  });

  test('enregistrer la vue, en changer, la retrouver après un redémarrage, la supprimer', async () => {
    const { page } = poste();
    await page.getByTestId('vues').click();
    await page.getByTestId('enregistrer-vue').click();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('nommer-vue')).toContainText('Donner un nom à la vue');
    await page.getByLabel('Nom de la vue').fill('Par dispositif et état');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('toasts')).toContainText('Vue « Par dispositif et état » enregistrée');
    await choisirVue('Indisponibles');
    await expect(page.getByRole('button', { name: /Retirer le filtre État du jour : Indisponible/u })).toBeVisible();
    await expect(cellule(0, 'etat')).toContainText('Indisponible');
    await choisirVue('Indisponibles, par motif');
    await expect(page.getByTestId('etat-regroupement')).toContainText('par motif');
    await redemarrer();
    await ouvrirPlaces();
    await choisirVue('Par dispositif et état');
    await expect(poste().page.getByTestId('etat-regroupement')).toContainText('par dispositif, état');
    await poste().page.getByTestId('vues').click();
    await capture(poste().page, 'vues-enregistrees');
    await poste().page.keyboard.press('Escape');
  });

  test('partager la vue : dit avec qui, arrive à l’assistant de l’entité, qui s’en sert et la copie ; retirée, elle disparaît', async () => {
    const ouvrirVues = () => poste().page.getByTestId('vues').click();
    await ouvrirVues();
    await poste().page.getByRole('button', { name: 'Partager « Par dispositif et état »' }).click();
    await expect(poste().page.getByTestId('partager-vue')).toContainText('l’équipe de');
    await sansDefaut(poste().page);
    await capturerDeuxThemes(poste().page, 'vue-a-partager');
    await poste().page.keyboard.press('Enter');
    await expect(poste().page.getByTestId('toasts')).toContainText('partagée avec l’équipe de');
    await attendreAJour(poste().page);
    await devenir('assistant');
    await ouvrirPlaces();
    await ouvrirVues();
    const partagees = poste().page.getByRole('dialog', { name: 'Vues' }).getByRole('region', { name: 'Partagées' });
    await expect(partagees).toContainText('Par dispositif et état');
    await expect(partagees.getByRole('button', { name: /Arrêter/u })).toHaveCount(0);
    await sansDefaut(poste().page);
    await capturerDeuxThemes(poste().page, 'vues-partagees');
    await partagees.getByRole('button', { name: /Copier dans mes vues/u }).click();
    await expect(poste().page.getByTestId('toasts')).toContainText('copiée dans vos vues');
    await partagees.getByRole('button', { name: /^Par dispositif et état/u }).click();
    await expect(poste().page.getByTestId('etat-regroupement')).toContainText('par dispositif, état');
    await devenir('gestionnaire_entite');
    // il retrouve ses places regroupées, comme il les avait laissées
    await poste().page.keyboard.press('g');
    await poste().page.keyboard.press('p');
    await expect(poste().page.getByTestId('etat-regroupement')).toContainText('par dispositif, état');
    await ouvrirVues();
    await poste().page.getByRole('button', { name: /Arrêter le partage/u }).click();
    await expect(poste().page.getByTestId('toasts')).toContainText('elle n’est plus partagée');
    await expect(partagees).toBeHidden();
    await poste().page.getByRole('button', { name: /Supprimer la vue/u }).click();
    await expect(poste().page.getByTestId('toasts')).toContainText('supprimée');
  });
});

import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { dateEcrite, moisAvant } from '../../domain/dates.ts';
import { aujourdhuiAParis } from '../../sync/session.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerPartout } from './outils/poste.ts';

test.describe.serial('les indicateurs', () => {
  test.setTimeout(120_000);
  const { poste, page: fenetre, cable, devenir } = parcours('admin_departemental');
  const grille = (): Locator => fenetre().getByTestId('grille-indicateur');
  const provenance = (): Locator => fenetre().getByTestId('provenance');
  const titre = (): Locator => fenetre().getByRole('heading', { level: 1 });
  const total = async (): Promise<number> => Number(((await fenetre().getByTestId('valeur-totale').textContent()) ?? '').replace(/[^\d,]/gu, '').replace(',', '.'));
  const ligne = (nom: string): Locator => grille().locator('.ag-row').filter({ hasText: nom }).first();
  const cellule = async (nom: string, colonne: string): Promise<string> => (await ligne(nom).locator(`[col-id="${colonne}"]`).first().textContent()) ?? '';
  const choisirIndicateur = async (texte: string): Promise<void> => {
    const page = fenetre();
    await page.keyboard.press('Control+i');
    await page.getByTestId('choix-indicateur').getByRole('combobox').fill(texte);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('choix-indicateur')).toBeHidden();
  };

  test('l’explorateur : définition, ventilation, images et provenance, aux deux tailles, clair et sombre, sans défaut', async () => {
    const page = fenetre();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await expect(page.getByTestId('accueil-qualite')).toContainText('Complétude du parc');
    await sansDefaut(page);
    await page.getByTestId('accueil-parc').getByRole('button', { name: /^Capacité ouverte/u }).click();
    await expect(titre()).toHaveText('Capacité ouverte');
    await expect(grille().locator('.ag-row').first()).toBeVisible();
    await expect(provenance()).toContainText('Exclusions');
    expect(await total()).toBeGreaterThan(1_000);
    await sansDefaut(page);
    await capturerPartout(poste(), 'indicateurs');
    await page.keyboard.press('Control+i');
    await expect(page.getByTestId('choix-indicateur')).toBeVisible();
    await sansDefaut(page);
    await capture(page, 'indicateurs-choix');
    await page.keyboard.press('Escape');
  });

  test('un taux : sa fraction, ses sous-totaux, et de la case aux places qui la font', async () => {
    const page = fenetre();
    await choisirIndicateur('indisponibilité');
    await expect(titre()).toHaveText('Taux d’indisponibilité');
    await expect(provenance().getByText('Numérateur')).toBeVisible();
    await expect(grille().locator('.ag-row.n-entite').first()).toBeVisible();
    const [premiere] = await grille().locator('.ag-row.n-entite [col-id="libelle"]').allTextContents();
    await ligne(premiere ?? '').locator('[col-id="libelle"]').click();
    await expect(provenance()).toContainText(premiere ?? 'rien');
    await capturerPartout(poste(), 'indicateurs-taux');
    const indisponibles = Number((await cellule(premiere ?? '', 'numerateur')).replace(/\D/gu, ''));
    expect(indisponibles).toBeGreaterThan(0);
    await expect(page.getByTestId('voir-lignes')).toContainText(new Intl.NumberFormat('fr-FR').format(indisponibles).replaceAll('\u202f', '\u00a0'));
    // replier, déplier au clavier
    const deplie = (): Promise<boolean> => ligne(premiere ?? '').locator('.ic-arrow-down-s-line').isVisible();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(deplie).toBe(false);
    // sans attendre : la grille se relit en place et ne lâche pas le clavier
    await page.keyboard.press('ArrowRight');
    await expect.poll(deplie).toBe(true);
    for (let pas = 0; pas < 4; pas += 1) { await page.keyboard.press('ArrowLeft'); await page.keyboard.press('ArrowLeft'); await expect.poll(deplie).toBe(false); await page.keyboard.press('ArrowRight'); await expect.poll(deplie).toBe(true); }
    await ligne(premiere ?? '').locator('[col-id="libelle"]').click();
    // Entrée : les places elles-mêmes, autant que le chiffre
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('grille-places')).toBeVisible();
    await expect(page.getByTestId('etat-places').locator('b').first()).toHaveText(new Intl.NumberFormat('fr-FR').format(indisponibles).replaceAll('\u202f', '\u00a0'));
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await expect(titre()).toHaveText('Taux d’indisponibilité');
  });

  test('restreindre à une ligne ventile plus finement ; le filtre se retire ; une date fausse se dit', async () => {
    const page = fenetre();
    const avant = await total();
    await expect(grille().locator('.ag-row.n-entite').first()).toBeVisible();
    const [premiere] = await grille().locator('.ag-row.n-entite [col-id="libelle"]').allTextContents();
    await ligne(premiere ?? '').locator('[col-id="libelle"]').click();
    await page.keyboard.press('Shift+Enter');
    const filtre = page.getByRole('button', { name: /Retirer le filtre/u });
    await expect(filtre).toContainText(premiere ?? 'rien');
    await filtre.click();
    await expect(filtre).toBeHidden();
    await expect.poll(total).toBe(avant);
    await page.getByTestId('moment').click();
    await page.getByTestId('moment-au').fill('32/13/2026');
    await page.getByTestId('moment-appliquer').click();
    await expect(page.getByText('Saisir une date sous la forme jj/mm/aaaa.')).toBeVisible();
    await capture(page, 'indicateurs-moment');
    await page.getByTestId('moment-au').fill('30/06/2026');
    await page.getByTestId('moment-comparer').uncheck();
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('moment-appliquer').click();
    await expect(page.getByTestId('moment')).toContainText('30/06/2026');
    await expect(grille().locator('[col-id="ecart"]')).toHaveCount(0);
    await expect.poll(total).not.toBeNaN();
  });

  test('un troisième axe : chaque valeur se déplie dans la précédente, au clavier et à la souris, et se retrouve au retour', async () => {
    const page = fenetre();
    await choisirIndicateur('capacité ouverte');
    await page.getByTestId('axes').press('Enter');
    await page.getByLabel('Par', { exact: true }).selectOption('nature');
    await page.getByLabel('puis par').selectOption('type');
    await page.getByLabel('et enfin par').selectOption('modalite');
    await sansDefaut(page);
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('axes')).toContainText('Nature, type, modalité');
    const nom = (rang: number): Locator => grille().locator(`.ag-row[row-index="${rang}"] [col-id="libelle"]`);
    const nombre = async (rang: number): Promise<number> => Number(((await grille().locator(`.ag-row[row-index="${rang}"] [col-id="valeur"]`).textContent()) ?? '').replace(/\D/gu, ''));
    // la première nature est dépliée : son premier type, replié, se déplie au clavier
    await expect(nom(1).getByTestId('chevron')).toBeVisible();
    const suivante = (await nom(2).textContent()) ?? '';
    await nom(1).click();
    await page.keyboard.press('ArrowRight');
    await expect(nom(2)).not.toHaveText(suivante);
    await expect(nom(2).getByTestId('chevron')).toHaveCount(0);
    let [fin, somme] = [2, 0];
    while (await nom(fin).getByTestId('chevron').count() === 0) { somme += await nombre(fin); fin += 1; }
    expect(somme).toBe(await nombre(1));
    await capturerPartout(poste(), 'indicateurs-trois-axes');
    await sansDefaut(page);
    // ← du troisième niveau remonte au deuxième, et le replie
    await nom(2).click();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(nom(2)).toHaveText(suivante);
    await nom(1).getByTestId('chevron').click();
    await expect(nom(2)).not.toHaveText(suivante);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(titre()).toHaveText('Places');
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await expect(page.getByTestId('axes')).toContainText('Nature, type, modalité');
    // un rapport en prend autant
    await page.keyboard.press('r');
    await page.getByTestId('nom-rapport').fill('Trois axes');
    await page.getByTestId('confirmer-ajout').click();
    await expect(page.getByTestId('toasts')).toContainText('Rapport « Trois axes » créé');
    await page.keyboard.press('Shift+r');
    await expect(page.getByTestId('detail-rapport')).toContainText('par nature, type, modalité');
    await capture(page, 'rapport-trois-axes');
    await page.getByTestId('retour-explorateur').click();
    await expect(page.getByTestId('axes')).toBeVisible();
  });

  test('l’occupation d’une date passée et d’une année, mois par mois, d’après les constats que les places gardent', async () => {
    const page = fenetre();
    const passe = moisAvant(aujourdhuiAParis(), 5);
    await choisirIndicateur('occupation corrigé');
    await expect(titre()).toHaveText('Taux d’occupation corrigé');
    await page.getByTestId('moment').click();
    await page.getByTestId('moment-au').fill(dateEcrite(passe));
    await page.getByTestId('moment-appliquer').click();
    await expect(page.getByTestId('moment')).toContainText(dateEcrite(passe));
    await expect.poll(total).toBeGreaterThan(60);
    expect(await total()).toBeLessThanOrEqual(100);
    await capturerPartout(poste(), 'occupation-passee');
    await sansDefaut(page);
    await choisirIndicateur('occupation (flux)');
    await page.getByTestId('axes').press('Enter');
    await page.getByLabel('Par', { exact: true }).selectOption('mois');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('courbe')).toBeVisible();
    await expect.poll(total).toBeGreaterThan(40);
    await expect(grille()).not.toContainText('n. c.');
    await capturerPartout(poste(), 'occupation-par-mois');
  });

  test('par mois une courbe, hors ligne les mêmes chiffres et leur date', async () => {
    const page = fenetre();
    await choisirIndicateur('ouvertures');
    await expect(titre()).toHaveText('Ouvertures et fermetures');
    await page.getByTestId('axes').click();
    await page.getByLabel('Par', { exact: true }).selectOption('mois');
    await page.getByLabel('puis par').selectOption('');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('courbe')).toBeVisible();
    await capturerPartout(poste(), 'indicateurs-mois');
    await sansDefaut(page);
    await expect(page.getByTestId('instantanes')).toContainText('Instantanés mensuels');
    await page.keyboard.press('Control+e');
    await expect(page.getByTestId('export-indicateur')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('export-indicateur')).toContainText('13 lignes exportées');
    await sansDefaut(page);
    await capture(page, 'indicateurs-export');
    await page.keyboard.press('Escape');
    const vu = await page.getByTestId('valeur-totale').textContent();
    cable().couper();
    await expect(page.locator('[data-testid="etat-sync"][data-etat="hors_ligne"]')).toBeVisible();
    await expect(page.getByText(/Hors ligne\s: chiffres des données reçues/u)).toBeVisible();
    await expect(page.getByTestId('valeur-totale')).toHaveText(vu ?? '');
    cable().retablir();
  });

  test('les contrôles : d’un nombre à la liste, de la liste à la fiche, qui la quitte une fois corrigée, au clavier', async () => {
    const page = fenetre();
    const [liste, etat] = [page.getByTestId('grille-controle'), page.getByTestId('etat-controle')];
    const relevees = async (): Promise<number> => Number(((await etat.locator('b').first().textContent()) ?? '').replace(/\D/gu, ''));
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    const bouton = page.getByTestId('accueil-qualite').getByRole('button', { name: /^Capacité déclarée/u });
    const combien = Number(((await bouton.locator('b').textContent()) ?? '').replace(/\D/gu, ''));
    expect(combien).toBeGreaterThan(1);
    await bouton.press('Enter');
    await expect(titre()).toHaveText('Contrôles de l’offre');
    await expect.poll(relevees).toBe(combien);
    await expect(liste.locator('.ag-row').first()).toContainText('financées');
    await sansDefaut(page);
    await capturerPartout(poste(), 'controles');
    // le clavier change de contrôle, puis va aux fiches
    const controles = page.getByTestId('liste-controles');
    await controles.focus();
    await page.keyboard.press('ArrowUp');
    await expect(page).toHaveURL(/controles\/incompletes/u);
    await expect(page.getByText('Rien à corriger')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect.poll(relevees).toBe(combien);
    await page.keyboard.press('Enter');
    // le focus attend que les fiches soient dessinées : une deuxième Entrée partie plus tôt serait encore pour les contrôles
    await expect.poll(() => liste.evaluate((grille) => grille.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('fiche')).toBeVisible();
    await capture(page, 'controles-fiche');
    const titreFiche = page.locator('#fiche-titre');
    await expect(titreFiche).toBeFocused();
    const nom = (await titreFiche.textContent()) ?? '';
    await page.keyboard.press('F2');
    const formulaire = page.getByTestId('formulaire');
    await expect(formulaire).toBeVisible();
    await expect(page).toHaveURL(/controles\/ecart\/.*\/modifier/u);
    await capture(page, 'controles-formulaire');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('fiche')).toContainText(nom);
    await page.getByPlaceholder('Filtrer la liste…').fill('aucun nom pareil');
    await expect(page.getByText('Aucune fiche ne correspond à ce filtre')).toBeVisible();
    await page.getByRole('button', { name: 'Retirer le filtre' }).click();
    await page.keyboard.press('Control+e');
    await expect(page.getByTestId('export-controle')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('export-controle')).toContainText(`${combien} lignes exportées`);
    await page.keyboard.press('Escape');
  });

  test('l’accueil d’un écoutant dit ce qui est libre ce soir, par public, et ouvre ces places', async () => {
    const page = fenetre();
    await devenir('ecoutant_115');
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    const parc = page.getByTestId('accueil-parc');
    await expect(parc).toContainText('Libres ce soir, par public');
    await sansDefaut(page);
    await capturerPartout(poste(), 'accueil-siao');
    const libres = parc.getByRole('row').nth(1).getByRole('button').first();
    const combien = ((await libres.textContent()) ?? '').trim();
    await libres.click();
    await expect(titre()).toHaveText('Places');
    await expect(page.getByTestId('etat-places')).toContainText(combien);
  });
});

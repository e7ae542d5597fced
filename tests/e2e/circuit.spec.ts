import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const NOM = 'Maison du Hêtre';

test.describe.serial('renvoi corrigé, décision en nombre, refus et conflit', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cable: Cable;
  /** `a` a un câble que l’on coupe ; `b` reste relié. Chacun change de compte au fil de l’histoire. */
  let a: PosteOuvert;
  let b: PosteOuvert;

  const aller = async (page: Page, lettre: 'o' | 'v'): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press(lettre);
    await expect(page.getByRole('heading', { level: 1, name: lettre === 'o' ? 'Offre' : 'À valider' })).toBeVisible();
  };
  const changerDeCompte = async (page: Page, profil: string): Promise<void> => {
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await entrer(page, service.compte(profil));
    await attendreAJour(page);
  };
  const ouvrirFiche = async (page: Page, nom: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(nom);
    await page.getByRole('option', { name: nom }).first().click();
    await expect(page.getByTestId('fiche').getByRole('heading', { name: nom })).toBeVisible();
  };
  const saisirEntite = async (page: Page, raisonSociale: string, siren: string): Promise<void> => {
    await aller(page, 'o');
    await page.keyboard.press('n');
    await page.getByRole('menuitem', { name: 'Nouvelle entité' }).click();
    const formulaire = page.getByTestId('formulaire');
    await formulaire.getByLabel(/^Raison sociale/u).fill(raisonSociale);
    await formulaire.getByLabel(/^Siren/u).fill(siren);
    await formulaire.getByLabel(/^Statut juridique/u).selectOption('association');
    await formulaire.getByRole('checkbox', { name: /^59/u }).setChecked(true);
    await formulaire.getByLabel(/^Adresse/u).fill('1 rue Neuve');
    await formulaire.getByRole('combobox', { name: /^Commune/u }).fill('lille');
    await page.getByRole('option', { name: /^Lille \(/u }).click();
    await formulaire.getByTestId('enregistrer').click();
  };

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    a = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    b = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
    await entrer(a.page, service.compte('gestionnaire_entite'));
    await entrer(b.page, service.compte('admin_siao'));
    await attendreAJour(a.page);
    await attendreAJour(b.page);
  });
  test.afterAll(async () => {
    await a.fermer();
    await b.fermer();
    await cable.fermer();
    await service.arreter();
  });

  test('le gestionnaire soumet, le SIAO renvoie avec un commentaire, le gestionnaire corrige sous le commentaire', async () => {
    await aller(a.page, 'o');
    await a.page.keyboard.press('n');
    await a.page.getByRole('menuitem', { name: 'Nouveau dispositif' }).click();
    const formulaire = a.page.getByTestId('formulaire');
    // son entité est déjà là : il n’en a qu’une
    await expect(formulaire.getByRole('combobox', { name: /^Entité/u })).toHaveValue('Hainaut Accueil');
    await formulaire.getByLabel(/^Nom/u).fill(NOM);
    await formulaire.getByLabel(/^Nature/u).selectOption('logement_residence_sociale');
    await formulaire.getByLabel(/^Type/u).selectOption('logement_residence_sociale.fjt');
    await formulaire.getByLabel(/^Siret/u).fill('73282932000074');
    await formulaire.getByLabel(/^Département/u).selectOption('59');
    await formulaire.getByRole('combobox', { name: /^Commune/u }).fill('denain');
    await a.page.getByRole('option', { name: /^Denain/u }).click();
    await formulaire.getByLabel(/^Adresse/u).fill('3 place Verte');
    await formulaire.getByTestId('ajouter-financement').click();
    await formulaire.getByLabel('Financement 1, code').selectOption('AGLS');
    await formulaire.getByLabel('Financement 1, places').fill('30');
    await formulaire.getByLabel('Financement 1, début').fill('01/01/2026');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    await expect(a.page.getByTestId('fiche')).toContainText('À prévalider');
    await attendreAJour(a.page);

    await aller(b.page, 'v');
    await b.page.locator('.ag-row').getByText(NOM, { exact: true }).click();
    await expect(b.page.getByTestId('decision').getByRole('heading', { name: NOM })).toBeVisible();
    await b.page.keyboard.press('r');
    const dialogue = b.page.getByTestId('dialogue-geste');
    await expect(dialogue).toBeVisible();
    await b.page.keyboard.press('Control+Enter');
    await expect(dialogue.getByText('Le motif est obligatoire.')).toBeVisible();
    await dialogue.getByLabel(/^Motif/u).fill('L’adresse semble incomplète.');
    await dialogue.getByLabel(/^Adresse/u).fill('Numéro à vérifier.');
    await capture(b.page, 'circuit-renvoi');
    await b.page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await attendreAJour(b.page);

    await ouvrirFiche(a.page, NOM);
    await expect(a.page.getByTestId('fiche')).toContainText('À corriger', { timeout: 20_000 });
    await a.page.keyboard.press('F2');
    await expect(formulaire.getByText('Numéro à vérifier.')).toBeVisible();
    await capture(a.page, 'circuit-correction');
    await formulaire.getByLabel(/^Adresse/u).fill('13 place Verte');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    await expect(a.page.getByTestId('fiche')).toContainText('À prévalider');
    await attendreAJour(a.page);
  });

  test('une décision en nombre rend une issue par fiche', async () => {
    await changerDeCompte(b.page, 'admin_departemental');
    await aller(b.page, 'v');
    await expect(b.page.locator('.ag-row[row-index="1"]').first()).toBeVisible({ timeout: 20_000 });
    const avant = Number((await b.page.getByTestId('etat-file').locator('b').first().textContent()) ?? '0');
    for (const rang of [0, 1]) await b.page.locator(`.ag-row[row-index="${rang}"] .ag-checkbox-input`).first().check();
    await b.page.keyboard.press('Control+Shift+V');
    const feuille = b.page.getByTestId('decision-en-nombre');
    await expect(feuille).toBeVisible();
    await b.page.keyboard.press('Control+Enter');
    await expect(feuille.getByRole('status')).toContainText(/décidée/u, { timeout: 15_000 });
    await expect(feuille.getByText('Acceptée')).toHaveCount(2);
    await capture(b.page, 'circuit-en-nombre');
    await feuille.getByRole('button', { name: 'Fermer' }).last().click();
    await attendreAJour(b.page);
    await expect(b.page.getByTestId('etat-file').locator('b').first()).toHaveText(String(avant - 2));
  });

  test('un refus du service revient avec sa raison ; on le corrige et il repart', async () => {
    await changerDeCompte(a.page, 'admin_siao');
    cable.couper();
    await expect(a.page.getByTestId('etat-sync')).toContainText('Hors ligne', { timeout: 20_000 });
    await saisirEntite(a.page, 'Les Amis du Beffroi', '552100554');
    await expect(a.page.getByTestId('etat-sync')).toContainText('1 en attente');
    await saisirEntite(b.page, 'Le Beffroi solidaire', '552100554');
    await attendreAJour(b.page);
    cable.retablir();
    await expect(a.page.getByTestId('etat-sync')).toContainText('1 refus', { timeout: 40_000 });
    await a.page.keyboard.press('Control+Shift+S');
    const retour = a.page.getByTestId('retour');
    await expect(retour).toContainText('Ce siren est déjà celui de « Le Beffroi solidaire »');
    await capture(a.page, 'circuit-refus');
    await retour.getByRole('button', { name: 'Corriger' }).click();
    const formulaire = a.page.getByTestId('formulaire');
    await expect(formulaire.getByLabel(/^Raison sociale/u)).toHaveValue('Les Amis du Beffroi');
    await formulaire.getByLabel(/^Siren/u).fill('732829320');
    await formulaire.getByTestId('enregistrer').click();
    await expect(a.page.getByTestId('fiche').getByRole('heading', { name: 'Les Amis du Beffroi' })).toBeVisible();
    await attendreAJour(a.page);
    await expect(a.page.getByTestId('etat-sync')).not.toContainText('refus');
  });

  test('deux décisions sur la même fiche : la seconde est un conflit, montré et classé', async () => {
    await changerDeCompte(b.page, 'admin_siao');
    await aller(a.page, 'v');
    await a.page.locator('.ag-row').getByText(NOM, { exact: true }).click();
    cable.couper();
    await expect(a.page.getByTestId('etat-sync')).toContainText('Hors ligne', { timeout: 20_000 });
    await a.page.keyboard.press('v');
    await expect(a.page.getByTestId('etat-sync')).toContainText('1 en attente');
    await aller(b.page, 'v');
    await b.page.locator('.ag-row').getByText(NOM, { exact: true }).click();
    await expect(b.page.getByTestId('decision').getByRole('heading', { name: NOM })).toBeVisible();
    await b.page.keyboard.press('v');
    await attendreAJour(b.page);
    cable.retablir();
    await expect(a.page.getByTestId('etat-sync')).toContainText('1 conflit', { timeout: 40_000 });
    await a.page.keyboard.press('Control+Shift+S');
    await expect(a.page.getByTestId('retour')).toContainText(NOM);
    await capture(a.page, 'circuit-conflit');
    await a.page.getByTestId('retour').getByRole('button', { name: 'Classer' }).click();
    await expect(a.page.getByTestId('retour')).toHaveCount(0);
    await attendreAJour(a.page);
    await ouvrirFiche(a.page, NOM);
    await expect(a.page.getByTestId('fiche')).toContainText('Prévalidé');
  });
});

import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { DISPOSITIF_ID } from '../outils/fabrique.ts';
import type { ServiceEssai } from '../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../outils/service.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';

const NOM = 'Ancien';

/** Une proposition, de la saisie du gestionnaire à l’avis qu’il en reçoit, et jusqu’au journal du service. */
test.describe.serial('proposer, décider champ par champ, être informé', () => {
  test.setTimeout(120_000);
  let service: ServiceEssai;
  /** `a` : le gestionnaire ; `b` : la DDETS. */
  let a: PosteOuvert;
  let b: PosteOuvert;

  const ouvrir = async (page: Page, profil: 'gestionnaire_entite' | 'admin_departemental' | 'admin_siao'): Promise<void> => {
    await entrer(page, { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
    await attendreAJour(page);
  };
  const aller = async (page: Page, lettre: 'o' | 'v'): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press(lettre);
    await expect(page.getByRole('heading', { level: 1, name: lettre === 'o' ? 'Offre' : 'À valider' })).toBeVisible();
  };
  const ouvrirFiche = async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(NOM);
    await page.getByRole('option', { name: NOM }).first().click();
    await expect(page.getByTestId('fiche').getByRole('heading', { name: NOM })).toBeVisible();
  };
  const photographier = async (page: Page, nom: string): Promise<void> => {
    const theme = (sombre: boolean): Promise<void> => page.evaluate((actif) => { document.documentElement.setAttribute('data-fr-theme', actif ? 'dark' : 'light'); }, sombre);
    await capture(page, nom);
    await sansDefaut(page, '#travail');
    await theme(true);
    await capture(page, `${nom}-sombre`);
    await sansDefaut(page, '#travail');
    await theme(false);
  };
  const journalDe = async (objet: 'dispositif' | 'proposition'): Promise<string[]> => (await service.base.db.selectFrom('journal').select(['commande', 'objet']).where('objet', '=', objet).orderBy('no').execute()).map(({ commande }) => commande);
  const enBase = async () => service.base.db.selectFrom('dispositif').select(['type', 'financements', 'horaires']).where('id', '=', DISPOSITIF_ID).executeTakeFirstOrThrow();

  test.beforeAll(async () => {
    service = await ouvrirServiceEssai('pglite');
    a = await ouvrirPosteDeTest({ service: service.url });
    b = await ouvrirPosteDeTest({ service: service.url });
    await ouvrir(a.page, 'gestionnaire_entite');
    await ouvrir(b.page, 'admin_departemental');
  });
  test.afterAll(async () => {
    await a.fermer();
    await b.fermer();
    await service.fermer();
  });

  test('le gestionnaire change un champ ordinaire et en propose deux, d’un seul enregistrement', async () => {
    const { page } = a;
    await ouvrirFiche(page);
    await page.keyboard.press('F2');
    const formulaire = page.getByTestId('formulaire');
    await expect(formulaire.locator('.etiquette.sensible').first()).toBeVisible();
    await expect(formulaire.getByText('Ce changement sera proposé à la DDETS').first()).toBeVisible();
    // aucun motif tant que rien ne se propose
    await formulaire.getByLabel(/^Horaires/u).fill('Tous les jours, de 9 h à 18 h');
    await expect(formulaire.getByTestId('bloc-proposition')).toBeHidden();
    await formulaire.getByLabel(/^Type/u).selectOption('hebergement_hors_chrs.115');
    await formulaire.getByLabel('Financement 1, places').fill('72');
    await expect(formulaire.getByTestId('bloc-proposition')).toContainText('2 changements seront proposés : Type, Financements');
    await page.keyboard.press('Control+Enter');
    await expect(formulaire.getByText('Le motif est obligatoire', { exact: false })).toBeVisible();
    await photographier(page, 'propositions-1-formulaire');
    await formulaire.getByLabel(/^Motif de la proposition/u).fill('Convention signée le 2 novembre.');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('toasts')).toContainText('Fiche enregistrée, 2 changements proposés à la DDETS');
    await expect(page.getByTestId('propositions')).toContainText('1 proposition attend une décision');
    await expect(page.getByTestId('propositions')).toContainText('Type, Financements');
    await page.getByTestId('propositions').locator('summary').click();
    await photographier(page, 'propositions-2-fiche');
    // ce qui est proposé attend : le champ ne se propose pas deux fois
    await page.keyboard.press('F2');
    await expect(formulaire.getByText('Proposé, en attente').first()).toBeVisible();
    await expect(formulaire.getByLabel(/^Type/u)).toBeDisabled();
    await page.keyboard.press('Escape');
    await attendreAJour(page);
    await expect.poll(async () => (await enBase()).horaires).toBe('Tous les jours, de 9 h à 18 h');
    expect((await enBase()).type).toBe('hebergement_hors_chrs.mixte');
    expect(await journalDe('proposition')).toEqual(['proposerChangement']);
  });

  test('la DDETS la trouve dans sa file, accepte un champ et refuse l’autre, au clavier', async () => {
    const { page } = b;
    await expect(page.getByRole('link', { name: /À valider/u }).locator('.nav-compte')).toContainText('1', { timeout: 20_000 });
    await aller(page, 'v');
    const panneau = page.getByTestId('decision');
    await expect(panneau.getByTestId('champ-propose')).toHaveCount(2);
    await expect(panneau).toContainText('Convention signée le 2 novembre.');
    await expect(panneau.locator('[data-champ="type"] del')).toHaveText('Mixte Insertion / 115');
    await expect(panneau.locator('[data-champ="type"] ins')).toHaveText('115');
    await photographier(page, 'propositions-3-decision');
    await page.locator('.ag-row').first().click();
    await page.keyboard.press('Enter');
    await expect(panneau.locator('[data-champ="type"]')).toBeFocused();
    await page.keyboard.press('a');
    await expect(panneau.locator('[data-champ="type"]')).toContainText('Accepté');
    await expect(panneau.locator('[data-champ="financements"]')).toBeFocused();
    await page.keyboard.press('z');
    const dialogue = page.getByTestId('dialogue-motif');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue.getByText('Le motif est obligatoire.')).toBeVisible();
    await dialogue.getByLabel(/^Motif/u).fill('Budget non notifié.');
    await capture(page, 'propositions-4-motif');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(page.getByText('Rien n’attend votre décision').first()).toBeVisible();
    await attendreAJour(page);
    await expect.poll(async () => (await enBase()).type, { timeout: 20_000 }).toBe('hebergement_hors_chrs.115');
    const { financements } = await enBase();
    expect(financements).toEqual([{ code: 'ALT1', places: 64, debut: '2026-01-01', fin: null }]);
    await expect.poll(() => journalDe('proposition')).toEqual(['proposerChangement', 'deciderProposition', 'deciderProposition']);
    // l’écriture de la fiche est à la décision, à la date et au nom de qui a décidé
    expect(await journalDe('dispositif')).toEqual(['chargement', 'modifierDispositif', 'deciderProposition']);
  });

  test('l’auteur en est informé, champ par champ, jusqu’à ce qu’il l’ait lu', async () => {
    const { page } = a;
    await expect(page.getByTestId('toasts')).toContainText(/a (accepté Type|refusé Financements)/u, { timeout: 30_000 });
    const compteur = page.getByRole('link', { name: /À valider/u }).locator('.nav-compte');
    await expect(compteur).toContainText('1');
    await aller(page, 'v');
    await expect(page.getByTestId('avis')).toContainText('« Ancien » : Nom admin_departemental a accepté Type et refusé Financements (Budget non notifié).');
    await page.getByRole('tab', { name: /Mes propositions/u }).click();
    const panneau = page.getByTestId('decision');
    await expect(panneau.locator('[data-champ="financements"]')).toContainText('Budget non notifié.');
    await photographier(page, 'propositions-5-avis');
    await page.getByTestId('avis-lus').click();
    await expect(page.getByTestId('avis')).toBeHidden();
    await expect(compteur).toBeHidden();
  });

  test('le SIAO propose tout depuis la fiche, et le gestionnaire décide d’un champ ordinaire en nombre', async () => {
    await b.page.getByTestId('menu-utilisateur').click();
    await b.page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await ouvrir(b.page, 'admin_siao');
    await ouvrirFiche(b.page);
    await b.page.getByTestId('geste-proposerChangement').click();
    const formulaire = b.page.getByTestId('formulaire');
    await expect(formulaire).toContainText('chaque changement sera proposé');
    await formulaire.getByLabel(/^Horaires/u).fill('De 8 h à 20 h');
    await formulaire.getByLabel(/^Motif de la proposition/u).fill('Constaté sur place.');
    await formulaire.getByTestId('enregistrer').click();
    await expect(b.page.getByTestId('toasts')).toContainText('1 changement proposé');
    await attendreAJour(b.page);

    await aller(a.page, 'v');
    await a.page.getByRole('tab', { name: /À décider/u }).click();
    await expect(a.page.locator('.ag-row').getByText(NOM, { exact: true })).toBeVisible({ timeout: 20_000 });
    await a.page.locator('.ag-row .ag-selection-checkbox').first().click();
    await a.page.keyboard.press('Control+Shift+V');
    await expect(a.page.getByTestId('choix-propositions')).toBeVisible();
    await capture(a.page, 'propositions-6-nombre');
    await a.page.getByTestId('decider-en-nombre').click();
    await expect(a.page.getByTestId('decision-en-nombre')).toContainText('1 proposition décidée');
    await a.page.getByRole('button', { name: 'Fermer', exact: true }).last().click();
    await attendreAJour(a.page);
    await expect.poll(async () => (await enBase()).horaires, { timeout: 20_000 }).toBe('De 8 h à 20 h');
  });

  test('une valeur changée depuis la demande se voit, s’accepte en connaissance de cause, et l’auteur peut retirer ce qui n’est pas décidé', async () => {
    const changer = async (page: Page, places: string, motif: string | null): Promise<void> => {
      await aller(page, 'o');
      await ouvrirFiche(page);
      await page.keyboard.press('F2');
      const formulaire = page.getByTestId('formulaire');
      await formulaire.getByLabel('Financement 1, places').fill(places);
      if (motif === null) await expect(formulaire.locator('.etiquette.sensible')).toHaveCount(0);
      else {
        await formulaire.getByTestId('enregistrer').scrollIntoViewIfNeeded();
        await formulaire.getByLabel('Financement 1, places').scrollIntoViewIfNeeded();
        await photographier(page, 'propositions-7-sensible');
        await formulaire.getByLabel(/^Motif de la proposition/u).fill(motif);
      }
      await formulaire.getByTestId('enregistrer').click();
      await expect(page.getByTestId('fiche')).toBeVisible();
      await attendreAJour(page);
    };
    await b.page.getByTestId('menu-utilisateur').click();
    await b.page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await ouvrir(b.page, 'admin_departemental');
    await changer(a.page, '80', 'Avenant de novembre.');
    await changer(b.page, '70', null);
    await aller(b.page, 'v');
    const panneau = b.page.getByTestId('decision');
    await expect(panneau.getByTestId('champ-propose')).toContainText('Aujourd’hui : ALT1 : 70 places', { timeout: 20_000 });
    await photographier(b.page, 'propositions-8-conflit');
    // en nombre, une valeur que l’on n’a pas vue changée ne s’accepte pas
    await b.page.locator('.ag-row .ag-selection-checkbox').first().click();
    await b.page.keyboard.press('Control+Shift+V');
    await b.page.getByTestId('decider-en-nombre').click();
    await expect(b.page.getByTestId('decision-en-nombre')).toContainText('la fiche a changé depuis la demande');
    await b.page.getByRole('button', { name: 'Fermer', exact: true }).last().click();
    await b.page.keyboard.press('v');
    await attendreAJour(b.page);
    await expect.poll(async () => (await enBase()).financements, { timeout: 20_000 }).toEqual([{ code: 'ALT1', places: 80, debut: '2026-01-01', fin: null }]);

    await expect(a.page.getByTestId('toasts')).toContainText('a accepté Financements', { timeout: 30_000 });
    await changer(a.page, '90', 'Encore un avenant.');
    // la fiche relue d’abord : tant que la proposition n’y est pas, le premier pli est celui des anciennes
    await expect(a.page.getByTestId('propositions')).toContainText('attend une décision');
    await a.page.getByTestId('propositions').locator('summary').first().click();
    await a.page.getByTestId('retirer-proposition').click();
    await expect(a.page.getByTestId('toasts')).toContainText('proposition retirée');
    await expect(a.page.getByTestId('propositions')).not.toContainText('attend une décision');
    await attendreAJour(a.page);
    await expect.poll(async () => (await journalDe('proposition')).at(-1)).toBe('retirerProposition');
  });
});

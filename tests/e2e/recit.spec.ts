import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Profil } from '../../domain/profils.ts';
import type { ServiceEssai } from '../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../outils/service.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';

const NOM = 'Pension du Canal';
const NOM_P177 = 'Urgence des Quais';
const NOM_SUPPLEE = 'Veille du Port';
const SIRET = '73282932000074';

/** Ce que le journal du service garde d’une fiche : geste, profil, suppléance, motif. */
interface LigneLue { readonly commande: string; readonly profil: string; readonly suppleance: boolean; readonly motif: string | null }

test.describe.serial('le récit : proposé, renvoyé, corrigé, prévalidé, validé ; P177 ; suppléance', () => {
  test.setTimeout(120_000);
  let service: ServiceEssai;
  let a: PosteOuvert;
  let b: PosteOuvert;

  const compte = (profil: Profil) => ({ email: service.emails[profil], motDePasse: MOT_DE_PASSE });
  const changerDeCompte = async (page: Page, profil: Profil): Promise<void> => {
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await entrer(page, compte(profil));
    await attendreAJour(page);
  };
  const journal = async (nom: string): Promise<LigneLue[]> => {
    const { id } = await service.base.db.selectFrom('dispositif').select('id').where('nom', '=', nom).executeTakeFirstOrThrow();
    return service.base.db.selectFrom('journal').select(['commande', 'profil', 'suppleance', 'motif']).where('objetId', '=', id).orderBy('no').execute();
  };
  const aller = async (page: Page, lettre: 'o' | 'v'): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press(lettre);
    await expect(page.getByRole('heading', { level: 1, name: lettre === 'o' ? 'Offre' : 'À valider' })).toBeVisible();
  };
  const ouvrirDecision = async (page: Page, nom: string): Promise<void> => {
    await aller(page, 'v');
    await page.locator('.ag-row').getByText(nom, { exact: true }).click();
    await expect(page.getByTestId('decision').getByRole('heading', { name: nom })).toBeVisible();
  };
  const ouvrirFiche = async (page: Page, nom: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(nom);
    await page.getByRole('option', { name: nom }).first().click();
    await expect(page.getByTestId('fiche').getByRole('heading', { name: nom })).toBeVisible();
  };
  const nouveauDispositif = async (page: Page): Promise<void> => {
    await aller(page, 'o');
    await page.keyboard.press('n');
    // un profil qui ne crée que des dispositifs y va tout droit
    const choix = page.getByRole('menuitem', { name: 'Nouveau dispositif' });
    const formulaire = page.getByTestId('formulaire');
    await expect(choix.or(formulaire).first()).toBeVisible();
    if (await choix.isVisible()) await choix.click();
    await expect(formulaire).toBeVisible();
  };
  const saisir = async (page: Page, nom: string, financement: string): Promise<Locator> => {
    const formulaire = page.getByTestId('formulaire');
    const entite = formulaire.getByRole('combobox', { name: /^Entité/u });
    if ((await entite.inputValue()) === '') {
      await entite.fill('hainaut');
      await page.getByRole('option', { name: /Hainaut/u }).first().click();
    }
    await formulaire.getByLabel(/^Nom/u).fill(nom);
    await formulaire.getByLabel(/^Nature/u).selectOption('hebergement_hors_chrs');
    await formulaire.getByLabel(/^Type/u).selectOption('hebergement_hors_chrs.115');
    await formulaire.getByLabel(/^Siret/u).fill(SIRET);
    await formulaire.getByLabel(/^Département/u).selectOption('59');
    await formulaire.getByRole('combobox', { name: /^Commune/u }).fill('denain');
    await page.getByRole('option', { name: /^Denain/u }).click();
    await formulaire.getByLabel(/^Adresse/u).fill('3 place Verte');
    await formulaire.getByTestId('ajouter-financement').click();
    await formulaire.getByLabel('Financement 1, code').selectOption(financement);
    await formulaire.getByLabel('Financement 1, places').fill('30');
    await formulaire.getByLabel('Financement 1, début').fill('01/01/2026');
    return formulaire;
  };

  test.beforeAll(async () => {
    service = await ouvrirServiceEssai('pglite');
    a = await ouvrirPosteDeTest({ service: service.url });
    b = await ouvrirPosteDeTest({ service: service.url });
    await entrer(a.page, compte('gestionnaire_entite'));
    await entrer(b.page, compte('admin_siao'));
    await attendreAJour(a.page);
    await attendreAJour(b.page);
  });
  test.afterAll(async () => {
    await a.fermer();
    await b.fermer();
    await service.fermer();
  });

  test('proposé par le gestionnaire, renvoyé par le SIAO, corrigé, prévalidé, puis validé par la DDETS', async () => {
    await nouveauDispositif(a.page);
    const formulaire = await saisir(a.page, NOM, 'ALT1');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    await expect(a.page.getByTestId('fiche')).toContainText('À prévalider');
    await attendreAJour(a.page);
    // la grille l’a apprise, alors que personne n’y a encore mis le focus
    await expect(a.page.getByTestId('grille-offre').getByText(NOM, { exact: true })).toBeVisible();
    await expect(a.page.getByTestId('etat-grille')).toContainText('2 dispositifs');

    await ouvrirDecision(b.page, NOM);
    await b.page.keyboard.press('r');
    const dialogue = b.page.getByTestId('dialogue-geste');
    await dialogue.getByLabel(/^Motif/u).fill('Adresse à préciser.');
    await dialogue.getByLabel(/^Adresse/u).fill('Quel numéro ?');
    await b.page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await attendreAJour(b.page);

    await ouvrirFiche(a.page, NOM);
    await expect(a.page.getByTestId('fiche')).toContainText('À corriger', { timeout: 20_000 });
    await a.page.keyboard.press('F2');
    await expect(formulaire.getByText('Quel numéro ?')).toBeVisible();
    await formulaire.getByLabel(/^Adresse/u).fill('13 place Verte');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    await expect(a.page.getByTestId('fiche')).toContainText('À prévalider');
    await attendreAJour(a.page);

    await ouvrirDecision(b.page, NOM);
    await b.page.keyboard.press('v');
    await attendreAJour(b.page);
    await expect.poll(async () => (await journal(NOM)).at(-1)?.commande).toBe('prevalider');

    await changerDeCompte(b.page, 'admin_departemental');
    await ouvrirDecision(b.page, NOM);
    await capture(b.page, 'recit-decision');
    await sansDefaut(b.page);
    await b.page.keyboard.press('v');
    await attendreAJour(b.page);
    await ouvrirFiche(a.page, NOM);
    await expect(a.page.getByTestId('fiche')).toContainText('Validé', { timeout: 20_000 });
    await expect.poll(async () => (await journal(NOM)).map(({ commande, profil }) => [commande, profil])).toEqual([
      ['creerDispositif', 'gestionnaire_entite'], ['soumettre', 'gestionnaire_entite'], ['renvoyerACorriger', 'admin_siao'], ['modifierDispositif', 'gestionnaire_entite'], ['soumettre', 'gestionnaire_entite'],
      ['prevalider', 'admin_siao'], ['valider', 'admin_departemental'],
    ]);
    expect((await journal(NOM)).find(({ commande }) => commande === 'renvoyerACorriger')?.motif).toBe('Adresse à préciser.');
    // la fiche le raconte à son auteur, dans l’ordre
    await a.page.getByTestId('fiche').getByRole('tab', { name: /^Historique/u }).click();
    const historique = a.page.getByTestId('historique');
    for (const phrase of ['a validé la fiche', 'a prévalidé la fiche', 'a renvoyé la fiche à corriger', 'a créé la fiche']) await expect(historique).toContainText(phrase);
    await capture(a.page, 'recit-historique');
  });

  test('la DDETS crée un dispositif P177 : validé d’emblée', async () => {
    await nouveauDispositif(b.page);
    const formulaire = await saisir(b.page, NOM_P177, 'P177');
    await formulaire.getByTestId('enregistrer').click();
    await expect(b.page.getByTestId('fiche').getByRole('heading', { name: NOM_P177 })).toBeVisible();
    await expect(b.page.getByTestId('fiche')).toContainText('Validé');
    await attendreAJour(b.page);
    expect(await journal(NOM_P177)).toEqual([{ commande: 'creerDispositif', profil: 'admin_departemental', suppleance: false, motif: null }]);
  });

  test('la DDETS ne crée pas un dispositif hors P177 : elle le lit avant d’envoyer, et rien ne part', async () => {
    await nouveauDispositif(b.page);
    const formulaire = await saisir(b.page, 'Hors P177', 'ALT1');
    await formulaire.getByTestId('enregistrer').click();
    await expect(formulaire).toContainText('P177');
    await expect(formulaire).toBeVisible();
    expect(await service.base.db.selectFrom('dispositif').select('id').where('nom', '=', 'Hors P177').execute()).toEqual([]);
    await b.page.keyboard.press('Escape');
    await b.page.getByRole('dialog').getByRole('button', { name: /^Abandonner/u }).click();
  });

  test('l’administrateur national valide en suppléance, avec son motif', async () => {
    await changerDeCompte(a.page, 'gestionnaire_entite');
    await nouveauDispositif(a.page);
    const formulaire = await saisir(a.page, NOM_SUPPLEE, 'P177');
    await formulaire.getByTestId('enregistrer-soumettre').click();
    await expect(a.page.getByTestId('fiche')).toContainText('À prévalider');
    await attendreAJour(a.page);

    await changerDeCompte(b.page, 'admin_national');
    await ouvrirDecision(b.page, NOM_SUPPLEE);
    await b.page.keyboard.press('v');
    const dialogue = b.page.getByTestId('dialogue-geste');
    await expect(dialogue).toBeVisible();
    await b.page.keyboard.press('Control+Enter');
    await expect(dialogue.getByText('Le motif est obligatoire.')).toBeVisible();
    await dialogue.getByLabel(/^Motif/u).fill('Poste vacant à la DDETS.');
    await b.page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await attendreAJour(b.page);
    await expect.poll(async () => (await journal(NOM_SUPPLEE)).at(-1)).toEqual({ commande: 'valider', profil: 'admin_national', suppleance: true, motif: 'Poste vacant à la DDETS.' });
    await ouvrirFiche(b.page, NOM_SUPPLEE);
    await b.page.getByTestId('fiche').getByRole('tab', { name: /^Historique/u }).click();
    await expect(b.page.getByTestId('historique')).toContainText('Suppléance');
  });

  test('de retour, le gestionnaire lit ce qui a changé depuis sa visite', async () => {
    await changerDeCompte(a.page, 'gestionnaire_entite');
    await a.page.keyboard.press('g');
    await a.page.keyboard.press('a');
    const panneau = a.page.getByTestId('accueil-change');
    await expect(panneau).toBeVisible();
    await capture(a.page, 'recit-accueil');
    await sansDefaut(a.page);
  });
});

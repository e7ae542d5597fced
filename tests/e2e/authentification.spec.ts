import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaMesDonnees } from '../../contract/mesDonnees.ts';
import type { Fournisseur } from '../outils/fournisseur.ts';
import { CLIENT, SECRET_CLIENT, ouvrirFournisseur } from '../outils/fournisseur.ts';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import type { ServiceComptes } from './outils/comptes.ts';
import { MOT_DE_PASSE, demarrerServiceComptes } from './outils/comptes.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { TAILLES, capture, ouvrirPosteDeTest, redimensionner } from './outils/poste.ts';

const NOUVEAU = 'lanterne cactus wagon';
const ENCORE = 'parapluie marmotte biscuit';
const ADMIN = 'admin@essai.example';
const GESTIONNAIRE = 'gestionnaire@essai.example';
const INVITE = 'invitee@essai.example';
const AGENT = 'agent@essai.example';

test.describe.serial('se connecter, verrouiller, reprendre', () => {
  test.setTimeout(120_000);
  let fournisseur: Fournisseur;
  let service: ServiceComptes;
  let cable: Cable;
  let dossier: string;
  let poste: PosteOuvert;

  const ouvrir = (env: Record<string, string> = {}): Promise<PosteOuvert> => ouvrirPosteDeTest({ service: cable.url, dossier, env });
  const saisir = async (page: Page, email: string, motDePasse: string): Promise<void> => {
    await page.getByLabel('Adresse électronique').fill(email);
    await page.getByLabel('Mot de passe', { exact: true }).fill(motDePasse);
    await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  };
  const dedans = (page: Page) => expect(page.getByTestId('menu-utilisateur')).toBeVisible({ timeout: 20_000 });
  const menu = async (page: Page, nom: string): Promise<void> => {
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: nom }).click();
  };
  const sortir = async (page: Page): Promise<void> => {
    await menu(page, 'Se déconnecter');
    await expect(page.getByRole('heading', { name: 'Connexion' })).toBeVisible();
  };
  const sombre = (page: Page, oui: boolean) => page.evaluate((dark) => { document.documentElement.dataset['frTheme'] = dark ? 'dark' : 'light'; document.documentElement.style.colorScheme = dark ? 'dark' : 'light'; }, oui);
  /** La page dans les deux thèmes et les deux tailles. */
  const photographier = async (nom: string): Promise<void> => {
    await capture(poste.page, `auth-${nom}`);
    await sombre(poste.page, true);
    await capture(poste.page, `auth-${nom}-sombre`);
    await redimensionner(poste, TAILLES.grande);
    await sombre(poste.page, false);
    await capture(poste.page, `auth-${nom}-1920`);
    await redimensionner(poste, TAILLES.courante);
  };

  test.beforeAll(async () => {
    fournisseur = await ouvrirFournisseur();
    service = await demarrerServiceComptes({ emetteur: fournisseur.emetteur, client: CLIENT, secret: SECRET_CLIENT, libelle: 'ProConnect', acr: [], revendication: 'email', adressesSures: false });
    await service.creer('admin_siao', ADMIN);
    await service.creer('gestionnaire_entite', GESTIONNAIRE);
    await service.creer('assistant', INVITE, { statut: 'invite' });
    await service.creer('operateur_siao', AGENT, { sansMotDePasse: true });
    cable = await tirerCable(service.url);
    dossier = mkdtempSync(join(tmpdir(), 'siao-poste-'));
    poste = await ouvrir();
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
    await service.fermer();
    await fournisseur.fermer();
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  let secret = '';
  let secours = '';
  test('un mot de passe faux dit quoi faire, sans rien déplacer', async () => {
    const { page } = poste;
    await expect(page.getByTestId('par-agent')).toBeVisible();
    const bouton = page.getByRole('button', { name: 'Se connecter', exact: true });
    const avant = await bouton.boundingBox();
    await saisir(page, ADMIN, 'pas celui-là');
    await expect(page.getByTestId('erreur-connexion')).toContainText('Adresse ou mot de passe inexact');
    await expect(page.getByTestId('erreur-connexion')).toContainText('Après dix essais');
    expect(await bouton.boundingBox()).toEqual(avant);
    await expect(page.getByLabel('Mot de passe', { exact: true })).toBeFocused();
    await photographier('refus');
    await sansDefaut(page);
  });

  test('un administrateur pose son second facteur et conserve ses codes', async () => {
    const { page } = poste;
    await saisir(page, ADMIN, MOT_DE_PASSE);
    await expect(page.getByTestId('enrolement')).toBeVisible();
    await expect(page.getByTestId('qr')).toBeVisible();
    secret = await page.getByTestId('secret').innerText();
    expect(secret).toMatch(/^(?:[A-Z2-7]{4} )+[A-Z2-7]{1,4}$/u);
    await photographier('enrolement');
    await sansDefaut(page);
    const champ = page.getByLabel(/^Code à six chiffres/u);
    await expect(champ).toBeFocused();
    // un code faux se dit sous le champ ; le champ garde le focus
    await champ.pressSequentially('000000');
    await expect(page.getByTestId('enrolement')).toContainText(/code/iu);
    await expect(champ).toHaveAttribute('aria-invalid', 'true');
    await expect(champ).toBeFocused();
    // le bon, tel que l’application le montre, envoyé de lui-même
    const code = service.totp(secret);
    await champ.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
    const carte = page.getByTestId('codes-a-conserver');
    await expect(carte).toBeVisible();
    const codes = await carte.getByTestId('codes-secours').locator('code').allInnerTexts();
    expect(codes).toHaveLength(10);
    secours = codes[0] ?? '';
    await page.getByTestId('continuer').click();
    await expect(carte).toContainText('Conserver les codes, puis cocher la case.');
    await page.getByTestId('enregistrer-codes').click();
    const chemin = await page.getByTestId('resultat-codes').locator('.chemin').innerText();
    expect(readFileSync(chemin, 'utf8')).toContain(secours);
    await photographier('codes');
    await sansDefaut(page);
    // une page rechargée les montre encore : ils n’ont pas été dits conservés
    await page.reload();
    await expect(page.getByTestId('codes-secours').locator('code').first()).toHaveText(secours);
    rmSync(chemin);
    await page.getByText('J’ai conservé mes codes').click();
    await page.getByTestId('continuer').click();
    await dedans(page);
    await attendreAJour(page);
  });

  test('sur cette machine, désormais connue, le mot de passe suffit ; après une déconnexion, le code se redemande', async () => {
    await poste.application.close();
    poste = await ouvrir();
    await expect(poste.page.getByLabel('Adresse électronique')).toHaveValue(ADMIN);
    await saisir(poste.page, ADMIN, MOT_DE_PASSE);
    await dedans(poste.page);
    await sortir(poste.page);
    await saisir(poste.page, ADMIN, MOT_DE_PASSE);
    await expect(poste.page.getByTestId('second-facteur')).toBeVisible();
    await photographier('second-facteur');
    await sansDefaut(poste.page);
    service.avancer(60_000);
    const champ = poste.page.getByLabel(/^Code à six chiffres/u);
    const code = service.totp(secret);
    // collé comme l’application le montre
    await poste.application.evaluate(({ clipboard }, texte) => clipboard.writeText(texte), `${code.slice(0, 3)} ${code.slice(3)}`);
    await champ.focus();
    await poste.page.keyboard.press('Control+v');
    await dedans(poste.page);
  });

  test('un code de secours remplace le téléphone, une seule fois', async () => {
    const { page } = poste;
    await sortir(page);
    await saisir(page, ADMIN, MOT_DE_PASSE);
    await page.getByRole('button', { name: 'Utiliser un code de secours' }).click();
    await expect(page.getByLabel(/^Code de secours/u)).toBeFocused();
    await page.keyboard.type(secours.toLowerCase().replaceAll('-', ' '));
    await page.keyboard.press('Enter');
    await dedans(page);
    await sortir(page);
    await saisir(page, ADMIN, MOT_DE_PASSE);
    await page.getByRole('button', { name: 'Utiliser un code de secours' }).click();
    await page.keyboard.type(secours);
    await page.keyboard.press('Enter');
    await expect(page.getByLabel(/^Code de secours/u)).toHaveAttribute('aria-invalid', 'true');
    await page.getByRole('button', { name: 'Revenir à la connexion' }).click();
    await expect(page.getByRole('heading', { name: 'Connexion' })).toBeVisible();
  });

  test('une personne invitée active son compte par le code de son courriel', async () => {
    const { page } = poste;
    await page.getByLabel('Adresse électronique').fill(INVITE);
    await page.getByTestId('oubli').click();
    await page.getByRole('button', { name: 'Recevoir un code' }).click();
    await expect(page.getByTestId('code-envoye')).toContainText('Si cette adresse est celle d’un compte');
    await expect(page.getByLabel(/^Code reçu par courriel/u)).toBeFocused();
    await page.keyboard.type(await service.codeRecu(INVITE));
    await page.getByLabel(/^Nouveau mot de passe/u).fill('court');
    await expect(page.getByTestId('code-acces')).toContainText('5 caractères sur 12 au moins');
    await page.getByLabel(/^Nouveau mot de passe/u).fill('motdepasse1234');
    await page.getByLabel('Le même mot de passe, une seconde fois').fill('motdepasse1234');
    await page.keyboard.press('Enter');
    // le service juge, et le dit sous le champ
    await expect(page.getByLabel(/^Nouveau mot de passe/u)).toHaveAttribute('aria-invalid', 'true');
    await photographier('mot-de-passe-faible');
    await sansDefaut(page);
    await page.getByLabel(/^Nouveau mot de passe/u).fill(NOUVEAU);
    await page.getByLabel('Le même mot de passe, une seconde fois').fill(NOUVEAU);
    await page.keyboard.press('Enter');
    await dedans(page);
    await sortir(page);
  });

  test('mot de passe oublié : un code, un mot de passe neuf ; une adresse inconnue reçoit la même réponse', async () => {
    const { page } = poste;
    await page.getByTestId('oubli').click();
    await page.getByLabel('Adresse électronique').fill('personne@nulle-part.example');
    await page.getByRole('button', { name: 'Recevoir un code' }).click();
    await expect(page.getByTestId('code-envoye')).toContainText('Si cette adresse est celle d’un compte');
    await page.getByLabel('Adresse électronique').fill(INVITE);
    await page.getByRole('button', { name: 'Demander un autre code' }).click();
    await expect(page.getByLabel(/^Code reçu par courriel/u)).toBeFocused();
    await page.keyboard.type(await service.codeRecu(INVITE));
    await page.getByLabel(/^Nouveau mot de passe/u).fill(ENCORE);
    await page.getByLabel('Le même mot de passe, une seconde fois').fill(ENCORE);
    await page.keyboard.press('Enter');
    await dedans(page);
    await sortir(page);
  });

  test('verrouiller cache tout et garde le formulaire commencé ; le mot de passe le rend, focus compris', async () => {
    const { page } = poste;
    await saisir(page, GESTIONNAIRE, MOT_DE_PASSE);
    await dedans(page);
    await attendreAJour(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await page.getByRole('option', { name: /Les Remparts/u }).first().click();
    await page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' }).click();
    await page.keyboard.press('F2');
    const horaires = page.getByTestId('formulaire').getByLabel(/^Horaires/u);
    await horaires.fill('De 8 h à 20 h, sauf');
    await poste.application.evaluate(({ Menu }) => { Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []).find(({ accelerator }) => String(accelerator) === 'CmdOrCtrl+L')?.click(); });
    const verrou = page.getByTestId('verrou');
    await expect(verrou).toBeVisible();
    await expect(verrou.getByLabel('Mot de passe', { exact: true })).toBeFocused();
    await photographier('verrou');
    await sansDefaut(page);
    // ni lecteur d’écran, ni sélection, ni tabulation n’atteignent l’application
    expect(await page.locator('body').ariaSnapshot()).not.toMatch(/Remparts|Horaires|À valider/u);
    await page.keyboard.press('Control+a');
    await page.locator('#verrou h1').click();
    await page.keyboard.press('Control+a');
    expect(await page.evaluate(() => getSelection()?.toString() ?? '')).not.toMatch(/Remparts|Horaires/u);
    for (let pas = 0; pas < 12; pas += 1) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('#verrou') !== null)).toBe(true);
    }
    // aucun raccourci de l’application ne passe
    await page.keyboard.press('Control+k');
    await expect(page.locator('.palette')).toHaveCount(0);
    await verrou.getByLabel('Mot de passe', { exact: true }).fill('pas celui-là');
    await page.keyboard.press('Enter');
    await expect(verrou).toContainText('Encore 4');
    await verrou.getByLabel('Mot de passe', { exact: true }).fill(MOT_DE_PASSE);
    await page.keyboard.press('Enter');
    await expect(verrou).toBeHidden();
    await expect(horaires).toHaveValue('De 8 h à 20 h, sauf');
    await expect(horaires).toBeFocused();
    await page.keyboard.type(' le dimanche');
    await expect(horaires).toHaveValue('De 8 h à 20 h, sauf le dimanche');
  });

  test('un dialogue ouvert ne dépasse pas du verrou, et une page rechargée dessous ne monte rien', async () => {
    const { page } = poste;
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Mon compte' }).click();
    // le formulaire commencé demande d’abord quoi faire de sa saisie, s’il retient la sortie
    await page.getByTestId('changer-mdp').click();
    await expect(page.getByTestId('dialogue-mdp')).toBeVisible();
    await page.getByLabel('Mot de passe actuel').fill('une saisie en cours');
    await poste.application.evaluate(({ powerMonitor }) => { powerMonitor.emit('lock-screen'); });
    await expect(page.getByTestId('verrou')).toBeVisible();
    await expect(page.getByTestId('dialogue-mdp')).toBeHidden();
    await page.keyboard.type(MOT_DE_PASSE);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('verrou')).toBeHidden();
    await expect(page.getByLabel('Mot de passe actuel')).toHaveValue('une saisie en cours');
    await expect(page.getByLabel('Mot de passe actuel')).toBeFocused();
    await page.keyboard.press('Escape');
    await menu(page, 'Verrouiller');
    await expect(page.getByTestId('verrou')).toBeVisible();
    await page.reload();
    await expect(page.getByTestId('verrou')).toBeVisible();
    expect(await page.locator('.app').count()).toBe(0);
    await page.getByTestId('verrou').getByLabel('Mot de passe', { exact: true }).fill(MOT_DE_PASSE);
    await page.keyboard.press('Enter');
    await dedans(page);
  });

  test('« Mon compte » : une autre session se ferme d’ici, et le poste fermé l’apprend', async () => {
    const ailleurs = mkdtempSync(join(tmpdir(), 'siao-poste-'));
    const autre = await ouvrirPosteDeTest({ service: service.url, dossier: ailleurs });
    await saisir(autre.page, GESTIONNAIRE, MOT_DE_PASSE);
    await dedans(autre.page);
    await attendreAJour(autre.page);
    const { page } = poste;
    await menu(page, 'Mon compte');
    await expect(page.getByTestId('session')).toHaveCount(2);
    await expect(page.getByTestId('session').filter({ hasText: 'ce poste' })).toHaveCount(1);
    await photographier('mon-compte');
    await sansDefaut(page);
    await page.getByTestId('mes-donnees').click();
    await expect(page.getByTestId('mes-donnees-issue')).toContainText('Écrit dans');
    const chemin = ((await page.getByTestId('mes-donnees-issue').textContent()) ?? '').replace(/^Écrit dans\s+/u, '');
    expect(schemaMesDonnees.parse(JSON.parse(readFileSync(chemin, 'utf8')))).toMatchObject({ compte: { email: GESTIONNAIRE }, sessions: expect.arrayContaining([expect.objectContaining({ fermeeLe: null })]) as unknown });
    await page.getByTestId('fermer-session').click();
    await expect(page.getByTestId('session')).toHaveCount(1);
    await expect(autre.page.getByTestId('avis-session')).toContainText('fermée par le service', { timeout: 30_000 });
    await capture(autre.page, 'auth-session-fermee');
    await autre.page.getByRole('button', { name: 'Se reconnecter' }).click();
    await expect(autre.page.getByRole('heading', { name: 'Connexion' })).toBeVisible();
    await autre.fermer().finally(() => { rmSync(ailleurs, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); });
  });

  test('le second facteur se pose depuis « Mon compte », et s’y retire', async () => {
    const { page } = poste;
    await page.getByTestId('ajouter-facteur').click();
    await page.getByLabel(/^Mot de passe actuel/u).fill(MOT_DE_PASSE);
    await page.keyboard.press('Enter');
    const cle = await page.getByTestId('secret').innerText();
    await photographier('ajouter-facteur');
    await sansDefaut(page);
    await page.getByLabel(/^Code de l’application/u).fill(service.totp(cle));
    await expect(page.getByTestId('codes-secours').locator('code')).toHaveCount(10);
    const [code = ''] = await page.getByTestId('codes-secours').locator('code').allInnerTexts();
    await page.getByTestId('codes-gardes').click();
    await expect(page.getByTestId('dialogue-facteur')).toContainText('Conserver les codes');
    await page.getByText('J’ai conservé mes codes').click();
    await page.getByTestId('codes-gardes').click();
    await expect(page.getByTestId('etat-facteur')).toHaveText('Actif');
    await page.getByTestId('retirer-facteur').click();
    await page.getByLabel(/^Mot de passe actuel/u).fill(MOT_DE_PASSE);
    await page.keyboard.press('Enter');
    await page.getByLabel('Code de l’application ou de secours').fill(code);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('etat-facteur')).toHaveText('Inactif');
    await sortir(page);
  });

  test('par le fournisseur d’identité : le navigateur s’ouvre, revient, et le compte s’ouvre ; déverrouiller se fait de même', async () => {
    const { page, application } = poste;
    fournisseur.agent = { sub: 'agent-1', email: AGENT, email_verified: true };
    const adressesOuvertes = async (): Promise<string[]> => application.evaluate(() => (globalThis as { ouvertes?: string[] }).ouvertes ?? []);
    await application.evaluate(({ shell }) => {
      const memoire = globalThis as { ouvertes?: string[] };
      memoire.ouvertes = [];
      shell.openExternal = (adresse) => { memoire.ouvertes?.push(adresse); return Promise.resolve(); };
    });
    await page.getByTestId('par-agent').click();
    await expect(page.getByTestId('annuler-agent')).toBeFocused();
    await photographier('agent-attente');
    // renoncer, puis recommencer
    await page.getByTestId('annuler-agent').click();
    await expect(page.getByTestId('par-agent')).toBeVisible();
    await page.getByTestId('par-agent').click();
    await expect.poll(async () => (await adressesOuvertes()).length).toBe(2);
    const [premiere = '', seconde = ''] = await adressesOuvertes();
    // le retour de la connexion abandonnée n’arrive nulle part
    await expect(fetch(await fournisseur.naviguer(premiere))).rejects.toThrow();
    const page2 = await fetch(await fournisseur.naviguer(seconde));
    expect(await page2.text()).toContain('Vous pouvez revenir dans SIAO');
    await dedans(page);
    await menu(page, 'Verrouiller');
    await expect(page.getByTestId('verrou')).toBeVisible();
    await page.getByTestId('par-agent').click();
    await expect.poll(async () => (await adressesOuvertes()).length).toBe(3);
    await fetch(await fournisseur.naviguer((await adressesOuvertes())[2] ?? ''));
    await expect(page.getByTestId('verrou')).toBeHidden();
    await sortir(page);
  });

  test('hors ligne : un compte déjà ouvert ici s’ouvre sans second facteur ; l’écran dit ce qui demande le réseau', async () => {
    cable.couper();
    const { page } = poste;
    await saisir(page, 'jamais@essai.example', MOT_DE_PASSE);
    await expect(page.getByTestId('erreur-connexion')).toContainText('n’a jamais été ouvert sur ce poste');
    await saisir(page, GESTIONNAIRE, MOT_DE_PASSE);
    await dedans(page);
    await menu(page, 'Mon compte');
    for (const panneau of ['compte-sessions', 'compte-facteur']) await expect(page.getByTestId(panneau).locator('.note')).toContainText('le compte se consulte et se change en ligne');
    await capture(page, 'auth-mon-compte-hors-ligne');
    cable.retablir();
    await attendreAJour(page);
    await expect(page.getByTestId('etat-facteur')).toHaveText('Inactif');
    await expect(page.getByTestId('session').first()).toBeVisible();
  });

  test('sans activité le poste prévient, puis se verrouille ; une touche le garde ouvert', async () => {
    await poste.application.close();
    poste = await ouvrir({ SIAO_VERROU: '8' });
    const { page } = poste;
    await saisir(page, GESTIONNAIRE, MOT_DE_PASSE);
    await dedans(page);
    await expect(page.getByTestId('avertissement-verrou')).toContainText('Verrouillage dans 1 minute', { timeout: 15_000 });
    await capture(page, 'auth-avertissement');
    await page.keyboard.press('Shift');
    await expect(page.getByTestId('avertissement-verrou')).toBeEmpty();
    await expect(page.getByTestId('verrou')).toBeVisible({ timeout: 20_000 });
    await page.getByTestId('changer-de-compte').click();
    await expect(page.getByRole('heading', { name: 'Connexion' })).toBeVisible();
    expect(existsSync(dossier)).toBe(true);
  });
});

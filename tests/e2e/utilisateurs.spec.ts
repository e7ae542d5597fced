import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, capturerPartout, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const CLIENT_AILLEURS = '7c1d1d5e-0000-4000-8000-000000000001';

test.describe.serial('les utilisateurs, la matrice des droits et « Pourquoi ? »', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cable: Cable;
  let poste: PosteOuvert;

  const fiche = (): Locator => poste.page.getByTestId('fiche-compte');
  const etat = (): Locator => poste.page.getByTestId('etat-utilisateurs');
  const filtre = (): Locator => poste.page.getByLabel('Nom, adresse, périmètre…');
  const grille = (): Locator => poste.page.getByTestId('grille-utilisateurs');
  const ligne = (nom: string): Locator => grille().locator('.ag-row').filter({ hasText: nom }).first();
  const aller = async (lettre: string): Promise<void> => { await poste.page.keyboard.press('g'); await poste.page.keyboard.press(lettre); };
  const ouvrirAdresse = (chemin: string): Promise<void> => poste.page.evaluate((adresse) => { history.pushState(null, '', adresse); dispatchEvent(new PopStateEvent('popstate')); }, chemin);
  const devenir = async (profil: string): Promise<void> => {
    const { page } = poste;
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await entrer(page, service.compte(profil));
    await attendreAJour(page);
  };
  const chercher = async (texte: string): Promise<void> => { await filtre().fill(texte); };
  /** Le nombre affiché, une fois compté. */
  const comptes = async (): Promise<number> => {
    await expect(etat().locator('b').first()).toHaveText(/^[\d\s]+$/u);
    return Number((await etat().locator('b').first().textContent())?.replace(/\s/gu, ''));
  };

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    await entrer(poste.page, service.compte('admin_departemental'));
    await attendreAJour(poste.page);
    await aller('u');
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
    await service.arreter();
  });

  test('la DDETS voit les comptes de son département, les trie, les filtre et les cherche', async () => {
    const { page } = poste;
    await expect(etat()).toContainText('comptes affichés');
    const tous = await comptes();
    expect(tous).toBeGreaterThan(900);
    expect(await grille().locator('.ag-row').count()).toBeLessThan(250);
    await chercher('benhadou');
    await expect(page.getByText('Aucun résultat exact', { exact: false })).toBeVisible();
    await expect(ligne('Karim Benhaddou')).toBeVisible();
    await chercher('');
    await page.getByRole('button', { name: /^Filtrer Statut/u }).click();
    await page.getByRole('button', { name: 'Aucun', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Suspendu').check();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: /Retirer le filtre Statut : Suspendu/u })).toBeVisible();
    await expect.poll(comptes).toBeLessThan(tous / 5);
    await capture(page, 'utilisateurs-filtre');
    await page.getByRole('button', { name: /Retirer le filtre/u }).click();
    await chercher('aucun nom pareil');
    await expect(page.getByText('Aucun compte ne correspond')).toBeVisible();
    await chercher('');
    await expect.poll(comptes).toBe(tous);
    await page.getByRole('columnheader', { name: 'Périmètre' }).click();
    await expect(page.getByRole('columnheader', { name: 'Périmètre' })).toHaveAttribute('aria-sort', 'ascending');
  });

  test('la fiche dit le périmètre et les droits ; un geste fermé répond à « Pourquoi ? »', async () => {
    const { page } = poste;
    await chercher(service.compte('travailleur_social').email);
    await ligne(service.compte('travailleur_social').nom).click();
    await expect(fiche().getByRole('heading', { name: service.compte('travailleur_social').nom })).toBeVisible();
    await expect(fiche()).toContainText('Les Remparts');
    // la DDETS suspend et assiste un travailleur social, elle ne le modifie pas
    const modifier = fiche().getByTestId('geste-modifier');
    await expect(modifier).toHaveAttribute('aria-disabled', 'true');
    await modifier.focus();
    await page.keyboard.press('Enter');
    const pourquoi = page.getByTestId('pourquoi');
    await expect(pourquoi).toContainText('n’encadre pas le profil');
    await expect(pourquoi).toContainText('Gestionnaire d’entité');
    await expect(page.getByTestId('pourquoi-personnes')).toContainText(service.compte('gestionnaire_entite').nom);
    await capture(page, 'utilisateurs-pourquoi');
    await pourquoi.getByRole('button', { name: 'Voir la matrice des droits' }).click();
    await expect(page.getByRole('heading', { name: 'Matrice des droits' })).toBeVisible();
    await expect(page.getByRole('tab', { name: 'Comptes' })).toHaveAttribute('aria-selected', 'true');
    await aller('u');
    await expect(grille()).toBeVisible();
  });

  test('créer et inviter : contrôles à la frappe, puis le compte est au service', async () => {
    const { page } = poste;
    await chercher('');
    await page.getByTestId('nouveau-compte').click();
    const formulaire = page.getByTestId('formulaire-compte');
    await formulaire.getByTestId('choix-profil').selectOption({ label: 'Gestionnaire d’entité' });
    await formulaire.getByTestId('choix-entite').fill('hainaut');
    await page.getByRole('option', { name: /Hainaut Accueil/u }).first().click();
    await expect(formulaire.getByLabel('59 – Nord')).toBeChecked();
    await formulaire.getByLabel(/^Adresse professionnelle/u).fill('contact@hainaut-accueil.example');
    await expect(formulaire).toContainText('boîte partagée');
    await formulaire.getByLabel(/^Adresse professionnelle/u).fill(service.compte('gestionnaire_entite').email.toUpperCase());
    await expect(formulaire).toContainText('Cette adresse est déjà celle d’un compte');
    await formulaire.getByLabel(/^Prénom et nom/u).fill('Kaczmarek Nadia');
    await expect(formulaire.getByTestId('homonyme')).toContainText('Un compte existe peut-être déjà');
    await capture(page, 'utilisateurs-creation');
    await formulaire.getByLabel(/^Prénom et nom/u).fill('Zélie Quintard');
    await formulaire.getByLabel(/^Adresse professionnelle/u).fill('zelie.quintard@hainaut-accueil.example');
    await expect(formulaire.getByTestId('brouillon')).toContainText('Brouillon enregistré');
    await formulaire.getByTestId('creer-inviter').click();
    await expect(fiche().getByRole('heading', { name: 'Zélie Quintard' })).toBeVisible();
    await expect(fiche()).toContainText('Invité');
    await attendreAJour(page);
    await expect(fiche()).toContainText('Hainaut Accueil');
  });

  test('réaffecter montre ce qui est gagné et perdu', async () => {
    const { page } = poste;
    await fiche().getByTestId('geste-reaffecter').click();
    const panneau = page.getByTestId('reaffecter');
    await panneau.getByTestId('choix-profil').selectOption({ label: 'Administrateur départemental' });
    await expect(panneau.getByTestId('ecarts')).toContainText('Valider les entités : 59');
    await expect(panneau.getByTestId('ecarts')).toContainText('Créer les groupes de places');
    await capture(page, 'utilisateurs-reaffecter');
    await panneau.getByLabel(/^Motif/u).fill('Recrutée par la DDETS');
    await page.keyboard.press('Control+Enter');
    await expect(fiche()).toContainText('Administrateur départemental');
    await attendreAJour(page);
    await expect(fiche()).toContainText('Administrateur départemental');
    // l’historique du compte, en phrases
    await page.keyboard.press('Control+2');
    await expect(fiche()).toContainText('a changé le profil ou le périmètre du compte');
    await expect(fiche()).toContainText('Recrutée par la DDETS');
    await capture(page, 'utilisateurs-historique');
    await page.keyboard.press('Control+1');
    await expect(fiche()).toContainText('Ce que cette personne peut faire');
  });

  test('un changement fait ailleurs se voit dans la grille ouverte, sans y toucher', async () => {
    const { page } = poste;
    await chercher('zelie quintard');
    await ligne('Zélie Quintard').click();
    await expect(fiche()).toContainText('Zélie Quintard');
    const id = new URL(page.url()).pathname.split('/')[2] ?? '';
    const poster = async <T>(chemin: string, corps: object, jeton = ''): Promise<T> => (await fetch(`${service.url}/api/v1/${chemin}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${jeton}` }, body: JSON.stringify(corps) })).json() as Promise<T>;
    const { email, motDePasse } = service.compte('admin_national');
    const { jeton } = await poster<{ jeton: string }>('session', { email, motDePasse });
    const renommer = async (seq: number, nom: string): Promise<unknown> => poster('commandes', { catalogue: 2, mutations: [{ clientId: CLIENT_AILLEURS, seq, nom: 'modifierUtilisateur', version: 1, args: { id, champs: { nom } }, base: [{ id, version: 999 }] }] }, jeton);
    expect(await renommer(1, 'Zélie Quintard-Ailleurs')).toMatchObject({ issues: [{ issue: 'appliquee' }] });
    await expect(ligne('Zélie Quintard-Ailleurs')).toBeVisible({ timeout: 20_000 });
    expect(await renommer(2, 'Zélie Quintard')).toMatchObject({ issues: [{ issue: 'appliquee' }] });
    await expect(ligne('Zélie Quintard-Ailleurs')).toHaveCount(0, { timeout: 20_000 });
    await expect(ligne('Zélie Quintard')).toBeVisible();
    await chercher('');
    await expect.poll(comptes).toBeGreaterThan(1000);
  });

  test('en nombre : aperçu, refus dits un à un, résultat par personne, et retour en arrière', async () => {
    const { page } = poste;
    await chercher('vasseur');
    await expect.poll(comptes).toBeLessThan(100);
    await page.getByTestId('tout-cocher').click();
    const total = await comptes();
    await expect(page.getByTestId('gestes-en-nombre')).toContainText(`(${total})`);
    await page.getByTestId('gestes-en-nombre').click();
    const feuille = page.getByTestId('comptes-en-nombre');
    await expect(feuille.getByTestId('apercu')).toContainText('changeront');
    await feuille.getByLabel(/^Motif/u).fill('Départ');
    await expect(feuille).toContainText('Personne ne gère son propre compte');
    await capture(page, 'utilisateurs-en-nombre');
    await feuille.getByTestId('en-nombre-lancer').click();
    await expect(feuille.getByRole('heading', { name: /Résultat/u })).toBeVisible({ timeout: 30_000 });
    await capture(page, 'utilisateurs-en-nombre-resultat');
    await feuille.getByRole('button', { name: 'Fermer', exact: true }).last().click();
    await expect(page.getByTestId('toasts')).toContainText('comptes suspendus');
    await page.getByTestId('toasts').getByRole('button', { name: 'Annuler' }).click();
    await expect(page.getByTestId('toasts')).toContainText('rétablis');
    await attendreAJour(page);
  });

  test('tout se fait au clavier', async () => {
    const { page } = poste;
    // les comptes refusés sont restés cochés : tout décocher
    await page.getByTestId('tout-cocher').click();
    await expect(page.getByTestId('tout-cocher')).not.toBeChecked();
    await chercher('zélie');
    await expect.poll(comptes).toBe(1);
    await filtre().press('Enter');
    await page.keyboard.press('Space');
    await expect(page.getByTestId('gestes-en-nombre')).toContainText('(1)');
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await expect(page.locator('#compte-titre')).toBeFocused();
    await page.keyboard.press('F2');
    const formulaire = page.getByTestId('formulaire-compte');
    await expect(formulaire.getByLabel(/^Prénom et nom/u)).toBeFocused();
    await formulaire.getByLabel(/^Fonction/u).fill('Mission logement');
    await page.keyboard.press('Control+Enter');
    await expect(fiche()).toContainText('Mission logement');
    await page.keyboard.press('Escape');
    await expect(fiche()).toBeHidden();
    await page.keyboard.press('n');
    await expect(formulaire).toBeVisible();
    await expect(formulaire.getByTestId('choix-profil')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(formulaire).toBeHidden();
  });

  test('hors ligne, un compte se crée ; il part au retour du réseau', async () => {
    const { page } = poste;
    await attendreAJour(page);
    cable.couper();
    await page.keyboard.press('n');
    const formulaire = page.getByTestId('formulaire-compte');
    await formulaire.getByTestId('choix-profil').selectOption({ label: 'Analyste' });
    await formulaire.getByLabel(/^Prénom et nom/u).fill('Basile Ormont');
    await formulaire.getByLabel(/^Adresse professionnelle/u).fill('basile.ormont@observation.example');
    await formulaire.getByTestId('creer-sans-inviter').click();
    await expect(fiche()).toContainText('en attente d’envoi');
    await chercher('ormont');
    await expect(ligne('Basile Ormont').getByRole('img', { name: 'En attente d’envoi' })).toBeVisible();
    await expect(page.getByTestId('etat-sync')).toContainText('Hors ligne', { timeout: 20_000 });
    await capture(page, 'utilisateurs-hors-ligne');
    cable.retablir();
    await attendreAJour(page);
    await expect(fiche()).not.toContainText('en attente d’envoi');
  });

  test('la matrice : vraie table, colonne de son profil, cases au clavier', async () => {
    const { page } = poste;
    await ouvrirAdresse('/droits');
    const table = page.getByRole('table', { name: /Matrice des droits/u });
    await expect(table.getByRole('columnheader', { name: /Administrateur départemental.*votre profil/u })).toBeVisible();
    await table.locator('[data-case="0-0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await expect(table.locator('[data-case="1-1"]')).toBeFocused();
    await expect(page.locator('.etat')).toContainText('Administrateur départemental');
    await page.getByLabel('Objet').selectOption('dispositif');
    await expect(table.getByRole('rowheader', { name: 'Groupe de places' })).toBeHidden();
    await page.getByLabel('Objet').selectOption('');
    const verifier = (lue: Page): Promise<void> => sansDefaut(lue, '#travail');
    await ouvrirAdresse('/droits');
    await capturerPartout(poste, 'droits', verifier);
    await ouvrirAdresse('/droits?onglet=comptes');
    await capturerPartout(poste, 'droits-comptes', verifier);
    await ouvrirAdresse('/utilisateurs');
    await chercher('');
    await expect(grille().locator('.ag-row').first()).toBeVisible();
    await grille().locator('.ag-row').nth(3).click();
    await expect(fiche()).toBeVisible();
    await capturerPartout(poste, 'utilisateurs', async (lue) => {
      await verifier(lue);
      expect(await lue.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth])).toEqual([0, 0]);
    });
  });

  /** Les gestes grisés de la page qui n’ont pas de réponse. Pagination et saisie incomplète se disent par un attribut. */
  const sansReponse = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll<HTMLElement>('button[aria-disabled="true"], button:disabled, [role="menuitem"][aria-disabled="true"]')]
    .filter((geste) => geste.getClientRects().length > 0 && !geste.hasAttribute('data-pourquoi') && !geste.hasAttribute('data-hors-droit') && geste.closest('.ag-root-wrapper') === null).map((geste) => geste.textContent ?? ''));

  for (const profil of ['admin_departemental', 'admin_siao', 'gestionnaire_entite', 'responsable_dispositif']) {
    test(`aucun geste grisé sans réponse : ${profil}`, async () => {
      const { page } = poste;
      await devenir(profil);
      let grises = 0;
      const verifier = async (ou: string): Promise<void> => {
        expect(await sansReponse(page), ou).toEqual([]);
        const fermes = page.locator('.pied button[data-pourquoi]');
        // la fiche précédente peut encore être à l’écran au premier regard : on regarde de nouveau
        await expect(async () => {
          const nombre = await fermes.count();
          if (nombre === 0) return;
          await page.locator('.pied .pourquoi-mot').first().click({ timeout: 2_000 });
          await expect(page.getByTestId('pourquoi')).toContainText('Qui peut le faire', { timeout: 2_000 });
          grises += nombre;
        }).toPass({ timeout: 15_000 });
        // sans bulle ouverte, Échap fermerait la fiche
        if (await page.getByTestId('pourquoi').isVisible()) await page.keyboard.press('Escape');
        await expect(page.getByTestId('pourquoi')).toBeHidden();
        for (const nom of ['autres-actions', 'assister']) {
          const menu = page.getByTestId(nom);
          if (!(await menu.isVisible())) continue;
          await menu.click();
          expect(await sansReponse(page), `${ou}, menu`).toEqual([]);
          await page.keyboard.press('Escape');
          await expect(page.locator('.MuiPopover-root')).toHaveCount(0);
        }
      };
      await aller('u');
      await expect(etat()).toContainText('affiché');
      await chercher('');
      const lignes = grille().locator('.ag-row');
      // une ligne qui n’est pas encore lue ne s’ouvre pas
      await expect(lignes.first()).toContainText(/\S/u);
      for (let rang = 0; rang < Math.min(8, await lignes.count()); rang += 1) {
        await lignes.nth(rang).click();
        await expect(fiche()).toHaveAttribute('aria-busy', 'false');
        await verifier(`compte ${rang}`);
      }
      await aller('o');
      const offre = page.getByTestId('grille-offre').locator('.ag-row');
      await expect(offre.first()).toContainText(/\S/u);
      for (let rang = 0; rang < Math.min(6, await offre.count()); rang += 1) {
        await offre.nth(rang).click();
        await expect(page.getByTestId('fiche')).toHaveAttribute('aria-busy', 'false');
        await verifier(`fiche ${rang}`);
      }
      if (profil.startsWith('admin_')) {
        await aller('v');
        await expect(page.getByTestId('decision')).toHaveAttribute('aria-busy', 'false');
        await verifier('à valider');
      }
      if (profil === 'admin_siao' || profil === 'responsable_dispositif') expect(grises).toBeGreaterThan(0);
    });
  }

  test('chaque profil ne voit que les comptes de son périmètre', async () => {
    const { page } = poste;
    const vus: Record<string, number> = {};
    for (const profil of ['admin_siao', 'gestionnaire_entite', 'responsable_dispositif']) {
      await devenir(profil);
      await aller('u');
      await expect(etat()).toContainText('affiché');
      await chercher('');
      vus[profil] = await comptes();
      await capture(page, `utilisateurs-${profil}`);
      if (profil === 'gestionnaire_entite') {
        await chercher('Karim Benhaddou');
        await expect(page.getByText('Aucun compte ne correspond')).toBeVisible();
      }
    }
    expect(vus['admin_siao']).toBeGreaterThan(900);
    expect(vus['gestionnaire_entite']).toBeLessThan(60);
    expect(vus['gestionnaire_entite']).toBeGreaterThan(3);
    expect(vus['responsable_dispositif']).toBeLessThan(vus['gestionnaire_entite'] ?? 0);
    await devenir('ecoutant_115');
    await expect(page.getByRole('navigation', { name: 'Écrans' }).getByRole('link', { name: 'Utilisateurs' })).toBeHidden();
    await ouvrirAdresse('/utilisateurs');
    await expect(grille()).toBeHidden();
  });
});

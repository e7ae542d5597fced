import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { ecranPlaces, journalDe } from './outils/ecranPlaces.ts';
import { attendreAJour } from './outils/gestes.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerDeuxThemes, capturerPartout } from './outils/poste.ts';

test.describe.serial('les groupes, depuis leurs places', () => {
  test.setTimeout(120_000);
  const { page, poste, service, devenir } = parcours('gestionnaire_entite', async () => {
    await ouvrirPlaces();
    groupe = (await cellule(0, 'groupe').textContent())?.trim() ?? '';
  });
  let groupe = '';
  const { cellule, choisir, idDe, ouvrirPlaces, panneau, textes } = ecranPlaces(() => page());
  const pont = (): Locator => panneau().getByTestId('pont');
  const total = (): Locator => pont().locator('tfoot tr');
  const toasts = (): Locator => page().getByTestId('toasts');
  const ouvrirDeplacer = async (): Promise<void> => {
    await page().keyboard.press('Control+m');
    await panneau().getByTestId('choix-geste').selectOption('deplacer');
    await expect(panneau().getByTestId('choix-vers')).toBeVisible();
  };
  /** Les deux nombres « avant → après » d’une cellule du pont. */
  const deVers = async (ligne: Locator, colonne: number): Promise<readonly number[]> => (await ligne.locator('td').nth(colonne).textContent() ?? '').split('→').map((nombre) => Number(nombre.replace(/\D/gu, '')));

  test('scinder : le pont s’équilibre avant d’appliquer, le nouveau groupe naît, et tout se défait', async () => {
    const { page } = poste();
    const place = await idDe(0);
    await choisir(0, 3);
    await ouvrirDeplacer();
    await expect(panneau()).toContainText('Choisir où vont ces places');
    await page.keyboard.press('Control+Enter');
    await expect(panneau().getByRole('alert')).toContainText('Choisir où vont ces places');
    await panneau().getByTestId('choix-vers').selectOption('nouveau');
    await panneau().getByLabel('Libellé du nouveau groupe').fill('Familles scindées');
    await expect(panneau().getByTestId('apercu-deplacer')).toContainText('3 places changent de groupe');
    await expect(panneau().getByTestId('apercu-deplacer')).toContainText('Équilibré');
    const [avant, apres] = await deVers(total(), 1);
    expect(apres).toBe(avant);
    expect(await deVers(pont().locator('tbody tr').filter({ hasText: 'Familles scindées' }), 1)).toEqual([0, 3]);
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'groupes-scinder');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toBeHidden();
    await expect(toasts()).toContainText('3 places passées dans « Familles scindées », avec leur capacité.');
    await attendreAJour(page);
    const [ligne] = await journalDe(service(), 'place', place);
    expect(ligne).toMatchObject({ commande: 'reorganiserPlaces' });
    expect(Object.keys(ligne?.changements ?? {})).toEqual(['groupeId']);
    await toasts().getByRole('button', { name: /Annuler/u }).click();
    await expect(toasts()).toContainText('sont revenues dans leur groupe');
    await attendreAJour(page);
    // la grille a suivi la ligne courante là où le geste l’a menée
    await page.getByTestId('grille-places').locator('.ag-row [col-id="numero"]').first().click();
    await page.keyboard.press('Control+Home');
    await expect.poll(async () => (await textes([0], 'groupe'))[0]).toBe(groupe);
    expect((await journalDe(service(), 'place', place)).map(({ commande }) => commande)).toEqual(['reorganiserPlaces', 'reorganiserPlaces']);
  });

  test('déplacer vers un groupe qui existe, puis réunir : le groupe vidé ferme, et l’aperçu l’a dit', async () => {
    const { page } = poste();
    await choisir(0, 2);
    await ouvrirDeplacer();
    await panneau().getByTestId('choix-vers').selectOption('nouveau');
    await panneau().getByLabel('Libellé du nouveau groupe').fill('À réunir');
    await expect(panneau().getByTestId('apercu-deplacer')).toContainText('2 places changent de groupe');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toBeHidden();
    await attendreAJour(page);
    await page.getByLabel('Filtrer cette vue…').fill('À réunir');
    await expect.poll(() => textes([0, 1], 'groupe')).toEqual(['À réunir', 'À réunir']);
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+a');
    await ouvrirDeplacer();
    const vers = panneau().getByTestId('choix-vers');
    await vers.selectOption(await vers.locator('option', { hasText: groupe }).first().getAttribute('value') ?? '');
    await panneau().getByTestId('reunir').check();
    await expect(panneau()).toContainText('Un groupe réuni ferme aujourd’hui');
    await expect(pont().locator('tbody tr').filter({ hasText: 'À réunir' })).toContainText('ferme');
    await expect(panneau().getByTestId('appliquer-deplacer')).toContainText('Réunir 2 groupes');
    await capture(page, 'groupes-reunir');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toBeHidden();
    await attendreAJour(page);
    await expect(page.getByText('Aucune place ne correspond')).toBeVisible();
    await page.keyboard.press('/');
    await page.getByLabel('Filtrer cette vue…').fill('');
    await expect.poll(async () => (await textes([0], 'groupe'))[0]).toBe(groupe);
  });

  test('modalité, permanence, publics : un groupe pris en partie est laissé et dit ; pris en entier il change, se voit, et se défait', async () => {
    const { page } = poste();
    const modalite = (await textes([0], 'modalite'))[0] ?? '';
    const place = await idDe(0);
    await choisir(0, 2);
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('choix-geste').selectOption('caracteristiques');
    await expect(panneau()).toContainText('Choisir ce qui change');
    await panneau().getByLabel('Modalité').selectOption({ label: modalite === 'Autre régulateur' ? 'Insertion' : 'Autre régulateur' });
    await expect(panneau().getByTestId('apercu-caracteristiques')).toContainText('prendre tout le groupe, ou scinder d’abord');
    await panneau().getByTestId('entiers').check();
    await expect(panneau().getByTestId('appliquer-caracteristiques')).toContainText('Appliquer à 1 groupe');
    await panneau().getByText('Publics à ajouter').click();
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'groupes-caracteristiques');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toBeHidden();
    await expect(toasts()).toContainText('1 groupe changé');
    await expect.poll(() => page.getByTestId('grille-places').locator(`.ag-row[row-id="${place}"] [col-id="modalite"]`).textContent()).not.toContain(modalite);
    await attendreAJour(page);
    // message encore affiché ou non, Ctrl+Z défait le dernier geste
    await page.keyboard.press('Control+z');
    await expect(toasts()).toContainText(/ont repris leurs caractéristiques|« Changer des groupes » : défait/u);
    await expect.poll(() => page.getByTestId('grille-places').locator(`.ag-row[row-id="${place}"] [col-id="modalite"]`).textContent()).toContain(modalite);
    await attendreAJour(page);
  });

  test('la DDETS corrige les groupes, pas les places ; un SIAO, les places et la modalité, sous délégation', async () => {
    const { page } = poste();
    for (const [profil, gestes] of [['admin_departemental', ['caracteristiques', 'financement']], ['admin_siao', ['indisponible', 'disponible', 'occupation', 'ouvrir', 'fermer', 'caracteristiques', 'financement']]] as const) {
      await devenir(profil);
      await ouvrirPlaces();
      await choisir(0, 2);
      await page.keyboard.press('Control+m');
      await expect(panneau()).toBeVisible();
      expect(await panneau().getByTestId('choix-geste').locator('option').evaluateAll((options) => options.map((option) => option.getAttribute('value')))).toEqual(gestes);
      if (profil === 'admin_departemental') {
        await panneau().getByTestId('choix-geste').selectOption('financement');
        await panneau().getByTestId('financement-de').selectOption('P177');
        await panneau().getByTestId('financement-vers').selectOption('P303');
        await panneau().getByTestId('portee-filtre').click();
        await expect(panneau().getByTestId('apercu-financement')).toContainText(/\d+ dispositifs changent/u);
        await sansDefaut(page);
        await capturerDeuxThemes(page, 'groupes-financement');
        await page.keyboard.press('Control+Enter');
        await expect(toasts()).toContainText('changés de financement');
        await attendreAJour(page);
        await page.keyboard.press('Control+z');
        await expect(toasts()).toContainText(/Les financements d’avant sont revenus|« Changer des financements » : défait/u);
        await attendreAJour(page);
      }
      if (profil === 'admin_siao') {
        // sans délégation, le service refuse et l’aperçu le dit ; la permanence et les publics ne lui reviennent pas
        await panneau().getByTestId('choix-geste').selectOption('caracteristiques');
        await expect(panneau().getByLabel('Permanence')).toHaveCount(0);
        const modalite = (await textes([0], 'modalite'))[0] ?? '';
        await panneau().getByLabel('Modalité').selectOption({ label: modalite === 'Autre régulateur' ? 'Insertion' : 'Autre régulateur' });
        await panneau().getByTestId('portee-filtre').click();
        await expect(panneau().getByTestId('apercu-caracteristiques')).toContainText('restent tels quels');
        await expect(panneau().getByTestId('apercu-caracteristiques')).toContainText('Pas de délégation de gestion en cours');
        await expect(panneau().getByTestId('demander')).toContainText('sans délégation de gestion');
      }
      await page.keyboard.press('Escape');
      await expect(panneau()).toBeHidden();
    }
  });

  test('sans délégation, le SIAO demande ; le gestionnaire accepte et refuse ligne par ligne, au clavier ; l’auteur le lit', async () => {
    const { page } = poste();
    const demander = panneau().getByTestId('demander');
    const liste = page.getByTestId('liste-demandes');
    const lignes = page.getByTestId('lignes-demande');
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('portee-filtre').click();
    await panneau().getByTestId('choix-geste').selectOption('indisponible');
    await panneau().getByTestId('choix-motif').selectOption({ label: 'Travaux' });
    await expect(demander).toContainText(/\(\d+\s\d{3}\splaces\)/u);
    await demander.getByTestId('envoyer-demande').click();
    await expect(demander).toContainText('Écrire pourquoi');
    await demander.getByRole('textbox').fill('Désinsectisation de l’étage');
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'demandes-1-demander');
    await demander.getByTestId('envoyer-demande').click();
    await expect(panneau()).toBeHidden();
    await expect(toasts()).toContainText('changement demandé');
    await page.keyboard.press('m');
    await expect(liste).toBeFocused();
    await expect(liste.getByRole('option').first()).toHaveAttribute('aria-label', /En attente/u);
    await attendreAJour(page);

    await devenir('gestionnaire_entite');
    await ouvrirPlaces();
    await expect(page.getByTestId('vers-demandes')).toContainText(/\(\d+/u);
    await page.keyboard.press('m');
    await expect(liste.locator('[aria-selected="true"]')).toHaveAttribute('aria-label', /À décider/u);
    await expect(page.getByTestId('demande')).toContainText('Désinsectisation de l’étage');
    await capturerPartout(poste(), 'demandes-2-decider', sansDefaut);
    await page.keyboard.press('Enter');
    await expect(lignes).toBeFocused();
    // tout écarter, ne garder que la première, l’accepter
    const aucune = async (): Promise<boolean> => /^0 /u.test((await page.getByTestId('demande-choisies').textContent()) ?? '');
    await page.keyboard.press('Control+a');
    if (!await aucune()) await page.keyboard.press('Control+a');
    await expect(page.getByTestId('demande-choisies')).toContainText(/^0 place/u);
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await expect(toasts()).toContainText('1 place : demande acceptée.');
    await expect(lignes.getByRole('option').first()).toHaveAttribute('aria-label', /acceptée par/u);
    // le reste se refuse, avec son motif
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    if (await aucune()) await page.keyboard.press('Control+a');
    await page.keyboard.press('r');
    await page.getByTestId('dialogue-motif').getByRole('textbox').fill('Places promises');
    await page.keyboard.press('Control+Enter');
    await expect(toasts()).toContainText('demande refusée');
    await attendreAJour(page);

    await devenir('admin_siao');
    await ouvrirPlaces();
    await page.keyboard.press('m');
    await page.getByTestId('demandes-closes').click();
    await liste.getByRole('option', { name: /acceptées?, .* refusées?/u }).first().click();
    await expect(page.getByTestId('demande')).toContainText('Places promises');
    await capture(page, 'demandes-3-auteur');
  });
});

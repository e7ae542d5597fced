import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { ecranPlaces, journalDe } from './outils/ecranPlaces.ts';
import { attendreAJour } from './outils/gestes.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerDeuxThemes, capturerPartout } from './outils/poste.ts';

test.describe.serial('les places, en nombre', () => {
  test.setTimeout(120_000);
  const { cable, devenir, page: pageCourante, poste, service } = parcours('gestionnaire_entite', () => ouvrirPlaces(), { SIAO_PLACES_PAR_COMMANDE: '100' });

  const { grille, etat, panneau, cellule, ouvrirPlaces, numeros, etats, idDe, choisir } = ecranPlaces(() => pageCourante());
  const apercu = (): Locator => pageCourante().getByTestId('apercu-geste');
  const appliquer = (): Locator => panneau().getByTestId('appliquer-geste');
  /** N’affiche que les places libres : un geste d’état s’y applique tout de suite. */
  const seulementLibres = async (): Promise<void> => {
    const { page } = poste();
    await page.getByRole('button', { name: /^Filtrer État/u }).click();
    const volet = page.getByRole('dialog', { name: /Filtre : État/u });
    await volet.getByRole('button', { name: 'Aucune', exact: true }).click();
    await volet.getByLabel(/^Libre/u).check();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: /Retirer le filtre État du jour : Libre/u })).toBeVisible();
    await expect.poll(() => etats([0, 1])).toEqual(['Libre', 'Libre']);
  };
  const journal = (id: string) => journalDe(service(), 'place', id);

  test('la grille se lit, se filtre et se trie ; les places fermées n’y sont qu’à la demande', async () => {
    const { page } = poste();
    await expect(etat()).toContainText(/sur \d/u);
    const total = Number((await etat().locator('b').first().textContent())?.replace(/\D/gu, ''));
    expect(total).toBeGreaterThan(50);
    expect(await grille().locator('.ag-row').count()).toBeLessThan(250);
    await expect(page.getByRole('button', { name: /Retirer le filtre Sauf fermées/u })).toBeVisible();
    await sansDefaut(page);
    await capturerPartout(poste(), 'places');
    await page.getByLabel('Filtrer cette vue…').fill('introuvable nulle part');
    await expect(page.getByText('Aucune place ne correspond')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Retirer tous les filtres' })).toBeVisible();
    // Échap quitte le filtre, même sans ligne à rejoindre : la première qui arrive prend le clavier
    await page.getByLabel('Filtrer cette vue…').press('Escape');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('role') ?? '')).toBe('rowheader');
    await expect.poll(async () => Number((await etat().locator('b').first().textContent())?.replace(/\D/gu, ''))).toBeGreaterThanOrEqual(total);
    await page.getByRole('columnheader', { name: 'Place', exact: true }).click();
    await expect(page.getByRole('columnheader', { name: 'Place', exact: true })).toHaveAttribute('aria-sort', 'ascending');
    await page.getByRole('columnheader', { name: 'Place', exact: true }).click();
    await page.getByRole('columnheader', { name: 'Place', exact: true }).click();
    // tenue, la touche Page suivante avance aussi vite que la grille se dessine, et s’arrête sur une ligne lue
    await grille().locator('.ag-row[row-index="0"] [col-id="numero"]').click();
    const courante = () => page.evaluate(() => { const ligne = document.activeElement?.closest('[row-index]'); return { rang: Number(ligne?.getAttribute('row-index') ?? -1), lue: (ligne?.querySelector('[col-id="numero"]')?.textContent ?? '') !== '' }; });
    await expect(async () => { for (let pas = 0; pas < 10; pas += 1) await page.keyboard.down('PageDown'); expect((await courante()).rang).toBeGreaterThan(300); }).toPass({ intervals: [50] });
    await page.keyboard.up('PageDown');
    await expect.poll(async () => (await courante()).lue).toBe(true);
  });

  test('choisir au clavier, voir l’effet avant, appliquer, puis tout annuler après synchronisation', async () => {
    const { page } = poste();
    await seulementLibres();
    await choisir(0, 6);
    await expect(page.getByTestId('plage')).toContainText('6 lignes');
    const [premiers, id] = [await numeros([0, 1, 2, 3, 4, 5]), await idDe(0)];
    await page.keyboard.press('Control+m');
    await expect(panneau()).toBeVisible();
    await expect(panneau().getByTestId('portee-selection')).toContainText('6');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toContainText('Choisir un motif pour voir l’aperçu.');
    await panneau().getByTestId('choix-motif').selectOption({ label: 'Travaux' });
    await expect(apercu()).toContainText('6 seront modifiées');
    await expect(apercu().locator('tbody tr').filter({ hasText: 'Indisponibles' })).toContainText('+\u00a06');
    await expect(appliquer()).toContainText('Appliquer à 6 places');
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'places-geste');
    // la portée change, et Ctrl+Entrée suit aussitôt : le geste ne porte jamais sur un nombre que l’on n’a pas lu
    await page.evaluate(async () => {
      document.querySelector<HTMLElement>('[data-testid="portee-filtre"]')?.click();
      // le temps que React prenne le clic
      await new Promise((suite) => { setTimeout(suite, 0); });
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }));
    });
    await expect(panneau()).toContainText('L’aperçu vient de changer');
    await expect(appliquer()).not.toContainText('Appliquer à 6 places');
    await panneau().getByTestId('portee-selection').click();
    await expect(appliquer()).toContainText('Appliquer à 6 places');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toBeHidden();
    await expect(page.getByTestId('toasts')).toContainText('6 places rendues indisponibles.');
    // elles ne sont plus libres : la vue, filtrée, ne les montre plus
    await expect.poll(() => numeros([0, 1, 2, 3, 4, 5])).not.toEqual(premiers);
    await attendreAJour(page);
    await expect.poll(async () => (await journal(id)).map(({ commande }) => commande)).toEqual(['changerPlaces']);
    await grille().locator('.ag-cell').first().click();
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('toasts')).toContainText('6 places ont repris leur état');
    await expect.poll(() => numeros([0, 1, 2, 3, 4, 5])).toEqual(premiers);
    await attendreAJour(page);
    await expect.poll(async () => (await journal(id)).map(({ commande }) => commande)).toEqual(['annulerPlaces', 'changerPlaces']);
    // l’annulation se défait
    await page.keyboard.press('Control+y');
    await expect.poll(() => numeros([0, 1, 2, 3, 4, 5])).not.toEqual(premiers);
    await page.keyboard.press('Control+z');
    await expect.poll(() => numeros([0, 1, 2, 3, 4, 5])).toEqual(premiers);
    await attendreAJour(page);
  });

  test('hors ligne, le geste se voit, attend, s’annule ; une date fausse est dite sous son champ', async () => {
    const { page } = poste();
    cable().couper();
    await choisir(0, 2);
    const premiers = await numeros([0, 1]);
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('choix-geste').selectOption({ label: 'Déclarer l’occupation' });
    await panneau().getByTestId('choix-occupation').selectOption({ label: 'Occupée' });
    await panneau().getByLabel('Le', { exact: true }).fill('45/13/2026');
    await page.keyboard.press('Control+Enter');
    await expect(panneau()).toContainText('n’est pas une date');
    await panneau().getByLabel('Le', { exact: true }).fill('01/01/2020');
    await expect(panneau()).toContainText('remonte à plus de 31 jours');
    await panneau().getByLabel('Le', { exact: true }).fill(new Date().toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' }));
    await expect(appliquer()).toContainText('Appliquer à 2 places');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => numeros([0, 1])).not.toEqual(premiers);
    await expect(page.getByTestId('etat-sync')).toContainText('en attente');
    await page.keyboard.press('Control+z');
    await expect.poll(() => numeros([0, 1])).toEqual(premiers);
    cable().retablir();
    await attendreAJour(page);
  });

  test('Ctrl+A puis Ctrl+M : toute la vue ; sur une place occupée l’effet attend la libération, et l’aperçu le dit', async () => {
    const { page } = poste();
    await page.getByRole('button', { name: /Retirer le filtre État/u }).click();
    await page.getByRole('button', { name: /^Filtrer État/u }).click();
    const volet = page.getByRole('dialog', { name: /Filtre : État/u });
    await volet.getByRole('button', { name: 'Aucune', exact: true }).click();
    await volet.getByLabel(/^Occupée/u).check();
    await page.keyboard.press('Escape');
    await expect.poll(() => etats([0])).toEqual(['Occupée']);
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('portee-filtre').click();
    await panneau().getByTestId('choix-geste').selectOption({ label: 'Fermer' });
    await expect(apercu()).toContainText('effet à leur libération');
    await capture(page, 'places-geste-differe');
    await page.keyboard.press('Escape');
    await expect(panneau()).toBeHidden();
  });

  test('créer des places par motif : les fautes se disent, les numéros se voient, puis elles sont là', async () => {
    const { page } = poste();
    await cellule(0, 'numero').click();
    await page.keyboard.press('n');
    const dialogue = page.getByTestId('creer-places');
    await dialogue.getByLabel(/^Numéros/u).fill('Zz. 9 à 3');
    await expect(dialogue).toContainText('3 est plus petit que 9');
    await dialogue.getByLabel(/^Numéros/u).fill('Zz. 901 à 904');
    await expect(dialogue.getByTestId('numeros')).toContainText('4 places : Zz. 901, Zz. 902, Zz. 903, Zz. 904');
    await sansDefaut(page);
    await capture(page, 'places-creation');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('toasts')).toContainText('4 places créées');
    await page.getByRole('button', { name: /Retirer le filtre État/u }).click();
    await page.getByLabel('Filtrer cette vue…').fill('zz 90');
    await expect.poll(() => numeros([0, 1, 2, 3])).toEqual(['Zz. 901', 'Zz. 902', 'Zz. 903', 'Zz. 904']);
    await attendreAJour(page);
    // un numéro déjà pris : rien n’est créé, et le numéro est nommé
    await cellule(0, 'numero').click();
    await page.keyboard.press('n');
    await dialogue.getByLabel(/^Numéros/u).fill('Zz. 904 à 906');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toContainText('« Zz. 904 » est déjà pris');
    await page.keyboard.press('Escape');
    // créées par erreur : Ctrl+Z les retire, même après l’envoi
    await page.getByLabel('Filtrer cette vue…').fill('');
    await cellule(0, 'numero').click();
    await page.keyboard.press('n');
    await dialogue.getByLabel(/^Numéros/u).fill('Yy. 801 à 803');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('toasts')).toContainText('3 places créées');
    await page.getByLabel('Filtrer cette vue…').fill('yy 80');
    await expect.poll(() => numeros([0, 1, 2])).toEqual(['Yy. 801', 'Yy. 802', 'Yy. 803']);
    await attendreAJour(page);
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('toasts')).toContainText('3 places retirées.');
    await expect(grille().locator('.ag-row')).toHaveCount(0);
    await page.getByLabel('Filtrer cette vue…').fill('');
  });

  test('d’un groupe à ses places, et retour : un groupe sans place en reçoit', async () => {
    const { page } = poste();
    await page.getByLabel('Filtrer cette vue…').fill('');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(page.getByTestId('grille-offre').locator('.ag-row').first()).toBeVisible();
    await page.getByTestId('tout-deplier').click();
    await page.getByTestId('grille-offre').locator('.ag-row.n-groupe').first().click();
    await expect(page.getByTestId('fiche').getByTestId('voir-places')).toBeVisible();
    const nom = (await page.locator('#fiche-titre').textContent())?.trim() ?? '';
    await page.getByTestId('fiche').getByTestId('voir-places').click();
    await expect(page.getByRole('button', { name: /Retirer le filtre Groupe/u })).toContainText(nom);
    await expect(cellule(0, 'groupe')).toContainText(nom);
    await page.keyboard.press('n');
    await expect(page.getByTestId('creer-places')).toContainText(nom);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /Retirer le filtre Groupe/u }).click();
    await page.getByLabel('Filtrer cette vue…').fill('zz 90');
    await expect.poll(() => numeros([0])).toEqual(['Zz. 901']);
  });

  test('copier une plage : un tableau que LibreOffice et Excel relisent', async () => {
    const { page, application } = poste();
    await cellule(0, 'numero').click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+Shift+C');
    await expect(page.getByTestId('toasts')).toContainText('2 lignes copiées × 2 colonnes');
    const texte = await application.evaluate(({ clipboard }) => clipboard.readText());
    expect(texte.split('\r\n').slice(0, 2).map((ligne) => ligne.split('\t')[0])).toEqual(['Place', 'Zz. 901']);
    expect(texte.split('\r\n')[2]?.split('\t')).toHaveLength(2);
    // au-delà de colonnes cachées, c’est toujours la colonne que l’on voit
    await cellule(0, 'etat').click();
    await page.keyboard.press('Control+c');
    await expect.poll(() => application.evaluate(({ clipboard }) => clipboard.readText())).toBe('Libre\r\n');
    await page.getByLabel('Filtrer cette vue…').fill('');
  });

  test('coller un tableau : les défauts nomment ligne, colonne et valeur ; corrigé, il s’applique en un geste qui s’annule', async () => {
    const { page, application } = poste();
    const coller = async (texte: string): Promise<void> => { await application.evaluate(({ clipboard }, copie) => Promise.resolve(clipboard.writeText(copie)), texte); await page.keyboard.press('Control+v'); };
    const dialogue = page.getByTestId('collage');
    await page.getByLabel('Filtrer cette vue…').fill('zz 90');
    await expect.poll(() => numeros([0, 1, 2, 3])).toEqual(['Zz. 901', 'Zz. 902', 'Zz. 903', 'Zz. 904']);
    await cellule(0, 'etat').click();
    await coller('Indisponible\tTravaux\t01/12/2026\t15/12/2026\r\nPleine\tTravaux\t31/02/2026\t\r\n');
    await expect(dialogue).toContainText('2 cellules ne vont pas');
    await expect(dialogue.locator('tbody tr').first()).toContainText('2État du jourPleineÉtat inconnu');
    await expect(dialogue.locator('tbody tr').nth(1)).toContainText('2Depuis le31/02/2026Date illisible');
    await sansDefaut(page);
    await capture(page, 'places-collage-defauts');
    await page.keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
    await cellule(0, 'etat').click();
    await coller('Occupée\r\nRéservée\r\nIndisponible\tTravaux\r\nLibre\r\n');
    await expect(dialogue).toContainText('3 places changeront, 1 est déjà ainsi');
    await expect(page.getByTestId('appliquer-collage')).toContainText('Appliquer à 3 places');
    await capture(page, 'places-collage');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => etats([0, 1, 2, 3])).toEqual(['Occupée', 'Réservée', 'Indisponible', 'Libre']);
    await attendreAJour(page);
    // recopier vers le bas : la première ligne de la plage sur les autres
    await cellule(0, 'etat').click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Control+d');
    await expect(dialogue).toContainText('1 place changera');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => etats([0, 1])).toEqual(['Occupée', 'Occupée']);
    await page.keyboard.press('Control+z');
    await expect.poll(() => etats([0, 1])).toEqual(['Occupée', 'Réservée']);
    await attendreAJour(page);
    // la poignée du coin, tirée d’une ligne : la même recopie
    await cellule(0, 'etat').click();
    const coin = await cellule(0, 'etat').boundingBox();
    const dessous = await cellule(1, 'etat').boundingBox();
    if (coin === null || dessous === null) throw new Error('cellules absentes');
    await page.mouse.move(coin.x + coin.width - 3, coin.y + coin.height - 3);
    await page.mouse.down();
    await page.mouse.move(dessous.x + 20, dessous.y + dessous.height / 2, { steps: 4 });
    await expect(page.getByTestId('plage')).toContainText('2 lignes');
    await page.mouse.up();
    await expect(dialogue).toContainText('1 place déclarée occupée');
    await expect(dialogue).toContainText('1 place changera');
    await page.keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
    // le numéro se colle aussi : un échange passe, un doublon arrête tout et le nomme
    await cellule(0, 'numero').click();
    await coller('Zz. 902\r\nZz. 901\r\n');
    await expect(page.getByTestId('appliquer-collage')).toContainText('Appliquer à 2 places');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => etats([0, 1])).toEqual(['Réservée', 'Occupée']);
    await cellule(0, 'numero').click();
    await coller('Zz. 903\r\n');
    await expect(dialogue).toContainText('« Zz. 903 » serait pris deux fois');
    await page.keyboard.press('Escape');
    await page.getByLabel('Filtrer cette vue…').fill('');
    await attendreAJour(page);
  });

  test('saisir dans la cellule : une liste, un texte contrôlé ; ce qui ne va pas est dit et la cellule garde sa valeur', async () => {
    const { page } = poste();
    await page.getByLabel('Filtrer cette vue…').fill('zz 904');
    await expect.poll(() => numeros([0])).toEqual(['Zz. 904']);
    await cellule(0, 'numero').click();
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Zz. 904 bis');
    await page.keyboard.press('Enter');
    await expect.poll(() => numeros([0])).toEqual(['Zz. 904 bis']);
    await attendreAJour(page);
    await cellule(0, 'depuis').dblclick();
    await page.keyboard.type('99/99/2026');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('toasts')).toContainText('Depuis le, « 99/99/2026 » : Date illisible');
    await page.getByRole('button', { name: 'Fermer ce message' }).last().click();
    await cellule(0, 'depuis').click();
    await page.keyboard.press('F2');
    await page.keyboard.type('01/01/2020');
    await page.keyboard.press('Escape');
    await expect.poll(() => etats([0])).toEqual(['Libre']);
    await page.getByTestId('colonnes').click();
    await page.getByLabel('Entité', { exact: true }).check();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('columnheader', { name: 'Entité' })).toBeVisible();
    await page.getByTestId('colonnes').click();
    await page.getByLabel('Entité', { exact: true }).uncheck();
    await page.keyboard.press('Escape');
  });

  test('rechercher et remplacer : ce qui changera se lit avant, et s’annule d’un geste', async () => {
    const { page } = poste();
    await page.getByLabel('Filtrer cette vue…').fill('zz 90');
    await expect.poll(() => numeros([0, 1, 2, 3])).toEqual(['Zz. 901', 'Zz. 902', 'Zz. 903', 'Zz. 904 bis']);
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+h');
    const dialogue = page.getByTestId('remplacer');
    await expect(dialogue).toContainText('4 lignes');
    await page.keyboard.press('Enter');
    await expect(dialogue).toContainText('Écrire le texte à rechercher');
    await dialogue.getByLabel('Rechercher', { exact: true }).fill('zz.');
    await dialogue.getByLabel('Remplacer par').fill('Zzz');
    await sansDefaut(page);
    await capture(page, 'places-remplacer');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('collage')).toContainText('4 places renumérotées');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => numeros([0, 1, 2, 3])).toEqual(['Zzz 901', 'Zzz 902', 'Zzz 903', 'Zzz 904 bis']);
    await attendreAJour(page);
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+z');
    await expect.poll(() => numeros([0, 1, 2, 3])).toEqual(['Zz. 901', 'Zz. 902', 'Zz. 903', 'Zz. 904 bis']);
    await attendreAJour(page);
    await page.getByLabel('Filtrer cette vue…').fill('');
  });

  test('le SIAO : sous délégation pour le compte de l’entité, sans délégation refusé et dit', async () => {
    const { page } = poste();
    await devenir('admin_siao');
    await ouvrirPlaces();
    await expect(page.getByTestId('creer-des-places')).toBeHidden();
    await seulementLibres();
    await cellule(0, 'numero').click();
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('portee-filtre').click();
    await panneau().getByTestId('choix-motif').selectOption({ label: 'Travaux' });
    await expect(apercu()).toContainText(/\d+ refusées : pas de délégation de gestion en cours/u);
    await expect(apercu()).toContainText('Pour le compte de');
    await sansDefaut(page);
    await capture(page, 'places-siao');
    await page.keyboard.press('Escape');
  });

  test('un grand geste dit où il en est, s’interrompt au clavier, et ne laisse rien', async () => {
    const { page } = poste();
    await page.getByRole('button', { name: /Retirer le filtre État/u }).click();
    await expect.poll(async () => Number((await etat().locator('b').first().textContent())?.replace(/\D/gu, ''))).toBeGreaterThan(15_000);
    const avant = await etat().textContent();
    await page.keyboard.press('Control+m');
    await panneau().getByTestId('portee-filtre').click();
    await panneau().getByTestId('choix-motif').selectOption({ label: 'Travaux' });
    await expect(appliquer()).toContainText(/Appliquer à \d/u);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('geste-en-cours')).toContainText(/places sur \d/u);
    await capture(page, 'places-geste-en-cours');
    await page.keyboard.press('Escape');
    await expect(panneau()).toContainText('Geste interrompu : aucune place n’a changé.');
    await expect(page.getByTestId('geste-en-cours')).toBeHidden();
    await capture(page, 'places-geste-interrompu');
    await page.keyboard.press('Escape');
    await expect(panneau()).toBeHidden();
    await attendreAJour(page);
    await expect(etat()).toHaveText(avant ?? '');
  });

  test.describe('qui lit ne change pas', () => {
    for (const profil of ['operateur_siao', 'ecoutant_115', 'travailleur_social']) {
      test(profil, async () => {
        const { page } = poste();
        await devenir(profil);
        await ouvrirPlaces();
        await expect(page.getByTestId('modifier-en-nombre')).toBeHidden();
        await expect(page.getByTestId('creer-des-places')).toBeHidden();
        await cellule(0, 'numero').click();
        await page.keyboard.press('Control+m');
        await expect(panneau()).toBeHidden();
      });
    }
  });
});

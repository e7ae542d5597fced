import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour } from './outils/gestes.ts';
import { parcours } from './outils/parcours.ts';
import { appelerPort, ecouterPorts } from './outils/port.ts';
import { capture, capturerPartout } from './outils/poste.ts';

test.describe.serial('le calendrier d’un groupe', () => {
  test.setTimeout(120_000);
  const { cable, devenir, page: pageCourante, poste, service } = parcours('gestionnaire_entite', () => ouvrirCalendrier());
  /** Le numéro d’une place libre et sans indisponibilité, que les essais changent. */
  let libre = '';
  /** Le groupe des essais : le premier de l’offre qui a une place libre et sans barre, et trois places occupées à la suite. Les données suivent la date du jour. */
  let groupes: readonly string[] = [];
  const trouverLibre = async (): Promise<string> => {
    const places = await lignes().evaluateAll((rangees) => rangees.map((rangee) => ({ numero: rangee.getAttribute('data-place') ?? '', etat: rangee.querySelector('.badge')?.textContent ?? '', barres: rangee.querySelectorAll('.cal-barre').length })));
    const premiere = places.findIndex(({ etat }) => etat === 'Occupée');
    const troisOccupees = premiere >= 0 && places.slice(premiere, premiere + 3).filter(({ etat, barres: siennes }) => etat === 'Occupée' && siennes === 0).length === 3;
    return troisOccupees ? (places.find(({ etat, barres: siennes }) => etat === 'Libre' && siennes === 0)?.numero ?? '') : '';
  };

  const calendrier = (): Locator => pageCourante().getByTestId('calendrier');
  const lignes = (): Locator => pageCourante().getByTestId('cal-ligne');
  const ligne = (numero: string): Locator => pageCourante().locator(`[data-testid="cal-ligne"][data-place="${numero}"]`);
  const barres = (numero: string): Locator => ligne(numero).locator('.cal-barre');
  const bulle = (): Locator => pageCourante().getByTestId('bulle');
  const dit = (): Locator => pageCourante().getByTestId('curseur');
  const total = async (nom: string): Promise<string[]> => pageCourante().getByTestId(`total-${nom}`).locator('.cal-jour').allTextContents();
  const rangDAujourdhui = (): Promise<number> => pageCourante().locator('.cal-jours .cal-jour').evaluateAll((jours) => jours.findIndex((jour) => jour.classList.contains('auj')));
  const aujourdhui = new Date().toLocaleDateString('fr-CA', { timeZone: 'Europe/Paris' });
  /** « 05/12/2026 », à tant de jours d’aujourd’hui. */
  const dans = (jours: number): string => new Date(Date.parse(`${aujourdhui}T12:00:00Z`) + jours * 86_400_000).toLocaleDateString('fr-FR', { timeZone: 'UTC' });
  /** Va sur un jour d’une place, au clavier : sa ligne d’abord, puis le jour. */
  const aller = async (numero: string, jours: number): Promise<void> => {
    const { page } = poste();
    await page.getByTestId('periode-aujourdhui').click();
    await ligne(numero).locator('.cal-place').click();
    await expect(dit()).toContainText(numero);
    for (let pas = 0; pas < jours; pas += 1) await page.keyboard.press('ArrowRight');
    await expect(calendrier()).toBeFocused();
  };
  /** La période d’une barre, telle que la table de lecture la dit. */
  const periodes = async (numero: string): Promise<string[]> => (await pageCourante().getByTestId('table-lecture').locator('tbody tr').filter({ has: pageCourante().getByRole('rowheader', { name: numero, exact: true }) }).allInnerTexts()).map((texte) => texte.split('\t').slice(1).join(' | '));
  const ouvrirCalendrier = async (): Promise<void> => {
    const { page } = poste();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(page.getByTestId('grille-offre').locator('.ag-row').first()).toBeVisible();
    await page.getByTestId('tout-deplier').click();
    const rangees = page.getByTestId('grille-offre').locator('.ag-row.n-groupe');
    await rangees.first().click();
    groupes = await rangees.evaluateAll((toutes) => toutes.map((une) => une.getAttribute('row-id') ?? ''));
    await expect(page.getByTestId('fiche').getByTestId('voir-places')).toBeVisible();
    await page.getByTestId('fiche').getByTestId('voir-places').click();
    await page.getByTestId('voir-calendrier').click();
    await expect(calendrier()).toBeVisible();
    await expect(lignes().first()).toBeVisible();
  };
  /** Tient la souris d’un jour (à tant d’aujourd’hui) à un autre, sur la ligne d’une place. */
  const glisser = async (numero: string, de: number, a: number, decalage = 0.5): Promise<void> => {
    const { page } = poste();
    const [cadre, jours] = [await ligne(numero).locator('.cal-piste').boundingBox(), await page.locator('.cal-jours .cal-jour').count()];
    if (cadre === null) throw new Error(`La ligne ${numero} n’est pas là.`);
    const colonne = cadre.width / jours;
    const rang = await rangDAujourdhui();
    const x = (jour: number, part: number): number => cadre.x + (rang + jour + part) * colonne;
    await page.mouse.move(x(de, decalage), cadre.y + 13);
    await page.mouse.down();
    await page.mouse.move(x(a, 0.4), cadre.y + 13, { steps: 6 });
    await page.mouse.move(x(a, 0.5), cadre.y + 13);
    await page.mouse.up();
  };

  test('se lit : places, semaines, totaux qui s’accordent avec les états du jour', async () => {
    const { page } = poste();
    libre = await trouverLibre();
    for (const id of groupes) {
      if (libre !== '') break;
      await page.evaluate((chemin) => { history.pushState(null, '', chemin); dispatchEvent(new PopStateEvent('popstate')); }, `/places/groupe/${id}/calendrier`);
      await expect(calendrier()).toBeVisible();
      await expect(lignes().first()).toBeVisible();
      libre = await trouverLibre();
    }
    expect(libre).not.toBe('');
    const nombre = await lignes().count();
    expect(nombre).toBeGreaterThan(1);
    await expect(page.locator('.cal-jours .cal-jour')).toHaveCount(35);
    const rang = await rangDAujourdhui();
    expect(rang).toBeGreaterThanOrEqual(7);
    const badges = await lignes().locator('.badge').allTextContents();
    const compter = (mot: string): string => String(badges.filter((badge) => badge === mot).length);
    expect((await total('indisponibles'))[rang]).toBe(compter('Indisponible'));
    expect((await total('occupees'))[rang]).toBe(compter('Occupée'));
    expect((await total('ouvertes'))[rang]).toBe(String(nombre - Number(compter('Fermée'))));
    expect((await total('occupees'))[rang + 1]).toBe('·');
    await sansDefaut(page);
  });

  test('créer au clavier, la prolonger, la déplacer, la modifier ; un chevauchement se refuse et se dit ; Ctrl+Z', async () => {
    const { page } = poste();
    await aller(libre, 3);
    for (let pas = 0; pas < 4; pas += 1) await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByText('1 place × 5 jours', { exact: true })).toBeVisible();
    await page.keyboard.press('i');
    await expect(bulle()).toBeVisible();
    await page.keyboard.press('Control+Enter');
    await expect(bulle()).toContainText('Choisir un motif.');
    await bulle().getByTestId('bulle-motif').selectOption({ label: 'Travaux' });
    await sansDefaut(page);
    await capture(page, 'calendrier-creation');
    await page.keyboard.press('Control+Enter');
    await expect(bulle()).toBeHidden();
    await expect.poll(() => periodes(libre)).toEqual([expect.stringContaining(`${dans(3)} | ${dans(7)}`)]);
    await attendreAJour(page);
    await expect(barres(libre)).toHaveClass(/trame-oblique/u);
    await expect(calendrier()).toBeFocused();
    // déplacée de deux jours, d’un seul geste tant qu’Alt est tenu
    await page.keyboard.down('Alt');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.up('Alt');
    await expect(page.getByTestId('toasts')).toContainText('Indisponibilité modifiée');
    await expect.poll(() => periodes(libre)).toEqual([expect.stringContaining(`${dans(5)} | ${dans(9)}`)]);
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await expect.poll(() => periodes(libre)).toEqual([expect.stringContaining(`${dans(5)} | ${dans(10)}`)]);
    await attendreAJour(page);
    await page.keyboard.press('F2');
    await expect(bulle()).toBeVisible();
    await bulle().getByTestId('bulle-motif').selectOption({ label: 'Sinistre' });
    await bulle().getByLabel(/^Au/u).fill(dans(8));
    await page.keyboard.press('Control+Enter');
    await expect(bulle()).toBeHidden();
    await expect.poll(() => periodes(libre)).toEqual([`Sinistre | ${dans(5)} | ${dans(8)}`]);
    await attendreAJour(page);
    // une autre, à côté, que l’on pousse contre la première
    await aller(libre, 10);
    await page.keyboard.press('i');
    await bulle().getByTestId('bulle-motif').selectOption({ label: 'Personnel' });
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await periodes(libre)).length).toBe(2);
    await attendreAJour(page);
    await expect(calendrier()).toBeFocused();
    await page.keyboard.down('Alt');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expect(ligne(libre).locator('.cal-barre.etiree')).toHaveClass(/fausse/u);
    await page.keyboard.up('Alt');
    await expect(bulle()).toContainText(/Déjà indisponible du .* \(sinistre\)/u);
    await capture(page, 'calendrier-refus');
    await page.keyboard.press('Escape');
    await expect(bulle()).toBeHidden();
    expect(await periodes(libre)).toEqual([`Sinistre | ${dans(5)} | ${dans(8)}`, `Personnel | ${dans(10)} | ${dans(10)}`]);
    // ôtée, puis revenue
    await aller(libre, 10);
    await page.keyboard.press('Delete');
    await expect.poll(() => periodes(libre)).toEqual([`Sinistre | ${dans(5)} | ${dans(8)}`]);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await periodes(libre)).length).toBe(2);
    await attendreAJour(page);
    await page.keyboard.press('Delete');
    await expect.poll(async () => (await periodes(libre)).length).toBe(1);
    await attendreAJour(page);
  });

  test('à la souris : choisir des jours crée, tirer un bout étire, tirer la barre déplace, cliquer la montre', async () => {
    const { page } = poste();
    await page.getByTestId('periode-aujourdhui').click();
    await glisser(libre, 12, 15);
    await expect(bulle()).toBeVisible();
    await expect(bulle().getByTestId('bulle-attente')).toHaveCount(0);
    await expect(bulle().getByLabel('Du', { exact: true })).toHaveValue(dans(12));
    await expect(bulle().getByLabel(/^Au/u)).toHaveValue(dans(15));
    await bulle().getByTestId('bulle-motif').selectOption({ label: 'Remise en état' });
    await bulle().getByTestId('bulle-enregistrer').click();
    await expect.poll(() => periodes(libre)).toEqual([`Sinistre | ${dans(5)} | ${dans(8)}`, expect.stringContaining(`${dans(12)} | ${dans(15)}`)]);
    await attendreAJour(page);
    await glisser(libre, 15, 17, 0.95);
    await expect.poll(async () => (await periodes(libre))[1]).toBe(`Remise en état | ${dans(12)} | ${dans(17)}`);
    await attendreAJour(page);
    await glisser(libre, 14, 13);
    await expect.poll(async () => (await periodes(libre))[1]).toBe(`Remise en état | ${dans(11)} | ${dans(16)}`);
    await attendreAJour(page);
    // passer sur l’autre : refusé, et elle revient
    await glisser(libre, 12, 7);
    await expect(bulle()).toContainText('Déjà indisponible');
    await page.keyboard.press('Escape');
    await expect(ligne(libre).locator('.cal-barre.etiree')).toHaveCount(0);
    expect((await periodes(libre))[1]).toBe(`Remise en état | ${dans(11)} | ${dans(16)}`);
    await glisser(libre, 14, 14);
    await expect(bulle()).toContainText('6 jours');
    await expect(bulle().getByTestId('bulle-disponible')).toContainText(`Disponible dès le ${dans(14).slice(0, 5)}`);
    await sansDefaut(page);
    await capture(page, 'calendrier-bulle');
    await bulle().getByTestId('bulle-disponible').click();
    await expect.poll(async () => (await periodes(libre))[1]).toBe(`Remise en état | ${dans(11)} | ${dans(13)}`);
    await attendreAJour(page);
  });

  test('sur une place occupée, la saisie dit avant d’enregistrer que l’effet attend sa libération', async () => {
    const { page } = poste();
    const occupee = (await lignes().filter({ has: page.locator('.badge', { hasText: 'Occupée' }) }).first().getAttribute('data-place')) ?? '';
    await glisser(occupee, 20, 21);
    await expect(bulle().getByTestId('bulle-attente')).toHaveText('Place occupée ou réservée\u00a0: effet à sa libération.');
    await sansDefaut(page);
    await page.keyboard.press('Escape');
    await expect(bulle()).toBeHidden();
  });

  test('hors ligne : la barre neuve attend, en tirets ; les périodes ; les captures', async () => {
    const { page } = poste();
    // plusieurs places d’un coup ; occupées, elles attendent leur libération, et rien n’est compté avant
    const occupees = (await lignes().evaluateAll((toutes) => toutes.filter((une) => une.querySelector('.badge')?.textContent === 'Occupée').map((une) => une.getAttribute('data-place') ?? ''))).slice(0, 3);
    const avant = await total('indisponibles');
    await aller(occupees[0] ?? '', 1);
    for (let pas = 0; pas < 8; pas += 1) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('i');
    await expect(bulle()).toContainText('3 places');
    await bulle().getByTestId('bulle-motif').selectOption({ label: 'Désinsectisation' });
    await page.keyboard.press('Control+Enter');
    await expect(bulle()).toBeHidden();
    await expect(page.getByTestId('toasts')).toContainText('à leur libération');
    for (const numero of occupees) await expect(barres(numero).first()).toContainText('À la libération');
    expect(await total('indisponibles')).toEqual(avant);
    await attendreAJour(page);
    cable().couper();
    await aller(libre, 16);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('i');
    await bulle().getByTestId('bulle-motif').selectOption({ label: 'Autre' });
    await page.keyboard.press('Control+Enter');
    await expect(bulle()).toBeHidden();
    await expect(barres(libre).last()).toHaveClass(/attend/u);
    await expect(barres(libre).last()).toContainText('En attente');
    await expect(barres(libre).first()).not.toHaveClass(/attend/u);
    await sansDefaut(page);
    await capturerPartout(poste(), 'calendrier');
    cable().retablir();
    await attendreAJour(page);
    await expect(barres(libre).last()).not.toHaveClass(/attend/u);
    const titre = await page.getByTestId('periode-titre').textContent();
    await page.keyboard.press('PageDown');
    await expect(page.getByTestId('periode-titre')).not.toHaveText(titre ?? '');
    await page.keyboard.press('PageUp');
    await expect(page.getByTestId('periode-titre')).toHaveText(titre ?? '');
    for (const [nom, jours] of [['2 semaines', 14], ['Trimestre', 91]] as const) {
      await page.getByRole('button', { name: nom }).click();
      await expect(page.locator('.cal-jours .cal-jour')).toHaveCount(jours);
      await capture(page, `calendrier-${jours}-jours`);
    }
    await page.getByRole('button', { name: '5 semaines' }).click();
    await expect(page.locator('.cal-jours .cal-jour')).toHaveCount(35);
  });

  test('de la grille au calendrier, et retour', async () => {
    const { page } = poste();
    await page.getByTestId('voir-grille').click();
    await expect(page.getByTestId('grille-places').locator('.ag-row').first()).toBeVisible();
    await page.getByTestId('voir-calendrier').click();
    await expect(lignes().first()).toBeVisible();
    await page.getByTestId('periode-apres').focus();
    await page.keyboard.press('F6');
    await expect(calendrier()).toBeFocused();
  });

  test('un changement fait ailleurs se voit dans le calendrier ouvert, sans y toucher', async () => {
    const { page } = poste();
    const groupeId = new URL(page.url()).pathname.split('/')[3] ?? '';
    await ecouterPorts(page);
    const lu = await appelerPort(page, 'places.calendrier', { groupeId, du: aujourdhui, au: aujourdhui });
    const place = lu === 'coupure' ? undefined : lu.calendrier?.places.find(({ numero }) => numero === libre);
    expect(place).toBeDefined();
    const debut = dans(20).split('/').reverse().join('-');
    const poster = async <T>(chemin: string, corps: object, jeton = ''): Promise<T> => (await fetch(`${service().url}/api/v1/${chemin}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${jeton}` }, body: JSON.stringify(corps) })).json() as Promise<T>;
    const { email, motDePasse } = service().compte('gestionnaire_entite');
    const { jeton } = await poster<{ jeton: string }>('session', { email, motDePasse });
    const blocs = [{ geste: { genre: 'indisponible', motif: 'personnel', debut, fin: null }, ids: [place?.id] }];
    expect(await poster('commandes', { catalogue: 2, mutations: [{ clientId: randomUUID(), seq: 1, nom: 'changerPlaces', version: 1, args: { lot: randomUUID(), blocs }, base: [] }] }, jeton)).toMatchObject({ issues: [{ issue: 'appliquee' }] });
    await expect.poll(async () => (await periodes(libre)).at(-1), { timeout: 20_000 }).toBe(`Personnel | ${dans(20)} | sans fin prévue`);
    await expect(barres(libre).last().locator('.cal-fleche.fin')).toBeVisible();
  });

  test('un groupe que l’on n’a pas, une lecture qui échoue : dit, avec une suite', async () => {
    const { page } = poste();
    const demander = (id: string): Promise<void> => page.evaluate((groupe) => { history.pushState({}, '', `/places/groupe/${groupe}/calendrier`); dispatchEvent(new PopStateEvent('popstate', { state: {} })); }, id);
    await demander('00000000-0000-4000-8000-000000000000');
    await expect(page.getByText('Groupe introuvable')).toBeVisible();
    await sansDefaut(page);
    await demander('x'.repeat(90));
    await expect(page.getByText('Lecture impossible')).toBeVisible();
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await expect(page.getByText('Lecture impossible')).toBeVisible();
    await page.goBack();
    await page.getByRole('link', { name: 'Revenir aux places' }).click();
    await expect(page.getByTestId('grille-places')).toBeVisible();
  });

  test('qui ne change pas les états lit seulement : ni bouton, ni touche', async () => {
    const { page } = poste();
    await devenir('admin_departemental');
    await ouvrirCalendrier();
    await expect(page.getByText('Lecture seule')).toBeVisible();
    await expect(page.getByTestId('rendre-indisponible')).toHaveCount(0);
    await page.keyboard.press('i');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await expect(bulle()).toBeHidden();
    await sansDefaut(page);
    await capture(page, 'calendrier-lecture-seule');
  });
});

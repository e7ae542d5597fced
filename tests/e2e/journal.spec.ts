import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { libelleDe } from '../../domain/nomenclature/code.ts';
import { PUBLICS } from '../../domain/nomenclature/referentiels.ts';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import type { ArgsDe, NomMethode, ResultatDe } from '../../contract/poste.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import { appelerPort, ecouterPorts } from './outils/port.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, capturerPartout, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

/** Le journal, de la fenêtre au service : un changement se lit sur la fiche, puis dans l’écran, puis dans le fichier exporté. */
test.describe.serial('journal', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cable: Cable;
  let poste: PosteOuvert;
  /** Le public que la fiche n’avait pas, et que l’essai lui ajoute. */
  let ajoute: string;

  const ouvrirRemparts = async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await page.getByRole('option', { name: /Les Remparts/u }).first().click();
    await expect(page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' })).toBeVisible();
  };
  const ouvrirJournal = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: 'Journal' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Journal' })).toBeVisible();
  };
  const changerDeCompte = async (page: Page, profil: string): Promise<void> => {
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await entrer(page, service.compte(profil));
    await attendreAJour(page);
  };
  const appeler = async <N extends NomMethode>(page: Page, methode: N, args: ArgsDe<N>): Promise<ResultatDe<N>> => {
    const lu = await appelerPort(page, methode, args);
    if (lu === 'coupure') throw new Error('coupure');
    return lu as ResultatDe<N>;
  };
  const detail = (page: Page) => page.getByTestId('detail-journal');

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    await entrer(poste.page, service.compte('gestionnaire_entite'));
    await attendreAJour(poste.page);
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
    await service.arreter();
  });

  test('un changement se lit en une phrase dans l’historique de la fiche', async () => {
    const { page } = poste;
    await ouvrirRemparts(page);
    await page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' }).click();
    await page.keyboard.press('F2');
    const formulaire = page.getByTestId('formulaire');
    await formulaire.getByLabel(/^Horaires/u).fill('7 h – 23 h');
    const absent = formulaire.locator('input[name="publics"]:not(:checked)').first();
    const code = (await absent.getAttribute('value')) ?? '';
    ajoute = libelleDe(PUBLICS, code);
    await formulaire.locator(`input[name="publics"][value="${code}"]`).check();
    await page.keyboard.press('Control+Enter');
    await expect(formulaire).toBeHidden();
    await attendreAJour(page);
    await page.getByTestId('fiche').getByRole('tab', { name: 'Historique' }).click();
    const historique = page.getByTestId('historique');
    await expect(historique).toContainText(/Horaires\s: .*7 h – 23 h/u, { timeout: 15_000 });
    await expect(historique).toContainText(new RegExp(`a (?:ajouté à|renseigné) Publics spécifiques\\s: ${ajoute}`, 'u'));
    await expect(historique.getByRole('heading').first()).toHaveText(/^\p{L}+ \d{1,2} \p{L}+ \d{4}$/u);
    await capture(page, 'journal-1-historique');
  });

  test('l’écran montre la ligne, la filtre, et son détail en toutes lettres', async () => {
    const { page } = poste;
    await changerDeCompte(page, 'admin_departemental');
    await ouvrirJournal(page);
    await expect(page.getByTestId('grille-journal').locator('.ag-row').first()).toContainText(/\d+ h \d\d/u, { timeout: 20_000 });
    await capture(page, 'journal-2-ecran');
    await page.keyboard.press('/');
    await page.keyboard.type('remparts');
    await expect(page.getByTestId('etat-journal')).toHaveText(/^1 ligne/u, { timeout: 15_000 });
    await page.keyboard.press('Enter');
    await expect(detail(page)).toContainText('Modifier un dispositif');
    await expect(detail(page)).toContainText('Gestionnaire d’entité');
    const rangee = detail(page).getByRole('row').filter({ hasText: 'Horaires' });
    await expect(rangee).toContainText('7 h – 23 h');
    await expect(detail(page).locator('ins').filter({ hasText: ajoute })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.locator('#journal-titre')).toBeFocused();
    await capture(page, 'journal-3-detail');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('grille-journal').locator('.ag-cell-focus')).toBeVisible();
  });

  test('les filtres de colonne se cumulent et se retirent ; sans résultat, l’écran dit lesquels ôter', async () => {
    const { page } = poste;
    await page.getByRole('button', { name: /^Filtrer Geste/u }).click();
    await page.getByRole('checkbox', { name: 'Refuser', exact: true }).check();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Aucune ligne ne correspond')).toBeVisible({ timeout: 15_000 });
    await capture(page, 'journal-4-vide');
    await page.getByRole('button', { name: 'Retirer tous les filtres' }).click();
    await expect(page.getByText('Aucune ligne ne correspond')).toBeHidden();
    await page.getByTestId('periode').selectOption('jour');
    await expect(page.getByRole('button', { name: /Retirer le filtre Du/u })).toBeVisible();
    await expect(page.getByTestId('grille-journal').locator('.ag-row').first()).toContainText(/\d+ h \d\d/u);
    await page.getByTestId('periode').selectOption('tout');
  });

  test('Ctrl+E exporte ce qui est filtré ; le fichier dit qui, quand, quel périmètre, et se relit', async () => {
    const { page } = poste;
    await page.getByLabel('Filtrer Fiche').fill('remparts');
    await expect(page.getByTestId('etat-journal')).toHaveText(/^1 ligne/u, { timeout: 15_000 });
    await page.getByRole('heading', { level: 1, name: 'Journal' }).click();
    await page.keyboard.press('Control+e');
    const dialogue = page.getByTestId('export-journal');
    await expect(dialogue).toContainText(/Fiche\s: «\sremparts\s»/u);
    await capture(page, 'journal-5-export');
    await page.keyboard.press('Control+Enter');
    const chemin = (await dialogue.getByTestId('chemin-export').textContent({ timeout: 20_000 })) ?? '';
    await capture(page, 'journal-6-exporte');
    const lignes = readFileSync(chemin.trim(), 'utf8').split('\r\n');
    const compte = service.compte('admin_departemental');
    expect(lignes.slice(0, 2)).toEqual(['\uFEFFJournal de SIAO Offre', `Exporté par;${compte.nom} (Administrateur départemental)`]);
    expect(lignes[2]).toMatch(/^Exporté le;\d\d\/\d\d\/\d{4} à \d\d:\d\d:\d\d$/u);
    expect(lignes[3]).toBe(`Périmètre;${compte.perimetre}`);
    expect(lignes.slice(8).filter((ligne) => ligne !== '').map((ligne) => ligne.split(';')[9]).sort()).toEqual(['Horaires', 'Publics spécifiques']);
    await dialogue.getByRole('button', { name: 'Fermer' }).last().click();
    // l’export est lui-même au journal
    await page.getByLabel('Filtrer Fiche').fill('');
    await page.getByTestId('actualiser-journal').click();
    await expect(page.getByTestId('grille-journal').locator('.ag-row[row-index="0"]')).toContainText('Export du journal', { timeout: 15_000 });
  });

  test('hors ligne, le journal le dit et revient de lui-même ; l’historique montre ce que le poste connaît', async () => {
    const { page } = poste;
    cable.couper();
    await page.getByTestId('actualiser-journal').click();
    await expect(page.locator('strong', { hasText: 'Le journal se lit en ligne' })).toBeVisible({ timeout: 20_000 });
    await expect(page.getByTestId('exporter-journal')).toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'journal-7-hors-ligne');
    await ouvrirRemparts(page);
    await page.getByTestId('fiche').getByRole('tab', { name: 'Historique' }).click();
    await expect(page.getByTestId('fiche')).toContainText(/Voici les étapes que ce poste connaît/u, { timeout: 20_000 });
    await capture(page, 'journal-8-historique-hors-ligne');
    await ouvrirJournal(page);
    await expect(page.locator('strong', { hasText: 'Le journal se lit en ligne' })).toBeVisible({ timeout: 20_000 });
    cable.retablir();
    await expect(page.locator('strong', { hasText: 'Le journal se lit en ligne' })).toBeHidden({ timeout: 60_000 });
    await expect(page.getByTestId('grille-journal').locator('.ag-row').first()).toContainText(/\d+ h \d\d/u, { timeout: 20_000 });
  });

  test('clair et sombre, aux deux tailles, sans défaut d’accessibilité', async () => {
    const { page } = poste;
    await page.getByLabel('Filtrer Fiche').fill('remparts');
    await expect(page.getByTestId('etat-journal')).toHaveText(/^1 ligne/u, { timeout: 15_000 });
    await page.getByTestId('grille-journal').locator('.ag-row[row-index="0"]').click();
    await capturerPartout(poste, 'journal-9', (lue) => sansDefaut(lue, '#travail'));
  });

  test('une ligne sur un compte mène à ce compte', async () => {
    const { page } = poste;
    await page.getByLabel('Filtrer Fiche').fill('vasseur');
    await page.getByTestId('grille-journal').locator('.ag-row').filter({ hasText: 'A ouvert une session' }).first().click();
    await expect(detail(page).getByTestId('seulement-fiche')).toHaveText('Seulement ce compte');
    await detail(page).getByTestId('ouvrir-fiche').click();
    await expect(page.getByTestId('fiche-compte')).toContainText('Claire Vasseur');
  });

  test('un profil sans droit n’a pas l’écran, mais lit l’historique d’une fiche qu’il lit', async () => {
    const { page } = poste;
    await changerDeCompte(page, 'ecoutant_115');
    await expect(page.getByRole('link', { name: 'Journal' })).toHaveCount(0);
    await page.evaluate(() => { history.pushState(null, '', '/journal'); dispatchEvent(new PopStateEvent('popstate')); });
    await expect(page.getByRole('heading', { level: 1, name: 'Journal' })).toHaveCount(0);
    await ouvrirRemparts(page);
    await page.getByTestId('fiche').getByRole('tab', { name: 'Historique' }).click();
    await expect(page.getByTestId('historique')).toContainText(/Horaires/u, { timeout: 15_000 });
  });

  test('un long journal défile jusqu’au bout, fenêtre après fenêtre', async () => {
    const { page } = poste;
    await changerDeCompte(page, 'gestionnaire_entite');
    await ecouterPorts(page);
    const [dispositif] = (await appeler(page, 'recherche.globale', { texte: 'remparts' })).resultats.filter(({ objet }) => objet === 'dispositif');
    for (let rang = 0; rang < 230; rang += 1) expect(await appeler(page, 'commandes.executer', { nom: 'modifierDispositif', args: { id: dispositif?.id, champs: { responsable: `Responsable ${rang}` } } })).toMatchObject({ accepte: true });
    await attendreAJour(page);
    await ouvrirJournal(page);
    await page.getByLabel('Filtrer Fiche').fill('remparts');
    await expect(page.getByTestId('etat-journal')).toHaveText(/^23[01] lignes/u, { timeout: 15_000 });
    const total = Number.parseInt((await page.getByTestId('etat-journal').textContent()) ?? '', 10);
    const grille = page.getByTestId('grille-journal');
    await expect(grille.locator('.ag-row[row-index="0"]')).toContainText('Responsable 229');
    // tout se choisit et se copie, lignes pas encore lues comprises, dans l’ordre
    await grille.locator('.ag-row[row-index="0"] .ag-cell').first().click();
    await page.keyboard.press('Control+a');
    await expect(page.getByTestId('etat-journal').getByTestId('plage')).toContainText(`${total} lignes`);
    await page.keyboard.press('Control+c');
    await expect(page.getByTestId('toasts')).toContainText(`${total} lignes copiées`, { timeout: 20_000 });
    const copiees = (await poste.application.evaluate(({ clipboard }) => clipboard.readText())).split('\r\n').slice(0, -1);
    expect(copiees).toHaveLength(total);
    for (const rang of [0, 99, 100, 199, 200]) expect(copiees[rang]).toContain(`Responsable ${229 - rang}`);
    await page.keyboard.press('Escape');
    // d’une page de grille à l’autre, au clavier ; au bord des fenêtres de cent lignes, chaque ligne est là et dans l’ordre
    await grille.locator('.ag-row[row-index="0"] .ag-cell').first().click();
    const vues = new Map<number, string>();
    await expect(async () => {
      await expect(grille.locator('.ag-row .barre-grise')).toHaveCount(0);
      for (const [rang, texte] of await grille.locator('.ag-row').evaluateAll((lignes) => lignes.map((ligne) => [Number(ligne.getAttribute('row-index')), ligne.textContent ?? ''] as const))) if (/Responsable|Horaires/u.test(texte)) vues.set(rang, texte);
      await page.keyboard.press('PageDown');
      expect(Array.from({ length: total }, (_vide, rang) => rang).filter((rang) => !vues.has(rang))).toEqual([]);
    }).toPass({ timeout: 40_000, intervals: [150] });
    for (const rang of [99, 100, 101, 199, 200, 201]) expect(vues.get(rang)).toContain(`Responsable ${229 - rang}`);
    expect(vues.get(total - 1)).toMatch(/Horaires|Responsable 0/u);
    await capture(page, 'journal-10-long');
    await expect(grille.locator(`.ag-row[row-index="${total}"]`)).toHaveCount(0);
    await ouvrirRemparts(page);
    await page.getByTestId('fiche').getByRole('tab', { name: 'Historique' }).click();
    await page.getByRole('button', { name: 'Voir la suite' }).click();
    await expect(page.getByTestId('historique').locator('.changement')).toHaveCount(200, { timeout: 15_000 });
  });
});

import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { CHEMINS_PROGRAMMES, schemaDesignations } from '../../contract/programmes.ts';
import { lirePdf } from '../outils/pdf.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerPartout } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';

/** Désigne un autre poste pour les rapports programmés de la personne, comme elle le ferait de là-bas. */
const prendreAilleurs = async (service: ServiceDemonstration): Promise<void> => {
  const { email, motDePasse } = service.compte('admin_departemental');
  const json = { 'content-type': 'application/json' };
  const { jeton } = await (await fetch(`${service.url}/api/v1/session`, { method: 'POST', headers: json, body: JSON.stringify({ email, motDePasse }) })).json() as { jeton: string };
  const headers = { ...json, authorization: `Bearer ${jeton}` };
  const { programmes } = schemaDesignations.parse(await (await fetch(`${service.url}${CHEMINS_PROGRAMMES.liste}`, { headers })).json());
  expect(programmes).toHaveLength(1);
  for (const { rapportId } of programmes) await fetch(`${service.url}${CHEMINS_PROGRAMMES.un.replace(':rapportId', rapportId)}`, { method: 'POST', headers, body: JSON.stringify({ posteId: randomUUID(), poste: 'PC-Mabille', depuis: new Date().toISOString() }) });
};

const depot = mkdtempSync(join(tmpdir(), 'siao-depot-'));
test.describe.serial('les rapports', () => {
  test.setTimeout(90_000);
  const { poste, service, page: fenetre } = parcours('admin_departemental', undefined, { SIAO_DOSSIER_CHOISI: depot });
  const sections = (): Locator => fenetre().getByTestId('sections-rapport').locator('li');
  test.afterAll(() => { rmSync(depot, { recursive: true, force: true }); });
  const choisirIndicateur = async (texte: string): Promise<void> => {
    const page = fenetre();
    await page.keyboard.press('Control+i');
    await page.getByTestId('choix-indicateur').getByRole('combobox').fill(texte);
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('grille-indicateur').locator('.ag-row').first()).toBeVisible();
  };

  test('au clavier : deux réglages gardés à des dates qui avancent, un rapport écrit, réordonné, défait', async () => {
    const page = fenetre();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await expect(page.getByTestId('grille-indicateur').locator('.ag-row').first()).toBeVisible();
    await choisirIndicateur('Taux d’occupation');
    await page.keyboard.press('r');
    const dialogue = page.getByTestId('ajouter-rapport');
    await expect(dialogue.getByTestId('moment-rapport').locator('option:checked')).toHaveText('À la date du jour');
    await dialogue.getByTestId('nom-rapport').fill('Suivi mensuel');
    await sansDefaut(page);
    await capture(page, 'rapports-ajouter');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('toasts')).toContainText('Rapport « Suivi mensuel » créé');
    await choisirIndicateur('Capacité');
    await page.keyboard.press('r');
    await dialogue.getByTestId('moment-rapport').selectOption({ label: 'À la fin du mois dernier' });
    await dialogue.getByTestId('comparaison-rapport').selectOption({ label: 'À un an plus tôt' });
    await page.keyboard.press('Enter');
    await expect(dialogue).toBeHidden();
    await choisirIndicateur('Taux d’occupation (flux)');
    await page.keyboard.press('r');
    await dialogue.getByTestId('moment-rapport').selectOption({ label: 'Les douze derniers mois entiers' });
    await page.keyboard.press('Enter');
    await expect(dialogue).toBeHidden();
    await page.keyboard.press('Shift+R');
    await expect(sections()).toHaveCount(3);
    await expect(sections().first()).toContainText(/Taux d’occupation\s: \d+,\d\s% le/u);
    await page.getByTestId('introduction-rapport').fill('Pour le comité de veille sociale du département.\nLes places indisponibles restent au dénominateur.');
    // la capacité remonte en tête, et le focus la suit
    await sections().nth(1).getByTestId('monter-section').focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expect(sections().first()).toContainText('Capacité ouverte');
    await page.keyboard.press('Alt+ArrowDown');
    await expect(sections().first()).toContainText('Taux d’occupation');
    await sections().nth(2).getByTestId('retirer-section').click();
    await expect(sections()).toHaveCount(2);
    await page.keyboard.press('Control+z');
    await expect(sections()).toHaveCount(3);
    // ce qui s’écrivait pendant ces gestes y est resté
    await expect(page.getByTestId('introduction-rapport')).toHaveValue(/comité de veille sociale/u);
    await sansDefaut(page);
    await capturerPartout(poste(), 'rapports');
  });

  test('produit : un document à la française, le classeur et le texte, et rien d’écrasé', async () => {
    const page = fenetre();
    await page.keyboard.press('Control+e');
    const dialogue = page.getByTestId('produire-rapport');
    for (const format of ['xlsx', 'csv']) await dialogue.getByTestId(`rapport-${format}`).check();
    await page.getByTestId('lancer-rapport').click();
    await expect(dialogue).toContainText('3 fichiers écrits', { timeout: 40_000 });
    await sansDefaut(page);
    await capture(page, 'rapports-produit');
    const chemins = (await dialogue.getByTestId('chemin-export').allTextContents());
    const pdf = chemins.find((chemin) => chemin.endsWith('.pdf')) ?? '';
    copyFileSync(pdf, join('test-results', 'captures', 'rapport.pdf'));
    const { pages, paysage } = lirePdf(readFileSync(pdf));
    expect(paysage).toBe(false);
    expect(pages.length).toBeGreaterThanOrEqual(3);
    expect(pages[0]).toContain('Suivi mensuel');
    expect(pages[0]).toContain('Chiffres clés');
    expect(pages.join('')).toContain('Définitions');
    // la langue et le titre du document, pour un lecteur d’écran ; son plan vient avec un Electron récent
    const brut = readFileSync(pdf).toString('latin1');
    expect([brut.includes('/Lang (fr-FR)'), /\/Title <FEFF[0-9A-F]+>/u.test(brut)]).toEqual([true, true]);
    const electron = await poste().application.evaluate(() => Number(process.versions['electron']?.split('.')[0]));
    if (electron >= 28) expect(brut).toContain('/StructTreeRoot');
    await page.getByRole('button', { name: 'Fermer', exact: true }).last().click();
  });

  test('programmé : le dossier parti se dit, revenu il reçoit le rapport du jour ; partagé, il se lit comme tel', async () => {
    const page = fenetre();
    await page.getByTestId('programmer').click();
    const dialogue = page.getByTestId('programmer-rapport');
    await page.getByTestId('jour-du-mois').selectOption(String(Number(new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', day: 'numeric' }).format(new Date()))));
    await dialogue.getByTestId('rapport-pdf').uncheck();
    await page.getByTestId('choisir-dossier').click();
    await expect(page.getByTestId('dossier-programme')).toHaveText(depot);
    await sansDefaut(page);
    await capture(page, 'rapports-programmer');
    rmSync(depot, { recursive: true });
    await page.getByTestId('confirmer-programme').click();
    const etat = page.getByTestId('etat-programme');
    await expect(etat).toContainText('n’est plus là');
    await capture(page, 'rapports-dossier-parti');
    mkdirSync(depot);
    await page.getByTestId('reessayer-programme').click();
    await expect(etat).toContainText('Dernière fois', { timeout: 20_000 });
    await expect.poll(() => (existsSync(depot) ? readdirSync(depot) : [])).toEqual([expect.stringMatching(/^Suivi-mensuel-\d{4}-\d\d-\d\d\.xlsx$/u)]);
    await expect(etat).not.toContainText('n’est plus là');
    await page.getByTestId('partager-rapport').click();
    await expect(page.getByTestId('partager-dialogue')).toContainText('Visible par');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('detail-rapport')).toContainText('Chaque lecteur le calcule');
    await sansDefaut(page);
    await capture(page, 'rapports-partage');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('grille-indicateur')).toBeVisible();
  });

  test('pris par un autre poste de la même personne, il le dit et n’écrit plus ; repris, il le laisse de nouveau', async () => {
    const page = fenetre();
    await prendreAilleurs(service());
    const etat = page.getByTestId('etat-programme');
    await expect(async () => {
      await page.keyboard.press('Shift+r');
      await expect(etat).toContainText('PC-Mabille', { timeout: 3_000 }).finally(async () => { if (!(await etat.textContent())?.includes('PC-Mabille')) await page.keyboard.press('Escape'); });
    }).toPass({ timeout: 60_000 });
    await expect(etat).toContainText('Celui-ci ne l’écrit plus.');
    await sansDefaut(page);
    await capture(page, 'rapports-ailleurs');
    await page.getByTestId('reprendre-programme').click();
    await expect(etat).toContainText('par ce poste');
    await expect(etat).not.toContainText('PC-Mabille');
  });

  test('la palette y mène', async () => {
    const page = fenetre();
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('rapports');
    await page.getByRole('option', { name: /Rapports d’indicateurs/u }).click();
    await expect(page.getByTestId('detail-rapport')).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('j');
    await expect(page.locator('.ag-row').filter({ hasText: 'A partagé le rapport' }).first()).toBeVisible();
    await capture(page, 'journal-rapport');
  });
});

import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chercherEnClair } from './outils/disque.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import { appelerPort, ecouterPorts } from './outils/port.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { ouvrirPosteDeTest } from './outils/poste.ts';
import { tuerTout } from './outils/processus.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const CHAMP = 'Verrière-Zéphyr 7h41';
const RECHERCHE = 'quetzalcoatl bicorne';
const PALETTE = 'myrtille ubiquiste';
const ENTITE = 'Association Brindezingue';

/** Le poste au repos, fermé ou tué ne laisse sur le disque aucune donnée en clair : ni saisie, ni offre, ni adresse, ni mot de passe. */
test.describe.serial('rien en clair sur le disque', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let dossier: string;
  let poste: PosteOuvert;
  /** Noms, codes et adresses de la démonstration, lus du poste lui-même. */
  let connus: string[];

  // tout ce que le programme peut écrire tombe sous un même dossier : profil, fichiers temporaires, maison de la personne (pilote graphique, vidages)
  const ouvrir = (): Promise<PosteOuvert> => ouvrirPosteDeTest({
    service: service.url, comptes: service.comptes, dossier: join(dossier, 'profil'),
    env: { HOME: join(dossier, 'maison'), TMPDIR: join(dossier, 'temporaire'), XDG_CACHE_HOME: join(dossier, 'maison', 'cache'), XDG_CONFIG_HOME: join(dossier, 'maison', 'config') },
  });
  const compte = () => service.compte('admin_departemental');
  const champ = (page: Page) => page.getByTestId('formulaire').getByLabel(/^Horaires/u);
  const enClair = () => chercherEnClair(dossier, [CHAMP, RECHERCHE, PALETTE, ENTITE, compte().motDePasse, ...connus]);
  const ouvrirFormulaire = async (page: Page): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await page.getByRole('option', { name: /Les Remparts/u }).first().click();
    await page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' }).click();
    await page.keyboard.press('F2');
    await expect(champ(page)).toBeVisible();
  };
  const chercherPartout = async (page: Page): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByPlaceholder('Filtrer cette vue…').fill(RECHERCHE);
    await expect(page.getByText(/Aucun dispositif ne correspond/u)).toBeVisible();
    await page.getByPlaceholder('Filtrer cette vue…').fill('');
    await page.getByPlaceholder('Filtrer cette vue…').press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type(PALETTE);
    await page.keyboard.press('Escape');
  };
  const saisir = async (page: Page, texte: string): Promise<void> => {
    await champ(page).fill(texte);
    await expect(page.getByTestId('brouillon')).toContainText('Brouillon enregistré');
  };

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    dossier = mkdtempSync(join(tmpdir(), 'siao-disque-'));
    for (const nom of ['profil', 'maison', 'temporaire']) mkdirSync(join(dossier, nom));
    poste = await ouvrir();
    await entrer(poste.page, compte());
    await attendreAJour(poste.page);
  });
  test.afterAll(async () => {
    await poste.fermer();
    await service.arreter();
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  test('la recherche sait retrouver un texte, dans les trois écritures', () => {
    const temoin = join(dossier, 'temoin');
    connus = [];
    for (const encodage of ['utf8', 'utf16le', 'latin1'] as const) {
      writeFileSync(temoin, Buffer.from(`abc${CHAMP}xyz`, encodage));
      expect(enClair()).toContainEqual({ fichier: 'temoin', texte: CHAMP, encodage });
    }
    rmSync(temoin);
  });

  test('tué d’un coup en pleine saisie : rien en clair, et le brouillon est repris', async () => {
    const { page } = poste;
    await ecouterPorts(page);
    const vue = await appelerPort(page, 'offre.ouvrir', { mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'tout' });
    if (vue === 'coupure') throw new Error('Le poste est tombé.');
    const lues = await appelerPort(page, 'offre.lignes', { vue: vue.vue, debut: 0, fin: 300 });
    if (lues === 'coupure') throw new Error('Le poste est tombé.');
    const noms = lues.lignes.flatMap(({ nom, code }) => [nom, ...(code === null ? [] : [code])]).filter((texte) => texte.length >= 12);
    connus = [...new Set([...new Set(noms)].slice(0, 60).concat(service.comptes.flatMap(({ email, nom }) => [email, nom])))];
    expect(connus.length).toBeGreaterThan(70);

    await chercherPartout(page);
    await page.getByTestId('nouveau').click();
    await page.getByRole('menuitem', { name: /entité/iu }).first().click();
    await page.getByTestId('formulaire').getByLabel(/^Raison sociale/u).fill(ENTITE);
    await expect(page.getByTestId('brouillon')).toContainText('Brouillon enregistré');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Garder le brouillon' }).click();
    await ouvrirFormulaire(page);
    await saisir(page, CHAMP);
    expect(enClair(), 'le poste ouvert').toEqual([]);
    await tuerTout(poste.application);
    expect(enClair(), 'le poste tué').toEqual([]);

    poste = await ouvrir();
    await expect(poste.page.getByLabel('Adresse électronique')).toHaveValue(compte().email);
    await entrer(poste.page, compte());
    await attendreAJour(poste.page);
    await ouvrirFormulaire(poste.page);
    await expect(poste.page.getByTestId('formulaire')).toContainText('Brouillon du');
    await expect(champ(poste.page)).toHaveValue(CHAMP);
  });

  test('la page ou le processus de données plante : aucun vidage de sa mémoire', async () => {
    const tuer = (genre: string): Promise<boolean> => poste.application.evaluate(({ app }, voulu) => {
      const pid = app.getAppMetrics().find(({ type, name }) => type === voulu || name === voulu)?.pid;
      return pid !== undefined && process.kill(pid, 'SIGSEGV');
    }, genre);
    for (const genre of ['SIAO données', 'Tab']) {
      expect(await tuer(genre)).toBe(true);
      // la page tombe avec son processus : Playwright ne sait plus y attendre
      await new Promise((suite) => { setTimeout(suite, 1_500); });
    }
    expect(readdirSync(dossier, { recursive: true }).map(String).filter((nom) => /\.(dmp|core)$|(^|\/)core(\.\d+)?$/u.test(nom))).toEqual([]);
    expect(enClair()).toEqual([]);
    await poste.application.close();
    poste = await ouvrir();
    await entrer(poste.page, compte());
    await attendreAJour(poste.page);
    await ouvrirFormulaire(poste.page);
    await expect(champ(poste.page)).toHaveValue(CHAMP);
  });

  test('quitté normalement : rien en clair ; rouvert, le brouillon est encore là, et abandonné il disparaît', async () => {
    await saisir(poste.page, `${CHAMP}, bis`);
    await poste.application.close();
    expect(enClair(), 'le poste fermé').toEqual([]);

    poste = await ouvrir();
    await entrer(poste.page, compte());
    await attendreAJour(poste.page);
    await ouvrirFormulaire(poste.page);
    await expect(champ(poste.page)).toHaveValue(`${CHAMP}, bis`);
    await poste.page.getByRole('button', { name: 'Abandonner ce brouillon' }).click();
    await expect(champ(poste.page)).not.toHaveValue(`${CHAMP}, bis`);
    await poste.page.keyboard.press('Escape');
    await ouvrirFormulaire(poste.page);
    await expect(poste.page.getByTestId('formulaire')).not.toContainText('Brouillon du');
  });
});

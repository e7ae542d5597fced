import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { LigneOffre } from '../../contract/poste.ts';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import { appelerPort, ecouterPorts, tuerDonnees } from './outils/port.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { TAILLES, capture, capturerDeuxThemes, ouvrirPosteDeTest, redimensionner } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

test.setTimeout(180_000);
let service: ServiceDemonstration;
test.beforeAll(async () => { service = await demarrerServiceDemonstration(); });
test.afterAll(async () => { await service.arreter(); });

const etat = (page: Page) => page.getByTestId('etat-sync');
const attendreEtat = (page: Page, voulu: string): Promise<void> => expect(etat(page)).toHaveAttribute('data-etat', voulu, { timeout: 60_000 });
const fiche = (page: Page) => page.getByTestId('fiche');

const ouvrirFiche = async (page: Page, code: string, nom: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(code);
  await page.getByRole('option', { name: nom }).first().click();
  await expect(fiche(page).getByRole('heading', { name: nom })).toBeVisible();
};
/** Ouvre le formulaire de la fiche affichée, y saisit des textes et coche un public de plus, enregistre au clavier. */
const modifier = async (page: Page, textes: Readonly<Record<string, string>>, publicDePlus: string | null): Promise<void> => {
  await fiche(page).getByRole('heading').first().click();
  await page.keyboard.press('F2');
  const formulaire = page.getByTestId('formulaire');
  for (const [libelle, valeur] of Object.entries(textes)) await formulaire.getByLabel(new RegExp(`^${libelle}`, 'u')).fill(valeur);
  if (publicDePlus !== null) await formulaire.locator(`input[name="publics"][value="${publicDePlus}"]`).check();
  await page.keyboard.press('Control+Enter');
  await expect(formulaire).toBeHidden();
};
/** Dispositifs validés du périmètre de cette personne, par le port de sa fenêtre. */
const dispositifsValides = async (page: Page): Promise<LigneOffre[]> => {
  const vue = await appelerPort(page, 'offre.ouvrir', { mode: 'liste', tri: [], filtres: { statut: { genre: 'parmi', valeurs: ['valide'] } }, recherche: '', exceptions: [], deplie: 'rien' });
  if (vue === 'coupure') throw new Error('coupure');
  const lues = await appelerPort(page, 'offre.lignes', { vue: vue.vue, debut: 0, fin: 50 });
  if (lues === 'coupure') throw new Error('coupure');
  return lues.lignes.filter(({ objet, code }) => objet === 'dispositif' && code !== null);
};
const ligneDe = async (page: Page, id: string): Promise<Record<string, unknown>> => {
  const lue = await appelerPort(page, 'offre.fiche', { objet: 'dispositif', id });
  if (lue === 'coupure' || lue.fiche === null) throw new Error('fiche absente');
  return lue.fiche.ligne;
};

test.describe.serial('un conflit, trois colonnes', () => {
  let cable: Cable;
  let a: PosteOuvert;
  let b: PosteOuvert;
  let id: string;
  let code: string;
  let nom: string;
  let publics: string[];
  /** Deux publics que la fiche n’a pas : chacun en ajoute un. */
  let ajouts: string[];

  test.beforeAll(async () => {
    cable = await tirerCable(service.url);
    a = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    b = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
    await entrer(a.page, service.compte('gestionnaire_entite'));
    await entrer(b.page, service.compte('admin_departemental'));
    for (const { page } of [a, b]) {
      await attendreEtat(page, 'a_jour');
      await ecouterPorts(page);
    }
    const ligne = (await dispositifsValides(a.page))[0];
    if (ligne?.code == null) throw new Error('Le gestionnaire n’a aucun dispositif validé.');
    ({ id, code, nom } = { ...ligne, code: ligne.code });
    publics = (await ligneDe(a.page, id))['publics'] as string[];
    ajouts = ['animaux', 'refugies', 'jeunes', 'perinatalite'].filter((candidat) => !publics.includes(candidat)).slice(0, 2);
  });
  test.afterAll(async () => {
    await a.fermer();
    await b.fermer();
    await cable.fermer();
  });

  test('chacun modifie la même fiche, l’un hors ligne : au retour du réseau, un conflit', async () => {
    await ouvrirFiche(a.page, code, nom);
    await ouvrirFiche(b.page, code, nom);
    cable.couper();
    await attendreEtat(a.page, 'hors_ligne');
    await modifier(a.page, { Horaires: '8 h – 20 h', Responsable: 'Claire Morel' }, ajouts[0] ?? null);
    await expect(etat(a.page)).toContainText('1 en attente');
    await modifier(b.page, { Horaires: '9 h – 18 h', Adresse: '22 rue du Moulin' }, ajouts[1] ?? null);
    await attendreEtat(b.page, 'a_jour');
    cable.retablir();
    await expect(etat(a.page)).toContainText('1 conflit', { timeout: 40_000 });
    // sur la fiche, le retour se décide aussi
    await expect(fiche(a.page).getByTestId('decider')).toBeVisible();
    await capture(a.page, 'conflit-1-fiche');
  });

  test('la fenêtre montre base, mienne et leur ; union de la liste, autre valeur saisie', async () => {
    const { page } = a;
    await page.keyboard.press('Control+Shift+S');
    await page.getByTestId('retour').getByTestId('decider').click();
    const dialogue = page.getByTestId('conflit');
    await expect(dialogue).toContainText(nom);
    await expect(dialogue.getByTestId('conflit-compte')).toHaveText('0 champ décidé sur 2');
    const horaires = dialogue.locator('[data-conflit="horaires"]');
    const base = (await ligneDe(b.page, id))['horaires'];
    expect(base).toBe('9 h – 18 h');
    await expect(horaires).toContainText('8 h – 20 h');
    await expect(horaires).toContainText('9 h – 18 h');
    await expect(dialogue.locator('[data-conflit="publics"] input')).toHaveCount(3);
    await expect(dialogue.getByTestId('conflit-fusionnes')).toContainText('2 champs fusionnés');
    await expect(dialogue.getByTestId('conflit-fusionnes')).toContainText('adresse (la leur)');
    await expect(dialogue.getByTestId('conflit-fusionnes')).toContainText('responsable (la mienne)');
    await expect(page.getByTestId('appliquer-choix')).toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'conflit-2-fenetre');
    await redimensionner(a, TAILLES.grande);
    await page.emulateMedia({ colorScheme: 'dark' });
    await capture(page, 'conflit-3-fenetre-grande-sombre');
    await page.emulateMedia({ colorScheme: 'light' });
    await redimensionner(a, TAILLES.courante);

    await dialogue.locator('[data-conflit="publics"] input').first().focus();
    await page.keyboard.press('3');
    await expect(dialogue.getByTestId('conflit-compte')).toHaveText('1 champ décidé sur 2');
    await dialogue.locator('[data-conflit="horaires"] input').first().focus();
    await page.keyboard.press('4');
    const saisie = dialogue.locator('[data-conflit="horaires"] [data-editeur] input');
    await expect(saisie).toBeFocused();
    await saisie.fill('8 h 30 – 19 h');
    await dialogue.getByTestId('conflit-fusionnes').getByRole('button').click();
    await capture(page, 'conflit-4-choix');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(page.getByTestId('retour')).toHaveCount(0);
    await attendreEtat(page, 'a_jour');
    await expect(etat(page)).not.toContainText('conflit');

    for (const poste of [a, b]) {
      await expect.poll(async () => (await ligneDe(poste.page, id))['horaires'], { timeout: 20_000 }).toBe('8 h 30 – 19 h');
      const ligne = await ligneDe(poste.page, id);
      expect(ligne).toMatchObject({ adresse: '22 rue du Moulin', responsable: 'Claire Morel' });
      expect([...ligne['publics'] as string[]].sort()).toEqual([...new Set([...publics, ...ajouts])].sort());
    }
    await ouvrirFiche(b.page, code, nom);
    await expect(fiche(b.page)).toContainText('8 h 30 – 19 h');
  });

  test('le même au clavier seul : 1, flèches, 2, Ctrl+Entrée', async () => {
    await ouvrirFiche(a.page, code, nom);
    cable.couper();
    await attendreEtat(a.page, 'hors_ligne');
    await modifier(a.page, { Horaires: '7 h – 21 h', Responsable: 'Paul Ferrand' }, null);
    await modifier(b.page, { Horaires: '10 h – 17 h', Responsable: 'Nadia Kaci' }, null);
    await attendreEtat(b.page, 'a_jour');
    cable.retablir();
    const { page } = a;
    await expect(etat(page)).toContainText('1 conflit', { timeout: 40_000 });
    await page.keyboard.press('Control+Shift+S');
    await page.getByTestId('decider').focus();
    await page.keyboard.press('Enter');
    const dialogue = page.getByTestId('conflit');
    await expect(dialogue.locator('[data-conflit] input').first()).toBeFocused();
    await page.keyboard.press('1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('2');
    await expect(dialogue.getByTestId('conflit-compte')).toHaveText('2 champs décidés sur 2');
    await page.keyboard.press('ArrowUp');
    // les flèches gardent la colonne, sans rien choisir
    await expect(dialogue.locator('[data-conflit="horaires"] input[value="leur"]')).toBeFocused();
    await expect(dialogue.locator('[data-conflit="horaires"] input[value="mienne"]')).toBeChecked();
    // Échap : décider plus tard ; rien n’est envoyé, rien n’est perdu
    await page.keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
    await expect(page.getByTestId('decider')).toBeFocused();
    await expect(etat(page)).toContainText('1 conflit');
    await page.keyboard.press('Enter');
    await expect(dialogue.getByTestId('conflit-compte')).toHaveText('0 champ décidé sur 2');
    await page.keyboard.press('1');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('2');
    await capture(page, 'conflit-5-clavier');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await attendreEtat(page, 'a_jour');
    for (const poste of [a, b]) await expect.poll(async () => { const { horaires, responsable } = await ligneDe(poste.page, id); return [horaires, responsable]; }, { timeout: 20_000 }).toEqual(['7 h – 21 h', 'Nadia Kaci']);
    await capture(page, 'conflit-6-regle');
  });
});

test.describe.serial('le premier chargement', () => {
  let cable: Cable;
  let poste: PosteOuvert;
  test.beforeAll(async () => {
    cable = await tirerCable(service.url);
    poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
  });

  test('lent : il se voit, s’interrompt, se reprend ; coupé, il se reprend seul où il en était', async () => {
    const { page } = poste;
    const panneau = page.getByTestId('premier-chargement');
    const avance = async (): Promise<number> => Number((await panneau.getByRole('progressbar').getAttribute('aria-valuenow')) ?? '0');
    cable.ralentir(150_000);
    await entrer(page, service.compte('admin_departemental'));
    await expect.poll(avance, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect(panneau).toContainText(/lignes sur 2\d/u);
    await capturerDeuxThemes(page, 'chargement-1-en-cours');
    await panneau.getByTestId('annuler-chargement').click();
    await expect(panneau).toHaveAttribute('data-etat', 'annule', { timeout: 60_000 });
    await capture(page, 'chargement-3-interrompu');
    await page.keyboard.press('Control+Shift+S');
    await capture(page, 'chargement-4-synchronisation');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    const garde = await avance();
    expect(garde).toBeGreaterThan(0);

    await panneau.getByTestId('reprendre-chargement').click();
    await expect(panneau).toHaveAttribute('data-etat', 'chargement');
    expect(await avance()).toBeGreaterThanOrEqual(garde);
    await expect.poll(avance, { timeout: 60_000 }).toBeGreaterThan(garde);
    cable.couper();
    await expect(panneau).toHaveAttribute('data-etat', 'hors_ligne', { timeout: 30_000 });
    const coupe = await avance();
    expect(coupe).toBeGreaterThan(garde);
    await expect(panneau).toContainText('Premier chargement suspendu');
    await capture(page, 'chargement-5-coupe');
    cable.ralentir(null);
    cable.retablir();
    await attendreAJour(page);
    await expect(page.getByTestId('etat-grille')).toContainText('412');
    await expect(panneau).toHaveCount(0);
  });
});

test.describe('le processus de données tué', () => {
  const CHUTES = Number(process.env['SIAO_CHUTES'] ?? '4');
  test('le travail est intact à chaque chute ; tout arrive au service une fois et une seule', async () => {
    const cable = await tirerCable(service.url);
    const poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    const temoin = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
    try {
      test.setTimeout(120_000 + CHUTES * 40_000);
      const { page } = poste;
      const compte = service.compte('gestionnaire_entite');
      await entrer(page, compte);
      await entrer(temoin.page, service.compte('admin_departemental'));
      for (const fenetre of [page, temoin.page]) {
        await attendreEtat(fenetre, 'a_jour');
        await ecouterPorts(fenetre);
      }
      const id = (await dispositifsValides(page)).at(-1)?.id ?? '';
      const depart = Number((await ligneDe(page, id))['version']);
      let essai = 0;
      let acceptees = 0;
      let douteuses = 0;
      const noter = (resultat: Awaited<ReturnType<typeof ecrire>>): void => {
        if (resultat === 'coupure') { douteuses += 1; return; }
        expect(resultat).toMatchObject({ accepte: true });
        acceptees += 1;
      };
      const ecrire = () => { essai += 1; return appelerPort(page, 'commandes.executer', { nom: 'modifierDispositif', args: { id, champs: { horaires: `essai ${essai}` } } }); };
      for (let chute = 0; chute < CHUTES; chute += 1) {
        // une fois sur deux sans réseau : rien ne peut partir, tout doit se retrouver dans la file
        const coupe = chute % 2 === 0;
        if (coupe) { cable.couper(); await appelerPort(page, 'sync.maintenant', {}); await attendreEtat(page, 'hors_ligne'); }
        noter(await ecrire());
        noter(await ecrire());
        const enVol = [ecrire(), ecrire()];
        await tuerDonnees(poste);
        for (const vol of enVol) noter(await vol);
        // la clé revient du trousseau, mais la session ne survit pas : le mot de passe est redemandé, l’adresse est déjà là
        await expect(page.getByLabel('Adresse électronique')).toHaveValue(compte.email, { timeout: 30_000 });
        await expect(page.getByTestId('apres-chute')).toContainText('Tout ce qui était enregistré est gardé.');
        if (chute === 0) await capture(page, 'chute-1-connexion');
        await entrer(page, compte);
        if (coupe) {
          await attendreEtat(page, 'hors_ligne');
          const file = await appelerPort(page, 'sync.file', {});
          if (file === 'coupure') throw new Error('coupure');
          expect(file.commandes.length).toBeGreaterThanOrEqual(2);
          if (chute === 0) await capture(page, 'chute-2-rouvert');
          cable.retablir();
        }
        await attendreEtat(page, 'a_jour');
        await expect(etat(page)).not.toContainText(/conflit|refus|attente/u);
      }
      await expect.poll(async () => (await ligneDe(temoin.page, id))['horaires'], { timeout: 30_000 }).toBe((await ligneDe(page, id))['horaires']);
      const appliquees = Number((await ligneDe(temoin.page, id))['version']) - depart;
      expect(appliquees).toBeGreaterThanOrEqual(acceptees);
      expect(appliquees).toBeLessThanOrEqual(acceptees + douteuses);
    } finally {
      await poste.fermer();
      await temoin.fermer();
      await cable.fermer();
    }
  });
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { TAILLES, capture, ouvrirPosteDeTest, redimensionner } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

interface LigneLue { readonly commande: string; readonly motif: string | null; readonly changements: Readonly<Record<string, readonly [unknown, unknown]>>; readonly nom: string }

test.describe.serial('la nomenclature : tenue par l’administrateur national, lue par tous', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cable: Cable;
  let poste: PosteOuvert;

  const grille = (): Locator => poste.page.getByTestId('grille-nomenclature');
  const fiche = (): Locator => poste.page.getByTestId('fiche-code');
  const formulaire = (): Locator => poste.page.getByTestId('formulaire-code');
  const etat = (): Locator => poste.page.getByTestId('etat-nomenclature');
  const ligne = (libelle: string): Locator => grille().locator('.ag-row').filter({ hasText: libelle }).first();
  const onglet = (nom: string): Locator => poste.page.getByRole('tablist', { name: 'Référentiels' }).getByRole('tab', { name: new RegExp(`^${nom}\\s*\\d*$`, 'u') });
  const aller = async (lettre: string): Promise<void> => { await poste.page.keyboard.press('g'); await poste.page.keyboard.press(lettre); };
  const filtrer = async (texte: string): Promise<void> => { await poste.page.getByLabel('Libellé ou code…').fill(texte); };
  const devenir = async (profil: string): Promise<void> => {
    const { page } = poste;
    await page.getByTestId('menu-utilisateur').click();
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
    await entrer(page, service.compte(profil));
    await attendreAJour(page);
  };
  const defile = (): Promise<boolean> => poste.page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight || document.documentElement.scrollWidth > window.innerWidth);
  const jeton = async (profil: string): Promise<string> => {
    const { email, motDePasse } = service.compte(profil);
    return ((await (await fetch(`${service.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, motDePasse }) })).json()) as { jeton: string }).jeton;
  };
  /** Les lignes du journal du service sur une fiche, la plus récente d’abord. */
  const journal = async (objet: string, id: string): Promise<readonly LigneLue[]> =>
    ((await (await fetch(`${service.url}/api/v1/journal/${objet}/${encodeURIComponent(id)}`, { headers: { authorization: `Bearer ${await jeton('admin_national')}` } })).json()) as { lignes: LigneLue[] }).lignes;

  test.beforeAll(async () => {
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    poste = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    await entrer(poste.page, service.compte('admin_national'));
    await attendreAJour(poste.page);
    await aller('n');
  });
  test.afterAll(async () => {
    await poste.fermer();
    await cable.fermer();
    await service.arreter();
  });

  test('les référentiels se parcourent au clavier ; les types sont rangés sous leur nature, avec qui les utilise', async () => {
    const { page } = poste;
    await expect(page.getByRole('heading', { name: 'Nomenclature', level: 1 })).toBeVisible();
    await expect(ligne('Hébergement en CHRS')).toContainText('dispositifs');
    await onglet('Natures').focus();
    await page.keyboard.press('ArrowRight');
    await expect(onglet('Types')).toBeFocused();
    await expect(onglet('Types')).toHaveAttribute('aria-selected', 'true');
    await expect(ligne('Logement IML (intermédiation locative)')).toBeVisible();
    await expect(ligne('Pension de famille')).toContainText('dispositif');
    await page.keyboard.press('/');
    await filtrer('acceuil');
    await expect(page.getByText('Aucun code ne correspond')).toBeVisible();
    await filtrer('accueil de jour');
    await expect(etat()).toContainText('1 code affiché');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect(fiche().getByRole('heading', { name: 'Accueil de jour' })).toBeFocused();
    await expect(fiche().getByTestId('versions')).toContainText('à partir du 02/06/2023');
    await capture(page, 'nomenclature-filtre');
    await page.keyboard.press('Escape');
    await expect(fiche()).toHaveCount(0);
    await filtrer('');
    for (const { largeur, hauteur } of [TAILLES.courante, TAILLES.grande]) {
      await redimensionner(poste, { largeur, hauteur });
      expect(await defile()).toBe(false);
      await ligne('Pension de famille').click();
      await expect(fiche()).toBeVisible();
      expect(await defile()).toBe(false);
      // toute la navigation se voit, « Raccourcis » compris
      const bas = await page.getByRole('button', { name: 'Raccourcis' }).boundingBox();
      expect((bas?.y ?? 0) + (bas?.height ?? 0)).toBeLessThanOrEqual(hauteur);
      await capture(page, `nomenclature-types-${largeur}`);
    }
    await redimensionner(poste, TAILLES.courante);
    await sansDefaut(page);
  });

  test('ajouter un type : défauts dits, brouillon gardé en s’en allant, puis le code est au service', async () => {
    const { page } = poste;
    await page.keyboard.press('Escape');
    await grille().locator('.ag-row').nth(1).click();
    await page.keyboard.press('n');
    await formulaire().getByLabel(/^Libellé/u).fill('Résidence étudiante solidaire');
    await formulaire().getByTestId('enregistrer-code').click();
    await expect(formulaire()).toContainText('Choisir la nature de ce type.');
    await expect(formulaire()).toContainText('Au moins une modalité.');
    await formulaire().getByTestId('choix-nature').selectOption({ label: 'Logement Résidence sociale' });
    await expect(formulaire().getByLabel(/^Code/u)).toHaveValue('logement_residence_sociale.residence_etudiante_solidaire');
    await expect(formulaire().getByTestId('brouillon-code')).toContainText('Brouillon');
    await capture(page, 'nomenclature-creation');
    await sansDefaut(page);
    await page.getByRole('link', { name: 'Accueil' }).click();
    await expect(grille()).toBeHidden();
    await aller('n');
    // une touche ne vaut qu’une fois l’écran affiché
    await expect(grille().locator('.ag-row').first()).toBeVisible();
    await page.keyboard.press('n');
    await expect(formulaire().getByLabel(/^Libellé/u)).toHaveValue('Résidence étudiante solidaire');
    await formulaire().getByLabel('Insertion').check();
    await page.keyboard.press('Control+Enter');
    await expect(fiche().getByRole('heading', { name: 'Résidence étudiante solidaire' })).toBeVisible();
    await attendreAJour(page);
    await expect.poll(async () => (await journal('nomenclature', 'type:logement_residence_sociale.residence_etudiante_solidaire')).map(({ commande }) => commande)).toEqual(['creerCode']);
    await fiche().getByRole('tab', { name: 'Historique' }).click();
    await expect(fiche().getByTestId('historique')).toBeVisible();
    await capture(page, 'nomenclature-historique');
  });

  test('une version nouvelle, hors ligne : l’ancien libellé reste celui d’avant, la file attend puis part', async () => {
    const { page } = poste;
    cable.couper();
    await page.keyboard.press('F2');
    await formulaire().getByLabel(/^Libellé/u).fill('Résidence solidaire étudiante');
    await formulaire().getByLabel(/^À partir du/u).fill('01/01/2020');
    await formulaire().getByLabel(/^Ordre/u).focus();
    await expect(formulaire()).toContainText('ce qui est passé ne se réécrit pas');
    await formulaire().getByLabel(/^À partir du/u).fill('01/01/2099');
    await page.keyboard.press('Control+Enter');
    await expect(fiche()).toContainText('en attente d’envoi');
    await fiche().getByRole('tab', { name: 'Code' }).click();
    await expect(fiche().getByTestId('versions').locator('li')).toHaveCount(2);
    await expect(fiche().getByTestId('versions').locator('li.future')).toContainText('Résidence solidaire étudiante');
    // le libellé d’aujourd’hui n’a pas changé
    await expect(fiche().getByRole('heading', { name: 'Résidence étudiante solidaire' })).toBeVisible();
    await capture(page, 'nomenclature-versions');
    cable.retablir();
    await attendreAJour(page);
  });

  test('retirer un type : impact avant de décider, écart du successeur, puis remplacer sur les fiches avec une issue par fiche', async () => {
    const { page } = poste;
    await ligne('Pension de famille').click();
    const usages = await fiche().getByTestId('usages-code').locator('b').textContent();
    const combien = Number(/\d+/u.exec(usages ?? '')?.[0]);
    expect(combien).toBeGreaterThan(3);
    await fiche().getByTestId('geste-retirer').click();
    const dialogue = page.getByTestId('retirer-code');
    await expect(dialogue.getByTestId('impact')).toContainText(`${combien}\u00a0dispositifs utilisent ce type`);
    await expect(dialogue.getByTestId('impact')).toContainText('Nord (59)');
    await dialogue.getByTestId('choix-successeur').selectOption({ label: 'Résidence étudiante solidaire' });
    await expect(dialogue).toContainText('n’accepte pas');
    await sansDefaut(page);
    await capture(page, 'nomenclature-retrait');
    await dialogue.getByTestId('confirmer-retrait').click();
    await expect(dialogue).toContainText('Écrire un motif');
    await dialogue.getByLabel(/^Motif/u).fill('Arrêté du 2 novembre');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toContainText('Le retrait est enregistré');
    await page.keyboard.press('Control+Enter');
    const remplacer = page.getByTestId('remplacer-code');
    await expect(remplacer.getByTestId('apercu-remplacement')).toContainText('changer');
    await remplacer.getByTestId('choix-remplacant').selectOption({ label: 'Généraliste' });
    await expect(remplacer.getByTestId('apercu-remplacement')).toContainText(`${combien}\u00a0fiches changeront`);
    await remplacer.getByLabel(/^Motif/u).fill('Arrêté du 2 novembre');
    await sansDefaut(page);
    await capture(page, 'nomenclature-remplacer');
    await remplacer.getByTestId('lancer-remplacement').click();
    await expect(remplacer.getByText(`${combien}\u00a0fiches changées`)).toBeVisible({ timeout: 30_000 });
    expect(await remplacer.locator('tbody tr').count()).toBe(Math.min(combien, 300));
    await expect(remplacer.locator('tbody tr').first()).toContainText('Changée');
    await capture(page, 'nomenclature-resultat');
    await remplacer.getByRole('button', { name: 'Fermer' }).last().click();
    await expect(fiche()).toContainText('Aucune fiche ne l’utilise.');
    await expect(fiche()).toContainText('Retrait prévu');
    await attendreAJour(page);
    const [retrait] = await journal('nomenclature', 'type:logement_residence_sociale.pension_famille');
    expect(retrait).toMatchObject({ commande: 'retirerCode', motif: 'Arrêté du 2 novembre' });
    // le lien mène aux dispositifs qui portent maintenant le remplaçant ; le journal de l’un d’eux le dit
    await ligne('Généraliste').click();
    await fiche().getByRole('tab', { name: 'Utilisations' }).click();
    await expect(fiche().getByTestId('porteurs').locator('li').first()).toBeVisible();
    await capture(page, 'nomenclature-utilisations');
    const adresses = await fiche().getByTestId('porteurs').locator('a').evaluateAll((liens) => liens.map((lien) => lien.getAttribute('href') ?? ''));
    const journaux = await Promise.all(adresses.map((adresse) => journal('dispositif', adresse.split('/').at(-1) ?? '')));
    expect(journaux.flat()).toContainEqual(expect.objectContaining({ commande: 'reclasser', motif: 'Arrêté du 2 novembre', changements: expect.objectContaining({ type: ['logement_residence_sociale.pension_famille', 'logement_residence_sociale.generaliste'] }) as unknown }));
    await fiche().getByRole('tab', { name: 'Code' }).click();
    await fiche().getByTestId('voir-offre').click();
    await expect(page.getByRole('button', { name: /Retirer le filtre Type : Généraliste/u })).toBeVisible();
    await aller('n');
  });

  test('un refus se dit avant : nature aux types encore proposés, fiches dont un groupe porte une modalité que le successeur n’admet pas', async () => {
    const { page } = poste;
    await onglet('Natures').click();
    await ligne('veille_sociale').click();
    await fiche().getByTestId('geste-retirer').click();
    const retrait = page.getByTestId('retirer-code');
    await expect(retrait).toContainText('encore 5 types proposés');
    await expect(retrait.getByTestId('confirmer-retrait')).toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'nomenclature-refus');
    await page.keyboard.press('Escape');
    await onglet('Types').click();
    await grille().locator('.ag-row[row-id="hebergement_hors_chrs.mixte"]').click();
    await fiche().getByTestId('geste-retirer').click();
    await retrait.getByTestId('choix-successeur').selectOption('hebergement_hors_chrs.115');
    await retrait.getByLabel(/^Motif/u).fill('Fin du mixte');
    await page.keyboard.press('Control+Enter');
    await retrait.getByTestId('remplacer-ensuite').click();
    const remplacer = page.getByTestId('remplacer-code');
    await expect(remplacer.getByTestId('choix-remplacant')).toHaveValue('hebergement_hors_chrs.115');
    await expect(remplacer.getByTestId('apercu-remplacement')).toContainText(/refusée/u);
    await expect(remplacer.locator('tbody tr').first()).toContainText('porte la modalité «\u00a0Insertion\u00a0»');
    await capture(page, 'nomenclature-refusees');
    await remplacer.getByLabel(/^Motif/u).fill('Fin du mixte');
    const lancer = remplacer.getByTestId('lancer-remplacement');
    const changeront = Number(/\d+/u.exec((await lancer.textContent()) ?? '')?.[0]);
    if (changeront > 0) {
      await page.keyboard.press('Control+Enter');
      await expect(remplacer.getByText(/refusée.? ou non traitée/u)).toBeVisible({ timeout: 30_000 });
      // les refus d’abord, avec leur raison
      await expect(remplacer.locator('tbody tr').first()).toContainText('que «\u00a0115\u00a0» n’accepte pas');
      await page.keyboard.press('Control+Enter');
    } else await page.keyboard.press('Escape');
    await expect(remplacer).toHaveCount(0);
    // le retrait n’a pas pris effet : il s’annule
    await fiche().getByTestId('geste-retirer').click();
    await page.getByTestId('annuler-retrait').getByLabel(/^Motif/u).fill('Trop tôt');
    await page.keyboard.press('Control+Enter');
    await expect(fiche()).toContainText('En vigueur');
  });

  test('l’export porte qui, quand, les filtres, et une ligne par version', async () => {
    const { page } = poste;
    await page.getByTestId('exporter-nomenclature').click();
    await page.getByRole('menuitem', { name: 'Toute la nomenclature' }).click();
    const toast = page.getByTestId('toasts').getByText(/lignes exportées/u).last();
    const chemin = /: (.+\.csv)/u.exec((await toast.textContent()) ?? '')?.[1] ?? '';
    const texte = readFileSync(chemin, 'utf8');
    expect(texte.startsWith('\uFEFFNomenclature de SIAO Offre')).toBe(true);
    expect(texte).toContain(`Exporté par;${service.compte('admin_national').nom} (Administrateur national)`);
    expect(texte.split('\r\n').filter((rangee) => rangee.startsWith('Types;logement_residence_sociale.residence_etudiante_solidaire;'))).toHaveLength(2);
  });

  test('en sombre, l’écran se lit', async () => {
    const { page } = poste;
    await page.evaluate(() => { document.documentElement.setAttribute('data-fr-theme', 'dark'); });
    await onglet('Types').click();
    await ligne('…residence_etudiante_solidaire').click();
    await expect(fiche()).toBeVisible();
    await sansDefaut(page);
    await capture(page, 'nomenclature-sombre');
    await onglet('Natures').click();
    await ligne('Veille sociale').click();
    await capture(page, 'nomenclature-natures-sombre');
    await page.evaluate(() => { document.documentElement.setAttribute('data-fr-theme', 'light'); });
  });

  test('une DDETS lit le nouveau code et ne peut rien changer', async () => {
    const { page } = poste;
    await devenir('admin_departemental');
    await aller('n');
    await expect(page.getByTestId('nouveau-code')).toHaveCount(0);
    await onglet('Types').click();
    await ligne('…residence_etudiante_solidaire').click();
    await expect(fiche()).toContainText('logement_residence_sociale.residence_etudiante_solidaire');
    await expect(etat()).toContainText('dans votre périmètre');
    await page.keyboard.press('F2');
    await expect(formulaire()).toHaveCount(0);
    const version = fiche().getByTestId('geste-version');
    await expect(version).toHaveAttribute('aria-disabled', 'true');
    await version.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('pourquoi')).toContainText('Administrateur national');
    await capture(page, 'nomenclature-pourquoi');
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expect(formulaire()).toHaveCount(0);
    await sansDefaut(page);
  });

  test('l’analyste lit les codes, sans compte de fiches ni historique', async () => {
    const { page } = poste;
    await devenir('analyste');
    await page.getByRole('link', { name: 'Nomenclature' }).click();
    await onglet('Publics spécifiques').click();
    await ligne('Tout public').click();
    await expect(fiche()).toContainText('Votre profil ne lit aucune fiche');
    await expect(fiche().getByRole('tab')).toHaveCount(1);
    await expect(page.getByRole('columnheader', { name: 'Utilisé par' })).toHaveCount(0);
    await capture(page, 'nomenclature-analyste');
  });
});

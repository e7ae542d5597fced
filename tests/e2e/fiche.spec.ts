import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TAILLE_PIECE_MAXIMALE } from '../../domain/objets/piece.ts';
import { pdf } from '../outils/fichiers.ts';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const DISPOSITIF = 'Résidence du Hainaut';
const NOUVEAU = 'Maison des Tilleuls';

test.describe.serial('la fiche : onglets, pièces, échanges, complétude, doublons, brouillons', () => {
  test.setTimeout(120_000);
  let service: ServiceDemonstration;
  let cable: Cable;
  /** `a` : la DDETS, par un câble que l’on coupe ; `b` : le gestionnaire de l’entité. */
  let a: PosteOuvert;
  let b: PosteOuvert;
  let fichiers: string;
  let dossierB: string;

  const aller = async (page: Page): Promise<void> => {
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await expect(page.getByRole('heading', { level: 1, name: 'Offre' })).toBeVisible();
  };
  const ouvrirFiche = async (page: Page, nom: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(nom);
    await page.getByRole('option', { name: nom }).first().click();
    await expect(page.getByTestId('fiche').getByRole('heading', { name: nom })).toBeVisible();
  };
  const nouveauGroupe = async (): Promise<void> => {
    await b.page.getByTestId('autres-actions').click();
    await b.page.getByRole('menuitem', { name: 'Nouveau groupe' }).click();
  };
  const onglet = (page: Page, nom: RegExp) => page.getByTestId('fiche').getByRole('tab', { name: nom });
  const theme = async (page: Page, sombre: boolean): Promise<void> => { await page.evaluate((actif) => { document.documentElement.setAttribute('data-fr-theme', actif ? 'dark' : 'light'); }, sombre); };
  const photographier = async (page: Page, nom: string): Promise<void> => {
    await capture(page, nom);
    await theme(page, true);
    await capture(page, `${nom}-sombre`);
    await theme(page, false);
  };

  test.beforeAll(async () => {
    fichiers = mkdtempSync(join(tmpdir(), 'siao-fichiers-'));
    dossierB = mkdtempSync(join(tmpdir(), 'siao-poste-'));
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    a = await ouvrirPosteDeTest({ service: cable.url, comptes: service.comptes });
    b = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes, dossier: dossierB });
    await entrer(a.page, service.compte('admin_departemental'));
    await entrer(b.page, service.compte('gestionnaire_entite'));
    await attendreAJour(a.page);
    await attendreAJour(b.page);
  });
  test.afterAll(async () => {
    await a.fermer();
    await b.fermer();
    await cable.fermer();
    await service.arreter();
    for (const dossier of [fichiers, dossierB]) rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  test('les onglets se parcourent au clavier', async () => {
    await ouvrirFiche(a.page, DISPOSITIF);
    await photographier(a.page, 'fiche');
    for (const [rang, nom] of [/^Fiche/u, /^Groupes/u, /^Pièces/u, /^Échanges/u, /^Historique/u].entries()) {
      await a.page.keyboard.press(`Control+${rang + 1}`);
      await expect(onglet(a.page, nom)).toHaveAttribute('aria-selected', 'true');
      await expect(onglet(a.page, nom)).toBeFocused();
    }
    await a.page.keyboard.press('Home');
    await expect(onglet(a.page, /^Fiche/u)).toBeFocused();
    await a.page.keyboard.press('ArrowLeft');
    await expect(onglet(a.page, /^Historique/u)).toHaveAttribute('aria-selected', 'true');
    await a.page.keyboard.press('ArrowRight');
    // un seul arrêt de tabulation pour tous les onglets : le suivant est le contenu
    await a.page.keyboard.press('Tab');
    await expect(a.page.getByTestId('fiche').getByRole('tabpanel')).toBeFocused();
    await sansDefaut(a.page, '[data-testid="fiche"]');
  });

  test('une pièce jointe ici se lit là-bas, octet pour octet ; retirée, elle disparaît', async () => {
    const octets = pdf('Arrêté du 3 mars');
    const chemin = join(fichiers, 'Arrêté préfectoral.pdf');
    writeFileSync(chemin, octets);
    await a.page.keyboard.press('Control+3');
    const pieces = a.page.getByTestId('pieces');
    await expect(pieces.getByText('Aucune pièce')).toBeVisible();
    await photographier(a.page, 'fiche-pieces-vide');

    // refusé avant d’être envoyé : format, taille
    const faux = join(fichiers, 'photo.svg');
    writeFileSync(faux, '<svg/>');
    await pieces.locator('input[type="file"]').setInputFiles(faux);
    await expect(pieces.getByText(/n’est pas d’un format admis/u)).toBeVisible();
    const gros = join(fichiers, 'gros.pdf');
    writeFileSync(gros, Buffer.alloc(TAILLE_PIECE_MAXIMALE + 1));
    await pieces.locator('input[type="file"]').setInputFiles(gros);
    await expect(pieces.getByText(/10 Mo au plus\. Le numériser/u)).toBeVisible();
    // refusé par le service, qui regarde dedans ; le choix reste
    const deguise = join(fichiers, 'convention.pdf');
    writeFileSync(deguise, '<html><script>alert(1)</script>');
    await pieces.locator('input[type="file"]').setInputFiles(deguise);
    await expect(pieces.getByLabel('Nature de la pièce')).toHaveValue('convention');
    await a.page.keyboard.press('Enter');
    await pieces.getByTestId('piece-envoyer').click();
    await expect(pieces.getByText(/n’est pas lisible comme/u)).toBeVisible();
    await photographier(a.page, 'fiche-pieces-refus');
    await expect(pieces.getByText('convention.pdf', { exact: true })).toBeVisible();

    await pieces.locator('input[type="file"]').setInputFiles(chemin);
    await expect(pieces.getByLabel('Nature de la pièce')).toHaveValue('arrete');
    await pieces.getByTestId('piece-envoyer').click();
    await expect(pieces.getByTestId('piece')).toContainText('Arrêté préfectoral.pdf');
    await expect(onglet(a.page, /^Pièces/u)).toContainText('1');
    await attendreAJour(a.page);
    await photographier(a.page, 'fiche-pieces');
    await sansDefaut(a.page, '[data-testid="fiche"]');

    await ouvrirFiche(b.page, DISPOSITIF);
    await expect(onglet(b.page, /^Pièces/u)).toContainText('1', { timeout: 20_000 });
    await b.page.keyboard.press('Control+3');
    await b.page.getByTestId('piece-ouvrir').click();
    const ecrit = (await b.page.getByTestId('piece-chemin').textContent() ?? '').replace(/^.*?: /u, '').trim();
    expect(ecrit).toMatch(/SIAO-Arrêté préfectoral\.pdf$/u);
    expect(readFileSync(ecrit).equals(octets)).toBe(true);

    // le même fichier deux fois
    await pieces.locator('input[type="file"]').setInputFiles(chemin);
    await pieces.getByTestId('piece-envoyer').click();
    await expect(pieces.getByText(/déjà joint à la fiche/u)).toBeVisible();

    await a.page.getByTestId('piece-retirer').click();
    const retrait = a.page.getByTestId('retrait-piece');
    await a.page.keyboard.press('Control+Enter');
    await expect(retrait.getByText('Le motif est obligatoire.')).toBeVisible();
    await retrait.getByLabel(/^Motif/u).fill('Remplacée par le nouvel arrêté.');
    await capture(a.page, 'fiche-pieces-retrait');
    await a.page.keyboard.press('Control+Enter');
    await expect(retrait).toBeHidden();
    await expect(pieces.getByTestId('piece')).toHaveCount(0);
    await expect(b.page.getByTestId('piece')).toHaveCount(0, { timeout: 20_000 });
  });

  test('un fichier lâché sur l’onglet se choisit ; hors ligne, joindre le dit et garde le choix', async () => {
    const pieces = a.page.getByTestId('pieces');
    await a.page.evaluate(() => {
      const transfert = new DataTransfer();
      transfert.items.add(new File(['%PDF-1.7\n%%EOF'], 'Convention 2026.pdf', { type: 'application/pdf' }));
      const zone = document.querySelector('[data-testid="pieces"]');
      zone?.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer: transfert }));
      zone?.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfert }));
    });
    await expect(pieces.getByText('Convention 2026.pdf', { exact: true })).toBeVisible();
    cable.couper();
    await pieces.getByTestId('piece-envoyer').click();
    await expect(pieces.getByText(/Joindre une pièce demande le service/u)).toBeVisible();
    await expect(pieces.getByText('Convention 2026.pdf', { exact: true })).toBeVisible();
    cable.retablir();
    await expect(async () => {
      await pieces.getByTestId('piece-envoyer').click();
      await expect(pieces.getByTestId('piece')).toContainText('Convention 2026.pdf', { timeout: 2000 });
    }).toPass({ timeout: 30_000 });
    await attendreAJour(a.page);
  });

  test('un commentaire sur un champ se lit dans les échanges, et mène au champ', async () => {
    await a.page.keyboard.press('Control+4');
    const fiche = a.page.getByTestId('fiche');
    await fiche.getByLabel('Sur', { exact: true }).selectOption('siret');
    await a.page.getByTestId('commenter').click();
    await expect(fiche.getByText('Écrire le commentaire.')).toBeVisible();
    await fiche.getByLabel('Commentaire', { exact: true }).fill('Siret à vérifier auprès de l’Insee.');
    await a.page.keyboard.press('Control+Enter');
    await expect(fiche.getByTestId('echanges')).toContainText('Siret à vérifier auprès de l’Insee.');
    await expect(onglet(a.page, /^Échanges/u)).toContainText(/[1-9]/u);
    await photographier(a.page, 'fiche-echanges');
    await sansDefaut(a.page, '[data-testid="fiche"]');
    await fiche.getByTestId('echanges').getByRole('button', { name: 'Siret' }).last().click();
    await expect(a.page.getByTestId('formulaire').getByLabel(/^Siret/u)).toBeFocused();
    await a.page.keyboard.press('Escape');
    await expect(a.page.getByTestId('formulaire')).toBeHidden();
  });

  test('une entité proche est annoncée par son nom ou son siren ; tout le formulaire se parcourt à la tabulation', async () => {
    await aller(a.page);
    await a.page.keyboard.press('n');
    await a.page.getByRole('menuitem', { name: 'Nouvelle entité' }).click();
    const formulaire = a.page.getByTestId('formulaire');
    await expect(formulaire.getByLabel(/^Raison sociale/u)).toBeFocused();
    await a.page.keyboard.type('association accueil du hainau');
    await expect(formulaire.getByTestId('doublons')).toContainText('Hainaut Accueil');
    await expect(formulaire.getByTestId('doublons')).toContainText('nom proche');
    const vus: string[] = [];
    for (let pas = 0; pas < 60; pas += 1) {
      await a.page.keyboard.press('Tab');
      const nom = await a.page.evaluate(() => { const ici = document.activeElement; const etiquette = ici instanceof HTMLInputElement || ici instanceof HTMLSelectElement ? ici.labels?.[0]?.textContent : undefined; return etiquette ?? ici?.getAttribute('aria-label') ?? ici?.textContent ?? ''; });
      vus.push(nom);
      if (nom.startsWith('Enregistrer')) break;
    }
    const attendus = ['Siren', 'Statut juridique', 'FINESS juridique', 'Hainaut Accueil', '59', 'Adresse', 'Commune', 'Du', 'Au', 'Ajouter un contact', 'Enregistrer'];
    const rangs = attendus.map((debut) => vus.findIndex((nom) => nom.startsWith(debut)));
    expect([vus, rangs.every((rang) => rang >= 0)]).toEqual([vus, true]);
    expect(rangs).toEqual([...rangs].sort((gauche, droite) => gauche - droite));
    await photographier(a.page, 'formulaire-entite');
    await a.page.keyboard.press('Escape');
    await a.page.getByRole('button', { name: 'Abandonner la saisie' }).click();
    await expect(formulaire).toBeHidden();
  });

  test('pendant la frappe, un dispositif proche est annoncé ; l’ouvrir garde la saisie', async () => {
    await aller(b.page);
    await b.page.keyboard.press('n');
    await b.page.getByRole('menuitem', { name: 'Nouveau dispositif' }).click();
    const formulaire = b.page.getByTestId('formulaire');
    await expect(formulaire.getByRole('combobox', { name: /^Entité/u })).toHaveValue('Hainaut Accueil');
    await formulaire.getByLabel(/^Nom/u).fill('Residance Hainaut');
    await expect(formulaire.getByTestId('doublons')).toContainText(DISPOSITIF);
    await expect(formulaire.getByTestId('doublons')).toContainText('nom proche');
    await photographier(b.page, 'formulaire-doublon');
    await formulaire.getByTestId('doublons').getByRole('link', { name: DISPOSITIF }).click();
    await expect(b.page.getByTestId('fiche').getByRole('heading', { name: DISPOSITIF })).toBeVisible();
    await b.page.getByRole('button', { name: 'Reprendre la saisie' }).click();
    await expect(formulaire.getByLabel(/^Nom/u)).toHaveValue('Residance Hainaut');
  });

  test('la complétude nomme ce qui manque, ferme « Soumettre », et mène au champ', async () => {
    const formulaire = b.page.getByTestId('formulaire');
    await formulaire.getByLabel(/^Nom/u).fill(NOUVEAU);
    await formulaire.getByLabel(/^Nature/u).selectOption('logement_residence_sociale');
    await formulaire.getByLabel(/^Type/u).selectOption('logement_residence_sociale.fjt');
    await formulaire.getByLabel(/^Département/u).selectOption('59');
    await formulaire.getByLabel(/^Siret/u).fill('732 829 320 00075');
    await formulaire.getByLabel(/^FINESS/u).fill('12');
    await expect(formulaire.getByText('La clé de ce siret est fausse : vérifier les chiffres.').first()).toBeVisible();
    await formulaire.getByRole('combobox', { name: /^Commune/u }).fill('zzz');
    await formulaire.getByLabel(/^Adresse/u).click();
    await expect(formulaire.getByText('« zzz » n’a pas été choisi dans la liste : le champ reste vide.')).toBeVisible();
    await expect(formulaire.getByText(/Le numéro FINESS compte 9 caractères/u)).toBeVisible();
    await photographier(b.page, 'formulaire-erreurs');
    await sansDefaut(b.page, '[data-testid="formulaire"]');
    await formulaire.getByLabel(/^Siret/u).fill('');
    await formulaire.getByLabel(/^FINESS/u).fill('');
    await b.page.keyboard.press('Control+Enter');
    const fiche = b.page.getByTestId('fiche');
    await expect(fiche.getByRole('heading', { name: NOUVEAU })).toBeVisible();
    await expect(fiche.getByTestId('completude')).toContainText('Il manque : Commune, adresse, siret, financements');
    await expect(fiche.getByTestId('completude')).toContainText('Conseillés, il manque');
    await expect(fiche.getByTestId('geste-soumettre')).toHaveAttribute('aria-disabled', 'true');
    await expect(fiche.getByTestId('geste-soumettre')).toContainText('Il manque : Commune, Adresse, Siret, Financements.');
    await photographier(b.page, 'fiche-incomplete');
    await sansDefaut(b.page, '[data-testid="fiche"]');
    await fiche.getByTestId('completude').getByRole('button', { name: 'siret' }).click();
    await expect(b.page.getByTestId('formulaire').getByLabel(/^Siret/u)).toBeFocused();
  });

  test('une saisie en plan se retrouve après redémarrage de la fenêtre ; Échap ne demande rien si rien n’a été tapé', async () => {
    const formulaire = b.page.getByTestId('formulaire');
    await b.page.keyboard.press('Escape');
    await expect(formulaire).toBeHidden();
    await ouvrirFiche(b.page, NOUVEAU);
    await b.page.keyboard.press('F2');
    await formulaire.getByLabel(/^Adresse/u).fill('12 rue des Tilleuls');
    await expect(formulaire.getByTestId('brouillon')).toHaveText(/^Brouillon enregistré à \d{1,2} h \d{2}$/u);
    await b.fermer();
    b = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes, dossier: dossierB });
    await entrer(b.page, service.compte('gestionnaire_entite'));
    await attendreAJour(b.page);
    await ouvrirFiche(b.page, NOUVEAU);
    await b.page.keyboard.press('F2');
    await expect(b.page.getByTestId('formulaire').getByLabel(/^Adresse/u)).toHaveValue('12 rue des Tilleuls');
    await expect(b.page.getByTestId('formulaire').getByText(/^Brouillon du /u)).toBeVisible();
    await b.page.keyboard.press('Escape');
    await b.page.getByRole('button', { name: 'Garder le brouillon' }).click();
    // un groupe aussi : dates et capacité comprises
    await nouveauGroupe();
    await b.page.getByTestId('formulaire').getByLabel(/^Libellé/u).fill('Rez-de-chaussée');
    await b.page.getByTestId('formulaire').getByLabel('Capacité 1, places').fill('8');
    await expect(b.page.getByTestId('formulaire').getByTestId('brouillon')).toHaveText(/^Brouillon enregistré/u);
    await photographier(b.page, 'formulaire-groupe');
    await sansDefaut(b.page, '[data-testid="formulaire"]');
    await b.page.keyboard.press('Escape');
    await b.page.getByRole('button', { name: 'Garder le brouillon' }).click();
    await ouvrirFiche(b.page, NOUVEAU);
    await nouveauGroupe();
    await expect(b.page.getByTestId('formulaire').getByLabel('Capacité 1, places')).toHaveValue('8');
  });

  test('la capacité datée d’un groupe se lit sur sa frise et en toutes lettres', async () => {
    const formulaire = b.page.getByTestId('formulaire');
    await formulaire.getByLabel(/^Modalité/u).selectOption({ index: 1 });
    await formulaire.getByLabel(/^Forme/u).selectOption('collectif');
    await formulaire.getByLabel(/^Type d’unité/u).selectOption({ index: 1 });
    await formulaire.getByTestId('ajouter-capacite').click();
    await formulaire.getByLabel('Capacité 2, à partir du').fill('01/01/2028');
    await formulaire.getByLabel('Capacité 2, places').fill('12');
    await b.page.keyboard.press('Control+Enter');
    const fiche = b.page.getByTestId('fiche');
    await expect(fiche.getByRole('heading', { name: 'Rez-de-chaussée' })).toBeVisible();
    await expect(fiche.locator('.frise .jour')).toHaveCount(1);
    await expect(fiche.getByText('12 places à partir du 01/01/2028', { exact: false }).first()).toBeVisible();
    await fiche.locator('summary').focus();
    await b.page.keyboard.press('Enter');
    await expect(fiche.getByRole('listitem').filter({ hasText: '12 places à partir du 01/01/2028 (à venir)' })).toBeVisible();
    await photographier(b.page, 'fiche-groupe');
    await ouvrirFiche(b.page, NOUVEAU);
    await expect(fiche.getByText('Capacité des groupes', { exact: true })).toBeVisible();
    await photographier(b.page, 'fiche-capacites');
    await sansDefaut(b.page, '[data-testid="fiche"]');
  });

  test('le responsable se choisit parmi les comptes de l’entité, et la fiche le nomme', async () => {
    await b.page.keyboard.press('F2');
    const formulaire = b.page.getByTestId('formulaire');
    const choix = formulaire.getByLabel(/^Compte du responsable/u);
    await choix.selectOption({ index: 1 });
    const nom = await choix.locator('option:checked').textContent() ?? '';
    await photographier(b.page, 'formulaire-dispositif');
    await b.page.keyboard.press('Control+Enter');
    await expect(b.page.getByTestId('fiche')).toContainText(nom);
    await expect(b.page.getByTestId('fiche').getByTestId('completude')).not.toContainText('responsable');
  });
});

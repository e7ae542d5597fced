import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { ENTETES_COMPTES, fichierComptes } from '../fixtures/reprise/comptes.ts';
import { controlerFichier } from '../../domain/reprise/controle.ts';
import { groupesDuLot } from '../../domain/reprise/fichierPlaces.ts';
import { exporterPlaces, exporterStructures } from '../fixtures/reprise/generateur.ts';
import { tableXlsx } from '../outils/fichiersTableur.ts';
import { contexte } from '../unit/domain/reprise/outils.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour } from './outils/gestes.ts';
import { lireDispositifs } from './outils/offreDuService.ts';
import { appelerPort, ecouterPorts } from './outils/port.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerDeuxThemes, capturerPartout } from './outils/poste.ts';

const LIGNES = 1_284;
const { entetes, lignes } = exporterStructures(59, LIGNES);
/** L’export sale, ses dernières lignes remplacées par celles de dispositifs déjà dans l’offre. */
const fichier = (nom: string, ...dejaLa: readonly Readonly<Record<string, string>>[]) => ({ name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([entetes, ...lignes.slice(0, -dejaLa.length).map(({ cellules }) => cellules), ...dejaLa.map((ligne) => entetes.map((entete) => ligne[entete] ?? ''))])) });
/** Les comptes d’un département ; `corriges` : autant de fonctions changées, la première personne retirée. */
const comptes = (nom: string, corriges = 0) => ({ name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([[...ENTETES_COMPTES], ...fichierComptes(48, ['Les Remparts', 'Résidence du Hainaut']).slice(corriges === 0 ? 0 : 1).map((ligne, rang) => ligne.map((cellule, colonne) => (rang < corriges && ENTETES_COMPTES[colonne] === 'FONCTION' ? 'Cheffe de service' : cellule)))])) });
/** Les places de quatre groupes que l’export crée, toutes saines. */
const places = (nom: string) => {
  const groupes = groupesDuLot(controlerFichier({ genre: 'structures', entetes, lignes, contexte: contexte() }).fiches).slice(0, 4).map(({ structure, groupe, capacite }) => ({ structure, groupe: groupe.slice(1), capacite }));
  const { entetes: titres, lignes: siennes } = exporterPlaces(59, groupes, 0);
  return { name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([titres, ...siennes.map(({ cellules }) => cellules)])) };
};
const dans = (jours: number): string => new Date(Date.now() + jours * 86_400_000).toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' });

test.describe.serial('la reprise d’un fichier', () => {
  test.setTimeout(180_000);
  const { poste, page: fenetre, service } = parcours('admin_national');
  const toasts = (): Locator => fenetre().getByTestId('toasts');
  const etape = (nom: string): Locator => fenetre().getByTestId(`rep-etape-${nom}`);
  const code = (nom: string): Locator => fenetre().getByRole('button', { name: new RegExp(`^${nom} `, 'u') });
  const nombreDe = async (nom: string): Promise<number> => Number(((await code(nom).locator('.num').textContent()) ?? '').replace(/\D/gu, ''));

  /** Un dispositif validé de l’offre, qui n’a qu’un groupe d’insertion, tel qu’un export ancien le dirait, à une autre adresse. */
  /** Un dispositif validé de l’offre, qu’un export ancien connaîtrait sous un tout autre nom, à la même adresse. */
  const renommee = async (sauf: string | undefined): Promise<Readonly<Record<string, string>>> => {
    const trouve = (await lireDispositifs(service())).find(({ dispositif, entite }) => dispositif.statut === 'valide' && dispositif.commune !== null && (dispositif.adresse ?? '') !== '' && dispositif.nom !== sauf && entite.siren !== null && dispositif.departement === '59' && entite.departements.includes('59'));
    if (trouve === undefined) throw new Error('Aucun dispositif validé qui ait une adresse');
    const { dispositif, entite } = trouve;
    return { ID_STRUCTURE: 'ANCIEN-2', RS_GESTIONNAIRE: entite.raisonSociale, SIREN: entite.siren ?? '', NOM_STRUCTURE: 'Zéphyr Wattrelos', TYPE: dispositif.type, COMMUNE: dispositif.commune ?? '', ADRESSE: dispositif.adresse ?? '', FINANCEMENT: 'P177', MODALITE: 'insertion', NB_PL: '12', DT_OUV: '01/09/2011' };
  };
  const validee = async (): Promise<Readonly<Record<string, string>>> => {
    const trouve = (await lireDispositifs(service())).find(({ dispositif, entite, groupes }) => dispositif.statut === 'valide' && dispositif.commune !== null && entite.siren !== null && dispositif.departement === '59' && entite.departements.includes('59') && groupes.filter(({ modalite, fermeture }) => modalite === 'insertion' && fermeture === null).length === 1);
    if (trouve === undefined) throw new Error('Aucun dispositif validé qui n’a qu’un groupe d’insertion');
    const { dispositif, entite } = trouve;
    return { ID_STRUCTURE: 'ANCIEN-1', RS_GESTIONNAIRE: entite.raisonSociale, SIREN: entite.siren ?? '', SIRET: dispositif.siret ?? '', NOM_STRUCTURE: dispositif.nom, TYPE: dispositif.type, COMMUNE: dispositif.commune ?? '', ADRESSE: '1 rue du Déménagement', FINANCEMENT: 'P177', MODALITE: 'insertion', NB_PL: '12', DT_OUV: '01/09/2011' };
  };

  test('sans mandat, l’écran dit quoi faire ; l’administrateur national se le donne', async () => {
    const page = fenetre();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await expect(page.getByRole('heading', { name: 'Reprise' })).toBeVisible();
    await expect(page.locator('.note', { hasText: 'La reprise demande un mandat d’opérateur' })).toBeVisible();
    await expect(page.getByTestId('rep-nouveau')).toHaveAttribute('aria-disabled', 'true');
    await sansDefaut(page);
    await capture(page, 'reprise-sans-mandat');
    // qui remplit le fichier n’est pas qui le charge : le gabarit ne demande pas de mandat
    await page.getByTestId('rep-gabarits').click();
    await sansDefaut(page);
    await capture(page, 'reprise-gabarits');
    await page.getByRole('menuitem', { name: 'Places' }).click();
    await expect(toasts()).toContainText(/Gabarit écrit : .*SIAO-gabarit-places-.*\.xlsx/u);
    await expect(toasts().getByRole('button', { name: 'Copier le chemin' })).toBeVisible();
    await capture(page, 'reprise-gabarit-ecrit');
    await page.getByTestId('rep-mandats').click();
    const dialogue = page.getByTestId('rep-mandater');
    const moi = await dialogue.getByLabel('Personne').locator('option', { hasText: 'Administrateur national' }).first().getAttribute('value');
    await dialogue.getByLabel('Personne').selectOption(moi ?? '');
    await dialogue.getByLabel('Départements').fill('59');
    await dialogue.getByLabel('Jusqu’au').fill(dans(400));
    await page.keyboard.press('Control+Enter');
    await expect(dialogue.getByText('un an au plus')).toBeVisible();
    await dialogue.getByLabel('Jusqu’au').fill(dans(60));
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(page.getByText('Mandat : 59 – Nord')).toBeVisible();
  });

  test('des comptes : arbitrés au clavier, annulés, puis préparés sans qu’une invitation parte ; le registre RGPD s’écrit', async () => {
    const page = fenetre();
    const compteur = async (quoi: string): Promise<number> => Number(((await page.getByTestId(`rep-filtre-${quoi}`).locator('.num').textContent()) ?? '').replace(/\D/gu, ''));
    await page.keyboard.press('n');
    await page.getByTestId('rep-deposer').getByLabel('Ce que le fichier décrit').selectOption('utilisateurs');
    await page.getByTestId('rep-fichier').setInputFiles(comptes('comptes_59.xlsx'));
    await expect(page.getByRole('heading', { name: 'comptes_59.xlsx' })).toBeVisible();
    await etape('arbitrer').click();
    const grille = page.getByTestId('grille-comptes');
    await expect(grille.locator('.ag-row').first()).toBeVisible();
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(1).click();
    const avant = await compteur('arbitrer');
    await capturerPartout(poste(), 'reprise-arbitrer', sansDefaut);
    // un chiffre choisit, Ctrl+Z défait, Entrée accepte, Maj+Entrée accepte pour tous les semblables
    await page.keyboard.press('1');
    await expect.poll(() => compteur('decides')).toBe(1);
    await page.keyboard.press('Control+z');
    await expect.poll(() => compteur('decides')).toBe(0);
    await page.getByTestId('rep-filtre-accrus').click();
    await expect(page.getByTestId('rep-compte')).toContainText('lui donner de modifier');
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(1).click();
    await expect(page.getByTestId('ecarts')).toContainText('Modifier les places');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => compteur('decides')).toBeGreaterThan(3);
    await page.getByTestId('rep-filtre-cumul').click();
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(1).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => compteur('decides')).toBeGreaterThan(4);
    expect(await compteur('arbitrer')).toBeLessThan(avant);
    // une structure que l’offre ne connaît pas : le périmètre se précise, il ne se devine pas
    await page.getByTestId('rep-filtre-perimetre').click();
    await grille.locator('.ag-row', { hasText: 'Structure fermée depuis' }).first().locator('.ag-cell').nth(1).click();
    await page.keyboard.press('p');
    const dialogue = page.getByTestId('rep-dialogue-perimetre');
    await dialogue.getByTestId('choix-entite').fill('hainaut');
    await page.getByRole('option', { name: /Hainaut Accueil/u }).first().click();
    await capture(page, 'reprise-perimetre');
    await dialogue.getByRole('checkbox').first().check();
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await etape('preparer').click();
    await expect(page.getByTestId('rep-preparer')).toContainText('Aucun courriel ne part');
    await capturerDeuxThemes(page, 'reprise-preparer');
    await page.getByTestId('rep-preparer-lancer').click();
    await capture(page, 'reprise-preparer-confirmer');
    await page.keyboard.press('Control+Enter');
    await expect(toasts()).toContainText('aucune invitation envoyée');
    await attendreAJour(page);
    await expect(page.getByTestId('rep-preparer')).toContainText('Dans ce lot : ');
    await capture(page, 'reprise-preparee');
    // les comptes font un lot : signé, puis annulé en entier, ils se préparent de nouveau
    await expect(page.getByTestId('rep-preparer')).toContainText('LOT-59-0001');
    await page.getByTestId('rep-signer').click();
    await expect(page.getByTestId('rep-preparer')).toContainText('Bilan signé par');
    await capturerDeuxThemes(page, 'reprise-comptes-signes');
    await page.getByTestId('rep-rapport').click();
    await page.getByTestId('rep-rapport-pdf').click();
    await expect(page.getByTestId('rep-dialogue-rapport').getByTestId('chemin-export')).toContainText('.pdf');
    await page.keyboard.press('Escape');
    // il revient corrigé : ce qui change d’une version à l’autre se lit
    await page.getByTestId('rep-remplacer').click();
    await page.getByTestId('rep-fichier').setInputFiles(comptes('comptes_59_v2.xlsx', 4));
    await expect(page.getByRole('heading', { name: 'comptes_59_v2.xlsx' })).toBeVisible();
    await page.getByTestId('rep-comparer').click();
    const comparaison = page.getByTestId('rep-comparaison');
    await expect(comparaison).toContainText('4 lignes modifiées');
    await capturerDeuxThemes(page, 'reprise-comparaison');
    await sansDefaut(page);
    await page.keyboard.press('Escape');
    await etape('preparer').click();
    await page.getByTestId('rep-annuler-lot').click();
    await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('Répétition');
    await page.keyboard.press('Enter');
    await expect(toasts()).toContainText('ses comptes sont retirés');
    await attendreAJour(page);
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await expect(page.getByTestId('rep-lots')).toContainText('Annulé');
  });

  test('un fichier illisible est refusé d’une phrase ; un export sale de 1 284 lignes s’ouvre sur ses anomalies', async () => {
    const page = fenetre();
    await page.keyboard.press('n');
    const depot = page.getByTestId('rep-deposer');
    await expect(depot).toBeVisible();
    await depot.getByTestId('rep-gabarit').click();
    await expect(depot.getByTestId('chemin-export')).toContainText('SIAO-gabarit-structures-');
    await sansDefaut(page);
    await capture(page, 'reprise-deposer');
    await page.getByTestId('rep-fichier').setInputFiles({ name: 'abime.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004 rien') });
    await expect(depot.getByRole('alert')).toContainText('classeur');
    const demenagee = await validee();
    await page.getByTestId('rep-fichier').setInputFiles(fichier('structures_59_v1.xlsx', demenagee, await renommee(demenagee['NOM_STRUCTURE'])));
    await expect(page.getByRole('heading', { name: 'structures_59_v1.xlsx' })).toBeVisible();
    await expect(page.getByTestId('grille-reprise').locator('.ag-row').first()).toBeVisible();
    await expect(page.getByTestId('rep-livre')).toContainText('Équilibré');
    await expect(etape('lire')).toContainText(/1\s284 lignes/u);
    await capturerPartout(poste(), 'reprise-controler', sansDefaut);
    await etape('associer').click();
    await expect(page.getByTestId('rep-association')).toContainText('NOM_STRUCTURE');
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'reprise-associer');
    await etape('lire').click();
    await capture(page, 'reprise-lire');
    await etape('controler').click();
  });

  test('un terme se rattache pour l’équipe ; changé ailleurs, l’atelier se recontrôle et le dit ; la table se lit, se change et se retire au clavier', async () => {
    const page = fenetre();
    // d’où il est signalé, pour toutes ses lignes : Entrée y mène, Ctrl+Z l’annule
    const d01 = await nombreDe('D01');
    await code('D01').click();
    const signalees = page.getByTestId('grille-reprise');
    await expect(signalees.locator('.ag-row').first()).toContainText('Dispositif innovant');
    await signalees.locator('.ag-row').first().locator('.ag-cell').nth(2).click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await sansDefaut(page);
    await capture(page, 'reprise-rattacher');
    await page.keyboard.press('Enter');
    await expect(toasts()).toContainText('pour l’équipe du département 59');
    await expect.poll(() => nombreDe('D01')).toBeLessThan(d01);
    await page.keyboard.press('Control+z');
    await expect.poll(() => nombreDe('D01')).toBe(d01);
    await etape('associer').click();
    const termes = page.getByTestId('rep-termes');
    await termes.getByLabel('Correspond à : Dispositif innovant').selectOption('hebergement_chrs.mixte');
    await expect(toasts()).toContainText('pour l’équipe du département 59');
    await expect(termes).toContainText('décidé par');
    await sansDefaut(page);
    await capturerDeuxThemes(page, 'reprise-termes');
    await ecouterPorts(page);
    await appelerPort(page, 'reprise.changerCorrespondance', { departement: '59', genre: 'terme', portee: 'type', nom: 'Dispositif innovant', cible: 'hebergement_chrs.115', paires: [], avant: 'hebergement_chrs.mixte' });
    await expect(toasts()).toContainText('L’équipe a changé 1 correspondance');
    await expect(termes.getByLabel('Correspond à : Dispositif innovant')).toHaveValue('hebergement_chrs.115');
    await page.getByLabel('Nom de l’association').fill('SI-SIAO 59');
    await page.getByTestId('rep-garder').click();
    await expect(toasts()).toContainText('partagée avec l’équipe');
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await expect(page.getByTestId('rep-correspondances')).toBeVisible();
    await page.keyboard.press('t');
    const grille = page.getByTestId('grille-correspondances');
    await expect(grille.locator('.ag-row')).toHaveCount(2);
    await attendreAJour(page);
    await page.keyboard.press('/');
    await page.keyboard.type('innovant');
    await expect(page.getByTestId('etat-correspondances')).toContainText('1 correspondance');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const dialogue = page.getByTestId('rep-modifier');
    await expect(dialogue).toContainText('département 59');
    await dialogue.getByLabel('Correspond à').selectOption('hebergement_chrs.insertion');
    await capture(page, 'reprise-correspondance');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(grille).toContainText('nsertion');
    await page.keyboard.press('Delete');
    await expect(toasts()).toContainText('n’est plus rattaché');
    await expect(page.getByText('Aucune correspondance dans ce filtre')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(grille.locator('.ag-row')).toHaveCount(1);
    await page.getByLabel('Filtrer', { exact: true }).fill('');
    await capturerPartout(poste(), 'reprise-correspondances', sansDefaut);
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await page.getByTestId('rep-dossier').filter({ hasText: 'structures_59' }).click();
    await expect(etape('controler')).toHaveAttribute('aria-current', 'step');
  });

  test('au clavier : accepter, saisir, exclure, annuler ; la ligne réparée laisse la place à la suivante', async () => {
    const page = fenetre();
    const g03 = await nombreDe('G03');
    await code('G03').click();
    const grille = page.getByTestId('grille-reprise');
    await expect(grille.locator('.ag-row').first()).toContainText(/4O|-12/u);
    const barre = page.getByTestId('rep-barre');
    await expect(barre).toContainText('G03');
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(2).click();
    await page.keyboard.press('F2');
    await page.getByTestId('rep-valeur').fill('20');
    await page.keyboard.press('Enter');
    await expect(toasts()).toContainText('corrigée');
    await expect.poll(() => nombreDe('G03')).toBe(g03 - 1);
    await page.keyboard.press('e');
    await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('Fermée depuis');
    await page.keyboard.press('Enter');
    await expect.poll(() => nombreDe('G03')).toBe(g03 - 2);
    await expect(page.getByText('2 corrections, gardées à part de la source').first()).toBeVisible();
    // le message de la valeur saisie n’annule qu’elle, et elle n’est plus la dernière
    const corrigee = toasts().locator('.toast', { hasText: 'corrigée' }).first();
    await corrigee.getByRole('button', { name: 'Annuler' }).click();
    await expect(toasts()).toContainText('Ce n’est plus la dernière correction');
    expect(await nombreDe('G03')).toBe(g03 - 2);
    await page.keyboard.press('Control+z');
    await expect.poll(() => nombreDe('G03')).toBe(g03 - 1);
    // deux lignes du même groupe, côte à côte bien que le filtre n’en montre qu’une
    const d07 = await nombreDe('D07');
    await code('D07').click();
    await expect(page.getByTestId('rep-cote').locator('tbody tr')).toHaveCount(2);
    await capturerDeuxThemes(page, 'reprise-cote-a-cote');
    await sansDefaut(page);
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(2).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => nombreDe('D07')).toBe(d07 - 1);
    await code('D07').click();
    // le même dispositif sous un autre nom : à côté de sa fiche, une personne dit si c’est lui
    await code('D08').click();
    await expect(page.getByTestId('rep-cote')).toContainText('dans l’offre', { ignoreCase: true });
    await expect(barre).toContainText('dire que ce n’est pas le même');
    await capturerDeuxThemes(page, 'reprise-deja-la');
    await sansDefaut(page);
    await grille.locator('.ag-row').first().locator('.ag-cell').nth(2).click();
    await page.keyboard.press('v');
    await expect.poll(() => nombreDe('D08')).toBe(0);
    await expect(toasts()).toContainText('confirmée');
    // un avertissement relu, ou tous ceux d’un code, se confirment : ils ne sont plus à vérifier
    const p02 = await nombreDe('P02');
    await code('P02').click();
    await expect(barre).toContainText('P02');
    await page.getByTestId('rep-confirmer-code').click();
    await expect.poll(() => nombreDe('P02')).toBe(0);
    await expect(toasts()).toContainText('ces lignes sont bien ainsi');
    await page.keyboard.press('Control+z');
    await expect.poll(() => nombreDe('P02')).toBe(p02);
    // les réparations sûres d’un code, en une touche
    await code('G03').click();
    const sures = page.getByTestId('rep-sures');
    await code('G01').click();
    await expect(barre).toContainText('G01');
    await capture(page, 'reprise-scission');
    await code('G01').click();
    await page.keyboard.press('F8');
    await code('F01').click();
    await expect(sures).toContainText(/Accepter \d+ réparation/u);
    const f01 = await nombreDe('F01');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => nombreDe('F01')).toBeLessThan(f01);
  });

  test('les places de ces structures se répètent avant elles : rangées, simulées, et leur chargement les attend', async () => {
    const page = fenetre();
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await page.keyboard.press('n');
    await page.getByTestId('rep-deposer').getByLabel('Ce que le fichier décrit').selectOption('places');
    await page.getByTestId('rep-fichier').setInputFiles(places('places_59.xlsx'));
    await expect(page.getByRole('heading', { name: 'places_59.xlsx' })).toBeVisible();
    await expect(page.locator('.note', { hasText: 'Contrôlé avec « structures_59_v1.xlsx »' })).toContainText('groupes que ces structures créent peuvent recevoir des places');
    await expect(etape('controler')).toContainText('aucune bloquante');
    await capturerPartout(poste(), 'reprise-places', sansDefaut);
    await page.keyboard.press('Control+Enter');
    const panneau = page.getByTestId('rep-charger');
    await expect(panneau).toContainText(/Seraient créés, à prévalider : \d+ places/u);
    await expect(panneau).toContainText('Charger d’abord « structures_59_v1.xlsx »');
    await expect(page.getByTestId('rep-lancer')).toHaveAttribute('aria-disabled', 'true');
    await sansDefaut(page);
    await capture(page, 'reprise-places-attendent');
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await page.getByTestId('rep-dossier').filter({ hasText: 'structures_59' }).click();
    await expect(page.locator('.note', { hasText: 'Contrôlé avec « places_59.xlsx »' })).toContainText('aux capacités (G02)');
    await capture(page, 'reprise-structures-et-places');
  });

  test('simulé, il dit ce qui l’empêche ; les lignes bloquées exclues, il se charge, se signe, puis s’annule en entier', async () => {
    const page = fenetre();
    await page.keyboard.press('Control+Enter');
    const panneau = page.getByTestId('rep-charger');
    await expect(panneau).toContainText('anomalies bloquantes');
    await expect(page.getByTestId('rep-lancer')).toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'reprise-simuler');
    await etape('controler').click();
    await page.getByRole('button', { name: /^Bloquantes/u }).click();
    for (;;) {
      const bloquante = page.locator('.rep-liste-codes button:not([disabled])').first();
      if (await bloquante.count() === 0) break;
      const nom = ((await bloquante.locator('b').textContent()) ?? '').trim();
      await bloquante.click();
      await page.getByTestId('rep-exclure-code').click();
      await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('À reprendre plus tard');
      await page.keyboard.press('Enter');
      await expect.poll(async () => nombreDe(nom)).toBe(0);
    }
    await expect(etape('controler')).toContainText('aucune bloquante');
    await page.keyboard.press('Control+Enter');
    await expect(panneau).toContainText('Seraient créés, à prévalider');
    // la fiche et le groupe déjà là que le fichier dit autrement : proposés, jamais écrits
    await expect(panneau).toContainText('2 fiches déjà là que le fichier dit autrement feront l’objet d’une proposition');
    await expect(page.getByTestId('rep-lancer')).not.toHaveAttribute('aria-disabled', 'true');
    await capture(page, 'reprise-prete');
    await page.getByTestId('rep-lancer').click();
    await expect(panneau).toContainText('Dans l’offre, de ce lot', { timeout: 60_000 });
    await expect(panneau).toContainText('2 propositions déposées, 2 à décider');
    await attendreAJour(page);
    await expect(page.getByTestId('rep-signer')).not.toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 });
    await page.getByTestId('rep-signer').click();
    await expect(panneau).toContainText('Bilan signé par');
    await attendreAJour(page);
    await capturerPartout(poste(), 'reprise-chargee', sansDefaut);
    await page.getByTestId('rep-rapport').click();
    const rapport = page.getByTestId('rep-dialogue-rapport');
    await page.getByTestId('rep-rapport-pdf').click();
    await expect(rapport.getByTestId('chemin-export')).toContainText('.pdf');
    await page.getByTestId('rep-rapport-xlsx').click();
    await expect(rapport.getByTestId('chemin-export')).toContainText('.xlsx');
    await capture(page, 'reprise-rapport');
    await page.keyboard.press('Escape');
    // le tableau des répétitions le suit
    await page.getByRole('navigation', { name: 'Fil d’Ariane' }).getByRole('link').click();
    await expect(page.getByTestId('rep-lots')).toContainText('LOT-59-0001');
    await expect(page.getByTestId('rep-lots')).toContainText('Chargé');
    await capturerPartout(poste(), 'reprise-lots', sansDefaut);
    await page.getByTestId('rep-dossier').filter({ hasText: 'structures' }).click();
    await etape('charger').click();
    await page.getByTestId('rep-annuler-lot').click();
    await page.getByTestId('rep-motif').getByLabel('Pourquoi').fill('Répétition');
    await page.keyboard.press('Enter');
    await expect(toasts()).toContainText('Lot annulé');
    await attendreAJour(page);
    await expect(panneau).toContainText('Annulé');
  });
});

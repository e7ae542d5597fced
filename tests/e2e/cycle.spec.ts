import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { CHEMINS } from '../../contract/service.ts';
import type { Pas } from '../../domain/objets/commun.ts';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateur } from '../../server/comptes/utilisateurs.ts';
import type { Service } from '../../server/service.ts';
import { creerService } from '../../server/service.ts';
import { dateAParis } from '../../server/synchronisation/envoi.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, acteur, dispositif, entite, groupe, place } from '../outils/fabrique.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { MOT_DE_PASSE } from './outils/comptes.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, ouvrirPosteDeTest } from './outils/poste.ts';

const EMAIL = 'prune.mirabelle@ddets.example';
const GESTIONNAIRE = 'nadia.kaczmarek@hainaut.example';
const AUJOURDHUI = dateAParis(new Date());
const AUTRE_GROUPE = '44444444-4444-4444-8444-444444444444';
const [HALTE, ESCALE, RELAIS] = ['55555555-5555-4555-8555-555555555551', '55555555-5555-4555-8555-555555555552', '55555555-5555-4555-8555-555555555553'] as const;
const pas = (geste: string, vers: string): Pas => ({ geste, vers, par: 'siao', nom: 'Karim Benhaddou', profil: 'admin_siao', le: '2026-11-20T08:00:00.000Z' });
const PREVALIDE = { statut: 'prevalide', parcours: [pas('soumettre', 'a_prevalider'), pas('prevalider', 'prevalide')] };

/** Le cycle de vie d’une fiche dans une vraie fenêtre, chaque geste relu au journal du service. */
test.describe.serial('cycle de vie', () => {
  test.setTimeout(120_000);
  let base: Base;
  let url: string;
  let service: Service;
  let poste: PosteOuvert;
  const places = [randomUUID(), randomUUID()] as const;

  const journal = async (objetId: string): Promise<readonly (readonly unknown[])[]> =>
    (await base.db.selectFrom('journal').select(['commande', 'motif', 'changements']).where('objetId', '=', objetId).orderBy('no').execute()).map(({ commande, motif, changements }) => [commande, motif, changements['statut'] ?? changements['fermeture'] ?? null]);
  const fiche = () => poste.page.getByTestId('fiche');
  const ouvrirFiche = async (page: Page, nom: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(nom);
    await page.getByRole('option', { name: nom }).first().click();
    await expect(fiche().getByRole('heading', { name: nom })).toBeVisible();
  };
  const geste = async (nom: string): Promise<void> => {
    await fiche().getByTestId('autres-actions').click();
    await poste.page.getByRole('menuitem', { name: nom }).click();
  };
  const allerValidation = async (page: Page): Promise<void> => {
    await page.getByRole('link', { name: /À valider/u }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'À valider' })).toBeVisible();
  };

  test.beforeAll(async () => {
    base = await ouvrirBase();
    await chargerEnMasse(base, [
      { objet: 'entite', lignes: [entite({ parcours: [pas('creer', 'valide')] })] },
      { objet: 'dispositif', lignes: [dispositif({ parcours: [pas('creer', 'valide')] }), ...[[HALTE, 'La Halte'], [ESCALE, 'Escale'], [RELAIS, 'Le Relais']].map(([id, nom]) => dispositif({ id: id ?? '', nom: nom ?? '', ...PREVALIDE }))] },
      { objet: 'groupe', lignes: [groupe(), groupe({ id: AUTRE_GROUPE, libelle: 'Stabilisation' })] },
      { objet: 'place', lignes: places.map((id, rang) => place({ id, numero: `10${rang}` })) },
    ]);
    service = await creerService({ base, argon2: ARGON2_TESTS, secondFacteur: 'facultatif' });
    ({ url } = await service.ecouter({ port: 0 }));
    await creerUtilisateur(base, { email: GESTIONNAIRE, nom: 'Nadia Kaczmarek', profil: 'gestionnaire_entite', perimetre: acteur('gestionnaire_entite').perimetre, perimetreLibelle: 'Hainaut Accueil', empreinteMotDePasse: await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS) });
    await creerUtilisateur(base, { email: EMAIL, nom: 'Prune Mirabelle', profil: 'admin_departemental', perimetre: acteur('admin_departemental').perimetre, perimetreLibelle: 'Nord', empreinteMotDePasse: await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS) });
    poste = await ouvrirPosteDeTest({ service: url });
    await entrer(poste.page, { email: EMAIL, motDePasse: MOT_DE_PASSE });
    await attendreAJour(poste.page);
  });
  test.afterAll(async () => {
    await poste.fermer();
    await service.fermer();
    await base.fermer();
  });

  test('suspendre avec un motif, rétablir, commenter : la fiche, l’historique et le journal le disent', async () => {
    const { page } = poste;
    await ouvrirFiche(page, 'Les Remparts');
    await geste('Suspendre');
    const dialogue = page.getByTestId('dialogue-geste');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue.getByText('Le motif est obligatoire.')).toBeVisible();
    await dialogue.getByLabel(/^Motif/u).fill('Travaux de sécurité.');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(fiche()).toContainText('Suspendu');
    await geste('Rétablir');
    await expect(fiche()).toContainText('Validé');
    await geste('Commenter');
    const commentaire = page.getByTestId('dialogue-commentaire');
    await page.keyboard.press('Control+Enter');
    await expect(commentaire.getByText('Écrire le commentaire.')).toBeVisible();
    await commentaire.getByLabel(/^Champ/u).selectOption('siret');
    await commentaire.getByLabel(/^Commentaire/u).fill('Siret relu avec le greffe.');
    await sansDefaut(page, '[data-testid="dialogue-commentaire"]');
    await capture(page, 'cycle-1-commenter');
    await page.keyboard.press('Control+Enter');
    await expect(commentaire).toBeHidden();
    await attendreAJour(page);
    await fiche().getByRole('tab', { name: 'Historique' }).click();
    await expect(page.getByTestId('historique')).toContainText('a commenté la fiche', { timeout: 15_000 });
    for (const texte of ['Siret relu avec le greffe.', 'a rétabli la fiche', 'a suspendu la fiche', 'Travaux de sécurité.']) await expect(page.getByTestId('historique')).toContainText(texte);
    expect(await journal(DISPOSITIF_ID)).toEqual([['suspendre', 'Travaux de sécurité.', ['valide', 'suspendu']], ['retablir', null, ['suspendu', 'valide']], ['commenter', null, null]]);
    await fiche().getByRole('tab', { name: 'Fiche' }).click();
  });

  test('fermer : refusé places ouvertes, l’aperçu suit la date ; places fermées, tout ferme d’un geste', async () => {
    const { page } = poste;
    await geste('Fermer');
    const dialogue = page.getByTestId('dialogue-geste');
    const apercu = dialogue.getByTestId('apercu-fermeture');
    await expect(apercu).toContainText('2 places ne sont pas fermées à cette date : 2 dans « Urgence »');
    await expect(dialogue.getByTestId('dialogue-valider')).toHaveAttribute('aria-disabled', 'true');
    await dialogue.getByLabel(/^Motif/u).fill('Fin de convention.');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeVisible();
    await sansDefaut(page, '[data-testid="dialogue-geste"]');
    await capture(page, 'cycle-2-fermeture-refusee');
    await dialogue.getByLabel(/^Date de fermeture/u).fill('31/12/2999');
    await expect(apercu).toContainText('La date de fermeture est à venir');
    await dialogue.getByLabel(/^Date de fermeture/u).fill('31/');
    await expect(apercu).toContainText('Écrire la date (jj/mm/aaaa)');
    // une année plus tôt, ni groupe ni place n’étaient là
    await dialogue.getByLabel(/^Date de fermeture/u).fill('24/11/2025');
    await expect(apercu).toContainText('Ce qui sera fermé :');
    await page.keyboard.press('Escape');
    await expect(dialogue).toBeHidden();
    expect((await journal(DISPOSITIF_ID)).map(([commande]) => commande)).not.toContain('fermer');

    // leur gestionnaire ferme les places, de son poste à lui
    const { jeton } = (await (await fetch(`${url}${CHEMINS.session}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: GESTIONNAIRE, motDePasse: MOT_DE_PASSE }) })).json()) as { jeton: string };
    const envoi = await fetch(`${url}${CHEMINS.commandes}`, {
      method: 'POST', headers: { authorization: `Bearer ${jeton}`, 'content-type': 'application/json' },
      body: JSON.stringify({ mutations: [{ clientId: randomUUID(), seq: 1, nom: 'changerPlaces', version: 1, base: [], args: { lot: randomUUID(), blocs: [{ geste: { genre: 'fermer', le: AUJOURDHUI }, ids: [...places] }] } }] }),
    });
    expect(((await envoi.json()) as { issues: { issue: string }[] }).issues.map(({ issue }) => issue)).toEqual(['appliquee']);
    await geste('Fermer');
    await expect(apercu).toContainText('Ce qui sera fermé : le dispositif, 2 groupes (48 places)', { timeout: 20_000 });
    for (const groupeFerme of ['Urgence', 'Stabilisation']) await expect(apercu.getByRole('row', { name: new RegExp(groupeFerme, 'u') })).toBeVisible();
    await dialogue.getByLabel(/^Date de fermeture/u).fill(`${AUJOURDHUI.slice(8)}/${AUJOURDHUI.slice(5, 7)}/${AUJOURDHUI.slice(0, 4)}`);
    await expect(apercu).toContainText('Ce qui sera fermé : le dispositif, 2 groupes (48 places)');
    await dialogue.getByLabel(/^Motif/u).fill('Fin de convention.');
    await capture(page, 'cycle-3-fermeture');
    await page.keyboard.press('Control+Enter');
    await expect(dialogue).toBeHidden();
    await expect(fiche()).toContainText('Fermé');
    await attendreAJour(page);
    expect((await journal(DISPOSITIF_ID)).at(-1)).toEqual(['fermer', 'Fin de convention.', ['valide', 'ferme']]);
    for (const id of [GROUPE_ID, AUTRE_GROUPE]) expect(await journal(id)).toEqual([['fermer', 'Fin de convention.', [null, AUJOURDHUI]]]);
    // une fermeture ne s’annule pas
    await expect(page.getByTestId('toasts').getByText(/fermée/u)).toBeVisible();
    await expect(page.getByTestId('toasts').filter({ hasText: 'fermée' }).getByRole('button', { name: /^Annuler/u })).toHaveCount(0);
  });

  test('une entité dont des dispositifs attendent une décision ne ferme pas : ils sont nommés', async () => {
    const { page } = poste;
    await ouvrirFiche(page, 'Hainaut Accueil');
    await geste('Fermer');
    await expect(page.getByTestId('apercu-fermeture')).toContainText('3 dispositifs attendent une décision');
    await expect(page.getByTestId('apercu-fermeture')).toContainText('« La Halte »');
    await page.keyboard.press('Escape');
    expect(await journal(ENTITE_ID)).toEqual([]);
  });

  test('valider puis Ctrl+Z : la fiche revient à « Prévalidé », et le journal garde les deux', async () => {
    const { page } = poste;
    await allerValidation(page);
    await page.locator('.ag-row').getByText('La Halte', { exact: true }).click();
    await expect(page.getByTestId('decision').getByRole('heading', { name: 'La Halte' })).toBeVisible();
    await page.keyboard.press('v');
    const toasts = page.getByTestId('toasts');
    await expect(toasts).toContainText('« La Halte » : fiche validée');
    await expect(toasts.getByRole('button', { name: /^Annuler/u })).toBeVisible();
    await expect(page.getByTestId('etat-file').locator('b').first()).toHaveText('2');
    await capture(page, 'cycle-4-annuler');
    await page.keyboard.press('Control+z');
    await expect(toasts).toContainText('« La Halte » : décision annulée.');
    await expect(page.getByTestId('etat-file').locator('b').first()).toHaveText('3');
    await attendreAJour(page);
    expect(await journal(HALTE)).toEqual([['valider', null, ['prevalide', 'valide']], ['annulerDecision', null, ['valide', 'prevalide']]]);
    // l’étape annulée ne se montre plus : la fiche attend toujours une validation
    await page.locator('.ag-row').getByText('La Halte', { exact: true }).click();
    await expect(page.getByTestId('decision').getByRole('list', { name: 'Étapes de la fiche' })).not.toContainText('Validé');
    await expect(page.getByTestId('decision').getByRole('list', { name: 'Étapes de la fiche' })).toContainText('À valider');
  });

  test('décider en nombre puis annuler tout d’un geste', async () => {
    const { page } = poste;
    for (const nom of ['Escale', 'Le Relais']) await page.locator('.ag-row', { hasText: nom }).locator('.ag-checkbox-input').first().check();
    await page.keyboard.press('Control+Shift+V');
    const feuille = page.getByTestId('decision-en-nombre');
    await page.keyboard.press('Control+Enter');
    await expect(feuille.getByText('Acceptée')).toHaveCount(2, { timeout: 15_000 });
    await feuille.getByRole('button', { name: 'Fermer' }).last().click();
    await expect(page.getByTestId('toasts')).toContainText('2 fiches décidées.');
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('toasts')).toContainText('2 décisions annulées.');
    await attendreAJour(page);
    for (const id of [ESCALE, RELAIS]) expect((await journal(id)).map(([commande]) => commande)).toEqual(['valider', 'annulerDecision']);
  });
});

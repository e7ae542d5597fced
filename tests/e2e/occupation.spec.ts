import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { Locator } from '@playwright/test';
import { tableauXlsx } from '../../sync/exports/xlsx.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour } from './outils/gestes.ts';
import { parcours } from './outils/parcours.ts';
import { capture, capturerPartout } from './outils/poste.ts';
import type { ServiceDemonstration } from './outils/service.ts';

/** Déclare « rien n’a changé » au service, par un autre compte de l’entité. */
const declarerAilleurs = async (service: ServiceDemonstration, code: string): Promise<void> => {
  const { email, motDePasse } = service.compte('assistant');
  const json = { 'content-type': 'application/json' };
  const { jeton } = await (await fetch(`${service.url}/api/v1/session`, { method: 'POST', headers: json, body: JSON.stringify({ email, motDePasse }) })).json() as { jeton: string };
  const [clientId, authorization] = [randomUUID(), `Bearer ${jeton}`];
  const texte = await (await fetch(`${service.url}/api/v1/changements?clientId=${clientId}&limite=10000`, { headers: { authorization } })).text();
  const ligne = texte.split('\n').filter((une) => une.includes(code)).map((une) => JSON.parse(une) as { objet?: string; ligne?: { id: string; code: string; version: number } }).find((une) => une.objet === 'dispositif' && une.ligne?.code === code)?.ligne;
  if (ligne === undefined) throw new Error(`${code} n’est pas livré à l’assistant.`);
  const le = new Date().toLocaleDateString('fr-CA', { timeZone: 'Europe/Paris' });
  const mutation = { clientId, seq: 1, nom: 'declarerOccupation', version: 1, args: { lot: randomUUID(), dispositifId: ligne.id, le, changements: [] }, base: [{ id: ligne.id, version: ligne.version }] };
  const { issues } = await (await fetch(`${service.url}/api/v1/commandes`, { method: 'POST', headers: { ...json, authorization }, body: JSON.stringify({ mutations: [mutation], catalogue: 5 }) })).json() as { issues: { issue: string }[] };
  expect(issues).toMatchObject([{ issue: 'appliquee' }]);
};

/** Un classeur tel que le produit en écrit. */
const classeur = (titres: readonly string[], lignes: readonly (readonly string[])[]): Buffer => {
  const morceaux: Uint8Array[] = [];
  const tableau = tableauXlsx('Occupation', titres.map((titre) => ({ titre, largeur: 20 })), [], (morceau) => { morceaux.push(morceau.slice()); });
  tableau.ajouter(lignes.map((ligne) => ligne.map((texte) => ({ texte }))));
  tableau.finir();
  return Buffer.concat(morceaux);
};

test.describe.serial('déclarer l’occupation', () => {
  test.setTimeout(120_000);
  const { service, cable, poste, page: fenetre, devenir } = parcours('gestionnaire_entite');

  const dispositifs = (): Locator => fenetre().getByTestId('occ-dispositifs');
  const places = (): Locator => fenetre().getByTestId('occ-places');
  const option = (liste: Locator, nom: string): Locator => liste.getByRole('option', { name: nom });
  const courante = (): Locator => places().locator('[aria-selected="true"]');
  const nom = async (): Promise<string> => (await fenetre().getByTestId('occ-nom').textContent()) ?? '';
  const compteSaisi = (): Locator => fenetre().getByTestId('occ-compte');
  const toasts = (): Locator => fenetre().getByTestId('toasts');
  const aujourdhui = new Date().toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' });
  const retards = async (): Promise<number> => Number(/^(\d+)/u.exec((await fenetre().getByTestId('occ-retard').locator('b').textContent()) ?? '')?.[1]);
  const ouvrir = async (): Promise<void> => {
    const page = fenetre();
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(page.getByTestId('grille-places').locator('.ag-row').first()).toBeVisible();
    await page.keyboard.press('d');
    await expect(places().getByRole('option').first()).toBeVisible();
    await expect(places()).toBeFocused();
  };

  test('en retard d’abord, avec les comptes de chacun ; aux deux tailles, clair et sombre, sans défaut', async () => {
    const page = fenetre();
    await ouvrir();
    expect(await retards()).toBeGreaterThan(1);
    await expect(dispositifs().getByRole('option').first()).toHaveAttribute('aria-label', /Jamais déclarée|En retard de/u);
    await expect(dispositifs().locator('[aria-selected="true"]')).toHaveAttribute('aria-label', new RegExp(`^${(await nom()).replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')},`, 'u'));
    await capturerPartout(poste(), 'occupation', sansDefaut);
    await page.getByTestId('occ-retard').click();
    await expect(dispositifs().getByRole('option')).toHaveCount(await retards());
    await page.getByTestId('occ-tous').click();
    await page.keyboard.press('/');
    await page.keyboard.type('zzz');
    await expect(page.getByText('Aucun dispositif ne correspond')).toBeVisible();
    await expect(places()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dispositifs().getByRole('option').first()).toBeVisible();
  });

  test('saisir au clavier, passer à un autre et revenir : la saisie reste ; déclarer ouvre le suivant en retard', async () => {
    const page = fenetre();
    const avant = await retards();
    const premier = await nom();
    await dispositifs().focus();
    await page.keyboard.press('ArrowRight');
    await expect(places()).toBeFocused();
    // la première place libre qui n’est pas indisponible
    const libre = places().getByRole('option', { name: /, Libre$/u }).filter({ hasNotText: 'Indisponible' }).first();
    await libre.click();
    await expect(courante()).toHaveAttribute('aria-label', /Libre/u);
    await expect(places()).toBeFocused();
    await page.keyboard.press('o');
    await expect(courante()).toHaveAttribute('aria-label', /Occupée, saisie, était libre/u);
    await expect(compteSaisi()).toContainText('1 place saisie');
    await page.keyboard.press('=');
    await expect(toasts()).toContainText('Des places sont saisies');
    await sansDefaut(page);
    await capture(page, 'occupation-saisie');
    await page.keyboard.press('ArrowLeft');
    await expect(dispositifs()).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByTestId('occ-nom')).not.toHaveText(premier);
    await expect(compteSaisi()).toContainText('Aucune saisie');
    // quitter l’écran, et même verrouiller : la saisie est gardée
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('grille-places')).toBeVisible();
    await ouvrir();
    await expect(page.getByTestId('occ-nom')).toHaveText(premier);
    await expect(compteSaisi()).toContainText('1 place saisie');
    await page.keyboard.press('Control+Enter');
    await expect(toasts()).toContainText(`« ${premier} » : occupation déclarée au ${aujourdhui}, 1 place changée.`);
    await expect(page.getByTestId('occ-nom')).not.toHaveText(premier);
    await expect(places()).toBeFocused();
    expect(await retards()).toBe(avant - 1);
    await attendreAJour(page);
    // l’annuler rend la place, et remet la saisie
    await toasts().getByRole('button', { name: /Annuler/u }).click();
    await expect(page.getByTestId('occ-nom')).toHaveText(premier);
    await expect(toasts()).toContainText('Déclaration annulée : 1 place a repris son état');
    await expect(compteSaisi()).toContainText('1 place saisie');
    // et le dispositif est de nouveau en retard
    await expect.poll(retards).toBe(avant);
    await page.getByTestId('occ-effacer').click();
    await expect(compteSaisi()).toContainText('Aucune saisie');
    await attendreAJour(page);
  });

  test('« rien n’a changé », d’affilée et sans réseau ; le service n’en garde qu’une ligne', async () => {
    const page = fenetre();
    await page.getByTestId('occ-retard').click();
    await dispositifs().getByRole('option').first().click();
    await page.keyboard.press('ArrowRight');
    await expect(places()).toBeFocused();
    const [avant, un] = [await retards(), await nom()];
    cable().couper();
    await page.keyboard.press('=');
    await expect(page.getByTestId('occ-nom')).not.toHaveText(un);
    await expect(places()).toBeFocused();
    const deux = await nom();
    await page.keyboard.press('=');
    await expect(toasts()).toContainText(`« ${deux} » : occupation déclarée`);
    await expect.poll(retards).toBe(avant - 2);
    if (avant === 2) {
      await expect(toasts()).toContainText('Aucun autre dispositif en retard.');
      await expect(page.getByText('Aucun dispositif en retard')).toBeVisible();
      await sansDefaut(page);
    }
    await page.getByTestId('occ-tous').click();
    await expect(option(dispositifs(), un).first()).toHaveAttribute('aria-label', /En attente d’envoi/u);
    await capture(page, 'occupation-hors-ligne');
    cable().retablir();
    await attendreAJour(page);
    await expect(option(dispositifs(), un).first()).not.toHaveAttribute('aria-label', /En attente d’envoi/u);
    // frappé sur le mauvais dispositif : annulé après l’envoi, il est de nouveau en retard
    await places().focus();
    await page.keyboard.press('Control+z');
    await expect(toasts()).toContainText('Déclaration annulée.');
    await expect.poll(retards).toBe(avant - 1);
    await attendreAJour(page);
    await option(dispositifs(), deux).first().click();
    await places().focus();
    await page.keyboard.press('=');
    await expect.poll(retards).toBe(avant - 2);
    await attendreAJour(page);
  });

  test('une date à venir est refusée et se dit ; une date fausse aussi', async () => {
    const page = fenetre();
    const date = page.getByTestId('occ-date');
    await date.fill('31/02/2026');
    await expect(page.getByText('Écrire une date (jj/mm/aaaa).')).toBeVisible();
    await date.fill('31/12/2099');
    await page.keyboard.press('Escape');
    await expect(places()).toBeFocused();
    await page.keyboard.press('=');
    await expect(page.getByTestId('occ-refus')).toContainText('Une occupation se constate');
    await sansDefaut(page);
    await capture(page, 'occupation-refus');
    await page.getByTestId('occ-effacer').click();
    await expect(date).toHaveValue(aujourdhui);
  });

  test('importer un fichier : chaque défaut nommé et rien d’appliqué, puis l’aperçu, une déclaration, et tout s’annule', async () => {
    const page = fenetre();
    const code = /DIS-\d+-\d+/u.exec((await page.locator('.occ-tete .occ-sous').textContent()) ?? '')?.[0] ?? '';
    expect(code).not.toBe('');
    // une place libre, désignée par son numéro et son groupe
    const dite = (await places().getByRole('option', { name: /, Libre$/u }).filter({ hasNotText: 'Indisponible' }).first().getAttribute('aria-label')) ?? '';
    const [numero = '', groupe = ''] = dite.split(', ');
    const deposer = (lignes: readonly string[]): Promise<void> => page.getByTestId('occ-fichier').setInputFiles({ name: 'occupation.csv', mimeType: 'text/csv', buffer: Buffer.from(`\uFEFFdispositif;place;groupe;occupation\r\n${lignes.join('\r\n')}\r\n`) });
    await places().focus();
    await page.keyboard.press('i');
    await expect(page.getByTestId('occ-import')).toBeVisible();
    await deposer([`${code};${numero};${groupe};occupée`, `${code};Zzz 1;;libre`, 'DIS-00-0000;1;;libre', `${code};${numero};${groupe};prise`]);
    await expect(page.getByTestId('occ-lu')).toContainText('3 défauts');
    await expect(page.getByTestId('occ-import').locator('tbody tr').nth(2)).toContainText('Écrire libre, réservée ou occupée.');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('occ-import')).toBeVisible();
    await sansDefaut(page);
    await capture(page, 'occupation-import-defauts');
    // le même, en classeur
    await page.getByTestId('occ-fichier').setInputFiles({ name: 'occupation.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: Buffer.from('PK\u0003\u0004 tronqué') });
    await expect(page.getByTestId('occ-import')).toContainText('Le classeur est abîmé ou incomplet');
    await page.getByTestId('occ-fichier').setInputFiles({ name: 'occupation.xlsx', mimeType: '', buffer: classeur(['dispositif', 'place', 'groupe', 'occupation'], [[code, numero, groupe, 'occupée']]) });
    await expect(page.getByTestId('occ-appliquer')).toContainText('Déclarer 1 dispositif');
    await sansDefaut(page);
    await capture(page, 'occupation-import-apercu');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('occ-import')).toBeHidden();
    await expect(toasts()).toContainText('Occupation importée : 1 dispositif déclaré, 1 place changée.');
    await expect(places().getByRole('option', { name: `${numero}, ${groupe}, Occupée` })).toHaveCount(1);
    await attendreAJour(page);
    await toasts().getByRole('button', { name: /Annuler/u }).click();
    await expect(places().getByRole('option', { name: `${numero}, ${groupe}, Libre` })).toHaveCount(1);
    await attendreAJour(page);
  });

  test('déclarée ailleurs entre-temps : un conflit sur l’occupation, qui se règle', async () => {
    const page = fenetre();
    const [un, code] = [await nom(), /DIS-\d+-\d+/u.exec((await page.locator('.occ-tete .occ-sous').textContent()) ?? '')?.[0] ?? ''];
    cable().couper();
    await expect(page.getByTestId('etat-sync')).toContainText('Hors ligne');
    await places().focus();
    await page.keyboard.press('=');
    await expect(option(dispositifs(), un).first()).toHaveAttribute('aria-label', /En attente d’envoi/u);
    await declarerAilleurs(service(), code);
    cable().retablir();
    await expect(option(dispositifs(), un).first()).toHaveAttribute('aria-label', /En conflit/u, { timeout: 30_000 });
    await expect(page.getByText('Une déclaration de ce poste est en conflit avec une autre.')).toBeVisible();
    await page.getByRole('link', { name: 'Voir dans Synchronisation' }).click();
    await page.getByTestId('decider').first().click();
    await expect(page.getByRole('heading', { name: 'Conflit sur l’occupation déclarée' })).toBeVisible();
    await expect(page.getByRole('radio', { name: /Déclarer l’occupation/u })).toBeVisible();
    await sansDefaut(page);
    await capture(page, 'occupation-conflit');
    await page.keyboard.press('Alt+1');
    await page.keyboard.press('Control+Enter');
    await attendreAJour(page);
  });

  test('qui ne peut que lire voit les places, sans bouton, et pourquoi ; Ctrl+K y mène', async () => {
    const page = fenetre();
    await devenir('admin_departemental');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('occupation');
    await expect(page.getByRole('option', { name: /Occupation par dispositif/u })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(places().getByRole('option').first()).toBeVisible();
    await expect(page.getByTestId('occ-declarer')).toHaveCount(0);
    await expect(page.getByTestId('occ-rien')).toHaveCount(0);
    await expect(page.getByText('Lecture seule')).toBeVisible();
    await sansDefaut(page);
    await capture(page, 'occupation-lecture');
  });

});

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID } from '../../outils/fabrique.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const nettoyages: (() => Promise<void> | void)[] = [];
afterEach(async () => { for (const nettoyer of nettoyages.splice(0).reverse()) await nettoyer(); });

/** Un relais qui retient l’ouverture du flux d’événements jusqu’à ce qu’on la libère ; le reste passe. */
const relais = async (vers: string): Promise<{ readonly url: string; liberer(): void }> => {
  let liberer = (): void => undefined;
  const libre = new Promise<void>((resoudre) => { liberer = resoudre; });
  const serveur = createServer((entree, sortie) => {
    const passer = (): void => {
      const suite = request(new URL(entree.url ?? '/', vers), { method: entree.method, headers: entree.headers }, (reponse) => { sortie.writeHead(reponse.statusCode ?? 502, reponse.headers); reponse.pipe(sortie); });
      suite.on('error', () => { sortie.destroy(); });
      sortie.on('close', () => { suite.destroy(); });
      entree.pipe(suite);
    };
    if (entree.url?.startsWith(CHEMINS.evenements) === true) void libre.then(passer);
    else passer();
  });
  await new Promise<void>((resoudre) => { serveur.listen(0, '127.0.0.1', resoudre); });
  nettoyages.push(() => { liberer(); serveur.closeAllConnections(); serveur.close(); });
  return { url: `http://127.0.0.1:${(serveur.address() as AddressInfo).port}`, liberer };
};

it('ce qui change entre le dernier tirage et l’ouverture du flux arrive à l’ouverture, sans attendre la ronde', async () => {
  const service = await ouvrirServiceEssai('pglite');
  nettoyages.push(() => service.fermer());
  const dossier = mkdtempSync(join(tmpdir(), 'siao-flux-'));
  nettoyages.push(() => { rmSync(dossier, { recursive: true }); });
  const { url, liberer } = await relais(service.url);
  const lent = ouvrirBureau(join(dossier, 'lent'), url);
  nettoyages.push(() => lent.fermer());
  const autre = ouvrirBureau(join(dossier, 'autre'), service.url);
  nettoyages.push(() => autre.fermer());
  await lent.client.appeler('session.ouvrir', { email: service.emails.admin_departemental, motDePasse: MOT_DE_PASSE });
  await autre.client.appeler('session.ouvrir', { email: service.emails.gestionnaire_entite, motDePasse: MOT_DE_PASSE });
  await lent.attendre(aJour, 'premier chargement');
  await autre.attendre(aJour, 'premier chargement');

  expect(await autre.client.appeler('commandes.executer', { nom: 'modifierDispositif', args: { id: DISPOSITIF_ID, champs: { horaires: 'la nuit' } } })).toMatchObject({ accepte: true });
  await autre.attendre(aJour, 'envoi');
  const horaires = async (): Promise<unknown> => (await lent.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID })).fiche?.ligne['horaires'];
  // le flux est retenu : rien n’a pu l’annoncer
  expect(await horaires()).toBeNull();
  liberer();
  await expect.poll(horaires, { timeout: 15_000 }).toBe('la nuit');
}, 60_000);

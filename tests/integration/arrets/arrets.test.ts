import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Client } from '../../../contract/transport.ts';
import { creerClient } from '../../../contract/transport.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../../server/comptes/utilisateurs.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import type { BaseDeTest } from '../../outils/base.ts';
import { baseDeTest } from '../../outils/base.ts';
import { DISPOSITIF_ID, acteur, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import { MOT_DE_PASSE } from '../../outils/service.ts';

// Deux boucles d’arrêts brutaux à la fois : le poste et le service, chacun tué au hasard pendant que l’autre travaille.
// `SIAO_ARRETS=110 npx vitest run tests/integration/arrets` pour un passage long.
const ARRETS_POSTE = Number(process.env['SIAO_ARRETS'] ?? 6);
const ARRETS_SERVICE = ARRETS_POSTE;
const EMAIL = 'gestionnaire@essai.example';
const racine = join(import.meta.dirname, '..', '..', '..');
const pause = (ms: number): Promise<void> => new Promise((resoudre) => { setTimeout(resoudre, ms); });

let base: BaseDeTest;
let dossier: string;
let port: number;
let service: ChildProcess | undefined;
let actif = true;

const portLibre = async (): Promise<number> => {
  const serveur = createServer();
  await new Promise<void>((resoudre) => { serveur.listen(0, '127.0.0.1', resoudre); });
  const { port: libre } = serveur.address() as AddressInfo;
  await new Promise((resoudre) => { serveur.close(resoudre); });
  return libre;
};
const lancerService = async (): Promise<ChildProcess> => {
  const enfant = spawn(process.execPath, [join(racine, 'console', 'siao.ts'), 'serve', '--port', String(port), '--json-pret'], { env: { ...process.env, DATABASE_URL: base.url }, stdio: ['pipe', 'pipe', 'ignore'] });
  await Promise.race([once(enfant.stdout as NodeJS.ReadableStream, 'data'), once(enfant, 'exit').then(() => { throw new Error('Le service n’a pas démarré.'); })]);
  return enfant;
};
const tuer = async (enfant: ChildProcess): Promise<void> => {
  if (enfant.exitCode !== null || enfant.signalCode !== null) return;
  const fini = once(enfant, 'exit');
  enfant.kill('SIGKILL');
  await fini;
};

interface PosteEnfant { readonly enfant: ChildProcess; readonly client: Client }
const lancerPoste = (): PosteEnfant => {
  const enfant = fork(join(racine, 'tests', 'outils', 'posteEnfant.ts'), [dossier, `http://127.0.0.1:${port}`], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const client = creerClient();
  enfant.on('error', () => undefined);
  client.brancher({ postMessage: (message) => { if (enfant.connected) enfant.send(message as object, () => undefined); }, on: (_nom, recevoir) => { enfant.on('message', (data) => { recevoir({ data }); }); }, start: () => undefined });
  return { enfant, client };
};

beforeAll(async () => {
  base = await baseDeTest('postgresql');
  await chargerEnMasse(base.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }, { objet: 'place', lignes: [place()] }]);
  await creerUtilisateurs(base.base, [{ id: randomUUID(), email: EMAIL, nom: 'Gestionnaire', profil: 'gestionnaire_entite', perimetre: acteur('gestionnaire_entite').perimetre, perimetreLibelle: 'Essai', empreinteMotDePasse: await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS) }]);
  dossier = mkdtempSync(join(tmpdir(), 'siao-arrets-'));
  port = await portLibre();
  service = await lancerService();
});
afterAll(async () => {
  actif = false;
  if (service !== undefined) await tuer(service);
  await base.jeter();
  rmSync(dossier, { recursive: true, force: true });
});

it(`${ARRETS_POSTE} arrêts brutaux du poste et ${ARRETS_SERVICE} du service : rien d’accepté ne se perd, rien ne se double`, async () => {
  const graine = Date.now() % 2_147_483_647;
  console.info(`graine ${graine}`);
  const delais = fc.sample(fc.integer({ min: 0, max: 700 }), { numRuns: ARRETS_POSTE + ARRETS_SERVICE, seed: graine });
  const acceptees = new Set<string>();
  const tentees = new Set<string>();
  let numero = 0;
  let arretsService = 0;

  const boucleService = (async () => {
    while (actif && arretsService < ARRETS_SERVICE) {
      await pause(400 + (delais[ARRETS_POSTE + arretsService] ?? 0));
      if (service !== undefined) await tuer(service);
      arretsService += 1;
      service = await lancerService();
    }
  })();

  // le premier passage ouvre le compte avec le réseau ; les suivants s’ouvrent avec ou sans
  let premier = lancerPoste();
  for (;;) {
    try { await premier.client.appeler('session.ouvrir', { email: EMAIL, motDePasse: MOT_DE_PASSE }); break; } catch { await pause(200); }
  }
  for (;;) { if ((await premier.client.appeler('sync.etat', {})).offreChargee) break; await pause(100); }

  for (let arret = 0; arret < ARRETS_POSTE; arret += 1) {
    const { enfant, client } = premier;
    let vivant = true;
    const travailler = (async () => {
      while (vivant) {
        numero += 1;
        const marque = `§${numero}§`;
        tentees.add(marque);
        const nom = numero % 7 === 0 ? 'adresse' : 'horaires';
        const reponse = await client.appeler('commandes.executer', { nom: 'modifierDispositif', args: { id: DISPOSITIF_ID, champs: { [nom]: `Valeur ${marque}` } } });
        if (reponse.accepte) acceptees.add(marque);
        if (numero % 5 === 0) await pause(1);
      }
    })().catch(() => undefined);
    await pause(delais[arret] ?? 0);
    vivant = false;
    await tuer(enfant);
    await Promise.race([travailler, pause(50)]);
    premier = lancerPoste();
    for (let essai = 0; ; essai += 1) {
      try { await premier.client.appeler('session.ouvrir', { email: EMAIL, motDePasse: MOT_DE_PASSE }); break; } catch (erreur) { if (essai > 100) throw erreur; await pause(100); }
    }
  }
  await boucleService;
  expect(arretsService).toBe(ARRETS_SERVICE);

  for (let essai = 0; ; essai += 1) {
    const etat = await premier.client.appeler('sync.etat', {});
    if (etat.etat === 'a_jour' && etat.enAttente === 0) break;
    if (essai > 600) throw new Error(`La file ne se vide pas : ${JSON.stringify(etat)}`);
    await premier.client.appeler('sync.maintenant', {});
    await pause(100);
  }
  const journal = await base.base.db.selectFrom('journal').select('changements').where('objetId', '=', DISPOSITIF_ID).where('clientId', 'is not', null).orderBy('no').execute();
  const vues = journal.flatMap(({ changements }) => JSON.stringify(changements).match(/"[^"]*§\d+§"\]/gu) ?? []).map((texte) => /§\d+§/u.exec(texte)?.[0] ?? '');
  const comptes = new Map<string, number>();
  for (const marque of vues) comptes.set(marque, (comptes.get(marque) ?? 0) + 1);
  expect([...comptes].filter(([, nombre]) => nombre > 1)).toEqual([]);
  expect([...acceptees].filter((marque) => !comptes.has(marque))).toEqual([]);
  expect([...comptes.keys()].filter((marque) => !tentees.has(marque))).toEqual([]);
  // dans l’ordre où la personne les a faites
  const rangs = vues.map((marque) => Number(marque.slice(1, -1)));
  expect(rangs).toEqual([...rangs].sort((a, b) => a - b));
  expect((await verifierJournal(base.base)).rupture).toBeNull();
  const { fiche } = await premier.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID });
  const enBase = await base.base.db.selectFrom('dispositif').selectAll().where('id', '=', DISPOSITIF_ID).executeTakeFirstOrThrow();
  expect(fiche?.ligne).toEqual(JSON.parse(JSON.stringify(enBase)));
  console.info(`${acceptees.size} commandes acceptées sur ${tentees.size} tentées, ${journal.length} lignes de journal`);
  premier.enfant.disconnect();
  await once(premier.enfant, 'exit');
}, 2_400_000);

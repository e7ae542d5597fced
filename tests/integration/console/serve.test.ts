import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { CHEMINS, schemaCompteDemonstration, schemaSession } from '../../../contract/service.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { dossierNeuf } from './outils.ts';

const racine = join(import.meta.dirname, '..', '..', '..');
const schemaPret = z.object({ pret: z.literal(true), url: z.string(), comptes: z.array(schemaCompteDemonstration) });
type Pret = z.infer<typeof schemaPret>;

interface Service { readonly enfant: ChildProcess; readonly sortie: string[]; readonly pret: Promise<Pret>; readonly fin: Promise<{ code: number | null; messages: string }> }
/** Lance le service comme `npm start` le fait. */
const lancerService = (args: readonly string[]): Service => {
  const enfant = spawn(process.execPath, [join(racine, 'console', 'siao.ts'), 'serve', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  onTestFinished(() => { enfant.kill('SIGKILL'); });
  const sortie: string[] = [];
  let messages = '';
  enfant.stderr.on('data', (morceau: Buffer) => { messages += morceau.toString(); });
  const lignes = createInterface({ input: enfant.stdout });
  lignes.on('line', (ligne) => { sortie.push(ligne); });
  const pret = once(lignes, 'line').then(([ligne]) => schemaPret.parse(JSON.parse(ligne as string)));
  pret.catch(() => undefined);
  return { enfant, sortie, pret, fin: once(enfant, 'exit').then(([code]) => ({ code: code as number | null, messages })) };
};
const embarque = (dossier: string): string[] => ['--embarque', '--demonstration', '--json-pret', '--dossier', dossier];

test('un parent qui meurt pendant le premier semis ne laisse pas d’orphelin ; repris, il ouvre une session par profil, survit à un arrêt brutal, s’arrête avec son parent ou sur signal', async () => {
  const dossier = dossierNeuf();
  const tue = lancerService(embarque(dossier));
  await new Promise((resoudre) => { tue.enfant.stderr?.on('data', (morceau: Buffer) => { if (morceau.toString().includes('Base vide')) setTimeout(resoudre, 600); }); });
  tue.enfant.kill('SIGKILL');
  await tue.fin;

  const repris = lancerService(embarque(dossier));
  const { url, comptes } = await repris.pret;
  expect(comptes.map(({ profil }) => profil).sort()).toEqual([...CODES_PROFILS].sort());
  for (const { email, motDePasse, profil, perimetre } of comptes) {
    const reponse = await fetch(url + CHEMINS.session, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, motDePasse }) });
    const { utilisateur } = schemaSession.parse(await reponse.json());
    expect([utilisateur.profil, utilisateur.perimetreLibelle]).toEqual([profil, perimetre]);
  }
  // un second service sur le même dossier est refusé, avec une phrase
  const refuse = await lancerService(embarque(dossier)).fin;
  expect([refuse.code, refuse.messages]).toEqual([3, expect.stringContaining('déjà utilisé')]);
  repris.enfant.kill('SIGKILL');
  expect((await repris.fin).messages).toContain('semis');

  const deuxieme = lancerService(embarque(dossier));
  expect((await deuxieme.pret).comptes).toHaveLength(10);
  deuxieme.enfant.stdin?.end();
  expect((await deuxieme.fin).code).toBe(0);
  expect(deuxieme.sortie).toHaveLength(1);

  const troisieme = lancerService(embarque(dossier));
  await troisieme.pret;
  troisieme.enfant.kill('SIGTERM');
  expect((await troisieme.fin).code).toBe(0);
}, 300_000);

test('un port déjà pris donne une phrase et le code 3', async () => {
  const occupant = createServer().listen(0, '127.0.0.1');
  await once(occupant, 'listening');
  onTestFinished(() => { occupant.close(); });
  const dossier = dossierNeuf();
  const { code, messages } = await lancerService(['--embarque', '--demonstration', '--dossier', dossier, '--port', String((occupant.address() as AddressInfo).port)]).fin;
  expect([code, messages]).toEqual([3, expect.stringContaining('choisir un autre --port')]);
  // dit avant d’ouvrir la base : rien n’a été semé pour rien
  expect(readdirSync(dossier)).toEqual([]);
}, 120_000);

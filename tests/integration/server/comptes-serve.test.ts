import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { CHEMINS_COMPTES } from '../../../contract/comptes.ts';
import { CHEMINS } from '../../../contract/service.ts';
import { lireOpenmetrics } from '../../outils/openmetrics.ts';

const racine = join(import.meta.dirname, '..', '..', '..');
const lancer = (args: readonly string[], env: Record<string, string> = {}) => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-serve-'));
  const enfant = spawn(process.execPath, [join(racine, 'console', 'siao.ts'), 'serve', '--embarque', '--dossier', join(dossier, 'base'), ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  onTestFinished(() => { enfant.kill('SIGKILL'); rmSync(dossier, { recursive: true, force: true }); });
  let messages = '';
  enfant.stderr.on('data', (morceau: Buffer) => { messages += morceau.toString(); });
  return { enfant, dossier, messages: () => messages, pret: once(createInterface({ input: enfant.stdout }), 'line').then(([ligne]) => JSON.parse(ligne as string) as { url: string }), fin: once(enfant, 'exit').then(([code]) => code as number | null) };
};

it('le service lancé dit où vont ses courriels et si le second facteur est facultatif', async () => {
  const depot = mkdtempSync(join(tmpdir(), 'siao-depot-'));
  onTestFinished(() => { rmSync(depot, { recursive: true, force: true }); });
  const { pret, enfant, messages, fin } = lancer(['--courriels', depot], { SIAO_OIDC_EMETTEUR: 'https://id.example', SIAO_OIDC_CLIENT: 'c', SIAO_OIDC_SECRET: 's', SIAO_OIDC_LIBELLE: 'ProConnect' });
  const { url } = await pret;
  expect(await (await fetch(url + CHEMINS.sante)).json()).toMatchObject({ courriels: 'ok' });
  expect(await (await fetch(url + CHEMINS_COMPTES.agent)).json()).toEqual({ disponible: true, libelle: 'ProConnect' });
  enfant.kill('SIGTERM');
  expect(await fin).toBe(0);
  expect(messages()).toContain(`Courriels déposés dans ${depot}`);
  // une base sans semis n’est pas une démonstration : les administrateurs y sont tenus au second facteur
  expect(messages()).not.toContain('facultatif');
});

it('mesures sur leur port, journal technique en JSON, adresse du poste derrière un répartiteur', async () => {
  const { pret, enfant, messages, fin } = lancer(['--metriques', '0', '--journal', '--derriere-mandataire']);
  const { url } = await pret;
  const mesures = /Mesures sur (http:\S+)\./u.exec(messages())?.[1] ?? '';
  const essayer = (adresse: string) => fetch(url + CHEMINS.rafraichir, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': adresse }, body: JSON.stringify({ jetonRafraichissement: 'faux' }) });
  // 400 refus bloquent une adresse ; ce que le poste prétend, avant le répartiteur, ne change rien
  for (let rang = 0; rang < 400; rang += 1) expect((await essayer(`198.51.100.${rang % 250}, 192.0.2.1`)).status).toBe(401);
  expect((await essayer('198.51.100.7, 192.0.2.1')).status).toBe(429);
  expect((await essayer('192.0.2.2')).status).toBe(401);
  const familles = lireOpenmetrics(await (await fetch(mesures)).text());
  expect(familles.get('siao_requetes')?.echantillons.get(`siao_requetes_total{route="${CHEMINS.rafraichir}",methode="POST",statut="401"}`)).toBe(401);
  enfant.kill('SIGTERM');
  expect(await fin).toBe(0);
  const lignes = messages().split('\n').filter((ligne) => ligne.startsWith('{')).map((ligne) => JSON.parse(ligne) as Record<string, unknown>);
  expect(lignes).toContainEqual(expect.objectContaining({ level: 30, msg: 'incoming request', req: { method: 'POST', route: CHEMINS.rafraichir } }));
  expect(new Set(lignes.flatMap((ligne) => Object.keys(ligne)))).toEqual(new Set(['level', 'time', 'pid', 'hostname', 'msg', 'reqId', 'req', 'res', 'responseTime']));
  for (const secret of ['192.0.2', '198.51.100', 'faux']) expect(messages()).not.toContain(secret);
});

it.each<[string, readonly string[], Record<string, string>, RegExp]>([
  ['une adresse de mesures sans port', ['--metriques-hote', '0.0.0.0'], {}, /--metriques PORT/u],
  ['un mode inconnu', ['--second-facteur', 'peut-être'], {}, /obligatoire.*facultatif/u],
  ['un fournisseur sans https', [], { SIAO_OIDC_EMETTEUR: 'http://id.example', SIAO_OIDC_CLIENT: 'c', SIAO_OIDC_SECRET: 's' }, /https/u],
  ['un expéditeur qui n’en est pas un', ['--courriels', 'x'], { SIAO_COURRIELS_EXPEDITEUR: 'a@b.example\nBcc: c' }, /adresse/u],
])('refuse au démarrage %s', async (_titre, args, env, message) => {
  const { fin, messages } = lancer(args, env);
  expect(await fin).toBe(2);
  expect(messages()).toMatch(message);
});

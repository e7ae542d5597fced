import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it, onTestFinished } from 'vitest';
import { CHEMINS_COMPTES } from '../../../contract/comptes.ts';
import { CHEMINS } from '../../../contract/service.ts';

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

it.each<[string, readonly string[], Record<string, string>, RegExp]>([
  ['un mode inconnu', ['--second-facteur', 'peut-être'], {}, /obligatoire.*facultatif/u],
  ['un fournisseur sans https', [], { SIAO_OIDC_EMETTEUR: 'http://id.example', SIAO_OIDC_CLIENT: 'c', SIAO_OIDC_SECRET: 's' }, /https/u],
  ['un expéditeur qui n’en est pas un', ['--courriels', 'x'], { SIAO_COURRIELS_EXPEDITEUR: 'a@b.example\nBcc: c' }, /adresse/u],
])('refuse au démarrage %s', async (_titre, args, env, message) => {
  const { fin, messages } = lancer(args, env);
  expect(await fin).toBe(2);
  expect(messages()).toMatch(message);
});

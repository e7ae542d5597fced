import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const racine = join(import.meta.dirname, '..', '..', '..');
const fixture = (nom: string): string => join(racine, 'tests', 'outils', 'autorite', nom);
let service: Server;
beforeAll(async () => {
  service = createServer({ cert: readFileSync(fixture('localhost.pem')), key: readFileSync(fixture('localhost.key')) }, (_demande, reponse) => { reponse.end('bonjour'); });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
});
afterAll(() => { service.closeAllConnections(); service.close(); });

/** Un poste neuf demande le service ; `magasin` : le fichier que ce Linux prend pour le magasin du système. */
const demander = async (magasin: string): Promise<string> => {
  const code = `import { transportParMandataire } from ${JSON.stringify(join(racine, 'sync', 'transport.ts'))};
    transportParMandataire(() => Promise.resolve(null), () => undefined)(new URL('https://localhost:${(service.address() as AddressInfo).port}/'), {}).then((reponse) => reponse.text(), (erreur) => erreur.cause?.code).then((dit) => { console.log(dit); process.exit(0); });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', code], { env: { ...process.env, SSL_CERT_FILE: magasin, SSL_CERT_DIR: join(racine, 'aucun'), NODE_NO_WARNINGS: '1' } });
  return stdout.trim();
};

it('un service signé par une autorité du système s’ouvre ; par une inconnue, non', async () => {
  expect(await demander(fixture('autorite.pem'))).toBe('bonjour');
  expect(await demander(join(racine, 'aucun.pem'))).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/u);
});

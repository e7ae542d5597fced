import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** nginx devant plusieurs instances, réglé comme `docs/exploitation.md` le dit. `par` : requêtes finies qu’il a confiées à une instance. */
export interface Repartiteur { readonly url: string; par(instance: string): number; fermer(): Promise<void> }

const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'exploitation.md');
// Debian le pose dans /usr/sbin, que le PATH d’une personne n’a pas toujours
const NGINX = existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx';

/** Le bloc du document, ses adresses remplacées par celles de l’essai ; une seule ligne n’y est pas éprouvée, le chiffrement. */
const reglages = (instances: readonly string[], port: number): string => {
  const bloc = /```nginx\n(.*?)```/su.exec(readFileSync(DOCUMENT, 'utf8'))?.[1] ?? '';
  const place = bloc.replace(/server 127\.0\.0\.1:4175; server 127\.0\.0\.1:4176;/u, instances.map((url) => `server ${new URL(url).host};`).join(' ')).replace('listen 443 ssl;', `listen 127.0.0.1:${port};`);
  if (place === bloc || !place.includes(`listen 127.0.0.1:${port};`)) throw new Error('Le bloc nginx de docs/exploitation.md ne se reconnaît plus.');
  return place;
};

const portLibre = async (): Promise<number> => {
  const serveur = createServer().listen(0, '127.0.0.1');
  await once(serveur, 'listening');
  const { port } = serveur.address() as AddressInfo;
  serveur.close();
  await once(serveur, 'close');
  return port;
};

export const repartir = async (instances: readonly string[]): Promise<Repartiteur> => {
  const [dossier, port] = [mkdtempSync(join(tmpdir(), 'siao-nginx-')), await portLibre()];
  const acces = join(dossier, 'acces.log');
  for (const nom of ['corps', 'mandataire', 'autres']) mkdirSync(join(dossier, nom));
  const fichier = join(dossier, 'nginx.conf');
  writeFileSync(fichier, `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${dossier}/pid;
error_log stderr warn;
events {}
http {
log_format instance '$upstream_addr';
access_log ${acces} instance;
client_body_temp_path ${dossier}/corps; proxy_temp_path ${dossier}/mandataire; fastcgi_temp_path ${dossier}/autres; uwsgi_temp_path ${dossier}/autres; scgi_temp_path ${dossier}/autres;
${reglages(instances, port)}
}
`);
  const nginx = spawn(NGINX, ['-e', 'stderr', '-p', dossier, '-c', fichier], { stdio: ['ignore', 'ignore', 'pipe'] });
  let messages = '';
  nginx.stderr.on('data', (morceau: Buffer) => { messages += morceau.toString(); });
  const fin = new Promise<void>((resoudre) => { nginx.once('exit', () => { resoudre(); }).once('error', (erreur) => { messages += String(erreur); resoudre(); }); });
  let mort = false;
  void fin.then(() => { mort = true; });
  const url = `http://127.0.0.1:${port}`;
  for (const limite = Date.now() + 10_000; !await fetch(url).then(() => true, () => false);) {
    if (mort || Date.now() > limite) throw new Error(`nginx ne répond pas : ${messages}`);
    await new Promise((suite) => { setTimeout(suite, 20); });
  }
  return {
    url, par: (instance) => readFileSync(acces, 'utf8').split('\n').filter((ligne) => ligne.includes(new URL(instance).host)).length,
    fermer: async () => { nginx.kill('SIGTERM'); await fin; rmSync(dossier, { recursive: true, force: true }); },
  };
};

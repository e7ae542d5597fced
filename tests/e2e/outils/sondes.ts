import { createSocket } from 'node:dgram';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface SondeReseau {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** Ce qui est arrivé jusqu’ici : une ligne par requête ou par paquet. */
  readonly recus: string[];
  fermer(): Promise<void>;
}

/** Un serveur qui répond à tout et un port UDP de même numéro : si la page atteint le réseau, ils le savent. `/redirige?vers=` renvoie ailleurs. */
export const ouvrirSondeReseau = async (): Promise<SondeReseau> => {
  const recus: string[] = [];
  const serveur = createServer((requete, reponse) => {
    recus.push(`${requete.method ?? ''} ${requete.url ?? ''}`);
    reponse.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end('<title>dehors</title>');
  });
  serveur.on('upgrade', (requete, prise) => {
    recus.push(`WEBSOCKET ${requete.url ?? ''}`);
    prise.destroy();
  });
  await new Promise<void>((pret) => { serveur.listen(0, '127.0.0.1', pret); });
  const { port } = serveur.address() as AddressInfo;
  const udp = createSocket('udp4');
  udp.on('message', () => { recus.push('UDP'); });
  await new Promise<void>((pret) => { udp.bind(port, '127.0.0.1', pret); });
  return {
    url: `http://127.0.0.1:${port}`, port, recus,
    fermer: async () => {
      udp.close();
      serveur.closeAllConnections();
      await new Promise((fini) => { serveur.close(fini); });
    },
  };
};

export interface SondeOuverture { readonly env: Record<string, string>; lire(): string[] }

/** Prend la place des programmes par lesquels Chromium et Electron ouvrent une adresse hors de l’application (Linux) : chaque appel est noté. */
export const poserSondeOuverture = (dossier: string): SondeOuverture => {
  const journal = join(dossier, 'ouvertures');
  const programmes = join(dossier, 'programmes');
  mkdirSync(programmes, { recursive: true });
  for (const nom of ['xdg-open', 'xdg-email', 'gio', 'gvfs-open', 'kde-open', 'sensible-browser']) {
    writeFileSync(join(programmes, nom), `#!/bin/sh\nprintf '%s %s\\n' ${nom} "$*" >> '${journal}'\n`);
    chmodSync(join(programmes, nom), 0o755);
  }
  return {
    env: { PATH: `${programmes}:${process.env['PATH'] ?? ''}` },
    lire: () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter((ligne) => ligne !== '') : []),
  };
};

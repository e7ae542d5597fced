import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';

/**
 * Un câble que l’on peut couper : relais TCP vers un service, avec son adresse. Coupé, il rompt les connexions et n’écoute plus : les nouvelles sont refusées.
 * `ralentir` : octets par seconde dans le sens de la réception ; `null` rend toute la vitesse.
 */
export interface Cable { readonly url: string; couper(): void; retablir(): void; ralentir(debit: number | null): void; fermer(): Promise<void> }

export const tirerCable = async (vers: string): Promise<Cable> => {
  const { hostname, port } = new URL(vers);
  const prises = new Set<Socket>();
  let debit: number | null = null;
  const garder = (prise: Socket): Socket => {
    prises.add(prise);
    prise.on('close', () => prises.delete(prise)).on('error', () => undefined);
    return prise;
  };
  const serveur = createServer((entrante) => {
    garder(entrante);
    const sortante = garder(connect(Number(port), hostname));
    const frein = new Transform({
      highWaterMark: 4096,
      transform: (morceau: Buffer, _codage, suite) => {
        if (debit === null) suite(null, morceau);
        else setTimeout(() => { suite(null, morceau); }, (1000 * morceau.length) / debit);
      },
    });
    entrante.pipe(sortante).pipe(frein).pipe(entrante);
    entrante.on('close', () => sortante.destroy());
    sortante.on('close', () => entrante.destroy());
  });
  await new Promise<void>((resoudre) => { serveur.listen(0, '127.0.0.1', resoudre); });
  const { port: portLocal } = serveur.address() as AddressInfo;
  const rompre = (): void => { for (const prise of prises) prise.destroy(); };
  return {
    url: `http://127.0.0.1:${portLocal}`,
    couper: () => { serveur.close(); rompre(); },
    retablir: () => { if (!serveur.listening) serveur.listen(portLocal, '127.0.0.1'); },
    ralentir: (voulu) => { debit = voulu; },
    fermer: () => new Promise((resoudre) => {
      rompre();
      if (serveur.listening) serveur.close(() => { resoudre(); });
      else resoudre();
    }),
  };
};

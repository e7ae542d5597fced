import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** Un câble que l’on peut couper : relais TCP vers un service, avec son adresse. Coupé, il rompt les connexions et n’écoute plus : les nouvelles sont refusées. */
export interface Cable { readonly url: string; couper(): void; retablir(): void; fermer(): Promise<void> }

export const tirerCable = async (vers: string): Promise<Cable> => {
  const { hostname, port } = new URL(vers);
  const prises = new Set<Socket>();
  const garder = (prise: Socket): Socket => {
    prises.add(prise);
    prise.on('close', () => prises.delete(prise)).on('error', () => undefined);
    return prise;
  };
  const serveur = createServer((entrante) => {
    garder(entrante);
    const sortante = garder(connect(Number(port), hostname));
    entrante.pipe(sortante).pipe(entrante);
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
    fermer: () => new Promise((resoudre) => {
      rompre();
      if (serveur.listening) serveur.close(() => { resoudre(); });
      else resoudre();
    }),
  };
};

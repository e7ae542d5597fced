import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

/** Un câble que l’on peut couper : relais TCP vers un service, avec son adresse. Coupé, il ferme les connexions et refuse les nouvelles. */
export interface Cable { readonly url: string; couper(): void; retablir(): void; fermer(): Promise<void> }

export const tirerCable = async (vers: string): Promise<Cable> => {
  const { hostname, port } = new URL(vers);
  const prises = new Set<Socket>();
  let coupe = false;
  const garder = (prise: Socket): Socket => {
    prises.add(prise);
    prise.on('close', () => prises.delete(prise)).on('error', () => undefined);
    return prise;
  };
  const serveur = createServer((entrante) => {
    garder(entrante);
    if (coupe) { entrante.destroy(); return; }
    const sortante = garder(connect(Number(port), hostname));
    entrante.pipe(sortante).pipe(entrante);
    entrante.on('close', () => sortante.destroy());
    sortante.on('close', () => entrante.destroy());
  });
  await new Promise<void>((resoudre) => { serveur.listen(0, '127.0.0.1', resoudre); });
  return {
    url: `http://127.0.0.1:${(serveur.address() as AddressInfo).port}`,
    couper: () => { coupe = true; for (const prise of prises) prise.destroy(); },
    retablir: () => { coupe = false; },
    fermer: () => new Promise((resoudre) => { for (const prise of prises) prise.destroy(); serveur.close(() => { resoudre(); }); }),
  };
};

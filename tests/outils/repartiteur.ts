import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/**
 * Un mandataire devant plusieurs instances : chaque requête va à la suivante, un flux d’événements à celle qui en tient le moins, et à celle d’après quand la
 * première n’écoute plus. Il ne rejoue que ce qui n’est pas parti : une requête coupée en route est coupée chez qui l’a faite. `par` : requêtes menées à chaque instance.
 */
export interface Repartiteur { readonly url: string; par(instance: string): number; fermer(): Promise<void> }

export const repartir = async (instances: readonly string[]): Promise<Repartiteur> => {
  const menees = new Map(instances.map((instance) => [instance, 0]));
  const flux = new Map(instances.map((instance) => [instance, 0]));
  const compter = (comptes: Map<string, number>, instance: string, pas: number): void => { comptes.set(instance, (comptes.get(instance) ?? 0) + pas); };
  let tour = 0;
  const ordre = (estFlux: boolean): readonly string[] => {
    const tournees = instances.map((_, rang) => instances[(tour + rang) % instances.length] ?? '');
    tour += 1;
    return estFlux ? tournees.sort((a, b) => (flux.get(a) ?? 0) - (flux.get(b) ?? 0)) : tournees;
  };
  const mener = (entrante: IncomingMessage, corps: Buffer, reponse: ServerResponse, [instance, ...autres]: readonly string[], estFlux: boolean): void => {
    if (instance === undefined) { reponse.writeHead(502).end(); return; }
    const { connection: _connection, ...entetes } = entrante.headers;
    const sortante = request(new URL(entrante.url ?? '/', instance), { method: entrante.method, headers: entetes, agent: false });
    let partie = false;
    sortante.on('socket', (prise) => prise.once('connect', () => {
      partie = true;
      compter(menees, instance, 1);
      if (!estFlux) return;
      compter(flux, instance, 1);
      prise.once('close', () => { compter(flux, instance, -1); });
    }));
    sortante.on('response', (recue) => {
      const { connection: _celle, ...retour } = recue.headers;
      reponse.writeHead(recue.statusCode ?? 502, retour);
      recue.on('error', () => reponse.destroy()).on('close', () => { if (!recue.complete) reponse.destroy(); });
      recue.pipe(reponse);
    });
    sortante.on('error', () => { if (partie) reponse.destroy(); else mener(entrante, corps, reponse, autres, estFlux); });
    reponse.on('close', () => sortante.destroy());
    sortante.end(corps);
  };
  const serveur = createServer((entrante, reponse) => {
    const estFlux = new URL(entrante.url ?? '/', 'http://essai').pathname.endsWith('/evenements');
    void buffer(entrante).then((corps) => { mener(entrante, corps, reponse, ordre(estFlux), estFlux); }, () => reponse.destroy());
  });
  serveur.listen(0, '127.0.0.1');
  await once(serveur, 'listening');
  return {
    url: `http://127.0.0.1:${(serveur.address() as AddressInfo).port}`, par: (instance) => menees.get(instance) ?? 0,
    fermer: () => new Promise((resoudre) => { serveur.close(() => { resoudre(); }); serveur.closeAllConnections(); }),
  };
};

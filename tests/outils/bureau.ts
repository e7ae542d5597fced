import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { EtatSync } from '../../contract/poste.ts';
import type { Client, PortDuplex } from '../../contract/transport.ts';
import { creerClient } from '../../contract/transport.ts';
import type { OptionsPoste, Poste } from '../../sync/poste.ts';
import { ouvrirPoste } from '../../sync/poste.ts';
import type { SecretsEnMemoire } from './secrets.ts';
import { secretsEnMemoire } from './secrets.ts';

export const duplex = (port: MessagePort): PortDuplex => ({
  postMessage: (message) => { port.postMessage(message); },
  on: (evenement, recevoir) => { port.on(evenement, (data: unknown) => { recevoir({ data }); }); },
  start: () => undefined,
});

/** Un poste réel sans fenêtre : le même processus de données, servi sur un port, et un client comme celui de la fenêtre. */
/** `servir` : relie une autre page ; `verrouiller` : l’écran de la machine se verrouille. */
export interface Bureau { readonly client: Client; servir(port: MessagePort): void; verrouiller(): void; attendre(condition: (etat: EtatSync) => boolean, quoi: string): Promise<EtatSync>; fermer(): Promise<void> }

/** Le trousseau de chaque dossier d’essai : il survit au redémarrage du poste, comme celui du système. */
const trousseaux = new Map<string, SecretsEnMemoire>();
export const trousseauDe = (dossier: string): SecretsEnMemoire => {
  const connu = trousseaux.get(dossier) ?? secretsEnMemoire();
  trousseaux.set(dossier, connu);
  return connu;
};

export const ouvrirBureau = (dossier: string, service: string, options: Partial<OptionsPoste> = {}): Bureau => {
  const poste: Poste = ouvrirPoste({ dossier, service, versionClient: 'essai', secrets: trousseauDe(dossier), dossierExport: dossier, coutMotDePasse: 1024, ...options });
  const { port1, port2 } = new MessageChannel();
  poste.servir(duplex(port1));
  const client = creerClient();
  client.brancher(duplex(port2));
  return {
    client,
    servir: (port) => { poste.servir(duplex(port)); },
    verrouiller: () => { poste.verrouiller(); },
    attendre: async (condition, quoi) => {
      const limite = Date.now() + 45_000;
      for (;;) {
        const etat = await client.appeler('sync.etat', {});
        if (condition(etat)) return etat;
        if (Date.now() > limite) throw new Error(`Jamais atteint : ${quoi}. Dernier état : ${JSON.stringify(etat)}`);
        await new Promise((resoudre) => { setTimeout(resoudre, 50); });
      }
    },
    fermer: async () => {
      await poste.fermer();
      port1.close();
      port2.close();
    },
  };
};
export const aJour = (etat: EtatSync): boolean => etat.etat === 'a_jour' && etat.enAttente === 0;

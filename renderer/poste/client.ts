import type { Client, PortDuplex } from '../../contract/transport.ts';
import { ErreurPoste, creerClient } from '../../contract/transport.ts';

/** Ce que le préchargement expose à la page (preload/index.ts). */
interface PontSiao {
  demanderPort(): void;
  readonly versionApplication: string;
  readonly plateforme: string;
  readonly theme: 'clair' | 'sombre';
}
declare global {
  interface Window { readonly siao?: PontSiao }
}

/** Le client unique de la page. Les appels faits avant l’arrivée du port attendent. */
export const client: Client = creerClient();

const enDuplex = (port: MessagePort): PortDuplex => ({
  postMessage: (message) => { port.postMessage(message); },
  on: (_evenement, recevoir) => { port.addEventListener('message', (evenement: MessageEvent<unknown>) => { recevoir({ data: evenement.data }); }); },
  start: () => { port.start(); },
});

/**
 * Demande le port du processus de données. Un nouveau port arrive aussi, sans demande, quand ce processus a redémarré :
 * `surReprise` est alors appelée, pour relire ce que l’écran montre.
 */
export const relierPoste = (surReprise: () => void): void => {
  let deja = false;
  window.addEventListener('message', (evenement: MessageEvent<unknown>) => {
    const donnee = evenement.data;
    const port = evenement.ports[0];
    // seul le préchargement, dans cette même fenêtre, peut donner un port
    if (evenement.source !== window || port === undefined || typeof donnee !== 'object' || donnee === null || !('type' in donnee) || donnee.type !== 'siao:port') return;
    client.brancher(enDuplex(port));
    if (deja) surReprise();
    deja = true;
  });
  window.siao?.demanderPort();
};

/** Phrase à montrer pour une erreur quelconque. */
export const messageErreur = (erreur: unknown): string =>
  (erreur instanceof Error && erreur.message !== '' ? erreur.message : 'Une erreur inattendue est survenue.');
export const codeErreur = (erreur: unknown): string => (erreur instanceof ErreurPoste ? erreur.code : 'interne');

// Le pont : la page ne reçoit qu’un port vers le processus de données, et trois faits sur l’application.
import { contextBridge, ipcRenderer } from 'electron';

const PREFIXE = '--siao=';
const argument = process.argv.find((mot) => mot.startsWith(PREFIXE));
const presentation = JSON.parse(decodeURIComponent(argument?.slice(PREFIXE.length) ?? '%7B%7D')) as Record<string, unknown>;

ipcRenderer.on('siao:port', (evenement) => {
  window.postMessage({ type: 'siao:port' }, 'app://siao', evenement.ports);
});

contextBridge.exposeInMainWorld('siao', {
  /**
   * Demande un port ; il arrive par `window.postMessage({ type: 'siao:port' })`, dans `event.ports[0]`.
   * Un nouveau port arrive aussi, sans demande, quand le processus de données a été relancé : les appels en cours sont alors perdus.
   */
  demanderPort: () => ipcRenderer.send('siao:demander-port'),
  versionApplication: presentation['versionApplication'],
  plateforme: presentation['plateforme'],
  theme: presentation['theme'],
});

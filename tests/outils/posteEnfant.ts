// Un poste réel dans son propre processus, que l’on peut tuer : le même code que le processus de données de l’application, servi par les messages du parent.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PortDuplex } from '../../contract/transport.ts';
import { ouvrirPoste } from '../../sync/poste.ts';
import type { SecretStore } from '../../sync/secrets.ts';

const [dossier = '', service = ''] = process.argv.slice(2);
const fichier = join(dossier, 'trousseau-essai.json');
const lire = (): Record<string, string> => { try { return JSON.parse(readFileSync(fichier, 'utf8')) as Record<string, string>; } catch { return {}; } };
/** Le trousseau d’un système survit à la mort du poste : ici un fichier, pour l’essai seulement. */
const secrets: SecretStore = {
  lire: async (nom) => lire()[nom] ?? null,
  ecrire: async (nom, valeur) => { writeFileSync(fichier, JSON.stringify({ ...lire(), [nom]: valeur })); },
  effacer: async (nom) => { const { [nom]: _oublie, ...reste } = lire(); writeFileSync(fichier, JSON.stringify(reste)); },
};
const port: PortDuplex = {
  postMessage: (message) => { process.send?.(message); },
  on: (_evenement, recevoir) => { process.on('message', (data) => { recevoir({ data }); }); },
  start: () => undefined,
};
const poste = ouvrirPoste({ dossier, service, versionClient: 'essai', secrets, dossierExport: dossier, coutMotDePasse: 1024 });
process.on('disconnect', () => { void poste.fermer().finally(() => process.exit(0)); });
poste.servir(port);

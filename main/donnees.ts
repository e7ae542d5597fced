// Entrée du processus de données : le seul qui tient le fichier de la personne. Il sert chaque page par un port, et rien d’autre.
import { basename } from 'node:path';
import { trouverCommune } from '../domain/geographie/cog.ts';
import { releverErreurs } from '../sync/diagnostic.ts';
import { ouvrirPoste, type Poste } from '../sync/poste.ts';
import { transportParMandataire } from '../sync/transport.ts';
import type { DemandeMiseAJour, MessageVersDonnees } from './messagesDonnees.ts';
import { impressionParMessages } from './impressionDonnees.ts';
import { dossierParMessages } from './dossierDonnees.ts';
import { navigateurParMessages } from './navigateurDonnees.ts';
import { mandataireParMessages } from './reseau.ts';
import { secretsParMessages, type SecretsParMessages } from './secretsDonnees.ts';

const releve = releverErreurs(() => new Date().toISOString());
let poste: Poste | undefined;
let parMessages: SecretsParMessages | undefined;
const impression = impressionParMessages((demande) => process.parentPort.postMessage(demande));
const dossier = dossierParMessages((demande) => process.parentPort.postMessage(demande));
const navigateur = navigateurParMessages((demande) => process.parentPort.postMessage(demande));
const mandataire = mandataireParMessages((demande) => process.parentPort.postMessage(demande));
const demanderMiseAJour = (verbe: DemandeMiseAJour['verbe']): void => process.parentPort.postMessage({ type: 'miseAJour', verbe } satisfies DemandeMiseAJour);

function recevoir(message: MessageVersDonnees, ports: Electron.MessagePortMain[]): void {
  if (message.type === 'ouvrir') {
    parMessages = secretsParMessages((demande) => process.parentPort.postMessage(demande), message.mentionSecrets);
    const { organisation, ...options } = message.options;
    poste = ouvrirPoste({
      // l’assemblage nomme ce fichier par l’empreinte de son contenu : un autre programme porte un autre nom
      ...options, programme: `${options.versionClient} ${basename(import.meta.filename)}`, transport: transportParMandataire(mandataire.demander, console.error), application: { organisation, chercher: () => demanderMiseAJour('chercher'), installer: () => demanderMiseAJour('installer') }, secrets: parMessages.secrets, ouvrirNavigateur: navigateur.ouvrir, imprimer: impression.imprimer, erreurs: releve.erreurs, choisirDossier: dossier.choisir,
    });
    return;
  }
  if (message.type === 'secret') {
    parMessages?.recevoir(message);
    return;
  }
  if (message.type === 'mandataire') {
    mandataire.recevoir(message);
    return;
  }
  if (message.type === 'miseAJour') {
    poste?.mettreAJour(message.etat);
    return;
  }
  if (message.type === 'adresse') {
    navigateur.recevoir(message);
    return;
  }
  if (message.type === 'dossier') {
    dossier.recevoir(message);
    return;
  }
  if (message.type === 'impression') {
    impression.recevoir(message);
    return;
  }
  if (message.type === 'verrouiller') {
    poste?.verrouiller();
    return;
  }
  if (message.type === 'servir') {
    for (const port of ports) poste?.servir(port);
    preparerCommunes();
    return;
  }
  void fermer();
}

/** Le temps que la page se dessine. */
const APRES_LA_PAGE_MS = 700;
let prevues = false;
/** Les communes se lisent pendant que la personne donne son mot de passe, et non à la première ligne qu’elle attend. */
function preparerCommunes(): void {
  if (prevues) return;
  prevues = true;
  setTimeout(() => { trouverCommune(''); }, APRES_LA_PAGE_MS);
}

/** Rend la main quand tout est écrit ; le processus principal n’attend que trois secondes. */
async function fermer(): Promise<void> {
  try {
    await poste?.fermer();
  } catch (erreur) {
    console.error('Fermeture du poste :', erreur);
  }
  process.exit(0);
}

// Une erreur que rien n’a prise laisse un état inconnu : finir, pour que le processus principal en relance un neuf.
process.on('uncaughtException', (erreur) => {
  console.error('Processus de données :', erreur);
  process.exit(1);
});

process.parentPort.on('message', ({ data, ports }) => recevoir(data as MessageVersDonnees, ports));

import { app, BrowserWindow, dialog, MessageChannelMain, session, shell, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SecretStore } from '../sync/secrets.ts';
import { adresseService, adressesOuvrables, comptesDemonstration, coutMotDePasseImpose, dossierAssemble, dossierChoisiImpose, dossierExport, genreTrousseau, organisation, placesParCommandeImposees, sqliteNatif, verrouImpose } from './environnement.ts';
import type { MiseAJour } from '../contract/methodesApplication.ts';
import type { DemandeMiseAJour, MessageVersDonnees, OptionsDonnees } from './messagesDonnees.ts';
import { repondreDossier } from './dossierDonnees.ts';
import { imprimer } from './impression.ts';
import { imprimanteParMessages } from './impressionDonnees.ts';
import { repondreMandataire } from './reseau.ts';
import { repondreOuverture } from './navigateurDonnees.ts';
import { secretsAbsents, secretsEnClair } from './secretsDeveloppement.ts';
import { repondreSecret } from './secretsDonnees.ts';
import { ecouterPage } from './securite.ts';
import { creerTrousseau } from './trousseau.ts';

const LIMITE_FERMETURE_MS = 3_000;
const ATTENTE_INITIALE_MS = 200;
const ATTENTE_MAXIMALE_MS = 30_000;
/** Après ce temps sans chute, le processus est tenu pour sain et l’attente repart de zéro. */
const SAIN_APRES_MS = 60_000;

/**
 * Où garder le code compilé du processus de données ; rien sous macOS, où le trousseau n’ouvre qu’à un programme signé : un code déposé là par un autre y entrerait avec lui (décision 038).
 */
const codeCompile = (): readonly string[] => (process.platform === 'darwin' ? [] : [join(app.getPath('userData'), 'Code Cache', 'donnees')]);

/** Noms des systèmes tels que la liste des sessions les montre. */
const SYSTEMES: Partial<Record<NodeJS.Platform, string>> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };

export type ProcessusDonnees = {
  /** Demande une fermeture propre ; au plus trois secondes, puis le processus est arrêté. */
  fermer(): Promise<void>;
  /** Vrai quand le trousseau retient encore un appel : quitter normalement attendrait la réponse, peut-être sans fin. */
  trousseauRetenu(): boolean;
  /** Dit au poste où en est la mise à jour ; un processus relancé l’apprend aussi. */
  direMiseAJour(etat: MiseAJour): void;
  /** Verrouille la session de la personne ; sans effet quand aucun compte n’est ouvert. */
  verrouiller(): void;
};

function choisirSecrets(): { secrets: SecretStore; retenu: () => boolean } {
  const genre = genreTrousseau();
  if (genre === 'aucun') return { secrets: secretsAbsents(), retenu: () => false };
  if (genre === 'memoire') return { secrets: secretsEnClair(join(app.getPath('userData'), 'secrets-en-clair.json')), retenu: () => false };
  const trousseau = creerTrousseau();
  return { secrets: trousseau, retenu: trousseau.retenu };
}

/** La boîte du système où choisir un dossier, sur la fenêtre du poste ; celui qu’un essai impose, sinon. */
async function choisirDossier(): Promise<string | null> {
  const impose = dossierChoisiImpose();
  if (impose !== undefined) return impose;
  const [fenetre] = BrowserWindow.getAllWindows().filter((une) => une.isVisible());
  if (fenetre === undefined) return null;
  const { canceled, filePaths } = await dialog.showOpenDialog(fenetre, { title: 'Choisir un dossier', buttonLabel: 'Choisir ce dossier', properties: ['openDirectory', 'createDirectory'] });
  return canceled ? null : (filePaths[0] ?? null);
}

/** Une demande bien formée du processus de données, ou `undefined`. */
function verbeMiseAJour(message: unknown): DemandeMiseAJour['verbe'] | undefined {
  const { type, verbe } = (typeof message === 'object' && message !== null ? message : {}) as Record<string, unknown>;
  return type === 'miseAJour' && (verbe === 'chercher' || verbe === 'installer') ? verbe : undefined;
}

function organisationMontree(): OptionsDonnees['organisation'] {
  const { chemin, erreur, reglages } = organisation();
  return { chemin, erreur, mandataire: reglages.mandataire, canal: reglages.misesAJour?.canal ?? null };
}

function options(): OptionsDonnees {
  const dossier = join(app.getPath('userData'), 'poste');
  mkdirSync(dossier, { recursive: true });
  return {
    dossier,
    service: adresseService(),
    versionClient: app.getVersion(),
    sqliteNatif: sqliteNatif(),
    demonstration: comptesDemonstration(),
    dossierExport: dossierExport(),
    organisation: organisationMontree(),
    libelle: `${SYSTEMES[process.platform] ?? process.platform}, SIAO Offre ${app.getVersion()}`,
    verrouApres: verrouImpose(),
    placesParCommande: placesParCommandeImposees(),
    coutMotDePasse: coutMotDePasseImpose(),
  };
}

/**
 * Lance le processus de données, le relance s’il tombe (attente doublée à chaque chute), et lui relie les pages qui demandent un port.
 * Après une relance, chaque page déjà reliée reçoit un nouveau port sans l’avoir demandé. `surMiseAJour` : la personne cherche une mise à jour, ou installe celle qui est prête.
 */
export function demarrerProcessusDonnees(surMiseAJour: (verbe: DemandeMiseAJour['verbe']) => void): ProcessusDonnees {
  const reliees = new Set<WebContents>();
  const { secrets, retenu } = choisirSecrets();
  let enfant: UtilityProcess | undefined;
  let miseAJour: MiseAJour | undefined;
  let attente = ATTENTE_INITIALE_MS;
  let fermeture = false;

  function relier(page: WebContents): void {
    if (enfant === undefined || page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    enfant.postMessage({ type: 'servir' } satisfies MessageVersDonnees, [port1]);
    page.postMessage('siao:port', null, [port2]);
  }

  function relancer(code: number): void {
    enfant = undefined;
    if (fermeture) return;
    console.error(`Processus de données arrêté (code ${code}) ; relance dans ${attente} ms.`);
    setTimeout(lancer, attente);
    attente = Math.min(attente * 2, ATTENTE_MAXIMALE_MS);
  }

  function lancer(): void {
    if (fermeture) return;
    const lanceA = Date.now();
    const lance = utilityProcess.fork(join(dossierAssemble, 'main', 'donnees.cjs'), [...codeCompile()], { serviceName: 'SIAO données', stdio: 'inherit' });
    enfant = lance;
    // Tombé entre-temps : la réponse ne doit pas aller à celui qui l’a remplacé.
    const repondre = (reponse: MessageVersDonnees | undefined): void => { if (reponse !== undefined && enfant === lance) lance.postMessage(reponse); };
    const repondreAImprimer = imprimanteParMessages(imprimer);
    lance.on('message', (message: unknown) => {
      void repondreSecret(secrets, message).then(repondre);
      // Le seul appel à openExternal : l’adresse y est celle d’une liste permise, récrite par l’analyseur qui l’a jugée.
      void repondreOuverture(message, adressesOuvrables(), (adresse) => shell.openExternal(adresse)).then(repondre);
      void repondreAImprimer(message).then(repondre);
      void repondreDossier(message, choisirDossier).then(repondre);
      void repondreMandataire(message, (adresse) => session.defaultSession.resolveProxy(adresse)).then(repondre);
      const verbe = verbeMiseAJour(message);
      if (verbe !== undefined) surMiseAJour(verbe);
    });
    lance.once('exit', (code) => {
      if (Date.now() - lanceA > SAIN_APRES_MS) attente = ATTENTE_INITIALE_MS;
      relancer(code);
    });
    lance.postMessage({ type: 'ouvrir', options: options(), mentionSecrets: secrets.mention } satisfies MessageVersDonnees);
    if (miseAJour !== undefined) repondre({ type: 'miseAJour', etat: miseAJour });
    for (const page of reliees) relier(page);
  }

  ecouterPage('siao:demander-port', ({ sender }) => {
    if (!reliees.has(sender)) {
      reliees.add(sender);
      sender.once('destroyed', () => reliees.delete(sender));
    }
    // Sans processus (entre une chute et sa relance), la page sera reliée par lancer().
    relier(sender);
  });
  lancer();

  return {
    trousseauRetenu: retenu,
    direMiseAJour(etat) {
      miseAJour = etat;
      enfant?.postMessage({ type: 'miseAJour', etat } satisfies MessageVersDonnees);
    },
    verrouiller: () => enfant?.postMessage({ type: 'verrouiller' } satisfies MessageVersDonnees),
    fermer() {
      fermeture = true;
      const mourant = enfant;
      if (mourant === undefined) return Promise.resolve();
      return new Promise((resoudre) => {
        const horloge = setTimeout(() => mourant.kill(), LIMITE_FERMETURE_MS);
        mourant.once('exit', () => {
          clearTimeout(horloge);
          resoudre();
        });
        mourant.postMessage({ type: 'fermer' } satisfies MessageVersDonnees);
      });
    },
  };
}

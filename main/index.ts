import { app, session, type BrowserWindow } from 'electron';
import { dossierImpose, organisation } from './environnement.ts';
import { ouvrirFenetre } from './fenetre.ts';
import { fermerImpressions } from './impression.ts';
import { poserMenu } from './menu.ts';
import { suivreMisesAJour } from './misesAJour.ts';
import { demarrerProcessusDonnees, type ProcessusDonnees } from './processusDonnees.ts';
import { declarerProtocole, servirPage } from './protocole.ts';
import { configurationMandataire } from './reseau.ts';
import { appliquerSecurite } from './securite.ts';
import { suivreVeille } from './veille.ts';

let fenetre: BrowserWindow | undefined;
let donnees: ProcessusDonnees | undefined;

function annoncerFenetre(): void {
  // Millisecondes depuis le lancement et numéro de processus, lus par tools/demarrer.mjs ; l’application installée n’écrit rien.
  if (app.isPackaged) return;
  const duree = Math.round(performance.now());
  process.stdout.write(`SIAO_FENETRE ${duree} ${process.pid}\n`);
}

function ouvrir(): void {
  fenetre = ouvrirFenetre(annoncerFenetre);
  fenetre.once('closed', () => {
    fenetre = undefined;
    // Cachée, une impression en cours retiendrait la sortie.
    fermerImpressions();
  });
}

function montrerFenetre(): void {
  if (fenetre?.isMinimized() === true) fenetre.restore();
  fenetre?.focus();
}

/** Retient la sortie le temps que le processus de données ferme son fichier, puis sort pour de bon. */
function sortirProprement(): void {
  let ferme = false;
  app.on('will-quit', (evenement) => {
    if (ferme || donnees === undefined) return;
    evenement.preventDefault();
    void donnees.fermer().finally(() => {
      ferme = true;
      // Une demande de déverrouillage restée ouverte tient un fil que la sortie attendrait sans fin. Tout est déjà écrit : il n’y a plus rien à perdre.
      if (donnees?.trousseauRetenu() === true) process.kill(process.pid, 'SIGKILL');
      // Au tour suivant : déjà fermé (une mise à jour), il répond aussitôt, et Electron ignore une demande de sortie faite pendant qu’il en retient une.
      setImmediate(() => app.quit());
    });
  });
}

function demarrer(): void {
  // Un lecteur disparu (le terminal fermé) ne doit pas arrêter le poste.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  declarerProtocole();
  app.on('second-instance', montrerFenetre);
  app.on('window-all-closed', () => app.quit());
  sortirProprement();
  void app.whenReady().then(() => {
    appliquerSecurite();
    // Chromium répondra par ce réglage à qui demande par où passer ; la page, elle, n’a pas de réseau.
    void session.defaultSession.setProxy(configurationMandataire(organisation().reglages.mandataire));
    servirPage();
    const verrouiller = (): void => donnees?.verrouiller();
    poserMenu(verrouiller);
    suivreVeille(verrouiller);
    const misesAJour = suivreMisesAJour({
      organisation: organisation(), dire: (etat) => donnees?.direMiseAJour(etat),
      fermerDonnees: () => donnees?.fermer() ?? Promise.resolve(),
    });
    // Le processus de données d’abord : c’est lui que le premier écran attend, et il démarre pendant que celui de la page se lance.
    donnees = demarrerProcessusDonnees((verbe) => { if (verbe === 'chercher') misesAJour.chercher(); else void misesAJour.installer(); });
    donnees.direMiseAJour(misesAJour.etat());
    ouvrir();
  });
}

/** Le port de débogage de Chromium commande la page depuis un autre programme ; les fusibles ne ferment que celui de Node. */
const estDebogue = (): boolean => ['remote-debugging-port', 'remote-debugging-pipe'].some((option) => app.commandLine.hasSwitch(option));

const dossier = dossierImpose();
if (dossier !== undefined) app.setPath('userData', dossier);
app.commandLine.appendSwitch('lang', 'fr');
if (app.isPackaged && estDebogue()) app.exit(1);
// Deux postes sur le même dossier écriraient dans le même fichier : le second montre la fenêtre du premier.
else if (app.requestSingleInstanceLock()) demarrer();
else app.quit();

import { app, MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { adresseService, comptesDemonstration, dossierAssemble, sqliteNatif } from './environnement.ts';
import type { MessageVersDonnees, OptionsDonnees } from './messagesDonnees.ts';
import { ecouterPage } from './securite.ts';

const LIMITE_FERMETURE_MS = 3_000;
const ATTENTE_INITIALE_MS = 200;
const ATTENTE_MAXIMALE_MS = 30_000;
/** Après ce temps sans chute, le processus est tenu pour sain et l’attente repart de zéro. */
const SAIN_APRES_MS = 60_000;

export type ProcessusDonnees = {
  /** Demande une fermeture propre ; au plus trois secondes, puis le processus est arrêté. */
  fermer(): Promise<void>;
};

function options(): OptionsDonnees {
  const dossier = join(app.getPath('userData'), 'poste');
  mkdirSync(dossier, { recursive: true });
  return {
    dossier,
    service: adresseService(),
    versionClient: app.getVersion(),
    sqliteNatif: sqliteNatif(),
    demonstration: comptesDemonstration(),
  };
}

/**
 * Lance le processus de données, le relance s’il tombe (attente doublée à chaque chute), et lui relie les pages qui demandent un port.
 * Après une relance, chaque page déjà reliée reçoit un nouveau port sans l’avoir demandé.
 */
export function demarrerProcessusDonnees(): ProcessusDonnees {
  const reliees = new Set<WebContents>();
  let enfant: UtilityProcess | undefined;
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
    enfant = utilityProcess.fork(join(dossierAssemble, 'main', 'donnees.cjs'), [], { serviceName: 'SIAO données', stdio: 'inherit' });
    enfant.once('exit', (code) => {
      if (Date.now() - lanceA > SAIN_APRES_MS) attente = ATTENTE_INITIALE_MS;
      relancer(code);
    });
    enfant.postMessage({ type: 'ouvrir', options: options() } satisfies MessageVersDonnees);
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

// npm start : prépare, assemble, démarre le service embarqué puis le poste, et arrête tout quand la fenêtre se ferme.
//   --dossier DOSSIER   garde les données du service et du poste dans DOSSIER (défaut : le dossier de données de la personne)
//   --service ADRESSE   utilise un service déjà démarré au lieu du service embarqué
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { ErreurExpliquee, dire, racine, terminerSurErreur } from './processus.mjs';
import { environnementNode } from './paquets.mjs';
import { assembler } from './assembler.mjs';
import { environnementElectron, preparer } from './preparer.mjs';
import { ecranPresent, sousEcran } from './systeme.mjs';

const LIMITE_SERVICE_MS = 120_000;
const LIMITE_ARRET_MS = 8_000;

function dossierParDefaut() {
  const bases = { win32: process.env.APPDATA, darwin: join(homedir(), 'Library', 'Application Support') };
  return join(bases[process.platform] ?? process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'siao-offre-demonstration');
}

/**
 * Démarre le service embarqué. Il écrit une seule ligne JSON sur sa sortie quand il est prêt ; ce qu’il dit d’autre va à l’erreur standard.
 * @returns {Promise<{url: string, comptes: object[], arreter: () => Promise<void>}>}
 */
function demarrerService(node, dossier) {
  const programme = join(racine, 'console', 'siao.ts');
  if (!existsSync(programme)) throw new ErreurExpliquee('Le service embarqué (console/siao.ts) est absent de cette copie du projet. Utiliser --service ADRESSE.');
  mkdirSync(dossier, { recursive: true });
  // L’entrée reliée : le service voit la fin de npm start même si celui-ci est tué.
  const enfant = spawn(node, [programme, 'serve', '--embarque', '--demonstration', '--json-pret', '--dossier', dossier],
    { cwd: racine, env: environnementNode(), stdio: ['pipe', 'pipe', 'inherit'] });
  let fini = false;
  const fin = new Promise((resoudre) => enfant.once('exit', () => { fini = true; resoudre(); }));
  const arreter = async () => {
    if (fini) return;
    enfant.kill('SIGTERM');
    const horloge = setTimeout(() => enfant.kill('SIGKILL'), LIMITE_ARRET_MS);
    await fin;
    clearTimeout(horloge);
  };
  return new Promise((resoudre, rejeter) => {
    const echouer = (message) => {
      clearTimeout(horloge);
      void arreter();
      rejeter(new ErreurExpliquee(message));
    };
    const horloge = setTimeout(() => echouer(`Le service n’a pas démarré en ${LIMITE_SERVICE_MS / 1000} s.`), LIMITE_SERVICE_MS);
    enfant.once('error', (erreur) => echouer(`Le service n’a pas pu être lancé : ${erreur.message}`));
    const tropTot = (code) => echouer(`Le service s’est arrêté (code ${code}) : voir son message ci-dessus.`);
    enfant.once('exit', tropTot);
    createInterface({ input: enfant.stdout }).on('line', (ligne) => {
      if (!ligne.startsWith('{"pret"')) return;
      clearTimeout(horloge);
      // celui-là seulement : l’arrêt attend l’autre écouteur de « exit »
      enfant.off('exit', tropTot);
      const { url, comptes } = JSON.parse(ligne);
      resoudre({ url, comptes, arreter });
    });
  });
}

// Chromium commente sur l’erreur standard un bus ou une carte graphique absents : sans conséquence, et illisible.
const estBavardageChromium = (ligne) => /^\[\d+:[\d/.:]+:(ERROR|WARNING|INFO):/.test(ligne);

/** Ouvre la fenêtre et attend sa fermeture ; rend le code de sortie du poste. */
function ouvrirPoste({ url, comptes, dossier }) {
  const { executable, env, args } = environnementElectron();
  if (!ecranPresent()) dire('Aucun écran (DISPLAY) : la fenêtre s’ouvre dans un écran virtuel (xvfb-run).');
  const lancement = sousEcran(executable, [...args, racine]);
  const enfant = spawn(lancement.commande, lancement.args, {
    cwd: racine,
    env: { ...process.env, ...env, SIAO_SERVICE: url, SIAO_DEMONSTRATION: JSON.stringify(comptes), SIAO_DONNEES: dossier },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Un groupe à part : Ctrl+C n’atteint que npm start, qui ferme le poste puis le service, dans cet ordre.
    detached: process.platform !== 'win32',
  });
  let numeroPoste;
  createInterface({ input: enfant.stdout }).on('line', (ligne) => {
    const [, duree, numero] = /^SIAO_FENETRE (\d+) (\d+)$/.exec(ligne) ?? [];
    if (duree === undefined) {
      process.stdout.write(`${ligne}\n`);
      return;
    }
    numeroPoste = Number(numero);
    dire(`fenêtre en ${duree} ms`);
  });
  createInterface({ input: enfant.stderr }).on('line', (ligne) => { if (!estBavardageChromium(ligne)) process.stderr.write(`${ligne}\n`); });
  const signaler = (numero, signal) => {
    try {
      process.kill(numero, signal);
    } catch { /* déjà fermé */ }
  };
  const fermer = () => {
    const groupe = process.platform === 'win32' ? enfant.pid : -enfant.pid;
    // Le poste d’abord et seul : fermer aussi l’écran virtuel lui ôterait le temps de finir d’écrire.
    signaler(numeroPoste ?? groupe, 'SIGTERM');
    setTimeout(() => signaler(groupe, 'SIGKILL'), LIMITE_ARRET_MS).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, fermer);
  return new Promise((resoudre, rejeter) => {
    enfant.once('error', (erreur) => rejeter(new ErreurExpliquee(`Le poste n’a pas pu être lancé : ${erreur.message}`)));
    enfant.once('close', (code) => resoudre(code ?? 0));
  });
}

async function demarrer() {
  const { values } = parseArgs({ options: { dossier: { type: 'string' }, service: { type: 'string' } } });
  const dossier = values.dossier === undefined ? dossierParDefaut() : resolve(values.dossier);
  const debut = Date.now();
  const { node, pret } = await preparer({ electron: true, tests: false });
  // L’assemblage et le démarrage du service ne dépendent pas l’un de l’autre.
  const externe = values.service === undefined ? undefined : { url: values.service, comptes: [], arreter: async () => undefined };
  const [service, assemblage] = await Promise.allSettled([externe ?? demarrerService(node, join(dossier, 'service')), assembler(node)]);
  if (service.status === 'rejected') throw service.reason;
  try {
    if (assemblage.status === 'rejected') throw assemblage.reason;
    await pret();
    dire(`service prêt en ${Date.now() - debut} ms : ${service.value.url}`);
    process.exitCode = await ouvrirPoste({ ...service.value, dossier: join(dossier, 'poste') });
  } finally {
    await service.value.arreter();
  }
}

await demarrer().catch(terminerSurErreur);

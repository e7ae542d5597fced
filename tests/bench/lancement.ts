// Un Electron lancé comme une personne le lance, sans pilote : une ligne à sa première peinture, puis le protocole de débogage pour ce qui se passe dans la page.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { environnementElectron } from '../../tools/preparer.mjs';
import { lignee, tuerLignee } from '../e2e/outils/processus.ts';

const LIMITE_MS = 60_000;
const attendre = (ms: number): Promise<void> => new Promise((resoudre) => { setTimeout(resoudre, ms); });

/** Mémoire propre à un processus et à tous ses descendants, plus leur part de ce qui est partagé, en Mo (PSS). */
const memoireDe = (racine: number): number => lignee(racine).reduce((somme, numero) => {
  try {
    return somme + Number(/^Pss:\s+(\d+)/mu.exec(readFileSync(`/proc/${numero}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return somme;
  }
}, 0);
/** Temps processeur d’un processus et de tous ses descendants, en ms : à la différence de l’horloge, il ignore les voisins. */
const processeurDe = (racine: number): number => lignee(racine).reduce((somme, numero) => {
  try {
    const champs = (readFileSync(`/proc/${numero}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');
    return somme + 10 * (Number(champs[11]) + Number(champs[12]));
  } catch {
    return somme;
  }
}, 0);

/** Une page sous le protocole de débogage. */
interface PageSuivie { evaluer<T>(expression: string): Promise<T>; frapper(texte: string): Promise<void>; valider(): Promise<void> }

const suivrePage = async (adresse: string, script: string): Promise<PageSuivie> => {
  const prise = new WebSocket(adresse);
  await new Promise<void>((resoudre, rejeter) => { prise.onopen = () => { resoudre(); }; prise.onerror = () => { rejeter(new Error('Le protocole de débogage ne répond pas.')); }; });
  let suivant = 1;
  const attentes = new Map<number, { readonly resoudre: (valeur: never) => void; readonly rejeter: (erreur: Error) => void }>();
  prise.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as { id?: number; result?: unknown; error?: { message: string } };
    const attente = attentes.get(id ?? 0);
    if (error === undefined) attente?.resoudre(result as never);
    else attente?.rejeter(new Error(error.message));
    attentes.delete(id ?? 0);
  };
  const demander = <T>(method: string, params: object = {}, sessionId?: string): Promise<T> => new Promise((resoudre, rejeter) => {
    const id = suivant;
    suivant += 1;
    attentes.set(id, { resoudre, rejeter });
    prise.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
  });
  let cible: string | undefined;
  for (const limite = Date.now() + LIMITE_MS; cible === undefined && Date.now() < limite; await attendre(5)) {
    const { targetInfos } = await demander<{ targetInfos: readonly { targetId: string; type: string }[] }>('Target.getTargets');
    cible = targetInfos.find(({ type }) => type === 'page')?.targetId;
  }
  if (cible === undefined) throw new Error('Aucune page ne s’est ouverte.');
  const { sessionId } = await demander<{ sessionId: string }>('Target.attachToTarget', { targetId: cible, flatten: true });
  const evaluer = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await demander<{ result: { value: T }; exceptionDetails?: { text: string } }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails !== undefined) throw new Error(`${exceptionDetails.text} : ${expression.slice(0, 80)}`);
    return result.value;
  };
  // la page peut être en train de s’ouvrir, ou déjà là : le script se pose dans l’une et l’autre, et n’agit qu’une fois
  await demander('Page.enable', {}, sessionId);
  await demander('Page.addScriptToEvaluateOnNewDocument', { source: script }, sessionId);
  for (const limite = Date.now() + LIMITE_MS; ; await attendre(5)) {
    try {
      await evaluer(script);
      break;
    } catch (erreur) {
      // entre deux documents, il n’y a personne à qui parler
      if (Date.now() > limite) throw erreur;
    }
  }
  return {
    evaluer,
    frapper: async (text) => { await demander('Input.insertText', { text }, sessionId); },
    valider: async () => { for (const type of ['keyDown', 'keyUp']) await demander('Input.dispatchKeyEvent', { type, key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, ...(type === 'keyDown' ? { text: '\r' } : {}) }, sessionId); },
  };
};

export interface Lancement {
  /** Instant du lancement (Date.now). */
  readonly debut: number;
  /** Instant de la première peinture. */
  readonly peinte: Promise<number>;
  /** Suit la page, `script` posé avant elle si possible. */
  suivre(script: string): Promise<PageSuivie>;
  memoire(): number;
  processeur(): number;
  /** Ferme proprement, et attend la fin. */
  fermer(): Promise<void>;
}

/** Lance `programme` (un dossier ou un fichier) dans l’Electron de cette machine. */
export const lancer = (programme: string, env: Record<string, string>): Lancement => {
  const { executable, args, env: sien } = environnementElectron();
  const debut = Date.now();
  const enfant = spawn(executable, [...args, '--remote-debugging-port=0', programme], { env: { ...process.env, ...sien, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const fin = new Promise<void>((resoudre) => { enfant.once('exit', () => { resoudre(); }); });
  const erreurs: string[] = [];
  const manque = (quoi: string): Promise<never> => attendre(LIMITE_MS).then(() => { throw new Error(`${quoi}\n${erreurs.join('\n')}`); });
  const peinte = new Promise<number>((resoudre) => { createInterface({ input: enfant.stdout }).on('line', (ligne) => { if (ligne.startsWith('SIAO_FENETRE ')) resoudre(Date.now()); }); });
  const adresse = new Promise<string>((resoudre) => {
    createInterface({ input: enfant.stderr }).on('line', (ligne) => {
      const ecoute = /^DevTools listening on (ws:\S+)$/u.exec(ligne)?.[1];
      if (ecoute === undefined) erreurs.push(ligne);
      else resoudre(ecoute);
    });
  });
  const numero = enfant.pid ?? 0;
  return {
    debut, peinte: Promise.race([peinte, manque('La fenêtre ne s’est pas ouverte.')]),
    suivre: async (script) => suivrePage(await Promise.race([adresse, manque('Pas de protocole de débogage.')]), script),
    memoire: () => memoireDe(numero),
    processeur: () => processeurDe(numero),
    fermer: async () => {
      const force = setTimeout(() => { tuerLignee(numero); }, 15_000);
      enfant.kill('SIGTERM');
      await fin;
      clearTimeout(force);
    },
  };
};

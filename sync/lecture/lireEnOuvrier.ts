import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { LigneSource } from '../../domain/reprise/source.ts';
import { ErreurLecture } from './erreurs.ts';
import type { CodeLecture } from './erreurs.ts';
import type { BilanSource, DescriptionSource, OptionsLecture } from './modele.ts';

/** Ce que l’ouvrier reçoit, et ce qu’il répond. */
export interface DemandeOuvrier { readonly origine: string | Uint8Array; readonly options: OptionsLecture; readonly traitement: string; readonly reglages: unknown }
export type MessageOuvrier =
  | { readonly genre: 'avancement'; readonly lignes: number }
  /** Les lignes mêmes, à mesure : rendues d’un bloc, elles arrêteraient qui les reçoit. */
  | { readonly genre: 'lot'; readonly lot: readonly LigneSource[] }
  | { readonly genre: 'fini'; readonly description: DescriptionSource; readonly bilan: BilanSource; readonly resultat: unknown }
  | { readonly genre: 'illisible'; readonly code: CodeLecture; readonly message: string };

export interface ConduiteLecture {
  /** Nom d’un des `CONSOMMATEURS`, et ses réglages, copiés par valeur. Sans lui : les lignes. */
  readonly traitement?: string;
  readonly reglages?: unknown;
  readonly avancement?: (lignes: number) => void;
  readonly signal?: AbortSignal;
  /** Millisecondes au-delà desquelles le fil est tué. */
  readonly delai?: number;
  /** Mégaoctets d’objets que le fil peut tenir ; les octets du fichier déplié n’en sont pas (`LimitesLecture`). */
  readonly memoire?: number;
}
export interface LectureFinie { readonly description: DescriptionSource; readonly bilan: BilanSource; readonly resultat: unknown }

const DELAI_LECTURE = 60_000;
const MEMOIRE = 512;
/** Le fil de lecture : son fichier source, ou celui qu’electron.vite.config.ts assemble à côté du processus de données. */
const cheminOuvrier = (): string => { const ici = fileURLToPath(import.meta.url); return join(dirname(ici), ici.endsWith('.ts') ? 'ouvrier.ts' : 'ouvrierLecture.cjs'); };
const annulee = (): ErreurLecture => new ErreurLecture('annule', 'La lecture du fichier est arrêtée.');

/** Lit un fichier dans un fil à part, que l’on peut tuer : son temps et sa mémoire sont bornés quoi que le fichier contienne. Rejette `ErreurLecture`. */
export const lireEnOuvrier = (origine: string | Uint8Array, options: OptionsLecture = {}, { traitement = 'lignes', reglages, avancement, signal, delai = DELAI_LECTURE, memoire = MEMOIRE }: ConduiteLecture = {}): Promise<LectureFinie> => new Promise((rendre, rejeter) => {
  if (signal?.aborted === true) { rejeter(annulee()); return; }
  const ouvrier = new Worker(cheminOuvrier(), { workerData: { origine, options, traitement, reglages } satisfies DemandeOuvrier, resourceLimits: { maxOldGenerationSizeMb: memoire, maxYoungGenerationSizeMb: 64 } });
  let finie = false;
  const recues: LigneSource[] = [];
  const finir = (suite: () => void): void => {
    if (finie) return;
    finie = true;
    clearTimeout(minuterie);
    signal?.removeEventListener('abort', annuler);
    // rien n’est rendu avant que le fil soit bien arrêté
    void ouvrier.terminate().then(suite, suite);
  };
  const annuler = (): void => { finir(() => { rejeter(annulee()); }); };
  const minuterie = setTimeout(() => { finir(() => { rejeter(new ErreurLecture('delai', `La lecture dure plus de ${Math.ceil(delai / 1000)} secondes : elle est arrêtée. Couper le fichier en plusieurs, ou n’y garder que la feuille à importer.`)); }); }, delai);
  signal?.addEventListener('abort', annuler);
  ouvrier.on('message', (message: MessageOuvrier) => {
    if (message.genre === 'lot') { for (const ligne of message.lot) recues.push(ligne); return; }
    if (message.genre === 'avancement') { if (!finie) avancement?.(message.lignes); return; }
    finir(() => { if (message.genre === 'fini') rendre({ description: message.description, bilan: message.bilan, resultat: traitement === 'lignes' ? recues : message.resultat }); else rejeter(new ErreurLecture(message.code, message.message)); });
  });
  ouvrier.on('error', (erreur: NodeJS.ErrnoException) => {
    finir(() => { rejeter(erreur.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ErreurLecture('memoire', 'Ce fichier demande trop de mémoire : n’y garder que la feuille à importer, ou le couper en plusieurs.') : erreur); });
  });
  ouvrier.on('exit', () => { finir(() => { rejeter(new ErreurLecture('panne', 'La lecture s’est arrêtée avant la fin : recommencer ; si cela se répète, enregistrer le fichier en csv.')); }); });
});

// Entrée du fil de lecture : lit un fichier, donne ses lignes au traitement nommé, rend ce qu’il en fait. N’écrit rien.
import { parentPort, workerData } from 'node:worker_threads';
import { CONSOMMATEURS } from './consommateurs.ts';
import { ErreurLecture } from './erreurs.ts';
import { lireSource } from './source.ts';
import type { DemandeOuvrier, MessageOuvrier } from './lireEnOuvrier.ts';

const dire = (message: MessageOuvrier): void => { parentPort?.postMessage(message); };

const travailler = ({ origine, options, traitement, reglages }: DemandeOuvrier): MessageOuvrier => {
  const { description, lots } = lireSource(origine, options);
  const nouveau = CONSOMMATEURS.get(traitement);
  if (nouveau === undefined) throw new Error(`Traitement inconnu : ${traitement}`);
  const { consommer, finir } = nouveau(description, reglages);
  const suite = lots();
  let lignes = 0;
  for (let lot = suite.next(); ; lot = suite.next()) {
    if (lot.done === true) return { genre: 'fini', description, bilan: lot.value, resultat: finir() };
    if (traitement === 'lignes') dire({ genre: 'lot', lot: lot.value }); else consommer(lot.value);
    lignes += lot.value.length;
    dire({ genre: 'avancement', lignes });
  }
};

try { dire(travailler(workerData as DemandeOuvrier)); } catch (erreur) {
  if (!(erreur instanceof ErreurLecture)) throw erreur;
  dire({ genre: 'illisible', code: erreur.code, message: erreur.message });
}

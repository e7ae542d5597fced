import type { GesteCycle } from '../../../domain/cycleDeVie.ts';
import { GESTES_ANNULABLES } from '../../../domain/cycleDeVie.ts';
import { compte } from '../../ui/formats.ts';
import type { ActionToast, Annoncer } from '../../ui/Toasts.tsx';
import { executerCommande } from './gestes.ts';

/** Une décision qui vient d’être prise, et que son auteur peut encore annuler. */
export interface DecisionPrise { readonly objet: 'entite' | 'dispositif'; readonly id: string; readonly nom: string; readonly geste: GesteCycle }

/** `null` quand ce geste ne s’annule pas (fermer, archiver, commenter…). */
export const decisionAnnulable = (objet: DecisionPrise['objet'], id: string, nom: string, geste: string): DecisionPrise | null => {
  const annulable = GESTES_ANNULABLES.find((candidat) => candidat === geste);
  return annulable === undefined ? null : { objet, id, nom, geste: annulable };
};

const annuler = async (decisions: readonly DecisionPrise[], annoncer: Annoncer): Promise<void> => {
  const refus: string[] = [];
  for (const { nom, ...args } of decisions) {
    const refusee = await executerCommande('annulerDecision', args);
    if (refusee !== null) refus.push(`« ${nom} » : ${refusee.message}`);
  }
  const faites = decisions.length - refus.length;
  const [premiere] = decisions;
  const resultat = decisions.length === 1 && premiere !== undefined && refus.length === 0 ? `« ${premiere.nom} » : décision annulée.` : `${compte(faites, 'décision annulée', 'décisions annulées')}${refus.length === 0 ? '.' : `, ${compte(refus.length, 'refusée', 'refusées')}. ${refus.slice(0, 3).join(' ')}`}`;
  annoncer(resultat, refus.length === 0 ? {} : { genre: 'erreur' });
};

/** Ce que le message d’une décision propose pendant dix secondes : l’annuler, toutes d’un geste quand il y en a plusieurs. */
export const actionAnnuler = (decisions: readonly DecisionPrise[], annoncer: Annoncer): ActionToast => ({ libelle: 'Annuler', annule: true, agir: () => { void annuler(decisions, annoncer); } });

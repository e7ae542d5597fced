import type { PropositionLue } from '../../contract/methodesPropositions.ts';
import { client, messageErreur } from '../poste/client.ts';
import { executerCommande } from '../offre/gestes/gestes.ts';
import type { Annoncer } from '../ui/Toasts.tsx';

export const MOTS_DECISION = { acceptee: 'accepté', refusee: 'refusé' } as const;
export type DecisionChamp = keyof typeof MOTS_DECISION;

/** Retire une proposition et le dit. */
export const retirer = async (proposition: Pick<PropositionLue, 'id' | 'fiche'>, annoncer: Annoncer): Promise<boolean> => {
  const refus = await executerCommande('retirerProposition', { id: proposition.id });
  annoncer(refus === null ? `« ${proposition.fiche} » : proposition retirée.` : refus.message, refus === null ? {} : { genre: 'erreur' });
  return refus === null;
};

/** Les champs que la personne peut décider, encore à décider. */
export const champsADecider = (proposition: PropositionLue): PropositionLue['champs'] => proposition.champs.filter(({ decidable }) => decidable);

/** Arguments d’une même décision sur des champs, avec la valeur de la fiche sous les yeux de la personne. */
export const argumentsDecision = (proposition: PropositionLue, champs: PropositionLue['champs'], decision: DecisionChamp, motif: string | null): object => ({
  id: proposition.id, decisions: champs.map(({ champ, aujourdhui }) => ({ champ, decision, vu: aujourdhui ?? null, ...(motif === null ? {} : { motif }) })),
});

/**
 * Décide d’une proposition en entier, sans la montrer : tous les champs que la personne décide. Rend la raison d’un refus, `null` quand c’est fait.
 * Une valeur changée depuis la demande ne s’accepte pas sans avoir été vue.
 */
export const deciderEntiere = async (id: string, decision: DecisionChamp, motif: string | null): Promise<string | null> => {
  try {
    const { proposition } = await client.appeler('propositions.lire', { id });
    if (proposition === null) return 'Cette proposition n’est plus dans le périmètre.';
    const champs = champsADecider(proposition);
    if (champs.length === 0) return 'Rien n’y attend votre décision : elle a été décidée ou retirée entre-temps.';
    const changes = champs.filter(({ change }) => change);
    if (decision === 'acceptee' && changes.length > 0) return `${changes.map(({ libelle }) => libelle).join(', ')} : la fiche a changé depuis la demande. À décider dans le panneau, les valeurs sous les yeux.`;
    return (await executerCommande('deciderProposition', argumentsDecision(proposition, champs, decision, motif)))?.message ?? null;
  } catch (erreur) {
    return messageErreur(erreur);
  }
};

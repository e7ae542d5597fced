import type { Acteur } from '../profils.ts';
import { STATUTS } from '../cycleDeVie.ts';
import { CHAMPS } from '../objets/objets.ts';
import type { Contexte, Refus } from './commande.ts';
import { refus } from './commande.ts';
import type { Fiche, ObjetFiche } from './regles.ts';
import { contexteDroit, estRefus, exigerDroit } from './regles.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';

/** Une fiche close ne change plus. */
export const FIGES = new Set(['ferme', 'archive', 'refuse']);
/** Une fiche soumise attend une décision. */
export const CIRCUIT = new Set(['a_prevalider', 'prevalide']);

/**
 * Règle commune des modifications de fiche : droit, statut, champs sensibles. Rend le refus, ou la suppléance à noter.
 * Une fiche soumise attend une décision : seul celui qui décide des champs sensibles peut encore la corriger (domain.md §5, D).
 */
export const refusModification = (objet: ObjetFiche, fiche: Fiche, champs: Readonly<Record<string, unknown>>, acteur: Acteur, contexte: Contexte, motif: string | undefined): Refus | { readonly suppleance?: true } => {
  if (Object.keys(champs).length === 0) return refus('arguments', 'Aucun champ à modifier.');
  const droits = contexteDroit(objet, fiche, contexte.aujourdhui);
  const droit = exigerDroit(acteur, 'modifier', objet, droits, motif);
  if (estRefus(droit)) return droit;
  if (FIGES.has(fiche.statut)) return refus('statut', `La fiche est au statut « ${STATUTS[fiche.statut as keyof typeof STATUTS]} » : elle ne se modifie plus.`);
  const decide = exigerDroit(acteur, 'decider_sensible', objet, droits, motif);
  if (CIRCUIT.has(fiche.statut) && estRefus(decide)) return refus('statut', 'La fiche est soumise et attend une décision : demander son renvoi pour la corriger.');
  if (fiche.statut === 'valide' || fiche.statut === 'suspendu') {
    const sensible = Object.keys(champs).find((nom) => CHAMPS[objet][nom]?.sensible === true);
    if (sensible !== undefined && estRefus(decide)) {
      return refus('champ_sensible', `« ${CHAMPS_LIBELLE[objet][sensible] ?? sensible} » est un champ sensible d’une fiche validée : l’administrateur départemental en décide.`, sensible);
    }
  }
  return droit;
};

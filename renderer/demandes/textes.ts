import type { DemandeLue } from '../../contract/methodesDemandes.ts';
import { gesteDemande } from '../../contract/journalTextes.ts';
import { libelleDe } from '../../domain/nomenclature/code.ts';
import { MODALITES } from '../../domain/nomenclature/referentiels.ts';
import { ETATS } from '../places/textes.ts';
import { compte, insecables } from '../ui/formats.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const TEXTES = insecables({
  titre: 'Demandes sur des places', places: 'Places', liste: 'Demandes', afficher: 'Afficher', enAttente: 'En attente', closes: 'Répondues', lecture: 'Lecture des demandes', outils: 'Filtres des demandes',
  vide: 'Aucune demande', videSiao: 'Sans délégation de gestion, un geste en nombre sur des places se demande à leur gestionnaire : la demande se suit ici.', videGestionnaire: 'Quand un SIAO sans délégation demande un changement de vos places, il attend ici votre réponse.', rienNAttend: 'Aucune demande n’attend', voirCloses: 'Voir les demandes répondues',
  aide: 'Flèches : changer de demande. Entrée : aller à ses places. Échap : revenir aux places.', aideLignes: 'Flèches : changer de ligne. Espace : choisir ou non. Ctrl+A : toutes. Flèche gauche : revenir aux demandes.',
  accepter: 'Accepter', refuser: 'Refuser', retirer: 'Retirer ma demande', rienChoisi: 'Choisir au moins une ligne à décider.', demande: 'Demandé par', motif: 'Motif', place: 'Place', groupe: 'Groupe', avant: 'À la demande', actuel: 'Aujourd’hui', decision: 'Décision',
  partie: 'n’est plus là', change: 'a changé depuis', dispositif: 'Voir le dispositif', attente: 'À envoyer', retiree: 'Demande retirée.', sansDroit: 'Ces places sont tenues par leur gestionnaire : lui seul répond.',
});

/** « Rendre indisponible du … » : le geste demandé, majuscule en tête. */
export const phraseGeste = ({ geste }: Pick<DemandeLue, 'geste'>): string => { const phrase = gesteDemande(geste, {}); return phrase.slice(0, 1).toUpperCase() + phrase.slice(1); };
export const surQuoi = ({ geste, lignes }: Pick<DemandeLue, 'geste' | 'lignes'>, combien = lignes.length): string => (geste.genre === 'modalite' ? compte(combien, 'groupe', 'groupes') : compte(combien, 'place', 'places'));
/** L’état d’une place, ou la modalité d’un groupe, en un mot. */
export const motDe = (valeur: string): string => (Object.hasOwn(ETATS, valeur) ? ETATS[valeur as keyof typeof ETATS].mot : libelleDe(MODALITES, valeur));

/** Où en est une demande : mot, icône et couleur. */
export const badgeDe = ({ statut, lignes, decidable }: DemandeLue): { readonly mot: string; readonly couleur: string; readonly icone: NomIcone } => {
  const acceptees = lignes.filter(({ decision }) => decision === 'acceptee').length;
  const refusees = lignes.filter(({ decision }) => decision === 'refusee').length;
  if (statut === 'retiree') return { mot: 'Retirée', couleur: 'beige-gris-galet', icone: 'arrow-go-back-line' };
  if (statut === 'decidee') return acceptees === 0 ? { mot: 'Refusée', couleur: 'error', icone: 'close-circle-fill' } : refusees === 0 ? { mot: 'Acceptée', couleur: 'success', icone: 'checkbox-circle-fill' } : { mot: `${compte(acceptees, 'acceptée', 'acceptées')}, ${compte(refusees, 'refusée', 'refusées')}`, couleur: 'blue-cumulus', icone: 'checkbox-circle-line' };
  return decidable ? { mot: 'À décider', couleur: 'warning', icone: 'time-fill' } : acceptees + refusees > 0 ? { mot: 'En partie décidée', couleur: 'blue-cumulus', icone: 'time-line' } : { mot: 'En attente', couleur: 'blue-cumulus', icone: 'time-line' };
};

import type { CommandeEnFile, EtatSync } from '../../contract/poste.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import { minuscule } from '../ui/formats.ts';

export const TEXTES = {
  titre: 'Synchronisation', maintenant: 'Synchroniser maintenant', aTraiter: 'À traiter', file: 'En file', corriger: 'Corriger', classer: 'Classer', decider: 'Décider', voir: 'Voir la fiche',
  reponduAvecRetours: 'Le service a répondu à toutes les modifications. Certaines demandent une décision.',
  fileVide: 'Aucune modification en attente', rienATraiter: 'Aucun refus, aucun conflit', classerAide: 'Retire ce retour de la liste. La fiche garde la valeur du service.',
} as const;

/** Phrase de l’état, pour le panneau de gauche. */
export const PHRASES: Record<EtatSync['etat'], string> = {
  arret: 'Synchronisation à l’arrêt.', a_jour: 'Toutes les modifications sont enregistrées par le service.', envoi: 'Les modifications partent vers le service.', chargement: 'Premier chargement du périmètre.',
  hors_ligne: 'Le service ne répond pas. Le travail continue sur ce poste ; les modifications partiront au retour du réseau.', session: 'Le service demande de rouvrir la session : se déconnecter puis se reconnecter. Les modifications en attente sont gardées.', erreur: 'Le dernier échange a échoué. Un nouvel essai aura lieu seul.',
};
export const ETATS_COMMANDE: Record<CommandeEnFile['etat'], string> = { en_attente: 'En attente', envoyee: 'Reçue par le service', refusee: 'Refusée', conflit: 'En conflit' };

const champsDe = ({ args }: CommandeEnFile): readonly string[] => {
  const champs = typeof args === 'object' && args !== null && 'champs' in args ? (args as { champs: unknown }).champs : null;
  return typeof champs === 'object' && champs !== null ? Object.keys(champs) : [];
};
/** « Modifier un dispositif : adresse, horaires ». */
export const phraseCommande = (commande: CommandeEnFile): string => {
  const champs = champsDe(commande).map((champ) => minuscule(CHAMPS[commande.objet][champ]?.libelle ?? champ));
  return champs.length === 0 ? commande.libelle : `${commande.libelle} : ${champs.join(', ')}`;
};

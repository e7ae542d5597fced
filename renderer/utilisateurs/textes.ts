import type { Activite } from '../../contract/methodesUtilisateurs.ts';
import type { StatutCompte } from '../../domain/objets/utilisateur.ts';
import { insecables } from '../ui/formats.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const TEXTES = insecables({
  titre: 'Utilisateurs', filtrer: 'Nom, adresse, périmètre…', nouveau: 'Nouveau compte', vide: 'Aucun compte ne correspond', videSansFiltre: 'Aucun compte dans le périmètre', retirer: 'Retirer le filtre', retirerTout: 'Retirer tous les filtres', proche: 'Aucun résultat exact : noms à une lettre près.',
  chercherValeur: 'Chercher une valeur', tout: 'Tout', aucun: 'Aucun', sansDepartement: 'France entière', gestes: 'Gestes en nombre', cocher: 'Cocher ce compte', cocherTout: 'Cocher tous les comptes affichés', decocherTout: 'Tout décocher', cocherDAbord: 'Cocher d’abord des comptes (Espace), ou tous ceux de la vue par la case de l’en-tête.',
  lecture: 'Lecture du compte', absent: 'Compte absent', absentAide: 'Il a été retiré, ou n’est pas dans le périmètre.', supprimeAide: 'Ce compte a été supprimé : il n’est gardé que pour le journal.',
  creation: 'Nouveau compte', modification: 'Modifier le compte', reaffectation: 'Réaffecter', identite: 'Identité', profil: 'Profil', perimetre: 'Périmètre', aides: { profil: 'ce que la personne pourra faire', nom: 'd’une seule personne', email: 'individuelle', facultatif: 'facultatif' },
  creerInviter: 'Créer et inviter', creerSans: 'Créer sans inviter', enregistrer: 'Enregistrer', annuler: 'Annuler', abandonner: 'Abandonner la saisie', garder: 'Garder le brouillon', continuer: 'Continuer la saisie', quitter: 'Quitter le formulaire ?',
  quitterAide: 'Des champs ont changé et ne sont pas enregistrés. Le brouillon peut rester sur ce poste pour être repris plus tard.',
  adressePrise: 'Cette adresse est déjà celle d’un compte.', memePersonne: 'Un compte existe peut-être déjà pour cette personne', aucunProfil: 'Votre profil ne crée aucun compte.', choisirProfil: 'Choisir un profil.', nonGarde: 'Brouillon non gardé : enregistrer avant de quitter.',
  departements: 'Départements', siao: 'SIAO', entite: 'Entité', dispositifs: 'Dispositifs', choisirEntite: 'Choisir une entité.', entiteVide: 'Aucune entité du périmètre ne correspond', sansDispositif: 'Cette entité n’a aucun dispositif dans le périmètre.', entiteDAbord: 'Choisir d’abord l’entité.', national: 'Toute la France.',
  avant: 'Aujourd’hui', apres: 'Après', gagne: 'Gagne', perd: 'Perd', rienGagne: 'Aucun droit de plus.', rienPerdu: 'Aucun droit de moins.', motif: 'Motif', motifAide: 'obligatoire, gardé au journal', motifManque: 'Écrire un motif : il est gardé au journal.', inchange: 'Choisir un autre profil ou un autre périmètre.',
  onglets: { compte: 'Compte', historique: 'Historique' },
  peut: 'Ce que cette personne peut faire', aucuneLigne: 'Aucune fiche, aucun compte : des agrégats anonymisés seulement.', gerePar: 'Qui gère ce compte', attente: 'En attente', assister: 'Assister', autres: 'Autres gestes', matrice: 'Voir la matrice des droits',
} as const);

export const EXPORTER = insecables({
  bouton: 'Exporter', titre: 'Exporter ou imprimer les comptes', comptes: 'Comptes', perimetre: 'Périmètre', filtres: 'Filtres', aucun: 'Aucun : tous les comptes du périmètre',
  garder: 'Le fichier contient des données personnelles, et dit qui l’a demandé, quand et sur quel périmètre ; cet export n’est pas écrit au journal. Le garder en lieu sûr et l’effacer quand il ne sert plus.',
});
export const TITRES: Readonly<Record<string, readonly [string, string]>> = {
  nom: ['Nom', 'Nom'], email: ['Adresse', 'Adresse'], profil: ['Profil', 'Profil'], perimetre: ['Périmètre', 'Périmètre'], departements: ['Dépts', 'Départements'], statut: ['Statut', 'Statut'], secondFacteur: ['2ᵉ facteur', 'Second facteur'], activite: ['Dernière connexion', 'Dernière connexion'],
};
/** Statut d’un compte : icône et couleur, toujours avec le mot. */
export const APPARENCE_STATUT: Record<StatutCompte, readonly [NomIcone, string]> = { invite: ['mail-line', 'blue-cumulus'], actif: ['checkbox-circle-fill', 'success'], suspendu: ['pause-circle-fill', 'yellow-tournesol'], supprime: ['close-circle-fill', 'grey'] };
/** Une couleur par famille de profils ; le mot dit lequel. */
export const COULEURS_FAMILLE: Readonly<Record<string, string>> = { État: 'blue-france', 'Observation sociale': 'beige-gris-galet', SIAO: 'purple-glycine', 'Entité gestionnaire': 'grey' };
export const LIBELLES_ACTIVITE: Record<Activite, string> = insecables({ recente: 'Depuis moins de 12 mois', inactive: 'Depuis 12 mois ou plus', jamais: 'Jamais', invitation_expiree: 'Invitation expirée' });

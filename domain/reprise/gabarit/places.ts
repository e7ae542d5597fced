import { champsDispositif } from '../../objets/dispositif.ts';
import { champsPlace } from '../../objets/place.ts';
import { colonne } from './colonne.ts';

/** Une ligne = une place d’un groupe (décision 028). Aucune colonne ne nomme une personne hébergée : une telle colonne n’est associée à rien. */
export const COLONNES_PLACES = [
  colonne('identifiantPlace', 'Identifiant de la place', 'texte', ['id place', 'code place', 'ref place', 'id lit'], 'PL-59-000418', 'Le numéro de la place dans l’ancien outil : il permet de rejouer le fichier.'),
  colonne('identifiant', 'Identifiant d’origine', 'texte', ['id structure', 'identifiant structure', 'code structure', 'num structure', 'ref structure', 'id dispositif'], 'SI-59-00073', 'Le numéro de la structure dans l’ancien outil.'),
  colonne('nom', champsDispositif.nom.libelle, 'texte', ['nom structure', 'structure', 'nom dispositif', 'dispositif', 'etablissement'], 'Résidence Faidherbe', 'Le nom de la structure ; sert avec le siret quand il n’y a pas d’identifiant.'),
  colonne('siret', champsDispositif.siret.libelle, 'siret', ['num siret', 'siret structure', 'n siret'], '43820167500032', '14 chiffres.'),
  colonne('identifiantGroupe', 'Identifiant du groupe', 'texte', ['id groupe', 'code groupe', 'num groupe', 'id groupe places'], 'G-2', 'Le numéro du groupe de places dans l’ancien outil.'),
  colonne('libelle', champsPlace.groupeId.libelle, 'texte', ['groupe', 'lib groupe', 'libelle groupe', 'nom groupe', 'libelle du groupe'], 'Bâtiment A', 'Vide quand la structure n’a qu’un groupe.'),
  colonne('numero', champsPlace.numero.libelle, 'texte', ['num place', 'no place', 'numero place', 'n place', 'lit', 'chambre', 'num lit', 'place'], 'Ch. 101', 'Unique dans son groupe.', { obligatoire: true }),
  colonne('etat', champsPlace.etats.libelle, 'code', ['etat', 'etat place', 'statut', 'statut place', 'disponibilite'], 'Ouverte', 'Ouverte, indisponible ou fermée.', { vocabulaire: 'etat' }),
  colonne('motif', 'Motif d’indisponibilité', 'code', ['motif', 'motif indispo', 'motif indisponibilite', 'cause'], 'Travaux', 'Pour une place indisponible.', { vocabulaire: 'motif', aPart: true }),
  colonne('debutEtat', 'Depuis le', 'date', ['dt etat', 'date etat', 'debut', 'dt deb', 'date debut', 'dt deb indispo', 'depuis', 'dt ouv', 'date ouverture'], '01/09/2011', 'Le premier jour de cet état.'),
  colonne('finEtat', 'Jusqu’au', 'date', ['dt fin', 'date fin', 'fin', 'dt fin indispo', 'jusqu au'], '31/12/2026', 'Le dernier jour de cet état, s’il est connu.', { aPart: true }),
  colonne('occupation', champsPlace.occupation.libelle, 'code', ['occ', 'occupee', 'occupation place', 'etat occupation'], 'Libre', 'Libre, réservée ou occupée. Jamais un nom.', { vocabulaire: 'occupation' }),
  colonne('occupationLe', champsPlace.occupationLe.libelle, 'date', ['dt occ', 'date occupation', 'dt constat', 'date du constat'], '24/11/2026', 'Le jour où l’occupation a été constatée.'),
] as const;

import { insecables } from '../../ui/formats.ts';

export const CORRESPONDANCES = insecables({
  titre: 'Correspondances', grille: 'Correspondances', lecture: 'Lecture des correspondances', filtrer: 'Filtrer', departement: 'Département', tous: 'Tous les départements', genre: 'Montrer', tout: 'Tout', termes: 'Termes', associations: 'Associations', poste: 'De ce poste',
  nom: 'Terme ou nom', portee: 'Liste ou fichier', correspond: 'Correspond à', auteur: 'Décidé par', le: 'Le', changer: 'Changer', retirer: 'Retirer', partager: 'Partager', remplacer: 'Remplacer le choix de l’équipe', oublier: 'Oublier', annuler: 'Annuler', enregistrer: 'Enregistrer',
  vide: 'Aucune correspondance partagée', videAide: 'Un terme rattaché, ou une association gardée, à l’étape « Associer » d’un fichier arrive ici, pour toute l’équipe du département.', rien: 'Aucune correspondance dans ce filtre', effacer: 'Effacer le filtre', choisir: 'Choisir une correspondance dans la liste.',
  colonnes: 'Colonnes', colonneFichier: 'En-tête du fichier', ote: 'Ne plus associer', introuvable: 'Cette correspondance a été retirée entre-temps.', trop: 'Au moins une colonne doit rester associée : pour n’en garder aucune, retirer l’association.',
});

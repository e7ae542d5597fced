import { insecables } from '../../ui/formats.ts';

/** Textes des onglets « Pièces » et « Échanges ». */
export const PIECES_ECHANGES = insecables({
  joindre: 'Joindre', joindrePiece: 'Joindre une pièce', choisir: 'Choisir un fichier…', depose: 'ou le déposer ici', formats: 'pdf, png, jpg, docx ou odt, 10 Mo au plus', genre: 'Nature de la pièce', fichier: 'Fichier', annuler: 'Annuler',
  envoi: 'Envoi en cours', lacher: 'Lâcher le fichier pour le joindre', jointe: 'Pièce jointe', aucunePiece: 'Aucune pièce', aucuneAide: 'Arrêté, convention ou autre document de la fiche.',
  refuse: 'Votre profil ne lit pas les pièces.', horsLigne: 'Hors ligne : la liste est celle de ce poste ; joindre ou ouvrir une pièce demande le service.', lecture: 'Lecture des pièces',
  ouvrir: 'Ouvrir', ouverte: 'Pièce enregistrée :', copier: 'Copier le chemin', copie: 'Chemin copié.', copieRefusee: 'Copie refusée par le système.', retirer: 'Retirer', retirerTitre: 'Retirer la pièce', retirerAide: 'Elle ne se montrera plus sur la fiche ; l’historique la cite. Son contenu s’efface du service un jour après, si aucune autre fiche ne la porte.',
  motif: 'Motif', motifVide: 'Le motif est obligatoire.', retiree: 'Pièce retirée', unSeul: 'Joindre les fichiers un par un.', enCours: 'Enregistrement…',
  commenter: 'Commenter', ajouter: 'Ajouter un commentaire', sur: 'Sur', touteLaFiche: 'Toute la fiche', commentaire: 'Commentaire', vide: 'Écrire le commentaire.', ajoute: 'Commentaire ajouté', enAttente: 'Un commentaire attend d’être envoyé.',
  aucun: 'Aucun échange', aucunAide: 'Motifs des renvois et commentaires par champ se lisent ici.',
});

export const TEXTES = {
  attend: 'Ce qui m’attend', parc: 'Le parc', ouvrirFile: 'Ouvrir la file', ouvrirOffre: 'Ouvrir l’offre', rien: 'Rien n’attend votre décision', capacite: 'Capacité ouverte', capaciteAide: 'places des dispositifs validés ou suspendus',
  dispositifs: 'Dispositifs', entites: 'Entités', groupes: 'Groupes de places', parNature: 'Dispositifs par nature', parStatut: 'Dispositifs par statut', sansDonnees: 'Aucun dispositif dans le périmètre',
} as const;

export const TEXTES = {
  ouverture: 'Ouverture de l’écran',
  panne: 'Cet écran n’a pas pu s’ouvrir',
  panneTexte: 'Un fichier de SIAO Offre n’a pas pu être lu sur cette machine. Rien de ce qui est enregistré n’est perdu. Si recharger ne suffit pas, fermer SIAO Offre et le rouvrir.',
  recharger: 'Recharger',
  lecture: 'Lecture impossible',
  reessayer: 'Réessayer',
} as const;

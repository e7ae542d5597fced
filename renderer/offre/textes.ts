export const TEXTES = {
  titre: 'Offre', grille: 'Fiches de l’offre', arborescence: 'Arborescence', liste: 'Liste', filtrer: 'Filtrer cette vue…', colonnes: 'Colonnes et densité', toutDeplier: 'Tout déplier', toutReplier: 'Tout replier', nouveau: 'Nouveau',
  vide: 'Aucun dispositif ne correspond', videSansFiltre: 'Aucune fiche dans le périmètre', retirerFiltres: 'Retirer tous les filtres', retirer: 'Retirer le filtre',
  creer: 'Créer', densite: 'Densité', tousLesFiltres: 'Filtres actifs', minimum: 'Minimum', maximum: 'Maximum', chercherValeur: 'Chercher une valeur', toutCocher: 'Tout', toutDecocher: 'Aucun', effacer: 'Effacer le filtre', appliquer: 'Appliquer',
} as const;

export const LIBELLES_OBJETS = { entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe de places' } as const;
export const LIBELLES_CREATION = { entite: 'Nouvelle entité', dispositif: 'Nouveau dispositif', groupe: 'Nouveau groupe' } as const;
export const LIBELLES_ATTENTE = { en_attente: 'En attente d’envoi', refusee: 'Refusée par le service', conflit: 'En conflit' } as const;

export const EXPORTER = {
  bouton: 'Exporter', titre: 'Exporter ou imprimer l’offre', vue: 'Les lignes affichées', niveau: 'Niveau', garder: 'Les lignes sont celles de la grille, dépliées comme elle, non affichées comprises.',
} as const;

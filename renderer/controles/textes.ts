export const TEXTES = {
  titre: 'Contrôles de l’offre', accueil: 'Accueil', liste: 'Contrôles', grille: 'Fiches à corriger', outils: 'Outils de la liste', filtrer: 'Filtrer la liste…', exporter: 'Exporter', lecture: 'Lecture des contrôles', lectureFiches: 'Lecture des fiches', depuis: 'depuis le',
  aide: 'Flèches pour changer de contrôle, Entrée ou flèche droite pour aller aux fiches.', vide: 'Rien à corriger', videAide: 'Aucune fiche de votre périmètre n’est relevée par ce contrôle.', filtree: 'Aucune fiche ne correspond à ce filtre', retirer: 'Retirer le filtre',
  sansReference: 'L’écart se lira après le premier instantané mensuel du service, le soir du dernier jour du mois.', ouvrir: 'ouvrir la fiche', modifier: 'modifier', horsLigne: 'Hors ligne : liste établie d’après les données du', declarer: 'Ouvrir la déclaration',
} as const;
export const COLONNES = { fiche: 'Fiche', nom: 'Nom', parent: 'Entité ou dispositif', departement: 'Dép.', constat: 'Constat', depuis: 'Depuis' } as const;
export const EXPORT = { titre: 'Exporter la liste', lignes: 'Toutes les fiches relevées', aide: 'Le filtre de l’écran n’est pas repris : la liste est entière, avec sa règle.' } as const;

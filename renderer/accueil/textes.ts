export const TEXTES = {
  attend: 'Ce qui m’attend', parc: 'Le parc', ouvrirFile: 'Ouvrir la file', explorer: 'Explorer les indicateurs', rien: 'Rien n’attend votre décision', capacite: 'Capacité ouverte', depuis: 'depuis le', indisponibles: 'Indisponibles', desOuvertes: 'des ouvertes', occupation: 'Taux d’occupation', corrige: 'corrigé', libres: 'Libres ce soir',
  delai: 'Délai médian de validation ce mois\u00a0:', decile: '9\u1d49 décile\u00a0:',
  parNature: 'Occupation par nature', parMotif: 'Indisponibles par motif', occupees: 'Occupées', autres: 'Libres ou réservées', sansPlaces: 'Aucune place ouverte dans le périmètre', sansMotif: 'Aucune place indisponible',
} as const;

export const SOIR = { titre: 'Libres ce soir, par public', fleches: 'Libres ce soir, par public et modalité. Les flèches vont d’un nombre à l’autre, Entrée ouvre ses places.', public: 'Public', libres: 'Libres', reservees: 'Réservées', ouvertes: 'Ouvertes', ensemble: 'Ensemble', aucune: 'Aucune place ouverte', vide: 'Aucune place ouverte dans le périmètre', lecture: 'Lecture des places libres' } as const;
export const COMPARAISON = { titre: 'Comparaison des départements', ranger: 'Ranger les départements par', criteres: { occupation: 'Occupation', indisponibles: 'Indisponibles', libres: 'Libres' }, ensemble: 'Ensemble', ecart: 'Écart à l’ensemble, en points ; le trait vertical le marque' } as const;

export const QUALITE = {
  titre: 'Qualité\u00a0: à faire', lecture: 'Lecture des contrôles', tous: 'Tous les contrôles', controle: 'Contrôle', nombre: 'Fiches', depuis: 'Depuis le', ecart: 'Écart', sansReference: 'Se lira après le premier instantané mensuel du service', voir: 'Voir', rien: 'Rien', completude: 'Complétude du parc',
} as const;

export const CHANGEMENTS = {
  titre: 'Ce qui a changé', depuis: 'depuis ma visite du', parObjet: 'Changements par objet', tout: 'Tout', lecture: 'Lecture des changements', suppleance: 'Suppléance',
  premiere: 'Première visite sur ce poste : les changements se liront à la prochaine', rien: 'Personne n’a rien changé depuis votre dernière visite',
  objets: { entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe', place: 'Places', proposition: 'Proposition', piece: 'Pièce', demande: 'Demande' },
  pluriels: { entite: 'Entités', dispositif: 'Dispositifs', groupe: 'Groupes', place: 'Places', proposition: 'Propositions', piece: 'Pièces', demande: 'Demandes' },
  modifie: { entite: { actif: 'a modifié la fiche', passif: 'Fiche modifiée' }, dispositif: { actif: 'a modifié la fiche', passif: 'Fiche modifiée' }, groupe: { actif: 'a modifié le groupe', passif: 'Groupe modifié' } },
  cree: { entite: { actif: 'a créé la fiche', passif: 'Fiche créée' }, dispositif: { actif: 'a créé la fiche', passif: 'Fiche créée' }, groupe: { actif: 'a créé le groupe', passif: 'Groupe créé' } },
  proposition: { ouverte: { actif: 'a proposé un changement', passif: 'Changement proposé' }, decidee: { actif: 'a décidé d’une proposition', passif: 'Proposition décidée' }, retiree: { actif: 'a retiré sa proposition', passif: 'Proposition retirée' } },
  demande: { ouverte: { actif: 'a demandé un changement de places', passif: 'Changement de places demandé' }, decidee: { actif: 'a décidé d’une demande', passif: 'Demande décidée' }, retiree: { actif: 'a retiré sa demande', passif: 'Demande retirée' } },
  piece: { jointe: { actif: 'a joint la pièce', passif: 'Pièce jointe' }, retiree: { actif: 'a retiré la pièce', passif: 'Pièce retirée' } },
} as const;

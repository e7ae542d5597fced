/** Phrase d’une erreur de connexion, par code (contract/poste.ts, « session.ouvrir »). Le message du poste complète les autres. */
export const TEXTES = {
  titre: 'Connexion', sousTitre: 'Compte individuel et nominatif', email: 'Adresse électronique', emailAide: 'Format attendu : prenom.nom@domaine.fr', motDePasse: 'Mot de passe', ouvrir: 'Se connecter', enCours: 'Connexion en cours…',
  service: 'Service', horsLigne: 'Le service ne répond pas. La connexion reste possible avec un compte déjà ouvert sur ce poste : les modifications seront envoyées au retour du réseau.',
  demonstration: 'Comptes de démonstration', demonstrationAide: 'Un clic ou Entrée remplit le formulaire et connecte.', afficher: 'Afficher', masquer: 'Masquer',
  baseline: 'Offre d’hébergement et de logement adapté', emailVide: 'L’adresse électronique est obligatoire.', motDePasseVide: 'Le mot de passe est obligatoire.', sansService: 'aucune adresse configurée',
} as const;
export const TITRES_ERREUR: Record<string, string> = {
  'session.identifiants': 'Connexion refusée', 'session.bloque': 'Compte bloqué temporairement', 'session.hors_ligne': 'Service injoignable', coupure: 'Poste redémarré', service: 'Erreur du service',
};

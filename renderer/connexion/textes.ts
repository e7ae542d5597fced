import { insecables } from '../ui/formats.ts';

/** Phrase d’une erreur de connexion, par code (contract/poste.ts, « session.ouvrir »). Le message du poste complète les autres. */
export const TEXTES = insecables({
  titre: 'Connexion', sousTitre: 'Compte individuel et nominatif', email: 'Adresse électronique', emailAide: 'Format attendu : prenom.nom@domaine.fr', motDePasse: 'Mot de passe', ouvrir: 'Se connecter', enCours: 'Connexion en cours…',
  service: 'Service', horsLigne: 'Le service ne répond pas. La connexion reste possible avec un compte déjà ouvert sur ce poste : les modifications seront envoyées au retour du réseau.',
  demonstration: 'Comptes de démonstration', demonstrationAide: 'Un clic ou Entrée remplit le formulaire et connecte.', afficher: 'Afficher', masquer: 'Masquer',
  baseline: 'Offre d’hébergement et de logement adapté', emailVide: 'L’adresse électronique est obligatoire.', motDePasseVide: 'Le mot de passe est obligatoire.', sansService: 'aucune adresse configurée',
  chuteTitre: 'Le poste a dû redémarrer.', chute: 'Tout ce qui était enregistré est gardé. Se reconnecter pour continuer ; un formulaire commencé se retrouve en rouvrant la fiche.',
} as const);
export const TITRES_ERREUR: Record<string, string> = {
  'session.identifiants': 'Connexion refusée', 'session.bloque': 'Compte bloqué temporairement', 'session.hors_ligne': 'Service injoignable', coupure: 'Poste redémarré', service: 'Erreur du service',
};

/** « Oublier ce poste » a abouti : ce que dit l’écran de connexion. */
export const OUBLI = insecables({ titre: 'Ce poste a oublié le compte', fichier: 'Modifications exportées dans', garder: 'Ce fichier n’est pas chiffré : le garder en lieu sûr jusqu’à son envoi par « siao travail send ».', envoyees: 'Toutes les modifications avaient été envoyées.' } as const);

/** Longueur que le processus de données exige (contract/poste.ts, `phrase.courte`). */
export const PHRASE_MINIMALE = 12;
/** Écrans du coffre, avant la connexion. */
export const COFFRE = insecables({
  phrase: 'Phrase secrète', phraseAide: '12 caractères au moins ; quelques mots sans lien entre eux se retiennent bien.', confirmation: 'La même phrase, une seconde fois', afficher: 'Afficher la phrase', masquer: 'Masquer la phrase', enCours: 'Un instant…',
  longueurBonne: 'Longueur suffisante', identique: 'Les deux saisies sont identiques', courte: 'La phrase compte 12 caractères au moins.', differente: 'Les deux saisies diffèrent.', vide: 'La phrase secrète est obligatoire.',
  choisir: 'Choisir une phrase secrète', choisirPourquoi: 'Cette machine n’a pas de trousseau où ranger la clé qui chiffre les données du poste. Une phrase secrète en tient lieu : elle sera demandée à chaque ouverture de l’application.', choisirBouton: 'Chiffrer ce poste avec cette phrase',
  perteTitre: 'Une phrase perdue ne se retrouve pas.', perte: 'Sans elle, ce que ce poste n’a pas encore envoyé est perdu. Ce que le service a reçu ne l’est pas.',
  donner: 'Phrase secrète de ce poste', donnerPourquoi: 'Elle ouvre les données chiffrées de cette machine. Ce n’est pas le mot de passe du compte.', donnerBouton: 'Ouvrir', oubliee: 'Phrase oubliée : les données de ce poste ne peuvent plus être lues. Le support peut mettre les fichiers de côté ; ce que le service a reçu reste intact.',
  muet: 'Le trousseau du système ne répond pas', muetPourquoi: 'La clé qui chiffre les données de ce poste y est rangée. Rien n’est perdu : le poste s’ouvrira dès qu’il répondra.', muetGestes: ['Déverrouiller le trousseau de la session si le système le demande.', 'Si la machine vient de démarrer, attendre quelques instants puis réessayer.'],
  perdue: 'La clé de ce poste a disparu du trousseau', perduePourquoi: 'Le trousseau répond, mais la clé qui chiffre les données de ce poste n’y est plus : ces données ne peuvent pas être lues.', perdueGestes: ['Si le trousseau a été restauré, ou si la session ouverte n’est pas la bonne, réessayer après l’avoir rétabli.', 'Sinon, repartir à neuf : les anciens fichiers sont mis de côté, rien n’est effacé.'],
  reessayer: 'Réessayer', repartir: 'Repartir à neuf', repartirTitre: 'Repartir à neuf ?', repartirEffet: 'Une clé neuve est créée et l’offre sera rechargée à la connexion. Ce qui n’avait pas été envoyé reste dans les anciens fichiers, mis de côté et toujours chiffrés : il ne reviendra que si la clé est retrouvée.', repartirConfirmer: 'Repartir à neuf', garder: 'Ne rien changer', sansChangement: 'Toujours pas : rien n’a changé.',
} as const);

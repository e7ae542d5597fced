import { insecables } from '../ui/formats.ts';

/** Phrase d’une erreur de connexion, par code (contract/poste.ts, « session.ouvrir »). Le message du poste complète les autres. */
export const TEXTES = insecables({
  titre: 'Connexion', sousTitre: 'Compte individuel et nominatif', email: 'Adresse électronique', emailAide: 'Format attendu : prenom.nom@domaine.fr', motDePasse: 'Mot de passe', ouvrir: 'Se connecter', enCours: 'Connexion en cours…',
  service: 'Service', horsLigne: 'Le service ne répond pas. La connexion reste possible avec un compte déjà ouvert sur ce poste : les modifications seront envoyées au retour du réseau.',
  demonstration: 'Comptes de démonstration', demonstrationAide: 'Un clic ou Entrée remplit le formulaire et connecte.', afficher: 'Afficher', masquer: 'Masquer',
  baseline: 'Offre d’hébergement et de logement adapté', emailVide: 'L’adresse électronique est obligatoire.', motDePasseVide: 'Le mot de passe est obligatoire.', sansService: 'aucune adresse configurée', organisation: 'Ce poste ne joint aucun service : le fichier de réglage de votre organisation est à corriger.', organisationSuite: 'Prévenir l’administrateur de cette machine.',
  chuteTitre: 'Le poste a dû redémarrer.', chute: 'Tout ce qui était enregistré est gardé. Se reconnecter pour continuer ; un formulaire commencé se retrouve en rouvrant la fiche.',
} as const);
export const TITRES_ERREUR: Record<string, string> = {
  'session.identifiants': 'Connexion refusée', 'session.bloque': 'Connexion suspendue quelques minutes', 'session.hors_ligne': 'Service injoignable', hors_ligne: 'Service injoignable', coupure: 'Poste redémarré', service: 'Erreur du service',
  'session.suspendu': 'Compte suspendu', protocole: 'Version trop ancienne', 'session.defi': 'Étape périmée', 'session.etape': 'Étape périmée',
};
/** Ce qu’il y a à faire, quand la phrase de l’erreur ne le dit pas. */
export const SUITES_ERREUR: Record<string, string> = insecables({
  'session.identifiants': 'Après dix essais inexacts, la connexion est suspendue quinze minutes. Mot de passe oublié : demander un code.',
  'session.bloque': 'Le mot de passe peut être changé sans attendre : demander un code.',
});

/** Connexion par étapes : second facteur, codes de secours, code reçu par courriel, fournisseur d’identité. */
export const ETAPES = insecables({
  oubli: 'Première connexion ou mot de passe oublié', retour: 'Revenir à la connexion', recommencer: 'Recommencer la connexion', ou: 'ou', agent: 'Se connecter avec', agentEnCours: 'La connexion se poursuit dans le navigateur…', agentAide: 'Une page s’est ouverte dans le navigateur de cette machine. S’y identifier, puis revenir ici : la suite vient d’elle-même, dans les cinq minutes.', annuler: 'Annuler',
  horsLigneRegle: 'Une première connexion, un second facteur et un code demandent le réseau.',
  code: 'Code à six chiffres', codeAide: 'Affiché par l’application d’authentification, il change toutes les 30 secondes.', codeAria: 'Six chiffres ; le sixième envoie le code.', valider: 'Valider', enCours: 'Un instant…', codeVide: 'Le code compte six chiffres.',
  facteur: 'Second facteur', facteurAide: 'Ce compte demande un code en plus du mot de passe.', utiliserSecours: 'Utiliser un code de secours', utiliserApplication: 'Utiliser le code de l’application', secours: 'Code de secours', secoursAide: 'Un des codes conservés à l’enrôlement, par exemple ABCD-EFGH-JKMN. Il ne servira qu’une fois.', secoursVide: 'Le code de secours est obligatoire.',
  sansTelephone: 'Ni téléphone, ni code de secours : l’administrateur du compte peut retirer ce second facteur.',
  enrolement: 'Protéger ce compte par un second facteur', enrolementAide: 'Ce profil l’exige : un code, sur un téléphone, complète le mot de passe.',
  enrolementEtapes: ['Installer sur un téléphone une application d’authentification (FreeOTP, Aegis, Google Authenticator, Microsoft Authenticator…).', 'Dans l’application, ajouter un compte en visant ce dessin avec l’appareil photo, ou en recopiant la clé.', 'Saisir ici le code à six chiffres que l’application affiche.'],
  qr: 'Code à viser avec l’application d’authentification', cle: 'Clé à recopier', copierCle: 'Copier la clé', cleCopiee: 'Clé copiée.', copieRefusee: 'La copie a été refusée par le système : la recopier à la main.',
  codes: 'Codes de secours', codesAide: 'Ils remplacent le téléphone le jour où il manque. Chacun sert une fois. Ils ne seront plus montrés.', copierCodes: 'Copier', codesCopies: 'Codes copiés.', enregistrer: 'Enregistrer dans un fichier', enregistres: 'Codes enregistrés dans', effacer: 'Le mettre en lieu sûr, puis l’effacer de cette machine.', conserves: 'J’ai conservé mes codes', continuer: 'Continuer', conserverDabord: 'Conserver les codes, puis cocher la case.',
  oubliTitre: 'Choisir un mot de passe', oubliAide: 'Pour une première connexion, le code est dans le courriel d’invitation. Pour un mot de passe oublié, en demander un.', demander: 'Recevoir un code', jAiUnCode: 'J’ai déjà un code', codeRecu: 'Code reçu par courriel', codeRecuAide: 'Dix lettres et chiffres, tiret ou non.', codeRecuVide: 'Le code reçu est obligatoire.',
  neutre: 'Si cette adresse est celle d’un compte, un code vient de lui être envoyé. Il vaut 30 minutes ; regarder aussi les courriers indésirables.', nouveau: 'Nouveau mot de passe', nouveauAide: '12 caractères au moins, sans reprendre le nom de la personne ni des mots du métier. Trois ou quatre mots sans lien conviennent.', confirmation: 'Le même mot de passe, une seconde fois', different: 'Les deux saisies diffèrent.', choisir: 'Enregistrer et se connecter', identique: 'Les deux saisies sont identiques',
  active: 'Mot de passe enregistré.', envoyerAutre: 'Demander un autre code',
} as const);

/** Page de verrouillage et avertissement. */
export const VERROU = insecables({
  titre: 'Session verrouillée', aide: 'Ce qui était ouvert est gardé tel quel. Le mot de passe de ce compte le rend.', compte: 'Compte', motDePasse: 'Mot de passe', ouvrir: 'Déverrouiller', enCours: 'Vérification…', vide: 'Le mot de passe est obligatoire.', changer: 'Changer de compte', changerAide: 'Les modifications en attente restent sur ce poste et partiront à la prochaine connexion de ce compte. Un formulaire commencé se retrouve en brouillon.',
  avertissement: 'Verrouillage dans 1 minute. N’importe quelle touche garde la session ouverte.', parAgent: 'Déverrouiller avec', synchronisation: 'La synchronisation continue.',
} as const);

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

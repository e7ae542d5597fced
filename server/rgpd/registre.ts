import type { Schema } from '../base/schema.ts';
import { DUREES, SURSIS_PIECES_HEURES } from './durees.ts';

/** Ce qu’une colonne dit d’une personne. `secret` : empreinte ou secret chiffré ; `libre` : texte où une personne peut être nommée. */
export type Nature = 'non' | 'identite' | 'coordonnees' | 'habilitation' | 'connexion' | 'secret' | 'libre';

/** Un traitement du registre (RGPD, article 30). */
export interface Traitement { readonly nom: string; readonly finalite: string; readonly base: string; readonly personnes: string; readonly duree: string; readonly fin: string }

const INTERET_PUBLIC = 'mission d’intérêt public (CASF, article L345-2-4 : recensement des places par le SIAO)';
const SECURITE = 'obligation de sécurité (RGPD, article 32)';
export const TRAITEMENTS = {
  offre: { nom: 'Offre', finalite: 'tenir à jour l’offre d’hébergement et de logement adapté', base: INTERET_PUBLIC, personnes: 'contacts référents des entités et des dispositifs, auteurs des décisions', duree: `vie de la fiche, puis ${DUREES.contactsClos} mois pour les contacts`, fin: 'contacts effacés par la purge ; les décisions (parcours) restent avec la fiche' },
  comptes: { nom: 'Comptes', finalite: 'donner à chaque personne l’accès que son profil permet', base: INTERET_PUBLIC, personnes: 'utilisateurs', duree: `vie du compte ; ${DUREES.compteInactif} mois sans connexion, ${DUREES.compteSuspendu} mois de suspension, ${DUREES.invitation} mois d’invitation sans réponse`, fin: 'compte anonymisé par la purge : il n’en reste que l’identifiant que le journal cite' },
  acces: { nom: 'Accès', finalite: 'vérifier l’identité de qui se connecte', base: SECURITE, personnes: 'utilisateurs', duree: `vie du compte ; sessions terminées : ${DUREES.session} mois ; codes reçus par courriel : 30 minutes à 7 jours`, fin: 'lignes effacées' },
  journal: { nom: 'Journal', finalite: 'prouver qui a décidé quoi, et quand', base: SECURITE, personnes: 'utilisateurs ; personnes citées dans les valeurs changées', duree: `${DUREES.journal} mois`, fin: 'le journal ne se modifie pas ; il s’archive en bloc avec sa chaîne' },
  technique: { nom: 'Technique', finalite: 'faire fonctionner la synchronisation', base: INTERET_PUBLIC, personnes: 'aucune, ou l’identifiant du compte', duree: 'vie du compte', fin: 'lignes effacées avec lui' },
} as const satisfies Record<string, Traitement>;

const sans = <C extends string>(...colonnes: readonly C[]): Record<C, 'non'> => Object.fromEntries(colonnes.map((colonne) => [colonne, 'non'])) as Record<C, 'non'>;
/** Colonnes que tout objet porte. L’auteur d’une ligne est une personne : son identifiant mène à son compte. */
const SUIVI = { ...sans('id', 'code', 'version', 'departement', 'creeParProfil', 'creeLe', 'modifieLe', 'provenance'), creePar: 'identite', modifiePar: 'identite' } as const;

/**
 * Le registre, table par table et colonne par colonne. Le type exige que chaque colonne du schéma y soit : en ajouter une sans la qualifier ne compile pas,
 * et un test compare avec la base elle-même. `docs/rgpd.md` en est tiré.
 */
export const REGISTRE = {
  entite: { quoi: 'entités gestionnaires', traitement: 'offre', colonnes: { ...SUIVI, ...sans('raisonSociale', 'statutJuridique', 'siren', 'finessEj', 'adresse', 'commune', 'departements', 'conventionP177', 'statut'), contacts: 'coordonnees', parcours: 'libre' } },
  dispositif: { quoi: 'dispositifs', traitement: 'offre', colonnes: { ...SUIVI, ...sans('entiteId', 'nom', 'nature', 'type', 'commune', 'adresse', 'siret', 'finessEt', 'financements', 'placesFinancees', 'compositions', 'publics', 'delegationSiao', 'statut', 'financeP177'), contacts: 'coordonnees', responsable: 'identite', occupationDeclaree: 'identite', responsableId: 'identite', horaires: 'libre', parcours: 'libre' } },
  groupe: { quoi: 'groupes de places', traitement: 'offre', colonnes: { ...SUIVI, ...sans('dispositifId', 'libelle', 'modalite', 'forme', 'typeUnite', 'permanence', 'capacites', 'ouverture', 'fermeture', 'compositions', 'ageMin', 'ageMax', 'pmr', 'publics', 'commune', 'entiteId') } },
  place: { quoi: 'places ; jamais rien de qui les occupe', traitement: 'offre', colonnes: { ...SUIVI, ...sans('groupeId', 'numero', 'etats', 'occupation', 'occupationLe', 'constatsPasses', 'differe', 'dispositifId', 'entiteId'), dernierLot: 'identite' } },
  nomenclature: { quoi: 'codes ajoutés ou changés par l’administrateur national', traitement: 'offre', colonnes: { ...SUIVI, ...sans('referentiel', 'parent', 'versions', 'debut', 'fin', 'remplacePar') } },
  proposition: { quoi: 'changements proposés et ce qui en a été décidé', traitement: 'offre', colonnes: { ...SUIVI, ...sans('objet', 'ficheId', 'statut', 'departements', 'entiteId', 'dispositifId'), champs: 'libre', motif: 'libre', auteur: 'identite' } },
  demande: { quoi: 'changements de places demandés et ce qui en a été décidé', traitement: 'offre', colonnes: { ...SUIVI, ...sans('dispositifId', 'geste', 'statut', 'entiteId'), lignes: 'libre', motif: 'libre', auteur: 'identite' } },
  vue: { quoi: 'vues d’écran et rapports partagés par leur auteur avec son périmètre', traitement: 'offre', colonnes: { ...SUIVI, ...sans('ecran', 'statut', 'departements', 'entiteId'), nom: 'libre', contenu: 'libre', auteur: 'identite' } },
  mandat: { quoi: 'mandats donnés aux opérateurs de reprise', traitement: 'offre', colonnes: { ...SUIVI, ...sans('departements', 'debut', 'fin', 'statut'), utilisateurId: 'identite', nom: 'identite', auteur: 'identite' } },
  lot: { quoi: 'fichiers repris : nom, empreinte, nombres de lignes et d’anomalies ; jamais leur contenu', traitement: 'offre', colonnes: { ...SUIVI, ...sans('genre', 'mandatId', 'statut'), fichier: 'libre', simulations: 'identite', chargement: 'identite', auteur: 'identite' } },
  correspondance: { quoi: 'termes et en-têtes des anciens outils, et ce qu’ils deviennent', traitement: 'offre', colonnes: { ...SUIVI, ...sans('genre', 'portee', 'cible', 'statut'), nom: 'libre', cle: 'libre', paires: 'libre', auteur: 'identite' } },
  piece: { quoi: 'pièces jointes aux fiches (arrêtés, conventions)', traitement: 'offre', colonnes: { ...SUIVI, ...sans('objet', 'ficheId', 'genre', 'type', 'taille', 'empreinte', 'statut', 'departements', 'entiteId', 'dispositifId'), nom: 'libre', auteur: 'identite' } },
  piece_contenu: { quoi: `contenu des pièces jointes ; effacé ${SURSIS_PIECES_HEURES} heures après son dépôt si aucune pièce ne le cite, et après le retrait de la dernière qui le citait`, traitement: 'offre', colonnes: { ...sans('empreinte', 'taille', 'type', 'deposeLe'), contenu: 'libre', deposePar: 'identite' } },
  utilisateur: { quoi: 'comptes : une personne, un profil, une adresse', traitement: 'comptes', colonnes: { ...SUIVI, nom: 'identite', email: 'coordonnees', telephone: 'coordonnees', fonction: 'identite', profil: 'habilitation', perimetre: 'habilitation', perimetreLibelle: 'habilitation', departements: 'habilitation', entiteId: 'habilitation', statut: 'habilitation', secondFacteur: 'connexion', inviteLe: 'connexion', derniereConnexion: 'connexion' } },
  acces: { quoi: 'mot de passe (empreinte argon2id) et blocages', traitement: 'acces', colonnes: { utilisateurId: 'identite', motDePasse: 'secret', motDePasseLe: 'connexion', essaisRates: 'connexion', bloqueJusqua: 'connexion', versionDroits: 'non' } },
  second_facteur: { quoi: 'second facteur (secret chiffré)', traitement: 'acces', colonnes: { utilisateurId: 'identite', secret: 'secret', dernierPas: 'connexion', activeLe: 'connexion' } },
  code_de_secours: { quoi: 'codes de secours (empreintes)', traitement: 'acces', colonnes: { utilisateurId: 'identite', empreinte: 'secret', utiliseLe: 'connexion' } },
  code_unique: { quoi: 'codes d’invitation et de réinitialisation (empreintes)', traitement: 'acces', colonnes: { utilisateurId: 'identite', genre: 'non', empreinte: 'secret', creeLe: 'connexion', expireLe: 'non', essais: 'connexion' } },
  defi_servi: { quoi: 'défis de connexion déjà servis', traitement: 'acces', colonnes: { empreinte: 'secret', expireLe: 'non' } },
  session: { quoi: 'sessions ouvertes et terminées', traitement: 'acces', colonnes: { famille: 'non', utilisateurId: 'identite', ouverteLe: 'connexion', dernierUsageLe: 'connexion', poste: 'connexion', moyen: 'connexion', fermeeLe: 'connexion', motif: 'connexion' } },
  rafraichissement: { quoi: 'jetons de rafraîchissement (empreintes)', traitement: 'acces', colonnes: { empreinte: 'secret', famille: 'non', utilisateurId: 'identite', creeLe: 'connexion', expireLe: 'non', utiliseLe: 'connexion', revoqueLe: 'connexion', issuDe: 'secret' } },
  identite_externe: { quoi: 'identité chez le fournisseur des agents', traitement: 'acces', colonnes: { emetteur: 'non', sub: 'identite', utilisateurId: 'identite', lieeLe: 'connexion' } },
  courriel_a_envoyer: { quoi: 'courriels en attente, sans leur code', traitement: 'acces', colonnes: { ...sans('id', 'genre', 'creeLe', 'essais', 'prochainEssaiLe', 'abandonneLe'), utilisateurId: 'identite', adresse: 'coordonnees' } },
  journal: { quoi: 'journal chaîné des décisions et des accès', traitement: 'journal', colonnes: { ...sans('no', 'moment', 'commande', 'objet', 'objetId', 'version', 'suppleance', 'clientId', 'seq', 'versionClient', 'empreintePrecedente', 'empreinte', 'signature'), utilisateurId: 'identite', nom: 'identite', profil: 'habilitation', changements: 'libre', motif: 'libre', pourLeCompteDe: 'identite' } },
  client: { quoi: 'postes de chaque compte', traitement: 'technique', colonnes: { ...sans('clientId', 'dernierSeq', 'creeLe'), utilisateurId: 'identite' } },
  issue_mutation: { quoi: 'issue rendue à chaque commande ; un conflit y garde la fiche montrée', traitement: 'technique', colonnes: { ...sans('clientId', 'seq', 'empreinte', 'txid'), issue: 'libre' } },
  changement: { quoi: 'suivi des changements', traitement: 'technique', colonnes: sans('objet', 'id', 'departements', 'entiteId', 'dispositifId', 'affectations', 'entitesAvant', 'affectationsAvant', 'departementsAvant', 'txid', 'rev') },
  cle_partenaire: { quoi: 'clés des logiciels partenaires', traitement: 'acces', colonnes: { ...sans('id', 'entiteId', 'dispositifs', 'departements', 'droits', 'creeLe', 'expireLe', 'revoqueeLe', 'dernierUsage'), empreinte: 'secret', libelle: 'libre', creePar: 'identite' } },
  frein: { quoi: 'essais comptés (connexion, codes, clés), par empreinte, le temps d’une fenêtre', traitement: 'acces', colonnes: { empreinte: 'secret', nombre: 'connexion', depuis: 'connexion', expireLe: 'non' } },
  depot_partenaire: { quoi: 'dernier dépôt de chaque clé, pour reconnaître un envoi répété', traitement: 'technique', colonnes: sans('cleId', 'dispositifId', 'empreinte', 'deposeLe') },
  programme_rapport: { quoi: 'poste qui laisse chaque rapport programmé d’un compte', traitement: 'technique', colonnes: { ...sans('rapportId', 'posteId', 'depuis'), utilisateurId: 'identite', poste: 'libre' } },
  instantane_mois: { quoi: 'mois dont les indicateurs sont figés', traitement: 'technique', colonnes: sans('mois', 'date', 'origine', 'figeLe', 'complet') },
  instantane: { quoi: 'indicateurs figés chaque mois, par département', traitement: 'technique', colonnes: sans('mois', 'departement', 'indicateur', 'axe', 'cle', 'numerateur', 'denominateur', 'valeur', 'inconnus') },
  agregat_publie: { quoi: 'agrégats anonymisés publiés chaque jour', traitement: 'technique', colonnes: sans('jour', 'paquets', 'publieLe') },
  numerotation: { quoi: 'numérotation des codes', traitement: 'technique', colonnes: sans('prefixe', 'departement', 'dernier') },
  reglage: { quoi: 'réglages et clés du service', traitement: 'technique', colonnes: { cle: 'non', valeur: 'secret' } },
  migration: { quoi: 'niveau de la base', traitement: 'technique', colonnes: sans('numero', 'nom', 'appliqueeLe') },
} as const satisfies { readonly [T in keyof Schema]: { readonly quoi: string; readonly traitement: keyof typeof TRAITEMENTS; readonly colonnes: Readonly<Record<keyof Schema[T], Nature>> } };

/** Ce qui est gardé hors de la base du service. */
export const AILLEURS: readonly { readonly ou: string; readonly quoi: string; readonly protection: string; readonly duree: string }[] = [
  { ou: 'poste : offre.sqlite', quoi: 'copie de l’offre et des comptes du périmètre', protection: 'chiffré (SQLCipher), clé au trousseau du système ou par phrase secrète', duree: 'effacé par « Oublier ce poste » ; ce qui quitte le périmètre est retiré à la réception suivante' },
  { ou: 'poste : travail.sqlite et ses sauvegardes', quoi: 'commandes non envoyées, brouillons, archive des envois', protection: 'chiffré, même clé', duree: 'effacé par « Oublier ce poste », après envoi ou export' },
  { ou: 'poste : trousseau du système', quoi: 'clé des fichiers, jeton de session', protection: 'celle du système', duree: 'effacé à la déconnexion (jeton) et par « Oublier ce poste » (clé)' },
  { ou: 'service : dossier des courriels', quoi: 'messages à remettre, avec leur code à usage unique', protection: 'droits du système de fichiers', duree: 'à vider par le relais qui les remet ; un code vaut 30 minutes à 7 jours' },
  { ou: 'service : journal technique', quoi: 'route, durée, erreur', protection: 'aucune donnée personnelle n’y est écrite', duree: 'celle de l’exploitant' },
  { ou: 'fichiers exportés', quoi: 'ce que la personne a demandé, avec qui, quand et quel périmètre', protection: 'à la garde de qui exporte ; chaque export du journal est journalisé ; celui des comptes, fait sur le poste, ne l’est pas, et son fichier le dit', duree: 'hors du produit' },
];

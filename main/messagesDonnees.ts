import type { DocumentImprime, RapportImprime } from '../contract/impression.ts';
import type { MiseAJour, OrganisationDuPoste } from '../contract/methodesApplication.ts';
import type { CompteDemonstration } from '../contract/service.ts';

/**
 * Ce qu’il faut au processus de données pour ouvrir le poste. Décrit ici et non pris à sync/ : le processus principal ne doit rien
 * atteindre de ce qui ouvre SQLite ; donnees.ts, qui passe l’un à l’autre, fait vérifier qu’ils concordent.
 */
export type OptionsDonnees = {
  dossier: string;
  service: string;
  versionClient: string;
  sqliteNatif?: string;
  demonstration?: CompteDemonstration[];
  /** Dossier où écrire un export demandé par la personne ; il peut ne pas exister. */
  dossierExport: string;
  /** Libellé de ce poste dans la liste des sessions. */
  libelle: string;
  /** Ce que l’organisation a réglé, pour le montrer. */
  organisation: OrganisationDuPoste;
  /** Secondes avant le verrouillage ; développement et essais seulement. */
  verrouApres?: number | undefined;
  /** Places d’une commande d’un geste en nombre ; développement et essais seulement. */
  placesParCommande?: number | undefined;
  /** Mémoire d’argon2id (Kio) pour le mot de passe hors ligne ; développement et essais seulement. */
  coutMotDePasse?: number | undefined;
};

/** Le processus de données demande un secret au principal. `valeur` : pour `ecrire` seulement, jamais vide. */
export type DemandeSecret = { type: 'secret'; id: number; verbe: 'lire' | 'ecrire' | 'effacer'; nom: string; valeur?: string };
/** `id` est celui de la demande. `valeur` : pour `lire`, `null` quand le trousseau n’a pas cette entrée. */
export type ReponseSecret = { type: 'secret'; id: number; valeur: string | null; erreur?: { code: 'secret.indisponible'; message: string } };

/** Le processus de données demande au principal d’ouvrir une adresse dans le navigateur de la personne. */
export type DemandeOuverture = { type: 'adresse'; id: number; adresse: string };
/** `id` est celui de la demande. `ouverte` : faux si l’adresse n’est pas permise ou si rien ne s’est ouvert. */
export type ReponseOuverture = { type: 'adresse'; id: number; ouverte: boolean };

/** Le processus de données demande au principal d’ouvrir la boîte du système où choisir un dossier. */
export type DemandeDossier = { type: 'dossier'; id: number };
/** `id` est celui de la demande. `dossier` : `null` si la personne a renoncé. */
export type ReponseDossier = { type: 'dossier'; id: number; dossier: string | null };

/** Le processus de données demande au principal d’imprimer, ou d’abandonner l’impression de ce numéro. */
export type DemandeImpression = { type: 'imprimer'; id: number; document: DocumentImprime | RapportImprime } | { type: 'imprimer'; id: number; abandon: true };
/** `id` est celui de la demande. `pdf` : les octets, ou `null` si rien ne s’est imprimé ; une impression abandonnée n’a pas de réponse. */
export type ReponseImpression = { type: 'impression'; id: number; pdf: Uint8Array | null };

/** Le processus de données demande par quel mandataire passer pour atteindre cette adresse. */
export type DemandeMandataire = { type: 'mandataire'; id: number; adresse: string };
/** `id` est celui de la demande. `mandataire` : son origine, `null` pour aller droit. */
export type ReponseMandataire = { type: 'mandataire'; id: number; mandataire: string | null };

/** Le processus de données demande de chercher une mise à jour, ou d’installer celle qui est prête. */
export type DemandeMiseAJour = { type: 'miseAJour'; verbe: 'chercher' | 'installer' };

/** Ce que le processus principal dit au processus de données. `servir` est accompagné d’un port. */
export type MessageVersDonnees =
  | { type: 'ouvrir'; options: OptionsDonnees; mentionSecrets?: string | undefined }
  | ReponseSecret
  | { type: 'verrouiller' }
  | ReponseOuverture
  | ReponseImpression
  | ReponseDossier
  | ReponseMandataire
  | { type: 'miseAJour'; etat: MiseAJour }
  | { type: 'servir' }
  | { type: 'fermer' };

import type { Generated, Transaction, Kysely } from 'kysely';
import type { Issue } from '../../contract/service.ts';
import type { Paquet } from '../../domain/agregats/secret.ts';
import type { Objet } from '../../domain/droits.ts';
import type { Lignes } from '../../domain/objets/objets.ts';
import type { SchemaComptes } from './schemaComptes.ts';

/** Une ligne par objet de l’offre : où il est visible, où il l’a été, et quand (transaction, révision) il a changé pour la dernière fois. */
export interface TableChangement {
  objet: Objet;
  id: string;
  departements: string[];
  entiteId: string | null;
  dispositifId: string | null;
  /** Pour une personne, les dispositifs où elle est affectée ; `null` pour l’offre. */
  affectations: string[] | null;
  /** Pour une personne, toute entité et tout dispositif où elle a été, les actuels compris ; `null` pour l’offre, dont l’entité ne change pas. */
  entitesAvant: string[] | null;
  affectationsAvant: string[] | null;
  /** Tout département où la ligne a un jour été visible, y compris les actuels : sert aux retraits. */
  departementsAvant: string[];
  /** xid8, lu comme texte. */
  txid: Generated<string>;
  rev: Generated<number>;
}

/** Ce qui permet d’entrer dans un compte. Ne sort jamais de la base : la table `utilisateur`, elle, va sur les postes. */
export interface TableAcces {
  utilisateurId: string;
  /** Empreinte argon2id, jamais un mot de passe ; `null` tant que la personne n’en a pas choisi. */
  motDePasse: string | null;
  motDePasseLe: Date | null;
  essaisRates: Generated<number>;
  bloqueJusqua: Date | null;
  /** Monte à chaque changement de profil, de périmètre ou d’activité : le flux d’événements se ferme, et le poste tire ce qui entre dans son périmètre et ce qui en sort. */
  versionDroits: Generated<number>;
}

export interface TableRafraichissement {
  /** sha-256 du jeton : la base ne permet pas de se connecter. */
  empreinte: string;
  /** Une famille = une ouverture de session sur un poste. */
  famille: string;
  utilisateurId: string;
  creeLe: Generated<Date>;
  expireLe: Date;
  /** Premier usage : il ouvre les soixante secondes où une réponse perdue peut être redemandée. */
  utiliseLe: Date | null;
  revoqueLe: Date | null;
  /** Empreinte du jeton échangé contre celui-ci ; `null` pour le premier d’une session. */
  issuDe: string | null;
}

export interface TableClient { clientId: string; utilisateurId: string; dernierSeq: number; creeLe: Generated<Date> }
export interface TableIssueMutation { clientId: string; seq: number; issue: Issue; empreinte: string; txid: Generated<string> }

/** Une ligne de journal. `changements` : `{champ: [avant, après]}` ; pour un chargement en masse, le résumé du lot. */
export interface TableJournal {
  no: number;
  moment: Date;
  utilisateurId: string;
  nom: string;
  profil: string;
  commande: string;
  objet: Objet;
  objetId: string | null;
  version: number | null;
  changements: Record<string, unknown>;
  motif: string | null;
  suppleance: boolean;
  pourLeCompteDe: string | null;
  clientId: string | null;
  seq: number | null;
  versionClient: string | null;
  empreintePrecedente: string;
  empreinte: string;
  /** HMAC du numéro et de l’empreinte ; `null` pour une ligne d’avant la migration 0005. */
  signature: string | null;
}
/** Contenu d’une pièce, rangé une fois par empreinte. `deposePar` : qui l’a envoyé ; sans pièce qui le cite, il est effacé après un jour. */
export interface TablePieceContenu { empreinte: string; contenu: Buffer; taille: number; type: string; deposePar: string; deposeLe: Generated<Date> }
export interface TableNumerotation { prefixe: string; departement: string; dernier: number }
export interface TableReglage { cle: string; valeur: string }
/** `paquets` d’un jour, tels qu’ils ont été publiés. */
export interface TableAgregatPublie { jour: string; paquets: Paquet[]; publieLe: Generated<Date> }
/** Un mois figé : `date`, son dernier jour ; `origine` : figé ce jour-là, ou reconstitué plus tard. */
export interface TableInstantaneMois { mois: string; date: string; origine: 'fige' | 'reconstitue'; figeLe: Date; complet: Generated<boolean> }
/** Un chiffre figé. `departement` vide : tout le pays ; `axe`, `cle` vides : le total. */
export interface TableInstantane { mois: string; departement: string; indicateur: string; axe: string; cle: string; numerateur: number | null; denominateur: number | null; valeur: number | null; inconnus: number }
/** Ce qu’une clé permet : déposer l’occupation, lire l’offre. */
export type DroitCle = 'occupations' | 'offre';
/** Clé d’un logiciel partenaire. Elle couvre une entité, ou ses `dispositifs`, ou un territoire (`departements` ; liste vide : le pays). `empreinte` : sha-256 de la clé, qui n’est pas gardée ; `dispositifs` : ceux qu’elle couvre, `null` pour toute l’entité. */
export interface TableClePartenaire { id: string; empreinte: string; libelle: string; entiteId: string | null; dispositifs: string[] | null; departements: string[] | null; droits: DroitCle[]; creePar: string; creeLe: Date; expireLe: Date; revoqueeLe: Date | null; dernierUsage: Date | null }
/** Le poste qui laisse un rapport programmé d’un compte. */
export interface TableProgrammeRapport { utilisateurId: string; rapportId: string; posteId: string; poste: string; depuis: Date }
/** Le dernier dépôt appliqué d’une clé sur un dispositif. */
export interface TableDepotPartenaire { cleId: string; dispositifId: string; empreinte: string; deposeLe: Date }
export interface TableFrein { empreinte: string; nombre: number; depuis: Date; expireLe: Date }
export interface TableMigration { numero: number; nom: string; appliqueeLe: Generated<Date> }

/** Toutes les tables. Les colonnes JSON s’écrivent avec `JSON.stringify`, elles se lisent déjà analysées. */
export interface Schema extends SchemaComptes {
  entite: Lignes['entite'];
  dispositif: Lignes['dispositif'];
  groupe: Lignes['groupe'];
  place: Lignes['place'];
  nomenclature: Lignes['nomenclature'];
  proposition: Lignes['proposition'];
  piece: Lignes['piece'];
  demande: Lignes['demande'];
  vue: Lignes['vue'];
  mandat: Lignes['mandat'];
  lot: Lignes['lot'];
  correspondance: Lignes['correspondance'];
  piece_contenu: TablePieceContenu;
  changement: TableChangement;
  utilisateur: Lignes['utilisateur'];
  acces: TableAcces;
  rafraichissement: TableRafraichissement;
  client: TableClient;
  issue_mutation: TableIssueMutation;
  journal: TableJournal;
  numerotation: TableNumerotation;
  reglage: TableReglage;
  agregat_publie: TableAgregatPublie;
  instantane_mois: TableInstantaneMois;
  instantane: TableInstantane;
  cle_partenaire: TableClePartenaire;
  depot_partenaire: TableDepotPartenaire;
  frein: TableFrein;
  programme_rapport: TableProgrammeRapport;
  migration: TableMigration;
}
export type Requetes = Kysely<Schema> | Transaction<Schema>;

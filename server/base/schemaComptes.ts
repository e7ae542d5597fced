import type { Generated } from 'kysely';
import type { Moyen } from '../../contract/comptes.ts';

export interface TableSecondFacteur {
  utilisateurId: string;
  /** Secret TOTP chiffré (AES-256-GCM, clé dérivée de celle du service, lié au compte). */
  secret: string;
  /** Numéro de la dernière période de 30 secondes dont le code a servi : un code ne sert jamais deux fois. */
  dernierPas: number;
  activeLe: Date;
}

/** `empreinte` : HMAC du code, par la clé du service. */
export interface TableCodeDeSecours { utilisateurId: string; empreinte: string; utiliseLe: Date | null }

export type GenreCode = 'invitation' | 'reinitialisation';
/** Le code en cours d’un compte pour un genre ; `essais` : essais faux depuis qu’il a été tiré. */
export interface TableCodeUnique { utilisateurId: string; genre: GenreCode; empreinte: string; creeLe: Date; expireLe: Date; essais: Generated<number> }

/** Défis déjà servis, gardés jusqu’à leur fin de validité. */
export interface TableDefiServi { empreinte: string; expireLe: Date }

/** Pourquoi une session est fermée. */
export type MotifFermeture = 'fermee' | 'revoquee' | 'jeton_copie' | 'mot_de_passe' | 'second_facteur' | 'administrateur';
/** Une ouverture de session. Elle vit tant que `rafraichissement` a pour elle un jeton ni révoqué ni échu ; `fermeeLe` et `motif` disent quand et pourquoi elle a fini. */
export interface TableSession {
  famille: string;
  utilisateurId: string;
  ouverteLe: Date;
  /** Dernier rafraîchissement. */
  dernierUsageLe: Date;
  poste: string | null;
  moyen: Moyen;
  fermeeLe: Date | null;
  motif: MotifFermeture | null;
}

/** Identité d’un agent chez un fournisseur, liée à la première connexion. Un compte n’en a qu’une par fournisseur. */
export interface TableIdentiteExterne { emetteur: string; sub: string; utilisateurId: string; lieeLe: Date }

/**
 * `demande` : quelqu’un a demandé un code pour `adresse`, dont on ignore encore si c’est celle d’un compte ; les autres vont au compte `utilisateurId`.
 * `adresse_changee` va à `adresse`, l’ancienne.
 */
export type GenreCourriel = 'demande' | 'invitation' | 'reinitialisation' | 'adresse_changee' | 'second_facteur_retire' | 'mot_de_passe_change' | 'codes_faux';
export interface TableCourrielAEnvoyer {
  id: string;
  genre: GenreCourriel;
  utilisateurId: string | null;
  adresse: string | null;
  creeLe: Date;
  essais: Generated<number>;
  prochainEssaiLe: Date;
  abandonneLe: Date | null;
}

/** Tables de l’authentification (migration 4) ; les comptes eux-mêmes sont dans `utilisateur` et `acces`. */
export interface SchemaComptes {
  second_facteur: TableSecondFacteur;
  code_de_secours: TableCodeDeSecours;
  code_unique: TableCodeUnique;
  defi_servi: TableDefiServi;
  session: TableSession;
  identite_externe: TableIdentiteExterne;
  courriel_a_envoyer: TableCourrielAEnvoyer;
}

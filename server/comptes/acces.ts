import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Profil, Perimetre } from '../../domain/profils.ts';
import type { StatutCompte } from '../../domain/objets/utilisateur.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import { ecrireJournal } from '../journal/journal.ts';

/** Un compte et ce qui permet d’y entrer, lus ensemble. Ne sort pas de `comptes/`. */
export interface Acces {
  readonly id: string;
  readonly nom: string;
  readonly email: string;
  readonly profil: Profil;
  readonly perimetre: Perimetre;
  readonly perimetreLibelle: string;
  readonly statut: StatutCompte;
  readonly derniereConnexion: string | null;
  readonly motDePasse: string | null;
  readonly motDePasseLe: Date | null;
  readonly bloqueJusqua: Date | null;
  readonly versionDroits: number;
}

/** Le compte d’une adresse (en minuscules) ou d’un identifiant ; `undefined` quand il n’existe pas ou qu’il a été supprimé. */
export const lireAcces = (requetes: Requetes, qui: { readonly email: string } | { readonly id: string }): Promise<Acces | undefined> =>
  requetes.selectFrom('utilisateur').innerJoin('acces', 'acces.utilisateurId', 'utilisateur.id')
    .select(['id', 'nom', 'email', 'profil', 'perimetre', 'perimetreLibelle', 'statut', 'derniereConnexion', 'motDePasse', 'motDePasseLe', 'bloqueJusqua', 'versionDroits'])
    .where((ou) => ('id' in qui ? ou('utilisateur.id', '=', qui.id) : ou(sql<string>`lower(email)`, '=', qui.email)))
    .where('statut', '<>', 'supprime').executeTakeFirst();

/** Change à chaque nouveau mot de passe et à chaque changement de droits : un défi émis avant ne sert plus. */
export const etatAcces = ({ motDePasseLe, versionDroits }: Pick<Acces, 'motDePasseLe' | 'versionDroits'>): string => `${versionDroits}/${motDePasseLe?.getTime() ?? 0}`;

export type EvenementSecurite =
  | 'session.ouverte' | 'session.echec_bloquant' | 'session.revoquee' | 'motDePasse.change' | 'secondFacteur.active' | 'secondFacteur.retire' | 'secondFacteur.codeDeSecours' | 'compte.active' | 'compte.identiteLiee';

/** Qui agit, pour le journal. */
export interface Auteur { readonly id: string; readonly nom: string; readonly profil: string }

/**
 * Écrit un événement de sécurité au journal. La transaction tient le verrou d’écriture (`verrouillerEcriture`, à prendre en premier).
 * Ni adresse, ni secret : l’événement, le compte, l’auteur (la personne elle-même, sauf `auteur`).
 */
export const journaliserCompte = (trx: Transaction<Schema>, compte: Auteur, evenement: EvenementSecurite, moment: Date, auteur: Auteur = compte): Promise<void> => ecrireJournal(trx, [{
  moment, utilisateurId: auteur.id, nom: auteur.nom, profil: auteur.profil, commande: evenement, objet: 'utilisateur', objetId: compte.id, version: null, changements: {},
  motif: null, suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient: null,
}]);

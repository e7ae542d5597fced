import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Accord, Changement } from '../../domain/commandes/commande.ts';
import type { Objet } from '../../domain/droits.ts';
import type { Ligne } from '../../domain/objets/objets.ts';
import { ligneInitiale } from '../../domain/nomenclature/nomenclature.ts';
import { COLONNES, cibleDe } from '../../domain/objets/objets.ts';
import type { Acteur } from '../../domain/profils.ts';
import { canonique } from '../base/canonique.ts';
import { reserverCodes } from '../base/numerotation.ts';
import type { Schema } from '../base/schema.ts';
import type { EcritureJournal } from '../journal/journal.ts';
import { ecrireJournal } from '../journal/journal.ts';
import { lireBrute } from './lectures.ts';
import { noterChangement } from './suivi.ts';

/** Ce que l’application d’une commande doit savoir, en plus de l’accord. */
export interface Application {
  readonly transaction: Transaction<Schema>;
  readonly acteur: Acteur;
  readonly maintenant: Date;
  readonly commande: string;
  readonly clientId: string | null;
  readonly seq: number | null;
  readonly versionClient: string | null;
  /** Champs dont l’ancienne valeur ne va pas au journal : une purge ne doit pas y recopier ce qu’elle efface. */
  readonly taire?: readonly string[];
}
export interface LigneAppliquee { readonly objet: Objet; readonly id: string; readonly version: number }

const valeurSql = (objet: Objet, colonne: string, valeur: unknown) => {
  const sorte = COLONNES[objet][colonne];
  if (sorte === undefined) throw new Error(`Colonne inconnue : ${objet}.${colonne}`);
  if (sorte !== 'json') return sql`${valeur ?? null}`;
  return valeur === null || valeur === undefined ? sql`null` : sql`${JSON.stringify(valeur)}::jsonb`;
};

interface Ecrit { readonly objet: Objet; readonly ligne: Ligne; readonly differences: Readonly<Record<string, readonly [unknown, unknown]>> }
const NON_JOURNALISEES = new Set(['id', 'version', 'modifiePar', 'modifieLe']);

const creer = async (transaction: Transaction<Schema>, { objet, ligne }: Extract<Changement, { genre: 'creer' }>): Promise<Ecrit> => {
  const [code] = await reserverCodes(transaction, objet, ligne.departement, 1);
  // seul un code de nomenclature arrive avec le sien : c’est ce qu’il est
  const complete: Readonly<Record<string, unknown>> = { ...ligne, code: code ?? (objet === 'nomenclature' ? ligne.code : null), version: 1 };
  const colonnes = Object.keys(COLONNES[objet]);
  const { rows } = await sql<Ligne>`insert into ${sql.table(objet)} (${sql.join(colonnes.map((nom) => sql.id(nom)))})
    values (${sql.join(colonnes.map((nom) => valeurSql(objet, nom, complete[nom])))}) returning *`.execute(transaction);
  // le premier changement d’un code de départ crée sa ligne : le journal dit ce qui change, pas tout ce que le code était déjà
  const avant = (objet === 'nomenclature' ? ligneInitiale(ligne.id) : undefined) as Readonly<Record<string, unknown>> | undefined;
  const differences = Object.fromEntries(Object.entries(complete).filter(([nom, valeur]) => !NON_JOURNALISEES.has(nom) && canonique(avant?.[nom] ?? null) !== canonique(valeur ?? null)).map(([nom, valeur]) => [nom, [avant?.[nom] ?? null, valeur] as const]));
  return { objet, ligne: rows[0] as Ligne, differences };
};

const TU = '(effacé)';
const modifier = async ({ transaction, acteur, maintenant, taire = [] }: Application, { objet, id, champs }: Extract<Changement, { genre: 'modifier' }>): Promise<Ecrit> => {
  const avant = await lireBrute(transaction, objet, id) as Readonly<Record<string, unknown>> | undefined;
  if (avant === undefined) throw new Error(`Une commande modifie une ligne absente : ${objet} ${id}`);
  const suite = { ...champs, version: Number(avant.version) + 1, modifiePar: acteur.utilisateurId, modifieLe: maintenant.toISOString() };
  const { rows } = await sql<Ligne>`update ${sql.table(objet)} set ${sql.join(Object.entries(suite).map(([nom, valeur]) => sql`${sql.id(nom)} = ${valeurSql(objet, nom, valeur)}`))}
    where id = ${id} returning *`.execute(transaction);
  const differences = Object.fromEntries(Object.entries(champs).filter(([nom, valeur]) => canonique(avant[nom] ?? null) !== canonique(valeur ?? null)).map(([nom, valeur]) => [nom, [taire.includes(nom) ? TU : avant[nom] ?? null, valeur ?? null] as const]));
  return { objet, ligne: rows[0] as Ligne, differences };
};

/**
 * Applique un accord : lignes, suivi des changements, journal (une ligne par fiche changée, avec anciennes et nouvelles valeurs). Le service donne
 * le code et la version. La transaction tient le verrou d’écriture. Une violation d’unicité remonte telle quelle : à l’appelant de la traduire.
 */
export const appliquer = async (application: Application, accord: Accord): Promise<readonly LigneAppliquee[]> => {
  const { transaction, acteur } = application;
  const appliquees: LigneAppliquee[] = [];
  const ecritures: EcritureJournal[] = [];
  for (const changement of accord.changements) {
    const { objet, ligne, differences } = changement.genre === 'creer' ? await creer(transaction, changement) : await modifier(application, changement);
    await noterChangement(transaction, objet, ligne.id, cibleDe(objet, ligne as never));
    appliquees.push({ objet, id: ligne.id, version: ligne.version });
    ecritures.push({
      moment: application.maintenant, utilisateurId: acteur.utilisateurId, nom: acteur.nom, profil: acteur.profil, commande: application.commande, objet, objetId: ligne.id, version: ligne.version,
      changements: differences, motif: accord.motif ?? null, suppleance: accord.suppleance === true, pourLeCompteDe: null, clientId: application.clientId, seq: application.seq, versionClient: application.versionClient,
    });
  }
  await ecrireJournal(transaction, ecritures);
  return appliquees;
};

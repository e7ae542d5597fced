import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Accord, Changement } from '../../domain/commandes/commande.ts';
import type { Objet } from '../../domain/droits.ts';
import type { Ligne } from '../../domain/objets/objets.ts';
import { ligneInitiale } from '../../domain/nomenclature/nomenclature.ts';
import { COLONNES, cibleDe } from '../../domain/objets/objets.ts';
import { schemaIdentite } from '../../domain/objets/utilisateur.ts';
import type { Acteur } from '../../domain/profils.ts';
import { canonique } from '../base/canonique.ts';
import { reserverCodes } from '../base/numerotation.ts';
import type { Schema } from '../base/schema.ts';
import { oublierAcces } from '../comptes/utilisateurs.ts';
import type { EcritureJournal } from '../journal/journal.ts';
import { ecrireJournal } from '../journal/journal.ts';
import { lireBrute } from './lectures.ts';
import { noterChangement, noterPlaces, noterRetraits } from './suivi.ts';

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
/** `dernierLot` et `constatsPasses` redisent ce que le journal garde déjà ligne à ligne. */
const NON_JOURNALISEES = new Set(['id', 'version', 'modifiePar', 'modifieLe', 'dernierLot', 'constatsPasses']);

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
/** Les champs dont la valeur change : `{champ: [avant, après]}`. */
const comparer = (avant: Readonly<Record<string, unknown>>, champs: Readonly<Record<string, unknown>>, taire: readonly string[] = []): Ecrit['differences'] => Object.fromEntries(Object.entries(champs)
  .filter(([nom, valeur]) => !NON_JOURNALISEES.has(nom) && canonique(avant[nom] ?? null) !== canonique(valeur ?? null))
  .map(([nom, valeur]) => [nom, [taire.includes(nom) ? TU : avant[nom] ?? null, valeur ?? null] as const]));
const modifier = async ({ transaction, acteur, maintenant, taire = [] }: Application, { objet, id, champs }: Extract<Changement, { genre: 'modifier' }>): Promise<Ecrit> => {
  const avant = await lireBrute(transaction, objet, id) as Readonly<Record<string, unknown>> | undefined;
  if (avant === undefined) throw new Error(`Une commande modifie une ligne absente : ${objet} ${id}`);
  const suite = { ...champs, version: Number(avant.version) + 1, modifiePar: acteur.utilisateurId, modifieLe: maintenant.toISOString() };
  const { rows } = await sql<Ligne>`update ${sql.table(objet)} set ${sql.join(Object.entries(suite).map(([nom, valeur]) => sql`${sql.id(nom)} = ${valeurSql(objet, nom, valeur)}`))}
    where id = ${id} returning *`.execute(transaction);
  return { objet, ligne: rows[0] as Ligne, differences: comparer(avant, champs, taire) };
};

const MODIFIABLES_PLACE = ['numero', 'groupeId', 'etats', 'occupation', 'occupationLe', 'constatsPasses', 'differe', 'dernierLot'] as const;
type ChangementPlace = Extract<Changement, { genre: 'modifier' }>;
/**
 * Modifie beaucoup de places en trois instructions : lire, écrire, suivre. Le même résultat que `modifier` une à une, à une fraction du temps passé sous le verrou d’écriture.
 * Une place citée deux fois, ou un champ hors de `MODIFIABLES_PLACE`, est une faute du programme.
 */
const modifierPlacesEnNombre = async ({ transaction, acteur, maintenant }: Application, changements: readonly ChangementPlace[]): Promise<readonly Ecrit[]> => {
  const ids = changements.map(({ id }) => id);
  const { rows: lues } = await sql<Ligne>`select * from place where id = any(${ids}::text[])`.execute(transaction);
  const avants = new Map(lues.map((ligne) => [ligne.id, ligne as Ligne & Readonly<Record<string, unknown>>]));
  const suites = changements.map(({ id, champs }) => {
    const avant = avants.get(id);
    const etranger = Object.keys(champs).find((champ) => !MODIFIABLES_PLACE.some((connu) => connu === champ));
    if (avant === undefined || etranger !== undefined) throw new Error(`Places en nombre : ${avant === undefined ? `ligne absente, ${id}` : `champ ${String(etranger)}`}`);
    const ligne: Ligne & Readonly<Record<string, unknown>> = { ...avant, ...champs, version: avant.version + 1, modifiePar: acteur.utilisateurId, modifieLe: maintenant.toISOString() };
    return { avant, champs, ligne };
  });
  const json = JSON.stringify(suites.map(({ ligne }) => Object.fromEntries(['id', 'version', 'modifiePar', 'modifieLe', ...MODIFIABLES_PLACE].map((nom) => [nom, ligne[nom] ?? null]))));
  const ecriture = await sql`
    update place set version = t.version, "modifiePar" = t."modifiePar", "modifieLe" = t."modifieLe", numero = t.numero, "groupeId" = t."groupeId", etats = t.etats, occupation = t.occupation,
      "occupationLe" = t."occupationLe", "constatsPasses" = t."constatsPasses", differe = nullif(t.differe, 'null'::jsonb), "dernierLot" = nullif(t."dernierLot", 'null'::jsonb)
    from json_to_recordset(${json}::json) as t(id text, version integer, "modifiePar" text, "modifieLe" text, numero text, "groupeId" text, etats jsonb, occupation text, "occupationLe" text, "constatsPasses" text, differe jsonb, "dernierLot" jsonb)
    where place.id = t.id`.execute(transaction);
  if (Number(ecriture.numAffectedRows ?? 0n) !== suites.length) throw new Error('Places en nombre : une place est citée deux fois.');
  await noterPlaces(transaction, ids);
  return suites.map(({ avant, champs, ligne }) => ({ objet: 'place', ligne, differences: comparer(avant, champs) }));
};

/** En deçà, une à une : trois instructions pour tout ne valent mieux qu’au-delà de quelques lignes. */
const EN_NOMBRE = 20;
const estPlace = (changement: Changement): changement is ChangementPlace => changement.genre === 'modifier' && changement.objet === 'place';
/** Ce qui nomme une personne : le journal d’un compte retiré ne le répète pas. */
const IDENTITE: ReadonlySet<string> = new Set(Object.keys(schemaIdentite.shape));
const AUCUN_CHAMP: ReadonlySet<string> = new Set();
type Suppression = Extract<Changement, { genre: 'supprimer' }>;
/**
 * Retire des lignes, un objet à la fois. Le suivi garde où elles étaient : les postes qui les ont reçues les retirent. Le journal garde ce qu’elles disaient.
 * Une ligne absente est une faute du programme : le jugement vient de la lire sous le même verrou.
 */
const supprimer = async ({ transaction }: Application, suppressions: readonly Suppression[]): Promise<ReadonlyMap<string, Ecrit>> => {
  const ecrits = new Map<string, Ecrit>();
  for (const objet of new Set(suppressions.map((suppression) => suppression.objet))) {
    const ids = suppressions.filter((suppression) => suppression.objet === objet).map(({ id }) => id);
    if (objet === 'utilisateur') await oublierAcces(transaction, ids);
    const taire = objet === 'utilisateur' ? IDENTITE : AUCUN_CHAMP;
    const { rows } = await sql<Ligne>`delete from ${sql.table(objet)} where id = any(${ids}::text[]) returning *`.execute(transaction);
    if (rows.length !== new Set(ids).size) throw new Error(`Une commande retire une ligne absente : ${objet}`);
    await noterRetraits(transaction, objet, ids);
    for (const ligne of rows) ecrits.set(ligne.id, { objet, ligne, differences: Object.fromEntries(Object.entries(ligne).filter(([nom, valeur]) => !NON_JOURNALISEES.has(nom) && valeur !== null).map(([nom, valeur]) => [nom, [taire.has(nom) ? TU : valeur, null] as const])) });
  }
  return ecrits;
};

const ecrireUn = async (application: Application, changement: Exclude<Changement, Suppression>): Promise<Ecrit> => {
  const ecrit = changement.genre === 'creer' ? await creer(application.transaction, changement) : await modifier(application, changement);
  await noterChangement(application.transaction, ecrit.objet, ecrit.ligne.id, cibleDe(ecrit.objet, ecrit.ligne as never));
  return ecrit;
};
const ecrire = async (application: Application, changements: readonly Changement[]): Promise<readonly Ecrit[]> => {
  const places = changements.filter(estPlace);
  const ensemble = places.length > EN_NOMBRE;
  // une à une d’abord : les places peuvent passer dans un groupe que la même commande crée
  const ecrits = new Map<Changement, Ecrit>();
  const retires = await supprimer(application, changements.filter((changement): changement is Suppression => changement.genre === 'supprimer'));
  for (const changement of changements) {
    if (changement.genre === 'supprimer') ecrits.set(changement, retires.get(changement.id) as Ecrit);
    else if (!ensemble || !estPlace(changement)) ecrits.set(changement, await ecrireUn(application, changement));
  }
  if (ensemble) for (const [rang, ecrit] of (await modifierPlacesEnNombre(application, places)).entries()) ecrits.set(places[rang] as Changement, ecrit);
  return changements.map((changement) => ecrits.get(changement) as Ecrit);
};

/**
 * Applique un accord : lignes, suivi des changements, journal (une ligne par fiche changée, avec anciennes et nouvelles valeurs). Le service donne
 * le code et la version. La transaction tient le verrou d’écriture. Une violation d’unicité remonte telle quelle : à l’appelant de la traduire.
 */
export const appliquer = async (application: Application, accord: Accord): Promise<readonly LigneAppliquee[]> => {
  const { transaction, acteur } = application;
  const ecrits = await ecrire(application, accord.changements);
  await ecrireJournal(transaction, ecrits.map(({ objet, ligne, differences }, rang): EcritureJournal => {
    const changement = accord.changements[rang];
    return {
      moment: application.maintenant, utilisateurId: acteur.utilisateurId, nom: acteur.nom, profil: acteur.partenaire === true ? 'partenaire' : acteur.profil, commande: application.commande, objet, objetId: ligne.id, version: ligne.version,
      changements: differences, motif: accord.motif ?? null, suppleance: accord.suppleance === true, pourLeCompteDe: changement?.genre === 'modifier' ? (changement.pourLeCompteDe ?? null) : null,
      clientId: application.clientId, seq: application.seq, versionClient: application.versionClient,
    };
  }));
  return ecrits.map(({ objet, ligne: { id, version } }) => ({ objet, id, version }));
};

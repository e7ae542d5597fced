import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import { canonique, empreinteSha256 } from '../base/canonique.ts';
import type { Schema } from '../base/schema.ts';
import type { Cles, Environnement, Tete } from './cles.ts';
import { ecrireTete, lireClesJournal, lireTete, rangSignature, signerLigne } from './cles.ts';

/** Une écriture à journaliser ; le numéro, la chaîne et la signature s’y ajoutent. */
export interface EcritureJournal {
  readonly moment: Date;
  readonly utilisateurId: string;
  readonly nom: string;
  readonly profil: string;
  readonly commande: string;
  readonly objet: Objet;
  readonly objetId: string | null;
  readonly version: number | null;
  /** `{champ: [avant, après]}`. */
  readonly changements: Readonly<Record<string, unknown>>;
  readonly motif: string | null;
  readonly suppleance: boolean;
  readonly pourLeCompteDe: string | null;
  readonly clientId: string | null;
  readonly seq: number | null;
  readonly versionClient: string | null;
}

/** Empreinte qui précède la première ligne. */
export const ORIGINE = '0'.repeat(64);
/** Réglages du journal : la tête signée, et la première ligne signée d’une base d’avant la migration 0005. */
export const CLE_TETE = 'journal_tete';
export const CLE_SIGNE_DEPUIS = 'journal_signe_depuis';
const TAILLE_LOT = 2_000;

export const chainer = (precedente: string, no: number, ecriture: EcritureJournal): string => empreinteSha256(`${precedente}\n${canonique({ ...ecriture, no })}`);

/** La tête du journal manque, ou n’est signée par aucune clé connue : écrire à la suite couvrirait ce qui lui est arrivé. */
export class ErreurJournal extends Error {
  constructor(cause: string) {
    super(`Le journal ne peut pas continuer : ${cause} Lancer « siao journal verify », puis « siao journal sign » une fois la cause connue (docs/decisions/013-journal.md).`);
    this.name = 'ErreurJournal';
  }
}

interface EtatJournal { readonly tete: string | null; readonly signeDepuis: string | null; readonly derniereNo: number | null; readonly derniereEmpreinte: string | null; readonly signees: boolean }

const lireEtat = async (transaction: Transaction<Schema>): Promise<EtatJournal> => {
  const { rows } = await sql<EtatJournal>`
    select (select valeur from reglage where cle = ${CLE_TETE}) as tete, (select valeur from reglage where cle = ${CLE_SIGNE_DEPUIS}) as "signeDepuis",
      d.no as "derniereNo", d.empreinte as "derniereEmpreinte", d.signature is not null as signees
    from (select 1) un left join lateral (select no, empreinte, signature from journal order by no desc limit 1) d on true`.execute(transaction);
  return rows[0] ?? { tete: null, signeDepuis: null, derniereNo: null, derniereEmpreinte: null, signees: false };
};

/**
 * D’où la chaîne continue : la tête signée, pas la dernière ligne de la table. Des lignes ôtées à la fin laissent ainsi un trou que rien ne comble, au lieu
 * d’être couvertes par les suivantes.
 */
const lireSuite = (cles: Cles, { tete, signeDepuis, derniereNo, derniereEmpreinte, signees }: EtatJournal): Tete => {
  if (tete !== null) {
    const lue = lireTete(cles, tete);
    if (lue === undefined) throw new ErreurJournal('sa tête n’est signée par aucune clé de ce programme (SIAO_CLE_JOURNAL a changé, ou la base a été modifiée).');
    return lue;
  }
  if (derniereNo === null || derniereEmpreinte === null) return { no: 0, empreinte: ORIGINE, signeDepuis: 1 };
  if (signees || Number(signeDepuis) !== derniereNo + 1) throw new ErreurJournal('sa tête signée a été effacée.');
  return { no: derniereNo, empreinte: derniereEmpreinte, signeDepuis: derniereNo + 1 };
};

const rangerTete = async (transaction: Transaction<Schema>, valeur: string): Promise<void> => {
  await transaction.insertInto('reglage').values({ cle: CLE_TETE, valeur }).onConflict((conflit) => conflit.column('cle').doUpdateSet({ valeur })).execute();
};

/**
 * Ajoute des lignes au journal, dans l’ordre donné, et avance la tête signée dans la même transaction. Celle-ci doit tenir le verrou d’écriture
 * (`verrouillerEcriture`) : c’est lui qui garantit une chaîne sans trou ni fourche. Lève `ErreurJournal` quand la tête manque ou n’est pas la nôtre.
 */
export const ecrireJournal = async (transaction: Transaction<Schema>, ecritures: readonly EcritureJournal[], environnement?: Environnement): Promise<void> => {
  if (ecritures.length === 0) return;
  const cles = await lireClesJournal(transaction, environnement);
  const suite = lireSuite(cles, await lireEtat(transaction));
  let { no, empreinte: precedente } = suite;
  const lignes = ecritures.map((ecriture) => {
    no += 1;
    const empreinte = chainer(precedente, no, ecriture);
    const ligne = { ...ecriture, no, changements: JSON.stringify(ecriture.changements) as unknown as Record<string, unknown>, empreintePrecedente: precedente, empreinte, signature: signerLigne(cles, no, empreinte) };
    precedente = empreinte;
    return ligne;
  });
  for (let debut = 0; debut < lignes.length; debut += TAILLE_LOT) await transaction.insertInto('journal').values(lignes.slice(debut, debut + TAILLE_LOT)).execute();
  await rangerTete(transaction, ecrireTete(cles, { no, empreinte: precedente, signeDepuis: suite.signeDepuis }));
};

/**
 * Signe l’état présent du journal comme nouvelle tête, et l’écrit au journal. À ne faire qu’une fois la cause d’une tête perdue ou fausse connue : ce qui a pu
 * être ôté à la fin ne se verra plus que par les notes extérieures. Les lignes que nos clés ne reconnaissent pas ne comptent plus comme signées. Sous le verrou
 * d’écriture. Rend la nouvelle tête.
 */
export const reprendreJournal = async (transaction: Transaction<Schema>, motif: string, maintenant: Date, environnement?: Environnement): Promise<Tete> => {
  const cles = await lireClesJournal(transaction, environnement);
  const derniere = await transaction.selectFrom('journal').select(['no', 'empreinte', 'signature']).orderBy('no', 'desc').limit(1).executeTakeFirst() ?? { no: 0, empreinte: ORIGINE, signature: null };
  const { no, empreinte, signature } = derniere;
  const reconnue = signature !== null && rangSignature(cles, no, empreinte, signature) >= 0;
  const premiere = reconnue ? (await transaction.selectFrom('journal').select(({ fn }) => fn.min('no').as('no')).where('signature', 'is not', null).executeTakeFirst())?.no : undefined;
  const tete: Tete = { no, empreinte, signeDepuis: premiere ?? no + 1 };
  const { tete: ancienne } = await lireEtat(transaction);
  await rangerTete(transaction, ecrireTete(cles, tete));
  await ecrireJournal(transaction, [{
    moment: maintenant, utilisateurId: 'systeme', nom: 'Administration du service', profil: 'systeme', commande: 'journal.repris', objet: 'utilisateur', objetId: null, version: null,
    changements: { tete: [ancienne, `${no}:${empreinte}`] }, motif, suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient: null,
  }], environnement);
  return lireSuite(cles, await lireEtat(transaction));
};

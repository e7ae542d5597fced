import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Ancre } from '../../contract/journal.ts';
import type { Objet } from '../../domain/droits.ts';
import type { Base } from '../base/base.ts';
import { lireReglage } from '../base/lignee.ts';
import type { Schema } from '../base/schema.ts';
import type { Cles, Environnement, Tete } from './cles.ts';
import { lireClesJournal, lireTete, rangSignature } from './cles.ts';
import type { EcritureJournal } from './ecriture.ts';
import { CLE_TETE, ORIGINE, chainer } from './ecriture.ts';

/**
 * `rupture` : première ligne fausse, en trop ou manquante, `null` quand tout le journal est intact. `signeDepuis` : première ligne signée ; avant elle, seules
 * la chaîne et les notes extérieures protègent. `lignes`, `derniereEmpreinte` : ce qui a été vérifié juste.
 */
export interface VerificationJournal {
  readonly lignes: number;
  readonly rupture: { readonly no: number; readonly raison: string } | null;
  readonly derniereEmpreinte: string;
  readonly signeDepuis: number;
}
export interface OptionsVerification {
  /** Lignes notées hors de la base : chacune doit porter l’empreinte notée. */
  readonly ancres?: readonly Ancre[];
  /** Appelé à chaque lot, avec le nombre de lignes vérifiées et le numéro attendu de la dernière. */
  readonly surProgres?: (lignes: number, total: number) => void;
  readonly environnement?: Environnement;
  /** Lignes lues à la fois. */
  readonly lot?: number;
}

const TAILLE_LOT = 2_000;

/** Une ligne telle que la base la rend, nombres et dates en texte : une valeur que le programme ne saurait pas lire est une falsification, pas une panne. */
interface LigneBrute {
  readonly no: string; readonly moment: string; readonly utilisateurId: string; readonly nom: string; readonly profil: string; readonly commande: string; readonly objet: string; readonly objetId: string | null;
  readonly version: number | null; readonly changements: Record<string, unknown>; readonly motif: string | null; readonly suppleance: boolean; readonly pourLeCompteDe: string | null;
  readonly clientId: string | null; readonly seq: string | null; readonly versionClient: string | null; readonly empreintePrecedente: string; readonly empreinte: string; readonly signature: string | null;
}

/** `null` quand l’instant n’a pas pu être écrit par ce programme (plus fin que la milliseconde, infini). */
const lireMoment = (texte: string): Date | null => {
  const millisecondes = Number(texte);
  return Number.isInteger(millisecondes) && Math.abs(millisecondes) <= 8.64e15 ? new Date(millisecondes) : null;
};
const lireEcriture = ({ no: _no, empreinte: _empreinte, empreintePrecedente: _precedente, signature: _signature, moment: _moment, objet, seq, ...suite }: LigneBrute, moment: Date): EcritureJournal =>
  ({ ...suite, objet: objet as Objet, moment, seq: seq === null ? null : Number(seq) });

/** Ce que la vérification sait en avançant. */
interface Avancee { no: number; precedente: string; rangCle: number }
interface Cadre { readonly cles: Cles; readonly tete: Tete | undefined; readonly ancres: ReadonlyMap<number, string> }

const raisonDeRupture = (ligne: LigneBrute, { no, precedente, rangCle }: Avancee, { cles, tete, ancres }: Cadre): { readonly no: number; readonly raison: string } | number => {
  const attendu = no + 1;
  if (ligne.no !== String(attendu)) {
    return Number(ligne.no) > attendu ? { no: attendu, raison: `La ligne ${attendu} manque.` } : { no: Number(ligne.no), raison: `Une ligne de trop porte le numéro ${ligne.no}.` };
  }
  const faux = (raison: string) => ({ no: attendu, raison });
  if (ligne.empreintePrecedente !== precedente) return faux('La ligne ne suit pas la précédente.');
  const moment = lireMoment(ligne.moment);
  if (moment === null || ligne.empreinte !== chainer(precedente, attendu, lireEcriture(ligne, moment))) return faux('Le contenu de la ligne a changé.');
  const notee = ancres.get(attendu);
  if (notee !== undefined && notee !== ligne.empreinte) return faux('La ligne n’est pas celle qui a été notée hors de la base : elle, ou une ligne d’avant, a été récrite.');
  if (tete !== undefined && attendu < tete.signeDepuis) return rangCle;
  // sans tête lisible, on ne sait pas où commencent les signatures : celles qui sont là doivent quand même être justes
  if (ligne.signature === null) return tete === undefined ? rangCle : faux('La ligne n’est pas signée.');
  const rang = rangSignature(cles, attendu, ligne.empreinte, ligne.signature);
  // une clé remplacée ne signe plus rien après la première ligne de la suivante
  if (rang !== -1 && rang <= rangCle) return rang;
  // la tête non plus ne se reconnaît pas : c’est peut-être la clé donnée qui n’est pas la bonne
  return faux(tete === undefined ? 'La ligne n’est signée par aucune clé donnée : elle a été récrite, ou la clé (SIAO_CLE_JOURNAL) n’est pas la bonne.' : 'La ligne n’est pas signée par le service : elle a été écrite ou récrite sans sa clé.');
};

/** Après la dernière ligne : ce que disent la tête signée et les notes extérieures. */
const ruptureFinale = ({ no, precedente }: Avancee, { tete, ancres }: Cadre, teteRangee: string | undefined): VerificationJournal['rupture'] => {
  const audela = [...ancres.keys()].filter((numero) => numero > no);
  if (audela.length > 0) return { no: no + 1, raison: `Les lignes ${no + 1} à ${Math.max(...audela)} manquent : l’une d’elles a été notée hors de la base.` };
  if (teteRangee === undefined) return null;
  if (tete === undefined) return { no, raison: 'La tête du journal n’est pas signée par le service : elle a été récrite, ou la clé (SIAO_CLE_JOURNAL) n’est pas la bonne.' };
  if (tete.no > no) return { no: no + 1, raison: tete.no === no + 1 ? `La ligne ${tete.no}, la dernière, manque.` : `Les lignes ${no + 1} à ${tete.no}, les dernières, manquent.` };
  if (tete.no < no) return { no: tete.no + 1, raison: `Les lignes après la ${tete.no} ont été ajoutées hors du service.` };
  return tete.empreinte === precedente ? null : { no, raison: 'La dernière ligne n’est pas celle que le service a signée.' };
};

const verifierSous = async (transaction: Transaction<Schema>, options: OptionsVerification, cles: Cles): Promise<VerificationJournal> => {
  const { ancres = [], surProgres, lot = TAILLE_LOT } = options;
  const teteRangee = await lireReglage(transaction, CLE_TETE);
  const tete = teteRangee === undefined ? undefined : lireTete(cles, teteRangee);
  const cadre: Cadre = { cles, tete, ancres: new Map(ancres.filter(({ no }) => no > 0).map(({ no, empreinte }) => [no, empreinte])) };
  const avancee: Avancee = { no: 0, precedente: ORIGINE, rangCle: cles.length };
  const rendre = (rupture: VerificationJournal['rupture']): VerificationJournal => ({ lignes: avancee.no, rupture, derniereEmpreinte: avancee.precedente, signeDepuis: tete?.signeDepuis ?? 1 });
  // un curseur : mémoire constante, un seul instantané, et des numéros en double ne peuvent pas se cacher entre deux pages
  await sql`declare lecture no scroll cursor for
    select no::text as no, (extract(epoch from moment) * 1000)::text as moment, "utilisateurId", nom, profil, commande, objet, "objetId", version, changements, motif, suppleance, "pourLeCompteDe", "clientId",
      seq::text as seq, "versionClient", "empreintePrecedente", empreinte, signature
    from journal order by journal.no, journal.empreinte`.execute(transaction);
  let signee = false;
  for (;;) {
    const { rows } = await sql<LigneBrute>`fetch forward ${sql.lit(lot)} from lecture`.execute(transaction);
    for (const ligne of rows) {
      const suite = raisonDeRupture(ligne, avancee, cadre);
      if (typeof suite !== 'number') return rendre(suite);
      avancee.rangCle = suite;
      avancee.no += 1;
      avancee.precedente = ligne.empreinte;
      signee ||= ligne.signature !== null;
    }
    surProgres?.(avancee.no, tete?.no ?? avancee.no);
    if (rows.length < lot) break;
  }
  // sans tête : une base neuve, ou d’avant la migration 0005 et où rien n’a été écrit depuis
  if (teteRangee === undefined && signee) return rendre({ no: avancee.no, raison: 'La tête signée du journal a été effacée : des lignes ont pu être ôtées à la fin.' });
  return rendre(ruptureFinale(avancee, cadre, teteRangee));
};

/**
 * Relit tout le journal dans un seul instantané, à mémoire constante, et nomme la première ligne changée, ôtée, ajoutée ou récrite. Ce que chaque protection voit :
 * docs/decisions/013-journal.md. Sur PGlite, tient la connexion jusqu’à la fin.
 */
export const verifierJournal = async (base: Base, options: OptionsVerification = {}): Promise<VerificationJournal> => {
  const cles = await lireClesJournal(base.db, options.environnement);
  return base.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute((transaction) => verifierSous(transaction, options, cles));
};

/** La dernière ligne du journal, à noter hors de la base ; `no` 0 pour un journal vide. */
export const lireDerniere = async (base: Base): Promise<Ancre> => {
  const ligne = await base.db.selectFrom('journal').select(['no', 'empreinte']).orderBy('no', 'desc').limit(1).executeTakeFirst();
  return ligne ?? { no: 0, empreinte: ORIGINE };
};

import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Schema } from '../base/schema.ts';
import type { CompteConnecte, ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { Curseur, Droits, Transition } from './curseur.ts';
import { droitsDe, ecrireCurseur, lireCurseur, visibleSelonDroits } from './curseur.ts';
import { verifierClients } from './envoi.ts';
import type { LigneLue } from './pages.ts';
import { ecrirePage, lirePage } from './pages.ts';
import { lireTransition, transitionDe } from './transition.ts';

export const LIMITE_DEFAUT = 2_000;
export const LIMITE_MAXIMALE = 10_000;

/** `clientIds` : les postes dont rendre la dernière mutation comprise, le courant d’abord ; sans doublon. `protocole` : celui que parle le poste. */
export interface DemandeTirage { readonly protocole: number; readonly curseur: string; readonly clientIds: readonly string[]; readonly limite: number }
interface Position { readonly t: string; readonly r: number }
/** Une page lue. `position`, `x`, `n` : ce que dira le curseur ; `encore` : il faut tirer la suite ; `restantes` : pendant un premier chargement. */
interface Lue { readonly page: readonly LigneLue[]; readonly position: Position; readonly encore: boolean; readonly x?: Transition | undefined; readonly restantes?: number | undefined }
interface Tirage { readonly transaction: Transaction<Schema>; readonly recu: Curseur | undefined; readonly borne: string; readonly visible: RawBuilder<boolean>; readonly filtre: RawBuilder<boolean>; readonly limite: number }

/** Suite des changements livrables : après la position, et d’une transaction dont toutes les précédentes sont terminées. */
const livrables = ({ borne, filtre }: Tirage, depuis: Position): RawBuilder<unknown> =>
  sql`from changement c where (c.txid, c.rev) > (${depuis.t}::xid8, ${depuis.r}::bigint) and c.txid < ${borne}::xid8 and ${filtre}`;

const compter = async (transaction: Transaction<Schema>, suite: RawBuilder<unknown>): Promise<number> =>
  (await sql<{ nombre: number }>`select count(*) as nombre ${suite}`.execute(transaction)).rows[0]?.nombre ?? 0;

const lireSuite = async (tirage: Tirage): Promise<Lue> => {
  const { transaction, recu, borne, visible, limite } = tirage;
  const suite = livrables(tirage, recu ?? { t: '0', r: 0 });
  const lues = await lirePage(transaction, suite, ['txid', 'rev'], visible, limite);
  const encore = lues.length > limite;
  const page = encore ? lues.slice(0, limite) : lues;
  const derniere = page.at(-1);
  const position = encore && derniere !== undefined ? { t: derniere.txid, r: derniere.rev } : { t: borne, r: 0 };
  const attendues = recu === undefined ? (encore ? await compter(transaction, suite) : page.length) : recu.n;
  return { page, position, encore, restantes: attendues === undefined ? undefined : encore ? Math.max(0, attendues - page.length) : 0 };
};

/** La position n’avance pas : la suite ordinaire reprendra où les anciens droits l’avaient laissée. */
const lireEntreesEtSorties = async (tirage: Tirage, recu: Curseur, transition: Transition): Promise<Lue> => {
  const position = { t: recu.t, r: recu.r };
  const { page, reste } = await lireTransition(tirage.transaction, position, transition, tirage.visible, tirage.limite);
  // le périmètre a changé pendant un premier chargement : ce qui en reste se recompte
  const restantes = recu.n !== undefined && reste === undefined ? await compter(tirage.transaction, livrables(tirage, position)) : recu.n;
  return { page, position, encore: true, x: reste, restantes };
};

/** Par client, dernière mutation dont l’effet est compris dans ce qui précède `borne` (numéro de transaction exclu) ; 0 pour un inconnu. */
const lireDerniers = async (transaction: Transaction<Schema>, clientIds: readonly string[], borne: string): Promise<Record<string, number>> => {
  const { rows } = await sql<{ clientId: string; dernier: number | null }>`
    select k.id as "clientId", (select max(seq) from issue_mutation where "clientId" = k.id and txid < ${borne}::xid8) as dernier from unnest(${[...clientIds]}::text[]) as k(id)`.execute(transaction);
  return Object.fromEntries(rows.map(({ clientId, dernier }) => [clientId, dernier ?? 0]));
};

/** Raison de repartir d’un cache vide, ou `null`. */
const raisonDeRepartir = (curseur: Curseur, compte: CompteConnecte, droits: Droits, lignee: string, borne: string): string | null => {
  if (curseur.u !== compte.utilisateur.id) return 'compte';
  // une base restaurée ailleurs, ou revenue en arrière, ne connaît pas ce curseur
  if (curseur.l !== lignee || BigInt(curseur.t) > BigInt(borne)) return 'base';
  // un poste revenu à la version d’avant tient des comptes qu’il ne sait pas nommer, ni donc retirer
  if (curseur.a?.o !== undefined && droits.o === undefined) return 'base';
  // un curseur qui ne dit pas ses droits (d’avant, ou trop gros pour eux) ne permet pas de savoir ce qui sort
  return curseur.a === undefined && curseur.d !== compte.versionDroits ? 'base' : null;
};

/**
 * Une page de changements, en lignes NDJSON déjà écrites (`schemaLigneChangement`). Lue dans une seule transaction « repeatable read » : lignes,
 * borne et `derniers` viennent du même instant. La borne `pg_snapshot_xmin` écarte toute transaction qu’une autre, encore ouverte, pourrait précéder
 * dans l’ordre des curseurs. Des droits changés depuis la page précédente : d’abord les entrées et sorties (`transition.ts`), puis la suite.
 * Refus : `curseur` (400), `client_etranger` (403).
 */
export const tirer = async (contexte: ContexteService, compte: CompteConnecte, { curseur: presente, clientIds, limite, protocole }: DemandeTirage): Promise<readonly string[]> => {
  const { base, cle } = contexte;
  const recu = presente === '' ? undefined : lireCurseur(cle, presente);
  if (presente !== '' && recu === undefined) throw new ErreurService(400, 'curseur', 'Ce curseur n’a pas été donné par ce service : reprendre sans curseur.', { champ: 'curseur' });
  const droits = droitsDe(compte.acteur, protocole);
  return base.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (transaction) => {
    const borne = (await sql<{ borne: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as borne`.execute(transaction)).rows[0]?.borne ?? '0';
    await verifierClients(transaction, compte, clientIds);
    const finir = (curseur: string, encore: boolean, derniers: Readonly<Record<string, number>>, restantes?: number): string =>
      JSON.stringify({ genre: 'fin', curseur, encore, dernierSeq: derniers[clientIds[0] ?? ''] ?? 0, derniers, ...(restantes === undefined ? {} : { restantes }) });
    // rien n’est livré alors, donc aucune mutation n’est encore comprise dans ce qui précède
    const remettreAZero = (motif: string): readonly string[] => [JSON.stringify({ genre: 'remise_a_zero', motif }), finir('', true, Object.fromEntries(clientIds.map((clientId) => [clientId, 0])))];
    const motif = recu === undefined ? null : raisonDeRepartir(recu, compte, droits, base.lignee, borne);
    if (motif !== null) return remettreAZero(motif);
    const visible = visibleSelonDroits(droits, 'departements');
    // un poste vide n’a rien à retirer
    const filtre = recu === undefined ? visible : sql<boolean>`(${visible} or ${visibleSelonDroits(droits, 'departementsAvant')})`;
    const tirage: Tirage = { transaction, recu, borne, visible, filtre, limite };
    const transition = recu === undefined ? undefined : transitionDe(recu, droits);
    const { page, position, encore, x, restantes } = recu === undefined || transition === undefined ? await lireSuite(tirage) : await lireEntreesEtSorties(tirage, recu, transition);
    const curseur = ecrireCurseur(cle, {
      ...position, l: base.lignee, u: compte.utilisateur.id, d: compte.versionDroits, a: droits, ...(x === undefined ? {} : { x }), ...(restantes !== undefined && encore ? { n: restantes } : {}),
    });
    if (curseur === undefined) return remettreAZero('base');
    return [...ecrirePage(page), finir(curseur, encore, await lireDerniers(transaction, clientIds, position.t), restantes)];
  });
};

import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import { ORDRE_OBJETS } from '../../domain/objets/objets.ts';
import type { Schema } from '../base/schema.ts';
import type { CompteConnecte, ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { Curseur } from './curseur.ts';
import { ecrireCurseur, lireCurseur } from './curseur.ts';
import { visibleEnSql } from './perimetre.ts';

export const LIMITE_DEFAUT = 2_000;
export const LIMITE_MAXIMALE = 10_000;

export interface DemandeTirage { readonly curseur: string; readonly clientId: string; readonly limite: number }
interface LigneLue { readonly objet: Objet; readonly id: string; readonly txid: string; readonly rev: number; readonly visible: boolean; readonly texte: string | null }

const RANG = new Map<string, number>(ORDRE_OBJETS.map((objet, rang) => [objet, rang]));
const remise = (motif: string): string => JSON.stringify({ genre: 'remise_a_zero', motif });

/** Suite des changements livrables : après le curseur, et d’une transaction dont toutes les précédentes sont terminées. */
const livrables = (depuis: { t: string; r: number }, borne: string, filtre: RawBuilder<boolean>): RawBuilder<unknown> =>
  sql`from changement c where (c.txid, c.rev) > (${depuis.t}::xid8, ${depuis.r}::bigint) and c.txid < ${borne}::xid8 and ${filtre}`;

const lirePage = async (transaction: Transaction<Schema>, suite: RawBuilder<unknown>, visible: RawBuilder<boolean>, limite: number): Promise<readonly LigneLue[]> => {
  // le texte JSON vient tel quel de PostgreSQL : ni analyse, ni réécriture ici
  const { rows } = await sql<LigneLue>`
    with page as materialized (select c.objet, c.id, c.txid, c.rev, ${visible} as visible ${suite} order by c.txid, c.rev limit ${limite + 1})
    select page.objet, page.id, page.txid::text as txid, page.rev, page.visible, case when not page.visible then null else
      case page.objet
        when 'entite' then (select row_to_json(l)::text from entite l where l.id = page.id)
        when 'dispositif' then (select row_to_json(l)::text from dispositif l where l.id = page.id)
        when 'groupe' then (select row_to_json(l)::text from groupe l where l.id = page.id)
        else (select row_to_json(l)::text from place l where l.id = page.id) end end as texte
    from page order by page.txid, page.rev`.execute(transaction);
  return rows;
};

/** Dernière mutation du client dont l’effet est compris dans ce qui précède `borne` (numéro de transaction exclu). */
const lireDernierSeq = async (transaction: Transaction<Schema>, clientId: string, borne: string): Promise<number> => {
  const { rows } = await sql<{ dernier: number | null }>`select max(seq) as dernier from issue_mutation where "clientId" = ${clientId} and txid < ${borne}::xid8`.execute(transaction);
  return rows[0]?.dernier ?? 0;
};

const verifierClient = async (transaction: Transaction<Schema>, clientId: string, utilisateurId: string): Promise<void> => {
  const client = await transaction.selectFrom('client').select('utilisateurId').where('clientId', '=', clientId).executeTakeFirst();
  if (client !== undefined && client.utilisateurId !== utilisateurId) throw new ErreurService(403, 'client_etranger', 'Ce poste est enregistré au nom d’un autre compte.', { champ: 'clientId' });
};

/** Raison de repartir d’un cache vide, ou `null`. */
const raisonDeRepartir = (curseur: Curseur, compte: CompteConnecte, lignee: string, borne: string): string | null => {
  if (curseur.u !== compte.utilisateur.id) return 'compte';
  if (curseur.d !== compte.versionDroits) return 'droits';
  // une base restaurée ailleurs, ou revenue en arrière, ne connaît pas ce curseur
  if (curseur.l !== lignee || BigInt(curseur.t) > BigInt(borne)) return 'base';
  return null;
};

/**
 * Une page de changements, en lignes NDJSON déjà écrites (`schemaLigneChangement`). Lue dans une seule transaction « repeatable read » : lignes,
 * borne et `dernierSeq` viennent du même instant. La borne `pg_snapshot_xmin` écarte toute transaction qu’une autre, encore ouverte, pourrait précéder
 * dans l’ordre des curseurs. Refus : `curseur` (400), `client_etranger` (403).
 */
export const tirer = async (contexte: ContexteService, compte: CompteConnecte, demande: DemandeTirage): Promise<readonly string[]> => {
  const { base, cle } = contexte;
  const recu = demande.curseur === '' ? undefined : lireCurseur(cle, demande.curseur);
  if (demande.curseur !== '' && recu === undefined) throw new ErreurService(400, 'curseur', 'Ce curseur n’a pas été donné par ce service : reprendre sans curseur.', { champ: 'curseur' });
  const identite = { l: base.lignee, u: compte.utilisateur.id, d: compte.versionDroits };
  return base.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(async (transaction) => {
    const borne = (await sql<{ borne: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as borne`.execute(transaction)).rows[0]?.borne ?? '0';
    await verifierClient(transaction, demande.clientId, compte.utilisateur.id);
    const motif = recu === undefined ? null : raisonDeRepartir(recu, compte, base.lignee, borne);
    if (motif !== null) {
      // rien n’est livré ici, donc aucune mutation n’est encore comprise dans ce qui précède
      return [remise(motif), JSON.stringify({ genre: 'fin', curseur: '', encore: true, dernierSeq: 0 })];
    }
    const depuis = recu ?? { t: '0', r: 0 };
    const visible = visibleEnSql(compte.acteur, 'departements');
    // un poste vide n’a rien à retirer
    const filtre = recu === undefined ? visible : sql<boolean>`(${visible} or ${visibleEnSql(compte.acteur, 'departementsAvant')})`;
    const suite = livrables(depuis, borne, filtre);
    const lues = await lirePage(transaction, suite, visible, demande.limite);
    const encore = lues.length > demande.limite;
    const page = encore ? lues.slice(0, demande.limite) : lues;
    const derniere = page.at(-1);
    const position = encore && derniere !== undefined ? { t: derniere.txid, r: derniere.rev } : { t: borne, r: 0 };
    const attendues = recu === undefined ? (encore ? (await sql<{ nombre: number }>`select count(*) as nombre ${suite}`.execute(transaction)).rows[0]?.nombre ?? 0 : page.length) : recu.n;
    const restantes = attendues === undefined ? undefined : encore ? Math.max(0, attendues - page.length) : 0;
    const curseur = ecrireCurseur(cle, { ...position, ...identite, ...(restantes !== undefined && encore ? { n: restantes } : {}) });
    const lignes = [...page].sort((a, b) => (RANG.get(a.objet) ?? 0) - (RANG.get(b.objet) ?? 0)).map(({ objet, id, visible: montree, texte }) =>
      (montree && texte !== null ? `{"genre":"ligne","objet":"${objet}","ligne":${texte}}` : JSON.stringify({ genre: 'retrait', objet, id })));
    lignes.push(JSON.stringify({ genre: 'fin', curseur, encore, dernierSeq: await lireDernierSeq(transaction, demande.clientId, position.t), ...(restantes === undefined ? {} : { restantes }) }));
    return lignes;
  });
};

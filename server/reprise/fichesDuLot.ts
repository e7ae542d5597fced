import { sql } from 'kysely';
import type { FicheDuLot } from '../../domain/commandes/lots.ts';
import type { Proposition } from '../../domain/objets/proposition.ts';
import type { Requetes } from '../base/schema.ts';

const parLot = (lotId: string) => sql`f.provenance->>'lot' = ${lotId}`;
/** Changée depuis sa création par autre chose que la reprise, qui n’écrit une fiche qu’une fois. */
const changee = sql`f.version > 1`;
/** Ce que le lot propose lui-même de ses fiches ne les travaille pas, tant que personne n’en a rien décidé : cela se retire avec lui. Une proposition retirée ne demande plus rien. */
const proposee = (lotId: string) => sql`exists (select 1 from proposition p where p."ficheId" = f.id and p.statut <> 'retiree' and (p.provenance->>'lot' is distinct from ${lotId} or jsonb_path_exists(p.champs, '$[*] ? (@.decision != null)')))`;
const citee = (lotId: string) => sql`${proposee(lotId)} or exists (select 1 from piece p where p."ficheId" = f.id)`;
const etranger = (objet: string, colonne: string, lotId: string) => sql`exists (select 1 from ${sql.table(objet)} e where e.${sql.id(colonne)} = f.id and e.provenance->>'lot' is distinct from ${lotId})`;

/**
 * Toutes les fiches d’un lot de reprise, et si autre chose que la reprise les a changées ou s’appuie sur elles : un enfant venu d’ailleurs, une pièce, une proposition, une demande, un compte.
 * Ne regarde pas le périmètre : un lot s’annule en entier ou pas du tout.
 */
export const lireFichesDuLot = async (requetes: Requetes, lotId: string): Promise<readonly FicheDuLot[]> => (await sql<FicheDuLot>`
  select 'entite' as objet, f.id, f."raisonSociale" as nom, (${changee} or ${etranger('dispositif', 'entiteId', lotId)} or ${citee(lotId)} or exists (select 1 from utilisateur u where u."entiteId" = f.id)) as touchee from entite f where ${parLot(lotId)}
  union all select 'dispositif', f.id, f.nom, (${changee} or ${etranger('groupe', 'dispositifId', lotId)} or ${citee(lotId)} or exists (select 1 from demande d where d."dispositifId" = f.id)
    or exists (select 1 from utilisateur u where u.perimetre->'dispositifs' ? f.id)) from dispositif f where ${parLot(lotId)}
  union all select 'groupe', f.id, f.libelle, (${changee} or ${etranger('place', 'groupeId', lotId)} or ${proposee(lotId)}) from groupe f where ${parLot(lotId)}
  union all select 'place', f.id, f.numero, ${changee} from place f where ${parLot(lotId)}
  union all select 'utilisateur', f.id, f.nom, (${changee} or f.statut <> 'invite' or f."inviteLe" is not null or exists (select 1 from mandat m where m."utilisateurId" = f.id) or exists (select 1 from dispositif d where d."responsableId" = f.id)) from utilisateur f where ${parLot(lotId)}
  order by objet, id`.execute(requetes)).rows;

/** Toutes les propositions d’un lot, sans regard pour le périmètre : son annulation les retire, son rejeu ne les double pas. `parmi` : celles qui portent sur ces fiches. */
export const lirePropositionsDuLot = async (requetes: Requetes, lotId: string, parmi?: readonly string[]): Promise<readonly Proposition[]> =>
  (await sql<Proposition>`select f.* from proposition f where ${parLot(lotId)} and ${parmi === undefined ? sql`true` : sql`f."ficheId" = any(${[...parmi]}::text[])`} order by f.id`.execute(requetes)).rows;

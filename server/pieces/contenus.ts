import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import { QUOTA_PIECES } from '../../contract/pieces.ts';
import type { TypePiece } from '../../domain/objets/piece.ts';
import type { Base } from '../base/base.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { Schema } from '../base/schema.ts';
import { SURSIS_PIECES_HEURES } from '../rgpd/durees.ts';

const ilYA = (maintenant: Date, heures: number): Date => new Date(maintenant.getTime() - heures * 3_600_000);
/** Contenus qu’aucune pièce présente ne cite, une fois passé le sursis : déposés sans suite, ou dont la pièce a été retirée. */
const sansPiece = (maintenant: Date): RawBuilder<boolean> => sql<boolean>`c."deposeLe" < ${ilYA(maintenant, SURSIS_PIECES_HEURES)}::timestamptz and not exists (select 1 from piece p where p.empreinte = c.empreinte and p.statut = 'presente')`;

export const compterContenusSansPiece = async ({ db }: Pick<Base, 'db'>, maintenant: Date): Promise<number> =>
  (await sql<{ nombre: number }>`select count(*) as nombre from piece_contenu c where ${sansPiece(maintenant)}`.execute(db)).rows[0]?.nombre ?? 0;
/** Sous le verrou d’écriture : une pièce ne peut pas citer un contenu au moment où il s’efface. */
export const effacerContenusSansPiece = async (trx: Transaction<Schema>, maintenant: Date): Promise<void> => { await sql`delete from piece_contenu c where ${sansPiece(maintenant)}`.execute(trx); };

/** Octets que ce compte peut encore déposer aujourd’hui. Ce qu’il a déposé et qui s’y trouve encore compte, cité ou non. */
export const resteDuJour = async ({ db }: Pick<Base, 'db'>, compte: string, maintenant: Date): Promise<number> => {
  const { rows } = await sql<{ total: number }>`select coalesce(sum(taille), 0)::int8 as total from piece_contenu where "deposePar" = ${compte} and "deposeLe" > ${ilYA(maintenant, 24)}::timestamptz`.execute(db);
  return QUOTA_PIECES - (rows[0]?.total ?? 0);
};

interface Contenu { readonly empreinte: string; readonly octets: Buffer; readonly type: TypePiece; readonly deposePar: string }
/** Range un contenu, une seule fois par empreinte ; redéposé, son sursis repart. Efface au passage ce qui est sans pièce : la base ne se remplit pas de dépôts sans suite. */
export const rangerContenu = (base: Base, { empreinte, octets, type, deposePar }: Contenu, maintenant: Date): Promise<void> => base.db.transaction().execute(async (trx) => {
  await verrouillerEcriture(trx);
  await effacerContenusSansPiece(trx, maintenant);
  const repris = await trx.updateTable('piece_contenu').set({ deposePar, deposeLe: maintenant }).where('empreinte', '=', empreinte).executeTakeFirst();
  if (repris.numUpdatedRows > 0n) return;
  await trx.insertInto('piece_contenu').values({ empreinte, contenu: octets, taille: octets.length, type, deposePar, deposeLe: maintenant }).execute();
});

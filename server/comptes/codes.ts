import { timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import { DUREE_CODE } from '../../contract/comptes.ts';
import type { GenreCode } from '../base/schemaComptes.ts';
import type { Requetes } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { empreinteDeCode, normaliserCode, tirerCode } from './secrets.ts';

/** Essais admis d’un code reçu par courriel ; ensuite, il ne vaut plus rien et il faut en demander un autre. */
export const ESSAIS_DU_CODE = 5;

type Contexte = Pick<ContexteService, 'cle' | 'horloge'>;
const empreinte = (cle: Buffer, utilisateurId: string, genre: GenreCode, code: string): string => empreinteDeCode(cle, 'code_unique', `${genre}/${utilisateurId}`, normaliserCode(code));

/** Tire le code d’un compte, en remplaçant celui d’avant : un seul en cours par compte et par genre. Dix caractères (49 bits) ; seule son empreinte est gardée. */
export const faireCode = async (trx: Requetes, { cle, horloge }: Contexte, utilisateurId: string, genre: GenreCode): Promise<{ readonly code: string; readonly expireLe: Date }> => {
  const maintenant = horloge();
  const code = tirerCode(2, 5);
  const neuf = { empreinte: empreinte(cle, utilisateurId, genre, code), creeLe: maintenant, expireLe: new Date(maintenant.getTime() + DUREE_CODE[genre] * 1000), essais: 0 };
  await trx.insertInto('code_unique').values({ utilisateurId, genre, ...neuf }).onConflict((conflit) => conflit.columns(['utilisateurId', 'genre']).doUpdateSet(neuf)).execute();
  return { code, expireLe: neuf.expireLe };
};

/** Vérifie un code, l’essai compté d’avance et en une instruction : des essais simultanés ne passent pas la borne. Le code juste reste en cours : `consommerCodeUnique`. */
export const verifierCodeUnique = async (requetes: Requetes, { cle, horloge }: Contexte, utilisateurId: string, genre: GenreCode, code: string): Promise<boolean> => {
  const attendue = await requetes.updateTable('code_unique').set({ essais: sql<number>`essais + 1` })
    .where('utilisateurId', '=', utilisateurId).where('genre', '=', genre).where('essais', '<', ESSAIS_DU_CODE).where('expireLe', '>', horloge()).returning('empreinte').executeTakeFirst();
  const recue = empreinte(cle, utilisateurId, genre, code);
  return attendue !== undefined && timingSafeEqual(Buffer.from(attendue.empreinte), Buffer.from(recue));
};

/** Rend l’essai d’un code juste dont la suite a été refusée (mot de passe trop faible). */
export const rendreEssaiDuCode = async (requetes: Requetes, utilisateurId: string, genre: GenreCode): Promise<void> => {
  await requetes.updateTable('code_unique').set({ essais: sql<number>`greatest(essais - 1, 0)` }).where('utilisateurId', '=', utilisateurId).where('genre', '=', genre).execute();
};

/** Consomme un code vérifié, et tous ceux du compte. Faux quand il a servi entre-temps. */
export const consommerCodeUnique = async (trx: Requetes, { cle }: Contexte, utilisateurId: string, genre: GenreCode, code: string): Promise<boolean> => {
  const { numDeletedRows } = await trx.deleteFrom('code_unique').where('utilisateurId', '=', utilisateurId).where('genre', '=', genre).where('empreinte', '=', empreinte(cle, utilisateurId, genre, code)).executeTakeFirst();
  if (Number(numDeletedRows) !== 1) return false;
  await trx.deleteFrom('code_unique').where('utilisateurId', '=', utilisateurId).execute();
  return true;
};

import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Requetes } from '../base/schema.ts';

/** Emplois de la clé du service. Chacun a sa clé dérivée : ce qui est scellé pour l’un ne s’ouvre pas pour l’autre. */
export type Usage = 'totp' | 'code_de_secours' | 'code_unique' | 'defi_second_facteur' | 'defi_enrolement' | 'defi_ajout' | 'etat_agent' | 'frein';

const deriver = (cle: Buffer, usage: Usage): Buffer => Buffer.from(hkdfSync('sha256', cle, Buffer.alloc(0), `siao-offre/${usage}`, 32));

const TAILLE_IV = 12;
const TAILLE_SCEAU = 16;

/** Chiffre et authentifie (AES-256-GCM). `lie` : ce à quoi le texte est attaché (un compte) ; le déplacer ailleurs le rend illisible. Rend du base64url. */
export const chiffrer = (cle: Buffer, usage: Usage, lie: string, clair: string): string => {
  const iv = randomBytes(TAILLE_IV);
  const chiffre = createCipheriv('aes-256-gcm', deriver(cle, usage), iv).setAAD(Buffer.from(lie));
  const corps = Buffer.concat([chiffre.update(clair, 'utf8'), chiffre.final()]);
  return Buffer.concat([iv, chiffre.getAuthTag(), corps]).toString('base64url');
};

/** Le clair, ou `undefined` quand le texte a été retouché, déplacé, ou chiffré par une autre clé. */
export const dechiffrer = (cle: Buffer, usage: Usage, lie: string, texte: string): string | undefined => {
  const octets = Buffer.from(texte, 'base64url');
  if (octets.length < TAILLE_IV + TAILLE_SCEAU) return undefined;
  try {
    const dechiffre = createDecipheriv('aes-256-gcm', deriver(cle, usage), octets.subarray(0, TAILLE_IV), { authTagLength: TAILLE_SCEAU }).setAAD(Buffer.from(lie)).setAuthTag(octets.subarray(TAILLE_IV, TAILLE_IV + TAILLE_SCEAU));
    return Buffer.concat([dechiffre.update(octets.subarray(TAILLE_IV + TAILLE_SCEAU)), dechiffre.final()]).toString('utf8');
  } catch {
    return undefined;
  }
};

/** Empreinte d’un code court, par la clé du service : une copie de la base sans la clé ne permet pas d’essayer tous les codes. `lie` : le compte. */
export const empreinteDeCode = (cle: Buffer, usage: Usage, lie: string, code: string): string => createHmac('sha256', deriver(cle, usage)).update(`${lie}\n${code}`).digest('hex');

/**
 * Jeton scellé (chiffré et authentifié) qui porte `contenu` et sa fin de validité : rien n’est gardé au service tant qu’il n’a pas servi,
 * et n’importe quel service de la grappe peut le lire. À usage unique par `consommer`.
 */
export const sceller = (cle: Buffer, usage: Usage, contenu: object, fin: Date): string => chiffrer(cle, usage, '', JSON.stringify({ contenu, fin: fin.getTime(), alea: randomBytes(9).toString('base64url') }));

/** Contenu d’un jeton scellé encore valable, sinon `undefined`. */
export const desceller = <T>(cle: Buffer, usage: Usage, jeton: string, schema: z.ZodType<T>, maintenant: Date): T | undefined => {
  const clair = dechiffrer(cle, usage, '', jeton);
  if (clair === undefined) return undefined;
  const { contenu, fin } = JSON.parse(clair) as { contenu: unknown; fin: number };
  return fin > maintenant.getTime() ? schema.safeParse(contenu).data : undefined;
};

/** Marque un jeton scellé comme servi, dans la transaction de ce qu’il permet. Faux quand il l’était déjà : de deux usages simultanés, un seul passe. */
export const consommer = async (trx: Requetes, jeton: string, maintenant: Date, duree: number): Promise<boolean> => {
  await trx.deleteFrom('defi_servi').where('expireLe', '<', maintenant).execute();
  // l’empreinte porte sur les octets, pas sur leur écriture : le base64 a plusieurs écritures d’un même jeton
  const empreinte = createHash('sha256').update(Buffer.from(jeton, 'base64url')).digest('hex');
  const { numInsertedOrUpdatedRows } = await trx.insertInto('defi_servi').values({ empreinte, expireLe: new Date(maintenant.getTime() + 2 * duree * 1000) }).onConflict((conflit) => conflit.column('empreinte').doNothing()).executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0) === 1;
};

/** Sans 0, 1, I, L, O ni U : rien qui se confonde à la lecture, ni qui fasse un mot. Trente caractères, 4,9 bits chacun. */
export const ALPHABET_CODES = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Code lisible tiré au sort, par groupes séparés de tirets : `tirerCode(2, 5)` → « K7M2X-9QRTB ». */
export const tirerCode = (groupes: number, taille: number): string =>
  Array.from({ length: groupes }, () => Array.from({ length: taille }, () => ALPHABET_CODES[randomInt(ALPHABET_CODES.length)]).join('')).join('-');

/** Forme sous laquelle un code se compare : sans espaces ni tirets, en capitales. */
export const normaliserCode = (code: string): string => code.replace(/[\s-]/gu, '').toUpperCase();

/** Prend le verrou de ligne des accès d’un compte : ses changements de secrets se suivent. */
export const verrouillerAcces = async (trx: Requetes, utilisateurId: string): Promise<void> => {
  await sql`select 1 from acces where "utilisateurId" = ${utilisateurId} for update`.execute(trx);
};

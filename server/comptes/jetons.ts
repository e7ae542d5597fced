import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Base } from '../base/base.ts';
import { reglageOuDefaut } from '../base/lignee.ts';

/** Validité du jeton d’accès, en secondes. */
export const DUREE_JETON = 600;

const schemaContenu = z.object({ sub: z.string(), fam: z.string(), exp: z.number().int() });
/** `sub` : utilisateur ; `fam` : session (famille de rafraîchissement) ; `exp` : fin de validité en secondes Unix. */
export type ContenuJeton = z.infer<typeof schemaContenu>;

const ENTETE = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** La clé de signature : celle de `SIAO_CLE_JETONS` (32 octets en base64), sinon celle de la base, tirée au premier démarrage et commune à tous les services. */
export const lireCle = async (base: Base, environnement: string | undefined = process.env.SIAO_CLE_JETONS): Promise<Buffer> => {
  const texte = environnement ?? await reglageOuDefaut(base.db, 'cle_jetons', randomBytes(32).toString('base64'));
  const cle = Buffer.from(texte, 'base64');
  if (cle.length < 32) throw new Error('SIAO_CLE_JETONS : 32 octets au moins, en base64.');
  return cle;
};

/** Signature HMAC-SHA256 en base64url. `usage` sépare les emplois d’une même clé : un curseur ne peut pas servir de jeton. */
export const signer = (cle: Buffer, usage: string, texte: string): string => createHmac('sha256', cle).update(`${usage}\n${texte}`).digest('base64url');
export const signatureJuste = (cle: Buffer, usage: string, texte: string, signature: string): boolean => {
  const [attendue, recue] = [Buffer.from(signer(cle, usage, texte)), Buffer.from(signature)];
  return attendue.length === recue.length && timingSafeEqual(attendue, recue);
};

export const faireJeton = (cle: Buffer, contenu: ContenuJeton): string => {
  const corps = `${ENTETE}.${Buffer.from(JSON.stringify(contenu)).toString('base64url')}`;
  return `${corps}.${signer(cle, 'acces', corps)}`;
};

/** Contenu d’un jeton d’accès bien signé et en cours de validité, sinon `undefined`. */
export const lireJeton = (cle: Buffer, jeton: string, maintenant: Date): ContenuJeton | undefined => {
  const [entete, corps, signature, reste] = jeton.split('.');
  if (entete !== ENTETE || corps === undefined || signature === undefined || reste !== undefined) return undefined;
  if (!signatureJuste(cle, 'acces', `${entete}.${corps}`, signature)) return undefined;
  const contenu = schemaContenu.safeParse(JSON.parse(Buffer.from(corps, 'base64url').toString('utf8')));
  return contenu.success && contenu.data.exp * 1000 > maintenant.getTime() ? contenu.data : undefined;
};

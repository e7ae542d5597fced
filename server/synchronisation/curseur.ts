import { z } from 'zod';
import { signatureJuste, signer } from '../comptes/jetons.ts';

/**
 * Position d’un poste dans la suite des changements. `t`, `r` : dernier (transaction, révision) livré ; `l` : lignée de la base ; `u`, `d` : compte et
 * version de ses droits ; `n` : lignes restantes d’un premier chargement, absent ensuite.
 */
const schemaCurseur = z.object({ t: z.string().regex(/^\d{1,19}$/u), r: z.number().int().min(0), l: z.string(), u: z.string(), d: z.number().int(), n: z.number().int().min(0).optional() });
export type Curseur = z.infer<typeof schemaCurseur>;

/** Curseur opaque et signé : le poste le rend tel quel. */
export const ecrireCurseur = (cle: Buffer, curseur: Curseur): string => {
  const corps = Buffer.from(JSON.stringify(curseur)).toString('base64url');
  return `${corps}.${signer(cle, 'curseur', corps)}`;
};

/** `undefined` quand le curseur n’a pas été fait par ce service. */
export const lireCurseur = (cle: Buffer, texte: string): Curseur | undefined => {
  const [corps, signature, reste] = texte.split('.');
  if (corps === undefined || signature === undefined || reste !== undefined || !signatureJuste(cle, 'curseur', corps, signature)) return undefined;
  const lu = schemaCurseur.safeParse(JSON.parse(Buffer.from(corps, 'base64url').toString('utf8')));
  return lu.success ? lu.data : undefined;
};

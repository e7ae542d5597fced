import { timingSafeEqual } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Argon2 from '@node-rs/argon2';
import { z } from 'zod';
import { deriver } from './descriptifCoffre.ts';

/**
 * argon2id (décision 041) : 64 Mio, trois passes, les réglages de la RFC 9106 pour une machine ordinaire, au-dessus du plancher de l’OWASP (19 Mio, deux passes).
 * `memoryCost` en Kio.
 */
const ARGON2_POSTE = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

const schemaVerificateur = z.union([
  z.object({ empreinte: z.string().startsWith('$argon2id$') }),
  // d’avant la décision 041 ; celui qui n’écrivait pas son coût a celui d’alors
  z.object({ sel: z.string(), cle: z.string(), N: z.number().default(2 ** 17), r: z.number().default(8), p: z.number().default(1) }),
]);

let charge: typeof Argon2 | undefined;
/** Par `require`, à la première demande : un module natif ne se lit pas avant l’écran de connexion, et celui qui manquerait n’empêche pas de l’ouvrir. */
const argon2 = (): typeof Argon2 => { charge ??= createRequire(import.meta.url)('@node-rs/argon2') as typeof Argon2; return charge; };
/** La même frappe sur un autre clavier donne les mêmes octets. */
const normaliser = (motDePasse: string): string => motDePasse.normalize('NFKC');

/** Ce qui se garde d’un mot de passe pour le reconnaître, sel compris. Calculé hors du fil du processus. `memoire` (Kio) : les essais, qui se connectent mille fois, en prennent peu. */
export const faireVerificateur = async (motDePasse: string, memoire: number = ARGON2_POSTE.memoryCost): Promise<string> =>
  JSON.stringify({ empreinte: await argon2().hash(normaliser(motDePasse), { ...ARGON2_POSTE, memoryCost: memoire }) });

/** `ancien` : juste, mais gardé par scrypt ; à remplacer. */
export const verifier = async (garde: string, motDePasse: string): Promise<'juste' | 'ancien' | 'faux'> => {
  const verificateur = schemaVerificateur.parse(JSON.parse(garde));
  if ('empreinte' in verificateur) return await argon2().verify(verificateur.empreinte, normaliser(motDePasse)) ? 'juste' : 'faux';
  const { cle, ...derivation } = verificateur;
  return timingSafeEqual(Buffer.from(cle, 'base64'), await deriver(motDePasse, derivation)) ? 'ancien' : 'faux';
};

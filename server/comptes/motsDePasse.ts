import type { Algorithm } from '@node-rs/argon2';
import { hash, verify } from '@node-rs/argon2';

/** Coût d’argon2id : `memoryCost` en Kio, `timeCost` en passes. */
export interface ParametresArgon2 { readonly memoryCost: number; readonly timeCost: number; readonly parallelism: number }
/** Recommandation de l’OWASP (argon2id : 19 Mio, 2 passes, 1 fil). */
export const ARGON2_OWASP: ParametresArgon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Pour les tests seulement : rapide, donc faible. */
export const ARGON2_TESTS: ParametresArgon2 = { memoryCost: 64, timeCost: 1, parallelism: 1 };

export const LONGUEUR_MINIMALE = 12;

// `Algorithm` est un enum ambiant : sa valeur pour argon2id est 2
const ARGON2ID = 2 as Algorithm.Argon2id;

/** Empreinte argon2id d’un mot de passe, sel compris. Lente par nature : une seule fois pour des comptes qui partagent un mot de passe (démonstration). */
export const hacherMotDePasse = (motDePasse: string, parametres: ParametresArgon2 = ARGON2_OWASP): Promise<string> => hash(motDePasse, { algorithm: ARGON2ID, ...parametres });

/** Vrai quand le mot de passe donne cette empreinte ; faux aussi pour une empreinte illisible. */
export const verifierMotDePasse = (empreinte: string, motDePasse: string): Promise<boolean> => verify(empreinte, motDePasse).catch(() => false);

import type { SecretStore } from '../../sync/secrets.ts';
import { ErreurSecret } from '../../sync/secrets.ts';

/** Un trousseau d’essai : `entrees` est ce qu’il contient ; `panne`, quand elle est posée, est son refus de répondre. Il oublie tout avec le processus. */
export interface SecretsEnMemoire extends SecretStore { readonly entrees: Map<string, string>; panne: string | null }

export const secretsEnMemoire = (entrees: Map<string, string> = new Map()): SecretsEnMemoire => {
  const secrets: SecretsEnMemoire = {
    entrees, panne: null,
    lire: async (nom) => { repondre(); return entrees.get(nom) ?? null; },
    ecrire: async (nom, valeur) => { repondre(); entrees.set(nom, valeur); },
    effacer: async (nom) => { repondre(); entrees.delete(nom); },
  };
  const repondre = (): void => { if (secrets.panne !== null) throw new ErreurSecret(secrets.panne); };
  return secrets;
};

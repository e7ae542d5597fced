import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import type { SecretStore } from '../../sync/secrets.ts';

/** L’arrêt du processus, vu de l’essai qui le simule. */
class Arret extends Error {}

const ECRITURES = ['mkdirSync', 'openSync', 'writeFileSync', 'fsyncSync', 'closeSync', 'renameSync', 'rmSync'] as const;

/** Un processus que l’on peut arrêter : `etapes` nomme ses accès au disque et au trousseau, dans l’ordre. */
export interface Processus {
  readonly etapes: readonly string[];
  /** Une étape de l’essai lui-même ; à l’arrêt, rejette par `Arret`. */
  etape(nom: string): void;
  /** Le même trousseau, qui survit au processus. */
  relier(secrets: SecretStore): SecretStore;
}

/**
 * Joue un geste dans un processus qui s’arrête juste avant sa `rang`-ième étape (un fichier y est à moitié écrit). Ensuite plus rien n’a d’effet, même dans un `catch` ou un `finally`.
 * `avantEtape` voit le monde tel qu’un arrêt le laisserait là. Rend le nom de l’étape où il s’est arrêté, `undefined` s’il est allé au bout ; toute autre erreur du geste est rendue telle quelle.
 */
export const jouerJusqua = async (rang: number, geste: (processus: Processus) => Promise<unknown>, avantEtape: (nom: string) => void = () => undefined): Promise<{ readonly arret: string | undefined; readonly etapes: readonly string[] }> => {
  const etapes: string[] = [];
  const originaux = Object.fromEntries(ECRITURES.map((nom) => [nom, fs[nom]])) as Pick<typeof fs, (typeof ECRITURES)[number]>;
  let mort: string | undefined;
  const etape = (nom: string): void => {
    if (mort === undefined && etapes.length === rang) mort = nom;
    if (mort !== undefined) throw new Arret(mort);
    avantEtape(nom);
    etapes.push(nom);
  };
  const remplacer = (nom: (typeof ECRITURES)[number]): void => {
    const original = originaux[nom] as (...args: unknown[]) => unknown;
    const suivre = (...args: unknown[]): unknown => {
      // le système ferme lui-même les fichiers d’un processus mort
      if (nom === 'closeSync' && mort !== undefined) original(...args);
      if (nom !== 'writeFileSync' || mort !== undefined) { etape(`disque ${nom}`); return original(...args); }
      const texte = String(args[1]);
      original(args[0], texte.slice(0, texte.length / 2));
      etape(`disque ${nom}`);
      return original(args[0], texte.slice(texte.length / 2));
    };
    Object.assign(fs, { [nom]: suivre });
  };
  for (const nom of ECRITURES) remplacer(nom);
  syncBuiltinESMExports();
  try {
    await geste({
      etapes, etape,
      relier: (secrets) => ({
        lire: async (nom) => { etape('trousseau lire'); return secrets.lire(nom); },
        ecrire: async (nom, valeur) => { etape('trousseau ecrire'); return secrets.ecrire(nom, valeur); },
        effacer: async (nom) => { etape('trousseau effacer'); return secrets.effacer(nom); },
      }),
    });
  } catch (erreur) {
    if (!(erreur instanceof Arret)) throw erreur;
  } finally {
    Object.assign(fs, originaux);
    syncBuiltinESMExports();
  }
  return { arret: mort, etapes };
};

/**
 * Joue un geste jusqu’au bout et garde une copie du monde avant chacune de ses étapes : ce qu’un arrêt y aurait laissé. `verifier` reçoit chaque copie, puis le monde lui-même (`arret` vaut
 * alors `undefined`). `copier` n’emploie que `fs.cpSync`, qui n’est pas suivi. Rend le nombre d’arrêts.
 */
export const arreterPartout = async <T>(monde: T, copier: (monde: T) => T, geste: (processus: Processus) => Promise<unknown>, verifier: (monde: T, arret: string | undefined) => Promise<void>): Promise<number> => {
  const copies: { readonly copie: T; readonly arret: string }[] = [];
  await jouerJusqua(Infinity, geste, (arret) => { copies.push({ copie: copier(monde), arret }); });
  for (const [rang, { copie, arret }] of [...copies, { copie: monde, arret: undefined }].entries()) {
    try {
      await verifier(copie, arret);
    } catch (erreur) {
      throw new Error(`Après un arrêt à l’étape ${rang} (${arret ?? 'fin'}) : ${String(erreur)}`, { cause: erreur });
    }
  }
  return copies.length;
};

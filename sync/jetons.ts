import { z } from 'zod';
import type { BaseEcriture } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import { nomDuCompte } from './comptes.ts';
import { lireDescriptif } from './descriptifCoffre.ts';
import type { SecretStore } from './secrets.ts';
import { ErreurSecret } from './secrets.ts';

/** Réglage du fichier de travail (chiffré) qui tient le jeton quand le trousseau ne le peut pas. `le` : instant ISO. */
const REGLAGE = 'jetonRafraichissement';
const schemaGarde = z.object({ jeton: z.string(), le: z.string() });
const schemaReparation = z.object({ le: z.string() });

/** Le compte dont on parle, et ses fichiers ouverts. */
export interface Porteur { readonly email: string; readonly base: BaseEcriture }

/**
 * Où dort le jeton de rafraîchissement d’un compte : une entrée du trousseau de la session ; le fichier de travail chiffré du compte quand la clé du poste vient d’une phrase,
 * ou quand le trousseau refuse. Un seul des deux l’a : celui du fichier, s’il y est, est le plus récent. Aucun geste ne rejette : sans jeton, la connexion se fait en entier.
 */
export interface Jetons {
  lire(porteur: Porteur): Promise<string | null>;
  garder(porteur: Porteur, jeton: string): Promise<void>;
  /** `base` manque quand les fichiers du compte sont fermés ou effacés. */
  effacer(email: string, base?: BaseEcriture): Promise<void>;
}

export const creerJetons = ({ dossier, secrets, maintenant }: { readonly dossier: string; readonly secrets: SecretStore; readonly maintenant: () => string }): Jetons => {
  // l’identifiant du poste distingue deux postes de la même session ouverte sur la machine
  const entree = (email: string): string | undefined => {
    const lecture = lireDescriptif(dossier);
    return lecture.issue === 'lu' && lecture.descriptif.genre === 'trousseau' ? `${lecture.descriptif.poste}.jeton.${nomDuCompte(email)}` : undefined;
  };
  const auTrousseau = async <T>(geste: () => Promise<T>): Promise<{ readonly rendu: T } | undefined> => {
    try { return { rendu: await geste() }; } catch (erreur) {
      if (!(erreur instanceof ErreurSecret)) throw erreur;
      return undefined;
    }
  };
  const dansLeFichier = (base: BaseEcriture): string | null => {
    const brut = lireReglage(base, REGLAGE);
    if (brut === null) return null;
    const { jeton, le } = schemaGarde.parse(JSON.parse(brut));
    const reparation = lireReglage(base, 'reparation');
    // revenu d’une sauvegarde avec le reste du fichier, il a déjà servi : le rendre passerait pour un vol
    return reparation !== null && schemaReparation.parse(JSON.parse(reparation)).le >= le ? null : jeton;
  };
  const echouer = (erreur: unknown): void => { console.error('Jeton de session :', erreur); };
  return {
    lire: async ({ email, base }) => {
      try {
        const garde = dansLeFichier(base);
        if (garde !== null) return garde;
        const nom = entree(email);
        return nom === undefined ? null : ((await auTrousseau(() => secrets.lire(nom)))?.rendu ?? null);
      } catch (erreur) {
        echouer(erreur);
        return null;
      }
    },
    garder: async ({ email, base }, jeton) => {
      try {
        const nom = entree(email);
        const range = nom !== undefined && await auTrousseau(() => secrets.ecrire(nom, jeton)) !== undefined;
        if (!range) ecrireReglage(base, REGLAGE, JSON.stringify({ jeton, le: maintenant() }));
        else if (lireReglage(base, REGLAGE) !== null) ecrireReglage(base, REGLAGE, null);
      } catch (erreur) {
        echouer(erreur);
      }
    },
    effacer: async (email, base) => {
      try {
        if (base !== undefined && lireReglage(base, REGLAGE) !== null) ecrireReglage(base, REGLAGE, null);
        const nom = entree(email);
        if (nom !== undefined) await auTrousseau(() => secrets.effacer(nom));
      } catch (erreur) {
        echouer(erreur);
      }
    },
  };
};

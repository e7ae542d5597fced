// Le trousseau du système (Windows, macOS, Secret Service). Sans Electron : les essais l’ouvrent sur un vrai trousseau, sans fenêtre.
import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Keytar from 'keytar';
import { ErreurSecret, type SecretStore } from '../sync/secrets.ts';

/** Nom sous lequel le trousseau montre les entrées du poste à la personne. */
const SERVICE_TROUSSEAU = 'SIAO Offre';
const LIMITE_MS = 4_000;

export type ModuleKeytar = Pick<typeof Keytar, 'getPassword' | 'setPassword' | 'deletePassword'>;
export type OptionsTrousseau = {
  /** D’où vient keytar ; son échec vaut « pas de trousseau ». */
  charger?: () => Promise<ModuleKeytar>;
  limiteMs?: number;
};
export type Trousseau = SecretStore & {
  /** Vrai tant qu’un appel abandonné occupe encore un fil d’exécution : le processus ne saurait pas sortir de lui-même. */
  retenu(): boolean;
};

const message = (erreur: unknown): string => (erreur instanceof Error ? erreur.message : String(erreur));

/** Par `require`, à la première demande seulement : un module natif qui ne se charge pas ne doit pas empêcher la fenêtre de s’ouvrir. */
async function chargerKeytar(): Promise<ModuleKeytar> {
  return createRequire(import.meta.url)('keytar') as ModuleKeytar;
}

/**
 * Un trousseau Secret Service verrouillé dont la personne ferme la demande répond « aucune entrée », sans erreur. Prendre cela au mot annoncerait une clé perdue :
 * une réponse vide n’est crue qu’après avoir vu le trousseau garder et rendre une entrée d’essai.
 */
async function verifierOuvert(keytar: ModuleKeytar, abandonne: () => boolean): Promise<void> {
  // Plus personne n’attend : ne pas faire surgir une seconde demande de déverrouillage.
  if (abandonne()) return;
  const essai = `essai.${randomUUID()}`;
  await keytar.setPassword(SERVICE_TROUSSEAU, essai, essai);
  const rendu = await keytar.getPassword(SERVICE_TROUSSEAU, essai);
  await keytar.deletePassword(SERVICE_TROUSSEAU, essai);
  if (rendu !== essai) throw new ErreurSecret('Le trousseau de la session est verrouillé.');
}

/**
 * Un appel à la fois, rendu en quatre secondes au plus (par `ErreurSecret`) : keytar peut attendre sans fin quand une demande de déverrouillage reste ouverte.
 * L’appel abandonné garde son fil : jusqu’à ce qu’il finisse, les suivants sont refusés aussitôt au lieu d’en prendre un autre. Sa réponse tardive est perdue, sans effet.
 */
export function creerTrousseau({ charger = chargerKeytar, limiteMs = LIMITE_MS }: OptionsTrousseau = {}): Trousseau {
  let file: Promise<unknown> = Promise.resolve();
  let retenu = false;

  async function executer<T>(action: (keytar: ModuleKeytar, abandonne: () => boolean) => Promise<T>): Promise<T> {
    if (retenu) throw new ErreurSecret('Le trousseau de la session n’a pas encore répondu à une demande précédente.');
    retenu = true;
    let abandonne = false;
    const reponse = charger().then((keytar) => action(keytar, () => abandonne)).finally(() => { retenu = false; });
    let horloge: NodeJS.Timeout | undefined;
    const delai = new Promise<never>((_resoudre, rejeter) => {
      horloge = setTimeout(() => rejeter(new ErreurSecret(`Le trousseau de la session n’a pas répondu en ${limiteMs / 1000} s.`)), limiteMs);
    });
    try {
      return await Promise.race([reponse, delai]);
    } catch (erreur) {
      throw erreur instanceof ErreurSecret ? erreur : new ErreurSecret(`Le trousseau de la session n’est pas utilisable : ${message(erreur)}`);
    } finally {
      abandonne = true;
      clearTimeout(horloge);
    }
  }

  function appeler<T>(action: (keytar: ModuleKeytar, abandonne: () => boolean) => Promise<T>): Promise<T> {
    const tour = file.then(() => executer(action));
    file = tour.catch(() => undefined);
    return tour;
  }

  return {
    lire: (nom) => appeler(async (keytar, abandonne) => {
      const valeur = await keytar.getPassword(SERVICE_TROUSSEAU, nom);
      if (valeur === null) await verifierOuvert(keytar, abandonne);
      return valeur;
    }),
    ecrire: (nom, valeur) => appeler((keytar) => keytar.setPassword(SERVICE_TROUSSEAU, nom, valeur)),
    effacer: (nom) => appeler(async (keytar, abandonne) => {
      if (!await keytar.deletePassword(SERVICE_TROUSSEAU, nom)) await verifierOuvert(keytar, abandonne);
    }),
    retenu: () => retenu,
  };
}

import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Base } from './base.ts';
import { connecter, envelopper, estSain } from './connexion.ts';
import type { OptionsConnexion } from './connexion.ts';
import type { Chemins } from './fichiers.ts';
import { effacerBase, listerDossier, mettreEnPlace } from './fichiers.ts';

/** Une copie du travail. `le` : instant ISO ; `octets` : sa taille. */
export interface Sauvegarde { readonly chemin: string; readonly le: string; readonly octets: number }

const RECENTES = 3;
const JOURS = 7;
const NOM = /^travail-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z\.sqlite$/u;

/** Les sauvegardes d’un compte, la plus récente d’abord. */
export const listerSauvegardes = (chemins: Chemins): Sauvegarde[] => listerDossier(chemins.sauvegardes).reverse().flatMap((nom) => {
  const lu = NOM.exec(nom);
  if (lu === null) return [];
  const chemin = join(chemins.sauvegardes, nom);
  return [{ chemin, le: `${lu[1]}T${lu[2]}:${lu[3]}:${lu[4]}.${lu[5]}Z`, octets: statSync(chemin).size }];
});

/** Garde les trois dernières, et la dernière de chacun des sept derniers jours sauvegardés. */
const tourner = (chemins: Chemins): void => {
  const jours = new Set<string>();
  for (const [rang, { chemin, le }] of listerSauvegardes(chemins).entries()) {
    const jour = le.slice(0, 10);
    const premiereDuJour = !jours.has(jour);
    jours.add(jour);
    if (rang >= RECENTES && !(premiereDuJour && jours.size <= JOURS)) rmSync(chemin, { force: true });
  }
};

/**
 * Copie le travail (pas l’offre, qui se recharge), chiffrée par la même clé, relue et vérifiée avant d’être mise en place. Erreurs : disque.
 */
export const sauvegarder = (base: Base, maintenant: string, options: OptionsConnexion = {}): void => {
  const { chemins, cle } = base;
  mkdirSync(chemins.sauvegardes, { recursive: true, mode: 0o700 });
  const provisoire = join(chemins.sauvegardes, 'en-cours.tmp');
  effacerBase(provisoire);
  try {
    base.ecrire('vacuum into ?', provisoire);
    const { sqlite } = connecter(provisoire, [cle], options);
    const saine = estSain(envelopper(sqlite));
    sqlite.close();
    if (!saine) throw new Error('La sauvegarde du travail ne se relit pas.');
    mettreEnPlace(provisoire, join(chemins.sauvegardes, `travail-${maintenant.replace(/[:.]/gu, '-')}.sqlite`));
  } catch (erreur) {
    effacerBase(provisoire);
    throw erreur;
  }
  tourner(chemins);
};

/** Fichiers chiffrés d’un compte, pour un changement de clé : le travail, l’offre, les sauvegardes. */
export const fichiersChiffres = (chemins: Chemins): string[] => [chemins.travail, chemins.offre, ...listerSauvegardes(chemins).map(({ chemin }) => chemin)].filter((chemin) => existsSync(chemin));

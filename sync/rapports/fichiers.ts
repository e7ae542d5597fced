import { closeSync, constants, copyFileSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const codeDe = (erreur: unknown): string => (typeof erreur === 'object' && erreur !== null && 'code' in erreur && typeof erreur.code === 'string' ? erreur.code : '');
/** Le même contenu, déjà là : rien à récrire. */
const identique = (chemin: string, octets: Uint8Array): boolean => { try { return Buffer.compare(readFileSync(chemin), octets) === 0; } catch { return false; } };

/** Met en place un fichier entier sous un nom que personne n’a pris ; faux quand il l’est. */
const mettreEnPlace = (provisoire: string, chemin: string): boolean => {
  try {
    // un lien refuse un nom pris, là où un renommage l’écraserait
    linkSync(provisoire, chemin);
    return true;
  } catch (erreur) {
    if (codeDe(erreur) === 'EEXIST') return false;
    if (codeDe(erreur) === 'ENOENT') throw erreur;
  }
  try {
    // un partage réseau ou une clé n’ont pas de liens
    copyFileSync(provisoire, chemin, constants.COPYFILE_EXCL);
    return true;
  } catch (erreur) {
    if (codeDe(erreur) === 'EEXIST') return false;
    rmSync(chemin, { force: true });
    throw erreur;
  }
};

/**
 * Écrit un fichier dans un dossier qui existe, entier ou pas du tout, sans jamais en écraser un autre : un nom pris par un contenu différent en reçoit un de plus, « (2) ».
 * `mode` : qui le lit ; sans lui, ce que le dossier choisi veut pour tout fichier. `reserver` : appelée avec le chemin avant qu’il n’existe. Rend le chemin. Erreurs : disque.
 */
export const ecrireSansEcraser = (dossier: string, nom: string, extension: string, octets: Uint8Array, { mode, reserver = () => undefined }: { readonly mode?: number; readonly reserver?: (chemin: string) => void } = {}): string => {
  for (let rang = 1; ; rang += 1) {
    const chemin = join(dossier, `${nom}${rang === 1 ? '' : ` (${rang})`}.${extension}`);
    if (existsSync(chemin)) {
      if (identique(chemin, octets)) return chemin;
      continue;
    }
    const provisoire = `${chemin}.part`;
    rmSync(provisoire, { force: true });
    try {
      const descripteur = openSync(provisoire, 'wx', mode);
      try { writeFileSync(descripteur, octets); fsyncSync(descripteur); } finally { closeSync(descripteur); }
      reserver(chemin);
      if (mettreEnPlace(provisoire, chemin)) return chemin;
    } finally {
      rmSync(provisoire, { force: true });
    }
  }
};

/** Ce qui empêche d’écrire dans un dossier choisi, et quoi faire. */
export const refusDuDossier = (erreur: unknown, dossier: string): string => {
  switch (codeDe(erreur)) {
    case 'ENOENT': case 'ENOTDIR': return `Le dossier « ${dossier} » n’est plus là : le remettre (ou rebrancher le disque, le partage), ou en choisir un autre.`;
    case 'EACCES': case 'EPERM': return `Ce poste n’a pas le droit d’écrire dans « ${dossier} » : faire donner ce droit, ou choisir un autre dossier.`;
    case 'EROFS': return `« ${dossier} » est en lecture seule : choisir un autre dossier.`;
    case 'ENOSPC': case 'EDQUOT': return `Il n’y a plus de place dans « ${dossier} » : en libérer, ou choisir un autre dossier.`;
    default: return `Le rapport n’a pas pu s’écrire dans « ${dossier} »${erreur instanceof Error && erreur.message !== '' ? ` (${erreur.message})` : ''} : vérifier ce dossier, ou en choisir un autre.`;
  }
};

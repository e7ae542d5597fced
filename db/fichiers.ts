import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Les fichiers d’un compte, dans un dossier à lui. `travail` : ce que la personne a fait (file, retours, réglages), précieux ; `offre` : copie de ce que le
 * service livre, jetable ; `offreNouvelle` : chargement en cours ; `sauvegardes` : copies du travail ; `abimes` : ce qu’une réparation a mis de côté.
 */
export interface Chemins { readonly dossier: string; readonly travail: string; readonly offre: string; readonly offreNouvelle: string; readonly sauvegardes: string; readonly abimes: string }

export const cheminsDe = (dossier: string): Chemins => ({
  dossier, travail: join(dossier, 'travail.sqlite'), offre: join(dossier, 'offre.sqlite'), offreNouvelle: join(dossier, 'offre.nouvelle.sqlite'),
  sauvegardes: join(dossier, 'sauvegardes'), abimes: join(dossier, 'abimes'),
});

const SUITES = ['', '-wal', '-shm', '-journal'] as const;

/** Efface une base et ses fichiers d’accompagnement. */
export const effacerBase = (chemin: string): void => { for (const suite of SUITES) rmSync(`${chemin}${suite}`, { force: true }); };

/** Une base fermée proprement ne laisse pas de journal d’écriture : en trouver un dit que le poste s’est arrêté net. */
export const fermeeNet = (chemin: string): boolean => ['-wal', '-journal'].some((suite) => { try { return statSync(`${chemin}${suite}`).size > 0; } catch { return false; } });

export const tailleBase = (chemin: string): number => SUITES.reduce((total, suite) => { try { return total + statSync(`${chemin}${suite}`).size; } catch { return total; } }, 0);

/** Fait durer le contenu d’un fichier. */
const assurerFichier = (chemin: string): void => {
  const descripteur = openSync(chemin, 'r+');
  try { fsyncSync(descripteur); } finally { closeSync(descripteur); }
};
/** Fait durer les renommages et créations d’un dossier. Windows ne sait pas ouvrir un dossier, et son système de fichiers journalise déjà les noms. */
export const assurerDossier = (dossier: string): void => {
  if (process.platform === 'win32') return;
  const descripteur = openSync(dossier, 'r');
  try { fsyncSync(descripteur); } finally { closeSync(descripteur); }
};

/** Écrit un texte à la place d’un fichier, entier ou pas du tout, lisible de la seule personne ; ne rend la main qu’une fois le disque à jour. */
export const ecrireEntier = (chemin: string, texte: string): void => {
  const provisoire = `${chemin}.nouveau`;
  // Effacé plutôt que réécrit : un reste d’un arrêt pourrait avoir d’autres droits que 0600.
  rmSync(provisoire, { force: true });
  const descripteur = openSync(provisoire, 'wx', 0o600);
  try {
    writeFileSync(descripteur, texte);
    fsyncSync(descripteur);
  } finally {
    closeSync(descripteur);
  }
  renameSync(provisoire, chemin);
  assurerDossier(dirname(chemin));
};

/** Met un fichier en place d’un coup : avant, l’ancien ; après, le nouveau, même si la machine s’éteint. */
export const mettreEnPlace = (nouveau: string, place: string): void => {
  assurerFichier(nouveau);
  renameSync(nouveau, place);
  assurerDossier(dirname(place));
};

/** Noms des fichiers d’un dossier, triés ; vide s’il n’existe pas. */
export const listerDossier = (dossier: string): string[] => { try { return readdirSync(dossier).sort(); } catch { return []; } };

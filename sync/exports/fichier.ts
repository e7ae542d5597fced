import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Cellule, ColonneExport, Provenance, Tableau } from './cellules.ts';
import { tableauCsv } from './csv.ts';
import { tableauXlsx } from './xlsx.ts';

export interface DemandeFichier {
  readonly chemin: string; readonly format: 'xlsx' | 'csv'; readonly nom: string; readonly colonnes: readonly ColonneExport[]; readonly provenance: Provenance;
  /** Un csv dit d’abord d’où il vient, comme un classeur dans « Lisez-moi » ; sinon ses titres viennent en premier, et il se relit comme un tableau. */
  readonly enTete?: boolean;
  /** Les lignes, par morceaux ; entre deux, le processus sert le reste. */
  readonly morceaux: Iterable<readonly (readonly Cellule[])[]>;
  readonly avancer: (ecrites: number) => void;
  readonly annule: () => boolean;
}
/** La personne a interrompu l’export : rien n’en reste. */
export class ExportAnnule extends Error { constructor() { super('Export annulé.'); this.name = 'ExportAnnule'; } }

/**
 * Écrit un tableau dans un fichier lisible de la seule personne. À côté d’abord, puis sous son nom : interrompu ou en échec (disque plein), il ne laisse rien. Rend lignes et octets.
 * Erreurs : `ExportAnnule`, disque.
 */
export const ecrireTableau = async ({ chemin, format, nom, colonnes, provenance, enTete = false, morceaux, avancer, annule }: DemandeFichier): Promise<{ readonly lignes: number; readonly octets: number }> => {
  mkdirSync(dirname(chemin), { recursive: true });
  const provisoire = `${chemin}.part`;
  rmSync(provisoire, { force: true });
  const descripteur = openSync(provisoire, 'wx', 0o600);
  let ouvert = true;
  try {
    const ecrire = (octets: Uint8Array): void => { for (let debut = 0; debut < octets.length;) debut += writeSync(descripteur, octets, debut); };
    const tableau: Tableau = format === 'csv' ? tableauCsv(colonnes, enTete ? provenance : [], ecrire) : tableauXlsx(nom, colonnes, provenance, ecrire);
    let lignes = 0;
    for (const morceau of morceaux) {
      tableau.ajouter(morceau);
      lignes += morceau.length;
      avancer(lignes);
      await new Promise((suite) => { setImmediate(suite); });
      if (annule()) throw new ExportAnnule();
    }
    tableau.finir();
    fsyncSync(descripteur);
    closeSync(descripteur);
    ouvert = false;
    renameSync(provisoire, chemin);
    return { lignes, octets: statSync(chemin).size };
  } catch (erreur) {
    if (ouvert) closeSync(descripteur);
    rmSync(provisoire, { force: true });
    throw erreur;
  }
};

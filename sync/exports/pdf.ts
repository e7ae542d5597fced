import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DocumentImprime, LigneImprimee, RapportImprime } from '../../contract/impression.ts';
import { CARACTERES_IMPRIMES_MAXIMUM, LIGNES_IMPRIMEES_MAXIMUM } from '../../contract/impression.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import type { Cellule, ColonneExport, Provenance } from './cellules.ts';
import { dateEnTexte } from './cellules.ts';
import { ExportAnnule } from './fichier.ts';

/** Rend les octets du pdf ; rejette si rien ne s’est imprimé. `arret` : la personne renonce. Le processus de données n’a pas de fenêtre : c’est le principal qui imprime (`main/impression.ts`). */
export type Imprimante = (document: DocumentImprime | RapportImprime, arret: AbortSignal) => Promise<Uint8Array>;

const nombres = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 });
const enTexte = (cellule: Cellule): string => (cellule === null ? '' : 'texte' in cellule ? cellule.texte : 'nombre' in cellule ? nombres.format(cellule.nombre) : dateEnTexte(cellule.date));
const couper = (texte: string): string => (texte.length > CARACTERES_IMPRIMES_MAXIMUM ? `${texte.slice(0, CARACTERES_IMPRIMES_MAXIMUM - 1)}…` : texte);

/** Trop de lignes pour une impression qui se lise : dit quoi faire. */
export const refuserTrop = (lignes: number): void => {
  if (lignes > LIGNES_IMPRIMEES_MAXIMUM) throw new ErreurPoste('export.trop', `Une impression prend ${nombres.format(LIGNES_IMPRIMEES_MAXIMUM)} lignes au plus, et il y en a ${nombres.format(lignes)} : filtrer davantage, choisir moins de lignes, ou exporter vers Excel (.xlsx).`);
};

/** Écrit des octets dans un fichier lisible de la seule personne, entier ou pas du tout. */
export const ecrireOctets = (chemin: string, octets: Uint8Array): void => {
  mkdirSync(dirname(chemin), { recursive: true });
  const provisoire = `${chemin}.part`;
  rmSync(provisoire, { force: true });
  try {
    const descripteur = openSync(provisoire, 'wx', 0o600);
    try { writeFileSync(descripteur, octets); fsyncSync(descripteur); } finally { closeSync(descripteur); }
    renameSync(provisoire, chemin);
  } catch (erreur) {
    rmSync(provisoire, { force: true });
    throw erreur;
  }
};

interface DemandeImpression {
  readonly chemin: string; readonly titre: string; readonly colonnes: readonly ColonneExport[]; readonly provenance: Provenance; readonly pied: string;
  readonly morceaux: Iterable<readonly (readonly Cellule[])[]>;
  readonly forte: (ligne: readonly Cellule[]) => boolean;
  readonly avancer: (lues: number, phase: 'lignes' | 'pages') => void;
  readonly arret: AbortSignal;
}

/** Imprime un tableau dans un fichier pdf lisible de la seule personne, entier ou pas du tout. Erreurs : `ExportAnnule`, `export.trop`, `impression.echec`, disque. */
export const ecrirePdf = async ({ chemin, titre, colonnes, provenance, pied, morceaux, forte, avancer, arret }: DemandeImpression, imprimer: Imprimante): Promise<{ readonly lignes: number; readonly octets: number }> => {
  const lignes: LigneImprimee[] = [];
  for (const morceau of morceaux) {
    lignes.push(...morceau.map((ligne) => ({ cellules: ligne.map((cellule) => couper(enTexte(cellule))), forte: forte(ligne) })));
    refuserTrop(lignes.length);
    avancer(lignes.length, 'lignes');
    await new Promise((suite) => { setImmediate(suite); });
    if (arret.aborted) throw new ExportAnnule();
  }
  avancer(lignes.length, 'pages');
  const meta = [...provenance, ['Lignes', nombres.format(lignes.length)] as const].map(([quoi, valeur]) => [quoi, couper(valeur)] as const);
  const document = { titre, meta, pied: couper(pied), colonnes: colonnes.map(({ titre: nom, largeur, nombres: aDroite = false }) => ({ titre: nom, largeur, aDroite })), lignes };
  const octets = await imprimer(document, arret).catch(() => { throw arret.aborted ? new ExportAnnule() : new ErreurPoste('impression.echec', 'L’impression a échoué : réessayer, ou exporter vers Excel (.xlsx).'); });
  if (arret.aborted) throw new ExportAnnule();
  ecrireOctets(chemin, octets);
  return { lignes: lignes.length, octets: octets.byteLength };
};

import { compte } from '../ui/formats.ts';
import type { Plage } from './plage.ts';
import { bornes } from './plage.ts';

export type LectureCellule = { readonly ok: true; readonly valeur: unknown } | { readonly ok: false; readonly message: string };
/** Une colonne affichée, dans l’ordre de l’écran : `lire` rend la valeur d’un texte collé, ou ce qui ne va pas. */
export interface ColonneCollable { readonly cle: string; readonly libelle: string; readonly editable: boolean; lire(texte: string): LectureCellule }

interface CelluleCollee { readonly rang: number; readonly cle: string; readonly texte: string; readonly valeur: unknown }
/** `ligne` : rang dans le bloc, à partir de 1 ; `colonne` : libellé ; `valeur` : le texte collé. */
export interface DefautCollage { readonly ligne: number; readonly colonne: string; readonly valeur: string; readonly message: string }
/** Ce qu’un collage ferait ; `debordement` : ce qui sort de la grille, en une phrase. */
export interface Collage { readonly cellules: readonly CelluleCollee[]; readonly defauts: readonly DefautCollage[]; readonly debordement: string | null }

export interface DemandeCollage {
  readonly bloc: readonly (readonly string[])[];
  readonly plage: Plage;
  /** Lignes de la vue. */
  readonly total: number;
  readonly colonnes: readonly ColonneCollable[];
  /** Texte affiché d’une cellule ; `undefined` tant que sa ligne n’est pas lue. N’est demandé que pour une colonne qui ne se modifie pas. */
  lire(rang: number, cle: string): string | undefined;
}

const seRepete = (cible: number, bloc: number): boolean => cible === 1 || cible % bloc === 0;

/** Taille collée : la plage quand elle est un multiple du bloc (une dimension d’une seule cellule prend celle du bloc), sinon le bloc une fois. C’est la règle d’Excel. */
const tailleCollee = (plage: Plage, hauteur: number, largeur: number): { readonly lignes: number; readonly colonnes: number } => {
  const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
  const [lignes, colonnes] = [rangFin - rangDebut + 1, colFin - colDebut + 1];
  return seRepete(lignes, hauteur) && seRepete(colonnes, largeur) ? { lignes: Math.max(lignes, hauteur), colonnes: Math.max(colonnes, largeur) } : { lignes: hauteur, colonnes: largeur };
};

const phraseDebordement = (lignes: number, colonnes: number): string | null => {
  const parts = [lignes > 0 ? compte(lignes, 'ligne', 'lignes') : '', colonnes > 0 ? compte(colonnes, 'colonne', 'colonnes') : ''].filter((part) => part !== '');
  if (parts.length === 0) return null;
  return lignes + colonnes === 1 ? `${parts.join('')} du bloc dépasse la grille et ne serait pas collée.` : `${parts.join(' et ')} du bloc dépassent la grille et ne seraient pas collées.`;
};

const lireFige = (colonne: ColonneCollable, texte: string, rangs: readonly number[], lire: DemandeCollage['lire']): string | null => {
  const presents = rangs.map((rang) => lire(rang, colonne.cle));
  if (presents.some((present) => present !== undefined && present.trim() !== texte.trim())) return `${colonne.libelle} ne se modifie pas ici`;
  return presents.includes(undefined) ? `${colonne.libelle} ne se modifie pas ici, et la ligne n’est pas encore lue` : null;
};

/**
 * Contrôle un bloc collé sur une plage, sans rien appliquer : les cellules à écrire, rang par rang, et les défauts, un par cellule du bloc et colonne visée.
 * Un bloc plus petit que la plage s’y répète quand elle en est un multiple. Une cellule qui manque en fin de ligne ne touche rien. N’échoue jamais.
 */
export const preparerCollage = ({ bloc, plage, total, colonnes, lire }: DemandeCollage): Collage => {
  const largeur = bloc.reduce((large, ligne) => Math.max(large, ligne.length), 0);
  if (largeur === 0) return { cellules: [], defauts: [], debordement: null };
  const { rangDebut, colDebut } = bornes(plage);
  const taille = tailleCollee(plage, bloc.length, largeur);
  const visees = colonnes.slice(colDebut, colDebut + taille.colonnes);
  const hauteur = Math.max(0, Math.min(taille.lignes, total - rangDebut));
  const defauts: DefautCollage[] = [];
  // chaque cellule du bloc n’est lue qu’une fois par colonne visée, si souvent qu’elle se répète vers le bas
  const lues = bloc.map((ligne, i) => {
    const rangs = Array.from({ length: Math.max(0, Math.ceil((hauteur - i) / bloc.length)) }, (_vide, tour) => rangDebut + i + tour * bloc.length);
    return visees.map((colonne, j) => {
      const texte = ligne[j % largeur];
      if (texte === undefined || rangs.length === 0) return null;
      const refuser = (message: string): null => { defauts.push({ ligne: i + 1, colonne: colonne.libelle, valeur: texte, message }); return null; };
      if (!colonne.editable) {
        const refus = lireFige(colonne, texte, rangs, lire);
        return refus === null ? null : refuser(refus);
      }
      const lecture = colonne.lire(texte);
      return lecture.ok ? { cle: colonne.cle, texte, valeur: lecture.valeur } : refuser(lecture.message);
    });
  });
  const cellules: CelluleCollee[] = [];
  for (let decalage = 0; decalage < hauteur; decalage += 1) {
    for (const lue of lues[decalage % bloc.length] ?? []) if (lue !== null) cellules.push({ rang: rangDebut + decalage, ...lue });
  }
  return { cellules, defauts, debordement: phraseDebordement(taille.lignes - hauteur, taille.colonnes - visees.length) };
};

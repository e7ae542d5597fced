import type { LigneIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { comparer } from '../grille/comparer.ts';

/** Une ligne de l’explorateur. `niveau` 0 : une valeur du premier axe ; 1 : du second, dans celle du premier ; 2 : du troisième. `enfants` : ce qu’elle déplie. */
export interface LigneMontree extends LigneIndicateur { readonly id: string; readonly niveau: number; readonly libelle: string; readonly enfants: number }
export type Tri = readonly { readonly colonne: string; readonly sens: 'asc' | 'desc' }[];

export const idDe = (cles: readonly string[]): string => JSON.stringify(cles);
const montrer = (ligne: LigneIndicateur, enfants: number): LigneMontree => ({ ...ligne, id: idDe(ligne.cles), niveau: ligne.cles.length - 1, libelle: ligne.libelles[ligne.libelles.length - 1] ?? '', enfants });

/** Ce qui se trie et se copie d’une colonne, en nombre ou en texte ; `null` se range en dernier. */
export const valeurDe = (ligne: LigneIndicateur & { readonly libelle?: string }, colonne: string): number | string | null => {
  switch (colonne) {
    case 'libelle': return ligne.libelle ?? '';
    case 'numerateur': return ligne.numerateur;
    case 'denominateur': return ligne.denominateur;
    case 'valeur': return ligne.valeur;
    case 'avant': return ligne.avant?.valeur ?? null;
    case 'ecart': return ligne.avant?.ecart ?? null;
    default: return ligne.composantes[colonne] ?? null;
  }
};
const ranger = (lignes: readonly LigneMontree[], tri: Tri): readonly LigneMontree[] => (tri.length === 0 ? lignes : [...lignes].sort((une, autre) => {
  for (const { colonne, sens } of tri) {
    const [a, b] = [valeurDe(une, colonne), valeurDe(autre, colonne)];
    // l’inconnu n’est ni le plus petit ni le plus grand : il reste au bout dans les deux sens
    if (a === null || b === null) { if (a !== b) return a === null ? 1 : -1; continue; }
    const ordre = comparer(a, b);
    if (ordre !== 0) return sens === 'asc' ? ordre : -ordre;
  }
  return 0;
}));

const parParent = <L extends LigneIndicateur>(lignes: readonly L[]): ReadonlyMap<string, L[]> => {
  const enfants = new Map<string, L[]>();
  for (const ligne of lignes) {
    const parent = idDe(ligne.cles.slice(0, -1));
    const freres = enfants.get(parent);
    if (freres === undefined) enfants.set(parent, [ligne]);
    else freres.push(ligne);
  }
  return enfants;
};
/** Toutes les lignes, chaque sous-total suivi des siennes, niveau après niveau ; sans second axe, les lignes seules. */
export const arbre = ({ lignes, sousTotaux }: Pick<ResultatIndicateur, 'lignes' | 'sousTotaux'>): readonly LigneMontree[] => {
  const enfants = parParent([...sousTotaux, ...lignes]);
  const derouler = (parent: string): LigneMontree[] => (enfants.get(parent) ?? []).flatMap((ligne) => { const id = idDe(ligne.cles); return [montrer(ligne, enfants.get(id)?.length ?? 0), ...derouler(id)]; });
  return derouler(idDe([]));
};
/** Ce qu’il faut déplier pour voir cette ligne. */
export const ancetres = ({ cles }: Pick<LigneMontree, 'cles'>): readonly string[] => cles.slice(0, -1).map((_cle, rang) => idDe(cles.slice(0, rang + 1)));

/** Ce que la grille montre : triés entre frères, repliés sauf `deplies`, filtrés par un texte (un parent reste quand un de ceux qu’il contient répond, et se montre alors déplié). */
export const lignesVisibles = (toutes: readonly LigneMontree[], deplies: ReadonlySet<string>, tri: Tri, texte: string): readonly LigneMontree[] => {
  const cherche = cleDeTri(texte);
  const repond = ({ libelle }: LigneMontree): boolean => cherche === '' || cleDeTri(libelle).includes(cherche);
  const enfants = parParent(toutes);
  // `pris` : un de ceux qui la contiennent répond, tout ce qu’il contient est à lui
  const derouler = (parent: string, pris: boolean): LigneMontree[] => ranger(enfants.get(parent) ?? [], tri).flatMap((ligne) => {
    const lui = pris || repond(ligne);
    const siens = derouler(ligne.id, lui);
    if (!lui && siens.length === 0) return [];
    return [ligne, ...(deplies.has(ligne.id) || !lui ? siens : [])];
  });
  return derouler(idDe([]), false);
};

import type { LigneIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { comparer } from '../grille/comparer.ts';

/** Une ligne de l’explorateur. `niveau` 0 : une valeur du premier axe ; 1 : du second. `enfants` : ce qu’elle déplie. */
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

/** Toutes les lignes, chaque sous-total suivi des siennes ; sans second axe, les lignes seules. */
export const arbre = ({ lignes, sousTotaux }: Pick<ResultatIndicateur, 'lignes' | 'sousTotaux'>): readonly LigneMontree[] => {
  if (sousTotaux.length === 0) return lignes.map((ligne) => montrer(ligne, 0));
  const enfants = new Map<string, LigneIndicateur[]>();
  for (const ligne of lignes) {
    const cle = ligne.cles[0] ?? '';
    const freres = enfants.get(cle);
    if (freres === undefined) enfants.set(cle, [ligne]);
    else freres.push(ligne);
  }
  return sousTotaux.flatMap((sousTotal) => { const siens = enfants.get(sousTotal.cles[0] ?? '') ?? []; return [montrer(sousTotal, siens.length), ...siens.map((ligne) => montrer(ligne, 0))]; });
};

/** Ce que la grille montre : triés entre frères, repliés sauf `deplies`, filtrés par un texte (un parent reste quand un de ses enfants répond, et se montre alors déplié). */
export const lignesVisibles = (toutes: readonly LigneMontree[], deplies: ReadonlySet<string>, tri: Tri, texte: string): readonly LigneMontree[] => {
  const cherche = cleDeTri(texte);
  const repond = ({ libelle }: LigneMontree): boolean => cherche === '' || cleDeTri(libelle).includes(cherche);
  const premiers = toutes.filter(({ niveau }) => niveau === 0);
  const enfants = new Map<string, LigneMontree[]>();
  for (const ligne of toutes) if (ligne.niveau === 1) { const parent = idDe(ligne.cles.slice(0, 1)); enfants.set(parent, [...(enfants.get(parent) ?? []), ligne]); }
  return ranger(premiers, tri).flatMap((premier) => {
    const siens = enfants.get(premier.id) ?? [];
    const lui = repond(premier);
    const trouves = lui ? siens : siens.filter(repond);
    if (!lui && trouves.length === 0) return [];
    return [premier, ...(deplies.has(premier.id) || !lui ? ranger(trouves, tri) : [])];
  });
};

import type { MarqueCellule } from '../../domain/reprise/source.ts';
import { abime } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';

/** Une fusion, bornes comprises : lignes à partir de 1, colonnes à partir de 0. */
export interface Fusion { readonly haut: number; readonly gauche: number; readonly bas: number; readonly droite: number }
interface Active { readonly fusion: Fusion; readonly valeur: string }

/**
 * Recopie la valeur d’une fusion dans ses cellules vides, sur les lignes qui ont une cellule à elles : une fusion ne fait naître aucune ligne. Une cellule qui a sa propre
 * valeur la garde ; de deux fusions qui se recouvrent, la première sert. Les fusions s’ajoutent triées par `haut`, avant leur ligne.
 */
export class Fusions {
  readonly #limites: LimitesLecture;
  #attente: Fusion[] = [];
  #actives: Active[] = [];
  #rang = 0;
  constructor(limites: LimitesLecture, attente: readonly Fusion[] = []) {
    this.#limites = limites;
    this.#attente = [...attente].sort((une, autre) => une.haut - autre.haut);
  }
  get nombre(): number { return this.#attente.length; }
  ajouter(fusion: Fusion): void { if (this.#attente.length >= this.#limites.fusions) throw abime(); this.#attente.push(fusion); }

  /** À appeler pour chaque ligne lue, dans l’ordre ; complète `cellules` et `marques`. */
  appliquer(numero: number, cellules: string[], marques: MarqueCellule[]): void {
    if (this.#actives.length > 0) this.#actives = this.#actives.filter(({ fusion: { bas } }) => bas >= numero);
    for (let une = this.#attente[this.#rang]; une !== undefined && une.haut <= numero; une = this.#attente[this.#rang]) {
      this.#rang += 1;
      // une fusion dont la première ligne est vide n’a rien à recopier
      const valeur = une.haut === numero ? cellules[une.gauche] ?? '' : '';
      if (valeur !== '' && une.bas >= numero) this.#actives.push({ fusion: une, valeur });
    }
    if (this.#actives.length > this.#limites.colonnes) throw abime();
    for (const { fusion: { haut, gauche, droite }, valeur } of this.#actives) {
      for (let colonne = gauche; colonne <= Math.min(droite, this.#limites.colonnes - 1); colonne += 1) {
        if ((haut === numero && colonne === gauche) || (cellules[colonne] ?? '') !== '') continue;
        while (cellules.length <= colonne) cellules.push('');
        cellules[colonne] = valeur;
        marques.push({ colonne, genre: 'fusion' });
      }
    }
  }
}

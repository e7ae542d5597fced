/**
 * Le grand livre d’un fichier : chaque ligne source a un sort, et un seul (domain.md §7). L’en-tête et les lignes vides ne sont pas des lignes source.
 * `fusionnee` : réunie à une fiche déjà reprise ou déjà dans le fichier ; `scindee` : devenue plusieurs fiches.
 */
export type Sort = 'creee' | 'fusionnee' | 'scindee' | 'rejetee' | 'exclue';
export interface GrandLivre {
  readonly source: number;
  readonly creees: number;
  readonly fusionnees: number;
  readonly scindees: number;
  readonly rejetees: number;
  readonly exclues: number;
  readonly equilibre: boolean;
  /** Motif et nombre, pour les lignes rejetées et pour les exclues. */
  readonly motifs: Readonly<Record<'fusionnees' | 'rejetees' | 'exclues', Readonly<Record<string, number>>>>;
}

export interface Registre {
  /** Une ligne source est lue. `poids` : ce qu’elle compte, 1 pour un livre des lignes, ses places pour un livre des places. */
  lire(poids?: number): void;
  /** Son sort est décidé. Une ligne qui recevrait deux sorts déséquilibre le livre, et cela se voit. */
  decider(sort: Sort, motif?: string, poids?: number): void;
  bilan(): GrandLivre;
}

const COLONNES: Readonly<Record<Sort, 'creees' | 'fusionnees' | 'scindees' | 'rejetees' | 'exclues'>> = { creee: 'creees', fusionnee: 'fusionnees', scindee: 'scindees', rejetee: 'rejetees', exclue: 'exclues' };

/** Ouvre un grand livre vide. */
export const ouvrirRegistre = (): Registre => {
  let source = 0;
  const compte = { creees: 0, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
  const motifs = { fusionnees: new Map<string, number>(), rejetees: new Map<string, number>(), exclues: new Map<string, number>() };
  return {
    lire: (poids = 1) => { source += poids; },
    decider: (sort, motif, poids = 1) => {
      const colonne = COLONNES[sort];
      compte[colonne] += poids;
      if (motif !== undefined && (colonne === 'fusionnees' || colonne === 'rejetees' || colonne === 'exclues')) motifs[colonne].set(motif, (motifs[colonne].get(motif) ?? 0) + poids);
    },
    bilan: () => ({
      source, ...compte, equilibre: source === compte.creees + compte.fusionnees + compte.scindees + compte.rejetees + compte.exclues,
      motifs: { fusionnees: Object.fromEntries(motifs.fusionnees), rejetees: Object.fromEntries(motifs.rejetees), exclues: Object.fromEntries(motifs.exclues) },
    }),
  };
};

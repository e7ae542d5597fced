/** Attend que l’écran ait relu des lignes : un geste en nombre commence par celles qu’on voit, et leur laisse le temps de paraître. */
export interface EcranPlaces {
  /** Des lignes viennent d’être lues. */
  noter(ids: readonly string[]): void;
  /** Se résout quand l’une de ces places a été relue, au plus tard après `delai` millisecondes. */
  relu(ids: ReadonlySet<string>, delai: number): Promise<void>;
}

export const creerEcranPlaces = (): EcranPlaces => {
  const attentes = new Set<(ids: readonly string[]) => void>();
  return {
    noter: (ids) => { for (const reveiller of attentes) reveiller(ids); },
    relu: (attendues, delai) => new Promise((suite) => {
      // la réponse à cette lecture part d’abord : la suite occupera le fil une demi-seconde
      const finir = (): void => { clearTimeout(minuterie); attentes.delete(voir); setImmediate(suite); };
      const voir = (ids: readonly string[]): void => { if (ids.some((id) => attendues.has(id))) finir(); };
      const minuterie = setTimeout(finir, delai);
      attentes.add(voir);
    }),
  };
};

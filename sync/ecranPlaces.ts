/** Fenêtres de lignes gardées : celle que l’on voit, et celles que la grille lit d’avance de part et d’autre. */
const FENETRES = 4;

/** Les places que la grille vient de lire : un geste en nombre commence par elles, pour que son effet se voie tout de suite. */
export interface EcranPlaces {
  noter(ids: readonly string[]): void;
  ids(): ReadonlySet<string>;
  /** Se résout à la prochaine lecture, au plus tard après `delai` millisecondes. */
  relu(delai: number): Promise<void>;
}

export const creerEcranPlaces = (): EcranPlaces => {
  let fenetres: readonly (readonly string[])[] = [];
  const attentes = new Set<() => void>();
  return {
    noter: (ids) => {
      fenetres = [...fenetres, ids].slice(-FENETRES);
      for (const reveiller of attentes) reveiller();
    },
    ids: () => new Set(fenetres.flat()),
    relu: (delai) => new Promise((suite) => {
      // la réponse à cette lecture part d’abord : la suite occupera le fil une demi-seconde
      const finir = (): void => { clearTimeout(minuterie); attentes.delete(finir); setImmediate(suite); };
      const minuterie = setTimeout(finir, delai);
      attentes.add(finir);
    }),
  };
};

/** Cinq classes au plus, d’égal effectif, aux bornes arrondies : ce que la carte peint et ce que sa légende compte. */
export interface Classes {
  /** Bornes entre deux classes, croissantes ; n bornes font n + 1 classes. */
  readonly bornes: readonly number[];
  readonly effectifs: readonly number[];
  classeDe(valeur: number): number;
}
export const CLASSES_MAXIMUM = 5;

/** Arrondit à deux chiffres utiles de l’étendue : une borne se lit, elle ne se recopie pas. */
const arrondirSelon = (etendue: number) => (valeur: number): number => {
  const pas = 10 ** (Math.floor(Math.log10(etendue)) - 1);
  return Number((Math.round(valeur / pas) * pas).toPrecision(12));
};

/** Range des valeurs. Toutes égales : une seule classe. */
export const classer = (valeurs: readonly number[]): Classes => {
  const rangees = [...valeurs].sort((une, autre) => une - autre);
  const [minimum, maximum] = [rangees[0] ?? 0, rangees[rangees.length - 1] ?? 0];
  const arrondir = maximum > minimum ? arrondirSelon(maximum - minimum) : (valeur: number): number => valeur;
  const candidates = maximum > minimum ? Array.from({ length: CLASSES_MAXIMUM - 1 }, (_, rang) => arrondir(rangees[Math.floor(((rang + 1) * rangees.length) / CLASSES_MAXIMUM)] ?? maximum)) : [];
  const bornes = [...new Set(candidates)].filter((borne) => borne > minimum && borne <= maximum).sort((une, autre) => une - autre);
  const classeDe = (valeur: number): number => bornes.filter((borne) => valeur >= borne).length;
  const effectifs = Array.from({ length: bornes.length + 1 }, (_, classe) => valeurs.filter((valeur) => classeDe(valeur) === classe).length);
  return { bornes, effectifs, classeDe };
};

/**
 * Description d’un champ : la même pour la base, le formulaire, le journal, la complétude et le dictionnaire de données.
 * `sorte` dit comment il est rangé (`liste` et `objet` : JSON). `sensible` : domain.md §4. `obligatoire` : demandé avant de soumettre ; `conseille` : signalé seulement.
 */
interface Champ {
  readonly libelle: string;
  readonly sorte: 'texte' | 'entier' | 'booleen' | 'date' | 'liste' | 'objet';
  readonly exigence?: 'obligatoire' | 'conseille';
  readonly sensible?: true;
}
export type Champs = Readonly<Record<string, Champ>>;

const estVide = (valeur: unknown): boolean =>
  valeur === null || valeur === undefined || valeur === '' || (Array.isArray(valeur) && valeur.length === 0);

export interface Completude {
  readonly remplis: number;
  readonly attendus: number;
  /** Noms des champs obligatoires vides. */
  readonly manquants: readonly string[];
  /** Noms des champs conseillés vides. */
  readonly conseilles: readonly string[];
}

/** Complétude d’une fiche = champs obligatoires remplis / attendus (domain.md §8, « Qualité »). */
export const completude = (champs: Champs, ligne: Readonly<Record<string, unknown>>): Completude => {
  const noms = Object.keys(champs);
  const obligatoires = noms.filter((nom) => champs[nom]?.exigence === 'obligatoire');
  const manquants = obligatoires.filter((nom) => estVide(ligne[nom]));
  const conseilles = noms.filter((nom) => champs[nom]?.exigence === 'conseille' && estVide(ligne[nom]));
  return { remplis: obligatoires.length - manquants.length, attendus: obligatoires.length, manquants, conseilles };
};

/** Part remplie, en pour cent entiers. */
export const tauxCompletude = ({ remplis, attendus }: Completude): number => (attendus === 0 ? 100 : Math.floor((100 * remplis) / attendus));

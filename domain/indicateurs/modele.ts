/** Ce par quoi un indicateur se ventile. `mois` : les mois d’une période. */
export const AXES = {
  region: 'Région', departement: 'Département', siao: 'SIAO', entite: 'Entité', dispositif: 'Dispositif', nature: 'Nature', type: 'Type', modalite: 'Modalité', public: 'Public', permanence: 'Permanence',
  financement: 'Financement', mois: 'Mois',
} as const;
export type Axe = keyof typeof AXES;
export const CODES_AXES = Object.keys(AXES) as readonly Axe[];

/** Des jours, bornes comprises. Une date est la période d’un seul jour : les mêmes formules valent pour les deux. */
export interface Periode { readonly du: string; readonly au: string }

/** Ce que compte une ligne de faits : un groupe de places, un dispositif, un département (sa population), une fiche du circuit. Les quatre ne se mêlent que par les axes qu’ils ont tous. */
export type Niveau = 'groupe' | 'dispositif' | 'territoire' | 'fiche';
const GEOGRAPHIQUES = ['region', 'departement', 'siao'] as const;
const DU_DISPOSITIF = [...GEOGRAPHIQUES, 'entite', 'dispositif', 'nature', 'type', 'financement'] as const;
const AXES_DU_NIVEAU: Readonly<Record<Niveau, readonly Axe[]>> = {
  groupe: [...DU_DISPOSITIF, 'modalite', 'public', 'permanence', 'mois'], dispositif: [...DU_DISPOSITIF, 'mois'], territoire: GEOGRAPHIQUES, fiche: [...GEOGRAPHIQUES, 'entite', 'nature', 'type', 'mois'],
};

/** Une ligne de faits. `cles` : sa valeur sur chaque axe (région et SIAO se déduisent du département). `id` : la fiche dont elle vient. `nombres` : ce qui s’additionne. `durees` : ce qui se range (médiane). */
export interface Fait {
  readonly niveau: Niveau; readonly id: string; readonly cles: Readonly<Partial<Record<Axe, string>>>; readonly nombres: Readonly<Record<string, number>>; readonly durees?: Readonly<Record<string, readonly number[]>>;
}

/**
 * Une mesure : la somme d’un nombre des faits d’un niveau. `ou` : sur les seuls faits de ces valeurs. `inconnu` : le nombre qui dit combien échappe à la mesure ; dès qu’il n’est pas nul,
 * la mesure n’est pas connue, et ce qui en dépend est « n. c. ». `lit` : ce qu’il faut lire en plus de la capacité du moment : l’état des places,
 * leur état et leur occupation, ou la capacité de chaque jour ; d’une fiche, ses champs, son parcours, ou
 * si elle attend.
 */
export interface Mesure { readonly niveau: Niveau; readonly champ: string; readonly ou?: Readonly<Partial<Record<Axe, readonly string[]>>>; readonly inconnu?: string; readonly lit?: 'etats' | 'places' | 'pont' | 'regulation' | 'qualite' | 'circuit' | 'attente' }
/** Une somme de mesures, chacune ajoutée ou retranchée. */
export interface Terme { readonly mesure: Mesure; readonly signe: 1 | -1 }
export const plus = (mesure: Mesure): Terme => ({ mesure, signe: 1 });
export const moins = (mesure: Mesure): Terme => ({ mesure, signe: -1 });

type Unite = 'places' | 'taux' | 'pour_mille' | 'jours' | 'fiches';
export interface Partie { readonly libelle: string; readonly termes: readonly Terme[] }
/** `jours` : les jours de la période (ou du mois) ; un nombre : le même partout. */
type Denominateur = Partie | { readonly libelle: string; readonly jours: true } | { readonly libelle: string; readonly constante: number };

/**
 * Un indicateur, en données. `valeur = facteur × numérateur / dénominateur` ; sans dénominateur, le numérateur. `composantes` : les nombres qui se montrent à côté (un pont, un stock par âge).
 * `quantile` : au lieu d’une fraction, la valeur à ce rang des durées d’un niveau. `rienEstInconnu` : un numérateur nul dit que rien n’est recensé, pas qu’il n’y a rien. `sens` : ce que dit une hausse.
 */
export interface Indicateur {
  readonly id: string; readonly libelle: string; readonly famille: 'parc' | 'occupation' | 'territoire' | 'flux' | 'circuit' | 'qualite';
  readonly unite: Unite; readonly sens: 'bonne' | 'mauvaise' | 'neutre'; readonly facteur: number;
  readonly numerateur: Partie; readonly denominateur: Denominateur | null; readonly composantes?: readonly (Partie & { readonly cle: string })[];
  readonly rienEstInconnu?: true; readonly quantile?: { readonly niveau: Niveau; readonly durees: string; readonly rang: number };
  readonly exclusions: readonly string[]; readonly source: string; readonly precautions: readonly string[];
  readonly moment: 'date' | 'periode' | 'les_deux'; readonly axes: readonly Axe[];
}

const partiesDe = ({ numerateur, denominateur, composantes }: Pick<Indicateur, 'numerateur' | 'denominateur' | 'composantes'>): readonly Partie[] => [numerateur, ...(denominateur !== null && 'termes' in denominateur ? [denominateur] : []), ...(composantes ?? [])];
/** Les mesures d’un indicateur, chacune une fois. */
export const mesuresDe = (indicateur: Pick<Indicateur, 'numerateur' | 'denominateur' | 'composantes'>): readonly Mesure[] => [...new Set(partiesDe(indicateur).flatMap(({ termes }) => termes.map(({ mesure }) => mesure)))];
export const niveauxDe = (indicateur: Indicateur): readonly Niveau[] => [...new Set([...mesuresDe(indicateur).map(({ niveau }) => niveau), ...(indicateur.quantile === undefined ? [] : [indicateur.quantile.niveau])])];
/** Déclare un indicateur ; ses axes sont ceux que tous ses niveaux ont. Une date seule ne se ventile pas par mois. */
export const indicateur = (declare: Omit<Indicateur, 'axes'>): Indicateur => {
  const complet = { ...declare, axes: [] };
  const niveaux = niveauxDe(complet);
  return { ...declare, axes: CODES_AXES.filter((axe) => niveaux.every((niveau) => AXES_DU_NIVEAU[niveau].includes(axe)) && (axe !== 'mois' || declare.moment !== 'date')) };
};

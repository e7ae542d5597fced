import type { Commune } from '../../domain/geographie/cog.ts';
import { toutesCommunes } from '../../domain/geographie/cog.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import type { Departement } from '../../domain/geographie/departements.ts';

/** Ce qu’un département doit contenir. `groupesHors`, `placesHors` : fermés, ou d’une fiche pas encore validée ; compris dans aucun total « ouvert ». */
export interface Quotas {
  readonly entites: number;
  readonly dispositifs: number;
  readonly groupesOuverts: number;
  readonly groupesHors: number;
  readonly placesOuvertes: number;
  readonly placesHors: number;
}

/** Les tailles de la France (domain.md §9 ; 436 400 places permanentes en janvier 2021). */
const FRANCE: Quotas = { entites: 3_000, dispositifs: 10_000, groupesOuverts: 39_240, groupesHors: 760, placesOuvertes: 436_400, placesHors: 13_600 };
/** Le département de démonstration, tel que les écrans de référence le montrent. */
const NORD: Quotas = { entites: 131, dispositifs: 412, groupesOuverts: 1_652, groupesHors: 32, placesOuvertes: 20_914, placesHors: 640 };
export const DEPARTEMENT_DE_DEMONSTRATION = '59';

/** Les 101 départements ; les collectivités d’outre-mer n’ont pas de SIAO. */
export const DEPARTEMENTS_SEMES: readonly Departement[] = DEPARTEMENTS.filter(({ code }) => code.length === 2 || /^97[12346]$/u.test(code));

/** Communes qui ont des arrondissements : une adresse y porte le code de l’arrondissement. */
const VILLES_A_ARRONDISSEMENTS = new Set(['75056', '13055', '69123']);
const parDepartement = new Map<string, Commune[]>();
for (const commune of toutesCommunes()) {
  if (VILLES_A_ARRONDISSEMENTS.has(commune.code) || commune.population === 0) continue;
  const liste = parDepartement.get(commune.departement);
  if (liste === undefined) parDepartement.set(commune.departement, [commune]);
  else liste.push(commune);
}
/** Communes habitées d’un département, où une adresse peut se trouver. */
export const communesDe = (departement: string): readonly Commune[] => parDepartement.get(departement) ?? [];

/**
 * Partage un total entier selon des poids, au plus fort reste, en donnant au moins `minimum` à chacun.
 * Lève une erreur quand le total ne suffit pas aux minimums.
 */
export const repartir = (total: number, poids: readonly number[], minimum = 0): number[] => {
  const libre = total - minimum * poids.length;
  if (libre < 0) throw new Error(`Partage impossible : ${total} pour ${poids.length} parts d’au moins ${minimum}.`);
  const somme = poids.reduce((cumul, part) => cumul + part, 0);
  if (poids.length === 0 || somme === 0) return poids.map(() => minimum);
  const exactes = poids.map((part) => (libre * part) / somme);
  const parts = exactes.map((exacte) => Math.floor(exacte));
  const reste = libre - parts.reduce((cumul, part) => cumul + part, 0);
  // à reste égal, le premier de la liste : l’ordre ne dépend pas du moteur
  const ordre = exactes.map((exacte, rang) => [exacte - Math.floor(exacte), rang] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (const [, rang] of ordre.slice(0, reste)) parts[rang] = (parts[rang] ?? 0) + 1;
  return parts.map((part) => part + minimum);
};

const MINIMUMS: Quotas = { entites: 6, dispositifs: 16, groupesOuverts: 30, groupesHors: 3, placesOuvertes: 150, placesHors: 12 };

/** Quotas de chaque département, par population ; leur somme fait exactement la France. */
export const QUOTAS: ReadonlyMap<string, Quotas> = (() => {
  const autres = DEPARTEMENTS_SEMES.filter(({ code }) => code !== DEPARTEMENT_DE_DEMONSTRATION);
  const populations = autres.map(({ code }) => communesDe(code).reduce((total, { population }) => total + population, 0));
  const parts = (champ: keyof Quotas): number[] => repartir(FRANCE[champ] - NORD[champ], populations, MINIMUMS[champ]);
  const champs = Object.fromEntries((Object.keys(FRANCE) as (keyof Quotas)[]).map((champ) => [champ, parts(champ)])) as Record<keyof Quotas, number[]>;
  return new Map<string, Quotas>([
    [DEPARTEMENT_DE_DEMONSTRATION, NORD],
    ...autres.map(({ code }, rang) => [code, Object.fromEntries(Object.entries(champs).map(([champ, valeurs]) => [champ, valeurs[rang] ?? 0])) as unknown as Quotas] as const),
  ]);
})();

export const TAILLES = ['departement', 'region', 'national'] as const;
export type Taille = typeof TAILLES[number];

/** Départements d’une taille, dans l’ordre de la liste. `undefined` quand le département est inconnu. */
export const departementsDe = (taille: Taille, departement: string): readonly string[] | undefined => {
  const choisi = DEPARTEMENTS_SEMES.find(({ code }) => code === departement);
  if (choisi === undefined) return undefined;
  if (taille === 'departement') return [choisi.code];
  return DEPARTEMENTS_SEMES.filter(({ region }) => taille === 'national' || region === choisi.region).map(({ code }) => code);
};

/** Sommes des quotas des départements donnés. */
export const tailleAttendue = (departements: readonly string[]): { entites: number; dispositifs: number; groupes: number; places: number; placesOuvertes: number } =>
  departements.reduce((total, code) => {
    const quotas = QUOTAS.get(code);
    return quotas === undefined ? total : {
      entites: total.entites + quotas.entites, dispositifs: total.dispositifs + quotas.dispositifs, groupes: total.groupes + quotas.groupesOuverts + quotas.groupesHors,
      places: total.places + quotas.placesOuvertes + quotas.placesHors, placesOuvertes: total.placesOuvertes + quotas.placesOuvertes,
    };
  }, { entites: 0, dispositifs: 0, groupes: 0, places: 0, placesOuvertes: 0 });

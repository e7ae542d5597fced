import { departementDeCommune, trouverDepartement } from './departements.ts';
import { lireLignesCog } from './lignesCog.ts';

/** Commune du Code officiel géographique. `population` en habitants (0 quand elle est inconnue). */
export interface Commune {
  readonly code: string;
  readonly nom: string;
  readonly departement: string;
  readonly codesPostaux: readonly string[];
  readonly population: number;
}

let lues: readonly Commune[] | undefined;
/**
 * Communes actuelles et arrondissements municipaux (Paris, Lyon, Marseille) : les seuls codes qu’une adresse peut porter.
 * Les communes déléguées et associées du COG sont écartées. Lourd (35 000 lignes), et lu au premier appel : le service, le processus de données et la console seulement.
 */
export const toutesCommunes = (): readonly Commune[] => (lues ??= lireLignesCog()
  .filter((ligne) => ligne.type === 'commune-actuelle' || ligne.type === 'arrondissement-municipal')
  .map((ligne) => ({
    code: ligne.code, nom: ligne.nom, departement: ligne.departement ?? departementDeCommune(ligne.code), codesPostaux: ligne.codesPostaux ?? [], population: ligne.population ?? 0,
  }))
  // les terres sans population (TAAF, Clipperton) n’ont pas d’offre
  .filter(({ departement }) => trouverDepartement(departement) !== undefined));

/** Communes associées et déléguées : leur nom s’écrit encore dans de vieux fichiers, leur code ne peut plus être celui d’une adresse. */
export interface AncienneCommune { readonly nom: string; readonly departement: string; readonly chefLieu: string }
export const anciennesCommunes = (): readonly AncienneCommune[] => lireLignesCog().flatMap(({ type, nom, departement, chefLieu }) =>
  ((type === 'commune-associee' || type === 'commune-deleguee') && chefLieu !== undefined && departement !== undefined ? [{ nom, departement, chefLieu }] : []));

let parCode: ReadonlyMap<string, Commune> | undefined;
export const trouverCommune = (code: string): Commune | undefined => (parCode ??= new Map(toutesCommunes().map((commune) => [commune.code, commune]))).get(code);

/** Le référentiel des communes tel que les commandes le reçoivent. */
export const referentielCommunes = { trouver: trouverCommune };

import donnees from '@etalab/decoupage-administratif/data/departements.json' with { type: 'json' };
import donneesRegions from '@etalab/decoupage-administratif/data/regions.json' with { type: 'json' };

export interface Departement { readonly code: string; readonly nom: string; readonly region: string }
export interface Region { readonly code: string; readonly nom: string }

/**
 * Départements et collectivités qui ont des communes et où l’offre peut exister (source : COG, paquet @etalab/decoupage-administratif).
 * Les terres sans population (TAAF, Clipperton) sont laissées de côté.
 */
export const DEPARTEMENTS: readonly Departement[] = donnees
  .filter((ligne) => ligne.code !== '984' && ligne.code !== '989')
  .map(({ code, nom, region }) => ({ code, nom, region }));

export const REGIONS: readonly Region[] = donneesRegions.map(({ code, nom }) => ({ code, nom }));

const parCode = new Map(DEPARTEMENTS.map((departement) => [departement.code, departement]));

export const trouverDepartement = (code: string): Departement | undefined => parCode.get(code);
/** « Nord » pour « 59 » ; le code lui-même quand il est inconnu. */
export const nomDepartement = (code: string): string => parCode.get(code)?.nom ?? code;

/** Département d’un code commune du COG : 3 caractères outre-mer (97x, 98x), 2 ailleurs. */
export const departementDeCommune = (commune: string): string => commune.slice(0, /^9[78]/u.test(commune) ? 3 : 2);

import donnees from '@etalab/decoupage-administratif/data/communes.json' with { type: 'json' };
import { departementDeCommune, trouverDepartement } from './departements.ts';

/** Commune du Code officiel géographique. `population` en habitants (0 quand elle est inconnue). */
export interface Commune {
  readonly code: string;
  readonly nom: string;
  readonly departement: string;
  readonly codesPostaux: readonly string[];
  readonly population: number;
}

interface LigneCog { readonly code: string; readonly nom: string; readonly type: string; readonly departement?: string; readonly commune?: string; readonly chefLieu?: string; readonly codesPostaux?: readonly string[]; readonly population?: number }

/**
 * Communes actuelles et arrondissements municipaux (Paris, Lyon, Marseille) : les seuls codes qu’une adresse peut porter.
 * Les communes déléguées et associées du COG sont écartées. Lourd (35 000 lignes) : le service, le processus de données et la console seulement.
 */
export const COMMUNES: readonly Commune[] = (donnees as readonly LigneCog[])
  .filter((ligne) => ligne.type === 'commune-actuelle' || ligne.type === 'arrondissement-municipal')
  .map((ligne) => ({
    code: ligne.code, nom: ligne.nom, departement: ligne.departement ?? departementDeCommune(ligne.code), codesPostaux: ligne.codesPostaux ?? [], population: ligne.population ?? 0,
  }))
  // les terres sans population (TAAF, Clipperton) n’ont pas d’offre
  .filter(({ departement }) => trouverDepartement(departement) !== undefined);

/** Communes associées et déléguées : leur nom s’écrit encore dans de vieux fichiers, leur code ne peut plus être celui d’une adresse. */
export interface AncienneCommune { readonly nom: string; readonly departement: string; readonly chefLieu: string }
export const ANCIENNES_COMMUNES: readonly AncienneCommune[] = (donnees as readonly LigneCog[]).flatMap(({ type, nom, departement, chefLieu }) =>
  ((type === 'commune-associee' || type === 'commune-deleguee') && chefLieu !== undefined && departement !== undefined ? [{ nom, departement, chefLieu }] : []));

const parCode = new Map(COMMUNES.map((commune) => [commune.code, commune]));

export const trouverCommune = (code: string): Commune | undefined => parCode.get(code);

/** Le référentiel des communes tel que les commandes le reçoivent. */
export const referentielCommunes = { trouver: trouverCommune };

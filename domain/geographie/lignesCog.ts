import donnees from '@etalab/decoupage-administratif/data/communes.json' with { type: 'json' };

export interface LigneCog { readonly code: string; readonly nom: string; readonly type: string; readonly departement?: string; readonly commune?: string; readonly chefLieu?: string; readonly codesPostaux?: readonly string[]; readonly population?: number }

/** Les lignes du code officiel. L’assemblage du poste remplace ce fichier (electron.vite.config.ts) : il n’y garde que ces champs, à part, et ne les lit qu’au premier appel. */
export const lireLignesCog = (): readonly LigneCog[] => donnees;

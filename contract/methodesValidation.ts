import { z } from 'zod';
import { colonnesExportees, schemaExporte, schemaFiltresExportes, schemaFormatExport } from './methodesExports.ts';

export const ONGLETS_VALIDATION = ['pour_moi', 'chez_siao', 'renvoyees', 'decidees', 'mes_propositions'] as const;
export const schemaOngletValidation = z.enum(ONGLETS_VALIDATION);
/** Les colonnes de la file qui s’exportent. */
export const COLONNES_VALIDATION = ['age', 'nom', 'changement', 'entite', 'statut', 'prevalide', 'commune', 'depuis'] as const;
export type ColonneValidation = (typeof COLONNES_VALIDATION)[number];
/** Lignes qu’un onglet montre au plus. */
export const FILE_MAXIMUM = 2_000;

export const METHODES_VALIDATION_EXPORT = {
  /** Écrit des lignes d’un onglet d’« À valider », dans l’ordre donné ; `lignes` : leurs identifiants, tels que la grille les montre, filtrés et triés. Une ligne qui n’est plus dans l’onglet n’est pas écrite. Erreurs : `export.en_cours`, `export.annule`, disque. */
  'validation.exporter': { args: z.object({ onglet: schemaOngletValidation, lignes: z.array(z.string().max(64)).max(FILE_MAXIMUM), format: schemaFormatExport, colonnes: colonnesExportees(COLONNES_VALIDATION), filtres: schemaFiltresExportes }), resultat: schemaExporte },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

import { z } from 'zod';
import { colonnesExportees, schemaExporte, schemaFiltresExportes, schemaFormatExport } from './methodesExports.ts';

/** Ce qu’un export de l’offre écrit, colonne par colonne. `niveau` : entité, dispositif ou groupe, toujours en tête. */
export const COLONNES_OFFRE_EXPORTEES = ['niveau', 'nom', 'entite', 'code', 'nature', 'type', 'commune', 'departement', 'capacite', 'occupees', 'indisponibles', 'libres', 'statut', 'completude', 'modifieLe'] as const;
export type ColonneOffreExportee = (typeof COLONNES_OFFRE_EXPORTEES)[number];

export const METHODES_OFFRE_EXPORT = {
  /** Écrit les lignes d’une vue de l’offre, telles qu’elles y sont dépliées. Erreurs : `vue.perimee`, `export.en_cours`, `export.annule`, disque. */
  'offre.exporter': { args: z.object({ vue: z.number(), format: schemaFormatExport, colonnes: colonnesExportees(COLONNES_OFFRE_EXPORTEES), filtres: schemaFiltresExportes }), resultat: schemaExporte },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

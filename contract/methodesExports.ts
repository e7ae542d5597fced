import { z } from 'zod';

const nombre = z.number().int().min(0);

/** Ce qu’une grille sait écrire : un classeur, un texte à séparateurs, un document à imprimer. */
export const FORMATS_EXPORT = ['xlsx', 'csv', 'pdf'] as const;
export type FormatExport = (typeof FORMATS_EXPORT)[number];
export const schemaFormatExport = z.enum(FORMATS_EXPORT);
export const schemaExporte = z.object({ chemin: z.string(), lignes: nombre, octets: nombre });
export const schemaFiltresExportes = z.array(z.string().max(500)).max(40);
/** Les colonnes d’un export, dans l’ordre, avec leur titre. */
export const colonnesExportees = <C extends string>(codes: readonly [C, ...C[]]) => z.array(z.object({ colonne: z.enum(codes), titre: z.string().max(80) })).min(1).max(40);

export const METHODES_EXPORTS = {
  /** L’export en cours, toutes grilles confondues : un seul à la fois. `phase` : les lignes se lisent, ou la page s’imprime. */
  'exports.etat': { args: z.object({}), resultat: z.object({ enCours: z.boolean(), lignes: nombre, total: nombre, phase: z.enum(['lignes', 'pages']) }) },
  'exports.annuler': { args: z.object({}), resultat: z.object({ fait: z.literal(true) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

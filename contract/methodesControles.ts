import { z } from 'zod';
import { CONTROLES } from '../domain/qualite/controles.ts';
import { schemaExporte, schemaFiltresExportes, schemaFormatExport } from './methodesExports.ts';

const code = z.enum(CONTROLES.map((controle) => controle.code) as [(typeof CONTROLES)[number]['code'], ...(typeof CONTROLES)[number]['code'][]]);
/** Ce que le service fige avec les indicateurs, un nombre par contrôle et par département. */
export const INDICATEUR_CONTROLES = 'controles';
/** Lignes rendues pour un contrôle ; au-delà, l’écran dit qu’il y en a d’autres. */
export const LIGNES_CONTROLE = 5_000;

/** `parent` : l’entité d’un dispositif, le dispositif d’un groupe. `constat` : ce qui ne va pas, en clair. `depuis` : depuis quand, ou l’échéance. `autre` : l’autre entité d’un doublon. */
const schemaLigneControle = z.object({
  objet: z.enum(['entite', 'dispositif', 'groupe']), id: z.string(), code: z.string().nullable(), nom: z.string(), parent: z.string().nullable(), entiteId: z.string(), dispositifId: z.string().nullable(), departement: z.string(), statut: z.string(),
  constat: z.string(), depuis: z.string().nullable(), autre: z.string().nullable(),
});
export type LigneControle = z.infer<typeof schemaLigneControle>;

export const METHODES_CONTROLES = {
  /**
   * Les contrôles de l’offre que le poste tient : `nombre` de fiches relevées. `reference` : le dernier mois figé par le service, et `ecart` ce qui a changé depuis, sur les départements du périmètre ;
   * `null` tant que rien n’est figé, hors ligne sans l’avoir reçu, ou quand le périmètre n’est pas un territoire. Erreur `indicateurs.refuse`.
   */
  'controles.lire': { args: z.object({}), resultat: z.object({ reference: z.string().nullable(), controles: z.array(z.object({ code, nombre: z.number(), ecart: z.number().nullable() })) }) },
  /** Les fiches qu’un contrôle relève, `LIGNES_CONTROLE` au plus. Erreur `indicateurs.refuse`. */
  'controles.lignes': { args: z.object({ code }), resultat: z.object({ total: z.number(), lignes: z.array(schemaLigneControle) }) },
  /** Écrit la liste d’un contrôle dans un fichier, toutes ses lignes comprises. Erreurs : `export.en_cours`, `export.annule`, disque. */
  'controles.exporter': { args: z.object({ code, format: schemaFormatExport, filtresEcrits: schemaFiltresExportes }), resultat: schemaExporte },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

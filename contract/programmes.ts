import { z } from 'zod';

/** Quel poste laisse un rapport programmé, quand une personne en a plusieurs (décision 034). */
export const CHEMINS_PROGRAMMES = { liste: '/api/v1/rapports/programmes', un: '/api/v1/rapports/programmes/:rapportId' } as const;
/** `posteId` : un poste et un compte ; `poste` : le nom de la machine, pour la personne ; `depuis` : l’instant où elle l’a choisi. */
const schemaDesignation = z.object({ rapportId: z.uuid(), posteId: z.uuid(), poste: z.string().min(1).max(80), depuis: z.iso.datetime() });
export type Designation = z.infer<typeof schemaDesignation>;
export const schemaDesigner = schemaDesignation.omit({ rapportId: true });
export const schemaDesignations = z.object({ programmes: z.array(schemaDesignation) });
export const schemaRapportVise = z.object({ rapportId: z.uuid() });

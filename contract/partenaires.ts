import { z } from 'zod';
import { schemaDate } from '../domain/objets/commun.ts';

/** L’offre vue d’un logiciel partenaire : il dépose l’occupation, par une clé. */
export const CHEMINS_PARTENAIRES = { occupations: '/api/v1/offre/occupations' } as const;
/** Ce qu’un envoi porte au plus ; au-delà, 413. */
export const DECLARATIONS_PAR_ENVOI = 100;
export const PLACES_PAR_ENVOI = 5_000;
export const PREFIXE_CLE = 'cle_';

const dispositif = z.string().trim().min(1).max(40).describe('Code du dispositif (DIS-59-0001).');
const le = schemaDate.describe('Date du constat : aujourd’hui, ou 31 jours avant au plus.');
const schemaPlace = z.strictObject({ groupe: z.string().trim().min(1).max(200).optional().describe('Libellé ou code du groupe, quand deux groupes ont ce numéro.'), numero: z.string().trim().min(1).max(40), occupation: z.enum(['libre', 'reservee', 'occupee']) });
/** Une déclaration : rien n’a changé, ou les places dont on dit l’occupation. Les places tues gardent la leur. */
const schemaDeclarationPartenaire = z.union([z.strictObject({ dispositif, le, inchange: z.literal(true) }), z.strictObject({ dispositif, le, places: z.array(schemaPlace).min(1) })]);
export type DeclarationPartenaire = z.infer<typeof schemaDeclarationPartenaire>;
export const schemaDepotOccupations = z.strictObject({ declarations: z.array(schemaDeclarationPartenaire).min(1) });

/** Une issue par déclaration, dans l’ordre. `sansEffet` : la même a déjà été déposée par cette clé. `statut` : 403 hors de ce que la clé permet, 422 pour tout autre refus. */
const schemaIssuePartenaire = z.discriminatedUnion('issue', [
  z.object({ dispositif: z.string(), issue: z.literal('appliquee'), changees: z.number().int() }),
  z.object({ dispositif: z.string(), issue: z.literal('sansEffet') }),
  z.object({ dispositif: z.string(), issue: z.literal('refusee'), statut: z.union([z.literal(403), z.literal(422)]), code: z.string(), message: z.string() }),
]);
export type IssuePartenaire = z.infer<typeof schemaIssuePartenaire>;
export const schemaReponseOccupations = z.object({ issues: z.array(schemaIssuePartenaire) });

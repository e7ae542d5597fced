import { z } from 'zod';

/** Instantanés mensuels des indicateurs, figés par le service. */
export const CHEMIN_INSTANTANES = '/api/v1/instantanes';
/** Mois rendus : deux ans. */
export const MOIS_INSTANTANES = 24;
/** Axes d’un instantané, en plus du département : le total, ou la nature. */
export const AXES_INSTANTANES = ['', 'nature'] as const;
export const schemaDemandeInstantanes = z.object({ indicateur: z.string().max(60), axe: z.enum(AXES_INSTANTANES).default('') });
const nombreOuInconnu = z.number().nullable();
/** `departement` vide : le pays entier (les délais, qui ne s’additionnent pas). `cle` : la valeur de l’axe ; vide pour le total. */
const schemaLigneInstantane = z.object({ departement: z.string(), cle: z.string(), numerateur: nombreOuInconnu, denominateur: nombreOuInconnu, valeur: nombreOuInconnu, inconnus: z.number() });
/** `date` : le dernier jour du mois. `origine` : `fige` ce jour-là, ou `reconstitue` plus tard d’après les états datés. */
export const schemaMoisInstantane = z.object({ mois: z.string(), date: z.string(), origine: z.enum(['fige', 'reconstitue']), figeLe: z.string(), lignes: z.array(schemaLigneInstantane) });
export const schemaInstantanes = z.object({ indicateur: z.string(), axe: z.string(), mois: z.array(schemaMoisInstantane) });
export type Instantanes = z.infer<typeof schemaInstantanes>;

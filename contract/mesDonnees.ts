import { z } from 'zod';

/** Les données d’une personne, remises à elle seule (RGPD, articles 15 et 20). */
export const CHEMIN_MES_DONNEES = '/api/v1/moi/donnees';

const acte = z.object({ le: z.string(), geste: z.string(), objet: z.string(), id: z.string().nullable(), motif: z.string().nullable() });
/** `compte` : la ligne du compte ; `acces` : dates seulement, jamais un secret ; `surMoi` : ce que d’autres ont fait à ce compte ; `parMoi` : ce que la personne a fait. Instants ISO. */
export const schemaMesDonnees = z.object({
  format: z.literal('siao-mes-donnees'), version: z.literal(1), remisLe: z.string(), perimetre: z.string(),
  compte: z.record(z.string(), z.unknown()),
  acces: z.object({ motDePasseLe: z.string().nullable(), secondFacteurLe: z.string().nullable(), codesDeSecoursRestants: z.number().int(), identitesExternes: z.array(z.object({ emetteur: z.string(), lieeLe: z.string() })) }),
  sessions: z.array(z.object({ ouverteLe: z.string(), dernierUsageLe: z.string(), poste: z.string().nullable(), moyen: z.string(), fermeeLe: z.string().nullable() })),
  postes: z.array(z.object({ depuis: z.string(), commandes: z.number().int() })),
  surMoi: z.array(acte.extend({ par: z.string(), changements: z.record(z.string(), z.unknown()) })), parMoi: z.array(acte),
  durees: z.record(z.string(), z.number()),
});
export type MesDonnees = z.infer<typeof schemaMesDonnees>;

/** Écrit le fichier dans le dossier des exports et rend son chemin. Erreur `mes_donnees.hors_ligne` : le service ne répond pas. */
export const METHODES_MES_DONNEES = { 'moi.donnees': { args: z.object({}), resultat: z.object({ chemin: z.string() }) } } as const;

import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaDepartement, schemaId, schemaLigneCommune, schemaTexteLong } from './commun.ts';

export const champsProposition = {
  objet: { libelle: 'Objet', sorte: 'texte', exigence: 'obligatoire' },
  ficheId: { libelle: 'Fiche', sorte: 'texte', exigence: 'obligatoire' },
  champs: { libelle: 'Changements proposés', sorte: 'liste', exigence: 'obligatoire' },
  motif: { libelle: 'Motif', sorte: 'texte', exigence: 'obligatoire' },
  statut: { libelle: 'Statut', sorte: 'texte' },
} as const satisfies Champs;

/** `decidee` : chaque champ a été accepté ou refusé ; `retiree` : par son auteur, avant toute décision. */
export const STATUTS_PROPOSITION = { ouverte: 'Ouverte', decidee: 'Décidée', retiree: 'Retirée' } as const;
export type StatutProposition = keyof typeof STATUTS_PROPOSITION;

/** Ce qui est demandé d’un champ : la valeur que l’auteur voyait, celle qu’il demande, et ce qui en a été décidé (par qui, quand, et pourquoi pour un refus). */
const schemaChampPropose = z.object({
  champ: z.string(), avant: z.unknown(), apres: z.unknown(),
  decision: z.enum(['acceptee', 'refusee']).nullable(), par: z.string().nullable(), nom: z.string().nullable(), le: z.string().nullable(), motif: z.string().nullable(),
});
export type ChampPropose = z.infer<typeof schemaChampPropose>;

/** Ce dont on propose le changement. Un groupe : seulement ce qu’une reprise en dit (décision 039). */
const OBJETS_PROPOSABLES = ['entite', 'dispositif', 'groupe'] as const;
export type ObjetPropose = (typeof OBJETS_PROPOSABLES)[number];
/**
 * Une proposition de changement d’une fiche (domain.md §4). `departements`, `entiteId`, `dispositifId` : recopiés de la fiche (d’un groupe : de son dispositif), ils disent le périmètre.
 * `auteur` : nom de qui propose, pour qui ne lit pas les comptes.
 */
export const schemaProposition = schemaLigneCommune.extend({
  objet: z.enum(OBJETS_PROPOSABLES), ficheId: schemaId, champs: z.array(schemaChampPropose).min(1).max(60), motif: schemaTexteLong, statut: z.enum(['ouverte', 'decidee', 'retiree']),
  auteur: z.string(), departements: z.array(schemaDepartement), entiteId: schemaId, dispositifId: schemaId.nullable(),
});
export type Proposition = z.infer<typeof schemaProposition>;

import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaId, schemaLigneCommune, schemaTexteLong } from './commun.ts';

export const champsDemande = {
  dispositifId: { libelle: 'Dispositif', sorte: 'texte', exigence: 'obligatoire' },
  geste: { libelle: 'Changement demandé', sorte: 'objet', exigence: 'obligatoire' },
  lignes: { libelle: 'Places ou groupes', sorte: 'liste', exigence: 'obligatoire' },
  motif: { libelle: 'Motif', sorte: 'texte', exigence: 'obligatoire' },
  statut: { libelle: 'Statut', sorte: 'texte' },
} as const satisfies Champs;

/** `decidee` : chaque ligne a été acceptée ou refusée ; `retiree` : par son auteur, avant toute décision. */
export const STATUTS_DEMANDE = { ouverte: 'Ouverte', decidee: 'Décidée', retiree: 'Retirée' } as const;
/** Lignes d’une demande, qui se lit et se décide d’un coup d’œil ; un dispositif plus grand en reçoit plusieurs. */
export const LIGNES_PAR_DEMANDE = 500;

/** Une place, ou un groupe quand la demande porte sur la modalité. `avant` : ce que l’auteur voyait (l’état du jour, ou la modalité). */
const schemaLigneDemandee = z.object({
  id: schemaId, nom: z.string(), avant: z.string(),
  decision: z.enum(['acceptee', 'refusee']).nullable(), par: z.string().nullable(), nomPar: z.string().nullable(), le: z.string().nullable(), motif: z.string().nullable(),
});
export type LigneDemandee = z.infer<typeof schemaLigneDemandee>;

/** Une date ou un code qu’une version suivante ajouterait reste lisible : le geste est jugé quand on le demande et quand on l’accepte, pas quand on le lit. */
const schemaGesteDemande = z.looseObject({ genre: z.string() });

/**
 * Un geste sur des places que son auteur ne peut pas faire lui-même : le SIAO, sans délégation de gestion, le demande à qui tient les places (domain.md §5, décision 025).
 * `auteur` : nom de qui demande, pour qui ne lit pas les comptes.
 */
export const schemaDemande = schemaLigneCommune.extend({
  dispositifId: schemaId, entiteId: schemaId, geste: schemaGesteDemande, lignes: z.array(schemaLigneDemandee).min(1).max(LIGNES_PAR_DEMANDE), motif: schemaTexteLong, statut: z.enum(['ouverte', 'decidee', 'retiree']), auteur: z.string(),
});
export type Demande = z.infer<typeof schemaDemande>;

import { z } from 'zod';

const objetFiche = z.enum(['entite', 'dispositif', 'groupe']);
const refus = z.object({ code: z.string(), message: z.string(), champ: z.string().optional() });

/**
 * Un champ demandé. `avant` : ce que l’auteur voyait ; `aujourdhui` : ce que la fiche porte maintenant, et `change` quand les deux diffèrent.
 * `decidable` : la personne peut décider de ce champ ; sinon `raison` dit qui le peut.
 */
const schemaChampProposeLu = z.object({
  champ: z.string(), libelle: z.string(), sensible: z.boolean(), avant: z.unknown(), apres: z.unknown(), aujourdhui: z.unknown(), change: z.boolean(), decidable: z.boolean(), raison: z.string().nullable(),
  decision: z.enum(['acceptee', 'refusee']).nullable(), nom: z.string().nullable(), le: z.string().nullable(), motif: z.string().nullable(),
});
export type ChampProposeLu = z.infer<typeof schemaChampProposeLu>;

/** Une proposition, avec ce que la personne peut en faire. `noms` : ce que désignent les codes et identifiants des valeurs (communes, comptes). `statutFiche` : d’un groupe, celui de son dispositif ; une fiche fermée ne s’accepte plus. */
export const schemaPropositionLue = z.object({
  id: z.string(), objet: objetFiche, ficheId: z.string(), fiche: z.string(), code: z.string().nullable(), entite: z.string(), statutFiche: z.string(), auteur: z.string(), creeLe: z.string(), motif: z.string(),
  statut: z.enum(['ouverte', 'decidee', 'retiree']), mienne: z.boolean(), retirable: z.boolean(), modifiable: z.boolean(), champs: z.array(schemaChampProposeLu), noms: z.record(z.string(), z.string()),
});
export type PropositionLue = z.infer<typeof schemaPropositionLue>;

/** Ce qui a été décidé sur une demande ou une fiche de la personne. Une demande sur des places a pour `champ` ce qui a été décidé (« 3 places »). `decision` : celle d’un champ, ou le pas du circuit (`valider`, `renvoyer`…). */
const schemaAvis = z.object({
  cle: z.string(), genre: z.enum(['proposition', 'fiche', 'demande']), objet: objetFiche, ficheId: z.string(), fiche: z.string(), propositionId: z.string().nullable(), champ: z.string().nullable(),
  decision: z.string(), par: z.string(), le: z.string(), motif: z.string().nullable(),
});
export type Avis = z.infer<typeof schemaAvis>;

export const METHODES_PROPOSITIONS = {
  /**
   * Exécute plusieurs commandes en une transaction : toutes, ou aucune. `rang` : celle qui est refusée. `retour` : numéro d’un refus ou d’un conflit que cet ensemble corrige,
   * classé avec lui.
   */
  'commandes.executerEnsemble': {
    args: z.object({ commandes: z.array(z.object({ nom: z.string().max(80), args: z.unknown() })).min(1).max(20), retour: z.number().nullable() }),
    resultat: z.discriminatedUnion('accepte', [z.object({ accepte: z.literal(true), seqs: z.array(z.number()) }), z.object({ accepte: z.literal(false), rang: z.number(), refus })]),
  },
  'propositions.lire': { args: z.object({ id: z.string().max(64) }), resultat: z.object({ proposition: schemaPropositionLue.nullable() }) },
  /** Ce qui a été décidé depuis que la personne a regardé, le plus récent d’abord ; rien de plus vieux que trente jours. */
  'avis.lire': { args: z.object({}), resultat: z.object({ avis: z.array(schemaAvis) }) },
  /** Range ces avis : ils ne seront plus montrés sur ce poste. */
  'avis.marquer': { args: z.object({ cles: z.array(z.string().max(200)).max(2000) }), resultat: z.object({ fait: z.literal(true) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

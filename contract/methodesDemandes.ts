import { z } from 'zod';
import { schemaGesteDemandable } from '../domain/commandes/demandes.ts';
import { LIGNES_PAR_DEMANDE } from '../domain/objets/demande.ts';

const nombre = z.number().int().min(0);
const refus = z.object({ code: z.string(), message: z.string() });

/**
 * Une ligne demandée. `avant` : ce que l’auteur voyait ; `actuel` : ce qu’elle porte (`null` : elle n’est plus là). `change` : les deux diffèrent. `empeche` : ce qui ne permet plus de l’accepter.
 */
const schemaLigneDemandeeLue = z.object({
  id: z.string(), nom: z.string(), groupe: z.string(), avant: z.string(), actuel: z.string().nullable(), change: z.boolean(), empeche: z.string().nullable(),
  decision: z.enum(['acceptee', 'refusee']).nullable(), nomPar: z.string().nullable(), le: z.string().nullable(), motif: z.string().nullable(),
});
export type LigneDemandeeLue = z.infer<typeof schemaLigneDemandeeLue>;

/** Une demande, avec ce que la personne peut en faire. `decidable` : elle tient ces places, et il reste à décider ; `raison` : sinon, pourquoi. */
const schemaDemandeLue = z.object({
  id: z.string(), dispositifId: z.string(), dispositif: z.string(), entite: z.string(), departement: z.string(), geste: z.looseObject({ genre: z.string() }), motif: z.string(), statut: z.enum(['ouverte', 'decidee', 'retiree']),
  auteur: z.string(), creeLe: z.string(), mienne: z.boolean(), retirable: z.boolean(), decidable: z.boolean(), raison: z.string().nullable(), attente: z.boolean(), lignes: z.array(schemaLigneDemandeeLue),
});
export type DemandeLue = z.infer<typeof schemaDemandeLue>;

/** `choix` : les places choisies (`places.choisir`). Pour une modalité, `entiers` : prendre aussi les groupes dont toutes les places ne sont pas choisies. */
const demande = z.object({ choix: z.number(), geste: schemaGesteDemandable, entiers: z.boolean() });
export type DemandeAFaire = z.infer<typeof demande>;

export const METHODES_DEMANDES = {
  /** Ce qui se demanderait de ce geste, faute de délégation : lignes (places, ou groupes pour une modalité), sur combien de dispositifs. */
  'demandes.apercu': { args: demande, resultat: z.object({ lignes: nombre, dispositifs: nombre }) },
  /** Demande ce geste à qui tient ces places : une demande par dispositif (et par paquet de 500 lignes), toutes ou aucune. */
  'demandes.envoyer': { args: demande.extend({ motif: z.string().max(4_000) }), resultat: z.object({ lignes: nombre, dispositifs: nombre, refus: refus.nullable() }) },
  /** Les demandes du périmètre : celles qui attendent d’abord, les plus anciennes en tête ; puis les décidées ou retirées, les plus récentes en tête, cinquante au plus. `aDecider` : combien attendent cette personne. */
  'demandes.lire': { args: z.object({}), resultat: z.object({ demandes: z.array(schemaDemandeLue), aDecider: nombre }) },
  /** Décide de ces lignes. `lot` : ce qui rend aux places acceptées leur état d’avant. `refusees` : laissées à décider, avec la raison. */
  'demandes.decider': {
    args: z.object({ id: z.string().max(64), decision: z.enum(['acceptee', 'refusee']), motif: z.string().max(4_000).nullable(), lignes: z.array(z.object({ id: z.string().max(64), vu: z.string().max(40) })).min(1).max(LIGNES_PAR_DEMANDE) }),
    resultat: z.object({ lot: z.string().nullable(), decidees: nombre, refusees: z.array(z.object({ id: z.string(), message: z.string() })), refus: refus.nullable() }),
  },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

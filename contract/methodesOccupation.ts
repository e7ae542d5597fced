import { z } from 'zod';
import { PLACES_PAR_DECLARATION } from '../domain/commandes/occupation.ts';

const nombre = z.number().int().min(0);
const occupation = z.enum(['libre', 'reservee', 'occupee']);
/** Une déclaration faite. `par` : le nom de la personne quand ce poste le connaît ; `deMoi` : celle qui regarde. */
const schemaDeclaration = z.object({ le: z.string(), par: z.string().nullable(), deMoi: z.boolean(), source: z.enum(['saisie', 'import', 'partenaire']) });
/** `etat`, `jours` : jours de retard, ou jours qui restent (domain/places/occupation.ts). `indisponibles` est compris dans `ouvertes`. `peut` : cette personne peut y déclarer. */
export const schemaDispositifOccupe = z.object({
  id: z.string(), code: z.string().nullable(), nom: z.string(), entite: z.string(), commune: z.string(), departement: z.string(),
  ouvertes: nombre, libres: nombre, reservees: nombre, occupees: nombre, indisponibles: nombre,
  declaration: schemaDeclaration.nullable(), etat: z.enum(['jamais', 'retard', 'a_jour']), jours: nombre, attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']), peut: z.boolean(),
});
export type DispositifOccupe = z.infer<typeof schemaDispositifOccupe>;
/** `motif` : pourquoi la place est indisponible aujourd’hui ; `null` quand elle ne l’est pas. */
export const schemaPlaceOccupee = z.object({ id: z.string(), numero: z.string(), groupeId: z.string(), groupe: z.string(), occupation, depuis: z.string().nullable(), motif: z.string().nullable(), differe: z.boolean() });
export type PlaceOccupee = z.infer<typeof schemaPlaceOccupee>;

export const METHODES_OCCUPATION = {
  /** Les dispositifs du périmètre dont l’occupation se déclare, en retard d’abord, les plus anciens en tête. */
  'occupation.lister': { args: z.object({}), resultat: z.object({ dispositifs: z.array(schemaDispositifOccupe) }) },
  /** Les places ouvertes d’un dispositif, groupe par groupe. `raison` : pourquoi cette personne n’y déclare pas ; `pourLeCompteDe` : l’entité, sous délégation. `null` : absent du périmètre. */
  'occupation.places': {
    args: z.object({ dispositifId: z.string().max(80) }),
    resultat: z.object({ places: z.array(schemaPlaceOccupee).nullable(), raison: z.string().nullable(), pourLeCompteDe: z.string().nullable() }),
  },
  /** Déclare. `lot` : ce qui rend les places (`places.annuler`) ; `null` quand aucune n’a changé. */
  'occupation.declarer': {
    args: z.object({ dispositifId: z.string().max(80), le: z.string().max(10), changements: z.array(z.object({ occupation, ids: z.array(z.string()).min(1).max(PLACES_PAR_DECLARATION) })).max(3) }),
    resultat: z.object({ lot: z.string().nullable(), changees: nombre, refus: z.object({ code: z.string(), message: z.string(), champ: z.string().optional() }).nullable() }),
  },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

import { z } from 'zod';
import { PLACES_PAR_DECLARATION } from '../domain/commandes/occupation.ts';
import { OCTETS_MAXIMUM } from '../domain/places/fichierOccupation.ts';

const nombre = z.number().int().min(0);
const occupation = z.enum(['libre', 'reservee', 'occupee']);
/** Une déclaration faite. `par` : le nom de la personne quand ce poste le connaît ; `deMoi` : celle qui regarde. */
const schemaDeclaration = z.object({ le: z.string(), par: z.string().nullable(), deMoi: z.boolean(), source: z.enum(['saisie', 'import', 'partenaire']) });
/** `etat`, `jours` : jours de retard, ou jours qui restent (domain/places/occupation.ts). `indisponibles` est compris dans `ouvertes`. `peut` : cette personne peut y déclarer. */
const schemaDispositifOccupe = z.object({
  id: z.string(), code: z.string().nullable(), nom: z.string(), entite: z.string(), commune: z.string(), departement: z.string(),
  ouvertes: nombre, libres: nombre, reservees: nombre, occupees: nombre, indisponibles: nombre,
  declaration: schemaDeclaration.nullable(), etat: z.enum(['jamais', 'retard', 'a_jour']), jours: nombre, attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']), peut: z.boolean(),
});
export type DispositifOccupe = z.infer<typeof schemaDispositifOccupe>;
/** `motif` : pourquoi la place est indisponible aujourd’hui ; `null` quand elle ne l’est pas. */
const schemaPlaceOccupee = z.object({ id: z.string(), numero: z.string(), groupeId: z.string(), groupe: z.string(), occupation, depuis: z.string().nullable(), motif: z.string().nullable(), differe: z.boolean() });
export type PlaceOccupee = z.infer<typeof schemaPlaceOccupee>;

const octets = z.custom<Uint8Array>((valeur) => valeur instanceof Uint8Array && valeur.byteLength > 0 && valeur.byteLength <= OCTETS_MAXIMUM, 'Le fichier est vide ou dépasse 5 Mo.');
/** Ce que ferait un fichier. `defauts` : les 200 premiers, ligne, colonne et valeur nommées ; tant qu’il y en a, rien ne s’applique. `lues` sur `ouvertes` : places du fichier et places du dispositif. */
const schemaApercuImport = z.object({
  lignes: nombre, nombreDefauts: nombre, defauts: z.array(z.object({ ligne: nombre, colonne: z.string(), valeur: z.string(), message: z.string() })),
  declarations: z.array(z.object({ dispositifId: z.string(), code: z.string(), nom: z.string(), le: z.string(), lues: nombre, ouvertes: nombre, changees: nombre })),
});
export type ApercuImport = z.infer<typeof schemaApercuImport>;

export const METHODES_OCCUPATION = {
  /** Les dispositifs du périmètre dont l’occupation se déclare, en retard d’abord, les plus anciens en tête. */
  'occupation.lister': { args: z.object({}), resultat: z.object({ dispositifs: z.array(schemaDispositifOccupe) }) },
  /** Les places ouvertes d’un dispositif, groupe par groupe. `raison` : pourquoi cette personne n’y déclare pas ; `pourLeCompteDe` : l’entité, sous délégation. `null` : absent du périmètre. */
  'occupation.places': {
    args: z.object({ dispositifId: z.string().max(80) }),
    resultat: z.object({ places: z.array(schemaPlaceOccupee).nullable(), raison: z.string().nullable(), pourLeCompteDe: z.string().nullable() }),
  },
  /** Déclare. `lot` : ce qui rend les places et la déclaration d’avant (`places.annuler`) ; `null` quand c’est refusé. */
  'occupation.declarer': {
    args: z.object({ dispositifId: z.string().max(80), le: z.string().max(10), changements: z.array(z.object({ occupation, ids: z.array(z.string()).min(1).max(PLACES_PAR_DECLARATION) })).max(3) }),
    resultat: z.object({ lot: z.string().nullable(), changees: nombre, refus: z.object({ code: z.string(), message: z.string(), champ: z.string().optional() }).nullable() }),
  },
  /** Lit un fichier xlsx, ods ou csv et dit ce qu’il ferait, sans rien écrire. */
  'occupation.lireFichier': { args: z.object({ octets }), resultat: schemaApercuImport },
  /** Applique un fichier sans défaut : une déclaration par dispositif, toutes ou aucune. `lot` les annule toutes ; `null` quand c’est refusé. */
  'occupation.importer': { args: z.object({ octets }), resultat: z.object({ lot: z.string().nullable(), declarations: nombre, changees: nombre, refus: z.string().nullable() }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

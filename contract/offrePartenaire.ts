import { z } from 'zod';
import { CODES_AXES } from '../domain/indicateurs/modele.ts';
import { INDICATEURS } from '../domain/indicateurs/registre.ts';
import { schemaDate, schemaStatut } from '../domain/objets/commun.ts';

/** L’offre telle qu’un logiciel partenaire la lit, par une clé qui le permet. Ni contact, ni responsable, ni commentaire, ni parcours : aucune personne. */
export const CHEMINS_LECTURE = {
  entites: '/api/v1/offre/entites', dispositifs: '/api/v1/offre/dispositifs', groupes: '/api/v1/offre/groupes', disponibilites: '/api/v1/offre/disponibilites', changements: '/api/v1/offre/changements', indicateurs: '/api/v1/offre/indicateurs', indicateur: '/api/v1/offre/indicateurs/:id',
} as const;
const PAGE_LECTURE = { defaut: 200, maximum: 1_000 } as const;

const departement = z.string().regex(/^(?:\d{2}|2A|2B|97\d)$/u).describe('Code de département (59, 2A, 974).');
const page = z.object({
  apres: z.string().max(200).optional().describe('Curseur rendu par la page précédente (`suite`).'),
  limite: z.coerce.number().int().min(1).max(PAGE_LECTURE.maximum).default(PAGE_LECTURE.defaut).describe('Lignes par page.'),
});
export const schemaDemandeListe = page.extend({ departement: departement.optional() });
export const schemaDemandeChangements = page.omit({ apres: true }).extend({ depuis: z.string().max(200).optional().describe('Curseur rendu par l’appel précédent (`suite`) ; absent : depuis le début.') });
const axe = z.enum(CODES_AXES as ['region', ...(typeof CODES_AXES)[number][]]);
export const schemaDemandeIndicateur = z.object({
  par: z.union([z.string(), z.array(z.string())]).optional().transform((lu) => (lu === undefined ? [] : Array.isArray(lu) ? lu : lu.split(','))).pipe(z.array(axe).max(2)).describe('Un ou deux axes, séparés par une virgule.'),
  date: schemaDate.optional().describe('Un jour ; aujourd’hui par défaut.'), du: schemaDate.optional().describe('Avec `au` : une période, bornes comprises.'), au: schemaDate.optional(),
});
export const schemaIdIndicateur = z.object({ id: z.enum(INDICATEURS.map(({ id }) => id) as [string, ...string[]]) });

const texte = z.string().nullable();
const fiche = { id: z.string(), code: texte, statut: schemaStatut, modifieLe: z.string().describe('Instant ISO 8601.') };
export const schemaEntiteLue = z.object({ ...fiche, raisonSociale: z.string(), statutJuridique: texte, siren: texte, finessEj: texte, commune: texte, departement: z.string(), departements: z.array(z.string()) });
export const schemaDispositifLu = z.object({
  ...fiche, entiteId: z.string(), nom: z.string(), nature: z.string(), type: z.string(), departement: z.string(), commune: texte, adresse: texte.describe('Absente (`null`) quand le lieu accueille des personnes victimes de violences : il ne se publie pas.'),
  siret: texte, finessEt: texte, compositions: z.array(z.string()), publics: z.array(z.string()), horaires: texte,
});
export const schemaGroupeLu = z.object({
  id: z.string(), code: texte, modifieLe: z.string(), dispositifId: z.string(), entiteId: z.string(), libelle: z.string(), departement: z.string(), modalite: z.string(), forme: z.string(), typeUnite: z.string(), permanence: z.string(),
  capacite: z.number().int().describe('Places ouvertes aujourd’hui.'), ouverture: schemaDate, fermeture: schemaDate.nullable(), compositions: z.array(z.string()), publics: z.array(z.string()), ageMin: z.number().int().nullable(), ageMax: z.number().int().nullable(), pmr: z.number().int(),
});
const nombre = z.number().int().min(0);
export const schemaDisponibiliteLue = z.object({ groupeId: z.string(), dispositifId: z.string(), departement: z.string(), modalite: z.string(), publics: z.array(z.string()), capacite: nombre, libres: nombre, reservees: nombre, occupees: nombre, indisponibles: nombre });
/** `suite` : à redonner pour la page suivante ; `null` : il n’y en a plus. */
export const schemaPage = <L extends z.ZodType>(ligne: L) => z.object({ lignes: z.array(ligne), suite: texte });
/** `retire` : la fiche n’est plus lisible par cette clé (sortie du périmètre, archivée, ou pas encore validée). Sinon, la relire. */
export const schemaChangementLu = z.object({ objet: z.enum(['entite', 'dispositif', 'groupe', 'place']), id: z.string(), retire: z.boolean(), dispositifId: texte });
/** `suite` : toujours là ; la redonner plus tard rend ce qui a changé entre-temps. */
export const schemaChangements = z.object({ lignes: z.array(schemaChangementLu), suite: z.string(), encore: z.boolean() });
const nombreOuInconnu = z.number().nullable();
const CHIFFRE = { numerateur: nombreOuInconnu, denominateur: nombreOuInconnu, valeur: nombreOuInconnu.describe('`null` : « n. c. », jamais 0 à sa place. Un taux est une part de 0 à 1.') };
export const schemaIndicateurLu = z.object({
  id: z.string(), libelle: z.string(), unite: z.string(), formule: z.object({ numerateur: z.string(), denominateur: texte }), exclusions: z.array(z.string()), source: z.string(), precautions: z.array(z.string()), du: schemaDate, au: schemaDate, axes: z.array(z.string()),
  total: z.object(CHIFFRE), lignes: z.array(z.object({ cles: z.array(z.string()), ...CHIFFRE })),
});
export const schemaIndicateursLus = z.object({ lignes: z.array(schemaIndicateurLu.pick({ id: true, libelle: true, unite: true, formule: true, exclusions: true, source: true, precautions: true }).extend({ moment: z.enum(['date', 'periode', 'les_deux']), axes: z.array(z.string()) })) });

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
export const schemaEntiteLue = z.object({ ...fiche, raisonSociale: z.string(), statutJuridique: texte, siren: texte, finessEj: texte, commune: texte, departement: z.string(), departements: z.array(z.string()) }).meta({ examples: [{ id: '0b1e9a52-7c11-4f0e-9d3a-1f2c3b4a5d6e', code: 'ENT-59-0012', statut: 'valide', modifieLe: '2026-11-24T09:12:00.000Z', raisonSociale: 'Hainaut Accueil', statutJuridique: 'association', siren: '732829320', finessEj: null, commune: '59606', departement: '59', departements: ['59'] }] });
export const schemaDispositifLu = z.object({
  ...fiche, entiteId: z.string(), nom: z.string(), nature: z.string(), type: z.string(), departement: z.string(), commune: texte, adresse: texte.describe('Absente (`null`) quand le lieu accueille des personnes victimes de violences : il ne se publie pas.'),
  siret: texte, finessEt: texte, compositions: z.array(z.string()), publics: z.array(z.string()), horaires: texte,
}).meta({ examples: [{ id: '5d6e0b1e-9a52-4f0e-9d3a-7c111f2c3b4a', code: 'DIS-59-0148', statut: 'valide', modifieLe: '2026-11-24T09:12:00.000Z', entiteId: '0b1e9a52-7c11-4f0e-9d3a-1f2c3b4a5d6e', nom: 'Les Remparts', nature: 'hebergement_hors_chrs', type: 'hebergement_hors_chrs.mixte', departement: '59', commune: '59606', adresse: '14 rue des Récollets', siret: '73282932000074', finessEt: null, compositions: ['famille'], publics: [], horaires: '24 h / 24' }] });
export const schemaGroupeLu = z.object({
  id: z.string(), code: texte, modifieLe: z.string(), dispositifId: z.string(), entiteId: z.string(), libelle: z.string(), departement: z.string(), modalite: z.string(), forme: z.string(), typeUnite: z.string(), permanence: z.string(),
  capacite: z.number().int().describe('Places ouvertes aujourd’hui.'), ouverture: schemaDate, fermeture: schemaDate.nullable(), compositions: z.array(z.string()), publics: z.array(z.string()), ageMin: z.number().int().nullable(), ageMax: z.number().int().nullable(), pmr: z.number().int(),
}).meta({ examples: [{ id: '9d3a0b1e-9a52-4f0e-8d3a-7c111f2c3b4a', code: 'GRP-59-0301', modifieLe: '2026-11-24T09:12:00.000Z', dispositifId: '5d6e0b1e-9a52-4f0e-9d3a-7c111f2c3b4a', entiteId: '0b1e9a52-7c11-4f0e-9d3a-1f2c3b4a5d6e', libelle: 'Urgence', departement: '59', modalite: '115', forme: 'collectif', typeUnite: 'chambre_collective', permanence: 'perenne', capacite: 24, ouverture: '2026-01-01', fermeture: null, compositions: [], publics: [], ageMin: 18, ageMax: null, pmr: 2 }] });
const nombre = z.number().int().min(0);
export const schemaDisponibiliteLue = z.object({ groupeId: z.string(), dispositifId: z.string(), departement: z.string(), modalite: z.string(), publics: z.array(z.string()), capacite: nombre, libres: nombre, reservees: nombre, occupees: nombre, indisponibles: nombre }).meta({ examples: [{ groupeId: '9d3a0b1e-9a52-4f0e-8d3a-7c111f2c3b4a', dispositifId: '5d6e0b1e-9a52-4f0e-9d3a-7c111f2c3b4a', departement: '59', modalite: '115', publics: [], capacite: 24, libres: 2, reservees: 1, occupees: 20, indisponibles: 1 }] });
/** `suite` : à redonner pour la page suivante ; `null` : il n’y en a plus. */
export const schemaPage = <L extends z.ZodType>(ligne: L) => z.object({ lignes: z.array(ligne), suite: texte });
/** `retire` : la fiche n’est plus lisible par cette clé (sortie du périmètre, archivée, ou pas encore validée). Sinon, la relire. */
export const schemaChangementLu = z.object({ objet: z.enum(['entite', 'dispositif', 'groupe', 'place']), id: z.string(), retire: z.boolean(), dispositifId: texte }).meta({ examples: [{ objet: 'dispositif', id: '5d6e0b1e-9a52-4f0e-9d3a-7c111f2c3b4a', retire: false, dispositifId: '5d6e0b1e-9a52-4f0e-9d3a-7c111f2c3b4a' }] });
/** `suite` : toujours là ; la redonner plus tard rend ce qui a changé entre-temps. */
export const schemaChangements = z.object({ lignes: z.array(schemaChangementLu), suite: z.string(), encore: z.boolean() });
const nombreOuInconnu = z.number().nullable();
const CHIFFRE = { numerateur: nombreOuInconnu, denominateur: nombreOuInconnu, valeur: nombreOuInconnu.describe('`null` : « n. c. », jamais 0 à sa place. Un taux est une part de 0 à 1.') };
export const schemaIndicateurLu = z.object({
  id: z.string(), libelle: z.string(), unite: z.string(), formule: z.object({ numerateur: z.string(), denominateur: texte }), exclusions: z.array(z.string()), source: z.string(), precautions: z.array(z.string()), du: schemaDate, au: schemaDate, axes: z.array(z.string()),
  total: z.object(CHIFFRE), lignes: z.array(z.object({ cles: z.array(z.string()), ...CHIFFRE })),
});
export const schemaIndicateursLus = z.object({ lignes: z.array(schemaIndicateurLu.pick({ id: true, libelle: true, unite: true, formule: true, exclusions: true, source: true, precautions: true }).extend({ moment: z.enum(['date', 'periode', 'les_deux']), axes: z.array(z.string()) })) });

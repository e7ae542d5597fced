import { z } from 'zod';
import { CODES_AXES } from '../domain/indicateurs/modele.ts';
import { AXES_INSTANTANES, schemaMoisInstantane } from './instantanes.ts';
import { schemaExporte, schemaFiltresExportes, schemaFormatExport } from './methodesExports.ts';
import { schemaDefinitionPlaces } from './methodesPlaces.ts';

const axe = z.enum(CODES_AXES as ['region', ...(typeof CODES_AXES)[number][]]);
const nombre = z.number();
const nombreOuInconnu = z.number().nullable();
const periode = z.object({ du: z.iso.date(), au: z.iso.date() });
const schemaFiltresIndicateur = z.partialRecord(axe, z.array(z.string().max(400)).max(2_000));
/** Un jour ou une période ; dans les deux cas, bornes comprises. */
const schemaMoment = z.union([z.object({ date: z.iso.date() }), z.object({ periode: periode.refine(({ du, au }) => du <= au, 'La fin précède le début.') })]);
export type MomentIndicateur = z.infer<typeof schemaMoment>;

/** Un indicateur tel que l’écran le présente. `formule` : les deux moitiés de la fraction, en mots. `axes` : ceux par lesquels il se ventile. `unite` « taux » : `valeur` est une part, de 0 à 1. `parJour` : une moyenne des jours, sans dénominateur à montrer un jour seul. `quantile` : la valeur est à ce rang des durées, et le numérateur dit sur combien. `inconnus` : ce que compte le champ du même nom d’un chiffre. */
const schemaDefinitionIndicateur = z.object({
  id: z.string(), libelle: z.string(), famille: z.enum(['parc', 'occupation', 'territoire', 'flux', 'circuit', 'qualite']), unite: z.enum(['places', 'taux', 'pour_mille', 'jours', 'fiches']), sens: z.enum(['bonne', 'mauvaise', 'neutre']), facteur: nombre, parJour: z.boolean(), quantile: nombreOuInconnu, inconnus: z.enum(['places', 'departements', 'fiches']),
  formule: z.object({ numerateur: z.string(), denominateur: z.string().nullable() }), composantes: z.array(z.object({ cle: z.string(), libelle: z.string() })),
  exclusions: z.array(z.string()), source: z.string(), precautions: z.array(z.string()), moment: z.enum(['date', 'periode', 'les_deux']), axes: z.array(axe),
});
export type DefinitionIndicateur = z.infer<typeof schemaDefinitionIndicateur>;

const CHIFFRE = { numerateur: nombreOuInconnu, denominateur: nombreOuInconnu, valeur: nombreOuInconnu, inconnus: nombre, composantes: z.record(z.string(), nombreOuInconnu) };
const avant = z.object({ ...CHIFFRE, ecart: nombreOuInconnu }).nullable();
/** `cles`, `libelles` : un par axe. `valeur` `null` : « n. c. ». `inconnus` : places (ou départements) dont on ne sait pas ce qu’il faut, et qui l’empêchent. `avant` : le même chiffre au moment de comparaison. */
const schemaLigneIndicateur = z.object({ cles: z.array(z.string()), libelles: z.array(z.string()), ...CHIFFRE, avant });
export type LigneIndicateur = z.infer<typeof schemaLigneIndicateur>;
/** `sousTotaux` : un par valeur du premier axe, quand il y en a deux ; par couple des deux premiers aussi, quand il y en a trois. Un sous-total a moins de clés qu’une ligne. */
const schemaResultatIndicateur = z.object({
  lignes: z.array(schemaLigneIndicateur), sousTotaux: z.array(schemaLigneIndicateur), total: z.object({ ...CHIFFRE, avant }), periode, comparaison: periode.nullable(), jours: nombre,
});
export type ResultatIndicateur = z.infer<typeof schemaResultatIndicateur>;

/**
 * D’où vient un chiffre. `detail` : ce qui fait son numérateur (par motif, par état). `groupes` : ceux du dénominateur, et ceux qu’il laisse de côté. `horsCompte` : dispositifs qui ne se comptent pas en places, ou pas encore validés ;
 * `null` quand la case ne permet pas de le dire. `fraicheur` : aujourd’hui, quelle que soit la date du chiffre ; `enRetard` : dispositifs dont l’occupation aurait dû être déclarée.
 * `lignes` : la vue de l’écran Places qui montre les places du numérateur ; `null` à une autre date que le jour même.
 */
const schemaProvenance = z.object({
  chiffre: z.object(CHIFFRE), detail: z.object({ titre: z.string(), lignes: z.array(z.object({ cle: z.string(), libelle: z.string(), valeur: nombre })) }).nullable(),
  groupes: z.object({ ouverts: nombre, fermes: nombre, aVenir: nombre, dispositifs: nombre }).nullable(), horsCompte: z.object({ horsPlaces: nombre, nonValides: nombre }).nullable(),
  fraicheur: z.object({ places: nombre, aJour: nombre, jours: nombre, dispositifs: nombre, enRetard: nombre }).nullable(), lignes: z.object({ ecran: z.literal('places'), definition: schemaDefinitionPlaces }).nullable(),
});
export type Provenance = z.infer<typeof schemaProvenance>;

const COMPTES_PARC = { capacite: nombre, occupees: nombre, reservees: nombre, libres: nombre, indisponibles: nombre };
/**
 * Ce que l’accueil montre. `reference` : dernier jour du mois précédent ; `capaciteReference` : la capacité ce jour-là (son occupation n’est plus connue du poste). Un taux `null` est « n. c. ».
 * `departements` : ceux du périmètre, quand il en compte plusieurs.
 * `circuit.ages` : les composantes de « Fiches en attente » ; les délais de validation sont ceux du mois en cours, en jours. Ce qui est à corriger se lit par `controles.lire`.
 */
const schemaTableauDeBord = z.object({
  date: z.string(), reference: z.string(),
  parc: z.object({ ...COMPTES_PARC, capaciteReference: nombre, tauxOccupation: nombreOuInconnu, tauxOccupationCorrige: nombreOuInconnu, tauxIndisponibilite: nombreOuInconnu, tauxDisponibilite: nombreOuInconnu }),
  natures: z.array(z.object({ cle: z.string(), libelle: z.string(), ...COMPTES_PARC })), motifs: z.array(z.object({ cle: z.string(), libelle: z.string(), valeur: nombre })),
  departements: z.array(z.object({ cle: z.string(), libelle: z.string(), ...COMPTES_PARC })),
  circuit: z.object({ enAttente: nombre, ages: z.record(z.string(), nombreOuInconnu), decisions: nombre, delaiMedian: nombreOuInconnu, delaiNeuvieme: nombreOuInconnu }),
  qualite: z.object({ completude: nombreOuInconnu, fiches: nombre }),
});
export type TableauDeBord = z.infer<typeof schemaTableauDeBord>;

export const AXES_MAXIMUM = 3;
const DEMANDE = z.object({ id: z.string().max(60), axes: z.array(axe).max(AXES_MAXIMUM), moment: schemaMoment, comparaison: schemaMoment.nullable(), filtres: schemaFiltresIndicateur });
const FRACTION = { numerateur: nombreOuInconnu, denominateur: nombreOuInconnu, valeur: nombreOuInconnu };

export const METHODES_INDICATEURS = {
  /** Les définitions, dans l’ordre où elles se proposent. */
  'indicateurs.liste': { args: z.object({}), resultat: z.object({ indicateurs: z.array(schemaDefinitionIndicateur) }) },
  /**
   * Calcule un indicateur sur ce que le poste tient. Erreurs : `indicateurs.inconnu`, `indicateurs.axe` (il ne se ventile pas ainsi), `indicateurs.moment` (date ou période), `indicateurs.refuse` (ce profil ne lit que les agrégats publiés).
   */
  'indicateurs.calculer': { args: DEMANDE, resultat: schemaResultatIndicateur },
  /** D’où vient le chiffre d’une case : ses clés s’ajoutent aux filtres, une valeur par axe. Mêmes erreurs que `indicateurs.calculer`. */
  'indicateurs.provenance': { args: z.object({ id: z.string().max(60), moment: schemaMoment, filtres: schemaFiltresIndicateur }), resultat: schemaProvenance },
  /** Écrit un calcul dans un fichier, sous-totaux et total compris, avec sa formule et ses précautions. Erreurs : celles de `indicateurs.calculer`, `export.en_cours`, `export.annule`, disque. */
  'indicateurs.exporter': { args: DEMANDE.extend({ format: schemaFormatExport, filtresEcrits: schemaFiltresExportes }), resultat: schemaExporte },
  /**
   * Les vingt-quatre derniers mois figés par le service, pour ces départements (tous : `null`). `total` : leur somme, sans axe. `recalcule`, si on le demande : ce que le cache en dit maintenant ; `corrige` : ce n’est plus la valeur figée.
   * `horsLigne` : les derniers reçus. Erreurs : `indicateurs.inconnu`, `indicateurs.refuse`, `instantanes.refuse`, `instantanes.hors_ligne`, `indicateurs.remplace` (l’offre a été rechargée pendant le recalcul).
   */
  'indicateurs.instantanes': {
    args: z.object({ id: z.string().max(60), axe: z.enum(AXES_INSTANTANES), departements: z.array(z.string().max(3)).max(200).nullable(), recalculer: z.boolean() }),
    resultat: z.object({ horsLigne: z.boolean(), mois: z.array(schemaMoisInstantane.extend({ total: z.object({ ...FRACTION, inconnus: nombre }).nullable(), recalcule: z.object(FRACTION).nullable(), corrige: z.boolean() })) }),
  },
  /** Ce qui est ouvert ce soir : par public, puis par modalité dans chacun. Erreur `indicateurs.refuse`. */
  'indicateurs.disponibilite': { args: z.object({}), resultat: z.object({ lignes: z.array(z.object({ cle: z.string(), libelle: z.string(), total: z.object(COMPTES_PARC), modalites: z.record(z.string(), z.object(COMPTES_PARC)) })) }) },
  /** L’état du jour du périmètre, en une réponse. Erreur `indicateurs.refuse`. */
  'indicateurs.tableauDeBord': { args: z.object({}), resultat: schemaTableauDeBord },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

import { z } from 'zod';
import { schemaGestePlaces } from '../domain/commandes/places.ts';
import { colonnesExportees, schemaExporte, schemaFiltresExportes, schemaFormatExport } from './methodesExports.ts';

const nombre = z.number().int().min(0);
const texte = z.string().max(200);
const schemaEtat = z.enum(['libre', 'reservee', 'occupee', 'indisponible', 'fermee']);
const refus = z.object({ code: z.string(), message: z.string(), champ: z.string().optional() });

/** Colonnes de la grille Places dont les valeurs se cochent, avec leur nombre. */
const COLONNES_PLACES_A_COCHER = ['departement', 'commune', 'nature', 'type', 'modalite', 'etat', 'motif'] as const;
export type ColonnePlaceACocher = (typeof COLONNES_PLACES_A_COCHER)[number];
const schemaFiltre = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('contient'), texte }),
  z.object({ genre: z.literal('parmi'), valeurs: z.array(texte).max(2_000) }),
  /** Dates incluses, `AAAA-MM-JJ`. */
  z.object({ genre: z.literal('periode'), du: z.iso.date().nullable(), au: z.iso.date().nullable() }),
]);
export type FiltrePlaces = z.infer<typeof schemaFiltre>;
export const schemaDefinitionPlaces = z.object({
  tri: z.array(z.object({ colonne: z.string().max(40), sens: z.enum(['asc', 'desc']) })).max(5),
  filtres: z.record(z.string().max(40), schemaFiltre),
  recherche: texte,
});
export type DefinitionPlaces = z.infer<typeof schemaDefinitionPlaces>;

/** Une ligne de la grille. `etat` : celui du jour ; `depuis`, `jusquau`, `motif` : de la ligne d’état en cours, ou du constat d’occupation. `differe` : l’état qui attend la libération. */
const schemaLignePlace = z.object({
  id: z.string(), numero: z.string(), groupeId: z.string(), groupe: z.string(), modalite: z.string(), dispositifId: z.string(), dispositif: z.string(), entite: z.string(), nature: z.string(), type: z.string(),
  commune: z.string(), departement: z.string(), etat: schemaEtat, motif: z.string().nullable(), depuis: z.string().nullable(), jusquau: z.string().nullable(),
  differe: z.object({ etat: z.string(), motif: z.string().nullable(), debut: z.string(), fin: z.string().nullable() }).nullable(), prevu: z.string().nullable(), delegation: z.boolean(), attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']),
});
export type LignePlace = z.infer<typeof schemaLignePlace>;
const schemaTotauxPlaces = z.object({ places: nombre, groupes: nombre, libre: nombre, reservee: nombre, occupee: nombre, indisponible: nombre, fermee: nombre });
export type TotauxPlaces = z.infer<typeof schemaTotauxPlaces>;

/** Ce par quoi les places se regroupent, et la colonne qui les retrouve (un nom n’est pas unique, un identifiant l’est). */
export const REGROUPEMENTS = { departement: 'departement', commune: 'commune', entite: 'entiteId', dispositif: 'dispositifId', groupe: 'groupeId', nature: 'nature', type: 'type', modalite: 'modalite', etat: 'etat', motif: 'motif' } as const;
export type Regroupement = keyof typeof REGROUPEMENTS;
export const NIVEAUX_MAXIMUM = 3;
export const GROUPES_AFFICHES_MAXIMUM = 20_000;
const schemaNiveaux = z.array(z.enum(Object.keys(REGROUPEMENTS) as [Regroupement, ...Regroupement[]])).min(1).max(NIVEAUX_MAXIMUM);
/** Une ligne du regroupement, ses sous-groupes à la suite. `cles` : les valeurs qui la définissent, de la plus large à la plus fine (son niveau est leur nombre moins un). */
const schemaLigneRegroupee = z.object({ id: z.string(), cles: z.array(z.string()), libelle: z.string(), sousGroupes: nombre, places: nombre, libre: nombre, reservee: nombre, occupee: nombre, indisponible: nombre, fermee: nombre });
export type LigneRegroupee = z.infer<typeof schemaLigneRegroupee>;

const comptes = z.object({ ouvertes: nombre, libres: nombre, reservees: nombre, occupees: nombre, indisponibles: nombre });
export type ComptesPlaces = z.infer<typeof comptes>;
/**
 * Ce que ferait un geste sur les places choisies, sans rien écrire. `defaut` : le geste lui-même ne va pas. `refus` : par raison, les plus fréquentes d’abord, avec leurs places (vingt au plus) et la phrase de chacune.
 * `differees` : parmi les changées, celles dont l’effet attend la libération. `avant`, `apres` : toutes les places choisies, à `date`. `groupes` : les cinquante plus concernés.
 */
const schemaApercuPlaces = z.object({
  choisies: nombre, changees: nombre, differees: nombre, defaut: refus.nullable(), refus: z.array(z.object({ code: z.string(), message: z.string(), nombre, places: z.array(z.object({ id: z.string(), nom: z.string(), raison: z.string() })) })),
  date: z.string(), avant: comptes, apres: comptes, groupes: z.array(z.object({ id: z.string(), libelle: z.string(), dispositif: z.string(), choisies: nombre, changees: nombre, delegation: z.enum(['oui', 'non', 'sans_objet']) })),
  pourLeCompteDe: z.array(z.string()), duree: z.number(),
});
export type ApercuPlaces = z.infer<typeof schemaApercuPlaces>;
/** `lot` : ce qui l’annule ; `null` quand rien n’a changé. `differees` : parmi les changées, celles dont l’effet attend la libération. */
const schemaIssuePlaces = z.object({ lot: z.string().nullable(), changees: nombre, differees: nombre, refusees: nombre, refus: refus.nullable() });
export type IssuePlaces = z.infer<typeof schemaIssuePlaces>;

/** Places qu’un geste peut prendre à la fois : toutes celles de France, et de la marge. */
export const PLACES_CHOISIES_MAXIMUM = 1_000_000;
/** Où en est un grand geste : `apercu` le juge, `geste` le met en file, `retour` défait ce qu’une interruption laisse. */
const schemaPhaseGeste = z.enum(['apercu', 'geste', 'retour']);
export type PhaseGeste = z.infer<typeof schemaPhaseGeste>;
const vueEtFenetre = z.object({ vue: z.number(), debut: nombre, fin: nombre });
const geste = z.object({ choix: z.number(), geste: schemaGestePlaces });

/** Les places que l’on voit : un geste en nombre commence par elles. */
const aLEcran = z.array(z.string()).max(1_000).optional();

/** Un geste que Ctrl+Z défait : sur des places (`places.annuler`), ou sur leurs groupes (`places.defaire`). */
const lotAnnulable = z.object({ lot: z.string(), genre: z.enum(['places', 'groupes']), intitule: z.string() });

/** Ce qu’un export écrit, colonne par colonne. */
export const COLONNES_EXPORTEES = ['numero', 'groupe', 'dispositif', 'entite', 'commune', 'departement', 'nature', 'type', 'modalite', 'etat', 'motif', 'depuis', 'jusquau'] as const;
export type ColonneExportee = (typeof COLONNES_EXPORTEES)[number];
/** Ce qu’un export du regroupement écrit après les niveaux : des nombres, et deux taux en pour cent. */
export const COLONNES_REGROUPEES = ['places', 'libre', 'reservee', 'occupee', 'indisponible', 'fermee', 'tauxIndisponibilite', 'tauxOccupation'] as const;
export type ColonneRegroupee = (typeof COLONNES_REGROUPEES)[number];

export const METHODES_PLACES = {
  'places.ouvrir': { args: schemaDefinitionPlaces, resultat: z.object({ vue: z.number(), total: z.number(), totaux: schemaTotauxPlaces, filtres: schemaTotauxPlaces }) },
  /** Lignes [debut, fin[ d’une vue. Une vue remplacée donne l’erreur `vue.perimee`. */
  'places.lignes': { args: vueEtFenetre, resultat: z.object({ lignes: z.array(schemaLignePlace), total: z.number() }) },
  'places.rang': { args: z.object({ vue: z.number(), id: z.string() }), resultat: z.object({ rang: z.number() }) },
  'places.valeurs': { args: z.object({ colonne: z.enum(COLONNES_PLACES_A_COCHER), definition: schemaDefinitionPlaces }), resultat: z.object({ valeurs: z.array(z.object({ valeur: z.string(), libelle: z.string(), nombre })) }) },
  /** Les places d’une vue comptées par groupes et sous-groupes, dans l’ordre des libellés. Erreur `regroupement.trop` au-delà de `GROUPES_AFFICHES_MAXIMUM`. */
  'places.regrouper': { args: z.object({ definition: schemaDefinitionPlaces, par: schemaNiveaux }), resultat: z.object({ lignes: z.array(schemaLigneRegroupee) }) },
  /** Écrit les lignes [debut, fin[ d’une vue (toutes sans `plage`) dans un fichier : celles de la vue telle qu’ouverte, même remplacée entre-temps. `colonnes` : dans l’ordre, avec leur titre. Erreurs : `export.en_cours`, `export.annule`, `export.remplacee`, `export.trop` (pdf), disque. */
  'places.exporter': { args: z.object({ vue: z.number(), format: schemaFormatExport, colonnes: colonnesExportees(COLONNES_EXPORTEES), plage: z.object({ debut: nombre, fin: nombre }).nullable(), filtres: schemaFiltresExportes }), resultat: schemaExporte },
  /** Écrit le regroupement, tous groupes dépliés : une colonne par niveau (`niveaux` : leurs titres), les sous-totaux et, sous eux, ce qui les compose, frères rangés par `tri`. */
  'places.exporterRegroupement': { args: z.object({ definition: schemaDefinitionPlaces, par: schemaNiveaux, niveaux: z.array(z.string().max(80)).max(NIVEAUX_MAXIMUM), tri: schemaDefinitionPlaces.shape.tri, format: schemaFormatExport, colonnes: colonnesExportees(COLONNES_REGROUPEES), filtres: schemaFiltresExportes }), resultat: schemaExporte },
  /** La feuille de résultat du dernier geste en nombre : une ligne par place, ce qu’elle est devenue et pourquoi. Erreur `resultat.absent` : aucun geste depuis l’ouverture. */
  'places.exporterResultat': { args: z.object({ format: schemaFormatExport }), resultat: schemaExporte },
  /** Fixe les places des lignes [debut, fin[ d’une vue (toutes : [0, total[), pour les gestes qui suivent : le tri ou l’arrivée de lignes n’y change plus rien. */
  'places.choisir': { args: z.object({ vue: z.number(), plages: z.array(z.object({ debut: nombre, fin: nombre })).min(1).max(10_000) }), resultat: z.object({ choix: z.number(), nombre }) },
  /** Ce que ferait le geste. Erreurs `apercu.remplace` (un autre aperçu l’a suivi), `geste.interrompu`. */
  'places.apercu': { args: geste, resultat: schemaApercuPlaces },
  /** Fait le geste sur les places qui l’acceptent, toutes ou aucune (`geste.interrompu`) ; celles qui refusent restent telles quelles. Erreur `geste.en_cours`. */
  'places.appliquer': { args: geste.extend({ motif: z.string().max(4_000).nullable(), devant: aLEcran }), resultat: schemaIssuePlaces },
  /** Un collage : des gestes par blocs, et des numéros. `essai` : juge sans rien écrire. Un seul lot, une seule annulation par lot de commandes ; rien ne s’écrit si un numéro est refusé. `refusees` : 500 au plus. */
  'places.coller': {
    args: z.object({ essai: z.boolean(), blocs: z.array(z.object({ geste: schemaGestePlaces, ids: z.array(z.string()).max(10_000) })).max(1_000), numeros: z.array(z.object({ id: z.string(), numero: z.string() })).max(10_000) }),
    resultat: schemaIssuePlaces.extend({ lignes: z.array(z.object({ id: z.string(), message: z.string() })) }),
  },
  /** Le dernier geste en nombre de ce poste que rien n’a encore annulé ; `refaire` : la dernière annulation, quand rien ne l’a suivie. */
  'places.annulable': { args: z.object({}), resultat: z.object({ annuler: lotAnnulable.nullable(), refaire: lotAnnulable.nullable() }) },
  /** L’aperçu ou le geste en nombre en cours, en places ; et son arrêt : rien de ce geste ne reste. */
  'places.avancement': { args: z.object({}), resultat: z.object({ enCours: z.boolean(), phase: schemaPhaseGeste, faites: nombre, total: nombre }) },
  'places.interrompre': { args: z.object({}), resultat: z.object({ fait: z.literal(true) }) },
  /** `cree` : le geste défait avait créé ses places ; elles sont retirées. `declarations` : celles d’avant, rendues à leurs dispositifs. */
  'places.annuler': { args: z.object({ lot: z.string(), devant: aLEcran }), resultat: schemaIssuePlaces.extend({ cree: z.boolean(), declarations: nombre }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

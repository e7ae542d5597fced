import { z } from 'zod';
import { schemaGroupeScinde } from '../domain/commandes/reorganisation.ts';
import { schemaSaisieGroupe } from '../domain/objets/groupe.ts';
import type { Caracteristiques } from '../domain/places/caracteristiques.ts';

const nombre = z.number().int().min(0);
const refus = z.object({ code: z.string(), message: z.string(), champ: z.string().optional() }).nullable();

/** `reunir` : un groupe dont toutes les places ouvertes sont choisies part en entier, et ferme. `pmr` : parmi les places choisies, combien sont comptées PMR. */
const schemaDemandeReorganisation = z.object({
  choix: z.number(), reunir: z.boolean(), pmr: nombre,
  vers: z.discriminatedUnion('genre', [z.object({ genre: z.literal('groupe'), id: z.string() }), z.object({ genre: z.literal('nouveau'), id: z.string(), saisie: schemaGroupeScinde })]),
});
export type DemandeReorganisation = z.infer<typeof schemaDemandeReorganisation>;

/** Un groupe du dispositif. `places` : non fermées aujourd’hui ; `choisies` : parmi elles, celles du choix. */
const schemaDestination = z.object({ id: z.string(), libelle: z.string(), modalite: z.string(), capacite: nombre, places: nombre, choisies: nombre });
/** `dispositif` : `null` quand les places choisies en ont plusieurs. `modele` : le groupe d’où viennent le plus de places, dont un nouveau reprend les caractéristiques. `pmr` : celles que les groupes de départ peuvent céder. */
const schemaDestinations = z.object({ dispositif: z.object({ id: z.string(), nom: z.string() }).nullable(), groupes: z.array(schemaDestination), modele: schemaGroupeScinde.nullable(), pmr: nombre });
export type Destinations = z.infer<typeof schemaDestinations>;

/** Une ligne du pont : un groupe avant et après, à la date du jour. */
const schemaLignePont = z.object({ id: z.string(), libelle: z.string(), modalite: z.string(), sort: z.enum(['depart', 'arrivee', 'nouveau', 'reuni']), placesAvant: nombre, placesApres: nombre, capaciteAvant: nombre, capaciteApres: nombre });
export type LignePont = z.infer<typeof schemaLignePont>;
const schemaApercuReorganisation = z.object({ refus, deplacees: nombre, lignes: z.array(schemaLignePont) });
export type ApercuReorganisation = z.infer<typeof schemaApercuReorganisation>;

const codes = z.array(z.string().max(80)).max(50);
const schemaCaracteristiques = z.object({ modalite: schemaSaisieGroupe.shape.modalite.nullable(), permanence: schemaSaisieGroupe.shape.permanence.nullable(), publicsAjoutes: codes, publicsOtes: codes }) satisfies z.ZodType<Caracteristiques>;
/** `entiers` : changer aussi un groupe dont une partie seulement des places est choisie ; sans quoi il est laissé, avec sa raison. */
const demandeCaracteristiques = z.object({ choix: z.number(), entiers: z.boolean(), caracteristiques: schemaCaracteristiques });
export type DemandeCaracteristiques = z.infer<typeof demandeCaracteristiques>;
/** Un groupe des places choisies. `refus` : pourquoi il resterait tel quel (`sans_effet`, `partiel`, ou le refus de la commande). */
const schemaGroupeVise = z.object({ id: z.string(), libelle: z.string(), dispositif: z.string(), choisies: nombre, places: nombre, refus });
export type GroupeVise = z.infer<typeof schemaGroupeVise>;
const schemaLigneFinancement = z.object({ code: z.string(), places: nombre.nullable(), debut: z.string(), fin: z.string().nullable() });
/** Le financement est celui du dispositif. `le` : premier jour de la ligne `vers` ; nulle, la ligne `de` prend fin. `entiers` : prendre aussi les dispositifs dont une partie seulement des places est choisie. */
const demandeFinancement = z.object({ choix: z.number(), entiers: z.boolean(), changement: z.object({ de: z.string().max(80), vers: z.string().max(80).nullable(), le: z.iso.date() }), motif: z.string().max(4_000) });
export type DemandeFinancement = z.infer<typeof demandeFinancement>;
/** Un dispositif des places choisies. `propose` : la personne ne décide pas de ce champ, elle le propose. `apres` : `null` quand aucune ligne ne changerait. */
const schemaDispositifFinance = z.object({ id: z.string(), nom: z.string(), choisies: nombre, places: nombre, propose: z.boolean(), avant: z.array(schemaLigneFinancement), apres: z.array(schemaLigneFinancement).nullable(), refus });
export type DispositifFinance = z.infer<typeof schemaDispositifFinance>;
/** Groupes, ou dispositifs, qu’un geste prend à la fois. */
export const GROUPES_MAXIMUM = 2_000;

export const METHODES_GROUPES = {
  /** Où ces places peuvent aller. */
  'places.destinations': { args: z.object({ choix: z.number() }), resultat: schemaDestinations },
  /** Ce que ferait la réorganisation, sans rien écrire. */
  'places.apercuReorganisation': { args: schemaDemandeReorganisation, resultat: schemaApercuReorganisation },
  /** Déplace, scinde ou réunit : tout, ou rien. `lot` : ce qui l’annule tant que ce compte reste ouvert ; `null` quand des groupes ont fermé. */
  'places.reorganiser': { args: schemaDemandeReorganisation, resultat: z.object({ refus, deplacees: nombre, lot: z.string().nullable() }) },
  /** Modalité, permanence et publics sont ceux du groupe : ce que changerait le geste, groupe par groupe, sans rien écrire. */
  'places.apercuCaracteristiques': { args: demandeCaracteristiques, resultat: z.object({ groupes: z.array(schemaGroupeVise) }) },
  /** Change les groupes qui l’acceptent, en une transaction ; les autres restent, avec leur raison. */
  'places.changerCaracteristiques': { args: demandeCaracteristiques, resultat: z.object({ groupes: z.array(schemaGroupeVise), lot: z.string().nullable() }) },
  /** Ce que changerait un changement de ligne de financement, dispositif par dispositif, sans rien écrire. */
  'places.apercuFinancement': { args: demandeFinancement, resultat: z.object({ dispositifs: z.array(schemaDispositifFinance) }) },
  /** Change le financement des dispositifs qui l’acceptent, ou le propose à qui en décide, en une transaction. */
  'places.changerFinancement': { args: demandeFinancement, resultat: z.object({ dispositifs: z.array(schemaDispositifFinance), lot: z.string().nullable() }) },
  /** Défait un déplacement, une scission, un changement de caractéristiques ou de financement : tout, ou rien. Refus `lot.inconnu` : plus en mémoire. */
  'places.defaire': { args: z.object({ lot: z.string() }), resultat: z.object({ refus }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

import { z } from 'zod';
import { schemaCadence } from '../domain/rapports/echeances.ts';
import { schemaRapport, schemaTitreRapport } from '../domain/rapports/rapport.ts';
import { schemaFormatExport } from './methodesExports.ts';

const formats = z.array(schemaFormatExport).min(1).max(3).refine((choisis) => new Set(choisis).size === choisis.length, 'Un format est demandé deux fois.');
const rapport = { titre: schemaTitreRapport, rapport: schemaRapport };
const fait = z.object({ fait: z.literal(true) });

/** Laisser un rapport dans un dossier, à un jour donné. `dossier` : un dossier que la personne a choisi par la boîte du système. */
export const schemaProgramme = z.object({ rapportId: z.uuid(), cadence: schemaCadence, formats, dossier: z.string().min(1).max(4_000) });
export type Programme = z.infer<typeof schemaProgramme>;
/** Le poste que la personne a désigné, quand ce n’est pas celui-ci. */
export const schemaAilleurs = z.object({ poste: z.string(), depuis: z.string() });
/**
 * Un programme et où il en est. `titre` : celui du rapport la dernière fois ; `absent` : le rapport n’est plus là. `prochaine` : la date qui reste à faire, ou à venir.
 * `echec` : ce qui empêche celle-ci, et quand le poste réessaiera de lui-même. `ailleurs` : un autre poste de la personne le laisse, celui-ci n’en fait rien.
 */
const schemaProgrammeSuivi = schemaProgramme.extend({
  titre: z.string(), absent: z.boolean(), ailleurs: schemaAilleurs.nullable(), prochaine: z.iso.date(), enCours: z.boolean(),
  dernier: z.object({ echeance: z.iso.date(), le: z.string(), retard: z.boolean(), fichiers: z.array(z.string()) }).nullable(), echec: z.object({ echeance: z.iso.date(), le: z.string(), message: z.string(), essais: z.number(), prochainEssai: z.string() }).nullable(),
});
export type ProgrammeSuivi = z.infer<typeof schemaProgrammeSuivi>;

/** Ce qu’un programme vient de faire : un rapport laissé, ou ce qui l’en empêche. */
export const schemaNouvelleRapport = z.object({ titre: z.string(), echeance: z.iso.date(), fait: z.boolean(), message: z.string() });

export const METHODES_RAPPORTS = {
  /** Ce que chaque section dirait aujourd’hui, dans le périmètre de qui lit. `libelles` : le nom de chaque valeur filtrée, par « axe clé ». `absente` : la raison pour laquelle elle ne se calcule pas. Erreurs : `indicateurs.refuse`, `export.remplacee`. */
  'rapports.apercu': { args: z.object(rapport), resultat: z.object({ perimetre: z.string(), sections: z.array(z.object({ titre: z.string(), phrase: z.string(), regle: z.string(), filtres: z.array(z.string()), libelles: z.record(z.string(), z.string()), absente: z.string().nullable() })) }) },
  /** Écrit le rapport à la date du jour, un fichier par format. Suivi par `exports.etat`, annulé par `exports.annuler`. Erreurs : `indicateurs.refuse`, `rapports.vide`, `export.*`, `impression.*`, disque. */
  'rapports.produire': { args: z.object({ ...rapport, formats }), resultat: z.object({ fichiers: z.array(z.object({ format: schemaFormatExport, chemin: z.string(), octets: z.number() })), lignes: z.number() }) },
  /** Ouvre la boîte du système où choisir un dossier ; `null` : la personne a renoncé. La page ne donne jamais un chemin de son cru. */
  'rapports.choisirDossier': { args: z.object({}), resultat: z.object({ dossier: z.string().nullable() }) },
  /** Les programmes de ce poste, et les rapports que la personne laisse par un autre des siens (`ailleurs`). */
  'rapports.programmes': { args: z.object({}), resultat: z.object({ programmes: z.array(schemaProgrammeSuivi), ailleurs: z.array(schemaAilleurs.extend({ rapportId: z.uuid() })), dossierParDefaut: z.string() }) },
  /** Pose ou change le programme d’un rapport, et désigne ce poste pour le laisser. Erreurs : `rapports.dossier` (jamais choisi par la personne), `rapports.absent`. */
  'rapports.programmer': { args: schemaProgramme, resultat: fait },
  /** Arrête un programme ; le remettre ensuite ne refait pas une date déjà faite. */
  'rapports.arreter': { args: z.object({ rapportId: z.uuid() }), resultat: fait },
  /** Réessaie sans attendre ce qui n’a pas pu s’écrire. */
  'rapports.reessayer': { args: z.object({ rapportId: z.uuid() }), resultat: fait },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

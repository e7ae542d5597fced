import { z } from 'zod';
import { cleDeTri } from '../texte.ts';
import type { Champs } from './champ.ts';
import { schemaCodeLibre, schemaDate, schemaId, schemaLigneCommune } from './commun.ts';

export const champsPlace = {
  groupeId: { libelle: 'Groupe de places', sorte: 'texte', exigence: 'obligatoire' },
  numero: { libelle: 'Numéro', sorte: 'texte', exigence: 'obligatoire' },
  etats: { libelle: 'États', sorte: 'liste', exigence: 'obligatoire' },
  occupation: { libelle: 'Occupation', sorte: 'texte' },
  occupationLe: { libelle: 'Occupation constatée le', sorte: 'date' },
  constatsPasses: { libelle: 'Constats d’avant', sorte: 'texte' },
  differe: { libelle: 'Effet à la libération', sorte: 'objet' },
  dernierLot: { libelle: 'Dernier changement', sorte: 'objet' },
} as const satisfies Champs;

/** État daté d’une place ; `fin` incluse. L’état du jour est la dernière ligne qui couvre la date. */
export const schemaEtatPlace = z.object({ etat: z.enum(['ouverte', 'indisponible', 'fermee']), motif: schemaCodeLibre.optional(), debut: schemaDate, fin: schemaDate.nullable() });
export type EtatPlace = z.infer<typeof schemaEtatPlace>;

/** Longueur d’un numéro de place, en caractères. */
export const NUMERO_MAXIMUM = 40;

const schemaOccupation = z.enum(['libre', 'reservee', 'occupee']);
export type Occupation = z.infer<typeof schemaOccupation>;
/** Un état décidé sur une place occupée ou réservée : il commence quand elle se libère (domain.md §4). */
const schemaDiffere = schemaEtatPlace.nullable().default(null);
/** Ce qu’un geste en nombre a remplacé, gardé avec la place tant que rien d’autre ne la change : c’est ce qui permet de l’annuler, sur tout poste, après synchronisation (décision 021). */
// pas de valeur par défaut ici : ce que le geste n’a pas changé ne doit pas y apparaître
const schemaLotPlace = z.object({
  lot: schemaId, par: z.string(),
  avant: z.object({ etats: z.array(schemaEtatPlace), occupation: schemaOccupation, occupationLe: schemaDate.nullable(), differe: schemaEtatPlace.nullable(), numero: z.string(), groupeId: schemaId }).partial(),
});
export type LotPlace = z.infer<typeof schemaLotPlace>;

export const schemaPlace = schemaLigneCommune.extend({
  groupeId: schemaId, dispositifId: schemaId, entiteId: schemaId, numero: z.string().min(1).max(NUMERO_MAXIMUM),
  etats: z.array(schemaEtatPlace).min(1), occupation: schemaOccupation, occupationLe: schemaDate.nullable(),
  /** Les constats d’avant le dernier (`domain/places/constats.ts`, décision 040). Facultatif : un service d’avant ne le donne pas. */
  constatsPasses: z.string().regex(/^(?:[lro]\d{4}-\d{2}-\d{2})*$/u).nullable().default(null),
  differe: schemaDiffere, dernierLot: schemaLotPlace.nullable().default(null),
});
export type Place = z.infer<typeof schemaPlace>;

/** État d’une place à une date : la dernière ligne commencée qui court encore ; `undefined` quand aucune ne couvre la date (la place n’est alors pas ouverte). */
export const etatAu = (etats: readonly EtatPlace[], date: string): EtatPlace | undefined =>
  etats.filter(({ debut, fin }) => debut <= date && (fin === null || date <= fin)).at(-1);

/** Clé de tri d’un numéro : « Ch. 9 » vient avant « Ch. 10 », parce que chaque nombre y est complété de zéros. */
export const cleDePlace = (numero: string): string => cleDeTri(numero).replace(/\d+/gu, (chiffres) => chiffres.padStart(8, '0'));

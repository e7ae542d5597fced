import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaCodeLibre, schemaDate, schemaId, schemaLigneCommune } from './commun.ts';

export const champsPlace = {
  groupeId: { libelle: 'Groupe de places', sorte: 'texte', exigence: 'obligatoire' },
  numero: { libelle: 'Numéro', sorte: 'texte', exigence: 'obligatoire' },
  etats: { libelle: 'États', sorte: 'liste', exigence: 'obligatoire' },
  occupation: { libelle: 'Occupation', sorte: 'texte' },
  occupationLe: { libelle: 'Occupation constatée le', sorte: 'date' },
} as const satisfies Champs;

/** État daté d’une place ; `fin` incluse. L’état du jour est la dernière ligne qui couvre la date. */
export const schemaEtatPlace = z.object({ etat: z.enum(['ouverte', 'indisponible', 'fermee']), motif: schemaCodeLibre.optional(), debut: schemaDate, fin: schemaDate.nullable() });
export type EtatPlace = z.infer<typeof schemaEtatPlace>;

export const schemaPlace = schemaLigneCommune.extend({
  groupeId: schemaId, dispositifId: schemaId, entiteId: schemaId, numero: z.string().min(1).max(40),
  etats: z.array(schemaEtatPlace).min(1), occupation: z.enum(['libre', 'reservee', 'occupee']), occupationLe: schemaDate.nullable(),
});
export type Place = z.infer<typeof schemaPlace>;

/** État d’une place à une date : la dernière ligne commencée qui court encore ; `undefined` quand aucune ne couvre la date (la place n’est alors pas ouverte). */
export const etatAu = (etats: readonly EtatPlace[], date: string): EtatPlace | undefined =>
  etats.filter(({ debut, fin }) => debut <= date && (fin === null || date <= fin)).at(-1);

import { z } from 'zod';
import { decalerDate, lendemain, moisAvant } from '../dates.ts';

/** Quand un rapport se laisse : chaque mois le jour N (le dernier du mois s’il n’y est pas), ou chaque semaine un jour, de lundi (1) à dimanche (7). */
export const schemaCadence = z.discriminatedUnion('genre', [z.object({ genre: z.literal('mois'), jour: z.number().int().min(1).max(31) }), z.object({ genre: z.literal('semaine'), jour: z.number().int().min(1).max(7) })]);
export type Cadence = z.infer<typeof schemaCadence>;
export const JOURS_DE_SEMAINE = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi', 'dimanche'] as const;

const jourDeSemaine = (iso: string): number => { const jour = new Date(`${iso}T00:00:00Z`).getUTCDay(); return jour === 0 ? 7 : jour; };
/** La première échéance à partir de `jour`, lui compris. */
export const echeanceDes = (cadence: Cadence, jour: string): string => {
  if (cadence.genre === 'semaine') return decalerDate(jour, (cadence.jour - jourDeSemaine(jour) + 7) % 7);
  const duMois = (premier: string): string => { const dernier = Number(decalerDate(moisAvant(premier, -1), -1).slice(8, 10)); return `${premier.slice(0, 8)}${String(Math.min(cadence.jour, dernier)).padStart(2, '0')}`; };
  const premier = `${jour.slice(0, 7)}-01`;
  const cette = duMois(premier);
  return cette >= jour ? cette : duMois(moisAvant(premier, -1));
};
export const echeanceApres = (cadence: Cadence, jour: string): string => echeanceDes(cadence, lendemain(jour));

/** Au-delà, une date manquée ne se rattrape plus : ce qui était occupé ce jour-là n’est plus connu, et le fichier tromperait. */
export const RATTRAPAGE_JOURS = 400;
/** Les échéances qui restent à faire ce jour-là, dans l’ordre. `faitJusqua` : la dernière faite, ou la veille du jour où le rapport a été programmé. */
export const echeancesDues = (cadence: Cadence, faitJusqua: string, jour: string): readonly string[] => {
  const depuis = [lendemain(faitJusqua), decalerDate(jour, -RATTRAPAGE_JOURS)].sort()[1] as string;
  const dues: string[] = [];
  for (let prochaine = echeanceDes(cadence, depuis); prochaine <= jour; prochaine = echeanceApres(cadence, prochaine)) dues.push(prochaine);
  return dues;
};
/** La prochaine à venir : une qui reste à faire d’abord, sinon la suivante. */
export const prochaineEcheance = (cadence: Cadence, faitJusqua: string, jour: string): string => echeancesDues(cadence, faitJusqua, jour)[0] ?? echeanceApres(cadence, [faitJusqua, jour].sort()[0] === jour ? faitJusqua : jour);

/** « chaque mois, le 5 », « chaque lundi ». */
export const cadenceDite = (cadence: Cadence): string => (cadence.genre === 'semaine' ? `chaque ${JOURS_DE_SEMAINE[cadence.jour - 1] ?? ''}` : `chaque mois, le ${cadence.jour === 1 ? '1er' : cadence.jour}${cadence.jour > 28 ? ' (ou le dernier jour)' : ''}`);

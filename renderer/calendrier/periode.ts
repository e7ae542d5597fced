import { decalerDate } from '../../domain/dates.ts';
import type { Fenetre } from '../../domain/places/calendrier.ts';
import { ecartJours } from '../../domain/places/calendrier.ts';

/*
 * Semaines et jours d’un calendrier, sans React. Une semaine commence le lundi et porte son numéro ISO, comme sur les calendriers français.
 */

export const PERIODES = { deux: { libelle: '2 semaines', semaines: 2 }, cinq: { libelle: '5 semaines', semaines: 5 }, trimestre: { libelle: 'Trimestre', semaines: 13 } } as const;
export type Periode = keyof typeof PERIODES;

const jourUtc = (date: string): Date => new Date(`${date}T00:00:00Z`);
/** 0 pour lundi, 6 pour dimanche. */
const rangDansSemaine = (date: string): number => (jourUtc(date).getUTCDay() + 6) % 7;
export const estWeekEnd = (date: string): boolean => rangDansSemaine(date) > 4;
const lundiDe = (date: string): string => decalerDate(date, -rangDansSemaine(date));
export const lettreDuJour = (date: string): string => 'LMMJVSD'.charAt(rangDansSemaine(date));
/** Numéro ISO : la semaine appartient à l’année de son jeudi. */
export const numeroSemaine = (date: string): number => {
  const jeudi = decalerDate(lundiDe(date), 3);
  return 1 + Math.floor(ecartJours(`${jeudi.slice(0, 4)}-01-01`, jeudi) / 7);
};

/** La fenêtre d’une période qui commence le lundi de `du`. */
export const fenetreDe = (du: string, periode: Periode): Fenetre => { const lundi = lundiDe(du); return { du: lundi, au: decalerDate(lundi, 7 * PERIODES[periode].semaines - 1) }; };
/** Celle d’aujourd’hui : la semaine d’avant se voit encore. */
export const fenetreDuJour = (aujourdhui: string, periode: Periode): Fenetre => fenetreDe(decalerDate(aujourdhui, -7), periode);

const court = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'short' });
const long = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const jourEtMois = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'long' });
const premier = (texte: string): string => texte.replace(/(^|\s)1(?=\s)/u, '$11er');
/** « 16 nov. » */
export const dateAbregee = (date: string): string => premier(court.format(jourUtc(date)));
/** « mardi 24 novembre 2026 » */
export const jourEnLettres = (date: string): string => premier(long.format(jourUtc(date)));
const sansAnnee = (date: string): string => premier(jourEtMois.format(jourUtc(date)));
/** « 16 novembre – 20 décembre 2026 » ; l’année du début ne se dit que si elle change. */
export const titreFenetre = ({ du, au }: Fenetre): string => `${sansAnnee(du)}${du.slice(0, 4) === au.slice(0, 4) ? '' : ` ${du.slice(0, 4)}`} – ${sansAnnee(au)} ${au.slice(0, 4)}`;
/** « du 1er au 15 décembre 2026 », « à partir du 1er décembre 2026 », « le 1er décembre 2026 ». */
export const periodeEnLettres = (debut: string, fin: string | null): string => {
  if (fin === null) return `à partir du ${sansAnnee(debut)} ${debut.slice(0, 4)}`;
  if (fin === debut) return `le ${sansAnnee(debut)} ${debut.slice(0, 4)}`;
  if (fin.slice(0, 7) === debut.slice(0, 7)) return `du ${premier(`${Number(debut.slice(8))} `).trim()} au ${sansAnnee(fin)} ${fin.slice(0, 4)}`;
  return `du ${sansAnnee(debut)}${debut.slice(0, 4) === fin.slice(0, 4) ? '' : ` ${debut.slice(0, 4)}`} au ${sansAnnee(fin)} ${fin.slice(0, 4)}`;
};

export interface Semaine { readonly lundi: string; readonly numero: number; readonly jours: readonly string[] }
/** Les jours, semaine par semaine. */
export const semainesDe = (jours: readonly string[]): readonly Semaine[] => {
  const semaines = new Map<string, string[]>();
  for (const jour of jours) semaines.set(lundiDe(jour), [...(semaines.get(lundiDe(jour)) ?? []), jour]);
  return [...semaines].map(([lundi, siens]) => ({ lundi, numero: numeroSemaine(lundi), jours: siens }));
};

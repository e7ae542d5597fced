import { lendemain, veille } from '../dates.ts';
import type { Capacite, Groupe } from '../objets/groupe.ts';
import { capaciteAu } from '../objets/groupe.ts';
import type { EtatPlace, Occupation } from '../objets/place.ts';
import { etatAu } from '../objets/place.ts';
import { ecartJours } from '../places/calendrier.ts';
import type { Periode } from './modele.ts';

/** Les dispositifs dont les places sont, ou ont été, au parc. Un dispositif fermé n’a plus de groupe ouvert ; avant sa fermeture, ses places comptaient. */
export const STATUTS_DU_PARC: readonly string[] = ['valide', 'suspendu', 'ferme', 'archive'];

export const joursDans = ({ du, au }: Periode): number => Math.max(0, ecartJours(du, au) + 1);
type Dates = Pick<Groupe, 'ouverture' | 'fermeture'>;
/** Les jours de la période où le groupe est ouvert ; `null` : aucun. La fermeture est le premier jour sans place. */
export const joursOuverts = ({ ouverture, fermeture }: Dates, { du, au }: Periode): Periode | null => {
  const debut = ouverture > du ? ouverture : du;
  const fin = fermeture !== null && fermeture <= au ? veille(fermeture) : au;
  return debut > fin ? null : { du: debut, au: fin };
};

/** Coupe une période aux dates données : des tronçons qui la couvrent, sur chacun rien ne change. */
const decouper = ({ du, au }: Periode, dates: readonly string[]): Periode[] => {
  const bornes = [...new Set([du, ...dates.filter((date) => date > du && date <= au)])].sort();
  return bornes.map((borne, rang) => ({ du: borne, au: rang + 1 < bornes.length ? veille(bornes[rang + 1] as string) : au }));
};

/** Places-jours de capacité d’un groupe sur une période. */
export const capaciteSur = (groupe: Dates & { readonly capacites: readonly Capacite[] }, periode: Periode): number => {
  const ouverts = joursOuverts(groupe, periode);
  if (ouverts === null) return 0;
  return decouper(ouverts, groupe.capacites.map(({ depuis }) => depuis)).reduce((total, troncon) => total + capaciteAu({ ...groupe, capacites: [...groupe.capacites] }, troncon.du) * joursDans(troncon), 0);
};

/** Places-jours d’une place : ce qu’elle a été, jour après jour. `occupationInconnue` : ouverte, sans que l’on sache si elle était prise. */
export interface JoursDePlace { indisponibles: number; occupees: number; reservees: number; libres: number; occupationInconnue: number }
export const RIEN: Readonly<JoursDePlace> = { indisponibles: 0, occupees: 0, reservees: 0, libres: 0, occupationInconnue: 0 };
const CHAMP_OCCUPATION = { libre: 'libres', reservee: 'reservees', occupee: 'occupees' } as const satisfies Record<Occupation, keyof JoursDePlace>;

/**
 * L’occupation d’une place n’est connue que depuis son dernier constat, et pas au-delà d’aujourd’hui ; aujourd’hui, elle l’est toujours. Jamais constatée, une place est libre depuis qu’elle est là.
 * `connueDepuis` : le jour du constat ; `''` : depuis toujours ; `null` : jamais avant aujourd’hui.
 */
export const joursDePlace = (etats: readonly EtatPlace[], occupation: Occupation, connueDepuis: string | null, ouverts: Periode, aujourdhui: string): JoursDePlace => {
  const jours = { ...RIEN };
  const connue = (jour: string): boolean => jour === aujourdhui || (jour < aujourdhui && connueDepuis !== null && connueDepuis <= jour);
  const dates = etats.flatMap(({ debut, fin }) => (fin === null ? [debut] : [debut, lendemain(fin)]));
  for (const troncon of decouper(ouverts, [...dates, aujourdhui, lendemain(aujourdhui), ...(connueDepuis === null ? [] : [connueDepuis])])) {
    const etat = etatAu(etats, troncon.du)?.etat;
    if (etat === 'indisponible') jours.indisponibles += joursDans(troncon);
    else if (etat === 'ouverte') jours[connue(troncon.du) ? CHAMP_OCCUPATION[occupation] : 'occupationInconnue'] += joursDans(troncon);
  }
  return jours;
};
/** Depuis quand l’occupation d’une place est connue, pour `joursDePlace`. */
export const occupationConnueDepuis = (occupation: Occupation, occupationLe: string | null): string | null => occupationLe ?? (occupation === 'libre' ? '' : null);

/** Plusieurs codes font une valeur à part (« P177 et ALT1 ») : chaque groupe est dans une seule, les sommes tombent juste. Vide : aucun. */
export const combiner = (codes: readonly string[]): string => [...new Set(codes)].sort().join('+');
export const decombiner = (cle: string): readonly string[] => (cle === '' ? [] : cle.split('+'));

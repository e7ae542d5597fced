import type { Capacite, Groupe } from '../objets/groupe.ts';
import { capaciteAu } from '../objets/groupe.ts';

/*
 * Le pont de capacité : des places passent d’un groupe à un autre du même dispositif, leur capacité avec elles. À toute date, la somme des capacités du dispositif est la même
 * avant et après ; avant le jour du geste, aucune ligne ne change.
 */

/** Ce qui quitte un groupe : `combien` places ; `tout` : le groupe entier, qui ferme, et dont toute la capacité part, même celle qu’aucune place ne porte. */
export interface Depart { readonly groupe: Groupe; readonly combien: number; readonly tout: boolean }
type Capacites = Pick<Groupe, 'capacites'>;

/** Capacité inscrite à une date, sans regarder si le groupe est ouvert. */
const inscriteAu = ({ capacites }: Capacites, date: string): number => capacites.reduce((courante, ligne) => (ligne.depuis <= date ? ligne.capacite : courante), 0);

/** Les capacités d’un groupe, changées de `ecart(date)` à partir de `jour` ; `reperes` : les dates où l’écart change. Deux lignes égales qui se suivent n’en font qu’une. */
const decaler = (groupe: Capacites, jour: string, ecart: (date: string) => number, reperes: readonly string[] = []): Capacite[] => {
  const passees = groupe.capacites.filter(({ depuis }) => depuis < jour);
  const dates = [...new Set([jour, ...groupe.capacites.map(({ depuis }) => depuis), ...reperes])].filter((date) => date >= jour).sort();
  return dates.reduce<Capacite[]>((lignes, depuis) => {
    const capacite = inscriteAu(groupe, depuis) + ecart(depuis);
    return lignes.length > 0 && lignes.at(-1)?.capacite === capacite ? lignes : [...lignes, { depuis, capacite }];
  }, passees);
};

const encoreOuvert = ({ fermeture }: Pick<Groupe, 'fermeture'>, date: string): boolean => fermeture === null || date < fermeture;

/** Les capacités d’un groupe que des places quittent. Une valeur négative dit que le groupe n’en a pas autant : voir `manqueAu`. */
export const capacitesQuittees = ({ groupe, combien }: Depart, jour: string): Capacite[] => decaler(groupe, jour, (date) => (encoreOuvert(groupe, date) ? -combien : 0), groupe.fermeture === null ? [] : [groupe.fermeture]);

/** La première date où un groupe ne porte pas la capacité que ses places emportent, et celle qu’il a. */
export const manqueAu = (depart: Depart, jour: string): { readonly date: string; readonly capacite: number } | null => {
  const ligne = capacitesQuittees(depart, jour).find(({ depuis, capacite }) => depuis >= jour && capacite < 0);
  return ligne === undefined ? null : { date: ligne.depuis, capacite: ligne.capacite + depart.combien };
};

/** Les capacités du groupe d’arrivée. `arrivee` : un groupe qui existe, ou `{ capacites: [] }` pour un nouveau. */
export const capacitesRecues = (arrivee: Capacites, departs: readonly Depart[], jour: string): Capacite[] => {
  const apport = (date: string): number => departs.reduce((somme, { groupe, combien, tout }) => somme + (tout ? capaciteAu(groupe, date) : encoreOuvert(groupe, date) ? combien : 0), 0);
  return decaler(arrivee, jour, apport, departs.flatMap(({ groupe }) => [...groupe.capacites.map(({ depuis }) => depuis), groupe.ouverture, ...(groupe.fermeture === null ? [] : [groupe.fermeture])]));
};

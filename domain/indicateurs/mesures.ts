import type { Mesure } from './modele.ts';

/** L’occupation d’avant le dernier constat d’une place n’est plus connue : ces mesures se taisent plutôt que de compter un vide. */
const occupation = (champ: string): Mesure => ({ niveau: 'groupe', champ, inconnu: 'occupationInconnue', places: true });

/** Capacité des groupes ouverts, en places-jours (sur un jour : en places). */
export const CAPACITE: Mesure = { niveau: 'groupe', champ: 'capacite' };
export const INDISPONIBLES: Mesure = { niveau: 'groupe', champ: 'indisponibles', places: true };
export const OCCUPEES = occupation('occupees');
export const LIBRES = occupation('libres');

import type { Mesure } from './modele.ts';

/** L’occupation d’avant les constats qu’une place garde n’est pas connue : ces mesures se taisent plutôt que de compter un vide. */
const occupation = (champ: string): Mesure => ({ niveau: 'groupe', champ, inconnu: 'occupationInconnue', lit: 'places' });
const dispositif = (champ: string): Mesure => ({ niveau: 'dispositif', champ });
/** Dit par le dispositif même : ni ses groupes, ni ses financements ne se comptent. */
const regulation = (champ: string): Mesure => ({ niveau: 'dispositif', champ, lit: 'regulation' });
const pont = (champ: string): Mesure => ({ niveau: 'groupe', champ, lit: 'pont' });
/** Une fiche changée depuis la date demandée : on ne sait plus ce qu’elle disait ce jour-là. */
const fiche = (champ: string): Mesure => ({ niveau: 'fiche', champ, inconnu: 'ficheInconnue', lit: 'qualite' });
const circuit = (champ: string): Mesure => ({ niveau: 'fiche', champ, lit: 'circuit' });
const attente = (champ: string): Mesure => ({ niveau: 'fiche', champ, lit: 'attente' });

/** Capacité des groupes ouverts, en places-jours (sur un jour : en places). */
export const CAPACITE: Mesure = { niveau: 'groupe', champ: 'capacite' };
export const INDISPONIBLES: Mesure = { niveau: 'groupe', champ: 'indisponibles', lit: 'etats' };
export const OCCUPEES = occupation('occupees');
export const LIBRES = occupation('libres');
export const CAPACITE_HEBERGEMENT: Mesure = { niveau: 'groupe', champ: 'capacite', ou: { nature: ['hebergement_chrs', 'hebergement_hors_chrs'] } };
export const CAPACITE_HOTEL: Mesure = { niveau: 'groupe', champ: 'capacite', ou: { nature: ['hebergement_hotel'] } };

/** Capacité à la veille de la période, ce qui s’y est ouvert et fermé jour après jour, capacité au dernier jour. */
export const AU_DEBUT = pont('auDebut');
export const OUVERTES = pont('placesOuvertes');
export const FERMEES = pont('placesFermees');
export const A_LA_FIN = pont('aLaFin');

/** Places financées par les lignes datées d’un dispositif, en places-jours. */
export const FINANCEES = dispositif('financees');
/** Des seuls dispositifs qui ont, ou ont eu, des places financées. */
export const OCCUPEES_FINANCEES: Mesure = { niveau: 'dispositif', champ: 'occupeesFinancees', inconnu: 'occupationFinanceeInconnue', lit: 'places' };
export const CAPACITE_FINANCEE = dispositif('capaciteFinancee');
export const EN_ECART = dispositif('enEcart');
export const URGENCE = regulation('urgence');
export const INSERTION = regulation('insertion');
export const AUTRES = regulation('autres');

export const ADULTES: Mesure = { niveau: 'territoire', champ: 'adultes', inconnu: 'populationInconnue' };

export const FICHES = fiche('fiches');
export const RECENTES = fiche('recentes');
export const ATTENDUS = fiche('attendus');
export const REMPLIS = fiche('remplis');
export const INCOMPLETES = fiche('incompletes');
export const PREVALIDATIONS = circuit('prevalidations');
export const VALIDATIONS = circuit('validations');
export const EN_ATTENTE = attente('enAttente');
export const ATTENTES_PAR_AGE = { a_temps: attente('attenteATemps'), a_surveiller: attente('attenteASurveiller'), bientot: attente('attenteBientot'), en_retard: attente('attenteEnRetard') } as const;

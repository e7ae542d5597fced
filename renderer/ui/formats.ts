import { nombre, pourcent } from '../../contract/chiffres.ts';

export { nombre, pourcent };

const heures = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
const jourIso = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' });
const jourLong = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const jourMois = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', day: 'numeric', month: 'long', year: 'numeric' });

/** « 3 fiches », « 1 fiche » : zéro et un au singulier. */
export const compte = (valeur: number, un: string, plusieurs: string): string => `${nombre(valeur)} ${Math.abs(valeur) < 2 ? un : plusieurs}`;
const UNITES = ['octets', 'Ko', 'Mo', 'Go', 'To'] as const;
/** « 2,4 Mo » : une décimale sous 10, aucune au-delà. */
export const octets = (valeur: number): string => {
  const rang = valeur < 1000 ? 0 : Math.min(UNITES.length - 1, Math.floor(Math.log10(valeur) / 3));
  const reduit = valeur / 1000 ** rang;
  return `${reduit.toLocaleString('fr-FR', { maximumFractionDigits: rang === 0 || reduit >= 10 ? 0 : 1 })}\u00a0${UNITES[rang] ?? ''}`;
};
/** Libellé au milieu d’une phrase : « siret », « chambre d’hôtel », mais « FINESS établissement », « T1 », « P177 ». */
export const minuscule = (libelle: string): string => (/^\p{Lu}(?:\p{Ll}|’)/u.test(libelle) ? libelle.slice(0, 1).toLowerCase() + libelle.slice(1) : libelle);
/** Date du jour à Paris, `AAAA-MM-JJ`. */
export const aujourdhui = (): string => jourIso.format(new Date());
/** Date à Paris d’un instant ISO, `AAAA-MM-JJ`. */
export const jourDe = (instant: string): string => (instant.length <= 10 ? instant : jourIso.format(new Date(instant)));
/** « 24/11/2026 » pour une date ou un instant ISO ; vide sans date. */
export const dateFr = (iso: string | null | undefined): string => {
  if (iso === null || iso === undefined || iso === '') return '';
  const [annee, mois, jour] = jourDe(iso).split('-');
  return `${jour ?? ''}/${mois ?? ''}/${annee ?? ''}`;
};
/** « 24/11 » cette année, « 24/11/2025 » les autres. */
export const dateCourte = (iso: string): string => (jourDe(iso).slice(0, 4) === aujourdhui().slice(0, 4) ? dateFr(iso).slice(0, 5) : dateFr(iso));
/** « 9 h 12 » */
export const heureFr = (instant: string | Date): string => {
  const parties = heures.formatToParts(typeof instant === 'string' ? new Date(instant) : instant);
  const lire = (genre: string): string => parties.find(({ type }) => type === genre)?.value ?? '';
  return `${Number(lire('hour'))} h ${lire('minute')}`;
};
/** « K. Benhaddou » pour « Karim Benhaddou ». */
export const abreger = (nom: string): string => { const [prenom, ...suite] = nom.split(' '); return suite.length === 0 || prenom === undefined ? nom : `${prenom.slice(0, 1)}. ${suite.join(' ')}`; };
/** « 24/11/2026 09:12 » : un instant tel qu’un tableur français le lit. */
export const instantTableur = (instant: string): string => `${dateFr(instant)} ${heureFr(instant).replace(' h ', ':').padStart(5, '0')}`;
/** « 24/11 à 9 h 12 » */
export const dateHeure = (instant: string): string => `${dateCourte(instant)} à ${heureFr(instant)}`;
export const dateLongue = (date: Date): string => jourLong.format(date);
export const dateEnLettres = (iso: string): string => jourMois.format(new Date(`${jourDe(iso)}T12:00:00Z`));
/** « 12 s », « 3 min », « 2 h », « 4 j » : durée écoulée depuis un instant. */
export const duree = (instant: string, maintenant: number): string => {
  const secondes = Math.max(0, Math.round((maintenant - Date.parse(instant)) / 1000));
  if (secondes < 60) return `${secondes} s`;
  if (secondes < 3600) return `${Math.floor(secondes / 60)} min`;
  if (secondes < 86_400) return `${Math.floor(secondes / 3600)} h`;
  return `${Math.floor(secondes / 86_400)} j`;
};
/** « 438 201 675 » ou « 438 201 675 00032 » */
export const sirenFr = (chiffres: string): string => chiffres.replace(/^(\d{3})(\d{3})(\d{3})(\d{0,5})$/u, (_tout, a: string, b: string, c: string, d: string) => [a, b, c, d].filter((part) => part !== '').join('\u00a0'));

/** Lit « 24/11/2026 » (ou 24-11-2026, 24.11.26, 24112026) ; rend la date ISO, ou `null` si elle n’existe pas. */
export const lireDateFr = (saisie: string): string | null => {
  const [, jour, mois, annee] = /^(\d{1,2})[\s/.-]?(\d{1,2})[\s/.-]?(\d{4}|\d{2})$/u.exec(saisie.trim()) ?? [];
  if (jour === undefined || mois === undefined || annee === undefined) return null;
  const iso = `${annee.length === 2 ? `20${annee}` : annee}-${mois.padStart(2, '0')}-${jour.padStart(2, '0')}`;
  const date = new Date(`${iso}T12:00:00Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso ? null : iso;
};

const espaces = (texte: string): string => texte.replace(/ (?=[:;?!»])/gu, '\u00a0').replace(/« /gu, '«\u00a0');
/** Les textes d’un dictionnaire avec leurs espaces insécables : un deux-points ou un guillemet ne passe jamais seul à la ligne. */
export const insecables = <T,>(textes: T): T => {
  if (typeof textes === 'string') return espaces(textes) as T & string;
  if (Array.isArray(textes)) return textes.map((texte: unknown) => insecables(texte)) as T & unknown[];
  if (typeof textes === 'object' && textes !== null) return Object.fromEntries(Object.entries(textes).map(([cle, texte]) => [cle, insecables<unknown>(texte)])) as T;
  return textes;
};

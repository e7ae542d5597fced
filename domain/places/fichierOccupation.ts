import type { Occupation } from '../objets/place.ts';
import { cleDeTri } from '../texte.ts';
import type { LigneSource } from '../reprise/source.ts';

/** Lignes qu’un fichier d’occupation porte au plus. */
export const LIGNES_MAXIMUM = 50_000;
export const OCTETS_MAXIMUM = 5_000_000;

/** Ce qui ne va pas dans un fichier. `ligne` 0 : le fichier entier. */
export interface DefautFichier { readonly ligne: number; readonly colonne: string; readonly valeur: string; readonly message: string }
/** Une ligne lue, pas encore rapprochée de l’offre. `le` : `null` sans date. */
export interface LigneOccupation { readonly ligne: number; readonly dispositif: string; readonly place: string; readonly groupe: string | null; readonly occupation: Occupation; readonly le: string | null }
export interface FichierLu { readonly lignes: readonly LigneOccupation[]; readonly defauts: readonly DefautFichier[] }

const COLONNES: Readonly<Record<string, readonly string[]>> = {
  dispositif: ['dispositif', 'code dispositif', 'code du dispositif'], place: ['place', 'numero', 'numero de place', 'numero de la place'], groupe: ['groupe', 'groupe de places'],
  occupation: ['occupation', 'etat', 'statut'], date: ['date', 'date du constat', 'au'],
};
const OBLIGATOIRES = ['dispositif', 'place', 'occupation'] as const;
const OCCUPATIONS: Readonly<Record<string, Occupation>> = { libre: 'libre', l: 'libre', reservee: 'reservee', reserve: 'reservee', r: 'reservee', occupee: 'occupee', occupe: 'occupee', o: 'occupee' };

/** « 24/11/2026 » ou « 2026-11-24 » ; `null` quand ce n’est pas une date qui existe. */
const lireDate = (texte: string): string | null => {
  const [, jour, mois, annee] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u.exec(texte) ?? [];
  const iso = jour === undefined || mois === undefined || annee === undefined ? texte : `${annee}-${mois.padStart(2, '0')}-${jour.padStart(2, '0')}`;
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(iso)) return null;
  const instant = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== iso ? null : iso;
};
/** Un fichier dont rien ne se lit, et pourquoi. */
export const fichierIllisible = (message: string, colonne = ''): FichierLu => ({ lignes: [], defauts: [{ ligne: 0, colonne, valeur: '', message }] });

/**
 * Lit les lignes d’un fichier d’occupation : colonnes dispositif (code), place (numéro), occupation, et si besoin groupe et date, dans n’importe quel ordre. Chaque défaut nomme la ligne, la
 * colonne et la valeur. Ne connaît pas l’offre : dire si la place existe revient à qui a le cache.
 */
export const lireLignesOccupation = (brutes: readonly LigneSource[]): FichierLu => {
  const [entete, ...corps] = brutes;
  if (entete === undefined || corps.length === 0) return fichierIllisible('Le fichier n’a pas de ligne à lire sous son en-tête.');
  if (corps.length > LIGNES_MAXIMUM) return fichierIllisible(`Le fichier compte plus de ${LIGNES_MAXIMUM} lignes : le couper en plusieurs.`);
  const titres = entete.cellules.map((titre) => cleDeTri(titre.trim()));
  const rangs = new Map<string, number>();
  for (const [colonne, noms] of Object.entries(COLONNES)) {
    const trouves = titres.flatMap((titre, rang) => (noms.includes(titre) ? [rang] : []));
    if (trouves.length > 1) return fichierIllisible(`La colonne « ${colonne} » est là deux fois : n’en garder qu’une.`, colonne);
    if (trouves[0] !== undefined) rangs.set(colonne, trouves[0]);
  }
  const manquante = OBLIGATOIRES.find((colonne) => !rangs.has(colonne));
  if (manquante !== undefined) return fichierIllisible(`La colonne « ${manquante} » manque. Colonnes attendues : dispositif, place, occupation ; facultatives : groupe, date.`, manquante);
  const defauts: DefautFichier[] = [];
  const lignes: LigneOccupation[] = [];
  for (const { numero, cellules } of corps) {
    const lire = (colonne: string): string => { const rang = rangs.get(colonne); return rang === undefined ? '' : (cellules[rang] ?? '').trim(); };
    const avant = defauts.length;
    const noter = (colonne: string, message: string): void => { defauts.push({ ligne: numero, colonne, valeur: lire(colonne), message }); };
    if (lire('dispositif') === '') noter('dispositif', 'Le code du dispositif manque.');
    if (lire('place') === '') noter('place', 'Le numéro de la place manque.');
    const occupation = Object.hasOwn(OCCUPATIONS, cleDeTri(lire('occupation'))) ? OCCUPATIONS[cleDeTri(lire('occupation'))] : undefined;
    if (occupation === undefined) noter('occupation', 'Écrire libre, réservée ou occupée.');
    const le = lire('date') === '' ? null : lireDate(lire('date'));
    if (lire('date') !== '' && le === null) noter('date', 'Écrire une date qui existe (jj/mm/aaaa).');
    if (defauts.length > avant || occupation === undefined) continue;
    lignes.push({ ligne: numero, dispositif: lire('dispositif'), place: lire('place'), groupe: lire('groupe') === '' ? null : lire('groupe'), occupation, le });
  }
  return { lignes, defauts };
};

import { NUMERO_MAXIMUM } from '../objets/place.ts';

/** Places qu’un motif peut donner d’un coup : au-delà, c’est une faute de frappe plutôt qu’un besoin. */
export const PLACES_PAR_MOTIF = 1_000;

export type Numeros = { readonly ok: true; readonly numeros: readonly string[] } | { readonly ok: false; readonly message: string };
const non = (message: string): Numeros => ({ ok: false, message });

const MORCEAU = /^(?<prefixe>.*?)(?<borne>\d+|[A-Za-z])$/u;
const couper = (texte: string): { readonly prefixe: string; readonly borne: string } | null => {
  const groupes = MORCEAU.exec(texte)?.groups;
  return groupes === undefined ? null : { prefixe: groupes['prefixe'] ?? '', borne: groupes['borne'] ?? '' };
};
const estNombre = (borne: string): boolean => /^\d+$/u.test(borne);

/** « Ch. 101 à 148 », « A1 à A12 », « Ch. 101 A à D », ou un numéro seul. */
const lireSegment = (segment: string): Numeros => {
  const bornes = segment.split(/\s+(?:à|a|-|–)\s+/u);
  if (bornes.length === 1) return { ok: true, numeros: [segment] };
  const [premiere = '', seconde = ''] = bornes;
  if (bornes.length > 2 || premiere === '' || seconde === '') return non(`« ${segment} » : écrire un début et une fin, par exemple « Ch. 101 à 148 ».`);
  const debut = couper(premiere);
  const fin = couper(seconde);
  if (debut === null || fin === null || estNombre(debut.borne) !== estNombre(fin.borne)) return non(`« ${segment} » : le début et la fin se terminent tous deux par un nombre, ou tous deux par une lettre.`);
  if (fin.prefixe.trim() !== '' && fin.prefixe.trim() !== debut.prefixe.trim()) return non(`« ${segment} » : « ${fin.prefixe.trim()} » n’est pas le début de « ${premiere} ».`);
  if (!estNombre(debut.borne)) {
    const [de, jusqua] = [debut.borne.charCodeAt(0), fin.borne.charCodeAt(0)];
    if (jusqua < de || (debut.borne === debut.borne.toUpperCase()) !== (fin.borne === fin.borne.toUpperCase())) return non(`« ${segment} » : « ${fin.borne} » vient avant « ${debut.borne} ».`);
    return { ok: true, numeros: Array.from({ length: jusqua - de + 1 }, (_, rang) => `${debut.prefixe}${String.fromCharCode(de + rang)}`) };
  }
  const [de, jusqua] = [Number(debut.borne), Number(fin.borne)];
  if (jusqua < de) return non(`« ${segment} » : ${fin.borne} est plus petit que ${debut.borne}.`);
  if (jusqua - de + 1 > PLACES_PAR_MOTIF) return non(`« ${segment} » donne plus de ${PLACES_PAR_MOTIF} places : le faire en plusieurs fois.`);
  // « 001 » garde ses zéros
  return { ok: true, numeros: Array.from({ length: jusqua - de + 1 }, (_, rang) => `${debut.prefixe}${String(de + rang).padStart(debut.borne.length, '0')}`) };
};

/**
 * Les numéros qu’un motif désigne, dans l’ordre : des séries ou des numéros séparés par des virgules ou des points-virgules. Défauts : motif vide, série à l’envers
 * ou mal formée, numéro donné deux fois, trop long, ou plus de `PLACES_PAR_MOTIF` places. Le message cite le morceau fautif.
 */
export const lireNumeros = (motif: string): Numeros => {
  const segments = motif.split(/[,;\n]/u).map((segment) => segment.trim().replaceAll(/\s+/gu, ' ')).filter((segment) => segment !== '');
  if (segments.length === 0) return non('Écrire les numéros des places, par exemple « Ch. 101 à 148 ».');
  const numeros: string[] = [];
  for (const segment of segments) {
    const lus = lireSegment(segment);
    if (!lus.ok) return lus;
    numeros.push(...lus.numeros);
  }
  if (numeros.length > PLACES_PAR_MOTIF) return non(`Ce motif donne ${numeros.length} places : ${PLACES_PAR_MOTIF} au plus en une fois.`);
  const long = numeros.find((numero) => numero.length > NUMERO_MAXIMUM);
  if (long !== undefined) return non(`« ${long} » dépasse ${NUMERO_MAXIMUM} caractères.`);
  const vus = new Set<string>();
  for (const numero of numeros) {
    if (vus.has(numero)) return non(`« ${numero} » est donné deux fois.`);
    vus.add(numero);
  }
  return { ok: true, numeros };
};

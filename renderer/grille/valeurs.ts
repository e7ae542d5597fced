import { lireDateFr } from '../ui/formats.ts';

// groupes de trois ou chiffres d’un seul tenant ; espaces ordinaire, insécable, fine et fine insécable, mais ni tabulation ni saut de ligne
const NOMBRE = /^([+\u2212-]?)[ \u00a0\u2009\u202f]?(\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d+)(?:[.,](\d+))?$/u;

/** « 1 234,5 », « 1234.5 », « −3 » ; `null` pour tout le reste (« 12 % », « 1e3 », « 1.234,5 », vide). */
export const lireNombreFrancais = (texte: string): number | null => {
  const [, signe, entier, decimales] = NOMBRE.exec(texte.trim()) ?? [];
  if (entier === undefined) return null;
  const valeur = Number(`${entier.replaceAll(/\D/gu, '')}.${decimales ?? '0'}`);
  if (!Number.isFinite(valeur)) return null;
  return signe === '' || signe === '+' || valeur === 0 ? valeur : -valeur;
};

const MOIS = ['janvier', 'fevrier', 'mars', 'avril', 'mai', 'juin', 'juillet', 'aout', 'septembre', 'octobre', 'novembre', 'decembre'] as const;
const CHIFFRES = /^\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})$/u;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/u;
const LETTRES = /^(\d{1,2})(?:er)?\s+([a-z]{3,})\.?\s+(\d{4})$/u;

const sansAccents = (texte: string): string => texte.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
/** Rang (1 à 12) d’un mois écrit en entier ou abrégé (« nov », « juil ») ; `null` quand plusieurs conviennent (« jui »). */
const rangDuMois = (debut: string): number | null => {
  const possibles = MOIS.filter((mois) => mois.startsWith(debut));
  return possibles.length === 1 && possibles[0] !== undefined ? MOIS.indexOf(possibles[0]) + 1 : null;
};

/**
 * « 24/11/2026 », « 24.11.26 », « 2026-11-24 », « 1er décembre 2026 », « 24 nov. 2026 » : la date, `AAAA-MM-JJ` ; `null` quand elle n’existe pas ou ne se lit pas.
 * Plus strict que `lireDateFr`, fait pour la frappe : dans un bloc collé, « 241126 » est un nombre.
 */
export const lireDateFrancaise = (texte: string): string | null => {
  const propre = texte.trim();
  if (CHIFFRES.test(propre)) return lireDateFr(propre);
  const [, annee, mois, jour] = ISO.exec(propre) ?? [];
  if (annee !== undefined) return lireDateFr(`${jour ?? ''}/${mois ?? ''}/${annee}`);
  const [, quantieme, nom, an] = LETTRES.exec(sansAccents(propre)) ?? [];
  const rang = nom === undefined ? null : rangDuMois(nom);
  return rang === null ? null : lireDateFr(`${quantieme ?? ''}/${rang}/${an ?? ''}`);
};

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { cleDeTri } from '../domain/texte.ts';

/** Mots d’une recherche, sans accent ni casse. */
export const motsDe = (recherche: string): string[] => cleDeTri(recherche).split(' ').filter((mot) => mot !== '');
const motif = (mot: string): string => `%${mot.replace(/[\\%_]/gu, (signe) => `\\${signe}`)}%`;
export const contient = (cible: RawBuilder<unknown>, mot: string): RawBuilder<boolean> => sql<boolean>`${cible} like ${motif(mot)} escape '\\'`;
export const et = (liste: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => liste.reduce((gauche, droite) => sql<boolean>`${gauche} and ${droite}`, sql<boolean>`true`);

/** Vrai quand deux mots ne diffèrent que d’une lettre ajoutée, ôtée ou changée, ou de deux lettres voisines inversées. Une faute de frappe, pas un autre nom : quatre lettres au moins. */
export const aUneLettrePres = (mot: string, autre: string): boolean => {
  if (mot === autre) return true;
  if (mot.length < 4 || Math.abs(mot.length - autre.length) > 1) return false;
  let debut = 0;
  while (debut < mot.length && mot[debut] === autre[debut]) debut += 1;
  const reste = (gauche: number, droite: number): boolean => mot.slice(debut + gauche) === autre.slice(debut + droite);
  return reste(1, 1) || reste(1, 0) || reste(0, 1) || (mot[debut] === autre[debut + 1] && mot[debut + 1] === autre[debut] && reste(2, 2));
};
/** Vrai quand chaque mot se trouve dans le texte, à une lettre près. */
export const contientApeuPres = (texte: string, mots: readonly string[]): boolean => {
  const siens = texte.split(/[ @]/u);
  return mots.every((mot) => texte.includes(mot) || siens.some((sien) => aUneLettrePres(mot, sien)));
};

import type { Groupe } from '../objets/groupe.ts';
import { capaciteAu } from '../objets/groupe.ts';

/** Ce que l’Analyste lit, une mesure par colonne. Toutes s’additionnent ; aucune ne vient d’une personne. */
export const MESURES = {
  groupes: 'Groupes de places', capacite: 'Places ouvertes', capacite115: 'dont 115', capaciteInsertion: 'dont insertion', capaciteAutre: 'dont autre régulateur',
} as const;
export type Mesure = keyof typeof MESURES;

/** Mesures d’une structure à une date, d’après ses groupes. */
export const mesurer = (groupes: readonly Pick<Groupe, 'modalite' | 'capacites' | 'ouverture' | 'fermeture'>[], date: string): Record<Mesure, number> => {
  const ouverts = groupes.map((groupe) => ({ modalite: groupe.modalite, capacite: capaciteAu(groupe, date) })).filter(({ capacite }) => capacite > 0);
  const somme = (modalite?: string): number => ouverts.filter((groupe) => modalite === undefined || groupe.modalite === modalite).reduce((total, { capacite }) => total + capacite, 0);
  return { groupes: ouverts.length, capacite: somme(), capacite115: somme('115'), capaciteInsertion: somme('insertion'), capaciteAutre: somme('autre') };
};

import type { Mesure } from '../domain/agregats/mesures.ts';
import { MESURES } from '../domain/agregats/mesures.ts';
import type { Axe } from '../domain/agregats/secret.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import { codeDe, libelleCode } from './nomenclatureAffichee.ts';

export const COLONNES_AGREGATS = Object.keys(MESURES) as Mesure[];
export const AXES_AGREGATS: Readonly<Record<Axe, string>> = { departement: 'Département', nature: 'Nature', type: 'Type' };
/** La règle de toute figure publiée, telle que l’écran et les exports la disent. */
export const REGLE_AGREGATS = 'Secret statistique : toute ligne compte au moins 5 structures, et toute différence de deux lignes aussi. Une structure seule ne peut donc pas être retrouvée par soustraction. Une publication par jour.';

/** Le nom d’une valeur d’axe ; un type porte sa nature. */
export const nommerAgregat = (axe: Axe, valeur: string): string => {
  if (axe === 'departement') return `${valeur} – ${nomDepartement(valeur)}`;
  if (axe === 'nature') return libelleCode('nature', valeur);
  const nature = codeDe('type', valeur)?.nature ?? '';
  return `${libelleCode('nature', nature)} – ${libelleCode('type', valeur)}`;
};
/** Une nature qui ne se compte pas en places (passages, mesures) n’en a pas zéro : la mesure est sans objet. */
export const sansPlaces = (axe: Axe, valeur: string | null): boolean => {
  if (valeur === null || axe === 'departement') return false;
  const nature = axe === 'nature' ? valeur : codeDe('type', valeur)?.nature;
  return codeDe('nature', nature)?.compteeEnPlaces === false;
};

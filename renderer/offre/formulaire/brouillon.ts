import { ecrireStockage, lireStockage } from '../../ui/stockage.ts';
import type { ObjetOffre } from '../creations.ts';
import type { Valeurs } from './valeurs.ts';

export interface Brouillon { readonly le: string; readonly valeurs: Valeurs }

/** Un brouillon par personne et par fiche ; une création par objet et par parent. */
export const cleBrouillon = (utilisateurId: string, objet: ObjetOffre, id: string): string => `siao.brouillon.${utilisateurId}.${objet}.${id}`;
export const lireBrouillon = (cle: string): Brouillon | null => {
  const lu = lireStockage<Brouillon | null>(cle, null);
  return lu !== null && typeof lu.le === 'string' && typeof lu.valeurs === 'object' ? lu : null;
};
export const ecrireBrouillon = (cle: string, valeurs: Valeurs): Brouillon => {
  const brouillon = { le: new Date().toISOString(), valeurs };
  ecrireStockage(cle, brouillon);
  return brouillon;
};
export const effacerBrouillon = (cle: string): void => { ecrireStockage(cle, undefined); };

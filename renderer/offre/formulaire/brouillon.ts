import { client } from '../../poste/client.ts';
import { requetes } from '../../poste/requetes.ts';
import type { ObjetOffre } from '../creations.ts';
import type { Valeurs } from './valeurs.ts';

export interface Brouillon { readonly le: string; readonly valeurs: Valeurs }

/** Un brouillon par fiche ; une création par objet et par parent. La personne n’y est pas : chaque compte a son fichier. */
export const cleBrouillon = (objet: ObjetOffre, id: string): string => `${objet}.${id}`;

const lire = (texte: string): Brouillon | null => {
  try {
    const lu = JSON.parse(texte) as Partial<Brouillon> | null;
    return lu !== null && typeof lu.le === 'string' && typeof lu.valeurs === 'object' && lu.valeurs !== null ? { le: lu.le, valeurs: lu.valeurs } : null;
  } catch {
    return null;
  }
};
export const lireBrouillon = async (cle: string): Promise<Brouillon | null> => {
  const { valeur } = await client.appeler('brouillons.lire', { cle });
  return valeur === null ? null : lire(valeur);
};
const ecrire = async (cle: string, valeur: string | null): Promise<void> => {
  await client.appeler('brouillons.ecrire', { cle, valeur });
  void requetes.invalidateQueries({ queryKey: ['brouillons.lister'] });
};
export const ecrireBrouillon = async (cle: string, valeurs: Valeurs): Promise<Brouillon> => {
  const brouillon = { le: new Date().toISOString(), valeurs };
  await ecrire(cle, JSON.stringify(brouillon));
  return brouillon;
};
/** N’échoue pas : un brouillon de trop se voit à la prochaine ouverture, et s’y abandonne. */
export const effacerBrouillon = (cle: string): void => { ecrire(cle, null).catch(() => undefined); };

import { client } from '../poste/client.ts';
import type { Valeurs } from './saisie.ts';

export interface Brouillon { readonly le: string; readonly valeurs: Partial<Valeurs> }
export const cleBrouillon = (id: string): string => `utilisateur.${id}`;

const lire = (texte: string | null): Brouillon | null => {
  try {
    const lu = texte === null ? null : (JSON.parse(texte) as Partial<Brouillon> | null);
    return lu !== null && typeof lu.le === 'string' && typeof lu.valeurs === 'object' && lu.valeurs !== null ? { le: lu.le, valeurs: lu.valeurs } : null;
  } catch {
    return null;
  }
};
export const lireBrouillon = async (cle: string): Promise<Brouillon | null> => lire((await client.appeler('brouillons.lire', { cle })).valeur);
export const ecrireBrouillon = async (cle: string, valeurs: Valeurs): Promise<Brouillon> => {
  const brouillon = { le: new Date().toISOString(), valeurs };
  await client.appeler('brouillons.ecrire', { cle, valeur: JSON.stringify(brouillon) });
  return brouillon;
};
/** N’échoue pas : un brouillon de trop se voit à la prochaine ouverture, et s’y abandonne. */
export const effacerBrouillon = (cle: string): void => { client.appeler('brouillons.ecrire', { cle, valeur: null }).catch(() => undefined); };

import { client } from '../poste/client.ts';
import { requetes } from '../poste/requetes.ts';
import type { Valeurs } from './saisie.ts';

export interface Brouillon { readonly le: string; readonly valeurs: Partial<Valeurs> }
/** Un brouillon par code ; une création par référentiel. */
export const cleBrouillon = (referentiel: string, code: string): string => `nomenclature.${referentiel}.${code}`;

const lire = (texte: string | null): Brouillon | null => {
  try {
    const lu = texte === null ? null : (JSON.parse(texte) as Partial<Brouillon> | null);
    return lu !== null && typeof lu.le === 'string' && typeof lu.valeurs === 'object' && lu.valeurs !== null ? { le: lu.le, valeurs: lu.valeurs } : null;
  } catch {
    return null;
  }
};
const ecrire = async (cle: string, valeur: string | null): Promise<void> => {
  await client.appeler('brouillons.ecrire', { cle, valeur });
  void requetes.invalidateQueries({ queryKey: ['brouillons.lister'] });
};
export const lireBrouillon = async (cle: string): Promise<Brouillon | null> => lire((await client.appeler('brouillons.lire', { cle })).valeur);
export const ecrireBrouillon = async (cle: string, valeurs: Valeurs): Promise<Brouillon> => {
  const brouillon = { le: new Date().toISOString(), valeurs };
  await ecrire(cle, JSON.stringify(brouillon));
  return brouillon;
};
/** N’échoue pas : un brouillon de trop se voit à la prochaine ouverture, et s’y abandonne. */
export const effacerBrouillon = (cle: string): void => { ecrire(cle, null).catch(() => undefined); };

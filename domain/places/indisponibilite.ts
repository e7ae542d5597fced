import { dateEcrite, decalerDate, lendemain } from '../dates.ts';
import type { GestePlaces } from './gestes.ts';
import { JOURS_DE_RETARD } from './gestes.ts';

/** Une indisponibilité décidée ; dates incluses, `fin` nulle : sans fin prévue. */
export interface Indisponibilite { readonly motif: string; readonly debut: string; readonly fin: string | null }
/** `differee` : elle attend encore la libération de la place. */
export interface IndisponibilitePosee extends Indisponibilite { readonly differee: boolean }

/** Le geste qui ôte une indisponibilité, depuis son premier jour. Celle qui attend n’a pas commencé : c’est aujourd’hui qu’on y renonce. */
export const gestePourOter = ({ debut, differee }: IndisponibilitePosee, aujourdhui: string): GestePlaces => ({ genre: 'disponible', le: differee && debut < aujourdhui ? aujourdhui : debut });

/** Les gestes, dans l’ordre, qui font d’une indisponibilité une autre (motif, début, fin) ; aucun quand rien ne change ; ou ce qui ne va pas. */
export const gestesPourChanger = (avant: IndisponibilitePosee, apres: Indisponibilite, aujourdhui: string): readonly GestePlaces[] | string => {
  const { motif, debut, fin } = apres;
  const nouvelle: GestePlaces = { genre: 'indisponible', motif, debut, fin };
  if (fin !== null && fin < debut) return 'La fin précède le début.';
  if (motif === avant.motif && debut === avant.debut && fin === avant.fin) return [];
  const ancienne = avant.debut < decalerDate(aujourdhui, -JOURS_DE_RETARD);
  if (!avant.differee && motif === avant.motif && debut === avant.debut) {
    // raccourcir ne réécrit pas le passé : elle s’arrête la veille du premier jour disponible
    if (fin !== null && (avant.fin === null || fin < avant.fin)) return [{ genre: 'disponible', le: lendemain(fin) }];
    // trop ancienne pour être réécrite, elle se prolonge : une autre la suit
    if (ancienne && avant.fin !== null) return [{ ...nouvelle, debut: lendemain(avant.fin) }];
  }
  if (ancienne && !avant.differee) return `Cette indisponibilité court depuis le ${dateEcrite(avant.debut)} : elle se raccourcit ou se prolonge, mais ne se réécrit plus.`;
  return [gestePourOter(avant, aujourdhui), nouvelle];
};

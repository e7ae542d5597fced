import { decalerDate } from '../../domain/dates.ts';
import type { Fenetre } from '../../domain/places/calendrier.ts';
import { ecartJours } from '../../domain/places/calendrier.ts';

/*
 * Le curseur du calendrier, sans React : une place (son rang) et un jour, et d’où l’on a commencé à étendre.
 */

export interface Curseur { readonly rang: number; readonly jour: string; readonly ancreRang: number; readonly ancreJour: string }
export const poser = (rang: number, jour: string): Curseur => ({ rang, jour, ancreRang: rang, ancreJour: jour });
export const etendre = (curseur: Curseur, rang: number, jour: string): Curseur => ({ ...curseur, rang, jour });

/** Les places (rangs) et les jours que le curseur couvre, bornes comprises. */
export interface Rectangle extends Fenetre { readonly rangDebut: number; readonly rangFin: number }
export const rectangleDe = ({ rang, jour, ancreRang, ancreJour }: Curseur): Rectangle =>
  ({ rangDebut: Math.min(rang, ancreRang), rangFin: Math.max(rang, ancreRang), du: jour < ancreJour ? jour : ancreJour, au: jour < ancreJour ? ancreJour : jour });
export const estUnJour = ({ rang, jour, ancreRang, ancreJour }: Curseur): boolean => rang === ancreRang && jour === ancreJour;

const PAS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
/** Où une touche mène le curseur ; `null` quand elle n’est pas à lui. `maj` étend. Il ne quitte pas les places, mais peut quitter la fenêtre : elle le suit (`suivre`). */
export const frapper = (curseur: Curseur, touche: string, maj: boolean, places: number, { du, au }: Fenetre): Curseur | null => {
  const aller = (rang: number, jour: string): Curseur => { const borne = Math.max(0, Math.min(places - 1, rang)); return maj ? etendre(curseur, borne, jour) : poser(borne, jour); };
  if (touche === 'Home') return aller(curseur.rang, du);
  if (touche === 'End') return aller(curseur.rang, au);
  const pas = PAS[touche];
  return pas === undefined ? null : aller(curseur.rang + pas[0], decalerDate(curseur.jour, pas[1]));
};
/** La fenêtre décalée du moins de semaines entières qui y ramènent un jour ; la même quand il y est. */
export const suivre = ({ du, au }: Fenetre, jour: string): Fenetre => {
  const semaines = jour < du ? -Math.ceil(ecartJours(jour, du) / 7) : jour > au ? Math.ceil(ecartJours(au, jour) / 7) : 0;
  return semaines === 0 ? { du, au } : { du: decalerDate(du, 7 * semaines), au: decalerDate(au, 7 * semaines) };
};

import type { BaseEcriture, BaseLecture } from '../base.ts';
import { nomDeLEtat } from '../gardes.ts';

/** Lit, ou rend ce qui a déjà été lu sous cette clé. `lourd` : des dizaines de milliers de faits ; peu de ceux-là se gardent. */
export type Memoire = <T>(cle: string, lire: () => T, lourd?: boolean) => T;
export const SANS_MEMOIRE: Memoire = (_cle, lire) => lire();

/** Ce qui a été lu vaut tant qu’aucune ligne de l’offre n’a changé (`etat`) et que la marque (le jour, les natures comptées) est la même : un tableau de bord pose dix questions à la même lecture. */
interface Reserve { readonly etat: string | null; readonly marque: string; readonly lourds: Map<string, unknown>; readonly legers: Map<string, unknown> }
const reserves = new WeakMap<BaseLecture, Reserve>();
const MAXIMUM = { lourds: 8, legers: 64 } as const;

/** Le jour du poste, et les natures comptées en places : ce dont toute lecture dépend, hors ce qui est écrit. */
export const marqueDuJour = (aujourdhui: string, natures: ReadonlySet<string>): string => `${aujourdhui}|${[...natures].join()}`;

export const memoireDe = (base: BaseEcriture, marque: string): Memoire & { readonly a: (cle: string) => boolean } => {
  const etat = nomDeLEtat(base);
  const connue = reserves.get(base);
  const reserve = connue !== undefined && etat !== null && connue.etat === etat && connue.marque === marque ? connue : { etat, marque, lourds: new Map<string, unknown>(), legers: new Map<string, unknown>() };
  reserves.set(base, reserve);
  const lire = <T>(cle: string, lecture: () => T, lourd = false): T => {
    const ou = lourd ? 'lourds' : 'legers';
    if (reserve[ou].has(cle)) {
      const connu = reserve[ou].get(cle) as T;
      // ce qui vient de servir s’oublie en dernier
      reserve[ou].delete(cle);
      reserve[ou].set(cle, connu);
      return connu;
    }
    const lus = lecture();
    if (reserve[ou].size >= MAXIMUM[ou]) reserve[ou].delete(reserve[ou].keys().next().value as string);
    reserve[ou].set(cle, lus);
    return lus;
  };
  return Object.assign(lire, { a: (cle: string) => reserve.lourds.has(cle) });
};

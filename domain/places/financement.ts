import { veille } from '../dates.ts';
import type { Financement } from '../objets/dispositif.ts';

/** Passe de la ligne `de` à la ligne `vers` à compter d’un jour ; `vers` nulle : la ligne `de` prend fin. */
export interface ChangementFinancement { readonly de: string; readonly vers: string | null; readonly le: string }

/**
 * Les lignes d’un dispositif après le changement : celles de `de` qui courent ce jour-là ou commencent plus tard s’arrêtent la veille (elles disparaissent si elles n’avaient pas commencé),
 * et `vers` les continue, avec leurs places et leur fin. Le passé ne change pas. `null` : aucune ligne `de` ne court à cette date ni après.
 */
export const changerFinancement = (financements: readonly Financement[], { de, vers, le }: ChangementFinancement): readonly Financement[] | null => {
  const vise = ({ code, fin }: Financement): boolean => code === de && (fin === null || fin >= le);
  if (de === vers || !financements.some(vise)) return null;
  return financements.flatMap((ligne): Financement[] => {
    if (!vise(ligne)) return [ligne];
    return [
      ...(ligne.debut < le ? [{ ...ligne, fin: veille(le) }] : []),
      ...(vers === null ? [] : [{ ...ligne, code: vers, debut: ligne.debut < le ? le : ligne.debut }]),
    ];
  });
};

import { useEffect, useState, useSyncExternalStore } from 'react';
import type { ResultatDe } from '../../contract/poste.ts';
import { client } from '../poste/client.ts';

export type Avancement = ResultatDe<'places.avancement'>;
const RELECTURE_MS = 200;
let menes = 0;
const abonnes = new Set<() => void>();
const compter = (de: 1 | -1): void => {
  menes += de;
  for (const prevenir of abonnes) prevenir();
};

/** Suit un geste en nombre jusqu’à sa fin : tant qu’il dure, l’écran dit où il en est et permet de l’interrompre. */
export const mener = async <T>(geste: Promise<T>): Promise<T> => {
  compter(1);
  try { return await geste; } finally { compter(-1); }
};
export const useGesteMene = (): boolean => useSyncExternalStore((prevenir) => { abonnes.add(prevenir); return () => { abonnes.delete(prevenir); }; }, () => menes > 0);

/** Où en est l’aperçu ou le geste, relu tant que `actif` ; `null` quand rien n’est en cours, ou pas encore. */
export const useAvancement = (actif: boolean): Avancement | null => {
  const [avancement, suivre] = useState<Avancement | null>(null);
  useEffect(() => {
    if (!actif) return undefined;
    let vivant = true;
    const minuterie = setInterval(() => { client.appeler('places.avancement', {}).then((lu) => { if (vivant) suivre(lu.enCours ? lu : null); }, () => undefined); }, RELECTURE_MS);
    return () => { vivant = false; clearInterval(minuterie); suivre(null); };
  }, [actif]);
  return avancement;
};
export const interrompre = (): void => { client.appeler('places.interrompre', {}).catch(() => undefined); };

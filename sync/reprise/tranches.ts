import type { Etapes } from '../../domain/reprise/etapes.ts';

/** Au-delà, le processus de données rend la main : un autre écran attend, ou la personne veut arrêter. */
const TRANCHE_MS = 25;
type Respirer = () => Promise<void>;

/** Appelle `respirer` quand il y a assez longtemps que cela n’a pas été fait. */
const rythmer = (respirer: Respirer): Respirer => {
  let debut = performance.now();
  return async () => {
    if (performance.now() - debut < TRANCHE_MS) return;
    await respirer();
    debut = performance.now();
  };
};

/** Mène un calcul par tranches. `respirer` rend la main ; il lève pour arrêter. */
export const parTranches = async <T>(etapes: Etapes<T>, respirer: Respirer): Promise<T> => {
  const souffler = rythmer(respirer);
  for (let etape = etapes.next(); ; etape = etapes.next()) {
    if (etape.done === true) return etape.value;
    await souffler();
  }
};

/** Les mêmes réponses, sans tenir le processus d’une question à l’autre. */
export const enRespirant = <Q>(repondre: (demande: Q) => unknown, respirer: Respirer): ((demande: Q) => Promise<unknown>) => {
  const souffler = rythmer(respirer);
  return async (demande) => { await souffler(); return repondre(demande); };
};

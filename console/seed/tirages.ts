import type { Commune } from '../../domain/geographie/cog.ts';
import type { Alea } from './alea.ts';
import { communesDe } from './plan.ts';

const cumuls = new Map<string, readonly number[]>();
const cumulsDe = (departement: string): readonly number[] => {
  const connus = cumuls.get(departement);
  if (connus !== undefined) return connus;
  let total = 0;
  const liste = communesDe(departement).map(({ population }) => (total += population));
  cumuls.set(departement, liste);
  return liste;
};

/** Une commune du département, tirée selon sa population. */
export const tirerCommune = (alea: Alea, departement: string): Commune => {
  const communes = communesDe(departement);
  const liste = cumulsDe(departement);
  const cible = alea.reel() * (liste.at(-1) ?? 0);
  let bas = 0;
  let haut = liste.length - 1;
  while (bas < haut) {
    const milieu = (bas + haut) >> 1;
    if ((liste[milieu] ?? 0) > cible) haut = milieu;
    else bas = milieu + 1;
  }
  const commune = communes[bas];
  if (commune === undefined) throw new Error(`Aucune commune habitée dans le département ${departement}.`);
  return commune;
};

/** Une à `maximum` valeurs distinctes d’un référentiel, dans son ordre. */
export const tirerCodes = (alea: Alea, codes: readonly string[], maximum: number): string[] => {
  const choisis = new Set(alea.melanger(codes).slice(0, alea.entier(1, maximum)));
  return codes.filter((code) => choisis.has(code));
};

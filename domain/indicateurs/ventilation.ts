import type { Calcul, Filtres } from './calcul.ts';
import { calculer } from './calcul.ts';
import { joursDans, moisDe } from './faits.ts';
import type { Axe, Fait, Indicateur, Periode } from './modele.ts';
import { mesuresDe } from './modele.ts';

export interface Ventilation { readonly axes: readonly Axe[]; readonly filtres: Filtres }
const parMois = ({ axes, filtres }: Ventilation): boolean => axes.includes('mois') || filtres.mois !== undefined;
const moisRetenus = ({ filtres }: Ventilation, periode: Periode): ReturnType<typeof moisDe> => moisDe(periode).filter(({ mois }) => filtres.mois?.includes(mois) !== false);
// la capacité au début et à la fin ne s’additionne pas de mois en mois : le pont de toute la période se lit d’un trait
const pontEntier = (indicateur: Indicateur, { axes, filtres }: Ventilation): boolean => axes.includes('mois') && filtres.mois === undefined && mesuresDe(indicateur).some(({ lit }) => lit === 'pont');

/** Les périodes dont il faut les faits : celle demandée, ou chacun de ses mois. */
export const periodesALire = (indicateur: Indicateur, ventilation: Ventilation, periode: Periode): readonly Periode[] =>
  (parMois(ventilation) ? [...moisRetenus(ventilation, periode).map(({ du, au }) => ({ du, au })), ...(pontEntier(indicateur, ventilation) ? [periode] : [])] : [periode]);

/** Calcule un indicateur sur une période, mois par mois s’il le faut. `faitsDe` rend les faits d’une des `periodesALire`. */
export const calculerVentile = (indicateur: Indicateur, ventilation: Ventilation, periode: Periode, faitsDe: (periode: Periode) => readonly Fait[]): Calcul => {
  const { axes, filtres } = ventilation;
  if (!parMois(ventilation)) return calculer(indicateur, faitsDe(periode), { axes, filtres, jours: joursDans(periode) });
  const mois = moisRetenus(ventilation, periode);
  const joursDuMois = new Map(mois.map(({ mois: nom, ...sien }) => [nom, joursDans(sien)]));
  const jours = [...joursDuMois.values()].reduce((total, nombre) => total + nombre, 0);
  const faits = mois.flatMap(({ mois: nom, du, au }) => faitsDe({ du, au }).map((fait) => ({ ...fait, cles: { ...fait.cles, mois: nom } })));
  const calcul = calculer(indicateur, faits, { axes, filtres, jours, joursDuMois });
  if (!pontEntier(indicateur, ventilation)) return calcul;
  const entier = calculer(indicateur, faitsDe(periode), { axes: axes.filter((axe) => axe !== 'mois'), filtres, jours });
  // ce qui réunit tous les mois se lit d’un trait ; ce qui en sépare un, dans ce mois
  const rang = axes.indexOf('mois');
  return { ...calcul, total: entier.total, sousTotaux: [...[...entier.sousTotaux, ...entier.lignes].filter(({ cles }) => cles.length <= rang), ...calcul.sousTotaux.filter(({ cles }) => cles.length > rang)] };
};

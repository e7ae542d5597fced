import type { ReactElement } from 'react';
import { useId } from 'react';
import { echelle } from './chiffres.ts';

interface Point { readonly cle: string; readonly libelle: string; readonly valeur: number | null; readonly corrige?: boolean }
interface Props { readonly points: readonly Point[]; readonly ecrire: (valeur: number) => string; readonly largeur?: number; readonly hauteur?: number; readonly nom: string; readonly courant?: string; /** Avec ses graduations : les deux bouts de l’échelle, le premier et le dernier point. */ readonly graduee?: boolean }

const MARGE = 6;
/** Sous l’axe et à gauche : la place des graduations. */
const [SOUS, GAUCHE] = [18, 48];
/** Une suite de valeurs dans le temps. Un point inconnu coupe la ligne ; un point corrigé après coup est creux. Le tableau à côté dit les mêmes chiffres. */
export const Courbe = ({ points, ecrire, largeur = 320, hauteur = 120, nom, courant, graduee = false }: Props): ReactElement | null => {
  const id = useId();
  const connus = points.flatMap(({ valeur }) => (valeur === null ? [] : [valeur]));
  if (connus.length === 0) return null;
  const [bas, haut] = echelle(connus);
  const pied = graduee ? hauteur - SOUS : hauteur;
  const debut = graduee ? GAUCHE : MARGE;
  const x = (rang: number): number => debut + (points.length < 2 ? 0 : (rang * (largeur - debut - MARGE)) / (points.length - 1));
  const y = (valeur: number): number => pied - MARGE - ((valeur - bas) * (pied - 2 * MARGE)) / (haut - bas || 1);
  const trace = points.map(({ valeur }, rang) => (valeur === null ? '' : `${rang === 0 || points[rang - 1]?.valeur === null ? 'M' : 'L'}${x(rang).toFixed(1)} ${y(valeur).toFixed(1)}`)).join('');
  return (
    <svg className="ind-courbe" viewBox={`0 0 ${largeur} ${hauteur}`} role="img" aria-labelledby={`${id}n`}>
      <title id={`${id}n`}>{`${nom} : de ${ecrire(connus[0] as number)} à ${ecrire(connus[connus.length - 1] as number)}, entre ${ecrire(Math.min(...connus))} et ${ecrire(Math.max(...connus))}`}</title>
      <line x1={graduee ? debut - MARGE : 0} x2={largeur} y1={pied - 1} y2={pied - 1} className="axe" />
      {graduee ? <><text x={0} y={y(haut) + 4}>{ecrire(haut)}</text><text x={0} y={y(bas) + 2}>{ecrire(bas)}</text><text x={debut} y={hauteur - 3}>{points[0]?.libelle}</text><text x={largeur} y={hauteur - 3} textAnchor="end">{points[points.length - 1]?.libelle}</text></> : null}
      <path d={trace} className="trait" vectorEffect="non-scaling-stroke" />
      {points.map(({ cle, libelle, valeur, corrige }, rang) => (valeur === null ? null : <circle key={cle} cx={x(rang)} cy={y(valeur)} r={cle === courant || rang === points.length - 1 ? 4 : 3} className={corrige === true ? 'corrige' : 'point'}><title>{`${libelle} : ${ecrire(valeur)}${corrige === true ? ' (corrigé)' : ''}`}</title></circle>))}
    </svg>
  );
};

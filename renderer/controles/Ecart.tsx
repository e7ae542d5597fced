import type { ReactElement } from 'react';
import { nombre } from '../ui/formats.ts';

/** Ce qui a changé depuis la référence : moins à corriger est mieux ; le signe le dit autant que la couleur. `null` : pas encore connu. */
export const Ecart = ({ ecart }: { readonly ecart: number | null }): ReactElement => (ecart === null ? <span className="num discret" title="Pas encore d’instantané">–</span>
  : <span className={`num ${ecart === 0 ? 'discret' : ecart > 0 ? 'erreur' : 'succes'}`}>{ecart === 0 ? '=' : `${ecart > 0 ? '+' : '−'}\u00a0${nombre(Math.abs(ecart))}`}</span>);

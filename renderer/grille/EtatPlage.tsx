import type { ReactElement } from 'react';
import type { Plage } from './plage.ts';
import { estUneCellule, phrasePlage } from './plage.ts';

/** Ce qu’une barre d’état dit d’une plage de plusieurs cellules : « Sélection : 12 lignes × 3 colonnes ». */
export const EtatPlage = ({ plage, suite = '' }: { readonly plage: Plage | null; readonly suite?: string }): ReactElement | null => (plage === null || estUneCellule(plage) ? null : <span data-testid="plage">{phrasePlage(plage)}{suite === '' ? '' : ` · ${suite}`}</span>);

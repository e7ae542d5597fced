import type { GridApi } from 'ag-grid-community';
import type { RefObject } from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Branchement } from './brancher.ts';
import { brancherPlage } from './brancher.ts';
import type { Plage } from './plage.ts';

export interface OptionsPlage<R> {
  /** Remplie par `onGridReady` ; peut changer de grille (densité). */
  readonly api: RefObject<GridApi<R> | undefined>;
  /** L’élément qui porte la grille, monté en même temps que l’appelant et pour aussi longtemps. */
  readonly cadre: RefObject<HTMLElement | null>;
  /** Lignes de la vue, lues ou non. */
  readonly total: number;
  readonly actif?: boolean;
  /** La poignée de recopie a été tirée ; sans elle, la plage n’a pas de poignée. */
  readonly surRecopie?: ((source: Plage, plage: Plage) => void) | undefined;
}
export interface PlageTenue {
  readonly plage: Plage | null;
  /** La plage à l’instant, sans attendre le rendu : pour un geste. */
  lire(): Plage | null;
  /** Remplace la plage, ramenée dans la grille. */
  choisir(plage: Plage | null): void;
  effacer(): void;
}

/**
 * Donne à une grille la plage de cellules d’un tableur : souris, Maj+clic, Maj+flèches, Ctrl+A… (`README.md` en dit la liste).
 * Rien n’est à poser sur `AgGridReact`. La plage est faite de rangs : à effacer quand les filtres ou le tri changent.
 */
export const usePlage = <R,>({ api, cadre, total, actif = true, surRecopie }: OptionsPlage<R>): PlageTenue => {
  const [plage, setPlage] = useState<Plage | null>(null);
  const branchement = useRef<Branchement | null>(null);
  const totalCourant = useRef(total);
  const recopieCourante = useRef(surRecopie);
  useEffect(() => {
    recopieCourante.current = surRecopie;
    cadre.current?.toggleAttribute('data-recopie', surRecopie !== undefined);
  }, [surRecopie, cadre]);
  useEffect(() => {
    totalCourant.current = total;
    branchement.current?.choisir(branchement.current.lire());
  }, [total]);
  useEffect(() => {
    if (!actif || cadre.current === null) return undefined;
    const tenu = brancherPlage<R>({ cadre: cadre.current, api: () => api.current, total: () => totalCourant.current, surPlage: setPlage, surRecopie: () => recopieCourante.current });
    branchement.current = tenu;
    return () => {
      tenu.debrancher();
      branchement.current = null;
      setPlage(null);
    };
  }, [api, cadre, actif]);
  const lire = useCallback(() => branchement.current?.lire() ?? null, []);
  const choisir = useCallback((voulue: Plage | null) => { branchement.current?.choisir(voulue); }, []);
  const effacer = useCallback(() => { branchement.current?.choisir(null); }, []);
  return { plage, lire, choisir, effacer };
};

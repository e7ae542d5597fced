import type { GridApi } from 'ag-grid-community';
import type { KeyboardEvent as ToucheReact, RefObject } from 'react';
import { useEffect, useState } from 'react';

const DEPLACEMENTS = new Set(['PageDown', 'PageUp', 'ArrowDown', 'ArrowUp']);
/** Au-delà (ms), une lecture qui n’arrive pas n’arrête plus le défilement : la grille dira elle-même ce qui ne va pas. */
const PATIENCE = 1_500;

/** Vrai quand chaque ligne dessinée l’est avec ses données. */
const toutesLues = (grille: GridApi): boolean => {
  if (grille.isDestroyed()) return true;
  const fin = grille.getLastDisplayedRowIndex();
  for (let rang = Math.max(0, grille.getFirstDisplayedRowIndex()); rang <= fin; rang += 1) if (grille.getDisplayedRowAtIndex(rang)?.data === undefined) return false;
  return true;
};

export interface Repetition { frapper(evenement: ToucheReact): void; oublier(): void }

/**
 * Une touche tenue avance au rythme de ce qui se dessine. Le clavier répète trente fois par seconde, et le navigateur sert les frappes avant tout le reste : quand une page met plus
 * longtemps à se dessiner, les lectures n’auraient plus leur tour et la grille défilerait vide jusqu’à ce que la touche se relève. Une frappe seule passe toujours.
 */
export const creerRepetition = (lire: () => GridApi | undefined, image: (suite: () => void) => void = requestAnimationFrame, horloge: () => number = () => performance.now()): Repetition => {
  let enCours = false;
  let minuterie: ReturnType<typeof setTimeout> | undefined;
  const oublier = (): void => { clearTimeout(minuterie); enCours = false; };
  const guetter = (depuis: number): void => {
    const grille = lire();
    if (grille === undefined || toutesLues(grille) || horloge() - depuis > PATIENCE) { enCours = false; return; }
    minuterie = setTimeout(() => { guetter(depuis); }, 0);
  };
  return {
    oublier,
    frapper: (evenement) => {
      if (!DEPLACEMENTS.has(evenement.key)) return;
      if (evenement.repeat && enCours) { evenement.preventDefault(); evenement.stopPropagation(); return; }
      clearTimeout(minuterie);
      enCours = true;
      // la minuterie après l’image : ce qui attendait son tour (lectures, réponses) passe avant la frappe suivante
      image(() => { minuterie = setTimeout(() => { guetter(horloge()); }, 0); });
    },
  };
};

export const useRepetition = <L,>(api: RefObject<GridApi<L> | undefined>): Repetition => {
  const [repetition] = useState(() => creerRepetition(() => api.current as GridApi | undefined));
  useEffect(() => repetition.oublier, [repetition]);
  return repetition;
};

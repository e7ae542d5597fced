import { useEffect, useState } from 'react';

/** Au-delà (ms), la personne est passée à autre chose : la ligne paraît sans s’ouvrir. */
const PATIENCE = 4_000;
const PAS = 40;

export interface GesteEnAttente {
  /** Essaie, puis recommence jusqu’à ce que l’essai se dise fini ; un nouveau geste remplace celui qui attendait. */
  attendre(essai: () => boolean): void;
  oublier(): void;
}

export const creerGesteEnAttente = (): GesteEnAttente => {
  let minuterie: ReturnType<typeof setTimeout> | undefined;
  const suivre = (essai: () => boolean, restants: number): void => {
    if (essai() || restants === 0) return;
    minuterie = setTimeout(() => { suivre(essai, restants - 1); }, PAS);
  };
  const oublier = (): void => { clearTimeout(minuterie); };
  return { attendre: (essai) => { oublier(); suivre(essai, PATIENCE / PAS); }, oublier };
};

/** Une frappe ou un clic plus rapide que la lecture de sa ligne n’est pas perdu : il attend qu’elle arrive. */
export const useGesteEnAttente = (): GesteEnAttente => {
  const [geste] = useState(creerGesteEnAttente);
  useEffect(() => geste.oublier, [geste]);
  return geste;
};

import { useEffect, useRef, useState } from 'react';

interface Apercu {
  /** L’aperçu à l’écran est celui d’avant : la portée ou la saisie vient de changer. */
  readonly perime: boolean;
  /** Le nombre qu’il annonce ; `undefined` tant qu’il n’y en a pas. */
  readonly annonce: number | undefined;
  readonly agir: () => void;
  /** Le nombre a changé sous les yeux de la personne : le dire. */
  readonly change: () => void;
}

/**
 * Un geste ne s’applique qu’au nombre que la personne a lu. Demandé pendant que l’aperçu se recalcule, il attend le nouveau : même nombre, il part ; un autre, il ne part pas et se
 * dit.
 */
export const useApercuVu = ({ perime, annonce, agir, change }: Apercu): (() => void) => {
  const [attendu, attendre] = useState<number | null>(null);
  const courant = useRef({ agir, change });
  useEffect(() => { courant.current = { agir, change }; });
  useEffect(() => {
    if (perime || attendu === null) return;
    attendre(null);
    if (annonce === attendu) courant.current.agir();
    else courant.current.change();
  }, [perime, annonce, attendu]);
  return () => {
    if (perime && annonce !== undefined) attendre(annonce);
    else agir();
  };
};

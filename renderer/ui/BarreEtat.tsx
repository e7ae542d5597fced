import type { ReactElement, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';

/** Le temps qu’une suite de touches finisse : dire chaque ligne traversée couvrirait la ligne elle-même. */
const REPIT_MS = 600;

/** La barre d’état d’une grille. Un lecteur d’écran n’en entend que ce qui vient de changer, une fois posé, séparé comme une phrase ; les touches (`.dernier`) se lisent sans être annoncées. */
export const BarreEtat = ({ children, testid }: { readonly children: ReactNode; readonly testid?: string }): ReactElement => {
  const barre = useRef<HTMLDivElement>(null);
  const avant = useRef<readonly string[]>([]);
  const [dit, dire] = useState('');
  // sans dépendances : ce qui s’affiche vient des enfants
  useEffect(() => {
    const attente = setTimeout(() => {
      const morceaux = [...(barre.current?.children ?? [])].filter((morceau) => !morceau.matches('.dernier')).map((morceau) => (morceau.textContent ?? '').trim()).filter((texte) => texte !== '');
      const neufs = morceaux.filter((morceau) => !avant.current.includes(morceau));
      avant.current = morceaux;
      if (neufs.length > 0) dire(neufs.join(', '));
    }, REPIT_MS);
    return () => { clearTimeout(attente); };
  });
  return (
    <>
      <div className="etat" ref={barre} data-testid={testid}>{children}</div>
      <span className="invisible" role="status">{dit}</span>
    </>
  );
};

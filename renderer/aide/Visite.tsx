import type { ReactElement } from 'react';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { VISITE } from './textes.ts';

const LARGEUR = 340;
const ECART = 12;
interface Place { readonly gauche: number; readonly haut: number; readonly cible: DOMRect }
const bornee = (valeur: number, maximum: number): number => Math.max(8, Math.min(valeur, maximum));

/** Cinq étapes, chacune près de ce qu’elle montre. Échap quitte ; les flèches et Entrée avancent. Rien à l’écran n’est changé. */
export const Visite = ({ fermer }: { readonly fermer: () => void }): ReactElement | null => {
  const id = useId();
  const [rang, aller] = useState(0);
  const [place, placer] = useState<Place | null>(null);
  const bulle = useRef<HTMLDivElement>(null);
  const avant = useRef<Element | null>(document.activeElement);
  const etape = VISITE.etapes[rang];
  const dernier = rang === VISITE.etapes.length - 1;
  useLayoutEffect(() => {
    const poser = (): void => {
      const cible = document.querySelector(`[data-visite="${etape?.cible ?? ''}"]`)?.getBoundingClientRect();
      if (cible === undefined) return;
      const hauteur = bulle.current?.offsetHeight ?? 180;
      const aCote = cible.left < 100;
      placer({ cible, gauche: aCote ? cible.right + ECART : bornee(cible.left + cible.width / 2 - LARGEUR / 2, window.innerWidth - LARGEUR - 8), haut: aCote ? bornee(cible.top, window.innerHeight - hauteur - 8) : cible.bottom + ECART });
    };
    poser();
    window.addEventListener('resize', poser);
    return () => { window.removeEventListener('resize', poser); };
  }, [etape]);
  useEffect(() => { bulle.current?.focus(); }, [rang, place === null]);
  const quitter = (): void => { fermer(); if (avant.current instanceof HTMLElement) avant.current.focus(); };
  const suivre = (): void => { if (dernier) quitter(); else aller(rang + 1); };
  if (etape === undefined || place === null) return null;
  const { cible } = place;
  return (
    <div data-modale="" className="visite">
      <div className="visite-cible" aria-hidden="true" style={{ left: cible.left - 4, top: cible.top - 4, width: cible.width + 8, height: cible.height + 8 }} />
      <div
        ref={bulle} className="flottant visite-bulle" role="dialog" aria-modal="true" aria-labelledby={`${id}t`} aria-describedby={`${id}d`} tabIndex={-1} style={{ left: place.gauche, top: place.haut, width: LARGEUR }} data-testid="visite"
        onKeyDown={(evenement) => {
          const { key } = evenement;
          if (key === 'Escape') quitter();
          else if (key === 'ArrowRight') suivre();
          else if (key === 'ArrowLeft' && rang > 0) aller(rang - 1);
          else return;
          evenement.preventDefault();
          evenement.stopPropagation();
        }}
      >
        <p className="discret num">{VISITE.titre}, {VISITE.etape} {rang + 1} {VISITE.sur} {VISITE.etapes.length}</p>
        <h2 id={`${id}t`}>{etape.titre}</h2>
        <p id={`${id}d`}>{etape.texte}</p>
        <div className="rang">
          <button type="button" className="lien" onClick={quitter}>{VISITE.passer} <Touche>Échap</Touche></button><span className="ressort" />
          {rang === 0 ? null : <Bouton onClick={() => { aller(rang - 1); }}>{VISITE.precedent}</Bouton>}
          <Bouton genre="p" onClick={suivre} testid="visite-suivant">{dernier ? VISITE.finir : VISITE.suivant}</Bouton>
        </div>
      </div>
    </div>
  );
};

import type { CSSProperties, KeyboardEvent, ReactElement, ReactNode, RefObject } from 'react';
import { useEffect, useLayoutEffect, useState } from 'react';

interface Props<L> {
  readonly lignes: readonly L[];
  readonly cle: (ligne: L) => string;
  readonly hauteur: number;
  readonly rang: number;
  readonly aller: (rang: number) => void;
  readonly nom: string;
  readonly decritPar: string;
  readonly id: string;
  readonly testid: string;
  readonly cadre: RefObject<HTMLDivElement | null>;
  readonly rendre: (ligne: L, rang: number) => ReactNode;
  /** Ce que la ligne dit d’elle à un lecteur d’écran. */
  readonly dire: (ligne: L) => string;
  readonly classe?: (ligne: L, rang: number) => string;
  /** Une touche que la liste ne prend pas elle-même ; vrai quand elle est prise. */
  readonly surTouche?: (evenement: KeyboardEvent<HTMLDivElement>) => boolean;
  readonly surClic?: (rang: number) => void;
}
const MARGE = 8;

/** Liste à une ligne courante, au clavier. Seules les lignes visibles existent dans la page : dix mille dispositifs se parcourent comme dix. */
export const Liste = <L,>({ lignes, cle, hauteur, rang, aller, nom, decritPar, id, testid, cadre, rendre, dire, classe, surTouche, surClic }: Props<L>): ReactElement => {
  const [fenetre, changerFenetre] = useState({ haut: 0, hauteur: 800 });
  const mesurer = (): void => { const { current } = cadre; if (current !== null) changerFenetre({ haut: current.scrollTop, hauteur: current.clientHeight }); };
  useLayoutEffect(mesurer, [cadre]);
  useEffect(() => {
    const { current } = cadre;
    if (current === null) return undefined;
    const observateur = new ResizeObserver(mesurer);
    observateur.observe(current);
    return () => { observateur.disconnect(); };
  }, [cadre]);
  useEffect(() => {
    const { current } = cadre;
    if (current === null || rang < 0) return;
    const [haut, bas] = [rang * hauteur, (rang + 1) * hauteur];
    if (haut < current.scrollTop) current.scrollTop = haut;
    else if (bas > current.scrollTop + current.clientHeight) current.scrollTop = bas - current.clientHeight;
  }, [cadre, rang, hauteur]);
  const page = Math.max(1, Math.floor(fenetre.hauteur / hauteur) - 1);
  const pas: Readonly<Record<string, number>> = { ArrowDown: rang + 1, ArrowUp: rang - 1, PageDown: rang + page, PageUp: rang - page, Home: 0, End: lignes.length - 1 };
  const surFrappe = (evenement: KeyboardEvent<HTMLDivElement>): void => {
    if (surTouche?.(evenement) === true) { evenement.preventDefault(); return; }
    const vers = pas[evenement.key];
    if (vers === undefined || evenement.ctrlKey || evenement.altKey || evenement.shiftKey || lignes.length === 0) return;
    evenement.preventDefault();
    aller(Math.min(lignes.length - 1, Math.max(0, vers)));
  };
  const debut = Math.max(0, Math.floor(fenetre.haut / hauteur) - MARGE);
  const visibles = lignes.slice(debut, debut + Math.ceil(fenetre.hauteur / hauteur) + 2 * MARGE);
  // la ligne courante existe toujours, où qu’on ait défilé : c’est elle que le lecteur d’écran suit
  const rangs = visibles.map((_ligne, decalage) => debut + decalage);
  if (rang >= 0 && rang < lignes.length && !rangs.includes(rang)) rangs.push(rang);
  return (
    <div ref={cadre} className="defile liste-choix" role="listbox" tabIndex={0} aria-label={nom} aria-describedby={decritPar} aria-activedescendant={rang >= 0 && lignes.length > 0 ? `${id}-${rang}` : undefined} data-testid={testid} onScroll={mesurer} onKeyDown={surFrappe}>
      <div role="presentation" style={{ position: 'relative', height: lignes.length * hauteur }}>
        {rangs.map((ici) => {
          const ligne = lignes[ici];
          if (ligne === undefined) return null;
          const style: CSSProperties = { position: 'absolute', top: ici * hauteur, left: 0, right: 0, height: hauteur };
          return <div key={cle(ligne)} id={`${id}-${ici}`} role="option" aria-selected={ici === rang} aria-setsize={lignes.length} aria-posinset={ici + 1} aria-label={dire(ligne)} className={`liste-ligne ${classe?.(ligne, ici) ?? ''}`} style={style} onMouseDown={() => { aller(ici); surClic?.(ici); }}>{rendre(ligne, ici)}</div>;
        })}
      </div>
    </div>
  );
};

import type { ReactElement, ReactNode, RefCallback, RefObject } from 'react';
import { useCallback } from 'react';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { CONFLIT } from '../textes.ts';

export interface PropsConflit {
  readonly rang: number;
  readonly total: number;
  readonly fermer: () => void;
  /** Le conflit est classé ; `message` dit ce qui en a été fait. */
  readonly fait: (message: string) => void;
}

interface Props extends Omit<PropsConflit, 'fait'> {
  readonly titre: string;
  readonly alerte: string | null;
  readonly pied: ReactNode;
  readonly children: ReactNode;
}

/** La fenêtre d’un conflit : son rang parmi les autres, « Décider plus tard », l’échec au-dessus des boutons. */
export const CadreConflit = ({ titre, rang, total, fermer, alerte, pied, children }: Props): ReactElement => (
  <Dialogue
    ouvert titre={titre} icone="git-merge-line" largeur={1064} fermer={fermer} testid="conflit" alerte={alerte} pied={pied}
    enTete={<>{rang === 0 ? null : <span className="discret num" style={{ paddingTop: 6 }}>Conflit {rang} sur {total}</span>}<Bouton genre="t" icone="close-line" touche="Échap" onClick={fermer} testid="conflit-plus-tard">{CONFLIT.plusTard}</Bouton></>}
  >
    {children}
  </Dialogue>
);

/** Le focus part de la première valeur. La fenêtre se monte après le premier rendu de son contenu : d’où la référence plutôt qu’un effet. */
export const usePremierFocus = (corps: RefObject<HTMLDivElement | null>): RefCallback<HTMLDivElement> => useCallback((element) => {
  corps.current = element;
  element?.querySelector<HTMLElement>('input.coche')?.focus();
}, [corps]);

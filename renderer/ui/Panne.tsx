import type { ReactElement } from 'react';
import { Icone } from './Icone.tsx';

/** Ce qui tient lieu d’un écran qui n’a pas pu s’ouvrir. N’emploie rien des écrans : eux aussi peuvent manquer. */
export const Panne = ({ titre, texte, verbe, agir }: { readonly titre: string; readonly texte: string; readonly verbe: string; readonly agir: () => void }): ReactElement => (
  <div className="vide" role="alert" data-testid="panne"><Icone nom="error-warning-line" taille={24} /><strong>{titre}</strong><span>{texte}</span><button type="button" className="fr-btn fr-btn--secondary fr-btn--sm" onClick={agir}>{verbe}</button></div>
);

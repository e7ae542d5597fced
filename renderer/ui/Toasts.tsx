import type { ReactElement, ReactNode } from 'react';
import { createContext, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { Bouton } from './Bouton.tsx';
import { estSaisie, useRaccourcis } from './raccourcis.ts';

/** Ce qu’un message propose. `annule` : l’action défait ce que le message annonce, Ctrl+Z la fait aussi tant qu’il est là. */
export interface ActionToast { readonly libelle: string; readonly agir: () => void; readonly annule?: true }
interface Toast { readonly cle: number; readonly genre: 'succes' | 'erreur' | 'info'; readonly texte: string; readonly action?: ActionToast }
export type Annoncer = (texte: string, options?: { readonly genre?: Toast['genre']; readonly action?: Toast['action'] }) => void;
const Contexte = createContext<Annoncer>(() => undefined);

/** Annonce un résultat : message à l’écran pendant 10 s, lu par les lecteurs d’écran. Une erreur reste jusqu’à ce qu’on la ferme. */
export const useAnnoncer = (): Annoncer => useContext(Contexte);

/** `muet` : rien à l’écran (session verrouillée) ; un message peut nommer une personne ou une fiche. */
export const FournisseurToasts = ({ children, muet = false }: { readonly children: ReactNode; readonly muet?: boolean }): ReactElement => {
  const [toasts, changer] = useState<readonly Toast[]>([]);
  const suivant = useRef(1);
  const retirer = useCallback((cle: number) => { changer((liste) => liste.filter((toast) => toast.cle !== cle)); }, []);
  const annoncer = useCallback<Annoncer>((texte, { genre = 'succes', action } = {}) => {
    const cle = suivant.current;
    suivant.current += 1;
    changer((liste) => [...liste.slice(-2), { cle, genre, texte, ...(action === undefined ? {} : { action }) }]);
    if (genre !== 'erreur') setTimeout(() => { retirer(cle); }, 10_000);
  }, [retirer]);
  // Ctrl+Z défait la dernière décision ; les autres messages gardent leur bouton
  const annulable = [...toasts].reverse().find(({ action }) => action?.annule === true);
  useRaccourcis({
    'Ctrl+z': ({ target }) => {
      // dans un champ, Ctrl+Z défait la frappe
      if (annulable?.action === undefined || estSaisie(target)) return false;
      retirer(annulable.cle);
      annulable.action.agir();
      return true;
    },
  }, { actif: !muet });
  const zone = useMemo(() => (
    <div className="toasts flottant" role="log" aria-live="polite" aria-label="Messages" data-testid="toasts">
      {toasts.map(({ cle, genre, texte, action }) => (
        <div key={cle} className={`toast ${genre}`}>
          <span>{texte}</span>
          {action === undefined ? null : <Bouton genre="t" touche={cle === annulable?.cle ? 'Ctrl+Z' : undefined} onClick={() => { retirer(cle); action.agir(); }}>{action.libelle}</Bouton>}
          <Bouton genre="t" petit icone="close-line" nom="Fermer ce message" onClick={() => { retirer(cle); }} />
        </div>
      ))}
    </div>
  ), [toasts, annulable?.cle, retirer]);
  return <Contexte.Provider value={annoncer}>{children}{muet ? null : zone}</Contexte.Provider>;
};

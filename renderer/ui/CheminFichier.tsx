import type { ReactElement } from 'react';
import { useAnnoncer } from './Toasts.tsx';

/** Le chemin d’un fichier écrit, à lire et à copier. */
export const CheminFichier = ({ chemin }: { readonly chemin: string }): ReactElement => {
  const annoncer = useAnnoncer();
  const copier = (): void => { navigator.clipboard.writeText(chemin).then(() => { annoncer('Chemin copié.'); }, () => { annoncer('Copie refusée par le système.', { genre: 'erreur' }); }); };
  return <><span className="chemin" data-testid="chemin-export">{chemin}</span> <button type="button" className="lien insecable" onClick={copier}>Copier le chemin</button></>;
};

import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { Icone } from '../ui/Icone.tsx';
import { TEXTES } from './textes.ts';

/** « Grille | Calendrier » : les places d’un même groupe, vues de l’une ou l’autre façon. */
export const Commutateur = ({ groupeId, vue }: { readonly groupeId: string; readonly vue: 'grille' | 'calendrier' }): ReactElement => {
  const naviguer = useNavigate();
  const aller = (vers: 'grille' | 'calendrier'): void => { if (vers !== vue) void naviguer(`/places/groupe/${groupeId}${vers === 'calendrier' ? '/calendrier' : ''}`); };
  return (
    <div className="segments" role="group" aria-label={TEXTES.affichage}>
      <button type="button" aria-pressed={vue === 'grille'} onClick={() => { aller('grille'); }} data-testid="voir-grille"><Icone nom="table-line" />{TEXTES.grille}</button>
      <button type="button" aria-pressed={vue === 'calendrier'} onClick={() => { aller('calendrier'); }} data-testid="voir-calendrier"><Icone nom="calendar-line" />{TEXTES.calendrier}</button>
    </div>
  );
};

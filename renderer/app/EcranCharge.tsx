import type { ReactElement } from 'react';
import { Attente } from '../ui/Etats.tsx';
import { Panne } from '../ui/Panne.tsx';
import type { Charge } from './charge.ts';
import { useCharge } from './charge.ts';
import { TEXTES } from './textes.ts';

/** Un écran dans son morceau de code ; l’attente ne se voit que si elle dure. */
export const EcranCharge = ({ de }: { readonly de: Charge<Record<never, never>> }): ReactElement => {
  const { composant: Composant, echec } = useCharge(de);
  if (Composant !== undefined) return <Composant />;
  // recharger la page, et non redemander le morceau : Chromium garde l’échec d’un import pour la vie de la page
  return echec
    ? <div className="travail"><Panne titre={TEXTES.panne} texte={TEXTES.panneTexte} verbe={TEXTES.recharger} agir={() => { window.location.reload(); }} /></div>
    : <div className="travail attente-discrete"><Attente nom={TEXTES.ouverture} /></div>;
};

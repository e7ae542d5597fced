import type { ReactElement } from 'react';
import { fermerSession, useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { TEXTES } from './textes.ts';

/** La session de ce poste a été fermée par le service pendant le travail : pourquoi, et quoi faire. Le travail continue hors ligne. */
export const AvisSession = (): ReactElement => {
  const { session: { avis } } = useSession();
  return <div className="bandeau-avis flottant" role="status" data-testid="avis-session">{avis === null ? null : <Note genre="w"><span>{avis}</span><Bouton petit onClick={() => { void fermerSession(); }}>{TEXTES.seReconnecter}</Bouton></Note>}</div>;
};

import type { ReactElement, ReactNode } from 'react';
import { Navigate } from 'react-router';
import { useSession } from '../poste/session.ts';
import type { Ecran } from './ecrans.ts';
import { ecransDe } from './ecrans.ts';

/** Ne montre l’écran qu’aux profils qui l’ouvrent. Le service refuse de toute façon ; ceci évite un écran vide. */
export const Garde = ({ ecran, children }: { readonly ecran: Ecran; readonly children: ReactNode }): ReactElement => {
  const { acteur } = useSession();
  return ecransDe(acteur.profil).includes(ecran) ? <>{children}</> : <Navigate to="/" replace />;
};

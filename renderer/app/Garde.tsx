import type { ReactElement, ReactNode } from 'react';
import { Navigate } from 'react-router';
import { NAVIGATION } from '../cadre/textes.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { PremierChargement } from '../synchronisation/PremierChargement.tsx';
import type { Ecran } from './ecrans.ts';
import { ecransDe } from './ecrans.ts';

/**
 * Ne montre l’écran qu’aux profils qui l’ouvrent (le service refuse de toute façon ; ceci évite un écran vide), et pas avant que l’offre
 * ait été chargée une première fois.
 */
export const Garde = ({ ecran, children }: { readonly ecran: Ecran; readonly children: ReactNode }): ReactElement | null => {
  const { acteur } = useSession();
  const { data: etat, error } = useAppel('sync.etat', {});
  if (!ecransDe(acteur.profil).includes(ecran)) return <Navigate to="/" replace />;
  // l’état arrive aussitôt après la session ; sans lui on ne saurait pas si une grille vide l’est vraiment
  if (etat === undefined && error === null) return null;
  return etat?.offreChargee === false ? <PremierChargement titre={NAVIGATION[ecran].libelle} etat={etat} /> : <>{children}</>;
};

import { useNavigate } from 'react-router';
import type { MomentIndicateur } from '../../contract/methodesIndicateurs.ts';
import type { DefinitionPlaces } from '../../contract/methodesPlaces.ts';
import { vues } from '../places/definition.ts';
import { client, messageErreur } from '../poste/client.ts';
import { useSession } from '../poste/session.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Reglage } from './reglages.ts';

/** Ouvrir l’écran Places sur les lignes mêmes d’un chiffre. `derriere` : vrai quand le chiffre a des lignes qui se montrent, et qu’elles s’ouvrent ; une panne se dit. */
export const useVoirLignes = (): { readonly places: (definition: DefinitionPlaces) => void; readonly derriere: (id: string, moment: MomentIndicateur, filtres: Reglage['filtres']) => Promise<boolean> } => {
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const { utilisateur } = useSession();
  const places = (definition: DefinitionPlaces): void => { vues.set(utilisateur.id, definition); void naviguer('/places'); };
  const derriere = async (id: string, moment: MomentIndicateur, filtres: Reglage['filtres']): Promise<boolean> => {
    try {
      const { lignes } = await client.appeler('indicateurs.provenance', { id, moment, filtres: filtres as Record<string, string[]> });
      if (lignes === null) return false;
      places(lignes.definition);
    } catch (erreur) { annoncer(messageErreur(erreur), { genre: 'erreur' }); }
    return true;
  };
  return { places, derriere };
};

import type { Traitements } from '../contract/poste.ts';
import { changementsDepuis, visitePrecedente } from '../db/visite.ts';
import type { SessionPoste } from './session.ts';

const PAR_OBJET = 100;
const AUCUN = { entite: 0, dispositif: 0, groupe: 0, place: 0, proposition: 0, piece: 0, demande: 0 };

/** Ce que l’accueil dit de ce qui s’est passé en l’absence de la personne, lu dans le cache. */
export const traitementsAccueil = ({ session }: { readonly session: () => SessionPoste }): Pick<Traitements, 'accueil.changements'> => ({
  'accueil.changements': () => {
    const { base, utilisateur } = session();
    const depuis = visitePrecedente(base);
    if (depuis === null) return { depuis, lignes: [], compteurs: AUCUN };
    const { lignes, compteurs } = changementsDepuis(base, depuis, utilisateur.id, PAR_OBJET);
    return { depuis, lignes: [...lignes], compteurs };
  },
});

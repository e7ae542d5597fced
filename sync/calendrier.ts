import type { Traitements } from '../contract/poste.ts';
import { lireCalendrier } from '../db/calendrierPlaces.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';

/** Le calendrier d’un groupe de places. Il se change par `places.coller`, comme la grille. */
export const traitementsCalendrier = ({ session }: { readonly session: () => SessionPoste }): Pick<Traitements, 'places.calendrier'> => ({
  'places.calendrier': ({ groupeId, du, au }) => {
    const { base, utilisateur } = session();
    return { calendrier: lireCalendrier(base, groupeId, { du, au }, acteurDe(utilisateur), contexteDuPoste().aujourdhui, nomCommune) };
  },
});

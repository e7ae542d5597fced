import { randomUUID } from 'node:crypto';
import type { METHODES_OCCUPATION } from '../contract/methodesOccupation.ts';
import type { EtatSync, Traitements } from '../contract/poste.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande } from '../db/execution.ts';
import { lireNomenclatureCache } from '../db/nomenclature.ts';
import { lirePlacesOccupees, listerOccupation } from '../db/occupation.ts';
import { lireLignesCache } from '../db/lignes.ts';
import { declarerOccupation } from '../domain/commandes/occupation.ts';
import type { Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly apresCommande: () => void; readonly emettreSync: (etat: EtatSync) => void }

/** L’occupation déclarée, dispositif par dispositif. Lit le cache ou exécute la commande ; aucune règle ici. */
export const traitementsOccupation = ({ session, cadre, apresCommande, emettreSync }: Hote): Pick<Traitements, keyof typeof METHODES_OCCUPATION> => {
  const nomenclature = (aujourdhui: string): Nomenclature => construireNomenclature(lireNomenclatureCache(session().base), aujourdhui);
  return {
    'occupation.lister': () => {
      const { base, utilisateur } = session();
      const { aujourdhui } = contexteDuPoste();
      return { dispositifs: listerOccupation(base, acteurDe(utilisateur), nomenclature(aujourdhui), aujourdhui, nomCommune) };
    },
    'occupation.places': ({ dispositifId }) => {
      const { base, utilisateur } = session();
      const { aujourdhui } = contexteDuPoste();
      return lirePlacesOccupees(base, dispositifId, acteurDe(utilisateur), nomenclature(aujourdhui), aujourdhui);
    },
    'occupation.declarer': ({ dispositifId, le, changements }) => {
      const { base, synchroniseur } = session();
      const lot = randomUUID();
      // ce qui est déjà comme on le déclare ne compte pas dans ce qui a changé
      const voulues = new Map(changements.flatMap(({ occupation, ids }) => ids.map((id) => [id, occupation] as const)));
      const changees = lireLignesCache(base, 'place', [...voulues.keys()]).filter((place) => place.occupation !== voulues.get(place.id)).length;
      const execution = executerCommande(base, declarerOccupation.nom, { lot, dispositifId, le, changements }, cadre());
      if (!execution.accepte) return { lot: null, changees: 0, refus: { code: execution.code, message: execution.message, ...(execution.champ === undefined ? {} : { champ: execution.champ }) } };
      emettreSync(synchroniseur.etat());
      apresCommande();
      void synchroniseur.maintenant();
      return { lot: changees === 0 ? null : lot, changees, refus: null };
    },
  };
};

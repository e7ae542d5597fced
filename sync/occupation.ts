import { randomUUID } from 'node:crypto';
import type { METHODES_OCCUPATION } from '../contract/methodesOccupation.ts';
import type { EtatSync, Traitements } from '../contract/poste.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, executerEnsemble } from '../db/execution.ts';
import { preparerImport } from '../db/importOccupation.ts';
import { lireNomenclatureCache } from '../db/nomenclature.ts';
import { lirePlacesOccupees, listerOccupation } from '../db/occupation.ts';
import { lireLignesCache } from '../db/lignes.ts';
import { declarerOccupation } from '../domain/commandes/occupation.ts';
import type { Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import { lireFichierOccupation } from './lecture/fichierOccupation.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly apresCommande: () => void; readonly emettreSync: (etat: EtatSync) => void }

/** L’occupation déclarée, dispositif par dispositif. Lit le cache ou exécute la commande ; aucune règle ici. */
export const traitementsOccupation = ({ session, cadre, apresCommande, emettreSync }: Hote): Pick<Traitements, keyof typeof METHODES_OCCUPATION> => {
  const nomenclature = (aujourdhui: string): Nomenclature => construireNomenclature(lireNomenclatureCache(session().base), aujourdhui);
  const prevenir = (): void => {
    const { synchroniseur } = session();
    emettreSync(synchroniseur.etat());
    apresCommande();
    void synchroniseur.maintenant();
  };
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
      const { base } = session();
      const lot = randomUUID();
      // ce qui est déjà comme on le déclare ne compte pas dans ce qui a changé
      const voulues = new Map(changements.flatMap(({ occupation, ids }) => ids.map((id) => [id, occupation] as const)));
      const changees = lireLignesCache(base, 'place', [...voulues.keys()]).filter((place) => place.occupation !== voulues.get(place.id)).length;
      const execution = executerCommande(base, declarerOccupation.nom, { lot, dispositifId, le, changements }, cadre());
      if (!execution.accepte) return { lot: null, changees: 0, refus: { code: execution.code, message: execution.message, ...(execution.champ === undefined ? {} : { champ: execution.champ }) } };
      prevenir();
      return { lot, changees, refus: null };
    },
    'occupation.lireFichier': ({ octets }) => preparerImport(session().base, lireFichierOccupation(octets), randomUUID(), cadre()).apercu,
    'occupation.importer': ({ octets }) => {
      const { base } = session();
      const lot = randomUUID();
      // relu et rejugé : l’offre a pu changer depuis l’aperçu
      const { apercu, commandes } = preparerImport(base, lireFichierOccupation(octets), lot, cadre());
      const changees = apercu.declarations.reduce((somme, declaration) => somme + declaration.changees, 0);
      const [defaut] = apercu.defauts;
      if (defaut !== undefined) return { lot: null, declarations: 0, changees: 0, refus: `Ligne ${defaut.ligne} : ${defaut.message}` };
      const execution = executerEnsemble(base, commandes.map((args) => ({ nom: declarerOccupation.nom, args })), cadre());
      if (!execution.accepte) return { lot: null, declarations: 0, changees: 0, refus: execution.refus.message };
      prevenir();
      return { lot, declarations: commandes.length, changees, refus: null };
    },
  };
};

import { randomUUID } from 'node:crypto';
import type { Traitements } from '../contract/poste.ts';
import type { Cadre } from '../db/execution.ts';
import { executerEnsemble } from '../db/execution.ts';
import { argumentsDe, destinations, jugerReorganisation } from '../db/reorganisation.ts';
import type { ArgumentsReorganiser } from '../domain/commandes/reorganisation.ts';
import { reorganiserPlaces } from '../domain/commandes/reorganisation.ts';
import { lireChoix } from './choixPlaces.ts';
import type { SessionPoste } from './session.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly prevenir: () => void }

const ANNULABLES_GARDEES = 20;
/** Ce qui déferait les dernières réorganisations, par compte ouvert. */
const inversesParSession = new WeakMap<SessionPoste, Map<string, readonly ArgumentsReorganiser[]>>();

/** Déplacer, scinder, réunir : aperçu, geste, retour en arrière. Aucune règle ici. */
export const traitementsReorganisation = ({ session, cadre, prevenir }: Hote): Pick<Traitements, 'places.destinations' | 'places.apercuReorganisation' | 'places.reorganiser' | 'places.annulerReorganisation'> => {
  const enCommandes = (suite: readonly ArgumentsReorganiser[]) => suite.map((args) => ({ nom: reorganiserPlaces.nom, args }));
  return {
    'places.destinations': ({ choix }) => destinations(session().base, lireChoix(session(), choix), cadre().contexte.aujourdhui),
    'places.apercuReorganisation': (demande) => {
      const courant = cadre();
      return jugerReorganisation(session().base, argumentsDe(session().base, lireChoix(session(), demande.choix), demande, courant.contexte.aujourdhui), courant).apercu;
    },
    'places.reorganiser': (demande) => {
      const ouverte = session();
      const courant = cadre();
      const args = argumentsDe(ouverte.base, lireChoix(ouverte, demande.choix), demande, courant.contexte.aujourdhui);
      const { apercu, inverses } = jugerReorganisation(ouverte.base, args, courant);
      if (apercu.refus !== null) return { refus: apercu.refus, deplacees: 0, lot: null };
      const execution = executerEnsemble(ouverte.base, enCommandes([args]), courant);
      if (!execution.accepte) return { refus: { code: execution.refus.code, message: execution.refus.message }, deplacees: 0, lot: null };
      const lot = inverses === null ? null : randomUUID();
      if (lot !== null && inverses !== null) {
        const gardes = inversesParSession.get(ouverte) ?? new Map<string, readonly ArgumentsReorganiser[]>();
        inversesParSession.set(ouverte, gardes);
        gardes.set(lot, inverses);
        for (const ancien of [...gardes.keys()].slice(0, -ANNULABLES_GARDEES)) gardes.delete(ancien);
      }
      prevenir();
      return { refus: null, deplacees: apercu.deplacees, lot };
    },
    'places.annulerReorganisation': ({ lot }) => {
      const ouverte = session();
      const inverses = inversesParSession.get(ouverte)?.get(lot);
      if (inverses === undefined) return { refus: { code: 'lot.inconnu', message: 'Ce changement n’est plus en mémoire sur ce poste : remettre les places à la main.' } };
      const execution = executerEnsemble(ouverte.base, enCommandes(inverses), cadre());
      if (!execution.accepte) return { refus: { code: execution.refus.code, message: execution.refus.message } };
      inversesParSession.get(ouverte)?.delete(lot);
      prevenir();
      return { refus: null };
    },
  };
};

import { randomUUID } from 'node:crypto';
import { GROUPES_MAXIMUM } from '../contract/methodesGroupes.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { CommandePrete } from '../db/caracteristiques.ts';
import { jugerCaracteristiques } from '../db/caracteristiques.ts';
import type { Cadre } from '../db/execution.ts';
import { executerEnsemble } from '../db/execution.ts';
import { dernierNumero } from '../db/file.ts';
import { jugerFinancement } from '../db/financement.ts';
import { argumentsDe, destinations, jugerReorganisation } from '../db/reorganisation.ts';
import type { ArgumentsReorganiser } from '../domain/commandes/reorganisation.ts';
import { reorganiserPlaces } from '../domain/commandes/reorganisation.ts';
import { lireChoix } from './choixPlaces.ts';
import type { SessionPoste } from './session.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly prevenir: () => void }
type Methodes = 'places.destinations' | 'places.apercuReorganisation' | 'places.reorganiser' | 'places.apercuCaracteristiques' | 'places.changerCaracteristiques' | 'places.apercuFinancement' | 'places.changerFinancement' | 'places.defaire';

const ANNULABLES_GARDES = 20;
/** Un geste sur des groupes que l’on peut défaire : comment, son nom, et le numéro en file de sa dernière commande. */
interface Inverse { readonly lot: string; readonly commandes: readonly CommandePrete[]; readonly intitule: string; readonly numero: number }
/** Ce qui déferait les derniers gestes sur des groupes, par compte ouvert. */
const inverses = new WeakMap<SessionPoste, Map<string, Inverse>>();
/** Le dernier geste sur des groupes que l’on peut encore défaire. */
export const dernierInverse = (session: SessionPoste): Inverse | undefined => [...(inverses.get(session)?.values() ?? [])].at(-1);
const garderInverses = (session: SessionPoste, intitule: string, commandes: readonly CommandePrete[] | null): string | null => {
  if (commandes === null) return null;
  const gardes = inverses.get(session) ?? new Map<string, Inverse>();
  inverses.set(session, gardes);
  const lot = randomUUID();
  gardes.set(lot, { lot, commandes, intitule, numero: dernierNumero(session.base) });
  for (const ancien of [...gardes.keys()].slice(0, -ANNULABLES_GARDES)) gardes.delete(ancien);
  return lot;
};
const enCommandes = (suite: readonly ArgumentsReorganiser[]): readonly CommandePrete[] => suite.map((args) => ({ nom: reorganiserPlaces.nom, args }));

/** Les gestes sur les groupes, depuis leurs places : déplacer, scinder, réunir, changer modalité, permanence et publics ; aperçu, geste, retour en arrière. Aucune règle ici. */
export const traitementsGroupes = ({ session, cadre, prevenir }: Hote): Pick<Traitements, Methodes> => {
  const jugerGroupes = ({ choix, entiers, caracteristiques }: Parameters<Traitements['places.apercuCaracteristiques']>[0]) => {
    const juges = jugerCaracteristiques(session().base, lireChoix(session(), choix), caracteristiques, entiers, cadre());
    if (juges.groupes.length > GROUPES_MAXIMUM) throw new ErreurPoste('choix.trop', `Ces places sont de ${juges.groupes.length} groupes, ${GROUPES_MAXIMUM} au plus en une fois : filtrer davantage.`);
    return juges;
  };
  const jugerDispositifs = ({ choix, entiers, changement, motif }: Parameters<Traitements['places.apercuFinancement']>[0]) => {
    const juges = jugerFinancement(session().base, lireChoix(session(), choix), changement, entiers, motif, cadre());
    if (juges.dispositifs.length > GROUPES_MAXIMUM) throw new ErreurPoste('choix.trop', `Ces places sont de ${juges.dispositifs.length} dispositifs, ${GROUPES_MAXIMUM} au plus en une fois : filtrer davantage.`);
    return juges;
  };
  /** Exécute toutes les commandes, ou aucune ; rend ce qui les défait. */
  const executerTout = (intitule: string, commandes: readonly CommandePrete[], retour: readonly CommandePrete[]): string | null => {
    if (commandes.length === 0) return null;
    const execution = executerEnsemble(session().base, commandes, cadre());
    if (!execution.accepte) throw new ErreurPoste(execution.refus.code, execution.refus.message);
    prevenir();
    return garderInverses(session(), intitule, retour);
  };
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
      const { apercu, inverses: retour } = jugerReorganisation(ouverte.base, args, courant);
      if (apercu.refus !== null) return { refus: apercu.refus, deplacees: 0, lot: null };
      const execution = executerEnsemble(ouverte.base, enCommandes([args]), courant);
      if (!execution.accepte) return { refus: { code: execution.refus.code, message: execution.refus.message }, deplacees: 0, lot: null };
      prevenir();
      return { refus: null, deplacees: apercu.deplacees, lot: garderInverses(ouverte, 'Déplacer des places', retour === null ? null : enCommandes(retour)) };
    },
    'places.apercuCaracteristiques': (demande) => ({ groupes: [...jugerGroupes(demande).groupes] }),
    'places.changerCaracteristiques': (demande) => {
      const { groupes, commandes, inverses: retour } = jugerGroupes(demande);
      return { groupes: [...groupes], lot: executerTout('Changer des groupes', commandes, retour) };
    },
    'places.apercuFinancement': (demande) => ({ dispositifs: [...jugerDispositifs({ ...demande, motif: '…' }).dispositifs] }),
    'places.changerFinancement': (demande) => {
      const { dispositifs, commandes, inverses: retour } = jugerDispositifs(demande);
      return { dispositifs: [...dispositifs], lot: executerTout('Changer des financements', commandes, retour) };
    },
    'places.defaire': ({ lot }) => {
      const ouverte = session();
      const commandes = inverses.get(ouverte)?.get(lot)?.commandes;
      if (commandes === undefined) return { refus: { code: 'lot.inconnu', message: 'Ce changement n’est plus en mémoire sur ce poste : le défaire à la main.' } };
      const execution = executerEnsemble(ouverte.base, commandes, cadre());
      if (!execution.accepte) return { refus: { code: execution.refus.code, message: execution.refus.message } };
      inverses.get(ouverte)?.delete(lot);
      prevenir();
      return { refus: null };
    },
  };
};

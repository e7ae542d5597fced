import type { EtatSync, Traitements } from '../contract/poste.ts';
import { lireAvis, marquerAvis } from '../db/avis.ts';
import type { Cadre } from '../db/execution.ts';
import { executerEnsemble } from '../db/execution.ts';
import { lireLigneCache } from '../db/lignes.ts';
import { lireProposition } from '../db/propositions.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste } from './session.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly apresCommande: () => void; readonly emettreSync: (etat: EtatSync) => void }

/** Les traitements des propositions et des avis. Chacun lit le cache ou exécute des commandes ; aucune règle ici. */
export const traitementsPropositions = ({ session, cadre, apresCommande, emettreSync }: Hote): Pick<Traitements, 'commandes.executerEnsemble' | Extract<keyof Traitements, `propositions.${string}` | `avis.${string}`>> => ({
  'commandes.executerEnsemble': ({ commandes, retour }) => {
    const { base, synchroniseur } = session();
    const execution = executerEnsemble(base, commandes.map(({ nom, args }) => ({ nom, args })), cadre(), retour);
    if (!execution.accepte) {
      const { code, message, champ } = execution.refus;
      return { accepte: false, rang: execution.rang, refus: { code, message, ...(champ === undefined ? {} : { champ }) } };
    }
    emettreSync(synchroniseur.etat());
    apresCommande();
    void synchroniseur.maintenant();
    return { accepte: true, seqs: [...execution.numeros] };
  },
  'propositions.lire': ({ id }) => {
    const { base, utilisateur } = session();
    const ligne = lireLigneCache(base, 'proposition', id);
    return { proposition: (ligne === undefined ? undefined : lireProposition(base, ligne, acteurDe(utilisateur), contexteDuPoste())) ?? null };
  },
  'avis.lire': () => {
    const { base, utilisateur, programme } = session();
    return { avis: lireAvis(base, utilisateur.id, contexteDuPoste().maintenant, programme) };
  },
  'avis.marquer': ({ cles }) => {
    const { base, utilisateur } = session();
    marquerAvis(base, utilisateur.id, contexteDuPoste().maintenant, cles);
    return { fait: true };
  },
});

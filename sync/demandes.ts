import { randomUUID } from 'node:crypto';
import type { METHODES_DEMANDES } from '../contract/methodesDemandes.ts';
import type { Traitements } from '../contract/poste.ts';
import { lireDemandes, preparerDemandes } from '../db/demandes.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, executerEnsemble, juger } from '../db/execution.ts';
import { lireChoix } from './choixPlaces.ts';
import type { SessionPoste } from './session.ts';

interface Hote { readonly session: () => SessionPoste; readonly cadre: () => Cadre; readonly prevenir: () => void }

/** Les demandes sur des places : ce qui se demanderait, l’envoi, la lecture, la décision. Aucune règle ici. */
export const traitementsDemandes = ({ session, cadre, prevenir }: Hote): Pick<Traitements, keyof typeof METHODES_DEMANDES> => ({
  'demandes.apercu': ({ choix, geste, entiers }) => {
    // le motif s’écrit après l’aperçu
    const { lignes, dispositifs } = preparerDemandes(session().base, lireChoix(session(), choix), geste, entiers, '…', cadre());
    return { lignes, dispositifs };
  },
  'demandes.envoyer': ({ choix, geste, entiers, motif }) => {
    const { base } = session();
    const courant = cadre();
    const { commandes, lignes, dispositifs, refus } = preparerDemandes(base, lireChoix(session(), choix), geste, entiers, motif, courant);
    if (commandes.length === 0) return { lignes: 0, dispositifs: 0, refus: refus ?? { code: 'sans_effet', message: 'Rien à demander : ces places sont déjà ainsi, ou vous pouvez les changer vous-même.' } };
    const execution = executerEnsemble(base, commandes, courant);
    if (!execution.accepte) return { lignes: 0, dispositifs: 0, refus: { code: execution.refus.code, message: execution.refus.message } };
    prevenir();
    return { lignes, dispositifs, refus: null };
  },
  'demandes.lire': () => {
    const { demandes, aDecider } = lireDemandes(session().base, cadre());
    return { demandes: [...demandes], aDecider };
  },
  'demandes.decider': ({ id, decision, motif, lignes }) => {
    const { base } = session();
    const courant = cadre();
    const args = { id, lot: randomUUID(), decision, ...(motif === null ? {} : { motif }), lignes };
    const essai = juger(base, 'deciderDemande', args, courant);
    const refusees = (essai.refusees ?? []).map((ligne) => ({ id: ligne.id, message: ligne.message }));
    if (!essai.accepte) return { lot: null, decidees: 0, refusees, refus: { code: essai.code, message: essai.message } };
    // ce qui ne se décide pas n’est pas envoyé, pour ne pas revenir en refus
    const laissees = new Set(refusees.map((ligne) => ligne.id));
    const decidees = lignes.filter((ligne) => !laissees.has(ligne.id));
    const execution = executerCommande(base, 'deciderDemande', { ...args, lignes: decidees }, courant);
    if (!execution.accepte) return { lot: null, decidees: 0, refusees, refus: { code: execution.code, message: execution.message } };
    prevenir();
    const placesChangees = decision === 'acceptee' && essai.changements.some(({ objet }) => objet === 'place');
    return { lot: placesChangees ? args.lot : null, decidees: decidees.length, refusees, refus: null };
  },
});

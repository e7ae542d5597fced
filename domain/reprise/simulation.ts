import { COMMANDES } from '../commandes/catalogue.ts';
import type { Contexte as ContexteCommande, Decision, Lecture } from '../commandes/commande.ts';
import { executerAsync } from '../commandes/commande.ts';
import { proposerReprise } from '../commandes/propositionsReprise.ts';
import { reprendreFiches } from '../commandes/reprise.ts';
import type { Objet } from '../droits.ts';
import type { Entite } from '../objets/entite.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { FichierLot, Livre, Lot, ResultatSimulation } from '../objets/lot.ts';
import type { Ligne } from '../objets/objets.ts';
import type { Place } from '../objets/place.ts';
import type { Acteur } from '../profils.ts';
import type { Anomalie } from './anomalies.ts';
import { anomalie } from './anomalies.ts';
import type { ResultatControle } from './controle.ts';
import type { SortLigne } from './fichierStructures.ts';
import type { GrandLivre } from './grandLivre.ts';
import { ouvrirRegistre } from './grandLivre.ts';
import type { Ecart } from './ecarts.ts';
import { chercherEcarts, proposerEcarts } from './ecarts.ts';
import type { Fiches } from './fiches.ts';
import type { Identifier, Plan } from './plan.ts';

type Repondre = (demande: Lecture) => unknown;
/** L’offre telle qu’elle serait si ces fiches y étaient : répond comme la base, plus ce qui a été posé. Rien n’est écrit. */
const superposer = (repondre: Repondre): { readonly poser: (objet: Objet, ligne: Ligne) => void; readonly repondre: (demande: Lecture) => Promise<unknown> } => {
  const posees = new Map<string, Ligne>();
  const parSiren = new Map<string, Entite[]>();
  const groupes = new Map<string, Groupe[]>();
  const places = new Map<string, Place[]>();
  const ranger = <T>(table: Map<string, T[]>, cle: string, ligne: T): void => { const liste = table.get(cle); if (liste === undefined) table.set(cle, [ligne]); else liste.push(ligne); };
  return {
    poser: (objet, ligne) => {
      posees.set(`${objet}/${ligne.id}`, ligne);
      if (objet === 'entite') { const { siren } = ligne as Entite; if (siren !== null) ranger(parSiren, siren, ligne as Entite); }
      if (objet === 'groupe') ranger(groupes, (ligne as Groupe).dispositifId, ligne as Groupe);
      if (objet === 'place') ranger(places, (ligne as Place).groupeId, ligne as Place);
    },
    repondre: async (demande) => {
      if (demande.lire === 'ligne') return posees.get(`${demande.objet}/${demande.id}`) ?? repondre(demande);
      const lues = await repondre(demande);
      switch (demande.lire) {
        case 'lignes': return [...(lues as readonly Ligne[]), ...demande.ids.flatMap((id) => posees.get(`${demande.objet}/${id}`) ?? [])];
        case 'entitesParSiren': return [...(lues as readonly Entite[]), ...(parSiren.get(demande.siren) ?? [])];
        case 'groupesDe': return [...(lues as readonly Groupe[]), ...(groupes.get(demande.dispositifId) ?? [])];
        case 'placesDe': return [...(lues as readonly Place[]), ...(places.get(demande.groupeId) ?? [])];
        default: return lues;
      }
    },
  };
};

/** Une fiche que l’offre refuserait, et les lignes du fichier d’où elle vient. */
export interface RefusPrevu { readonly id: string; readonly objet: string; readonly nom: string; readonly lignes: readonly number[]; readonly code: string; readonly message: string }
export interface Essai {
  readonly plan: Plan; /** Celles du contrôle : ce que le fichier dit autrement d’une fiche déjà là se cherche parmi elles. */ readonly fiches: Fiches; readonly mandatId: string; readonly identifier: Identifier; readonly acteur: Acteur; readonly contexte: ContexteCommande;
  /** Le lot, tel qu’il serait une fois cette simulation notée. */
  readonly lot: Lot;
  /** Ce qui serait chargé avant : les structures d’un fichier de places. Leurs refus sont l’affaire de leur fichier ; une place d’un groupe refusé l’est aussi. */
  readonly prealables?: readonly { readonly lot: Lot; readonly plan: Plan }[];
  /** Ce que répond l’offre d’aujourd’hui. */
  readonly repondre: Repondre;
  /** Appelée après chaque commande ; lève pour arrêter. */
  readonly avancer?: (faites: number, sur: number) => void | Promise<void>;
}
/** Ce que le fichier dit autrement de l’offre. `laisses` : par fiche, pourquoi rien ne s’en proposera ; `propositions` : combien partiront. */
interface EcartsPrevus { readonly ecarts: readonly Ecart[]; readonly laisses: ReadonlyMap<string, string>; readonly propositions: number }
export interface ResultatEssai extends EcartsPrevus { readonly refus: readonly RefusPrevu[]; readonly creees: number; /** La reprise entière est refusée : mandat, lot. */ readonly refusDEnsemble: string | null }
const AUCUN_ECART: EcartsPrevus = { ecarts: [], laisses: new Map(), propositions: 0 };

/** Cherche ce que le fichier dit autrement de l’offre, et juge les propositions qui le diraient. */
const essayerEcarts = async ({ fiches, lot, mandatId, identifier, acteur, contexte }: Essai, repondre: (demande: Lecture) => Promise<unknown>): Promise<EcartsPrevus> => {
  const ecarts = await chercherEcarts(fiches, repondre, contexte.aujourdhui);
  const laisses = new Map<string, string>();
  let propositions = 0;
  for (const args of proposerEcarts(ecarts, { lotId: lot.id, mandatId, identifier })) {
    const decision = await executerAsync(juge(proposerReprise.nom)(args, acteur, contexte), repondre);
    const ficheDe = new Map(args.propositions.map(({ id, ficheId }) => [id, ficheId]));
    // déjà déposée par ce lot : elle y est, rien d’autre à en dire
    for (const { id, code, message } of decision.refusees ?? []) if (code !== 'existe') laisses.set(ficheDe.get(id) ?? id, message);
    if (decision.accepte) propositions += decision.changements.length;
  }
  return { ecarts, laisses, propositions };
};
const LIVRE_VIDE: Livre = { source: 0, creees: 0, fusionnees: 0, scindees: 0, rejetees: 0, exclues: 0 };
/** Le lot d’un essai, sans reproche : ses livres justes et rien de bloquant, on cherche ce que l’offre refuserait, fiche par fiche. */
export const lotAEssayer = (lot: Lot, fichier: FichierLot, par: string, le: string): Lot =>
  ({ ...lot, fichier, simulations: [{ fichier, lignes: LIVRE_VIDE, places: LIVRE_VIDE, bloquantes: 0, avertissements: 0, anomalies: {}, le, par }] });

/** Le jugement d’une commande du catalogue. */
const juge = (nom: string) => {
  const commande = COMMANDES[nom];
  if (commande === undefined) throw new Error(`Le catalogue n’a pas « ${nom} »`);
  return commande.juger;
};

/**
 * Joue le chargement sans rien écrire : les commandes mêmes qui partiraient, jugées dans l’ordre, chacune voyant l’effet des précédentes. Le service rejugera ;
 * entre-temps l’offre a pu changer, rien d’autre ne peut différer.
 */
export const essayerPlan = async (essai: Essai): Promise<ResultatEssai> => {
  const { plan, acteur, contexte, lot, prealables = [], repondre, avancer } = essai;
  const offre = superposer(repondre);
  const refus: RefusPrevu[] = [];
  let creees = 0;
  /** Juge une commande et pose ce qu’elle créerait. */
  const jouer = async (args: Plan['commandes'][number]): Promise<{ readonly decision: Decision; readonly posees: number }> => {
    const decision = await executerAsync(juge(reprendreFiches.nom)(args, acteur, contexte), offre.repondre);
    const creations = (decision.accepte ? decision.changements : []).flatMap((changement) => (changement.genre === 'creer' ? [changement] : []));
    for (const { objet, ligne } of creations) offre.poser(objet, ligne);
    return { decision, posees: creations.length };
  };
  for (const prealable of prealables) {
    offre.poser('lot', prealable.lot);
    for (const args of prealable.plan.commandes) await jouer(args);
  }
  offre.poser('lot', lot);
  for (const [rang, args] of plan.commandes.entries()) {
    const { decision, posees } = await jouer(args);
    creees += posees;
    if (!decision.accepte && decision.refusees === undefined) return { ...AUCUN_ECART, refus, creees, refusDEnsemble: decision.message };
    for (const { id, code, message } of decision.refusees ?? []) {
      const fiche = plan.fiches.get(id);
      refus.push({ id, objet: fiche?.objet ?? 'fiche', nom: fiche?.nom ?? '', lignes: fiche?.lignes ?? [], code, message });
    }
    await avancer?.(rang + 1, plan.commandes.length);
  }
  return { ...(await essayerEcarts(essai, offre.repondre)), refus, creees, refusDEnsemble: null };
};

type Controle = Pick<ResultatControle, 'anomalies' | 'sorts' | 'grandLivre'>;
/** Le contrôle, une fois connu ce que l’offre refuserait : les lignes de ces fiches sont rejetées (R01), les livres refaits. `ecarts` : ce que l’offre dit autrement (R02), qui ne change le sort d’aucune ligne. */
export const avecRefus = ({ anomalies: trouvees, sorts, grandLivre }: Controle, refus: readonly RefusPrevu[], ecarts: readonly Anomalie[] = []): Controle => {
  const anomalies = ecarts.length === 0 ? trouvees : [...trouvees, ...ecarts].sort((une, autre) => une.ligne - autre.ligne);
  if (refus.length === 0) return { anomalies, sorts, grandLivre };
  const rejetees = new Set(refus.flatMap(({ lignes }) => lignes));
  const nouvelles: Anomalie[] = refus.flatMap(({ lignes, nom, message, objet }) => (lignes.length === 0 ? [0] : lignes.slice(0, 1)).map((ligne) => anomalie('R01', ligne, null, nom, `${objet === 'place' ? 'Place ' : ''}« ${nom} » : ${message}`)));
  const refaits = sorts.map((sort): SortLigne => (rejetees.has(sort.numero) && (sort.sort === 'creee' || sort.sort === 'scindee') ? { ...sort, sort: 'rejetee', motif: 'R01' } : sort));
  const [lignes, places] = [ouvrirRegistre(), ouvrirRegistre()];
  for (const { sort, motif, places: poids } of refaits) {
    lignes.decider(sort, motif ?? undefined);
    places.decider(sort, motif ?? undefined, poids);
  }
  // ce qui a été lu ne change pas : seul le sort change
  lignes.lire(grandLivre.lignes.source);
  places.lire(grandLivre.places.source);
  return { anomalies: [...anomalies, ...nouvelles].sort((une, autre) => une.ligne - autre.ligne), sorts: refaits, grandLivre: { lignes: lignes.bilan(), places: places.bilan() } };
};

/** Les nombres d’un grand livre, sans ses motifs. */
export const livreDe = ({ source, creees, fusionnees, scindees, rejetees, exclues }: GrandLivre): Livre => ({ source, creees, fusionnees, scindees, rejetees, exclues });
/** Ce qu’un lot garde d’une simulation : des nombres. */
export const resultatDe = ({ anomalies, grandLivre }: Controle, fichier: FichierLot): ResultatSimulation => {
  const parCode = new Map<string, number>();
  for (const { code } of anomalies) parCode.set(code, (parCode.get(code) ?? 0) + 1);
  const bloquantes = anomalies.filter(({ gravite }) => gravite === 'bloquante').length;
  return { fichier, lignes: livreDe(grandLivre.lignes), places: livreDe(grandLivre.places), bloquantes, avertissements: anomalies.length - bloquantes, anomalies: Object.fromEntries([...parCode].sort()) };
};

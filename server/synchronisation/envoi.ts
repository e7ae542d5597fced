import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Issue, Mutation } from '../../contract/service.ts';
import type { CommandeQuelconque, Contexte, Decision, Refus } from '../../domain/commandes/commande.ts';
import { executerAsync, refus } from '../../domain/commandes/commande.ts';
import type { Catalogue } from '../../domain/commandes/catalogue.ts';
import { interpreter, trouverCommande } from '../../domain/commandes/catalogue.ts';
import { referentielCommunes } from '../../domain/geographie/cog.ts';
import { cibleDe } from '../../domain/objets/objets.ts';
import type { Acteur } from '../../domain/profils.ts';
import { verrouillerEcriture } from '../base/base.ts';
import { canonique, empreinteSha256, estRangeable } from '../base/canonique.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import { appliquerEffets } from '../comptes/effets.ts';
import type { Compte } from '../comptes/utilisateurs.ts';
import { lireCompteActif, suivreComptes } from '../comptes/utilisateurs.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { LigneAppliquee } from './application.ts';
import { appliquer } from './application.ts';
import { champsEnConflit } from './conflits.ts';
import { lireBrute, repondre } from './lectures.ts';
import { estVisible } from './perimetre.ts';
import { prevenirPostes } from './suivi.ts';

const dateParis = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });
/** Date du jour à Paris, `AAAA-MM-JJ`, à un instant donné. */
export const dateAParis = (instant: Date): string => dateParis.format(instant);

/** Telle qu’elle a été émise, avant toute conversion : une mise à jour du service ne change pas l’empreinte. `base` n’en fait pas partie : elle dit ce que l’auteur voyait, pas ce qu’il demande. */
const empreinteMutation = ({ nom, version, args }: Mutation): string =>
  (estRangeable([nom, args]) ? empreinteSha256(canonique({ nom, version, args })) : 'non_rangeable');

const etranger = (): ErreurService => new ErreurService(403, 'client_etranger', 'Ce poste est enregistré au nom d’un autre compte.', { champ: 'clientId' });

/** Refuse toute la demande quand un de ses `clientId` appartient à quelqu’un d’autre : `client_etranger` (403). */
export const verifierClients = async (requetes: Requetes, compte: Compte, clientIds: readonly string[]): Promise<void> => {
  if (clientIds.length === 0) return;
  const autre = await requetes.selectFrom('client').select('clientId').where('clientId', 'in', [...clientIds]).where('utilisateurId', '<>', compte.utilisateur.id).executeTakeFirst();
  if (autre !== undefined) throw etranger();
};

const rejet = (seq: number, { code, champ, message }: Refus): Issue => ({ seq, issue: 'rejetee', code, ...(champ === undefined ? {} : { champ }), message });

interface Suite { readonly issue: Issue; readonly lignes: readonly LigneAppliquee[] }
/** Le poste qui envoie. `catalogue` : version du sien ; `versionClient` : celle de son programme, pour le journal. */
export interface PosteEmetteur { readonly catalogue: number; readonly versionClient: string | null }
interface Passage { readonly contexte: ContexteService; readonly transaction: Transaction<Schema>; readonly compte: Compte; readonly mutation: Mutation; readonly maintenant: Date; readonly versionClient: string | null }
/** Ce qu’il y a à juger : une commande du catalogue et ses arguments, convertis s’il le fallait. */
interface AJuger { readonly commande: CommandeQuelconque; readonly args: unknown }
type Suspension = Extract<Issue, { issue: 'suspendue' }>['raison'];

/** Un refus de droit prime sur un conflit : la fiche du service n’est montrée qu’à qui pouvait agir. */
const primeSurLeConflit = (decision: Decision): boolean => !decision.accepte && (decision.code === 'arguments' || decision.code === 'introuvable' || decision.code === 'existe' || decision.code.startsWith('droit.'));

/** Violation d’unicité ou donnée que la base refuse : un refus définitif, pas une panne que le poste renverrait sans fin. */
const refusDeBase = (erreur: unknown): Refus | undefined => {
  if (typeof erreur !== 'object' || erreur === null || !('code' in erreur) || typeof erreur.code !== 'string') return undefined;
  if (erreur.code === '23505') {
    const contrainte = 'constraint' in erreur ? String(erreur.constraint) : '';
    return contrainte === 'entite_siren_unique' ? refus('champ.siren', 'Ce siren est déjà celui d’une autre entité.', 'siren') : refus('existe', 'Cette fiche est déjà enregistrée.');
  }
  return erreur.code.startsWith('22') || erreur.code.startsWith('23') ? refus('donnees', 'La base refuse ces valeurs : vérifier la saisie.') : undefined;
};

const juger = async (passage: Passage, { commande, args: emis }: AJuger): Promise<Suite> => {
  const { transaction, compte, mutation, maintenant } = passage;
  const { acteur } = compte;
  const cadre: Contexte = { maintenant: maintenant.toISOString(), aujourdhui: dateAParis(maintenant), communes: referentielCommunes };
  const decision = await executerAsync(commande.juger(emis, acteur, cadre), repondre(transaction, acteur));
  const args = commande.schema.safeParse(emis);
  if (args.success && !primeSurLeConflit(decision)) {
    const cible = commande.cible(args.data);
    const champs = await champsEnConflit(transaction, mutation, cible, commande.champsTouches(args.data));
    const ligne = champs.length === 0 ? undefined : await lireBrute(transaction, cible.objet, cible.id);
    if (ligne !== undefined && estVisible(acteur, cible.objet, cibleDe(cible.objet, ligne as never))) {
      return { lignes: [], issue: { seq: mutation.seq, issue: 'conflit', champs: [...champs], objet: cible.objet, id: cible.id, ligne: { ...ligne }, message: 'Un autre poste a changé les mêmes champs entre-temps.' } };
    }
  }
  if (!decision.accepte) return { lignes: [], issue: rejet(mutation.seq, decision) };
  const lignes = await appliquer({ transaction, acteur, maintenant, commande: commande.nom, clientId: mutation.clientId, seq: mutation.seq, versionClient: passage.versionClient }, decision);
  await suivreComptes(passage.contexte, transaction, decision.changements);
  await appliquerEffets(transaction, passage.contexte, decision.effets ?? []);
  return { lignes, issue: { seq: mutation.seq, issue: 'appliquee', lignes: lignes.map(({ objet, id, version }) => ({ objet, id, version })), ...(decision.refusees === undefined ? {} : { refusees: [...decision.refusees] }) } };
};

/** Juge et applique. Ce que la base refuse, à la lecture comme à l’écriture, est un rejet définitif : en faire une panne bloquerait la file du poste pour toujours. */
const jugerSansPanne = async (passage: Passage, aJuger: AJuger): Promise<Suite> => {
  const { transaction, mutation } = passage;
  await sql`savepoint application`.execute(transaction);
  try {
    const suite = await juger(passage, aJuger);
    await sql`release savepoint application`.execute(transaction);
    return suite;
  } catch (erreur) {
    const refusee = refusDeBase(erreur);
    if (refusee === undefined) throw erreur;
    await sql`rollback to savepoint application`.execute(transaction);
    return { lignes: [], issue: rejet(mutation.seq, refusee) };
  }
};

/**
 * Juge et applique une commande qui ne vient d’aucune file (un partenaire) : le même `decide`, la même application. La transaction tient le verrou d’écriture.
 * Ce que la base refuse est un refus, et n’a rien écrit.
 */
export const executerHorsFile = async (contexte: Pick<ContexteService, 'base'>, transaction: Transaction<Schema>, acteur: Acteur, commande: CommandeQuelconque, args: unknown, maintenant: Date, versionClient: string | null): Promise<Decision> => {
  await sql`savepoint hors_file`.execute(transaction);
  try {
    const decision = await executerAsync(commande.juger(args, acteur, { maintenant: maintenant.toISOString(), aujourdhui: dateAParis(maintenant), communes: referentielCommunes }), repondre(transaction, acteur));
    if (decision.accepte) {
      await prevenirPostes(contexte.base, transaction, await appliquer({ transaction, acteur, maintenant, commande: commande.nom, clientId: null, seq: null, versionClient }, decision));
      await suivreComptes({ base: contexte.base, horloge: () => maintenant }, transaction, decision.changements);
    }
    await sql`release savepoint hors_file`.execute(transaction);
    return decision;
  } catch (erreur) {
    const refusee = refusDeBase(erreur);
    if (refusee === undefined) throw erreur;
    await sql`rollback to savepoint hors_file`.execute(transaction);
    return refusee;
  }
};

const MESSAGES_SUSPENSION: Record<Suspension, string> = {
  service_ancien: 'Ce poste est plus récent que le service : le service doit être mis à jour. Tout est gardé sur le poste et partira ensuite.',
  poste_ancien: 'Cette commande a été faite par une version du poste que le service ne sait plus lire : mettre le poste à jour. La commande est gardée sur le poste.',
};

/** La commande à juger, un refus définitif, ou la raison d’attendre : quand une des deux versions est trop ancienne pour l’autre, rien ne se juge. */
const lireCommande = ({ nom, version, args }: Mutation, catalogue: Catalogue, cataloguePoste: number): AJuger | Refus | Suspension => {
  if (!estRangeable([nom, args])) return refus('arguments', 'Un texte contient un caractère que le service ne peut pas garder.');
  const interpretation = interpreter({ nom, version, args }, catalogue);
  if (interpretation.connue) return interpretation;
  const { refus: inconnue } = interpretation;
  if (inconnue.code !== 'commande_inconnue' && inconnue.code !== 'version_inconnue') return inconnue;
  if (cataloguePoste > catalogue.version) return 'service_ancien';
  const actuelle = trouverCommande(nom, catalogue)?.version ?? Infinity;
  return inconnue.code === 'version_inconnue' && cataloguePoste < catalogue.version && version < actuelle ? 'poste_ancien' : inconnue;
};

/**
 * Traite une mutation dans sa transaction, et rend son issue. Exactement une fois : une mutation déjà vue rend l’issue rangée ; un trou est refusé ;
 * toute issue définitive, rejet compris, fait avancer le client. `trou` et `suspendue` ne rangent rien et n’avancent pas : à l’appelant d’arrêter le lot.
 * Une erreur inattendue annule tout et remonte : rien n’avance.
 */
export const traiterMutation = (contexte: ContexteService, utilisateurId: string, mutation: Mutation, poste: PosteEmetteur): Promise<Issue> =>
  contexte.base.db.transaction().execute(async (transaction) => {
    // le verrou avant toute lecture : l’état lu reste vrai jusqu’à la validation
    await verrouillerEcriture(transaction);
    const compte = await lireCompteActif(transaction, utilisateurId);
    if (compte === undefined) throw new ErreurService(401, 'session.expiree', 'La session n’est plus valide : se reconnecter.');
    const { clientId, seq } = mutation;
    const client = await transaction.selectFrom('client').select(['utilisateurId', 'dernierSeq']).where('clientId', '=', clientId).executeTakeFirst();
    if (client !== undefined && client.utilisateurId !== utilisateurId) throw etranger();
    const dernierSeq = client?.dernierSeq ?? 0;
    const empreinte = empreinteMutation(mutation);
    if (seq <= dernierSeq) {
      const vue = await transaction.selectFrom('issue_mutation').select(['issue', 'empreinte']).where('clientId', '=', clientId).where('seq', '=', seq).executeTakeFirstOrThrow();
      return vue.empreinte === empreinte ? vue.issue : rejet(seq, refus('seq_reutilise', 'Ce numéro d’ordre a déjà servi à une autre commande.'));
    }
    if (seq > dernierSeq + 1) return { seq, issue: 'trou', attendue: dernierSeq + 1 };
    const lue = lireCommande(mutation, contexte.catalogue, poste.catalogue);
    if (typeof lue === 'string') return { seq, issue: 'suspendue', raison: lue, message: MESSAGES_SUSPENSION[lue] };
    if (client === undefined) await transaction.insertInto('client').values({ clientId, utilisateurId, dernierSeq: 0 }).execute();
    const passage: Passage = { contexte, transaction, compte, mutation, maintenant: contexte.horloge(), versionClient: poste.versionClient };
    const { issue, lignes } = 'commande' in lue ? await jugerSansPanne(passage, lue) : { issue: rejet(seq, lue), lignes: [] };
    await transaction.insertInto('issue_mutation').values({ clientId, seq, issue: JSON.stringify(issue) as unknown as Issue, empreinte }).execute();
    await transaction.updateTable('client').set({ dernierSeq: seq }).where('clientId', '=', clientId).execute();
    await prevenirPostes(contexte.base, transaction, lignes);
    return issue;
  });

/**
 * Prochain numéro attendu de chaque client (1 pour un inconnu). Sous le verrou d’écriture : une mutation en cours de jugement est comptée.
 * Un autre envoi du même poste, coupé mais pas fini, peut encore faire monter le numéro ensuite. Refus : `client_etranger` (403).
 */
export const lireAttendues = async (contexte: ContexteService, utilisateurId: string, clientIds: readonly string[]): Promise<Record<string, number>> => {
  if (clientIds.length === 0) return {};
  const connus = await contexte.base.db.transaction().execute(async (transaction) => {
    await verrouillerEcriture(transaction);
    return transaction.selectFrom('client').select(['clientId', 'utilisateurId', 'dernierSeq']).where('clientId', 'in', [...clientIds]).execute();
  });
  if (connus.some((client) => client.utilisateurId !== utilisateurId)) throw etranger();
  const derniers = new Map(connus.map(({ clientId, dernierSeq }) => [clientId, dernierSeq]));
  return Object.fromEntries(clientIds.map((clientId) => [clientId, (derniers.get(clientId) ?? 0) + 1]));
};

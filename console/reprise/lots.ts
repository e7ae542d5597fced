import { createHash, randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { Decision } from '../../domain/commandes/commande.ts';
import { trouverCommande } from '../../domain/commandes/catalogue.ts';
import { nouveauLot, refusDeCharger } from '../../domain/commandes/lots.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { anomaliesDEcarts, direValeurs, proposerEcarts } from '../../domain/reprise/ecarts.ts';
import type { Plan } from '../../domain/reprise/plan.ts';
import { planifier } from '../../domain/reprise/plan.ts';
import type { RefusPrevu } from '../../domain/reprise/simulation.ts';
import { avecRefus, essayerPlan, livreDe, lotAEssayer, resultatDe } from '../../domain/reprise/simulation.ts';
import type { ResultatControle } from '../../domain/reprise/controle.ts';
import { referentielCommunes } from '../../domain/geographie/cog.ts';
import type { FichierLot, FichesChargees, Lot } from '../../domain/objets/lot.ts';
import { compterFiches } from '../../domain/objets/lot.ts';
import type { Mandat } from '../../domain/objets/mandat.ts';
import { mandatCouvre } from '../../domain/objets/mandat.ts';
import type { Acteur } from '../../domain/profils.ts';
import type { Base } from '../../server/base/base.ts';
import { verrouillerEcriture } from '../../server/base/base.ts';
import { lireCompteActif } from '../../server/comptes/utilisateurs.ts';
import { lireFichesDuLot, lirePropositionsDuLot } from '../../server/reprise/fichesDuLot.ts';
import { dateAParis, executerHorsFile } from '../../server/synchronisation/envoi.ts';
import { repondre } from '../../server/synchronisation/lectures.ts';
import { octetsDe } from '../../sync/lecture/source.ts';
import { controlerSource } from '../../sync/reprise/controlerSource.ts';
import { identifierFiche } from '../../sync/reprise/identifiants.ts';
import { lireOffre } from './offre.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

/** Exécute une commande au nom d’une personne, comme le service le ferait d’un poste : même jugement, même journal, une transaction. */
export const executer = (base: Base, acteur: Acteur, nom: string, args: object): Promise<Decision> => base.db.transaction().execute(async (transaction) => {
  await verrouillerEcriture(transaction);
  const commande = trouverCommande(nom);
  if (commande === undefined) throw new Error(`Commande inconnue : ${nom}`);
  return executerHorsFile({ base }, transaction, acteur, commande, args, new Date(), null);
});
/** Comme `executer` ; un refus arrête le verbe (code 1) et se dit tel quel. */
export const exiger = async (base: Base, acteur: Acteur, nom: string, args: object): Promise<void> => {
  const decision = await executer(base, acteur, nom, args);
  // une commande refusée en entier à cause de plusieurs fiches : chacune se nomme
  if (!decision.accepte) throw new ErreurConsole(SORTIES.anomalies, [decision.message, ...((decision.refusees?.length ?? 0) > 1 ? (decision.refusees ?? []).map(({ message }) => `- ${message}`) : [])].join('\n'));
};

/** La personne au nom de qui le verbe agit. */
export const lirePersonne = async (base: Base, email: string): Promise<Acteur> => {
  const trouve = await base.db.selectFrom('utilisateur').select('id').where('email', '=', email.trim().toLowerCase()).executeTakeFirst();
  const compte = trouve === undefined ? undefined : await lireCompteActif(base.db, trouve.id);
  if (compte === undefined) throw new ErreurConsole(SORTIES.usage, `--compte : aucun compte actif n’a l’adresse ${email}.`);
  return compte.acteur;
};
/** Son mandat pour ce département, aujourd’hui. */
export const lireMandat = async (base: Base, acteur: Acteur, departement: string): Promise<Mandat> => {
  const siens = await base.db.selectFrom('mandat').selectAll().where('utilisateurId', '=', acteur.utilisateurId).orderBy('fin', 'desc').execute();
  const mandat = siens.find((candidat) => mandatCouvre(candidat, acteur.utilisateurId, departement, dateAParis(new Date())));
  if (mandat === undefined) throw new ErreurConsole(SORTIES.anomalies, `${acteur.nom} n’a pas de mandat de reprise en cours pour le département ${departement} : l’administrateur national le donne (« siao reprise mandat »).`);
  return mandat;
};
/** Un lot par son numéro (LOT-59-0007) ou son identifiant. */
export const lireLot = async (base: Base, nom: string): Promise<Lot> => {
  const lot = await base.db.selectFrom('lot').selectAll().where(({ or, eb }) => or([eb('code', '=', nom.toUpperCase()), eb('id', '=', nom)])).executeTakeFirst();
  if (lot === undefined) throw new ErreurConsole(SORTIES.usage, `Aucun lot « ${nom} » : un numéro s’écrit LOT-59-0007.`);
  return lot;
};

export interface DemandeChargement {
  readonly base: Base; readonly acteur: Acteur; readonly departement: string; readonly genre: GenreFichier; readonly chemin: string; readonly feuille: string | undefined;
  readonly choix: readonly (readonly [entete: string, cle: string | null])[]; readonly corrections: readonly Correction[];
  /** Sans la table des termes de l’équipe. */
  readonly sansCorrespondances?: boolean;
  /** Simuler seulement : le lot garde le résultat, rien n’est créé. */
  readonly simuler: boolean;
  readonly dire: (message: string) => void;
}
export interface BilanDeChargement {
  readonly lot: { readonly id: string; readonly code: string | null; readonly statut: string };
  readonly charge: boolean;
  /** Pourquoi rien n’est chargé ; `null` quand tout l’est, ou quand on ne faisait que simuler. */
  readonly raison: string | null;
  readonly aCreer: FichesChargees;
  /** Propositions à déposer sur des fiches déjà dans l’offre, que le fichier dit autrement. */
  readonly propositions: number;
  readonly refus: readonly RefusPrevu[];
  readonly controle: Pick<ResultatControle, 'anomalies' | 'sorts' | 'grandLivre' | 'corrigees' | 'ecartees' | 'association'>;
}

export const fichierDe = (chemin: string, octets: Uint8Array, lignes: number): FichierLot => ({ nom: basename(chemin), empreinte: createHash('sha256').update(octets).digest('hex'), taille: octets.byteLength, lignes });
/** Le lot resté ouvert sur ce même fichier : une coupure s’y reprend. */
export const lotDuFichier = async (base: Base, departement: string, empreinte: string): Promise<Lot | undefined> => (await base.db.selectFrom('lot').selectAll().where('departement', '=', departement).where('statut', '=', 'ouvert').orderBy('creeLe', 'desc').execute()).find(({ fichier }) => fichier.empreinte === empreinte);

interface Prepare { readonly lot: Lot; readonly mandat: Mandat; readonly plan: Plan; readonly propositions: ReturnType<typeof proposerEcarts>; readonly aProposer: number; readonly refus: readonly RefusPrevu[]; readonly controle: BilanDeChargement['controle'] }
/** Contrôle le fichier contre l’offre, planifie, joue le chargement sans rien écrire. */
const preparer = async ({ base, acteur, departement, genre, chemin, feuille, choix, corrections, sansCorrespondances = false, dire }: DemandeChargement): Promise<Prepare> => {
  const mandat = await lireMandat(base, acteur, departement);
  const octets = octetsDe(chemin);
  const brouillon = fichierDe(chemin, octets, 0);
  const ouvert = await lotDuFichier(base, departement, brouillon.empreinte);
  const aujourdhui = dateAParis(new Date());
  const { existant, codes, correspondances } = await lireOffre(base, genre, departement, aujourdhui, { lot: ouvert?.id ?? null, sansCorrespondances });
  const { controle, bilan } = await controlerSource(octets, { genre, aujourdhui, departement, choix, corrections, correspondances, codes, existant, avecFiches: true }, { nom: basename(chemin), ...(feuille === undefined ? {} : { feuille }) });
  if (controle.fiches === undefined) throw new Error('Un contrôle demandé avec ses fiches n’en rend pas.');
  const id = ouvert?.id ?? randomUUID();
  const deja = new Set((await lireFichesDuLot(base.db, id)).map((fiche) => fiche.id));
  const plan = planifier({ lotId: id, mandatId: mandat.id, fiches: controle.fiches, identifier: identifierFiche, deja });
  const fichier = { ...brouillon, lignes: bilan.lignes };
  const maintenant = new Date().toISOString();
  const ouverture = { id, mandatId: mandat.id, departement, genre, fichier };
  const essai = await essayerPlan({ plan, fiches: controle.fiches, mandatId: mandat.id, identifier: identifierFiche, acteur, contexte: { maintenant, aujourdhui, communes: referentielCommunes }, lot: lotAEssayer(ouvert ?? nouveauLot(ouverture, acteur, maintenant), fichier, acteur.nom, maintenant), repondre: repondre(base.db, acteur), avancer: (faites, sur) => { dire(`Simulation : ${faites} commande(s) sur ${sur}.`); } });
  if (essai.refusDEnsemble !== null) throw new ErreurConsole(SORTIES.anomalies, essai.refusDEnsemble);
  const nomenclature = construireNomenclature(codes, aujourdhui);
  const juge = avecRefus(controle, essai.refus, anomaliesDEcarts(essai.ecarts, essai.laisses, direValeurs(nomenclature, referentielCommunes, aujourdhui)));
  if (ouvert === undefined) await exiger(base, acteur, 'ouvrirLot', ouverture);
  await exiger(base, acteur, 'noterSimulation', { lotId: id, mandatId: mandat.id, simulation: resultatDe(juge, fichier) });
  const dejaProposees = new Set((await lirePropositionsDuLot(base.db, id)).map((proposition) => proposition.id));
  const propositions = proposerEcarts(essai.ecarts, { lotId: id, mandatId: mandat.id, identifier: identifierFiche, deja: dejaProposees });
  return { lot: await lireLot(base, id), mandat, plan, propositions, aProposer: essai.propositions, refus: essai.refus, controle: { ...controle, ...juge } };
};

/**
 * Simule un fichier puis, s’il est sans anomalie bloquante, le charge et signe le bilan. Rejoué, il ne double rien ; coupé, il se reprend où il en était.
 * Erreur : `ErreurLecture` (fichier illisible), `ErreurConsole` (mandat, refus du service).
 */
export const chargerLot = async (demande: DemandeChargement): Promise<BilanDeChargement> => {
  const { base, acteur, dire } = demande;
  const { lot, mandat, plan, propositions, aProposer, refus, controle } = await preparer(demande);
  const { anomalies, grandLivre, sorts, corrigees, ecartees, association } = controle;
  const commun = { aCreer: plan.aCreer, propositions: aProposer, refus, controle: { anomalies, grandLivre, sorts, corrigees, ecartees, association } };
  const etat = async (): Promise<BilanDeChargement['lot']> => { const { id, code, statut } = await lireLot(base, lot.id); return { id, code, statut }; };
  const empeche = refusDeCharger(lot);
  if (demande.simuler || empeche !== null) return { ...commun, lot: await etat(), charge: false, raison: empeche?.message ?? null };
  for (const [rang, args] of plan.commandes.entries()) {
    await exiger(base, acteur, 'reprendreFiches', args);
    dire(`Chargement : ${rang + 1} commande(s) sur ${plan.commandes.length}.`);
  }
  // ce que l’offre n’admet pas en proposition est laissé, et dit par R02 ; un refus d’ensemble (mandat, lot) arrête
  for (const args of propositions) {
    const decision = await executer(base, acteur, 'proposerReprise', args);
    if (!decision.accepte && decision.refusees === undefined) throw new ErreurConsole(SORTIES.anomalies, decision.message);
  }
  await exiger(base, acteur, 'signerLot', { lotId: lot.id, mandatId: mandat.id, lignes: livreDe(grandLivre.lignes), places: livreDe(grandLivre.places), fiches: plan.aCreer });
  return { ...commun, lot: await etat(), charge: true, raison: null };
};

const STATUTS_ATTEINTS = ['a_prevalider', 'prevalide', 'valide'] as const;
export interface RapportDeLot { readonly lot: Lot; /** D’un lot de comptes : ses comptes par statut. */ readonly comptes?: Readonly<Record<string, number>>; readonly presentes: FichesChargees; readonly touchees: number; /** Fiches du lot par statut : la part validée se suit. */ readonly statuts: Readonly<Record<string, number>>; readonly partValidee: number | null }
/** Où en est un lot : ses simulations, son bilan signé, ce que ses fiches sont devenues. */
export const rapporter = async (base: Base, lot: Lot): Promise<RapportDeLot> => {
  const fiches = await lireFichesDuLot(base.db, lot.id);
  const presentes = compterFiches(fiches);
  const statuts = new Map<string, number>(STATUTS_ATTEINTS.map((statut) => [statut, 0]));
  for (const objet of ['entite', 'dispositif'] as const) {
    const ids = fiches.filter((fiche) => fiche.objet === objet).map(({ id }) => id);
    if (ids.length > 0) for (const { statut } of await base.db.selectFrom(objet).select('statut').where('id', 'in', ids).execute()) statuts.set(statut, (statuts.get(statut) ?? 0) + 1);
  }
  const comptes = new Map<string, number>();
  const ids = fiches.filter(({ objet }) => objet === 'utilisateur').map(({ id }) => id);
  if (ids.length > 0) for (const { statut } of await base.db.selectFrom('utilisateur').select('statut').where('id', 'in', ids).execute()) comptes.set(statut, (comptes.get(statut) ?? 0) + 1);
  const suivies = presentes.entite + presentes.dispositif;
  return { lot, presentes, touchees: fiches.filter(({ touchee }) => touchee).length, statuts: Object.fromEntries(statuts), ...(lot.genre === 'utilisateurs' ? { comptes: Object.fromEntries(comptes) } : {}), partValidee: suivies === 0 ? null : Math.round((100 * (statuts.get('valide') ?? 0)) / suivies) };
};

import { randomUUID } from 'node:crypto';
import type { BaseEcriture, BaseLecture } from '../../db/connexion.ts';
import { reglerDossier } from '../../db/reprise/dossiers.ts';
import type { Cadre } from '../../db/execution.ts';
import { executerCommande, executerEnsemble, repondreParCache } from '../../db/execution.ts';
import { lireFichesDuLotCache, lirePropositionsDuLotCache } from '../../db/reprise/fichesDuLot.ts';
import { lireLigneCache } from '../../db/lignes.ts';
import { nouveauLot, refusDeCharger } from '../../domain/commandes/lots.ts';
import type { Lot } from '../../domain/objets/lot.ts';
import { compterFiches } from '../../domain/objets/lot.ts';
import type { Fiches } from '../../domain/reprise/fiches.ts';
import type { Mandat } from '../../domain/objets/mandat.ts';
import { anomaliesDEcarts, chercherEcarts, direValeurs, proposerEcarts } from '../../domain/reprise/ecarts.ts';
import type { Plan } from '../../domain/reprise/plan.ts';
import { compterACreer, planifierParEtapes } from '../../domain/reprise/plan.ts';
import { avecRefus, essayerPlan, livreDe, lotAEssayer, resultatDe } from '../../domain/reprise/simulation.ts';
import type { EssaiGarde, Ouvert } from './atelier.ts';
import { identifierFiche } from './identifiants.ts';
import { enRespirant, parTranches } from './tranches.ts';

/** Ce qui empêche, en une phrase ; `null` : c’est fait. */
export type Empechement = { readonly code: string; readonly message: string } | null;
export interface Outils { readonly base: BaseEcriture; readonly cadre: () => Cadre; readonly mandat: Mandat | undefined; readonly avancer: (faites: number, sur: number | null) => Promise<void>; /** Rend la main sans rien dire de l’avancement ; lève pour arrêter. */ readonly respirer: () => Promise<void> }

const fichierDe = ({ dossier, bilan }: Pick<Ouvert, 'dossier' | 'bilan'>): Lot['fichier'] => ({ nom: dossier.nom, empreinte: dossier.empreinte, taille: dossier.taille, lignes: bilan.lignes });
const planDe = (base: BaseEcriture, fiches: Fiches, lotId: string, mandatId: string, respirer: () => Promise<void>): Promise<Plan> =>
  parTranches(planifierParEtapes({ lotId, mandatId, fiches, identifier: identifierFiche, deja: new Set(lireFichesDuLotCache(base, lotId).map(({ id }) => id)) }), respirer);
export const SANS_MANDAT = { code: 'droit.mandat', message: 'Votre mandat de reprise ne couvre pas, ou plus, ce département.' };
const COMPTES = { code: 'comptes', message: 'Un fichier de comptes ne se simule pas à part : chaque compte est jugé à l’écran, et se crée à l’étape Préparer.' };

/** Le lot d’un dossier : celui qui est ouvert, sinon un neuf. `noter` l’ouvre au besoin et y garde le résultat d’une simulation : ces deux commandes partent ensemble. */
export const lotDuDossier = (base: BaseEcriture, ouvert: Pick<Ouvert, 'dossier' | 'bilan'>, mandat: Mandat, { acteur, contexte }: Cadre) => {
  const { dossier } = ouvert;
  const connu = dossier.lotId === null ? undefined : lireLigneCache(base, 'lot', dossier.lotId);
  const ouverte = connu === undefined || connu.statut === 'annule' || connu.statut === 'charge' ? undefined : connu;
  const id = ouverte?.id ?? randomUUID();
  const fichier = fichierDe(ouvert);
  const ouverture = { id, mandatId: mandat.id, departement: dossier.departement, genre: dossier.genre, fichier };
  return {
    id, fichier, lot: ouverte ?? nouveauLot(ouverture, acteur, contexte.maintenant),
    noter: (controle: Parameters<typeof resultatDe>[0], cadre: Cadre): Empechement => {
      const execution = executerEnsemble(base, [
        ...(ouverte === undefined ? [{ nom: 'ouvrirLot', args: ouverture }] : []),
        { nom: 'noterSimulation', args: { lotId: id, mandatId: mandat.id, simulation: resultatDe(controle, fichier) } },
      ], cadre);
      if (!execution.accepte) return { code: execution.refus.code, message: execution.refus.message };
      reglerDossier(base, dossier.id, { lotId: id }, contexte.maintenant);
      return null;
    },
  };
};

/** Joue le chargement sans rien écrire, puis le note au lot, qui s’ouvre au besoin : ces deux commandes partent, rien d’autre. */
export const simuler = async (ouvert: Ouvert, { base, cadre, mandat, avancer, respirer }: Outils): Promise<{ readonly empechement: Empechement; readonly essai: EssaiGarde | null }> => {
  const { dossier, resultat, corrections, nomenclature } = ouvert;
  if (mandat === undefined) return { empechement: SANS_MANDAT, essai: null };
  if (dossier.genre === 'utilisateurs') return { empechement: COMPTES, essai: null };
  const { acteur, contexte } = cadre();
  const { id, fichier, lot, noter } = lotDuDossier(base, ouvert, mandat, cadre());
  const fiches = await ouvert.fiches(respirer);
  const plan = await planDe(base, fiches, id, mandat.id, respirer);
  const prealables = [];
  for (const { dossier: autre, bilan, fiches: siennes } of ouvert.compagnons) {
    if (autre.genre !== 'structures' || bilan === null) continue;
    const sien = lotDuDossier(base, { dossier: autre, bilan }, mandat, cadre());
    prealables.push({ plan: await planDe(base, siennes, sien.id, mandat.id, respirer), lot: lotAEssayer(sien.lot, sien.fichier, acteur.nom, contexte.maintenant) });
  }
  const { refus, refusDEnsemble, ecarts, laisses, propositions } = await essayerPlan({
    plan, prealables, fiches, mandatId: mandat.id, identifier: identifierFiche, acteur, contexte, repondre: enRespirant(repondreParCache(base), respirer), avancer,
    lot: lotAEssayer(lot, fichier, acteur.nom, contexte.maintenant),
  });
  if (refusDEnsemble !== null) return { empechement: { code: 'refus', message: refusDEnsemble }, essai: null };
  const juge = avecRefus(resultat, refus, anomaliesDEcarts(ecarts, laisses, direValeurs(nomenclature, contexte.communes, contexte.aujourdhui)));
  const empechement = noter(juge, cadre());
  if (empechement !== null) return { empechement, essai: null };
  return { empechement: null, essai: { le: contexte.maintenant, refus, aCreer: plan.aCreer, propositions, corrections: corrections.length, juge } };
};

/** Ce qu’un chargement de places attend : leurs groupes, tant que le fichier des structures qui les crée n’est pas chargé. */
export const attenteDesStructures = (base: BaseLecture, { dossier, resultat, compagnons }: Ouvert): string | null => {
  if (dossier.genre !== 'places') return null;
  const connus = new Map<string, boolean>();
  const estLa = (groupe: string): boolean => {
    const id = identifierFiche('groupe', groupe);
    const connu = connus.get(id) ?? base.un('select 1 from groupe where id = ?', id) !== undefined;
    connus.set(id, connu);
    return connu;
  };
  const nombre = resultat.fiches.places.filter(({ groupe, groupeId, existante }) => existante === null && groupeId === null && !estLa(groupe)).length;
  if (nombre === 0) return null;
  const noms = compagnons.filter(({ apport }) => apport > 0).map(({ dossier: { nom } }) => `« ${nom} »`);
  return `Charger d’abord ${noms.join(', ')} : ${nombre === 1 ? 'le groupe d’une place n’est' : `les groupes de ${nombre.toLocaleString('fr-FR')} places ne sont`} pas encore dans l’offre.`;
};

/** Les propositions que ce lot n’a pas encore déposées. */
const aProposer = async (base: BaseEcriture, fiches: Fiches, respirer: () => Promise<void>, { lotId, mandatId, aujourdhui }: { readonly lotId: string; readonly mandatId: string; readonly aujourdhui: string }): Promise<ReturnType<typeof proposerEcarts>> =>
  proposerEcarts(await chercherEcarts(fiches, enRespirant(repondreParCache(base), respirer), aujourdhui), { lotId, mandatId, identifier: identifierFiche, deja: new Set(lirePropositionsDuLotCache(base, lotId).map(({ id }) => id)) });

/** Met en file les commandes qui créent les fiches, une à une ; arrêté, ce qui est en file y reste et « Charger » reprend la suite. */
export const charger = async (ouvert: Ouvert, { base, cadre, mandat, avancer, respirer }: Outils): Promise<Empechement> => {
  const { dossier } = ouvert;
  if (mandat === undefined) return SANS_MANDAT;
  const lot = dossier.lotId === null ? undefined : lireLigneCache(base, 'lot', dossier.lotId);
  if (lot === undefined) return { code: 'non_simule', message: 'Simuler le chargement d’abord.' };
  const erreur = refusDeCharger(lot);
  if (erreur !== null) return { code: erreur.code, message: erreur.message };
  const attente = attenteDesStructures(base, ouvert);
  if (attente !== null) return { code: 'structures', message: attente };
  const fiches = await ouvert.fiches(respirer);
  const { commandes } = await planDe(base, fiches, lot.id, mandat.id, respirer);
  const propositions = await aProposer(base, fiches, respirer, { lotId: lot.id, mandatId: mandat.id, aujourdhui: cadre().contexte.aujourdhui });
  const envois = [...commandes.map((args) => ({ nom: 'reprendreFiches', args })), ...propositions.map((args) => ({ nom: 'proposerReprise', args }))];
  for (const [rang, { nom, args }] of envois.entries()) {
    const execution = executerCommande(base, nom, args, cadre());
    // une proposition que l’offre n’admet pas (fiche close, déjà demandée) est laissée et dite par R02 : elle n’arrête pas le chargement
    if (!execution.accepte && (nom === 'reprendreFiches' || execution.refusees === undefined)) return { code: execution.code, message: execution.message };
    await avancer(rang + 1, envois.length);
  }
  return null;
};

/** Signe le bilan de la simulation : les fiches annoncées doivent être là, et le service le vérifie. */
export const signer = async (ouvert: Ouvert, { base, cadre, mandat, respirer }: Omit<Outils, 'avancer'>): Promise<Empechement> => {
  const { dossier } = ouvert;
  const lot = dossier.lotId === null ? undefined : lireLigneCache(base, 'lot', dossier.lotId);
  const derniere = lot?.simulations.at(-1);
  if (lot === undefined || derniere === undefined || mandat === undefined) return mandat === undefined ? SANS_MANDAT : { code: 'non_simule', message: 'Simuler puis charger d’abord.' };
  const fiches = compterFiches(lireFichesDuLotCache(base, lot.id));
  const attendues = compterACreer(await ouvert.fiches(respirer));
  if ((['entite', 'dispositif', 'groupe', 'place'] as const).some((objet) => fiches[objet] !== attendues[objet])) return { code: 'bilan', message: 'Toutes les fiches annoncées ne sont pas dans l’offre : reprendre le chargement, ou simuler de nouveau.' };
  const execution = executerCommande(base, 'signerLot', { lotId: lot.id, mandatId: mandat.id, lignes: livreDe({ ...ouvert.resultat.grandLivre.lignes, ...derniere.lignes }), places: livreDe({ ...ouvert.resultat.grandLivre.places, ...derniere.places }), fiches }, cadre());
  return execution.accepte ? null : { code: execution.code, message: execution.message };
};

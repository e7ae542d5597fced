import type { CompteReprise, FiltreComptes, TotauxComptes } from '../../contract/methodesReprise.ts';
import { LIGNES_MONTREES } from '../../contract/methodesReprise.ts';
import type { BaseLecture } from '../../db/connexion.ts';
import type { Cadre } from '../../db/execution.ts';
import { executerCommande, juger } from '../../db/execution.ts';
import { attentesParFiche } from '../../db/file.ts';
import { lireFichesDuLotCache } from '../../db/reprise/fichesDuLot.ts';
import { lireComptesPresents, lireOffreDesComptes } from '../../db/reprise/offreDesComptes.ts';
import type { ComptePresent } from '../../db/reprise/offreDesComptes.ts';
import { compterFiches } from '../../domain/objets/lot.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { CompteArbitre } from '../../domain/reprise/comptes.ts';
import { arbitrerComptes, creationDe, livreDesComptes, pourquoi } from '../../domain/reprise/comptes.ts';
import type { Correction, DecisionCompte } from '../../domain/reprise/corrections.ts';
import type { OffreDesComptes } from '../../domain/reprise/perimetreDesComptes.ts';
import { construireAnnuaire, libellePerimetre } from '../../domain/reprise/perimetreDesComptes.ts';
import { livreDe } from '../../domain/reprise/simulation.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { Ouvert } from './atelier.ts';
import type { Empechement, Outils } from './chargement.ts';
import { SANS_MANDAT, lotDuDossier } from './chargement.ts';
import { identifierCompte } from './identifiants.ts';
import type { PersonneRapportee } from './rapport/comptes.ts';

/** Les comptes d’un fichier, arbitrés et jugés. `refus` : par adresse, ce que répondrait la création à qui regarde ; `livre` : le livre des lignes qui en résulte. */
export interface ComptesJuges {
  readonly comptes: readonly CompteArbitre[]; readonly refus: ReadonlyMap<string, string>; readonly livre: ReturnType<typeof livreDesComptes>; readonly offre: OffreDesComptes; readonly presents: ReadonlyMap<string, ComptePresent>; readonly inactifs: ReadonlySet<number>;
}
const juges = new WeakMap<Ouvert, ComptesJuges>();

const arbitrer = (base: BaseLecture, { dossier, resultat }: Ouvert): Pick<ComptesJuges, 'comptes' | 'offre' | 'presents'> => {
  const offre = lireOffreDesComptes(base, dossier.departement);
  const presents = lireComptesPresents(base);
  return { offre, presents, comptes: arbitrerComptes({ fiches: resultat.fiches.comptes, departement: dossier.departement, annuaire: construireAnnuaire(offre), identifier: identifierCompte, presents: new Set(presents.keys()) }) };
};

/** Arbitre et juge, sans rien écrire : la création même qui partirait, une par personne, avec les droits de qui regarde. Gardé pour ce contrôle-ci : le suivant rejuge. */
export const jugerComptes = (base: BaseLecture, ouvert: Ouvert, cadre: Cadre): ComptesJuges => {
  const connus = juges.get(ouvert);
  if (connus !== undefined) return connus;
  const arbitres = arbitrer(base, ouvert);
  const refus = new Map<string, string>();
  for (const compte of arbitres.comptes) {
    const creation = creationDe(compte);
    const decision = creation === null ? null : juger(base, 'creerUtilisateur', creation, cadre);
    if (decision !== null && !decision.accepte) refus.set(compte.fiche.email, decision.message);
  }
  const { lotId } = ouvert.dossier;
  const ailleurs = new Set(arbitres.comptes.flatMap(({ fiche, etat, nouvelId }) => (etat === 'cree' && (lotId === null || arbitres.presents.get(nouvelId)?.lot !== lotId) ? [fiche.email] : [])));
  const neufs = { ...arbitres, refus, livre: livreDesComptes(ouvert.resultat.sorts, arbitres.comptes, refus, ailleurs), inactifs: new Set(ouvert.resultat.anomalies.filter(({ code }) => code === 'U06').map(({ ligne }) => ligne)) };
  juges.set(ouvert, neufs);
  return neufs;
};

const invitationDe = (present: ComptePresent | undefined): CompteReprise['invitation'] =>
  (present === undefined ? null : present.statut === 'invite' ? (present.inviteLe === null ? 'preparee' : 'envoyee') : present.statut === 'actif' ? 'ouverte' : 'close');
const TESTS: Readonly<Record<FiltreComptes['quoi'], (compte: CompteReprise) => boolean>> = {
  tous: () => true, arbitrer: ({ etat }) => etat === 'arbitrer' || etat === 'perimetre', accrus: ({ raisons }) => raisons.includes('accru'), cumul: ({ raisons }) => raisons.includes('cumul'), perimetre: ({ manque, etat }) => manque !== null && etat !== 'cree' && etat !== 'connu',
  decides: ({ decision }) => decision !== null, prets: ({ etat, refus }) => etat === 'pret' && refus === null, refuses: ({ refus }) => refus !== null, crees: ({ etat }) => etat === 'cree', connus: ({ etat }) => etat === 'connu',
};

const voir = (base: BaseLecture, { comptes, refus, offre, presents, inactifs }: ComptesJuges): CompteReprise[] => {
  const attentes = attentesParFiche(base);
  const semblables = new Map<string, number>();
  for (const { fiche, etat } of comptes) if (etat === 'arbitrer') semblables.set(fiche.anciens.join(), (semblables.get(fiche.anciens.join()) ?? 0) + 1);
  return comptes.map(({ fiche, raisons, nouvelId, etat, profil, perimetre, manque, structures }) => ({
    id: fiche.email, nom: fiche.nom, email: fiche.email, fonction: fiche.fonction, lignes: [...fiche.lignes], anciens: [...fiche.anciens], questions: [...fiche.questions], raisons: [...raisons], etat, propose: fiche.propose, choix: [...fiche.choix], profil,
    perimetre: perimetre === null ? null : { lieu: perimetre, libelle: libellePerimetre(perimetre, offre) }, manque,
    structures: structures.map(({ texte, fiches }) => ({ texte, fiches: fiches.map(({ objet, id, nom, entiteId }) => ({ objet, id, nom, entiteId })) })),
    decision: fiche.decision === null ? null : { profil: fiche.decision.profil, precise: fiche.decision.perimetre !== null, par: fiche.decision.par, le: fiche.decision.le },
    refus: refus.get(fiche.email) ?? null, inactif: fiche.lignes.some((ligne) => inactifs.has(ligne)), invitation: etat === 'cree' || etat === 'connu' ? invitationDe(presents.get(etat === 'cree' ? nouvelId : (fiche.existante ?? ''))) : null, attente: attentes.get(nouvelId) === 'en_attente', semblables: semblables.get(fiche.anciens.join()) ?? 0,
  }));
};
const compter = (comptes: readonly CompteReprise[]): TotauxComptes => {
  const total = (quoi: FiltreComptes['quoi']): number => comptes.filter(TESTS[quoi]).length;
  return { tous: comptes.length, arbitrer: total('arbitrer'), accrus: total('accrus'), cumul: total('cumul'), perimetre: total('perimetre'), decides: total('decides'), prets: total('prets'), refuses: total('refuses'), crees: total('crees'), connus: total('connus') };
};

/** Les comptes d’un filtre, par nom. `totaux` : de tout le fichier ; `parProfil` : ce qui serait créé ; `raisons` : pourquoi des créations seraient refusées. */
export const lireComptes = (base: BaseLecture, ouvert: Ouvert, cadre: Cadre, { quoi, texte }: FiltreComptes, debut = 0): { total: number; comptes: CompteReprise[]; totaux: TotauxComptes; parProfil: { profil: Profil; nombre: number }[]; raisons: { raison: string; nombre: number }[] } => {
  const tous = voir(base, jugerComptes(base, ouvert, cadre)).sort((un, autre) => un.nom.localeCompare(autre.nom, 'fr') || (un.id < autre.id ? -1 : 1));
  const cherche = cleDeTri(texte);
  const retenus = tous.filter((compte) => TESTS[quoi](compte) && (cherche === '' || [compte.nom, compte.email, ...compte.structures.map((une) => une.texte)].some((valeur) => cleDeTri(valeur).includes(cherche))));
  const raisons = new Map<string, number>();
  for (const { refus } of tous) if (refus !== null) raisons.set(refus, (raisons.get(refus) ?? 0) + 1);
  const parProfil = (Object.keys(PROFILS) as Profil[]).map((profil) => ({ profil, nombre: tous.filter((compte) => TESTS.prets(compte) && compte.profil === profil).length })).filter(({ nombre }) => nombre > 0);
  return { total: retenus.length, comptes: retenus.slice(debut, debut + LIGNES_MONTREES), totaux: compter(tous), parProfil, raisons: [...raisons].map(([raison, nombre]) => ({ raison, nombre })).sort((une, autre) => autre.nombre - une.nombre) };
};
export const totauxComptes = (base: BaseLecture, ouvert: Ouvert, cadre: Cadre): TotauxComptes => compter(voir(base, jugerComptes(base, ouvert, cadre)));

/** Les personnes du fichier, pour le registre RGPD, par nom. */
export const rapporterComptes = ({ comptes, refus, offre }: ComptesJuges): PersonneRapportee[] => comptes.map((compte) => {
  const { fiche, etat, profil, perimetre, manque } = compte;
  return { nom: fiche.nom, email: fiche.email, lignes: fiche.lignes, anciens: fiche.anciens, etat, pourquoi: pourquoi(compte), profil, perimetre: perimetre === null ? (manque ?? '') : libellePerimetre(perimetre, offre), refus: refus.get(fiche.email) ?? null, decision: fiche.decision };
}).sort((une, autre) => une.nom.localeCompare(autre.nom, 'fr') || (une.email < autre.email ? -1 : 1));

type DecisionDemandee = { readonly email: string; readonly profil: Profil; readonly perimetre: DecisionCompte['perimetre'] };
const figer = ({ fiche, etat }: CompteArbitre): string => (etat === 'connu' ? `${fiche.nom} a déjà un compte : rien n’y est touché.` : `Le compte de ${fiche.nom} est préparé : ce qui a été décidé reste au registre. Son profil se change à l’écran Utilisateurs.`);
/** Les corrections que sont des décisions, ou la phrase qui les empêche : une personne du fichier sans compte encore, un profil qui remplace l’un des siens. */
export const deciderComptes = ({ comptes }: ComptesJuges, decisions: readonly DecisionDemandee[], par: string, le: string): readonly Correction[] | { readonly empechement: string } => {
  const parAdresse = new Map(comptes.map((compte) => [compte.fiche.email, compte]));
  const corrections: Correction[] = [];
  for (const { email, profil, perimetre } of decisions) {
    const compte = parAdresse.get(email);
    if (compte === undefined) return { empechement: 'Cette personne n’est plus dans le fichier.' };
    const { fiche } = compte;
    if (compte.etat === 'connu' || compte.etat === 'cree') return { empechement: figer(compte) };
    if (!fiche.choix.includes(profil)) return { empechement: `« ${PROFILS[profil].libelle} » ne remplace aucun des anciens profils de ${fiche.nom}.` };
    if (perimetre !== null && perimetre.genre !== PROFILS[profil].perimetre) return { empechement: `Ce périmètre ne va pas avec « ${PROFILS[profil].libelle} ».` };
    // le périmètre déjà précisé reste, tant qu’il va avec le profil
    const precise = perimetre ?? (fiche.decision?.perimetre?.genre === PROFILS[profil].perimetre ? fiche.decision.perimetre : null);
    corrections.push({ genre: 'compte', cle: fiche.provenance.identifiant, profil, perimetre: precise as typeof perimetre, anciens: [...fiche.anciens], par, le });
  }
  return corrections;
};
/** Les personnes qui attendent la même décision que celle-ci : les mêmes anciens profils. */
export const memeGenre = ({ comptes }: ComptesJuges, email: string): DecisionDemandee[] => {
  const modele = comptes.find(({ fiche }) => fiche.email === email);
  if (modele === undefined) return [];
  return comptes.flatMap(({ fiche, etat }) => (etat === 'arbitrer' && fiche.propose !== null && fiche.anciens.join() === modele.fiche.anciens.join() ? [{ email: fiche.email, profil: fiche.propose, perimetre: null }] : []));
};
/** Pourquoi ces corrections ne se défont plus : un compte en est né, et son registre en dépend. `null` : elles se défont. */
export const empecheAnnulation = ({ comptes }: ComptesJuges, corrections: readonly Correction[]): string | null => {
  const decidees = corrections.filter((correction) => correction.genre === 'compte');
  const ne = comptes.find(({ fiche: { decision }, etat }) => etat === 'cree' && decision !== null && decidees.some(({ profil, le }) => profil === decision.profil && le === decision.le));
  return ne === undefined ? null : figer(ne);
};
/** Pourquoi une personne ne s’écarte plus du fichier ; `null` quand elle le peut. */
export const empecheExclusion = ({ comptes }: ComptesJuges, email: string): string | null => {
  const compte = comptes.find(({ fiche }) => fiche.email === email);
  return compte === undefined ? 'Cette personne n’est plus dans le fichier.' : compte.etat === 'connu' || compte.etat === 'cree' ? figer(compte) : null;
};

/** Crée les comptes prêts dans le lot du fichier, une commande chacun : un refus n’empêche pas les suivants, et rien n’est touché de ce qui existe. Aucune invitation ne part. Arrêté, ce qui est en file y reste ; relancé, la suite se crée. */
export const preparerComptes = async (ouvert: Ouvert, { base, cadre, mandat, avancer }: Outils): Promise<Empechement> => {
  if (mandat === undefined) return SANS_MANDAT;
  const juges = jugerComptes(base, ouvert, cadre());
  const creations = juges.comptes.flatMap((compte) => creationDe(compte) ?? []);
  if (creations.length === 0) return { code: 'rien', message: 'Aucun compte n’est prêt : arbitrer d’abord, à l’étape Arbitrer.' };
  // aucun ne passerait : pas de lot pour rien
  const jugement = creations.every(({ saisie }) => juges.refus.has(saisie.email)) ? juger(base, 'creerUtilisateur', creations[0], cadre()) : null;
  if (jugement !== null && !jugement.accepte) return { code: jugement.code, message: jugement.message };
  const { id, noter } = lotDuDossier(base, ouvert, mandat, cadre());
  const empechement = noter(controleDesComptes(ouvert, juges), cadre());
  if (empechement !== null) return empechement;
  let [faits, premier]: [number, Empechement] = [0, null];
  for (const [rang, creation] of creations.entries()) {
    const execution = executerCommande(base, 'creerUtilisateur', { ...creation, reprise: { lotId: id, mandatId: mandat.id } }, cadre());
    if (execution.accepte) faits += 1; else premier ??= { code: execution.code, message: execution.message };
    await avancer(rang + 1, creations.length);
  }
  return faits === 0 ? premier : null;
};

/** Ce qu’un lot de comptes garde d’un contrôle : le livre des lignes est celui des comptes, arbitrés et jugés. */
const controleDesComptes = ({ resultat }: Ouvert, { livre }: ComptesJuges) => ({ anomalies: resultat.anomalies, sorts: livre.sorts, grandLivre: { ...resultat.grandLivre, lignes: livre.lignes } });

/** Signe le bilan des comptes créés : le service vérifie qu’ils y sont, et eux seuls. Un compte prêt et pas créé l’empêche : le bilan le compterait. */
export const signerComptes = (ouvert: Ouvert, { base, cadre, mandat }: Pick<Outils, 'base' | 'cadre' | 'mandat'>): Empechement => {
  if (mandat === undefined) return SANS_MANDAT;
  const { lotId } = ouvert.dossier;
  const fiches = lotId === null ? null : compterFiches(lireFichesDuLotCache(base, lotId));
  if (lotId === null || fiches === null || fiches.utilisateur === 0) return { code: 'non_simule', message: 'Préparer les comptes d’abord.' };
  const juges = jugerComptes(base, ouvert, cadre());
  const restent = juges.comptes.filter(({ fiche, etat }) => etat === 'pret' && !juges.refus.has(fiche.email)).length;
  if (restent > 0) return { code: 'bilan', message: `${restent} compte${restent > 1 ? 's sont prêts et pas créés' : ' est prêt et pas créé'} : préparer la suite, ou ne pas ${restent > 1 ? 'les' : 'le'} reprendre.` };
  const { grandLivre } = controleDesComptes(ouvert, juges);
  const execution = executerCommande(base, 'signerLot', { lotId, mandatId: mandat.id, lignes: livreDe(grandLivre.lignes), places: livreDe(grandLivre.places), fiches }, cadre());
  return execution.accepte ? null : { code: execution.code, message: execution.message };
};

import { z } from 'zod';
import { naissance, schemaDepartement, schemaId } from '../objets/commun.ts';
import type { FichesChargees, Lot } from '../objets/lot.ts';
import { FICHES_DE_LOT, SIMULATIONS_GARDEES, compterFiches, estEquilibre, schemaFichierLot, schemaFichesChargees, schemaLivre, schemaResultatSimulation, totalDesFiches } from '../objets/lot.ts';
import type { Mandat } from '../objets/mandat.ts';
import type { Proposition } from '../objets/proposition.ts';
import type { CompteOffre } from '../objets/utilisateur.ts';
import type { Acteur } from '../profils.ts';
import { GENRES_FICHIER } from '../reprise/gabarit/colonne.ts';
import type { Commande, Contexte, Decision, LigneRefusee, Lire, Refus } from './commande.ts';
import { lireFichesDuLot, lireLigne, lirePropositionsDuLot, refus } from './commande.ts';
import { refusEncadrement } from './encadrement.ts';
import { refusMandat } from './mandats.ts';
import { nombrer } from './noms.ts';
import { INTROUVABLE } from './regles.ts';

export interface EtatLot { readonly lot: Lot | undefined; readonly mandat: Mandat | undefined }
export function* lireLot(lotId: string, mandatId: string): Lire<EtatLot> {
  return { lot: yield* lireLigne('lot', lotId), mandat: yield* lireLigne('mandat', mandatId) };
}
/** Le lot, quand l’acteur a mandat pour y travailler. Refus : `introuvable`, `droit.mandat`, `statut`. */
export const lotOuvert = ({ lot, mandat }: EtatLot, acteur: Acteur, { aujourdhui }: Pick<Contexte, 'aujourdhui'>): Lot | Refus => {
  if (lot === undefined) return INTROUVABLE('Lot de reprise');
  const erreur = refusMandat(mandat, lot.departement, acteur, aujourdhui);
  if (erreur !== null) return erreur;
  return lot.statut === 'ouvert' ? lot : refus('statut', lot.statut === 'charge' ? 'Ce lot est chargé et signé : ouvrir un autre lot pour un autre fichier.' : 'Ce lot est annulé : en ouvrir un autre.');
};
/** Pourquoi un lot ne peut pas se charger d’après sa dernière simulation ; `null` quand il le peut. Le poste ferme « Charger » avec, le service refuse avec. */
export const refusDeCharger = ({ genre, simulations, fichier }: Lot): Refus | null => {
  const derniere = simulations.at(-1);
  if (derniere === undefined) return refus('non_simule', 'Simuler le chargement d’abord : rien ne se charge sans avoir été simulé.');
  if (derniere.fichier.empreinte !== fichier.empreinte) return refus('non_simule', 'Le fichier a changé depuis la simulation : simuler de nouveau.');
  // un compte se prépare sans attendre les autres : la ligne bloquée d’une personne est rejetée, et dite
  if (genre !== 'utilisateurs' && derniere.bloquantes > 0) return refus('bloquantes', `Il reste ${nombrer(derniere.bloquantes, 'anomalie bloquante', 'anomalies bloquantes')} : réparer ou exclure les lignes, puis simuler de nouveau.`);
  return estEquilibre(derniere.lignes) && estEquilibre(derniere.places) ? null : refus('desequilibre', 'Le compte des lignes ou des places n’y est pas : rien ne se charge.');
};

/** Le lot où des comptes naissent. Refus : comme `lotOuvert` et `refusDeCharger`, et `statut` d’un lot de fiches. */
export const lotDeComptes = (etat: EtatLot, acteur: Acteur, contexte: Pick<Contexte, 'aujourdhui'>): Lot | Refus => {
  const lot = lotOuvert(etat, acteur, contexte);
  if ('accepte' in lot) return lot;
  return lot.genre === 'utilisateurs' ? (refusDeCharger(lot) ?? lot) : refus('statut', 'Ce lot reprend des fiches, pas des comptes.');
};

const schemaOuvrir = z.object({ id: schemaId, mandatId: schemaId, departement: schemaDepartement, genre: z.enum(GENRES_FICHIER), fichier: schemaFichierLot });
type ArgumentsOuvrir = z.infer<typeof schemaOuvrir>;

/** Un lot qui s’ouvre ; son numéro viendra du service. */
export const nouveauLot = ({ id, mandatId, departement, genre, fichier }: ArgumentsOuvrir, acteur: Acteur, maintenant: string): Lot =>
  ({ id, genre, fichier, mandatId, statut: 'ouvert', simulations: [], chargement: null, auteur: acteur.nom, code: null, version: 0, departement, ...naissance(acteur, maintenant), provenance: null });

/** Ouvre un lot pour un fichier reçu ; son numéro (LOT-59-0007) vient du service. Refus : `droit.mandat`, `existe`. */
export const ouvrirLot: Commande<'ouvrirLot', ArgumentsOuvrir, EtatLot> = {
  nom: 'ouvrirLot', version: 1, libelle: 'Ouvrir un lot de reprise', schema: schemaOuvrir,
  cible: ({ id }) => ({ objet: 'lot', id }),
  champsTouches: () => [],
  lire: ({ id, mandatId }) => lireLot(id, mandatId),
  decide({ lot, mandat }, { id, mandatId, departement, genre, fichier }, acteur, { aujourdhui, maintenant }): Decision {
    const erreur = refusMandat(mandat, departement, acteur, aujourdhui);
    if (erreur !== null) return erreur;
    if (lot !== undefined) return refus('existe', 'Ce lot est déjà ouvert.');
    return { accepte: true, changements: [{ genre: 'creer', objet: 'lot', ligne: nouveauLot({ id, mandatId, departement, genre, fichier }, acteur, maintenant) }] };
  },
};

const schemaNoter = z.object({ lotId: schemaId, mandatId: schemaId, simulation: schemaResultatSimulation });
type ArgumentsNoter = z.infer<typeof schemaNoter>;

/** Garde au lot ce qu’une simulation a trouvé : le fichier devient le sien, la tendance s’y lit. Refus : `introuvable`, `droit.mandat`, `statut`. */
export const noterSimulation: Commande<'noterSimulation', ArgumentsNoter, EtatLot> = {
  nom: 'noterSimulation', version: 1, libelle: 'Noter une simulation', schema: schemaNoter,
  cible: ({ lotId }) => ({ objet: 'lot', id: lotId }),
  // deux simulations ne se contredisent pas : la plus récente s’ajoute
  champsTouches: () => [],
  lire: ({ lotId, mandatId }) => lireLot(lotId, mandatId),
  decide(etat, { simulation }, acteur, contexte): Decision {
    const lot = lotOuvert(etat, acteur, contexte);
    if ('accepte' in lot) return lot;
    const simulations = [...lot.simulations, { ...simulation, le: contexte.maintenant, par: acteur.nom }].slice(-SIMULATIONS_GARDEES);
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'lot', id: lot.id, champs: { simulations, fichier: simulation.fichier } }] };
  },
};

const schemaSigner = z.object({ lotId: schemaId, mandatId: schemaId, lignes: schemaLivre, places: schemaLivre, fiches: schemaFichesChargees });
type ArgumentsSigner = z.infer<typeof schemaSigner>;
/** Une fiche d’un lot, telle que la reprise l’a laissée ou non. `touchee` : autre chose que la reprise l’a changée, ou s’appuie dessus. */
export interface FicheDuLot { readonly objet: keyof FichesChargees; readonly id: string; readonly nom: string; readonly touchee: boolean }
interface EtatSigner extends EtatLot { readonly fiches: readonly FicheDuLot[] }

/**
 * Signe le chargement : le bilan s’écrit au lot, qui ne se charge plus. Les fiches annoncées doivent être dans l’offre, toutes, et elles seules : un bilan faux ne se signe pas.
 * Refus : `introuvable`, `droit.mandat`, `statut`, `non_simule`, `bloquantes`, `desequilibre`, `bilan`.
 */
export const signerLot: Commande<'signerLot', ArgumentsSigner, EtatSigner> = {
  nom: 'signerLot', version: 2, libelle: 'Signer un lot de reprise', schema: schemaSigner,
  cible: ({ lotId }) => ({ objet: 'lot', id: lotId }),
  champsTouches: () => [],
  *lire({ lotId, mandatId }): Lire<EtatSigner> { return { ...(yield* lireLot(lotId, mandatId)), fiches: yield* lireFichesDuLot(lotId) }; },
  decide(etat, { lignes, places, fiches }, acteur, contexte): Decision {
    const lot = lotOuvert(etat, acteur, contexte);
    if ('accepte' in lot) return lot;
    const derniere = lot.simulations.at(-1);
    const erreur = refusDeCharger(lot);
    if (erreur !== null || derniere === undefined) return erreur ?? refus('non_simule', 'Simuler le chargement d’abord.');
    if (!estEquilibre(lignes) || !estEquilibre(places) || lignes.source !== derniere.lignes.source || places.source !== derniere.places.source) return refus('desequilibre', 'Le compte des lignes ou des places n’y est pas : ce bilan ne se signe pas.');
    if (lot.genre === 'utilisateurs' && lignes.creees !== (fiches.utilisateur ?? 0)) return refus('bilan', `Le bilan annonce ${lignes.creees} comptes créés, il en compte ${fiches.utilisateur ?? 0} : reprendre la préparation.`);
    if (lignes.creees + lignes.scindees > 0 && totalDesFiches(fiches) === 0) return refus('bilan', 'Le bilan annonce des lignes créées et aucune fiche : reprendre le chargement.');
    const presentes = compterFiches(etat.fiches);
    for (const objet of FICHES_DE_LOT) {
      if (presentes[objet] !== (fiches[objet] ?? 0)) return refus('bilan', `Le bilan annonce ${fiches[objet] ?? 0} fiches « ${objet} », l’offre en a ${presentes[objet]} de ce lot : reprendre le chargement.`);
    }
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'lot', id: lot.id, champs: { statut: 'charge', chargement: { le: contexte.maintenant, par: acteur.nom, fichier: lot.fichier, lignes, places, fiches } } }] };
  },
};

const schemaAnnuler = z.object({ lotId: schemaId, mandatId: schemaId, motif: z.string().trim().min(1, 'Dire pourquoi le lot est annulé.').max(4000, '4 000 caractères au plus.') });
type ArgumentsAnnuler = z.infer<typeof schemaAnnuler>;
/** Les enfants d’abord : rien ne reste sans parent, même un instant. */
const ORDRE_RETRAIT = ['utilisateur', 'place', 'groupe', 'dispositif', 'entite'] as const;

const empecher = (code: string, message: string, refusees: readonly LigneRefusee[]): Refus => ({ ...refus(code, message), refusees });
const refusDeRetirer = (compte: CompteOffre | undefined, acteur: Acteur): Refus | null => (compte === undefined ? refus('droit.perimetre', 'ce compte est hors de votre périmètre.') : refusEncadrement(acteur, 'suspendre', compte));

interface EtatAnnuler extends EtatSigner { readonly propositions: readonly Proposition[]; /** Les comptes du lot que l’acteur voit. */ readonly comptes: ReadonlyMap<string, CompteOffre> }

/**
 * Annule un lot en entier : toutes ses fiches sont retirées de l’offre, ou aucune. Une seule fiche travaillée depuis l’empêche, et le refus la nomme.
 * Ses propositions que personne n’a décidées sont retirées ; celles qui l’ont été, même en partie, restent à qui en décide.
 * Un compte invité, ouvert ou changé depuis est touché ; les autres se retirent si l’acteur les encadre : le mandat ne donne aucun droit sur eux (décision 032).
 * Refus : `introuvable`, `droit.mandat`, `statut`, `touche`, `droit.*` ; `refusees` : chaque fiche qui l’empêche.
 */
export const annulerLot: Commande<'annulerLot', ArgumentsAnnuler, EtatAnnuler> = {
  nom: 'annulerLot', version: 1, libelle: 'Annuler un lot de reprise', schema: schemaAnnuler,
  cible: ({ lotId }) => ({ objet: 'lot', id: lotId }),
  champsTouches: () => [],
  *lire({ lotId, mandatId }): Lire<EtatAnnuler> {
    const fiches = yield* lireFichesDuLot(lotId);
    const comptes = new Map<string, CompteOffre>();
    for (const { objet, id } of fiches) { const compte = objet === 'utilisateur' ? yield* lireLigne('utilisateur', id) : undefined; if (compte !== undefined) comptes.set(id, compte); }
    return { ...(yield* lireLot(lotId, mandatId)), fiches, comptes, propositions: yield* lirePropositionsDuLot(lotId) };
  },
  decide({ lot, mandat, fiches, comptes, propositions }, { motif }, acteur, { aujourdhui }): Decision {
    if (lot === undefined) return INTROUVABLE('Lot de reprise');
    const erreur = refusMandat(mandat, lot.departement, acteur, aujourdhui);
    if (erreur !== null) return erreur;
    if (lot.statut === 'annule') return refus('statut', 'Ce lot est déjà annulé.');
    const touchees = fiches.filter(({ touchee }) => touchee);
    const [premiere] = touchees;
    if (premiere !== undefined) return empecher('touche', `Ce lot ne s’annule plus : ${touchees.length === 1 ? `« ${premiere.nom} » a été travaillée` : `${touchees.length} fiches ont été travaillées, dont « ${premiere.nom} »`} depuis le chargement. Les corriger une à une.`, touchees.map(({ id, nom }) => ({ id, code: 'touche', message: `« ${nom} » a été travaillée depuis le chargement.` })));
    const defendus = fiches.flatMap(({ objet, id, nom }) => { const refuse = objet === 'utilisateur' ? refusDeRetirer(comptes.get(id), acteur) : null; return refuse === null ? [] : [{ id, code: refuse.code, message: `${nom} : ${refuse.message}` }]; });
    const [defendu] = defendus;
    if (defendu !== undefined) return empecher(defendu.code, defendus.length === 1 ? defendu.message : `${defendus.length} comptes ne sont pas à vous, dont ${defendu.message}`, defendus);
    const parObjet = new Map(ORDRE_RETRAIT.map((objet) => [objet, fiches.filter((fiche) => fiche.objet === objet)]));
    return {
      accepte: true, motif,
      changements: [
        ...ORDRE_RETRAIT.flatMap((objet) => (parObjet.get(objet) ?? []).map(({ id }) => ({ genre: 'supprimer', objet, id } as const))),
        ...propositions.flatMap(({ id, statut, champs }) => (statut === 'ouverte' && champs.every(({ decision }) => decision === null) ? [{ genre: 'modifier', objet: 'proposition', id, champs: { statut: 'retiree' } } as const] : [])),
        { genre: 'modifier', objet: 'lot', id: lot.id, champs: { statut: 'annule' } },
      ],
    };
  },
};

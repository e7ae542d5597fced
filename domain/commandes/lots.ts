import { z } from 'zod';
import { naissance, schemaDepartement, schemaId } from '../objets/commun.ts';
import type { Lot } from '../objets/lot.ts';
import { SIMULATIONS_GARDEES, estEquilibre, schemaFichierLot, schemaFichesChargees, schemaLivre, schemaResultatSimulation } from '../objets/lot.ts';
import type { Mandat } from '../objets/mandat.ts';
import type { Proposition } from '../objets/proposition.ts';
import type { Acteur } from '../profils.ts';
import { GENRES_FICHIER } from '../reprise/gabarit/colonne.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireFichesDuLot, lireLigne, lirePropositionsDuLot, refus } from './commande.ts';
import { refusMandat } from './mandats.ts';
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
export const refusDeCharger = ({ simulations, fichier }: Lot): Refus | null => {
  const derniere = simulations.at(-1);
  if (derniere === undefined) return refus('non_simule', 'Simuler le chargement d’abord : rien ne se charge sans avoir été simulé.');
  if (derniere.fichier.empreinte !== fichier.empreinte) return refus('non_simule', 'Le fichier a changé depuis la simulation : simuler de nouveau.');
  if (derniere.bloquantes > 0) return refus('bloquantes', `Il reste ${derniere.bloquantes} anomalie${derniere.bloquantes > 1 ? 's' : ''} bloquante${derniere.bloquantes > 1 ? 's' : ''} : réparer ou exclure les lignes, puis simuler de nouveau.`);
  return estEquilibre(derniere.lignes) && estEquilibre(derniere.places) ? null : refus('desequilibre', 'Le compte des lignes ou des places n’y est pas : rien ne se charge.');
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
export interface FicheDuLot { readonly objet: 'entite' | 'dispositif' | 'groupe' | 'place'; readonly id: string; readonly nom: string; readonly touchee: boolean }
interface EtatSigner extends EtatLot { readonly fiches: readonly FicheDuLot[] }

/**
 * Signe le chargement : le bilan s’écrit au lot, qui ne se charge plus. Les fiches annoncées doivent être dans l’offre, toutes, et elles seules : un bilan faux ne se signe pas.
 * Refus : `introuvable`, `droit.mandat`, `statut`, `non_simule`, `bloquantes`, `desequilibre`, `bilan`.
 */
export const signerLot: Commande<'signerLot', ArgumentsSigner, EtatSigner> = {
  nom: 'signerLot', version: 1, libelle: 'Signer un lot de reprise', schema: schemaSigner,
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
    if (lignes.creees + lignes.scindees > 0 && fiches.entite + fiches.dispositif + fiches.groupe + fiches.place === 0) return refus('bilan', 'Le bilan annonce des lignes créées et aucune fiche : reprendre le chargement.');
    const presentes = { entite: 0, dispositif: 0, groupe: 0, place: 0 };
    for (const { objet } of etat.fiches) presentes[objet] += 1;
    for (const objet of ['entite', 'dispositif', 'groupe', 'place'] as const) {
      if (presentes[objet] !== fiches[objet]) return refus('bilan', `Le bilan annonce ${fiches[objet]} fiches « ${objet} », l’offre en a ${presentes[objet]} de ce lot : reprendre le chargement.`);
    }
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'lot', id: lot.id, champs: { statut: 'charge', chargement: { le: contexte.maintenant, par: acteur.nom, fichier: lot.fichier, lignes, places, fiches } } }] };
  },
};

const schemaAnnuler = z.object({ lotId: schemaId, mandatId: schemaId, motif: z.string().trim().min(1, 'Dire pourquoi le lot est annulé.').max(4000, '4 000 caractères au plus.') });
type ArgumentsAnnuler = z.infer<typeof schemaAnnuler>;
/** Les enfants d’abord : rien ne reste sans parent, même un instant. */
const ORDRE_RETRAIT = ['place', 'groupe', 'dispositif', 'entite'] as const;

interface EtatAnnuler extends EtatSigner { readonly propositions: readonly Proposition[] }

/**
 * Annule un lot en entier : toutes ses fiches sont retirées de l’offre, ou aucune. Une seule fiche travaillée depuis l’empêche, et le refus la nomme.
 * Ses propositions que personne n’a décidées sont retirées ; celles qui l’ont été, même en partie, restent à qui en décide.
 * Refus : `introuvable`, `droit.mandat`, `statut`, `touche`.
 */
export const annulerLot: Commande<'annulerLot', ArgumentsAnnuler, EtatAnnuler> = {
  nom: 'annulerLot', version: 1, libelle: 'Annuler un lot de reprise', schema: schemaAnnuler,
  cible: ({ lotId }) => ({ objet: 'lot', id: lotId }),
  champsTouches: () => [],
  *lire({ lotId, mandatId }): Lire<EtatAnnuler> { return { ...(yield* lireLot(lotId, mandatId)), fiches: yield* lireFichesDuLot(lotId), propositions: yield* lirePropositionsDuLot(lotId) }; },
  decide({ lot, mandat, fiches, propositions }, { motif }, acteur, { aujourdhui }): Decision {
    if (lot === undefined) return INTROUVABLE('Lot de reprise');
    const erreur = refusMandat(mandat, lot.departement, acteur, aujourdhui);
    if (erreur !== null) return erreur;
    if (lot.statut === 'annule') return refus('statut', 'Ce lot est déjà annulé.');
    const touchees = fiches.filter(({ touchee }) => touchee);
    const [premiere] = touchees;
    if (premiere !== undefined) return refus('touche', `Ce lot ne s’annule plus : ${touchees.length === 1 ? `« ${premiere.nom} » a été travaillée` : `${touchees.length} fiches ont été travaillées, dont « ${premiere.nom} »`} depuis le chargement. Les corriger une à une.`);
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

import { z } from 'zod';
import type { GesteCycle } from '../cycleDeVie.ts';
import { DELAI_ANNULATION, GESTES_ANNULABLES, LIBELLES_GESTES, TRANSITIONS } from '../cycleDeVie.ts';
import { autoriser } from '../droits.ts';
import { schemaId } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import { pasDuCycle, pasEnVigueur } from '../parcours.ts';
import type { Acteur } from '../profils.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireDispositifsDe, lireLigne, refus } from './commande.ts';
import { enumerer, nombrer, nommables } from './noms.ts';
import type { Fiche, ObjetFiche } from './regles.ts';
import { INTROUVABLE, contexteDroit, estRefus, pas } from './regles.ts';

const schemaAnnuler = z.object({
  objet: z.enum(['entite', 'dispositif']), id: schemaId,
  /** Le geste que l’on croit annuler : hors ligne, le service a pu le refuser, et le dernier serait alors un autre. */
  geste: z.enum(GESTES_ANNULABLES as [GesteCycle, ...GesteCycle[]]).optional(),
});
type ArgumentsAnnuler = z.infer<typeof schemaAnnuler>;
interface EtatAnnuler { readonly fiche: Fiche | undefined; readonly dispositifs: readonly Dispositif[] }

/** Passé le délai, ce qu’il reste à faire pour revenir sur chaque geste. */
const RECOURS: Readonly<Partial<Record<GesteCycle, string>>> = {
  soumettre: 'demander son renvoi à corriger à qui doit la décider', prevalider: 'demander son renvoi à corriger à l’administrateur départemental', valider: 'suspendre la fiche, ou la fermer',
  renvoyer: 'demander à son auteur de la soumettre à nouveau', refuser: 'demander à son auteur d’en proposer une nouvelle', suspendre: 'rétablir la fiche', retablir: 'suspendre la fiche',
};
const estGeste = (geste: string): geste is GesteCycle => Object.hasOwn(LIBELLES_GESTES, geste);

/**
 * Juge l’annulation du dernier geste d’une fiche. Rend le refus, ou le statut retrouvé. Sert aussi à montrer le geste.
 * Refus : `rien_a_annuler`, `autre_decision`, `autre_personne`, `delai`, `droit.*`, `dispositifs_valides`.
 */
export const jugerAnnulation = (objet: ObjetFiche, fiche: Fiche, dispositifs: readonly Dispositif[], acteur: Acteur, contexte: Contexte, attendu?: GesteCycle): Refus | { readonly vers: string; readonly suppleance?: true } => {
  const dernier = pasDuCycle(fiche.parcours).at(-1);
  if (dernier?.geste === 'annuler') return refus('rien_a_annuler', 'La dernière décision a déjà été annulée.');
  if (dernier === undefined || !estGeste(dernier.geste) || !GESTES_ANNULABLES.includes(dernier.geste) || dernier.vers !== fiche.statut) return refus('rien_a_annuler', 'Aucune décision de cette fiche ne peut s’annuler.');
  const { geste } = dernier;
  if (dernier.par !== acteur.utilisateurId) return refus('autre_personne', `La dernière décision (« ${LIBELLES_GESTES[geste]} ») est de ${dernier.nom} : seule cette personne peut l’annuler.`);
  if (attendu !== undefined && attendu !== geste) return refus('autre_decision', `La dernière décision enregistrée est « ${LIBELLES_GESTES[geste]} », et non « ${LIBELLES_GESTES[attendu]} » : rien n’a été annulé.`);
  if (Date.parse(contexte.maintenant) - Date.parse(dernier.le) > DELAI_ANNULATION * 60_000) return refus('delai', `Plus de ${DELAI_ANNULATION} minutes ont passé, la décision ne s’annule plus : ${RECOURS[geste] ?? 'demander une nouvelle décision'}.`);
  // le statut d’avant est celui du pas qui précède, parmi ceux qui comptent encore
  const avant = pasEnVigueur(fiche.parcours).at(-2);
  const transitions = avant === undefined ? [] : TRANSITIONS.filter((ligne) => ligne.geste === geste && ligne.de === avant.vers && ligne.vers === fiche.statut);
  const [transition] = transitions;
  if (avant === undefined || transition === undefined) return refus('rien_a_annuler', 'Le statut d’avant cette décision n’est pas connu : elle ne peut pas s’annuler.');
  // qui a perdu le droit de décider entre-temps ne défait plus rien ; la condition P177 ne compte pas, la décision a été prise sous l’ancienne
  const droits = contexteDroit(objet, fiche, contexte.aujourdhui);
  const autorisations = transitions.flatMap(({ droit }) => [true, false].map((p177) => autoriser(acteur, droit, objet, { ...droits, p177 })));
  const accordee = autorisations.find((autorisation) => autorisation.accordee);
  const [premiere] = autorisations;
  if (accordee?.accordee !== true) return premiere?.accordee === false ? refus(premiere.code, premiere.message) : refus('droit.profil', 'Vous n’avez plus le droit de cette décision.');
  const valides = geste === 'valider' && objet === 'entite' ? dispositifs.filter(({ statut }) => statut === 'valide' || statut === 'suspendu') : [];
  if (valides.length > 0) return refus('dispositifs_valides', `${nombrer(valides.length, 'dispositif de l’entité est déjà validé', 'dispositifs de l’entité sont déjà validés')} : ${enumerer(nommables(valides, acteur))}. La validation de l’entité ne s’annule plus : la suspendre, ou la fermer.`);
  return { vers: avant.vers, ...(accordee.suppleance ? { suppleance: true as const } : {}) };
};

/**
 * Annule son propre dernier geste du cycle de vie, dans le quart d’heure (décision 017) : la fiche retrouve le statut d’avant, et rien d’autre ne change.
 * Refus : `introuvable`, et ceux de `jugerAnnulation`.
 */
export const annulerDecision: Commande<'annulerDecision', ArgumentsAnnuler, EtatAnnuler> = {
  nom: 'annulerDecision', version: 1, libelle: 'Annuler sa décision', schema: schemaAnnuler,
  cible: ({ objet, id }) => ({ objet, id }),
  champsTouches: () => ['statut'],
  *lire({ objet, id }): Lire<EtatAnnuler> {
    const fiche = yield* lireLigne(objet, id);
    return { fiche, dispositifs: fiche !== undefined && objet === 'entite' ? yield* lireDispositifsDe(id) : [] };
  },
  decide({ fiche, dispositifs }, { objet, id, geste }, acteur, contexte): Decision {
    if (fiche === undefined) return INTROUVABLE(objet === 'entite' ? 'Entité' : 'Dispositif');
    const jugement = jugerAnnulation(objet, fiche, dispositifs, acteur, contexte, geste);
    if (estRefus(jugement)) return jugement;
    const { vers, ...suppleance } = jugement;
    return { accepte: true, ...suppleance, changements: [{ genre: 'modifier', objet, id, champs: { statut: vers, parcours: [...fiche.parcours, pas('annuler', vers, acteur, contexte, suppleance)] } }] };
  },
};

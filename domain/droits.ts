import type { Acteur, Cible, Profil } from './profils.ts';
import { CODES_PROFILS, PROFILS, estDansLePerimetre } from './profils.ts';

export const OBJETS = { entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe de places', place: 'Place' } as const;
export type Objet = keyof typeof OBJETS;

/**
 * Gestes de la matrice. `proposer` : créer une fiche qui suivra le circuit (brouillon, soumission). `creer` : créer directement validé.
 * `modifier` : champs ordinaires ; `decider_sensible` : changer un champ sensible d’une fiche validée. `etat_places` : état et occupation.
 */
export type Geste = 'lire' | 'proposer' | 'creer' | 'prevalider' | 'valider' | 'modifier' | 'decider_sensible' | 'fermer' | 'etat_places';

/**
 * Condition ajoutée à la portée. `suppleance` : motif obligatoire, le geste est marqué « suppléance ». `avant_validation` : seulement sur une
 * fiche en brouillon ou à corriger proposée par un SIAO. `delegation` : délégation de gestion en cours, sinon proposition.
 */
export type Condition = 'p177' | 'non_p177' | 'suppleance' | 'avant_validation' | 'delegation';

export interface RegleDroit {
  readonly profil: Profil;
  readonly objet: Objet;
  readonly geste: Geste;
  readonly condition?: Condition;
  /** `S0` : la présentation du 2 juin 2023 ; `D` : décision écrite dans domain.md. */
  readonly source: 'S0' | 'D';
}

const regles = (profil: Profil, source: 'S0' | 'D', objet: Objet, gestes: readonly (Geste | readonly [Geste, Condition])[]): RegleDroit[] =>
  gestes.map((ligne) => (typeof ligne === 'string' ? { profil, objet, geste: ligne, source } : { profil, objet, geste: ligne[0], condition: ligne[1], source }));

/**
 * La matrice des droits sur l’offre (domain.md §5), seule table lue par le programme, l’écran « Matrice des droits » et les tests.
 * Toute règle s’entend dans le périmètre du compte ; ce qui n’est pas écrit est refusé. Plusieurs lignes d’un même profil, objet et geste s’additionnent.
 */
export const MATRICE: readonly RegleDroit[] = [
  ...regles('admin_national', 'S0', 'entite', ['lire', ['creer', 'suppleance'], ['valider', 'suppleance']]),
  ...regles('admin_national', 'S0', 'dispositif', ['lire', ['creer', 'suppleance'], ['valider', 'suppleance']]),
  ...regles('admin_national', 'S0', 'groupe', ['lire']),
  ...regles('admin_national', 'D', 'place', ['lire']),

  ...regles('admin_departemental', 'S0', 'entite', ['lire', 'creer', 'valider']),
  ...regles('admin_departemental', 'D', 'entite', ['modifier', 'decider_sensible', 'fermer']),
  ...regles('admin_departemental', 'S0', 'dispositif', ['lire', ['creer', 'p177'], 'valider']),
  ...regles('admin_departemental', 'D', 'dispositif', ['modifier', 'decider_sensible', 'fermer']),
  ...regles('admin_departemental', 'S0', 'groupe', ['lire']),
  ...regles('admin_departemental', 'D', 'groupe', ['modifier']),
  ...regles('admin_departemental', 'D', 'place', ['lire']),

  ...regles('admin_siao', 'S0', 'entite', ['lire', 'prevalider']),
  ...regles('admin_siao', 'D', 'entite', ['proposer', ['modifier', 'avant_validation']]),
  ...regles('admin_siao', 'S0', 'dispositif', ['lire', ['prevalider', 'non_p177']]),
  ...regles('admin_siao', 'D', 'dispositif', [['proposer', 'non_p177'], ['modifier', 'avant_validation']]),
  ...regles('admin_siao', 'S0', 'groupe', ['lire']),
  ...regles('admin_siao', 'D', 'place', ['lire', ['etat_places', 'delegation']]),

  ...regles('gestionnaire_entite', 'S0', 'entite', ['lire', 'modifier']),
  ...regles('gestionnaire_entite', 'S0', 'dispositif', ['lire', 'modifier']),
  ...regles('gestionnaire_entite', 'D', 'dispositif', ['proposer']),
  ...regles('gestionnaire_entite', 'S0', 'groupe', ['lire', 'creer']),
  ...regles('gestionnaire_entite', 'D', 'groupe', ['modifier', 'fermer']),
  ...regles('gestionnaire_entite', 'D', 'place', ['lire', 'etat_places']),

  ...regles('assistant', 'D', 'entite', ['lire']),
  ...regles('assistant', 'D', 'dispositif', ['lire']),
  ...regles('assistant', 'D', 'groupe', ['lire', 'creer', 'modifier', 'fermer']),
  ...regles('assistant', 'D', 'place', ['lire', 'etat_places']),

  ...regles('responsable_dispositif', 'D', 'entite', ['lire']),
  ...regles('responsable_dispositif', 'D', 'dispositif', ['lire']),
  ...regles('responsable_dispositif', 'D', 'groupe', ['lire']),
  ...regles('responsable_dispositif', 'D', 'place', ['lire', 'etat_places']),

  ...(['operateur_siao', 'ecoutant_115', 'travailleur_social'] as const).flatMap((profil) =>
    (['entite', 'dispositif', 'groupe', 'place'] as const).flatMap((objet) => regles(profil, 'D', objet, ['lire']))),
  // l’analyste ne lit que des agrégats anonymisés : aucune ligne de l’offre nominative (domain.md §5)
];

/** Ce que le geste sait de la fiche, en plus de sa place dans les périmètres. */
export interface ContexteDroit extends Cible {
  readonly p177?: boolean;
  /** Fiche en brouillon ou à corriger, proposée par un SIAO. */
  readonly proposeeParSiaoAvantValidation?: boolean;
  readonly delegationEnCours?: boolean;
}

export type Autorisation =
  | { readonly accordee: true; readonly suppleance: boolean; readonly regle: RegleDroit }
  | { readonly accordee: false; readonly code: 'droit.profil' | 'droit.perimetre' | 'droit.condition'; readonly message: string };

const conditionRemplie = (condition: Condition | undefined, contexte: ContexteDroit): boolean => {
  switch (condition) {
    case undefined:
    case 'suppleance': return true;
    case 'p177': return contexte.p177 === true;
    case 'non_p177': return contexte.p177 !== true;
    case 'avant_validation': return contexte.proposeeParSiaoAvantValidation === true;
    case 'delegation': return contexte.delegationEnCours === true;
  }
};

export const LIBELLES_DROITS: Record<Geste, string> = {
  lire: 'Lire', proposer: 'Proposer', creer: 'Créer', prevalider: 'Prévalider', valider: 'Valider', modifier: 'Modifier',
  decider_sensible: 'Décider d’un champ sensible', fermer: 'Fermer', etat_places: 'Changer l’état des places',
};

const EXPLICATIONS: Record<Condition, string> = {
  p177: 'seulement pour un dispositif financé par le P177',
  non_p177: 'seulement pour un dispositif qui n’est pas financé par le P177',
  suppleance: 'en suppléance',
  avant_validation: 'seulement sur une fiche proposée par un SIAO, en brouillon ou à corriger',
  delegation: 'seulement sous une délégation de gestion en cours',
};

/**
 * Décide si l’acteur peut faire ce geste sur cette cible. Refus : `droit.profil` (aucune règle pour ce profil), `droit.perimetre`
 * (hors du périmètre du compte), `droit.condition` (une condition de la règle manque). Le message dit qui peut.
 */
export const autoriser = (acteur: Acteur, geste: Geste, objet: Objet, contexte: ContexteDroit): Autorisation => {
  const candidates = MATRICE.filter((regle) => regle.profil === acteur.profil && regle.objet === objet && regle.geste === geste);
  const sujet = `${LIBELLES_DROITS[geste]} : ${OBJETS[objet].toLowerCase()}`;
  if (candidates.length === 0) {
    return { accordee: false, code: 'droit.profil', message: `${sujet}. Votre profil (${PROFILS[acteur.profil].libelle}) n’a pas ce droit. ${quiPeut(geste, objet)}` };
  }
  if (!estDansLePerimetre(acteur.perimetre, contexte)) {
    return { accordee: false, code: 'droit.perimetre', message: `${sujet}. Cette fiche est hors de votre périmètre.` };
  }
  const regle = candidates.find((candidate) => conditionRemplie(candidate.condition, contexte));
  if (regle === undefined) {
    const raisons = candidates.map((candidate) => EXPLICATIONS[candidate.condition ?? 'suppleance']).join(', ou ');
    return { accordee: false, code: 'droit.condition', message: `${sujet}. Votre profil le peut ${raisons}.` };
  }
  return { accordee: true, suppleance: regle.condition === 'suppleance', regle };
};

/** « Peuvent le faire : Administrateur départemental, … » ; phrase vide quand personne ne le peut. */
export const quiPeut = (geste: Geste, objet: Objet): string => {
  const profils = CODES_PROFILS.filter((profil) => MATRICE.some((regle) => regle.profil === profil && regle.objet === objet && regle.geste === geste));
  return profils.length === 0 ? '' : `Peuvent le faire : ${profils.map((profil) => PROFILS[profil].libelle).join(', ')}.`;
};

/** Objets qu’un profil peut lire ligne à ligne ; vide pour l’analyste. */
export const objetsLisibles = (profil: Profil): readonly Objet[] =>
  MATRICE.filter((regle) => regle.profil === profil && regle.geste === 'lire').map((regle) => regle.objet);

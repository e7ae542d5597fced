import type { Acteur, Cible, Perimetre, Profil } from './profils.ts';
import { CODES_PROFILS, PROFILS, estDansLePerimetre, perimetreInclus } from './profils.ts';

export const OBJETS = { entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe de places', place: 'Place', utilisateur: 'Utilisateur', nomenclature: 'Code de nomenclature', proposition: 'Proposition', piece: 'Pièce', demande: 'Demande sur des places', vue: 'Vue partagée', mandat: 'Mandat de reprise', lot: 'Lot de reprise', correspondance: 'Correspondance de reprise' } as const;
export type Objet = keyof typeof OBJETS;
/** Objets qu’un poste d’avant ne connaît pas, par protocole qui les a introduits : ils ne lui sont jamais livrés. */
export const OBJETS_PAR_PROTOCOLE: Readonly<Record<number, readonly Objet[]>> = { 2: ['utilisateur'], 3: ['nomenclature', 'proposition', 'piece'], 4: ['demande'], 5: ['vue'], 6: ['mandat', 'lot'], 7: ['correspondance'] };

/**
 * Gestes de la matrice. `proposer` : créer une fiche qui suivra le circuit (brouillon, soumission). `creer` : créer directement validé.
 * `modifier` : champs ordinaires ; `decider_sensible` : changer un champ sensible d’une fiche validée. `etat_places` : état et occupation. `modalite` : la modalité d’un groupe, seule.
 * `proposer_changement` : demander qu’un champ que l’on ne décide pas soit changé. `reclasser` : remplacer un code retiré par celui qui lui succède, rien d’autre.
 * Sur un compte : `suspendre` (et rétablir), `reaffecter` (profil et périmètre), `assister` (renvoyer l’invitation, débloquer, faire refaire le mot de passe ou le second facteur).
 */
export const GESTES = ['lire', 'proposer', 'creer', 'prevalider', 'valider', 'modifier', 'decider_sensible', 'proposer_changement', 'reclasser', 'fermer', 'etat_places', 'modalite', 'suspendre', 'reaffecter', 'assister'] as const;
export type Geste = typeof GESTES[number];

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
  /** Pour un compte : les profils des personnes que ce profil encadre ainsi. */
  readonly encadres?: readonly Profil[];
  /** `S0` : la présentation du 2 juin 2023 ; `D` : décision écrite dans domain.md. */
  readonly source: 'S0' | 'D';
}

const regles = (profil: Profil, source: 'S0' | 'D', objet: Objet, gestes: readonly (Geste | readonly [Geste, Condition])[]): RegleDroit[] =>
  gestes.map((ligne) => (typeof ligne === 'string' ? { profil, objet, geste: ligne, source } : { profil, objet, geste: ligne[0], condition: ligne[1], source }));

/** Gestes d’encadrement d’un profil sur les comptes des profils `encadres`. */
const encadre = (profil: Profil, source: 'S0' | 'D', gestes: readonly Geste[], encadres: readonly Profil[]): RegleDroit[] => gestes.map((geste) => ({ profil, objet: 'utilisateur', geste, encadres, source }));
const TOUT_ENCADRER = ['creer', 'modifier', 'suspendre', 'reaffecter', 'assister'] as const;
const EQUIPE_ENTITE = ['gestionnaire_entite', 'assistant', 'responsable_dispositif', 'travailleur_social'] as const;

/**
 * La matrice des droits sur l’offre (domain.md §5), seule table lue par le programme, l’écran « Matrice des droits » et les tests.
 * Toute règle s’entend dans le périmètre du compte ; ce qui n’est pas écrit est refusé. Plusieurs lignes d’un même profil, objet et geste s’additionnent.
 * Comptes (domain.md §5 et §6) : S0 donne l’encadrement (support du SIAO, équipes du gestionnaire et du responsable), D le découpe en gestes. Lire un compte se borne au
 * périmètre ; tout autre geste demande en plus que le périmètre de la personne visée tienne entier dans celui de l’acteur.
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
  ...regles('admin_departemental', 'D', 'groupe', ['modifier', 'modalite']),
  ...regles('admin_departemental', 'D', 'place', ['lire']),

  ...regles('admin_siao', 'S0', 'entite', ['lire', 'prevalider']),
  ...regles('admin_siao', 'D', 'entite', ['proposer', ['modifier', 'avant_validation']]),
  ...regles('admin_siao', 'S0', 'dispositif', ['lire', ['prevalider', 'non_p177']]),
  ...regles('admin_siao', 'D', 'dispositif', [['proposer', 'non_p177'], ['modifier', 'avant_validation']]),
  ...regles('admin_siao', 'S0', 'groupe', ['lire']),
  ...regles('admin_siao', 'D', 'groupe', [['modalite', 'delegation'], 'proposer_changement']),
  ...regles('admin_siao', 'D', 'place', ['lire', ['etat_places', 'delegation'], ['modifier', 'delegation'], 'proposer_changement']),

  ...regles('gestionnaire_entite', 'S0', 'entite', ['lire', 'modifier']),
  ...regles('gestionnaire_entite', 'S0', 'dispositif', ['lire', 'modifier']),
  ...regles('gestionnaire_entite', 'D', 'dispositif', ['proposer']),
  ...regles('gestionnaire_entite', 'S0', 'groupe', ['lire', 'creer']),
  ...regles('gestionnaire_entite', 'D', 'groupe', ['modifier', 'modalite', 'fermer']),
  ...regles('gestionnaire_entite', 'D', 'place', ['lire', 'creer', 'modifier', 'etat_places']),

  ...regles('assistant', 'D', 'entite', ['lire']),
  ...regles('assistant', 'D', 'dispositif', ['lire']),
  ...regles('assistant', 'D', 'groupe', ['lire', 'creer', 'modifier', 'modalite', 'fermer']),
  ...regles('assistant', 'D', 'place', ['lire', 'creer', 'modifier', 'etat_places']),

  ...regles('responsable_dispositif', 'D', 'entite', ['lire']),
  ...regles('responsable_dispositif', 'D', 'dispositif', ['lire']),
  ...regles('responsable_dispositif', 'D', 'groupe', ['lire']),
  ...regles('responsable_dispositif', 'D', 'place', ['lire', 'etat_places']),

  ...(['operateur_siao', 'ecoutant_115', 'travailleur_social'] as const).flatMap((profil) =>
    (['entite', 'dispositif', 'groupe', 'place'] as const).flatMap((objet) => regles(profil, 'D', objet, ['lire']))),

  ...(['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite', 'assistant', 'responsable_dispositif'] as const).flatMap((profil) => regles(profil, 'D', 'utilisateur', ['lire'])),
  ...encadre('admin_national', 'D', TOUT_ENCADRER, CODES_PROFILS),
  ...encadre('admin_departemental', 'D', TOUT_ENCADRER, ['admin_departemental', 'analyste', 'admin_siao', 'gestionnaire_entite']),
  ...encadre('admin_departemental', 'D', ['suspendre', 'assister'], ['operateur_siao', 'ecoutant_115', 'assistant', 'responsable_dispositif', 'travailleur_social']),
  ...encadre('admin_siao', 'D', TOUT_ENCADRER, ['admin_siao', 'operateur_siao', 'ecoutant_115']),
  ...encadre('admin_siao', 'S0', ['assister'], EQUIPE_ENTITE),
  ...encadre('gestionnaire_entite', 'S0', TOUT_ENCADRER, EQUIPE_ENTITE),
  ...encadre('assistant', 'S0', TOUT_ENCADRER, ['assistant', 'responsable_dispositif', 'travailleur_social']),
  ...encadre('responsable_dispositif', 'S0', TOUT_ENCADRER, ['travailleur_social']),
  // l’analyste ne lit que des agrégats anonymisés : aucune ligne de l’offre nominative (domain.md §5). La nomenclature n’en est pas : tous la lisent.
  ...CODES_PROFILS.flatMap((profil) => regles(profil, 'D', 'nomenclature', ['lire'])),
  ...regles('admin_national', 'D', 'nomenclature', ['creer', 'modifier', 'fermer']),
  ...(['entite', 'dispositif', 'groupe', 'place'] as const).flatMap((objet) => regles('admin_national', 'D', objet, ['reclasser'])),

  ...(['gestionnaire_entite', 'admin_siao'] as const).flatMap((profil) => (['entite', 'dispositif'] as const).flatMap((objet) => regles(profil, 'D', objet, ['proposer_changement']))),
  ...(['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite', 'assistant', 'responsable_dispositif'] as const).flatMap((profil) => (['proposition', 'demande'] as const).flatMap((objet) => regles(profil, 'D', objet, ['lire']))),
  // il mène des reprises, qui proposent : il lit ce qu’il a déposé
  ...regles('operateur_siao', 'D', 'proposition', ['lire']),

  ...(['admin_national', 'admin_departemental', 'admin_siao', 'operateur_siao', 'gestionnaire_entite', 'assistant', 'responsable_dispositif'] as const).flatMap((profil) => regles(profil, 'D', 'piece', ['lire'])),
  ...(['admin_departemental', 'gestionnaire_entite'] as const).flatMap((profil) => regles(profil, 'D', 'piece', ['creer', 'fermer'])),
  ...regles('admin_siao', 'D', 'piece', [['creer', 'avant_validation'], ['fermer', 'avant_validation']]),

  // qui lit les places partage ses vues ; qui encadre arrête aussi le partage d’un autre
  ...CODES_PROFILS.filter((profil) => profil !== 'analyste').flatMap((profil) => regles(profil, 'D', 'vue', ['lire', 'creer'])),
  ...(['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite'] as const).flatMap((profil) => regles(profil, 'D', 'vue', ['fermer'])),

  // la reprise se fait par mandat, quel que soit le profil (refusMandat) ; la matrice dit qui la suit, et qui la confie
  ...(['admin_national', 'admin_departemental', 'admin_siao', 'operateur_siao'] as const).flatMap((profil) => (['mandat', 'lot', 'correspondance'] as const).flatMap((objet) => regles(profil, 'D', objet, ['lire']))),
  ...regles('admin_national', 'D', 'mandat', ['creer', 'fermer']),
];

/** Ce que le geste sait de la fiche, en plus de sa place dans les périmètres. */
export interface ContexteDroit extends Cible {
  readonly p177?: boolean;
  /** Fiche en brouillon ou à corriger, proposée par un SIAO. */
  readonly proposeeParSiaoAvantValidation?: boolean;
  readonly delegationEnCours?: boolean;
  /** Pour un compte : le profil et le périmètre de la personne visée. */
  readonly vise?: { readonly profil: Profil; readonly perimetre: Perimetre };
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
  lire: 'Lire', proposer: 'Proposer', proposer_changement: 'Proposer un changement', reclasser: 'Remplacer un code retiré', creer: 'Créer', prevalider: 'Prévalider', valider: 'Valider', modifier: 'Modifier',
  decider_sensible: 'Décider d’un champ sensible', fermer: 'Fermer', etat_places: 'Changer l’état des places', modalite: 'Changer la modalité',
  suspendre: 'Suspendre ou rétablir', reaffecter: 'Changer de profil ou de périmètre', assister: 'Assister',
};

export const EXPLICATIONS: Record<Condition, string> = {
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
  const { vise } = contexte;
  const encadrantes = candidates.filter(({ encadres }) => encadres === undefined || (vise !== undefined && encadres.includes(vise.profil)));
  if (encadrantes.length === 0 && vise !== undefined) {
    return { accordee: false, code: 'droit.condition', message: `${sujet}. Votre profil (${PROFILS[acteur.profil].libelle}) n’encadre pas le profil « ${PROFILS[vise.profil].libelle} ». ${quiEncadre(geste, vise.profil)}` };
  }
  if (!estDansLePerimetre(acteur.perimetre, contexte) || (vise !== undefined && geste !== 'lire' && !perimetreInclus(vise.perimetre, contexte.departements, acteur.perimetre))) {
    return { accordee: false, code: 'droit.perimetre', message: vise === undefined ? `${sujet}. Cette fiche est hors de votre périmètre.` : `${sujet}. Le périmètre de cette personne dépasse le vôtre : s’adresser à un administrateur qui couvre les deux.` };
  }
  const regle = encadrantes.find((candidate) => conditionRemplie(candidate.condition, contexte));
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

/** « Peuvent le faire : … » pour un geste sur le compte d’une personne de ce profil. */
export const quiEncadre = (geste: Geste, vise: Profil): string => {
  const profils = CODES_PROFILS.filter((profil) => MATRICE.some((regle) => regle.profil === profil && regle.objet === 'utilisateur' && regle.geste === geste && regle.encadres?.includes(vise) === true));
  return profils.length === 0 ? '' : `Peuvent le faire : ${profils.map((profil) => PROFILS[profil].libelle).join(', ')}.`;
};
/** Les profils qu’un acteur peut donner ou changer par ce geste, dans l’ordre de la liste. */
export const profilsEncadres = (profil: Profil, geste: Geste): readonly Profil[] =>
  CODES_PROFILS.filter((vise) => MATRICE.some((regle) => regle.profil === profil && regle.objet === 'utilisateur' && regle.geste === geste && regle.encadres?.includes(vise) === true));

/** Objets qu’un profil peut lire ligne à ligne ; vide pour l’analyste. */
export const objetsLisibles = (profil: Profil): readonly Objet[] =>
  MATRICE.filter((regle) => regle.profil === profil && regle.geste === 'lire').map((regle) => regle.objet);

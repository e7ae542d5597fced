/** Statuts d’une entité et d’un dispositif (domain.md §4). */
export const STATUTS = {
  brouillon: 'Brouillon',
  a_prevalider: 'À prévalider',
  prevalide: 'Prévalidé',
  valide: 'Validé',
  a_corriger: 'À corriger',
  refuse: 'Refusé',
  suspendu: 'Suspendu',
  ferme: 'Fermé',
  archive: 'Archivé',
} as const;
export type Statut = keyof typeof STATUTS;
export const CODES_STATUTS = Object.keys(STATUTS) as readonly Statut[];

/** Gestes du cycle de vie. `droit` de la transition dit quel droit de la matrice est demandé. */
export type GesteCycle = 'soumettre' | 'prevalider' | 'valider' | 'renvoyer' | 'refuser' | 'suspendre' | 'retablir' | 'fermer' | 'archiver';
type DroitCycle = 'proposer' | 'prevalider' | 'valider' | 'fermer';

/** Une ligne de la table. `condition` : `p177` et `non_p177` ne concernent que les dispositifs (une entité est toujours « non P177 »). */
export interface Transition {
  readonly geste: GesteCycle;
  readonly de: Statut;
  readonly vers: Statut;
  readonly droit: DroitCycle;
  readonly condition?: 'p177' | 'non_p177';
  readonly motifObligatoire?: true;
  /** La fiche doit être complète ; les champs manquants sont nommés. */
  readonly complete?: true;
  /** Celui qui a prévalidé ne peut pas décider. */
  readonly autrePersonne?: true;
}

/**
 * La table du cycle de vie : la seule source du programme, des tests et du dessin de `docs/cycle-de-vie.md`.
 * Un dispositif financé P177 n’est pas prévalidé par le SIAO : la DDETS décide directement (S0 ; domain.md §4).
 */
export const TRANSITIONS: readonly Transition[] = [
  { geste: 'soumettre', de: 'brouillon', vers: 'a_prevalider', droit: 'proposer', complete: true },
  { geste: 'soumettre', de: 'a_corriger', vers: 'a_prevalider', droit: 'proposer', complete: true },
  { geste: 'prevalider', de: 'a_prevalider', vers: 'prevalide', droit: 'prevalider', condition: 'non_p177', complete: true },
  { geste: 'valider', de: 'prevalide', vers: 'valide', droit: 'valider', complete: true, autrePersonne: true },
  { geste: 'valider', de: 'a_prevalider', vers: 'valide', droit: 'valider', condition: 'p177', complete: true },
  { geste: 'renvoyer', de: 'a_prevalider', vers: 'a_corriger', droit: 'prevalider', condition: 'non_p177', motifObligatoire: true },
  { geste: 'renvoyer', de: 'a_prevalider', vers: 'a_corriger', droit: 'valider', condition: 'p177', motifObligatoire: true },
  { geste: 'renvoyer', de: 'prevalide', vers: 'a_corriger', droit: 'valider', motifObligatoire: true },
  { geste: 'refuser', de: 'a_prevalider', vers: 'refuse', droit: 'prevalider', condition: 'non_p177', motifObligatoire: true },
  { geste: 'refuser', de: 'a_prevalider', vers: 'refuse', droit: 'valider', condition: 'p177', motifObligatoire: true },
  { geste: 'refuser', de: 'prevalide', vers: 'refuse', droit: 'valider', motifObligatoire: true, autrePersonne: true },
  { geste: 'suspendre', de: 'valide', vers: 'suspendu', droit: 'valider', motifObligatoire: true },
  { geste: 'retablir', de: 'suspendu', vers: 'valide', droit: 'valider' },
  { geste: 'fermer', de: 'valide', vers: 'ferme', droit: 'fermer', motifObligatoire: true },
  { geste: 'fermer', de: 'suspendu', vers: 'ferme', droit: 'fermer', motifObligatoire: true },
  { geste: 'archiver', de: 'ferme', vers: 'archive', droit: 'fermer' },
  { geste: 'archiver', de: 'refuse', vers: 'archive', droit: 'fermer' },
];

/** La transition qui s’applique, ou `undefined` quand le geste n’a pas de sens dans ce statut. */
export const trouverTransition = (geste: GesteCycle, de: Statut, p177: boolean): Transition | undefined =>
  TRANSITIONS.find((transition) => transition.geste === geste && transition.de === de
    && (transition.condition === undefined || (transition.condition === 'p177') === p177));

/** Les gestes possibles depuis un statut, dans l’ordre de la table, sans tenir compte des droits. */
export const gestesPossibles = (de: Statut, p177: boolean): readonly Transition[] =>
  TRANSITIONS.filter((transition) => transition.de === de && (transition.condition === undefined || (transition.condition === 'p177') === p177));

/** Verbe à l’infinitif de chaque geste, pour les boutons et les messages. */
export const LIBELLES_GESTES: Record<GesteCycle, string> = {
  soumettre: 'Soumettre', prevalider: 'Prévalider', valider: 'Valider', renvoyer: 'Renvoyer à corriger', refuser: 'Refuser',
  suspendre: 'Suspendre', retablir: 'Rétablir', fermer: 'Fermer', archiver: 'Archiver',
};

/** Gestes que leur auteur peut annuler, et pendant combien de minutes (D, décision 017). Fermer emporte d’autres fiches, archiver clôt : ni l’un ni l’autre ne s’annule. */
export const GESTES_ANNULABLES: readonly GesteCycle[] = ['soumettre', 'prevalider', 'valider', 'renvoyer', 'refuser', 'suspendre', 'retablir'];
export const DELAI_ANNULATION = 15;

/** Âge d’une fiche qui attend, en jours entiers, rapporté aux seuils (D : 5, 10, 15 ; des réglages à venir). */
const SEUILS_AGE = [5, 10, 15] as const;
export type NiveauAge = 'dans_les_delais' | 'a_surveiller' | 'bientot_en_retard' | 'en_retard';
export const niveauAge = (jours: number): NiveauAge =>
  jours <= SEUILS_AGE[0] ? 'dans_les_delais' : jours <= SEUILS_AGE[1] ? 'a_surveiller' : jours <= SEUILS_AGE[2] ? 'bientot_en_retard' : 'en_retard';

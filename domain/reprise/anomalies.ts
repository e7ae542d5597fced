/**
 * Anomalies de la reprise (domain.md §7). `bloquante` : la fiche ne peut pas être soumise ou validée ainsi ; `effet` dit ce que devient la ligne.
 * `ligne_rejetee` : rien n’est créé ; `fiche_incomplete` : la fiche est créée sans cette valeur, à compléter ; `signalee` : à vérifier seulement.
 */
export interface DefinitionAnomalie { readonly libelle: string; readonly gravite: 'bloquante' | 'avertissement'; readonly effet: 'ligne_rejetee' | 'fiche_incomplete' | 'signalee' }

export const ANOMALIES = {
  F01: { libelle: 'Valeur abîmée, souvent par un tableur', gravite: 'bloquante', effet: 'ligne_rejetee' },
  F02: { libelle: 'Encodage', gravite: 'avertissement', effet: 'signalee' },
  F03: { libelle: 'Colonnes manquantes ou en trop', gravite: 'bloquante', effet: 'ligne_rejetee' },
  F04: { libelle: 'Fichier ou champ hors des limites', gravite: 'bloquante', effet: 'ligne_rejetee' },
  E01: { libelle: 'Siren absent ou faux', gravite: 'bloquante', effet: 'fiche_incomplete' },
  E02: { libelle: 'Entité probablement en double', gravite: 'avertissement', effet: 'signalee' },
  E03: { libelle: 'Département sans gestionnaire', gravite: 'bloquante', effet: 'fiche_incomplete' },
  // D : étendre une entité déjà enregistrée à un département se décide par qui l’administre, pas par un fichier
  E04: { libelle: 'Entité déjà enregistrée, hors de ce département', gravite: 'bloquante', effet: 'ligne_rejetee' },
  D01: { libelle: 'Type d’origine sans correspondance', gravite: 'bloquante', effet: 'ligne_rejetee' },
  D02: { libelle: 'Type à plusieurs correspondances', gravite: 'avertissement', effet: 'signalee' },
  D03: { libelle: 'Siret d’un autre siren que l’entité', gravite: 'avertissement', effet: 'signalee' },
  D04: { libelle: 'Entité juridique FINESS différente', gravite: 'avertissement', effet: 'signalee' },
  D05: { libelle: 'Aucun financement', gravite: 'bloquante', effet: 'fiche_incomplete' },
  D06: { libelle: 'Fermé à la source, des places ouvertes', gravite: 'bloquante', effet: 'ligne_rejetee' },
  // D : l’extrait peut nommer deux fois le même établissement ; domain.md n’a de code que pour les entités et les places
  D07: { libelle: 'Établissement ou groupe deux fois dans le fichier', gravite: 'avertissement', effet: 'signalee' },
  // D : un dispositif saisi à la main sous un autre nom ; rien ne se charge avant qu’une personne ait dit si c’est le même
  D08: { libelle: 'Dispositif probablement déjà dans l’offre', gravite: 'bloquante', effet: 'signalee' },
  G01: { libelle: 'Groupe mixte 115 / insertion', gravite: 'bloquante', effet: 'ligne_rejetee' },
  G02: { libelle: 'Capacité différente des places listées', gravite: 'avertissement', effet: 'signalee' },
  G03: { libelle: 'Capacité négative ou illisible', gravite: 'bloquante', effet: 'ligne_rejetee' },
  G04: { libelle: 'Dates inversées', gravite: 'bloquante', effet: 'ligne_rejetee' },
  G05: { libelle: 'Commune ou département inconnu', gravite: 'bloquante', effet: 'ligne_rejetee' },
  // D : un dispositif saisi à la main a déjà ce groupe sous un autre nom, peut-être ; créer sans savoir doublerait ses places
  G06: { libelle: 'Groupe peut-être déjà dans l’offre', gravite: 'bloquante', effet: 'ligne_rejetee' },
  P01: { libelle: 'Place en double', gravite: 'bloquante', effet: 'ligne_rejetee' },
  P02: { libelle: 'Occupation au-dessus de la capacité', gravite: 'avertissement', effet: 'signalee' },
  U01: { libelle: 'Adresse absente ou mal formée', gravite: 'bloquante', effet: 'ligne_rejetee' },
  U02: { libelle: 'Boîte partagée', gravite: 'bloquante', effet: 'ligne_rejetee' },
  U03: { libelle: 'Deux personnes pour une adresse, ou deux comptes pour une personne', gravite: 'bloquante', effet: 'ligne_rejetee' },
  U04: { libelle: 'Profils cumulés', gravite: 'avertissement', effet: 'signalee' },
  U05: { libelle: 'Droits accrus', gravite: 'avertissement', effet: 'signalee' },
  U06: { libelle: 'Aucune connexion depuis 12 mois', gravite: 'avertissement', effet: 'signalee' },
  // D : « no organisation » est un refus de domain.md §6 qui n’y a pas de code
  U07: { libelle: 'Personne sans organisme', gravite: 'bloquante', effet: 'ligne_rejetee' },
  // D : vue en simulant seulement, quand une règle de l’offre refuserait la fiche
  R01: { libelle: 'Fiche que l’offre refuserait', gravite: 'bloquante', effet: 'ligne_rejetee' },
  // D : un fichier ancien ne réécrit pas une fiche ; ce qu’il dit autrement est proposé à qui en décide, ou signalé quand rien ne se propose
  R02: { libelle: 'L’offre dit autre chose', gravite: 'avertissement', effet: 'signalee' },
  // D : une place dont le groupe n’est ni dans le lot ni dans l’offre ; domain.md n’a pas de code pour elle
  P03: { libelle: 'Place d’un groupe inconnu', gravite: 'bloquante', effet: 'ligne_rejetee' },
} as const satisfies Record<string, DefinitionAnomalie>;
export type CodeAnomalie = keyof typeof ANOMALIES;
/** Ce qui se décide ailleurs : à l’étape Arbitrer (U), par une proposition (R02). */
const AILLEURS: ReadonlySet<string> = new Set(['U04', 'U05', 'R02']);
/** Vrai quand une personne peut répondre « c’est bien ainsi » : un avertissement, ou un doute (D08) que personne d’autre ne lève. */
export const estConfirmable = ({ code, gravite, cle }: Pick<Anomalie, 'code' | 'gravite' | 'cle'>): boolean => cle !== undefined && !AILLEURS.has(code) && (gravite === 'avertissement' || code === 'D08');

/**
 * Ce qui réparerait une anomalie. `sure` : le programme en est certain ; `choix` : une personne choisit parmi `valeurs` ; `a_saisir` : seule une personne peut savoir.
 * `ligne` : celle du fichier à comparer, retenue si l’on fusionne. `offre` : ce que dit la fiche de l’offre à comparer, par colonne du gabarit.
 * `geste` : autre chose qu’écrire dans la cellule : `scission` (places 115, places insertion), `fusion` (clé de la ligne retenue), `echange` (ouverture, fermeture).
 */
export interface Reparation { readonly genre: 'sure' | 'choix' | 'a_saisir'; readonly valeurs: readonly string[]; readonly phrase: string; readonly geste?: 'scission' | 'fusion' | 'echange'; readonly ligne?: number; readonly offre?: Readonly<Record<string, string>> }

/** Une anomalie trouvée. `ligne` : rang dans le fichier, à partir de 1 (0 : le fichier entier). `colonne` : nom du champ FINESS. */
export interface Anomalie {
  readonly code: CodeAnomalie;
  readonly gravite: 'bloquante' | 'avertissement';
  readonly effet: DefinitionAnomalie['effet'];
  readonly ligne: number;
  readonly colonne: string | null;
  readonly valeur: string | null;
  readonly explication: string;
  /** Fichiers de reprise seulement : la colonne du gabarit, la clé de la ligne (à qui une correction s’adresse), et ce qui réparerait. */
  readonly champ?: string;
  readonly cle?: string;
  readonly reparation?: Reparation;
}

/** Longueur gardée d’une valeur citée : un champ hostile ne remplit pas le rapport. */
const VALEUR_MAXIMALE = 120;

/** Fait une anomalie ; l’effet est celui du code, sauf `effet` donné (le même défaut ne rejette pas toujours). */
export const anomalie = (code: CodeAnomalie, ligne: number, colonne: string | null, valeur: string | null, explication: string, effet?: DefinitionAnomalie['effet']): Anomalie => ({
  code, gravite: ANOMALIES[code].gravite, effet: effet ?? ANOMALIES[code].effet, ligne, colonne,
  valeur: valeur === null || valeur.length <= VALEUR_MAXIMALE ? valeur : `${valeur.slice(0, VALEUR_MAXIMALE)}…`, explication,
});

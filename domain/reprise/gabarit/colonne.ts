import { cleDeTri } from '../../texte.ts';

export const GENRES_FICHIER = ['structures', 'places', 'utilisateurs'] as const;
export type GenreFichier = (typeof GENRES_FICHIER)[number];
/** Ce qui se contrôle ensemble : les places se rangent dans les groupes que le fichier des structures créera. */
export const COMPAGNON: Readonly<Record<GenreFichier, GenreFichier | null>> = { structures: 'places', places: 'structures', utilisateurs: null };

/** Les listes de codes qu’une colonne peut porter. Toutes sauf les cinq premières sont de la nomenclature synchronisée. */
export const VOCABULAIRES = ['modalite', 'forme', 'permanence', 'etat', 'occupation', 'type', 'financement', 'motif', 'type_unite', 'composition', 'public', 'statut_juridique', 'profil'] as const;
/** Ce que chaque liste décrit, pour une personne. */
export const LIBELLES_VOCABULAIRES: Readonly<Record<(typeof VOCABULAIRES)[number], string>> = {
  modalite: 'Modalité', forme: 'Forme', permanence: 'Permanence', etat: 'État', occupation: 'Occupation', type: 'Type', financement: 'Financement', motif: 'Motif d’indisponibilité', type_unite: 'Type d’unité',
  composition: 'Composition familiale', public: 'Public', statut_juridique: 'Statut juridique', profil: 'Ancien profil',
};
export const LIBELLES_FICHIERS: Readonly<Record<GenreFichier, string>> = { structures: 'Structures', places: 'Places', utilisateurs: 'Comptes' };
export type Vocabulaire = (typeof VOCABULAIRES)[number];
export type SorteColonne = 'texte' | 'entier' | 'date' | 'siren' | 'siret' | 'finess' | 'commune' | 'insee' | 'departement' | 'courriel' | 'code';

/**
 * Une colonne attendue. `titre` : celui du gabarit que l’on remet ; `synonymes` : les en-têtes des anciens outils, sans accent, espaces ou tirets bas indifférents.
 * `obligatoire` : sans elle, aucune ligne du fichier ne peut être reprise. `plusieurs` : la cellule porte une liste, séparée par « , », « ; » ou « + ».
 */
export interface ColonneGabarit {
  readonly cle: string;
  readonly titre: string;
  readonly sorte: SorteColonne;
  readonly vocabulaire?: Vocabulaire;
  readonly plusieurs?: true;
  readonly obligatoire: boolean;
  readonly synonymes: readonly string[];
  readonly exemple: string;
  /** L’exemple explique la colonne, mais ne va pas avec les autres : il n’est pas dans la ligne d’exemple. */
  readonly aPart?: true;
  readonly aide: string;
}

interface Reste { readonly vocabulaire?: Vocabulaire; readonly plusieurs?: true; readonly obligatoire?: true; readonly aPart?: true }
/** Déclare une colonne : le titre vient du libellé de l’objet chaque fois qu’il y en a un. */
export const colonne = <Cle extends string>(cle: Cle, titre: string, sorte: SorteColonne, synonymes: readonly string[], exemple: string, aide: string, { obligatoire, ...reste }: Reste = {}): ColonneGabarit & { readonly cle: Cle } =>
  ({ cle, titre, sorte, obligatoire: obligatoire === true, synonymes, exemple, aide, ...reste });

/** Un en-tête prêt à être comparé : « NB_PL », « nb pl » et « Nb. pl. » sont le même. */
export const cleEntete = (entete: string): string => cleDeTri(entete.replaceAll(/[_°#*]+/gu, ' ').replaceAll(/([a-z])([A-Z])/gu, '$1 $2'));

import type { Nomenclature } from '../../nomenclature/nomenclature.ts';
import type { Traducteur } from '../valeurs/valeurs.ts';
import type { IndexCommunes } from './communes.ts';

/** Ce qui est déjà dans l’offre. `identifiant` : celui de la provenance, quand la fiche vient d’une reprise. Rien de tout cela n’est réécrit. */
export interface EntiteConnue { readonly id: string; readonly identifiant: string | null; readonly siren: string | null; readonly finessEj: string | null; readonly raisonSociale: string; readonly departements: readonly string[] }
/** `siret`, `nom`, `nature`, `adresse`, `commune`, `entite` : à quoi se reconnaît un dispositif saisi à la main ; absents, il ne se reconnaît qu’à ses numéros. */
interface DispositifConnu { readonly id: string; readonly identifiant: string | null; readonly finessEt: string | null; readonly siret?: string | null; readonly nom?: string; readonly nature?: string; readonly adresse?: string | null; readonly commune?: string | null; readonly entite?: string }
/** Un groupe où une place peut aller : déjà dans l’offre (`id`), ou dans le fichier des structures du même lot (`id` nul). `saisi` : le dispositif et la modalité d’un groupe ouvert qui ne vient pas d’une reprise, que rien d’autre ne relie à une ligne. */
export interface GroupeConnu { readonly saisi?: { readonly dispositif: string; readonly modalite: string }; readonly id: string | null; readonly identifiant: string; readonly structure: string; readonly groupe: string; readonly libelle: string; readonly capacite: number; readonly ouverture: string }
interface PlaceConnue { readonly id: string; readonly identifiant: string }
/** Une place qu’un fichier de places du même lot liste : ce qu’il faut pour la compter dans le groupe d’une ligne de structures. */
export interface PlaceListee { readonly cle: string; readonly structure: string; readonly groupe: string; readonly identifiee: boolean; readonly cleNumero: string; readonly etat: 'ouverte' | 'indisponible' | 'fermee' }

/** Tout ce que les contrôles ont besoin de savoir, et qu’ils ne vont pas chercher. `departement` : celui du lot, quand le fichier ne le dit pas. */
export interface Contexte {
  readonly aujourdhui: string;
  readonly departement: string | null;
  readonly communes: IndexCommunes;
  readonly nomenclature: Nomenclature;
  readonly traducteur: Traducteur;
  readonly existant: { readonly entites: readonly EntiteConnue[]; readonly dispositifs: readonly DispositifConnu[]; readonly groupes: readonly GroupeConnu[]; readonly places: readonly PlaceConnue[] };
  /** Comptes déjà là, pour un fichier de comptes. */
  readonly comptes?: readonly { readonly id: string; readonly email: string }[];
  /** Groupes du fichier des structures du même lot, pour un fichier de places. */
  readonly groupesDuLot?: readonly GroupeConnu[];
  /** Places du fichier des places du même lot, pour un fichier de structures : G02 et D06. */
  readonly placesDuLot?: readonly PlaceListee[];
  /** « siren/département » qui ont un gestionnaire : E03. Absent : pas de contrôle, les comptes arrivent d’un autre fichier. */
  readonly gestionnaires?: ReadonlySet<string>;
}

/** D’où vient une fiche reprise d’un fichier. */
export const SOURCE_REPRISE = 'si-siao';

import type { FormatSource, LigneSource } from '../../domain/reprise/source.ts';
import type { LimitesLecture } from './erreurs.ts';

export interface OptionsLecture {
  /** Nom du fichier, quand on ne donne que ses octets : sert à dire que l’extension trompe. */
  readonly nom?: string;
  /** Nom de la feuille à lire ; sans lui, la première visible qui a une cellule. */
  readonly feuille?: string;
  /** Numéro de la ligne d’en-tête ; sans lui, elle se cherche. `null` : le fichier n’en a pas. */
  readonly entete?: number | null;
  readonly separateur?: string;
  readonly limites?: Partial<LimitesLecture>;
}

export type Encodage = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'latin-1' | 'windows-1252' | 'melange';
export interface FeuilleDecrite { readonly nom: string; readonly masquee: boolean; readonly lignes?: number }

/** Ce que l’on sait avant la première ligne. */
export interface DescriptionSource {
  readonly format: FormatSource;
  readonly encodage: Encodage | null;
  readonly separateur: string | null;
  readonly feuilles: readonly FeuilleDecrite[];
  readonly feuille: string | null;
  /** La ligne d’en-tête, et ce qui la précède : ces lignes ne sont pas dans les lots. */
  readonly entete: LigneSource | null;
  readonly preambule: readonly LigneSource[];
  readonly colonnes: readonly string[];
  /** Le nom dit un autre format que le contenu : le contenu l’emporte. */
  readonly extensionTrompeuse: boolean;
  /** F02 : lignes du fichier dont l’encodage n’est pas celui des autres, ou dont un caractère est déjà perdu. */
  readonly lignesEncodage: readonly number[];
}

/** Ce que l’on sait après la dernière. `formulesSansValeur` : le tableur n’a pas enregistré le résultat, la cellule est vide et marquée. */
export interface BilanSource {
  readonly lignes: number; readonly lignesMasquees: number; readonly formules: number; readonly formulesSansValeur: number; readonly fusions: number; readonly erreurs: number;
  /** FINESS : lignes au guillemet fautif, découpées sans en tenir compte. */
  readonly lignesAbimees: readonly number[];
}

export interface Source {
  readonly description: DescriptionSource;
  /** Les lignes sous l’en-tête, par lots. Se parcourt une fois. Lève `ErreurLecture`. */
  readonly lots: () => Generator<readonly LigneSource[], BilanSource, undefined>;
}

/** Ce que chaque format donne : un lot à la fois, `null` à la fin. Une fonction plutôt qu’un générateur : elle passe un million de cellules. */
export interface LecteurLignes { readonly lot: () => readonly LigneSource[] | null; readonly bilan: () => Pick<BilanSource, 'formulesSansValeur' | 'fusions' | 'lignesAbimees'> }
export const LOT = 1_000;

/** Octets au-delà desquels un texte dépasse à coup sûr la longueur d’une cellule, entités comprises : il n’est pas décodé. */
export const octetsDeCellule = ({ cellule }: LimitesLecture): number => cellule * 12;

/** Ôte les blancs des bords ; ceux du milieu, insécables compris, restent. */
export const rogner = (texte: string): string => {
  const fin = texte.length - 1;
  if (fin < 0) return texte;
  const [premier, dernier] = [texte.charCodeAt(0), texte.charCodeAt(fin)];
  return (premier > 32 && premier < 160 && dernier > 32 && dernier < 160) ? texte : texte.trim();
};

import type { CodeNomenclature, Referentiel, VersionCode } from '../objets/nomenclature.ts';
import { idDeCode } from '../objets/nomenclature.ts';
import { veille } from '../dates.ts';
import type { CodeReferentiel } from './code.ts';
import { NATURES, TYPES } from './natures.ts';
import { COMPOSITIONS, FINANCEMENTS, MOTIFS_INDISPONIBILITE, PUBLICS, STATUTS_JURIDIQUES, TYPES_UNITE } from './referentiels.ts';

/** Un code tel qu’il se lit à une date : ce que sa version du moment dit et permet. */
export interface CodeLu extends CodeReferentiel {
  readonly court: string;
  /** Nature d’un type ; vide ailleurs. */
  readonly nature: string;
  readonly compteeEnPlaces: boolean;
  readonly unite: string;
  readonly modalites: readonly ('115' | 'insertion' | 'autre')[];
  readonly ordre: number;
  readonly remplacePar: string | null;
}

/** La nomenclature à une date : par référentiel, tous les codes, retirés compris, dans l’ordre. */
export interface Nomenclature {
  readonly codes: (referentiel: Referentiel) => readonly CodeLu[];
  readonly trouver: (referentiel: Referentiel, code: string) => CodeLu | undefined;
}

interface Contenu extends CodeReferentiel { readonly court?: string; readonly nature?: string; readonly compteeEnPlaces?: boolean; readonly unite?: string; readonly modalites?: readonly ('115' | 'insertion' | 'autre')[] }
const initiales = (referentiel: Referentiel, codes: readonly Contenu[]): CodeNomenclature[] => codes.map(({ code, libelle, debut, fin, court, nature, compteeEnPlaces, unite, modalites }, rang) => ({
  id: idDeCode(referentiel, code), code, version: 0, departement: '', creePar: 'systeme', creeParProfil: 'systeme', creeLe: `${debut}T00:00:00.000Z`, modifiePar: 'systeme', modifieLe: `${debut}T00:00:00.000Z`, provenance: null,
  referentiel, parent: nature ?? null, debut, fin: fin ?? null, remplacePar: null,
  versions: [{ depuis: debut, libelle, court: court ?? null, ordre: 10 * (rang + 1), compteeEnPlaces: compteeEnPlaces ?? null, unite: unite ?? null, modalites: modalites === undefined ? null : [...modalites] }],
}));

/** La nomenclature de départ (S0, domain.md §2), livrée avec le programme. Ce que l’administrateur national change est une ligne synchronisée qui la recouvre, code par code (décision 018). */
export const LIGNES_INITIALES: readonly CodeNomenclature[] = [
  ...initiales('nature', NATURES), ...initiales('type', TYPES), ...initiales('financement', FINANCEMENTS), ...initiales('public', PUBLICS), ...initiales('motif', MOTIFS_INDISPONIBILITE),
  ...initiales('composition', COMPOSITIONS), ...initiales('type_unite', TYPES_UNITE), ...initiales('statut_juridique', STATUTS_JURIDIQUES),
];
const INITIALES = new Map(LIGNES_INITIALES.map((ligne) => [ligne.id, ligne]));
/** La ligne de départ d’un code ; `undefined` pour un code ajouté depuis. */
export const ligneInitiale = (id: string): CodeNomenclature | undefined => INITIALES.get(id);

/** La version d’un code à une date ; la première quand il n’a pas encore commencé. */
export const versionAu = (versions: readonly VersionCode[], date: string): VersionCode => {
  const [premiere] = versions;
  if (premiere === undefined) throw new Error('Un code a au moins une version.');
  return versions.reduce((courante, version) => (version.depuis <= date ? version : courante), premiere);
};

export type SituationCode = 'a_venir' | 'en_vigueur' | 'retrait_prevu' | 'retire';
/** Où en est un code à une date ; le dernier jour de sa validité, il est encore « retrait prévu ». */
export const situerCode = ({ debut, fin }: Pick<CodeNomenclature, 'debut' | 'fin'>, date: string): SituationCode => (fin !== null && fin < date ? 'retire' : debut > date ? 'a_venir' : fin !== null ? 'retrait_prevu' : 'en_vigueur');

/** Une version, son dernier jour (`null` : toujours ouverte) et sa place par rapport à une date. Après le retrait du code, toutes sont passées ; celle qui aurait commencé ensuite est sans effet. */
export interface VersionSituee { readonly version: VersionCode; readonly au: string | null; readonly situation: 'passee' | 'courante' | 'future' | 'sans_effet' }
/** Les versions d’un code dans l’ordre du temps, situées par rapport à une date. */
export const rangerVersions = ({ versions, fin }: Pick<CodeNomenclature, 'versions' | 'fin'>, date: string): readonly VersionSituee[] => [...versions].sort((une, autre) => (une.depuis < autre.depuis ? -1 : 1)).map((version, rang, rangees) => {
  const suivante = rangees[rang + 1];
  const au = suivante === undefined ? fin : fin !== null && fin < suivante.depuis ? fin : veille(suivante.depuis);
  if (fin !== null && version.depuis > fin) return { version, au: null, situation: 'sans_effet' };
  return { version, au, situation: version.depuis > date ? 'future' : au !== null && au < date ? 'passee' : 'courante' };
});

const lire = ({ code, parent, debut, fin, remplacePar, versions }: CodeNomenclature, date: string): CodeLu => {
  const { libelle, court, ordre, compteeEnPlaces, unite, modalites } = versionAu(versions, date);
  return { code: code, libelle, court: court ?? libelle, debut, ...(fin === null ? {} : { fin }), nature: parent ?? '', compteeEnPlaces: compteeEnPlaces ?? true, unite: unite ?? '', modalites: modalites ?? [], ordre, remplacePar };
};

/** Les lignes de toute la nomenclature : celles de départ, recouvertes ou complétées par `lignes`. */
export const lignesNomenclature = (lignes: readonly CodeNomenclature[]): readonly CodeNomenclature[] => [...new Map([...LIGNES_INITIALES, ...lignes].map((ligne) => [ligne.id, ligne])).values()];

/** La nomenclature à une date (`AAAA-MM-JJ`). `lignes` : celles de la base, qui recouvrent les initiales. */
export const construireNomenclature = (lignes: readonly CodeNomenclature[], date: string): Nomenclature => {
  const parReferentiel = new Map<Referentiel, Map<string, CodeLu>>();
  for (const ligne of lignesNomenclature(lignes)) {
    const codes = parReferentiel.get(ligne.referentiel) ?? new Map<string, CodeLu>();
    codes.set(ligne.code, lire(ligne, date));
    parReferentiel.set(ligne.referentiel, codes);
  }
  const tries = new Map([...parReferentiel].map(([referentiel, codes]) => [referentiel, [...codes.values()].sort((un, autre) => un.ordre - autre.ordre || (un.code < autre.code ? -1 : 1))]));
  return { codes: (referentiel) => tries.get(referentiel) ?? [], trouver: (referentiel, code) => parReferentiel.get(referentiel)?.get(code) };
};

/** Les codes des natures dont l’offre se compte en places. */
export const naturesEnPlaces = (nomenclature: Nomenclature): ReadonlySet<string> => new Set(nomenclature.codes('nature').filter(({ compteeEnPlaces }) => compteeEnPlaces).map(({ code }) => code));

/** Le référentiel de chaque champ qui porte des codes. */
export const REFERENTIEL_DU_CHAMP = {
  entite: { statutJuridique: 'statut_juridique' },
  dispositif: { nature: 'nature', type: 'type', financements: 'financement', compositions: 'composition', publics: 'public' },
  groupe: { typeUnite: 'type_unite', compositions: 'composition', publics: 'public' },
  place: { etats: 'motif' },
} as const satisfies Record<string, Readonly<Record<string, Referentiel>>>;
export type ObjetCode = keyof typeof REFERENTIEL_DU_CHAMP;

const CLE_DANS_LISTE: Readonly<Record<string, string>> = { financements: 'code', etats: 'motif' };
/** Les codes qu’une valeur de champ porte : un seul, ceux d’une liste, ou celui de chaque ligne d’un tableau. */
export const codesDans = (champ: string, valeur: unknown): readonly string[] => {
  const cle = CLE_DANS_LISTE[champ];
  if (valeur === null || valeur === undefined) return [];
  const elements = Array.isArray(valeur) ? (valeur as unknown[]) : [valeur];
  return elements.map((element) => (cle === undefined ? element : (element as Readonly<Record<string, unknown>>)[cle])).filter((code): code is string => typeof code === 'string' && code !== '');
};
/** La même valeur, un code remplacé par un autre ; une liste simple ne le cite pas deux fois. */
export const remplacerCode = (champ: string, valeur: unknown, de: string, vers: string): unknown => {
  const cle = CLE_DANS_LISTE[champ];
  if (!Array.isArray(valeur)) return valeur === de ? vers : valeur;
  if (cle !== undefined) return (valeur as Readonly<Record<string, unknown>>[]).map((element) => (element[cle] === de ? { ...element, [cle]: vers } : element));
  return [...new Set((valeur as unknown[]).map((element) => (element === de ? vers : element)))];
};

import { STATUTS_DU_PARC, combiner, financementAu } from '../../domain/indicateurs/faits.ts';
import type { Axe, Fait, Periode } from '../../domain/indicateurs/modele.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Financement } from '../../domain/objets/dispositif.ts';
import type { BaseLecture, ValeurSql } from '../connexion.ts';

/** Le jour du poste, celui de ses colonnes dérivées, et ce que sa nomenclature compte en places. */
export interface Moment { readonly periode: Periode; readonly aujourdhui: string; readonly nomenclature: Nomenclature }
export type Cles = Fait['cles'];

/** Les dispositifs du parc (alias `d`), et les deux valeurs que cette condition attend. Le `+` : elle se vérifie, elle ne se cherche pas (vingt recherches par dispositif, sinon). */
export const DU_PARC = '+d.statut in (select value from json_each(?)) and +d.nature in (select value from json_each(?))';
/** Dans l’ordre de leur identifiant, par l’index qui suffit à les compter : leurs groupes se trouvent alors à la suite. */
export const DISPOSITIFS = 'dispositif d indexed by dispositif_indicateurs';
export const valeursDuParc = (nomenclature: Nomenclature): readonly [string, string] => [JSON.stringify(STATUTS_DU_PARC), JSON.stringify([...naturesEnPlaces(nomenclature)])];

/** Une même liste écrite mille fois ne se lit qu’une. */
export const lecteurJson = <T, R>(transformer: (lu: T) => R): ((texte: string) => R) => {
  const lus = new Map<string, R>();
  return (texte) => {
    const connu = lus.get(texte);
    if (connu !== undefined) return connu;
    const lu = transformer(JSON.parse(texte) as T);
    lus.set(texte, lu);
    return lu;
  };
};

/** Les dispositifs du parc, et la valeur de chacun sur les axes qui le concernent. Le financement, qu’aucun index ne porte, se lit à la demande. */
export const lireDispositifs = (base: BaseLecture, { periode, nomenclature }: Moment, avecFinancement = true): Map<string, Cles> => {
  const financement = lecteurJson((lignes: Financement[]) => financementAu(lignes, periode.au));
  return new Map(base.bruts<[string, string, string, string, string, string]>(`select d.id, d."entiteId", d.departement, d.nature, d.type, ${avecFinancement ? 'd.financements' : `'[]'`} from dispositif d where ${DU_PARC}`, ...valeursDuParc(nomenclature))
    .map(([id, entite, departement, nature, type, financements]) => [id, { departement, entite, dispositif: id, nature, type, financement: financement(financements) }]));
};

/** Ce que la base garde distinct quand elle additionne : des caractères du dispositif (`d`), du groupe (`g`). Le département l’est toujours. */
const COLONNES = { dispositif: 'd.id', entite: 'd."entiteId"', nature: 'd.nature', type: 'd.type', modalite: 'g.modalite', permanence: 'g.permanence', public: 'g.publics' } as const satisfies Partial<Record<Axe, string>>;
type Caractere = keyof typeof COLONNES;
const DU_GROUPE: readonly Caractere[] = ['modalite', 'permanence', 'public'];
/** `financement` : il se lit dispositif par dispositif. */
export interface Separes { readonly caracteres: readonly Caractere[]; readonly financement: boolean }
/** Ce que ces axes séparent. */
export const separesPar = (axes: readonly Axe[]): Separes => {
  const financement = axes.includes('financement');
  return { caracteres: (Object.keys(COLONNES) as Caractere[]).filter((axe) => axes.includes(axe) || (financement && axe === 'dispositif')), financement };
};
export const separeDesGroupes = ({ caracteres }: Separes): boolean => caracteres.some((axe) => DU_GROUPE.includes(axe));
/** Des dizaines de milliers de faits, et non quelques centaines. */
export const estLourd = (separes: Separes): boolean => separes.caracteres.includes('dispositif') || separes.caracteres.length > 2 || separeDesGroupes(separes);
export const nomDesSepares = ({ caracteres, financement }: Separes): string => `${caracteres.join()}${financement ? ',financement' : ''}`;
/** L’index des groupes d’un dispositif va dans cet ordre : jusqu’au dernier caractère qu’il faut, la base réunit sans ranger. */
const ORDRE_GROUPES = ['departement', '"entiteId"', 'modalite', 'permanence', 'publics'] as const;
/** Les colonnes à lire : `nommees` dans une sous-requête, qui se disent alors `noms` ; `par` : à réunir. `duGroupe` : ce qu’il faut réunir, après le dispositif, pour les garder distinctes. */
export const colonnesDes = ({ caracteres }: Separes): { readonly colonnes: string; readonly nommees: string; readonly noms: string; readonly duGroupe: string; readonly par: string; readonly nombre: number } => {
  const colonnes = ['d.departement', ...caracteres.map((axe) => COLONNES[axe])];
  const dernier = Math.max(-1, ...caracteres.map((axe) => DU_GROUPE.indexOf(axe)));
  return {
    colonnes: colonnes.join(', '), nommees: colonnes.map((nom, rang) => `${nom} as c${rang}`).join(', '), noms: colonnes.map((_nom, rang) => `c${rang}`).join(', '),
    duGroupe: ORDRE_GROUPES.slice(0, dernier < 0 ? 0 : 3 + dernier).map((nom) => `, g.${nom}`).join(''), par: colonnes.map((_nom, rang) => rang + 1).join(', '), nombre: colonnes.length,
  };
};
/** Les mêmes valeurs, dans le même ordre, d’un dispositif et d’un groupe déjà lus. */
export const valeursDe = ({ caracteres }: Separes, du: Cles, groupe: { readonly modalite: string; readonly permanence: string; readonly publics: string }): readonly string[] =>
  [du.departement ?? '', ...caracteres.map((axe) => (axe === 'public' ? groupe.publics : axe === 'modalite' || axe === 'permanence' ? groupe[axe] : du[axe] ?? ''))];
/** Ce qui fait d’une ligne lue (`colonnesDes`, puis des nombres) les clés d’un fait : toutes de la même forme, que le moteur lit d’autant plus vite. */
export const lecteurDeCles = ({ caracteres, financement }: Separes, dispositifs: () => ReadonlyMap<string, Cles>): ((ligne: readonly ValeurSql[]) => Required<Omit<Cles, 'mois' | 'region' | 'siao'>>) => {
  const rangs = Object.fromEntries((Object.keys(COLONNES) as Caractere[]).map((axe) => [axe, caracteres.indexOf(axe) + 1])) as Record<Caractere, number>;
  const combines = lecteurJson((codes: string[]) => combiner(codes));
  const lire = (ligne: readonly ValeurSql[], axe: Caractere): string => (rangs[axe] === 0 ? '' : ligne[rangs[axe]] as string);
  return (ligne) => {
    const dispositif = lire(ligne, 'dispositif');
    return {
      departement: ligne[0] as string, entite: lire(ligne, 'entite'), dispositif, nature: lire(ligne, 'nature'), type: lire(ligne, 'type'), financement: financement ? (dispositifs().get(dispositif)?.financement ?? '') : '',
      modalite: lire(ligne, 'modalite'), permanence: lire(ligne, 'permanence'), public: rangs.public === 0 ? '' : combines(lire(ligne, 'public')),
    };
  };
};

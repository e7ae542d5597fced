import { DEPARTEMENTS } from '../geographie/departements.ts';
import type { Filtres } from './calcul.ts';
import type { Indicateur } from './modele.ts';

/** Un chiffre figé d’un département ; `departement` vide : le pays. */
export interface ChiffreFige { readonly departement: string; readonly numerateur: number | null; readonly denominateur: number | null; readonly valeur: number | null; readonly inconnus: number }
export type ChiffreSomme = Omit<ChiffreFige, 'departement'>;

const somme = (nombres: readonly (number | null)[]): number | null => nombres.reduce<number | null>((total, nombre) => (total === null || nombre === null ? null : total + nombre), 0);
/**
 * Le chiffre de plusieurs départements, d’après leurs chiffres figés : numérateurs et dénominateurs s’additionnent, jamais les taux. Un délai ne s’additionne pas : c’est celui du seul département demandé, ou celui du pays.
 * `null` : rien de figé.
 */
export const sommerFiges = (indicateur: Indicateur, lignes: readonly ChiffreFige[]): ChiffreSomme | null => {
  const { denominateur, facteur, quantile, rienEstInconnu } = indicateur;
  if (quantile !== undefined) {
    const pays = lignes.find(({ departement }) => departement === '');
    const [seule] = lignes;
    const choisie = pays ?? (lignes.length === 1 ? seule : undefined);
    return choisie === undefined ? null : { numerateur: choisie.numerateur, denominateur: null, valeur: choisie.valeur, inconnus: choisie.inconnus };
  }
  if (lignes.length === 0) return null;
  const haut = somme(lignes.map(({ numerateur }) => numerateur));
  const bas = denominateur === null ? null : 'termes' in denominateur ? somme(lignes.map((ligne) => ligne.denominateur)) : (lignes[0]?.denominateur ?? null);
  const valeur = haut === null || (haut === 0 && rienEstInconnu === true) ? null : denominateur === null ? haut * facteur : bas === null || bas <= 0 ? null : (facteur * haut) / bas;
  return { numerateur: haut, denominateur: bas, valeur, inconnus: lignes.reduce((total, { inconnus }) => total + inconnus, 0) };
};

/** Les départements d’une ligne, quand elle en est un, une région ou tout le périmètre (`null`) ; `undefined` : un instantané ne descend pas jusque-là. */
export const departementsFiges = (filtres: Filtres): readonly string[] | null | undefined => {
  const { departement, region, ...autres } = filtres;
  if (Object.keys(autres).length > 0) return undefined;
  if (departement !== undefined) return departement;
  return region === undefined ? null : DEPARTEMENTS.filter((un) => region.includes(un.region)).map(({ code }) => code);
};

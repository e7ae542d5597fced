import { trouverDepartement } from '../geographie/departements.ts';
import { siaoDe } from '../geographie/siao.ts';
import type { Axe, Fait, Indicateur, Mesure, Partie } from './modele.ts';
import { mesuresDe } from './modele.ts';

export type Filtres = Readonly<Partial<Record<Axe, readonly string[]>>>;
/** `valeur` : `null` quand elle n’est pas connue (« n. c. ») : dénominateur nul, ou mesure inconnue. `inconnus` : combien de places ou de départements l’empêchent. `faits` : lignes de faits de la case. */
export interface Chiffre { readonly numerateur: number | null; readonly denominateur: number | null; readonly valeur: number | null; readonly inconnus: number; readonly faits: number; readonly composantes: Readonly<Record<string, number | null>> }
/** `cles` : une par axe. */
export interface LigneCalculee extends Chiffre { readonly cles: readonly string[] }
export interface Calcul { readonly lignes: readonly LigneCalculee[]; readonly sousTotaux: readonly LigneCalculee[]; readonly total: Chiffre }
/** `jours` : ceux de la période. `joursDuMois` : ceux de chacun de ses mois (quand on ventile par mois). */
export interface Demande { readonly axes: readonly Axe[]; readonly filtres: Filtres; readonly jours: number; readonly joursDuMois?: ReadonlyMap<string, number> }

const regions = new Map<string, string>();
const siaos = new Map<string, string>();
const retenir = (connus: Map<string, string>, departement: string, calculer: (code: string) => string): string => {
  const connu = connus.get(departement);
  if (connu !== undefined) return connu;
  const valeur = calculer(departement);
  connus.set(departement, valeur);
  return valeur;
};
/** La valeur d’un fait sur un axe. */
const cleDe = ({ cles }: Fait, axe: Axe): string => {
  if (axe === 'region') return retenir(regions, cles.departement ?? '', (code) => trouverDepartement(code)?.region ?? '');
  if (axe === 'siao') return retenir(siaos, cles.departement ?? '', (code) => siaoDe(code).siao);
  return cles[axe] ?? '';
};

interface Cumul { readonly cles: readonly string[]; readonly sommes: Float64Array; readonly inconnus: Float64Array; readonly durees: number[]; faits: number }
const neuf = (cles: readonly string[], taille: number): Cumul => ({ cles, sommes: new Float64Array(taille), inconnus: new Float64Array(taille), durees: [], faits: 0 });
const verser = (vers: Cumul, de: Cumul): void => {
  for (let rang = 0; rang < vers.sommes.length; rang += 1) {
    vers.sommes[rang] = (vers.sommes[rang] as number) + (de.sommes[rang] as number);
    vers.inconnus[rang] = (vers.inconnus[rang] as number) + (de.inconnus[rang] as number);
  }
  // une médiane se prend sur toutes les durées, jamais sur des médianes
  for (const duree of de.durees) vers.durees.push(duree);
  vers.faits += de.faits;
};

/** Ce que des filtres retiennent. */
export const passe = (filtres: Filtres): ((fait: Fait) => boolean) => {
  const actifs = Object.entries(filtres).map(([axe, valeurs]) => [axe as Axe, new Set(valeurs)] as const);
  return (fait) => actifs.every(([axe, valeurs]) => valeurs.has(cleDe(fait, axe)));
};

/** La valeur au rang donné (0 à 1) de durées : la plus petite qui en laisse cette part derrière elle. */
export const quantile = (durees: readonly number[], rang: number): number | null => {
  if (durees.length === 0) return null;
  const rangees = [...durees].sort((une, autre) => une - autre);
  return rangees[Math.max(0, Math.ceil(rang * rangees.length) - 1)] as number;
};

const lireChiffre = (indicateur: Indicateur, mesures: readonly Mesure[], cumul: Cumul, jours: number): Chiffre => {
  const { denominateur, facteur } = indicateur;
  const inconnus = Math.max(0, ...cumul.inconnus);
  const somme = ({ termes }: Partie): number | null => termes.reduce<number | null>((total, { mesure, signe }) => {
    const rang = mesures.indexOf(mesure);
    return total === null || cumul.inconnus[rang] !== 0 ? null : total + signe * (cumul.sommes[rang] as number);
  }, 0);
  const composantes = Object.fromEntries((indicateur.composantes ?? []).map((partie) => [partie.cle, somme(partie)]));
  const numerateur = somme(indicateur.numerateur);
  if (indicateur.quantile !== undefined) return { numerateur, denominateur: null, valeur: quantile(cumul.durees, indicateur.quantile.rang), inconnus, faits: cumul.faits, composantes };
  const divise = denominateur === null ? null : 'termes' in denominateur ? somme(denominateur) : 'jours' in denominateur ? jours : denominateur.constante;
  const valeur = numerateur === null || (numerateur === 0 && indicateur.rienEstInconnu === true) ? null : denominateur === null ? numerateur * facteur : divise === null || divise <= 0 ? null : (facteur * numerateur) / divise;
  return { numerateur, denominateur: divise, valeur, inconnus, faits: cumul.faits, composantes };
};

/**
 * Calcule un indicateur sur des faits, ventilé par autant d’axes qu’on en donne. Une case additionne les mesures de ses faits ; un sous-total et le total additionnent les cases : jamais une moyenne de taux.
 * `sousTotaux` : un par valeur du premier axe, puis par couple des deux premiers, et ainsi de suite jusqu’à l’avant-dernier.
 * Les faits d’un niveau que l’indicateur ne mesure pas ne font pas de case.
 */
export const calculer = (indicateur: Indicateur, faits: readonly Fait[], { axes, filtres, jours, joursDuMois }: Demande): Calcul => {
  const mesures = mesuresDe(indicateur);
  const retenu = Object.keys(filtres).length === 0 ? null : passe(filtres);
  const durees = indicateur.quantile;
  // ce qu’un fait de chaque niveau apporte : préparé une fois, lu quarante mille
  const rangs = mesures.map((mesure, rang) => ({ rang, niveau: mesure.niveau, champ: mesure.champ, inconnu: mesure.inconnu, condition: mesure.ou === undefined ? null : passe(mesure.ou) }));
  const parNiveau = new Map([...new Set([...mesures.map(({ niveau }) => niveau), ...(durees === undefined ? [] : [durees.niveau])])].map((niveau) => [niveau, rangs.filter((un) => un.niveau === niveau)]));
  const cases = new Map<string, Cumul>();
  for (const fait of faits) {
    const siennes = parNiveau.get(fait.niveau);
    if (siennes === undefined || (retenu !== null && !retenu(fait))) continue;
    let adresse = '';
    for (const axe of axes) adresse += `${cleDe(fait, axe)}\u0000`;
    let cumul = cases.get(adresse);
    if (cumul === undefined) {
      cumul = neuf(axes.map((axe) => cleDe(fait, axe)), mesures.length);
      cases.set(adresse, cumul);
    }
    cumul.faits += 1;
    for (const { rang, champ, inconnu, condition } of siennes) {
      if (condition !== null && !condition(fait)) continue;
      cumul.sommes[rang] = (cumul.sommes[rang] as number) + (fait.nombres[champ] ?? 0);
      if (inconnu !== undefined) cumul.inconnus[rang] = (cumul.inconnus[rang] as number) + (fait.nombres[inconnu] ?? 0);
    }
    if (durees?.niveau === fait.niveau) cumul.durees.push(...(fait.durees?.[durees.durees] ?? []));
  }
  const sousTotaux = new Map<string, Cumul>();
  const total = neuf([], mesures.length);
  for (const cumul of cases.values()) {
    verser(total, cumul);
    for (let longueur = 1; longueur < axes.length; longueur += 1) {
      const cles = cumul.cles.slice(0, longueur);
      const adresse = cles.join('\u0000');
      const sous = sousTotaux.get(adresse) ?? neuf(cles, mesures.length);
      sousTotaux.set(adresse, sous);
      verser(sous, cumul);
    }
  }
  const joursDe = (cles: readonly string[]): number => {
    const rang = axes.indexOf('mois');
    const mois = rang === -1 ? undefined : cles[rang];
    return mois === undefined ? jours : (joursDuMois?.get(mois) ?? jours);
  };
  const ligne = (cumul: Cumul): LigneCalculee => ({ cles: cumul.cles, ...lireChiffre(indicateur, mesures, cumul, joursDe(cumul.cles)) });
  return { lignes: axes.length === 0 ? [] : [...cases.values()].map(ligne), sousTotaux: [...sousTotaux.values()].map(ligne), total: lireChiffre(indicateur, mesures, total, jours) };
};

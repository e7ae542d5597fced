import type { DefinitionIndicateur, ResultatIndicateur } from './methodesIndicateurs.ts';

const nombres = new Intl.NumberFormat('fr-FR');
/** « 20 914 » ; « — » quand la valeur est sans objet. L’espace fine d’Intl ne se voit pas à 12 px : une insécable ordinaire la remplace. */
export const nombre = (valeur: number | null | undefined): string => (valeur === null || valeur === undefined ? '—' : nombres.format(valeur).replaceAll('\u202f', '\u00a0'));
/** « 5,2 % » */
export const pourcent = (valeur: number, decimales = 0): string => `${new Intl.NumberFormat('fr-FR', { minimumFractionDigits: decimales, maximumFractionDigits: decimales }).format(valeur)}\u00a0%`;

type Unite = DefinitionIndicateur['unite'];
/** Un moins qui ne se lit pas comme un trait d’union. */
const signer = (texte: string): string => texte.replace(/^-/u, '−');
const decimal = (valeur: number, decimales: number): string => signer(new Intl.NumberFormat('fr-FR', { minimumFractionDigits: decimales, maximumFractionDigits: decimales }).format(valeur).replaceAll('\u202f', '\u00a0'));
/** Une moyenne de places sur une période a rarement un compte rond ; un nombre entier se lit sans virgule. */
const compter = (valeur: number): string => (Number.isInteger(valeur) ? signer(nombre(valeur)) : decimal(valeur, Math.abs(valeur) < 100 ? 1 : 0));

/** « n. c. » : la figure n’est pas connue, ou rien n’est à compter. Jamais 0 à sa place. */
export const INCONNU = 'n. c.';
/** La valeur d’un indicateur : « 5,2 % », « 2,4 », « 6 j », « 20 914 ». Un taux est une part de 0 à 1. */
export const valeurFr = (valeur: number | null, unite: Unite): string => {
  if (valeur === null) return INCONNU;
  switch (unite) {
    case 'taux': return pourcent(100 * valeur, 1);
    case 'pour_mille': return decimal(valeur, 1);
    case 'jours': return `${compter(valeur)}\u00a0j`;
    default: return compter(valeur);
  }
};
/** Un nombre de la fraction : entier quand il l’est. */
export const partieFr = (valeur: number | null | undefined): string => (valeur === null || valeur === undefined ? INCONNU : compter(valeur));
const MANQUES: Readonly<Record<DefinitionIndicateur['inconnus'], readonly [quoi: string, un: string, plusieurs: string]>> = { places: ['l’occupation de', 'place', 'places'], departements: ['la population de', 'département', 'départements'], fiches: ['l’état de', 'fiche', 'fiches'] };
/** « il manque la population de 96 départements » : ce qui empêche de connaître le chiffre ; vide quand il l’est, ou qu’il n’y a rien à compter. */
export const manqueDe = ({ inconnus }: Pick<DefinitionIndicateur, 'inconnus'>, { total, jours }: Pick<ResultatIndicateur, 'total' | 'jours'>): string => {
  if (total.valeur !== null || total.inconnus === 0) return '';
  const [quoi, un, plusieurs] = MANQUES[inconnus];
  const [seul, nombreux] = inconnus === 'places' && jours > 1 ? ['place-jour', 'places-jours'] : [un, plusieurs];
  return `il manque ${quoi} ${partieFr(total.inconnus)} ${total.inconnus < 2 ? seul : nombreux}`;
};
/** Vrai quand le chiffre est une fraction : une moyenne sur un seul jour n’en est pas une. */
export const estFraction = ({ formule: { denominateur }, parJour }: Pick<DefinitionIndicateur, 'formule' | 'parJour'>, jours: number): boolean => denominateur !== null && !(parJour && jours === 1);
/** Les deux moitiés de la formule, telles qu’elles se comptent : sur une période, un taux de places est un taux de places-jours. */
export const formuleDe = ({ formule, unite }: Pick<DefinitionIndicateur, 'formule' | 'unite'>, jours: number): DefinitionIndicateur['formule'] => {
  const enJours = (texte: string): string => (jours > 1 && unite === 'taux' && !texte.includes('× jours') ? texte.replace(/^places(?=[\s(])/u, 'places-jours') : texte);
  return { numerateur: enJours(formule.numerateur), denominateur: formule.denominateur === null ? null : enJours(formule.denominateur) };
};
/** « médiane », « 9e décile » : ce qu’est la valeur quand elle se range au lieu de s’additionner. */
export const nomQuantile = (rang: number): string => (rang === 0.5 ? 'médiane' : `${Math.round(10 * rang)}e décile`);
/** Une mesure qui s’additionne d’une ligne à l’autre : un taux, un délai ne s’additionnent pas. */
export const estAdditif = ({ unite }: Pick<DefinitionIndicateur, 'unite'>): boolean => unite === 'places' || unite === 'fiches';
/** Le nom de ce que mesure l’unité, après une valeur nue. */
export const UNITES: Readonly<Record<Unite, string>> = { taux: '%', pour_mille: 'pour 1 000 adultes', jours: 'jours', places: 'places', fiches: 'fiches' };

/** « + 0,4 pt », « − 12 », « = » : un écart porte toujours son signe, la couleur ne dit rien seule. */
export const ecartFr = (ecart: number | null | undefined, unite: Unite, seul = false): string => {
  if (ecart === null || ecart === undefined) return INCONNU;
  const [mesure, decimales, suite] = unite === 'taux' ? [100 * ecart, 1, ' pt'] : unite === 'pour_mille' ? [ecart, 2, ''] : unite === 'jours' ? [ecart, 1, ' j'] : [ecart, Number.isInteger(ecart) ? 0 : 1, ''];
  const arrondi = Math.round(Math.abs(mesure) * 10 ** decimales) / 10 ** decimales;
  if (arrondi === 0) return '=';
  const ecrit = decimales === 0 ? nombre(arrondi) : decimal(arrondi, unite === 'jours' && Number.isInteger(arrondi) ? 0 : decimales);
  return `${mesure > 0 ? '+' : '−'}\u00a0${ecrit}${seul ? '' : suite.replace(' ', '\u00a0')}`;
};
/** Ce que vaut un écart pour le lecteur : une hausse n’est bonne ou mauvaise que selon l’indicateur. */
export const teinteEcart = (ecart: number | null | undefined, { sens, unite }: Pick<DefinitionIndicateur, 'sens' | 'unite'>): '' | 'succes' | 'erreur' => {
  if (ecart === null || ecart === undefined || sens === 'neutre' || ecartFr(ecart, unite) === '=') return '';
  return (ecart > 0) === (sens === 'bonne') ? 'succes' : 'erreur';
};

/** Échelle d’une courbe : elle ne part pas de zéro quand tout se joue loin de lui, et le dit par ses deux graduations. */
export const echelle = (valeurs: readonly number[]): readonly [bas: number, haut: number] => {
  const [bas, haut] = [Math.min(...valeurs), Math.max(...valeurs)];
  if (bas === haut) return bas === 0 ? [0, 1] : [Math.min(0, bas), Math.max(0, haut)];
  return bas >= 0 && bas < (haut - bas) * 2 ? [0, haut] : [bas, haut];
};

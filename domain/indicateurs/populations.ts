/**
 * Habitants de 20 ans ou plus, par département : le dénominateur du taux d’équipement (la Drees rapporte ses places aux adultes de 20 ans ou plus). Seuls les départements dont le chiffre est publié et relu sont ici ;
 * un autre est « n. c. » plutôt qu’estimé. En ajouter un : sa ligne, avec la même source et la même année.
 */
export const SOURCE_POPULATION = 'Insee, estimation localisée de population 2023 (20 ans ou plus), relevée sur handidonnees.fr';
/** Total moins les « moins de 20 ans » du tableau « Structure de la population selon les tranches d’âges », année 2023. */
const LIGNES: readonly (readonly [string, number, number])[] = [
  ['02', 523_308, 127_041], ['59', 2_612_965, 664_642], ['60', 829_717, 213_871], ['62', 1_457_146, 359_677], ['80', 563_328, 131_765],
];
const ADULTES = new Map(LIGNES.map(([code, total, mineurs]) => [code, total - mineurs]));
/** `undefined` : pas de chiffre pour ce département. */
export const adultesDe = (departement: string): number | undefined => ADULTES.get(departement);

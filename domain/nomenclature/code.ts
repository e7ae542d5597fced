/**
 * Un code d’un référentiel versionné : il reste lisible après sa fin de validité, mais ne peut plus être choisi
 * (domain.md §2). `debut` inclus, `fin` incluse, dates ISO `AAAA-MM-JJ`.
 */
export interface CodeReferentiel {
  readonly code: string;
  readonly libelle: string;
  readonly debut: string;
  readonly fin?: string;
}

/** Vrai quand le code peut être choisi à la date donnée (`AAAA-MM-JJ`). */
export const estEnVigueur = (code: CodeReferentiel, date: string): boolean =>
  code.debut <= date && (code.fin === undefined || date <= code.fin);

/** Cherche un code, en vigueur ou retiré. Un code inconnu donne `undefined`. */
export const trouverCode = <T extends CodeReferentiel>(referentiel: readonly T[], code: string): T | undefined =>
  referentiel.find((candidat) => candidat.code === code);

/** Libellé d’un code, même retiré ; le code lui-même quand il est inconnu, pour ne jamais afficher un blanc. */
export const libelleDe = (referentiel: readonly CodeReferentiel[], code: string | null | undefined): string =>
  code === null || code === undefined || code === '' ? '' : (trouverCode(referentiel, code)?.libelle ?? code);

/** Les codes que l’on peut choisir à cette date, dans l’ordre du référentiel. */
export const codesEnVigueur = <T extends CodeReferentiel>(referentiel: readonly T[], date: string): readonly T[] =>
  referentiel.filter((code) => estEnVigueur(code, date));

const francais = new Intl.Collator('fr', { numeric: true });

/** L’ordre d’une colonne triée dans la page : les textes comme un dictionnaire français (« Accueil de » avant « Accueil Sainte »), les nombres par valeur, le vide d’abord. */
export const comparer = (a: unknown, b: unknown): number => {
  const vides = [a, b].map((valeur) => valeur === null || valeur === undefined || valeur === '');
  if (vides[0] === true || vides[1] === true) return Number(vides[1]) - Number(vides[0]);
  return typeof a === 'number' && typeof b === 'number' ? a - b : francais.compare(String(a), String(b));
};

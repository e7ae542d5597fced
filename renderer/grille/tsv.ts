/** Fin d’une ligne commençant en `i` : ce qu’il faut sauter (`\r\n` vaut une fin), 0 quand ce n’en est pas une. */
const finDeLigne = (texte: string, i: number): number => (texte[i] === '\r' ? (texte[i + 1] === '\n' ? 2 : 1) : texte[i] === '\n' ? 1 : 0);
const finDeCellule = (texte: string, i: number): boolean => i >= texte.length || texte[i] === '\t' || finDeLigne(texte, i) > 0;

interface Lue { readonly valeur: string; readonly suite: number }

/** Une cellule entre guillemets ; `null` quand le guillemet ouvrant n’a pas de fermant en fin de cellule : il fait alors partie du texte (« "Le Phare" nord »). */
const lireEntreGuillemets = (texte: string, debut: number): Lue | null => {
  for (let i = texte.indexOf('"', debut + 1); i >= 0; i = texte.indexOf('"', i + 2)) {
    if (texte[i + 1] === '"') continue;
    return finDeCellule(texte, i + 1) ? { valeur: texte.slice(debut + 1, i).replaceAll('""', '"'), suite: i + 1 } : null;
  }
  return null;
};

const lireNue = (texte: string, debut: number): Lue => {
  let suite = debut;
  while (!finDeCellule(texte, suite)) suite += 1;
  return { valeur: texte.slice(debut, suite), suite };
};

/**
 * Bloc copié d’Excel ou de LibreOffice : une ligne par rang, ses cellules telles quelles (texte). Les lignes gardent leur longueur propre, une ligne vide vaut une cellule vide.
 * La fin de ligne finale n’ajoute pas de ligne ; un texte vide ne donne aucune ligne. N’échoue jamais.
 */
export const lireTsv = (texte: string): readonly (readonly string[])[] => {
  const bloc = texte.startsWith('\ufeff') ? texte.slice(1) : texte;
  const lignes: string[][] = [];
  let ligne: string[] = [];
  for (let i = 0; i < bloc.length;) {
    const { valeur, suite } = (bloc[i] === '"' ? lireEntreGuillemets(bloc, i) : null) ?? lireNue(bloc, i);
    ligne.push(valeur);
    if (bloc[suite] === '\t') {
      i = suite + 1;
      // une tabulation en toute fin de texte ouvre une dernière cellule, vide
      if (i < bloc.length) continue;
      ligne.push('');
    } else i = suite + finDeLigne(bloc, suite);
    lignes.push(ligne);
    ligne = [];
  }
  return lignes;
};

// la marque d’ordre des octets serait ôtée à la relecture si elle ouvrait le texte nu
const ecrireCellule = (valeur: string): string => (/[\t\r\n"]|^\ufeff/u.test(valeur) ? `"${valeur.replaceAll('"', '""')}"` : valeur);

/** Le texte qu’Excel met au presse-papiers : tabulations, chaque ligne finie par CRLF. `lireTsv` rend le même bloc ; une ligne sans cellule se relit comme une cellule vide. */
export const ecrireTsv = (lignes: readonly (readonly string[])[]): string => lignes.map((ligne) => `${ligne.map(ecrireCellule).join('\t')}\r\n`).join('');

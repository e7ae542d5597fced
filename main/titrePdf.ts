// Chromium n’écrit ni le titre ni la langue dans le pdf : un lecteur d’écran annoncerait un nom de fichier, et le lirait dans la langue du système. Sans Electron, pour s’éprouver.

const enHexa = (texte: string): string => `<FEFF${Buffer.from(texte, 'utf16le').swap16().toString('hex').toUpperCase()}>`;
/** Le dernier mot du pdf sur un objet : une mise à jour remplace ce qui la précède. */
const objetDe = (brut: string, numero: string): string | undefined => [...brut.matchAll(new RegExp(`(?:^|\\n)${numero} 0 obj\\s*(<<.*?>>)\\s*endobj`, 'gsu'))].at(-1)?.[1];
/** Ajoute une entrée à un dictionnaire qui ne l’a pas ; celle qui y est reste. */
const ajouter = (dictionnaire: string, cle: string, valeur: string): string => (new RegExp(`/${cle}\\b`, 'u').test(dictionnaire) ? dictionnaire : `${dictionnaire.replace(/>>$/u, '')}\n/${cle} ${valeur}>>`);

/** Le même pdf, avec son titre et sa langue : une mise à jour ajoutée à la fin, comme le format le prévoit. Un pdf d’une autre forme est rendu tel quel. */
export const titrerPdf = (octets: Uint8Array, titre: string): Uint8Array => {
  const brut = Buffer.from(octets).toString('latin1');
  const [, pied = '', avant = ''] = /trailer\s*(<<[^]*?>>)\s*startxref\s*(\d+)\s*%%EOF\s*$/u.exec(brut.slice(-2_000)) ?? [];
  const [racine, info, taille] = [/\/Root (\d+) 0 R/u, /\/Info (\d+) 0 R/u, /\/Size (\d+)/u].map((motif) => motif.exec(pied)?.[1]);
  const [catalogue, description] = [racine, info].map((numero) => (numero === undefined ? undefined : objetDe(brut, numero)));
  if (racine === undefined || info === undefined || taille === undefined || catalogue === undefined || description === undefined) return octets;
  const objets = [[racine, ajouter(ajouter(catalogue, 'Lang', '(fr-FR)'), 'ViewerPreferences', '<</DisplayDocTitle true>>')], [info, ajouter(description, 'Title', enHexa(titre))]] as const;
  if (objets.every(([, texte], rang) => texte === [catalogue, description][rang])) return octets;
  let suite = brut.endsWith('\n') ? '' : '\n';
  const table: string[] = [];
  for (const [numero, texte] of objets) {
    table.push(`${numero} 1\n${String(brut.length + suite.length).padStart(10, '0')} 00000 n \n`);
    suite += `${numero} 0 obj\n${texte}\nendobj\n`;
  }
  const debut = brut.length + suite.length;
  return Buffer.from(`${brut}${suite}xref\n${table.join('')}trailer\n<</Size ${taille}\n/Root ${racine} 0 R\n/Info ${info} 0 R\n/Prev ${avant}>>\nstartxref\n${debut}\n%%EOF\n`, 'latin1');
};

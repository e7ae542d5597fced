import { inflateSync } from 'node:zlib';

/** Ce qu’un pdf de Chromium montre : le texte de chaque page, lu par les tables de ses polices. Assez pour vérifier une impression, pas un lecteur de pdf. */
export const lirePdf = (octets: Uint8Array): { readonly pages: readonly string[]; readonly paysage: boolean } => {
  const brut = Buffer.from(octets).toString('latin1');
  const objets = new Map([...brut.matchAll(/(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj/gsu)].map(([, numero, corps = '']) => [Number(numero), corps]));
  const flux = (numero: number): string => {
    const [, entete = '', contenu = ''] = /^(.*?)stream\r?\n(.*)\nendstream/su.exec(objets.get(numero) ?? '') ?? [];
    const donnees = Buffer.from(contenu, 'latin1');
    return entete.includes('FlateDecode') ? inflateSync(donnees).toString('latin1') : donnees.toString('latin1');
  };
  const reference = (texte: string, nom: string): number => Number(new RegExp(`/${nom} (\\d+) 0 R`, 'u').exec(texte)?.[1] ?? 0);
  const tables = new Map<number, Map<number, string>>();
  const tableDe = (police: number): Map<number, string> => {
    const connue = tables.get(police);
    if (connue !== undefined) return connue;
    const table = new Map<number, string>();
    const cmap = flux(reference(objets.get(police) ?? '', 'ToUnicode'));
    const lettres = (hexa: string): string => Buffer.from(hexa, 'hex').swap16().toString('utf16le');
    for (const [, bloc = ''] of cmap.matchAll(/beginbfchar(.*?)endbfchar/gsu)) for (const [, glyphe = '', valeur = ''] of bloc.matchAll(/<(\w+)> <(\w+)>/gu)) table.set(Number.parseInt(glyphe, 16), lettres(valeur));
    for (const [, bloc = ''] of cmap.matchAll(/beginbfrange(.*?)endbfrange/gsu)) {
      for (const [, debut = '', fin = '', valeur = ''] of bloc.matchAll(/<(\w+)> <(\w+)> <(\w+)>/gu)) for (let glyphe = Number.parseInt(debut, 16); glyphe <= Number.parseInt(fin, 16); glyphe += 1) table.set(glyphe, String.fromCharCode(Number.parseInt(valeur, 16) + glyphe - Number.parseInt(debut, 16)));
    }
    tables.set(police, table);
    return table;
  };
  const numeros = [...objets].filter(([, corps]) => /\/Type \/Page\b/u.test(corps));
  const pages = numeros.map(([, corps]) => {
    const polices = new Map([...(/\/Font <<(.*?)>>/su.exec(corps)?.[1] ?? '').matchAll(/\/(\w+) (\d+) 0 R/gu)].map(([, nom, numero]) => [nom, Number(numero)]));
    let table = new Map<number, string>();
    let texte = '';
    for (const [, police, chaine, suite] of flux(reference(corps, 'Contents')).matchAll(/\/(\w+) [\d.]+ Tf|<(\w+)> Tj|\[(.*?)\] TJ|ET/gsu)) {
      if (police !== undefined) { table = tableDe(polices.get(police) ?? 0); continue; }
      const hexa = chaine ?? [...(suite ?? '').matchAll(/<(\w+)>/gu)].map(([, morceau]) => morceau).join('');
      if (hexa === '') { texte += '\n'; continue; }
      for (let rang = 0; rang < hexa.length; rang += 4) texte += table.get(Number.parseInt(hexa.slice(rang, rang + 4), 16)) ?? '';
    }
    return texte;
  });
  const [, largeur, hauteur] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/u.exec(brut) ?? [];
  return { pages, paysage: Number(largeur) > Number(hauteur) };
};

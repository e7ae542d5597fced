import { crc32, deflateRawSync } from 'node:zlib';
import { contenuOds, feuilleOds, feuilleXlsx, livreXlsx, ods, odsDe, octetsDe, partiesXlsx, xlsx, xlsxDe } from './fichiersTableur.ts';
import type { Parties } from './fichiersTableur.ts';

/** Ce que la lecture doit en dire : un code d’`ErreurLecture`, ou « lu » et les textes attendus. */
type Attente = string | { readonly lu: readonly (readonly string[])[] };
export interface Hostile { readonly nom: string; readonly attente: Attente; readonly octets: () => Uint8Array }

interface Mensonges { readonly nomLocal?: string; readonly taille?: number; readonly comprimes?: number; readonly methode?: number; readonly drapeaux?: number; readonly somme?: number; readonly place?: number }
/** Une archive écrite à la main, où chaque en-tête peut mentir. */
const archive = (parties: readonly (readonly [string, string | Uint8Array, Mensonges?])[], { nombre }: { readonly nombre?: number } = {}): Uint8Array => {
  const [corps, centrale]: [Buffer[], Buffer[]] = [[], []];
  let place = 0;
  for (const [nom, contenu, mensonges = {}] of parties) {
    const clair = Buffer.from(contenu);
    const serre = deflateRawSync(clair);
    const entete = (signature: number, entrees: number, nomme: string): Buffer => {
      const bloc = Buffer.alloc(entrees);
      const decalage = entrees === 46 ? 2 : 0;
      bloc.writeUInt32LE(signature, 0);
      bloc.writeUInt16LE(mensonges.drapeaux ?? 0, 6 + decalage);
      bloc.writeUInt16LE(mensonges.methode ?? 8, 8 + decalage);
      bloc.writeUInt32LE(mensonges.somme ?? crc32(clair), 14 + decalage);
      bloc.writeUInt32LE(mensonges.comprimes ?? serre.length, 18 + decalage);
      bloc.writeUInt32LE(mensonges.taille ?? clair.length, 22 + decalage);
      bloc.writeUInt16LE(Buffer.byteLength(nomme), 26 + decalage);
      if (entrees === 46) bloc.writeUInt32LE(mensonges.place ?? place, 42);
      return Buffer.concat([bloc, Buffer.from(nomme)]);
    };
    centrale.push(entete(0x02014b50, 46, nom));
    const local = Buffer.concat([entete(0x04034b50, 30, mensonges.nomLocal ?? nom), serre]);
    corps.push(local);
    place += local.length;
  }
  const repertoire = Buffer.concat(centrale);
  const fin = Buffer.alloc(22);
  fin.writeUInt32LE(0x06054b50, 0);
  fin.writeUInt16LE(nombre ?? parties.length, 8);
  fin.writeUInt16LE(nombre ?? parties.length, 10);
  fin.writeUInt32LE(repertoire.length, 12);
  fin.writeUInt32LE(place, 16);
  return Buffer.concat([...corps, repertoire, fin]);
};
const FEUILLE = 'xl/worksheets/sheet1.xml';
const liste = (parties: Parties, mensonges: Mensonges = {}, menteuse = FEUILLE): readonly (readonly [string, string | Uint8Array, Mensonges?])[] => Object.entries(partiesXlsx(parties)).map(([nom, contenu]) => (nom === menteuse ? [nom, contenu, mensonges] : [nom, contenu]));
const menteur = (mensonges: Mensonges): Uint8Array => archive(liste({}, mensonges));
const X: Attente = { lu: [['x']] };

const texte = (contenu: string): (() => Uint8Array) => () => octetsDe(contenu);
const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ligne = (cellules: string): string => `<row r="1">${cellules}</row>`;
const chaine = (contenu: string): string => `<c r="A1" t="inlineStr"><is><t>${contenu}</t></is></c>`;
const ligneOds = (cellules: string, attributs = ''): string => `<table:table-row ${attributs}>${cellules}</table:table-row>`;
const celluleOds = (attributs: string, contenu = 'x'): string => `<table:table-cell ${attributs}><text:p>${contenu}</text:p></table:table-cell>`;
const fusions = (...references: readonly string[]): string => `<mergeCells>${references.map((reference) => `<mergeCell ref="${reference}"/>`).join('')}</mergeCells>`;
const FORMULES = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '=cmd|\' /C calc\'!A0', '=HYPERLINK("http://x","y")', '=IMPORTXML("http://x")', '\t=1', '=DDE("a";"b")', '%0A=1'];
const une = (nom: string, attente: Attente, octets: () => Uint8Array): Hostile => ({ nom, attente, octets });
/** La même attaque pour plusieurs valeurs. */
const pour = <T>(valeurs: readonly T[], faire: (valeur: T) => Hostile): readonly Hostile[] => valeurs.map(faire);

const NATURES: readonly Hostile[] = [
  une('vide', 'vide', () => new Uint8Array()), une('un octet nul', 'nul', () => new Uint8Array(1)), une('mille octets nuls', 'nul', () => new Uint8Array(1_000)),
  une('classeur chiffré ou xls (OLE)', 'ole', () => Uint8Array.from([...OLE, ...new Uint8Array(512)])), une('OLE nommé csv', 'ole', () => Uint8Array.from(OLE)),
  ...pour(['%PDF-1.7\n1;2', '\u001F', '{\\rtf1 a;b}', '<!DOCTYPE html><table>', '<html><table><tr><td>1', '  <table><tr>', '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', '<HTML xmlns:x="excel">'], (debut) => une(`autre nature : ${JSON.stringify(debut.slice(0, 14))}`, 'genre', () => (debut === '\u001F' ? Uint8Array.from([0x1f, 0x8b, 8, 0]) : octetsDe(debut)))),
  une('archive sans classeur', 'genre', () => archive([['a.txt', 'bonjour']])), une('docx', 'genre', () => archive([['word/document.xml', '<a/>']])), une('xlsb', 'genre', () => archive([['xl/workbook.bin', 'x']])),
  une('zip dans un zip', 'genre', () => archive([['a.xlsx', xlsx()]])), une('odt', 'genre', () => archive([['mimetype', 'application/vnd.oasis.opendocument.text'], ['content.xml', '<a/>']])), une('ods sans mimetype', 'genre', () => archive([['content.xml', contenuOds('')]])),
  une('texte coupé au milieu d’un mot utf-16', 'encodage', () => Uint8Array.from([0xff, 0xfe, 0x61])), une('utf-16 à demi-paire', 'encodage', () => Uint8Array.from([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00])), une('utf-16 sans marque', 'nul', () => Buffer.from('a;b', 'utf16le')), une('utf-32', 'nul', () => Uint8Array.from([0x61, 0, 0, 0])),
];
const TEXTES: readonly Hostile[] = [
  ...pour(FORMULES, (formule) => une(`formule gardée en texte : ${JSON.stringify(formule)}`, { lu: [['a', formule.trim()]] }, texte(`"a";"${formule.replaceAll('"', '""')}"`))),
  ...pour(['"a;b', 'a;"b\nc;d', '"a""', 'a;b\n"', '"a"";b\n'], (contenu) => une(`guillemet ouvert : ${JSON.stringify(contenu)}`, 'guillemet', texte(contenu))),
  ...pour([['a"b;c', ['a"b', 'c']], ['"a"b;c', ['ab', 'c']], ['"a" ;c', ['a', 'c']], ['"";c', ['', 'c']], ['"a;b";c', ['a;b', 'c']], ['a;b\u0001', ['a', 'b\u0001']], ['a;<script>', ['a', '<script>']], ['__proto__;constructor', ['__proto__', 'constructor']], ['0042;1E5', ['0042', '1E5']], ['a\u202E;b', ['a\u202E', 'b']]] as const, ([contenu, attendu]) => une(`texte gardé : ${JSON.stringify(contenu)}`, { lu: [attendu] }, texte(contenu))),
  ...pour(['\r', '\n', '\r\n', '\n\r\n'], (saut) => une(`fins de ligne ${JSON.stringify(saut)}`, { lu: [['a', 'b'], ['c', 'd']] }, texte(`a;b${saut}c;d${saut}`))),
  une('un million de lignes', 'trop', texte('a;b\n'.repeat(1_000_000))), une('un million de colonnes', 'trop', texte('a;'.repeat(1_000_000))), une('un million de séparateurs', { lu: [['a']] }, texte(`a${';'.repeat(1_000_000)}`)),
  une('cellule géante', 'cellule', texte(`a;${'b'.repeat(40_000)}`)), une('cellule géante citée', 'cellule', texte(`a;"${'b\n'.repeat(40_000)}"`)), une('cinq millions de guillemets', 'cellule', texte('"'.repeat(5_000_000))), une('ligne d’espaces', { lu: [] }, texte(' '.repeat(30_000))), une('des sauts de ligne', { lu: [] }, texte('\n'.repeat(2_000_000))),
  une('mille guillemets ouverts', 'guillemet', texte('a;"b\n'.repeat(1_001))), une('trop gros', 'gros', () => new Uint8Array(100_000_001)),
  une('encodages mêlés', { lu: [['é', 'a'], ['è', 'b']] }, () => Buffer.concat([Buffer.from('é;a\n'), Buffer.from('è;b', 'latin1')])), une('utf-8 trop long', { lu: [['À¯', 'b']] }, () => Buffer.from('À¯;b', 'latin1')), une('octet perdu', { lu: [['a', '\uFFFD']] }, texte('a;\uFFFD')),
  une('FINESS sans ligne', { lu: [] }, texte('finess;etalab;111;2026-05-12')), une('FINESS aux guillemets fautifs', { lu: [['structureet', '"a', 'b'], ['structureet', 'c', 'd']] }, texte('finess;etalab;1;2026-05-12\nstructureet;"a;b\nstructureet;c;d')), une('FINESS à mille champs de trop', 'trop', texte(`finess;etalab;1;2026-05-12\n${';'.repeat(2_000)}`)),
];
const ARCHIVES: readonly Hostile[] = [
  une('archive juste', X, () => archive(liste({}))), une('octets avant l’archive', 'genre', () => Buffer.concat([Buffer.from('%PDF'), archive(liste({}))])), une('signature seule', 'abime', () => Uint8Array.from([0x50, 0x4b, 3, 4])),
  ...pour([0, 1, 99_999_999, 0x7fffffff], (taille) => une(`taille annoncée ${taille}`, 'abime', () => menteur({ taille }))),
  ...pour([0, 3, 1_000_000, 0x7fffffff], (comprimes) => une(`taille serrée annoncée ${comprimes}`, 'abime', () => menteur({ comprimes }))),
  ...pour([1, 9, 12, 14, 93, 99], (methode) => une(`méthode ${methode}`, 'abime', () => menteur({ methode }))),
  ...pour([4, 1_000_000, 0x7fffffff], (place) => une(`place ${place}`, 'abime', () => menteur({ place }))),
  une('deux noms pour une partie', 'abime', () => menteur({ nomLocal: 'xl/autre.xml' })), une('somme fausse', 'abime', () => menteur({ somme: 7 })), une('partie chiffrée', 'chiffre', () => menteur({ drapeaux: 1 })), une('champ de 64 bits absent', 'abime', () => menteur({ taille: 0xffffffff })),
  une('partie en double', 'abime', () => archive([...liste({}), [FEUILLE, feuilleXlsx('')]])), une('répertoire plus long que dit', 'abime', () => archive(liste({}), { nombre: 3 + 4 })), une('répertoire plus court que dit', 'genre', () => archive(liste({}), { nombre: 1 })), une('trop de parties', 'trop', () => archive(liste({}), { nombre: 60_000 })),
  ...pour(['../../etc/passwd', '/etc/passwd', 'C:\\windows\\x', '..\\..\\x', 'a\u0000b', '__proto__'], (nom) => une(`nom ${JSON.stringify(nom)} : jamais un chemin`, X, () => archive([...liste({}), [nom, 'x']]))),
  une('bombe : 110 Mo de zéros', 'bombe', () => archive(liste({ [FEUILLE]: new Uint8Array(110_000_000) }))), une('bombe dans les textes partagés', 'bombe', () => archive(liste({ 'xl/sharedStrings.xml': new Uint8Array(30_000_000) }))), une('bombe ods', 'bombe', () => archive([['mimetype', 'application/vnd.oasis.opendocument.spreadsheet'], ['content.xml', new Uint8Array(30_000_000)]])),
  une('bombe que rien ne lit', X, () => archive([...liste({}), ['xl/media/image.png', new Uint8Array(30_000_000)]])), une('ods chiffré', 'chiffre', () => ods(feuilleOds('A', ''), { 'META-INF/manifest.xml': '<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>' })),
];
const DOCTYPES = ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE a SYSTEM "http://x/y.dtd">', '<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>', '<!DOCTYPE a>', '<!ENTITY x "y">', '<!doctype a>'] as const;
const PARTIES_XML = ['xl/workbook.xml', 'xl/_rels/workbook.xml.rels', 'xl/sharedStrings.xml', 'xl/styles.xml', FEUILLE] as const;
const XMLS: readonly Hostile[] = [
  ...PARTIES_XML.flatMap((partie) => pour(DOCTYPES.slice(0, 4), (doctype) => une(`${doctype.slice(0, 28)} dans ${partie}`, 'doctype', () => xlsx({ [partie]: `${doctype}<a>&x;</a>` })))),
  ...pour(DOCTYPES, (doctype) => une(`${doctype.slice(0, 28)} dans content.xml`, 'doctype', () => ods('', { 'content.xml': doctype + contenuOds('') }))),
  ...PARTIES_XML.flatMap((partie) => pour(['<a>', '<a></b>', '<a', '<a b=1/>', '<a b="1" b="2"/>', '<a>&secret;</a>', '<a/><a/>', '', 'bonjour', '<a>\u0001</a>', `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`, '<a b="<"/>', '</a>', '<a>&#0;</a>', '<a>&#xD800;</a>'], (xml) => une(`${JSON.stringify(xml.slice(0, 16))} dans ${partie}`, 'abime', () => xlsx({ [partie]: xml })))),
  une('utf-8 faux', 'abime', () => xlsx({ [FEUILLE]: Uint8Array.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]) })), une('CDATA', { lu: [['a<b']] }, () => xlsxDe(ligne(chaine('<![CDATA[a<b]]>')))), une('commentaire', { lu: [['ab']] }, () => xlsxDe(ligne(chaine('a<!-- & <x> -->b')))), une('commentaire ouvert', 'abime', () => xlsxDe('<!-- ')), une('entité inconnue', 'abime', () => xlsxDe(ligne(chaine('&secret;')))), une('entités sans fin', 'abime', () => xlsxDe(ligne(chaine('&amp')))),
];
const FEUILLES: readonly Hostile[] = [
  ...pour(FORMULES.slice(0, 8), (formule) => une(`texte de classeur gardé : ${JSON.stringify(formule)}`, { lu: [[formule.trim()]] }, () => xlsxDe(ligne(chaine(formule.replaceAll('"', '&quot;')))))),
  ...pour(['0', '-1', 'Infinity', '1e3', '1048577', 'x', '', '1.5', '0x1'], (r) => une(`numéro de ligne ${JSON.stringify(r)}`, 'abime', () => xlsxDe(`<row r="${r}"><c><v>1</v></c></row>`))),
  ...pour(['A0', '1A', 'a1', 'AAAA1', 'A2', 'A-1', '', 'A1:B1', '$A$1'], (r) => une(`référence ${JSON.stringify(r)}`, 'abime', () => xlsxDe(`<row r="1"><c r="${r}"><v>1</v></c></row>`))),
  ...pour(['-1', '7', 'x', '1.0', '99999999999', ''], (v) => une(`texte partagé ${JSON.stringify(v)}`, 'abime', () => xlsxDe(ligne(`<c t="s"><v>${v}</v><v/></c>`), { 'xl/sharedStrings.xml': '<sst><si><t>a</t></si></sst>' }).slice())).map((hostile) => (hostile.nom.endsWith('""') ? { ...hostile, attente: { lu: [] } } : hostile)),
  ...pour(['12;34', '1,5', 'NaN', '0x10', '1e999', '--1', '1 2'], (v) => une(`nombre ${v}`, 'abime', () => xlsxDe(ligne(`<c><v>${v}</v></c>`)))),
  ...pour(['constructor', 'S', 'x', '__proto__', ''], (t) => une(`genre de cellule ${JSON.stringify(t)}`, 'abime', () => xlsxDe(ligne(`<c t="${t}"><v>1</v></c>`)))),
  ...pour(['<w>1</w>', '<c><v>1</v></c>', '<row/>', '<v><v>1</v></v>'], (corps) => une(`dans une cellule : ${corps}`, 'abime', () => xlsxDe(ligne(`<c>${corps}</c>`)))),
  une('booléen à 2', 'abime', () => xlsxDe(ligne('<c t="b"><v>2</v></c>'))), une('lignes à rebours', 'abime', () => xlsxDe('<row r="9"><c><v>1</v></c></row><row r="3"/>')), une('la même ligne deux fois', 'abime', () => xlsxDe('<row r="3"><c><v>1</v></c></row><row r="3"><c><v>2</v></c></row>')), une('colonnes à rebours', 'abime', () => xlsxDe(ligne('<c r="D1"><v>1</v></c><c r="A1"><v>1</v></c>'))),
  une('cellule hors d’une ligne', 'abime', () => xlsxDe('<c><v>1</v></c>')), une('ligne dans une ligne', 'abime', () => xlsxDe('<row><row/></row>')), une('deux feuilles en une', 'abime', () => xlsx({ [FEUILLE]: '<worksheet><sheetData/><sheetData/></worksheet>' })), une('sans données', 'abime', () => xlsx({ [FEUILLE]: '<worksheet/>' })),
  une('un million de colonnes', 'trop', () => xlsxDe(ligne('<c><v>1</v></c>'.repeat(1_000_000)))), une('un million de lignes', 'trop', () => xlsxDe(Array.from({ length: 1_000_000 }, (_vide, rang) => `<row><c><v>${rang}</v></c></row>`).join(''))), une('dernière cellule possible', 'trop', () => xlsxDe('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')), une('un million de lignes vides', { lu: [] }, () => xlsxDe('<row/>'.repeat(1_000_000))),
  une('cellule géante', 'cellule', () => xlsxDe(ligne(chaine('a'.repeat(40_000))))), une('cellule géante en mille morceaux', 'cellule', () => xlsxDe(ligne(chaine(`${'a'.repeat(50)}<!-- -->`.repeat(1_000))))), une('texte partagé géant', 'cellule', () => xlsxDe(ligne('<c t="s"><v>0</v></c>'), { 'xl/sharedStrings.xml': `<sst><si><t>${'a'.repeat(40_000)}</t></si></sst>` })), une('texte partagé de 15 Mo', 'cellule', () => xlsxDe(ligne('<c t="s"><v>0</v></c>'), { 'xl/sharedStrings.xml': `<sst><si><t>${'a'.repeat(15_000_000)}</t></si></sst>` })), une('texte partagé en cent mille morceaux', 'cellule', () => xlsxDe(ligne('<c t="s"><v>0</v></c>'), { 'xl/sharedStrings.xml': `<sst><si>${'<r><t>abcdef</t></r>'.repeat(100_000)}</si></sst>` })), une('cellule de 15 Mo', 'cellule', () => xlsxDe(ligne(chaine('a'.repeat(15_000_000))))), une('attribut de 15 Mo', 'abime', () => xlsxDe(ligne(`<c z="${'a'.repeat(15_000_000)}"><v>1</v></c>`))), une('texte partagé géant que rien ne cite', X, () => xlsx({ 'xl/sharedStrings.xml': `<sst><si><t>${'a'.repeat(40_000)}</t></si></sst>` })),
  ...pour(['B1:A1', 'A0:B1', '1:2', 'A1:', 'x', '', 'A9999999:B99999999', 'AAAA1:AAAB1'], (reference) => une(`fusion ${JSON.stringify(reference)}`, 'abime', () => xlsxDe(ligne(chaine('x')), {}, fusions(reference)))),
  une('fusion d’un milliard de cellules', { lu: [Array.from({ length: 1_000 }, () => 'x'), [...Array.from({ length: 1 }, () => '1'), ...Array.from({ length: 999 }, () => 'x')]] }, () => xlsxDe(`${ligne(chaine('x'))}<row r="2"><c r="A2"><v>1</v></c></row>`, {}, fusions('A1:XFD1048576'))), une('fusions qui se recouvrent : la première', { lu: [['x', 'x', 'x']] }, () => xlsxDe(ligne(chaine('x')), {}, fusions('A1:C1', 'A1:B2'))), une('fusions en cercle', { lu: [['x', 'x'], ['1', 'x']] }, () => xlsxDe(`${ligne(chaine('x'))}<row r="2"><c r="A2"><v>1</v></c></row>`, {}, fusions('A1:B2', 'B1:B2', 'B2:C2', 'A2:B2').replace('B2:C2', 'B9:C9'))), une('deux mille fusions au même endroit', 'abime', () => xlsxDe(ligne(chaine('x')), {}, fusions(...Array.from({ length: 2_000 }, () => 'A1:B1048576')))), une('cent mille fusions', 'abime', () => xlsxDe(ligne(chaine('x')), {}, fusions(...Array.from({ length: 100_000 }, (_vide, rang) => `A${rang + 1}`)))), une('fusions avant les lignes', 'abime', () => xlsx({ [FEUILLE]: `<worksheet>${fusions('A1:B1')}<sheetData/></worksheet>` })),
  une('feuille toute cachée', 'sans_feuille', () => xlsx({ 'xl/workbook.xml': livreXlsx('<sheet name="A" r:id="r1" state="veryHidden"/>') })), une('lien hors de l’archive', 'sans_feuille', () => xlsx({ 'xl/_rels/workbook.xml.rels': '<R><Relationship Id="r1" Target="../../../etc/passwd"/></R>' })), une('lien vers le réseau', 'sans_feuille', () => xlsx({ 'xl/_rels/workbook.xml.rels': '<R><Relationship Id="r1" Target="http://x/worksheets/a.xml" TargetMode="External"/></R>' })), une('balises au nom de prototype', { lu: [['1']] }, () => xlsxDe('<constructor/><__proto__/><row><c><v>1</v></c></row>')), une('dix mille noms de balise', 'abime', () => xlsxDe(Array.from({ length: 10_000 }, (_vide, rang) => `<z${rang}/>`).join(''))),
];
const ODS: readonly Hostile[] = [
  ...pour(['0', '-1', 'x', '99999999999', '1048577', ''], (n) => une(`ods : ligne répétée ${JSON.stringify(n)} fois`, 'abime', () => odsDe(ligneOds(celluleOds(''), `table:number-rows-repeated="${n}"`)))),
  ...pour(['0', '-5', '1e3', '2000000'], (n) => une(`ods : cellule répétée ${n} fois`, 'abime', () => odsDe(ligneOds(celluleOds(`table:number-columns-repeated="${n}"`))))),
  ...pour(['0', '-5', '99999999'], (n) => une(`ods : fusion de ${n}`, 'abime', () => odsDe(ligneOds(celluleOds(`table:number-columns-spanned="${n}"`))))),
  ...pour(['office:value-type="float" office:value="1,5"', 'office:value-type="float"', 'office:value-type="date" office:date-value="26/11/2026"', 'office:value-type="boolean" office:boolean-value="1"', 'office:value-type="constructor"', 'office:value-type="time" office:time-value="9h"'], (attributs) => une(`ods : ${attributs}`, 'abime', () => odsDe(ligneOds(celluleOds(attributs))))),
  une('ods : un million de lignes en une', 'trop', () => odsDe(ligneOds(celluleOds(''), 'table:number-rows-repeated="1048576"'))), une('ods : un million de colonnes en une', 'trop', () => odsDe(ligneOds(celluleOds('table:number-columns-repeated="1000000"')))), une('ods : au-delà de la dernière ligne', 'abime', () => odsDe(ligneOds('', 'table:number-rows-repeated="1048576"') + ligneOds(celluleOds(''), 'table:number-rows-repeated="2"'))),
  une('ods : cellule géante', 'cellule', () => odsDe(ligneOds(celluleOds('', 'a'.repeat(40_000))))), une('ods : cellule de 15 Mo', 'cellule', () => odsDe(ligneOds(celluleOds('', 'a'.repeat(15_000_000))))), une('ods : cellule en cent mille paragraphes', 'cellule', () => odsDe(ligneOds(`<table:table-cell>${'<text:p>ab</text:p>'.repeat(100_000)}</table:table-cell>`))), une('ods : espaces par milliers', 'cellule', () => odsDe(ligneOds(celluleOds('', `a${'<text:s text:c="32767"/>'.repeat(1_000)}b`)))), une('ods : espaces par milliards', 'abime', () => odsDe(ligneOds(celluleOds('', 'a<text:s text:c="999999999"/>b')))),
  une('ods : feuille dans une cellule', 'abime', () => odsDe(ligneOds(`<table:table-cell>${feuilleOds('B', '')}</table:table-cell>`))), une('ods : fausse feuille en commentaire', 'abime', () => ods(`<!-- ${feuilleOds('B', ligneOds(celluleOds('')))} -->`)), une('ods : sans feuille', 'sans_feuille', () => ods('')), une('ods : toutes cachées', 'sans_feuille', () => ods(feuilleOds('A', '', 'cache'))), une('ods : coupé', 'abime', () => ods('', { 'content.xml': contenuOds(feuilleOds('A', ligneOds(celluleOds('')))).slice(0, -160) })), une('ods : profond', 'abime', () => odsDe(ligneOds(celluleOds('', `${'<text:span>'.repeat(200)}x${'</text:span>'.repeat(200)}`)))), une('ods : fusion d’un milliard de cellules', { lu: [Array.from({ length: 1_000 }, () => 'x')] }, () => odsDe(ligneOds(celluleOds('table:number-columns-spanned="16384" table:number-rows-spanned="1048576"')))), une('ods : deux mille feuilles vides', { lu: [] }, () => ods(Array.from({ length: 1_900 }, (_vide, rang) => feuilleOds(`F${rang}`, ligneOds(''))).join(''))), une('ods : trop de feuilles', 'abime', () => ods(feuilleOds('F', '').repeat(2_500))),
  ...pour(FORMULES.slice(0, 6), (formule) => une(`ods : texte gardé ${JSON.stringify(formule)}`, { lu: [[formule.trim()]] }, () => odsDe(ligneOds(celluleOds('', formule.replaceAll('"', '&quot;')))))),
];
export const HOSTILES: readonly Hostile[] = [...NATURES, ...TEXTES, ...ARCHIVES, ...XMLS, ...FEUILLES, ...ODS];

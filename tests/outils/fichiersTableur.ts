import { zipSync } from 'fflate';

/* Classeurs écrits à la main, partie par partie, pour les essais de lecture : rien de ce qui les lit n’y sert. */
export type Parties = Readonly<Record<string, string | Uint8Array>>;
export const octetsDe = (texte: string): Uint8Array => new TextEncoder().encode(texte);
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const zipper = (parties: Parties): Uint8Array => zipSync(Object.fromEntries(Object.entries(parties).map(([nom, contenu]) => [nom, typeof contenu === 'string' ? octetsDe(contenu) : contenu])), { level: 1 });
const ENTITES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const echapperXml = (texte: string): string => texte.replace(/[&<>"]/gu, (signe) => ENTITES[signe] ?? signe);
export const lettresDe = (colonne: number): string => (colonne < 26 ? '' : lettresDe(Math.floor(colonne / 26) - 1)) + String.fromCharCode(65 + (colonne % 26));

export const feuilleXlsx = (corps: string, suite = ''): string => `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${corps}</sheetData>${suite}</worksheet>`;
export const livreXlsx = (feuilles: string, proprietes = '<workbookPr/>'): string => `<workbook xmlns:r="${REL}">${proprietes}<sheets>${feuilles}</sheets></workbook>`;
/** Les parties d’un classeur d’une feuille « A » ; chacune se remplace, « B » est prête dans sheet2. */
export const partiesXlsx = (parties: Parties = {}): Parties => ({
  'xl/workbook.xml': livreXlsx('<sheet name="A" sheetId="1" r:id="r1"/>'),
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': feuilleXlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'),
  ...parties,
});
export const xlsx = (parties: Parties = {}): Uint8Array => zipper(partiesXlsx(parties));
/** Un classeur dont la feuille « A » a ce corps de `sheetData`, et cette suite (fusions). */
export const xlsxDe = (corps: string, parties: Parties = {}, suite = ''): Uint8Array => xlsx({ 'xl/worksheets/sheet1.xml': feuilleXlsx(corps, suite), ...parties });

const ESPACES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"';
export const feuilleOds = (nom: string, corps: string, style = ''): string => `<table:table table:name="${echapperXml(nom)}"${style === '' ? '' : ` table:style-name="${style}"`}>${corps}</table:table>`;
const STYLES = '<office:automatic-styles><style:style style:name="vu" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="cache" style:family="table"><style:table-properties table:display="false"/></style:style></office:automatic-styles>';
export const contenuOds = (feuilles: string): string => `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${ESPACES}>${STYLES}<office:body><office:spreadsheet>${feuilles}</office:spreadsheet></office:body></office:document-content>`;
export const ods = (feuilles: string, parties: Parties = {}): Uint8Array => zipper({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': contenuOds(feuilles), 'META-INF/manifest.xml': '<manifest:manifest/>', ...parties });
export const odsDe = (corps: string, parties: Parties = {}): Uint8Array => ods(feuilleOds('A', corps), parties);

/** Une table de textes, dans chaque format. Le texte vide n’est pas écrit. */
export const tableXlsx = (table: readonly (readonly string[])[], partages = false): Uint8Array => {
  const textes: string[] = [];
  const cellule = (texte: string, ligne: number, colonne: number): string => (texte === '' ? '' : partages ? `<c r="${lettresDe(colonne)}${ligne + 1}" t="s"><v>${textes.push(texte) - 1}</v></c>` : `<c r="${lettresDe(colonne)}${ligne + 1}" t="inlineStr"><is><t xml:space="preserve">${echapperXml(texte)}</t></is></c>`);
  const corps = table.map((ligne, rang) => `<row r="${rang + 1}">${ligne.map((texte, colonne) => cellule(texte, rang, colonne)).join('')}</row>`).join('');
  return xlsxDe(corps, partages ? { 'xl/sharedStrings.xml': `<sst>${textes.map((texte) => `<si><t xml:space="preserve">${echapperXml(texte)}</t></si>`).join('')}</sst>` } : {});
};
const paragraphes = (texte: string): string => texte.split('\n').map((ligne) => `<text:p>${echapperXml(ligne)}</text:p>`).join('');
export const tableOds = (table: readonly (readonly string[])[]): Uint8Array => odsDe(table.map((ligne) => `<table:table-row>${ligne.map((texte) => (texte === '' ? '<table:table-cell/>' : `<table:table-cell office:value-type="string">${paragraphes(texte)}</table:table-cell>`)).join('')}</table:table-row>`).join(''));
export const tableCsv = (table: readonly (readonly string[])[], separateur: string): string => table.map((ligne) => ligne.map((texte) => `"${texte.replaceAll('"', '""')}"`).join(separateur)).join('\r\n');

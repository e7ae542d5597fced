import { Zip, ZipDeflate } from 'fflate';
import type { Cellule, ColonneExport, Provenance, Tableau } from './cellules.ts';

/*
 * Un classeur xlsx écrit au fil de l’eau (ECMA-376, transitional) : la mémoire ne tient que le morceau courant, quel que soit le nombre de lignes. Les textes sont écrits dans
 * leur cellule, jamais comme formules ; les dates sont de vraies dates, les nombres de vrais nombres.
 */

/** Ce qu’une feuille et une cellule d’Excel tiennent. */
export const LIGNES_MAXIMUM = 1_048_575;
const CARACTERES_MAXIMUM = 32_767;
const ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

// interdits en XML 1.0, ou moitié d’une paire : Excel les écrit _xHHHH_ ; un texte qui a déjà cette forme perdrait son sens
const INTERDITS = /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|_(?=x[0-9a-fA-F]{4}_)/gu;
const ENTITES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Un texte pour l’XML d’un classeur. */
export const echapper = (texte: string): string => texte.replace(INTERDITS, (interdit) => `_x${interdit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`).replace(/[&<>"]/gu, (signe) => ENTITES[signe] ?? signe);

/** Rang d’un jour pour Excel : 1 le 1er janvier 1900, 29 février 1900 compris, d’où l’origine au 30 décembre 1899. */
const jourExcel = (date: string): number => Math.round((Date.parse(`${date}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000);
const STYLES = { titre: 1, date: 2 } as const;
const texteXml = (texte: string, style: number): string => `<c${style === 0 ? '' : ` s="${style}"`} t="inlineStr"><is><t xml:space="preserve">${echapper(texte.slice(0, CARACTERES_MAXIMUM))}</t></is></c>`;
const celluleXml = (cellule: Cellule): string => (cellule === null ? '<c/>' : 'texte' in cellule ? texteXml(cellule.texte, 0) : 'nombre' in cellule ? `<c><v>${cellule.nombre}</v></c>` : `<c s="${STYLES.date}"><v>${jourExcel(cellule.date)}</v></c>`);
const ligneXml = (cellules: readonly string[]): string => `<row>${cellules.join('')}</row>`;
const lettres = (colonne: number): string => (colonne < 26 ? '' : lettres(Math.floor(colonne / 26) - 1)) + String.fromCharCode(65 + (colonne % 26));
const largeurs = (colonnes: readonly { readonly largeur: number }[]): string => `<cols>${colonnes.map(({ largeur }, rang) => `<col min="${rang + 1}" max="${rang + 1}" width="${largeur + 2}" customWidth="1"/>`).join('')}</cols>`;

const FIXES: Readonly<Record<string, string>> = {
  '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
  '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
  'xl/styles.xml': `<styleSheet xmlns="${ESPACE}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="14" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
};

/** Un classeur de deux feuilles : les lignes (titres en gras, figés, filtrables), et « Lisez-moi », d’où elles viennent et combien il y en a. Erreur : plus de lignes qu’une feuille n’en tient. */
export const tableauXlsx = (nom: string, colonnes: readonly ColonneExport[], provenance: Provenance, ecrire: (octets: Uint8Array) => void): Tableau => {
  const zip = new Zip((erreur, octets) => { if (erreur !== null) throw erreur; ecrire(octets); });
  const feuille = new ZipDeflate('xl/worksheets/sheet1.xml', { level: 3 });
  zip.add(feuille);
  const verser = (texte: string, dernier = false): void => { feuille.push(Buffer.from(texte), dernier); };
  let lignesEcrites = 1;
  verser(`${ENTETE}<worksheet xmlns="${ESPACE}"><sheetViews><sheetView workbookViewId="0" tabSelected="1"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${largeurs(colonnes)}<sheetData>${ligneXml(colonnes.map(({ titre }) => texteXml(titre, STYLES.titre)))}`);
  const entier = (chemin: string, contenu: string): void => {
    const fichier = new ZipDeflate(chemin, { level: 6 });
    zip.add(fichier);
    fichier.push(Buffer.from(ENTETE + contenu), true);
  };
  return {
    ajouter: (lignes) => {
      lignesEcrites += lignes.length;
      if (lignesEcrites > LIGNES_MAXIMUM + 1) throw new Error(`Une feuille de tableur ne tient que ${LIGNES_MAXIMUM} lignes.`);
      verser(lignes.map((ligne) => ligneXml(ligne.map(celluleXml))).join(''));
    },
    finir: () => {
      const etendue = `A1:${lettres(colonnes.length - 1)}${lignesEcrites}`;
      verser(`</sheetData><autoFilter ref="${etendue}"/></worksheet>`, true);
      entier('xl/worksheets/sheet2.xml', `<worksheet xmlns="${ESPACE}">${largeurs([{ largeur: 20 }, { largeur: 80 }])}<sheetData>${[...provenance, ['Lignes', String(lignesEcrites - 1)] as const].map(([quoi, valeur]) => ligneXml([texteXml(quoi, STYLES.titre), texteXml(valeur, 0)])).join('')}</sheetData></worksheet>`);
      const filtre = `'${nom.replaceAll("'", "''")}'!${etendue.replace(/([A-Z]+)(\d+)/gu, '$$$1$$$2')}`;
      entier('xl/workbook.xml', `<workbook xmlns="${ESPACE}" xmlns:r="${RELATIONS}"><sheets><sheet name="${echapper(nom)}" sheetId="1" r:id="rId1"/><sheet name="Lisez-moi" sheetId="2" r:id="rId2"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">${echapper(filtre)}</definedName></definedNames></workbook>`);
      for (const [chemin, contenu] of Object.entries(FIXES)) entier(chemin, contenu);
      zip.end();
    },
  };
};

import { Zip, ZipDeflate } from 'fflate';
import type { Cellule } from './cellules.ts';
import type { Style } from './styles.ts';
import { STYLES_XML, numeroDe } from './styles.ts';
import type { Validation } from './validations.ts';
import { validationsXml } from './validations.ts';

/*
 * Le seul écrivain de classeurs xlsx (ECMA-376, transitional ; décision 029), au fil de l’eau : la mémoire ne tient que le morceau courant, quel que soit le nombre de lignes.
 * Les textes sont écrits dans leur cellule, jamais comme formules ; les dates sont de vraies dates, les nombres de vrais nombres. Ni Node, ni fenêtre : le poste, le service et la console s’en servent.
 */

/** Ce qu’une feuille et une cellule d’Excel tiennent, titres compris pour la première. */
const LIGNES_MAXIMUM = 1_048_575;
const CARACTERES_MAXIMUM = 32_767;
const ENTETE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const ESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

// interdits en XML 1.0, ou moitié d’une paire : Excel les écrit _xHHHH_ ; un texte qui a déjà cette forme perdrait son sens
const INTERDITS = /[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|_(?=x[0-9a-fA-F]{4}_)/gu;
const ENTITES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
/** Un texte pour l’XML d’un classeur. */
const echapper = (texte: string): string => texte.replace(INTERDITS, (interdit) => `_x${interdit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`).replace(/[&<>"]/gu, (signe) => ENTITES[signe] ?? signe);

/** Rang d’un jour pour Excel : 1 le 1er janvier 1900, 29 février 1900 compris, d’où l’origine au 30 décembre 1899. */
const jourExcel = (date: string): number => Math.round((Date.parse(`${date}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / 86_400_000);
/** Le style de sa colonne se redit : sans lui, Excel et LibreOffice ne montrent pas la même chose. */
const styleXml = (style: Style, colonne: Style): string => { const numero = numeroDe(style); return numero === 0 && colonne === 'normal' ? '' : ` s="${numero}"`; };
const celluleXml = (cellule: Cellule, defaut: Style = 'normal'): string => {
  if (cellule === null) return '<c/>';
  if ('texte' in cellule) return `<c${styleXml(cellule.style ?? defaut, defaut)} t="inlineStr"><is><t xml:space="preserve">${echapper(cellule.texte.slice(0, CARACTERES_MAXIMUM))}</t></is></c>`;
  if ('nombre' in cellule) return `<c${styleXml(cellule.style ?? defaut, defaut)}><v>${cellule.nombre}</v></c>`;
  return `<c${styleXml(cellule.style ?? 'date', defaut)}><v>${jourExcel(cellule.date)}</v></c>`;
};
const lettres = (colonne: number): string => (colonne < 26 ? '' : lettres(Math.floor(colonne / 26) - 1)) + String.fromCharCode(65 + (colonne % 26));
/** Une plage d’une feuille, pour une liste : « 'Listes'!$A$2:$A$12 ». */
export const plageDe = (feuille: string, colonne: number, premiere: number, derniere: number): string => `'${feuille.replaceAll("'", "''")}'!$${lettres(colonne)}$${premiere}:$${lettres(colonne)}$${derniere}`;

const INTERLIGNE = 15;
const hauteurXml = (ligne: readonly Cellule[], colonnes: readonly ColonneFeuille[]): string => {
  const lignes = ligne.map((cellule, rang) => (cellule !== null && 'texte' in cellule && (cellule.style ?? colonnes[rang]?.style) === 'long' ? cellule.texte.split('\n').reduce((somme, texte) => somme + Math.ceil(texte.length / (1.1 * (colonnes[rang]?.largeur ?? 10))), 0) : 1));
  const hauteur = Math.max(1, ...lignes);
  return hauteur === 1 ? '' : ` ht="${Math.min(400, hauteur * INTERLIGNE)}" customHeight="1"`;
};

interface ColonneFeuille { readonly largeur: number; /** Celui des cellules que la personne ajoutera. */ readonly style?: Style }
interface Feuille {
  readonly nom: string;
  readonly colonnes: readonly ColonneFeuille[];
  /** La première ligne, figée. */
  readonly titres?: readonly Cellule[];
  readonly filtre?: boolean;
  readonly validations?: readonly Validation[];
  /** Colonnes dont les nombres sont voulus en texte : le tableur ne les signale pas. */
  readonly identifiants?: readonly number[];
  /** Les textes longs vont à la ligne : la hauteur de chacune est donnée, LibreOffice ne la cherche pas. */
  readonly renvois?: boolean;
  /** Imprimée en paysage, sur une page de large. */
  readonly paysage?: boolean;
}
interface FeuilleOuverte { ajouter(lignes: readonly (readonly Cellule[])[]): void; /** Rend le nombre de lignes écrites, titres compris. */ finir(): number }
/** Un classeur qui s’écrit feuille après feuille : une seule ouverte à la fois. */
export interface Classeur { feuille(feuille: Feuille): FeuilleOuverte; finir(): void }

/** Ouvre un classeur ; les octets sortent au fil de l’eau par `ecrire`. Erreur : plus de lignes qu’une feuille n’en tient. */
export const ouvrirClasseur = (ecrire: (octets: Uint8Array) => void): Classeur => {
  const zip = new Zip((erreur, octets) => { if (erreur !== null) throw erreur; ecrire(octets); });
  const encodeur = new TextEncoder();
  const entier = (chemin: string, contenu: string): void => {
    const fichier = new ZipDeflate(chemin, { level: 6 });
    zip.add(fichier);
    fichier.push(encodeur.encode(ENTETE + contenu), true);
  };
  const feuilles: { readonly nom: string; readonly filtre: string | null }[] = [];
  return {
    feuille: ({ nom, colonnes, titres, filtre = false, validations = [], identifiants = [], renvois = false, paysage = false }) => {
      const partie = new ZipDeflate(`xl/worksheets/sheet${feuilles.length + 1}.xml`, { level: 3 });
      zip.add(partie);
      const verser = (texte: string, dernier = false): void => { partie.push(encodeur.encode(texte), dernier); };
      const ligneXml = (ligne: readonly Cellule[]): string => `<row${renvois ? hauteurXml(ligne, colonnes) : ''}>${ligne.map((cellule, rang) => celluleXml(cellule, colonnes[rang]?.style)).join('')}</row>`;
      const vue = `<sheetViews><sheetView workbookViewId="0"${feuilles.length === 0 ? ' tabSelected="1"' : ''}${titres === undefined ? '/>' : '><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>'}</sheetViews>`;
      const largeurs = colonnes.map(({ largeur, style }, rang) => `<col min="${rang + 1}" max="${rang + 1}" width="${largeur + 2}"${style === undefined ? '' : ` style="${numeroDe(style)}"`} customWidth="1"/>`).join('');
      let ecrites = titres === undefined ? 0 : 1;
      verser(`${ENTETE}<worksheet xmlns="${ESPACE}">${paysage ? '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' : ''}${vue}<cols>${largeurs}</cols><sheetData>${titres === undefined ? '' : ligneXml(titres.map((titre) => (titre === null || titre.style !== undefined ? titre : { ...titre, style: 'titre' })))}`);
      return {
        ajouter: (lignes) => {
          ecrites += lignes.length;
          if (ecrites > LIGNES_MAXIMUM + 1) throw new Error(`Une feuille de tableur ne tient que ${LIGNES_MAXIMUM} lignes.`);
          verser(lignes.map(ligneXml).join(''));
        },
        finir: () => {
          const etendue = `A1:${lettres(colonnes.length - 1)}${ecrites}`;
          const muettes = identifiants.length === 0 ? '' : `<ignoredErrors><ignoredError sqref="${identifiants.map((rang) => `${lettres(rang)}1:${lettres(rang)}${LIGNES_MAXIMUM + 1}`).join(' ')}" numberStoredAsText="1"/></ignoredErrors>`;
          verser(`</sheetData>${filtre ? `<autoFilter ref="${etendue}"/>` : ''}${validationsXml(validations, lettres, echapper, 2, LIGNES_MAXIMUM + 1)}${paysage ? '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>' : ''}${muettes}</worksheet>`, true);
          feuilles.push({ nom, filtre: filtre ? `'${nom.replaceAll("'", "''")}'!${etendue.replace(/([A-Z]+)(\d+)/gu, '$$$1$$$2')}` : null });
          return ecrites;
        },
      };
    },
    finir: () => {
      const noms = feuilles.flatMap(({ filtre }, rang) => (filtre === null ? [] : [`<definedName name="_xlnm._FilterDatabase" localSheetId="${rang}" hidden="1">${echapper(filtre)}</definedName>`])).join('');
      const chaque = (une: (rang: number, nom: string) => string): string => feuilles.map(({ nom }, rang) => une(rang + 1, nom)).join('');
      entier('xl/workbook.xml', `<workbook xmlns="${ESPACE}" xmlns:r="${RELATIONS}"><sheets>${chaque((rang, nom) => `<sheet name="${echapper(nom)}" sheetId="${rang}" r:id="rId${rang}"/>`)}</sheets>${noms === '' ? '' : `<definedNames>${noms}</definedNames>`}</workbook>`);
      entier('[Content_Types].xml', `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>${chaque((rang) => `<Override PartName="/xl/worksheets/sheet${rang}.xml" ContentType="${TYPES}.worksheet+xml"/>`)}<Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/></Types>`);
      entier('_rels/.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`);
      entier('xl/_rels/workbook.xml.rels', `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${chaque((rang) => `<Relationship Id="rId${rang}" Type="${RELATIONS}/worksheet" Target="worksheets/sheet${rang}.xml"/>`)}<Relationship Id="rId${feuilles.length + 1}" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`);
      entier('xl/styles.xml', STYLES_XML);
      zip.end();
    },
  };
};

/** Écrit un petit classeur d’un seul tenant, et rend ses octets. */
export const octetsDuClasseur = (remplir: (classeur: Classeur) => void): Uint8Array => {
  const morceaux: Uint8Array[] = [];
  const classeur = ouvrirClasseur((octets) => { morceaux.push(octets); });
  remplir(classeur);
  classeur.finir();
  const tout = new Uint8Array(morceaux.reduce((somme, { length }) => somme + length, 0));
  let debut = 0;
  for (const morceau of morceaux) { tout.set(morceau, debut); debut += morceau.length; }
  return tout;
};

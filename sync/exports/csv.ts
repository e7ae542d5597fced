import { stringify } from 'csv-stringify/sync';
import type { Cellule, ColonneExport, Provenance, Tableau } from './cellules.ts';
import { dateEnTexte } from './cellules.ts';

/** Un tableur exécuterait un texte qui commence par =, +, -, @ (pleine chasse comprise), une tabulation ou un retour : une apostrophe l’en empêche. Un nombre garde son signe. */
const desarmer = (texte: string): string => (/^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u.test(texte) ? `'${texte}` : texte);
const enTexte = (cellule: Cellule): string => (cellule === null ? '' : 'texte' in cellule ? desarmer(cellule.texte) : 'nombre' in cellule ? String(cellule.nombre).replace('.', ',') : dateEnTexte(cellule.date));
const enLignes = (lignes: readonly (readonly string[])[]): string => stringify(lignes as string[][], { delimiter: ';', record_delimiter: '\r\n' });

/** Un fichier csv tel qu’Excel en France l’ouvre : UTF-8 avec BOM, « ; », CRLF. `provenance` : ses premières lignes, puis une ligne vide ; rien : ses titres d’abord. */
export const tableauCsv = (colonnes: readonly ColonneExport[], provenance: Provenance, ecrire: (octets: Uint8Array) => void): Tableau => {
  const tete = provenance.length === 0 ? [] : [...provenance.map((paire) => paire.map(desarmer)), []];
  ecrire(Buffer.from(`\uFEFF${enLignes([...tete, colonnes.map(({ titre }) => titre)])}`));
  return { ajouter: (lignes) => { if (lignes.length > 0) ecrire(Buffer.from(enLignes(lignes.map((ligne) => ligne.map(enTexte))))); }, finir: () => undefined };
};

import type { TypePiece } from '../../domain/objets/piece.ts';
import type { Entree } from './zip.ts';
import { lireEntrees, lireTexte } from './zip.ts';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const ODT = 'application/vnd.oasis.opendocument.text';
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TYPES_MAXIMUM = 256 * 1024;
/** Programmes que ces formats savent porter : macros Word, contrôles ActiveX, macros LibreOffice. */
const PROGRAMME = /(?:^|\/)vba(?:Project|Data|ProjectSignature)|(?:^|\/)activeX\/|^(?:Basic|Scripts)\//iu;

const estDocx = (octets: Buffer, entrees: readonly Entree[]): boolean => {
  const declaration = entrees.find(({ nom }) => nom === '[Content_Types].xml');
  if (declaration === undefined || !entrees.some(({ nom }) => nom === 'word/document.xml')) return false;
  const texte = lireTexte(octets, declaration, TYPES_MAXIMUM);
  // un .docm renommé se trahit ici, même privé du nom habituel de ses macros
  return texte !== null && texte.includes(`${DOCX}.main+xml`) && !/macroEnabled|vbaProject|activeX/iu.test(texte);
};
const estOdt = (octets: Buffer, entrees: readonly Entree[]): boolean => {
  const declaration = entrees.find(({ nom }) => nom === 'mimetype');
  return declaration?.depart === 0 && declaration.methode === 0 && entrees.some(({ nom }) => nom === 'content.xml') && lireTexte(octets, declaration, 200) === ODT;
};

/** Le format d’un contenu, reconnu dans ses octets ; `null` s’il n’est pas admis. Ne croit ni le nom du fichier, ni le type annoncé. */
export const reconnaitre = (octets: Buffer): TypePiece | null => {
  if (/^%PDF-[12]\.\d/u.test(octets.toString('latin1', 0, 8)) && octets.includes('%%EOF', Math.max(0, octets.length - 2048), 'latin1')) return 'application/pdf';
  if (octets.length > 45 && octets.subarray(0, 8).equals(PNG) && octets.toString('latin1', 12, 16) === 'IHDR') return 'image/png';
  if (octets.length > 20 && octets[0] === 0xff && octets[1] === 0xd8 && octets[2] === 0xff && octets.includes(Buffer.from([0xff, 0xd9]), octets.length - 64)) return 'image/jpeg';
  const entrees = lireEntrees(octets);
  if (entrees === null || entrees.some(({ nom }) => PROGRAMME.test(nom))) return null;
  if (estDocx(octets, entrees)) return DOCX;
  return estOdt(octets, entrees) ? ODT : null;
};

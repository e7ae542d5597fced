import { createHash } from 'node:crypto';
import { crc32, deflateRawSync } from 'node:zlib';

/** Fichiers d’essai, faits à la main : assez vrais pour être reconnus, assez petits pour se lire. */
export const empreinteDe = (octets: Buffer): string => createHash('sha256').update(octets).digest('hex');
export const pdf = (texte = 'Arrêté'): Buffer => Buffer.from(`%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n% ${texte}\ntrailer << /Root 1 0 R >>\n%%EOF\n`);
export const png = (): Buffer => Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
export const jpeg = (): Buffer => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), Buffer.from('JFIF\0'), Buffer.alloc(32), Buffer.from([0xff, 0xd9])]);

export interface EntreeZip { readonly nom: string; readonly contenu: Buffer | string; readonly stocke?: boolean; /** Taille décomprimée annoncée, quand on veut mentir. */ readonly annoncee?: number }
/** Une archive faite d’entrées, dans l’ordre. */
export const zip = (entrees: readonly EntreeZip[], commentaire = ''): Buffer => {
  const locales: Buffer[] = [];
  const centrales: Buffer[] = [];
  let depart = 0;
  for (const { nom, contenu, stocke = false, annoncee } of entrees) {
    const entier = Buffer.from(contenu);
    const comprime = stocke ? entier : deflateRawSync(entier);
    const [noms, somme] = [Buffer.from(nom), crc32(entier)];
    const tete = Buffer.alloc(30);
    tete.writeUInt32LE(0x04034b50, 0); tete.writeUInt16LE(20, 4); tete.writeUInt16LE(stocke ? 0 : 8, 8); tete.writeUInt32LE(somme, 14); tete.writeUInt32LE(comprime.length, 18); tete.writeUInt32LE(annoncee ?? entier.length, 22); tete.writeUInt16LE(noms.length, 26);
    const centrale = Buffer.alloc(46);
    centrale.writeUInt32LE(0x02014b50, 0); centrale.writeUInt16LE(20, 4); centrale.writeUInt16LE(20, 6); centrale.writeUInt16LE(stocke ? 0 : 8, 10); centrale.writeUInt32LE(somme, 16); centrale.writeUInt32LE(comprime.length, 20); centrale.writeUInt32LE(annoncee ?? entier.length, 24); centrale.writeUInt16LE(noms.length, 28); centrale.writeUInt32LE(depart, 42);
    locales.push(tete, noms, comprime);
    centrales.push(centrale, noms);
    depart += 30 + noms.length + comprime.length;
  }
  const repertoire = Buffer.concat(centrales);
  const fin = Buffer.alloc(22);
  fin.writeUInt32LE(0x06054b50, 0); fin.writeUInt16LE(entrees.length, 8); fin.writeUInt16LE(entrees.length, 10); fin.writeUInt32LE(repertoire.length, 12); fin.writeUInt32LE(depart, 16); fin.writeUInt16LE(Buffer.byteLength(commentaire), 20);
  return Buffer.concat([...locales, repertoire, fin, Buffer.from(commentaire)]);
};

const PRINCIPAL = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const typesDocx = (principal: string): string => `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${principal}"/></Types>`;
export const docx = (plus: readonly EntreeZip[] = [], principal = PRINCIPAL): Buffer => zip([{ nom: '[Content_Types].xml', contenu: typesDocx(principal) }, { nom: '_rels/.rels', contenu: '<Relationships/>' }, { nom: 'word/document.xml', contenu: '<w:document/>' }, ...plus]);
export const odt = (plus: readonly EntreeZip[] = []): Buffer => zip([{ nom: 'mimetype', contenu: 'application/vnd.oasis.opendocument.text', stocke: true }, { nom: 'content.xml', contenu: '<office:document-content/>' }, ...plus]);

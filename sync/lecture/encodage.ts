import { isUtf8 } from 'node:buffer';
import { ErreurLecture } from './erreurs.ts';
import type { Encodage } from './modele.ts';

export interface TexteDecode { readonly texte: string; readonly encodage: Encodage; readonly lignesEncodage: readonly number[] }
/** Lignes fautives que l’on nomme au plus. */
const LIGNES_NOMMEES = 1_000;
const SAUT = 0x0a;

const utf16 = (octets: Buffer, encodage: 'utf-16le' | 'utf-16be'): string => {
  try { return new TextDecoder(encodage, { fatal: true }).decode(octets); } catch { throw new ErreurLecture('encodage', 'Le fichier est en UTF-16 et il est abîmé ou coupé : l’enregistrer de nouveau en csv UTF-8.'); }
};
const aDesC1 = (octets: Uint8Array): boolean => { for (const octet of octets) if (octet >= 0x80 && octet < 0xa0) return true; return false; };
const estAscii = (octets: Uint8Array): boolean => { for (const octet of octets) if (octet >= 0x80) return false; return true; };
// sans caractère en windows-1252 : l’octet a été abîmé
const sansCaractere = (octets: Uint8Array): boolean => { for (const octet of octets) if (octet === 0x81 || octet === 0x8d || octet === 0x8f || octet === 0x90 || octet === 0x9d) return true; return false; };

/** Un fichier qui n’est pas tout entier en UTF-8 : chaque ligne est lue dans son encodage, et celles de l’encodage le plus rare sont nommées. */
const parLignes = (octets: Buffer): TexteDecode => {
  const cp1252 = new TextDecoder('windows-1252');
  const [unicodes, autres, abimees]: [number[], number[], number[]] = [[], [], []];
  const morceaux: string[] = [];
  let numero = 1;
  for (let debut = 0; debut < octets.length; numero += 1) {
    const saut = octets.indexOf(SAUT, debut);
    const fin = saut === -1 ? octets.length : saut + 1;
    const ligne = octets.subarray(debut, fin);
    if (estAscii(ligne)) morceaux.push(ligne.toString('latin1'));
    else if (isUtf8(ligne)) { unicodes.push(numero); morceaux.push(ligne.toString()); } else { autres.push(numero); if (sansCaractere(ligne)) abimees.push(numero); morceaux.push(cp1252.decode(ligne)); }
    debut = fin;
  }
  const texte = morceaux.join('');
  if (unicodes.length === 0) return { texte, encodage: aDesC1(octets) ? 'windows-1252' : 'latin-1', lignesEncodage: abimees.slice(0, LIGNES_NOMMEES) };
  return { texte, encodage: 'melange', lignesEncodage: (unicodes.length < autres.length ? [...new Set([...unicodes, ...abimees])].sort((une, autre) => une - autre) : autres).slice(0, LIGNES_NOMMEES) };
};

/** Les lignes qui portent déjà le losange d’un caractère perdu. */
const lignesPerdues = (texte: string): number[] => {
  const lignes: number[] = [];
  let [numero, vue] = [1, 0];
  for (let place = texte.indexOf('\uFFFD'); place !== -1 && lignes.length < LIGNES_NOMMEES; place = texte.indexOf('\uFFFD', place + 1)) {
    for (let saut = texte.indexOf('\n', vue); saut !== -1 && saut < place; saut = texte.indexOf('\n', vue)) { numero += 1; vue = saut + 1; }
    if (lignes.at(-1) !== numero) lignes.push(numero);
  }
  return lignes;
};

/** Le texte d’un fichier, son encodage trouvé par son contenu, et les lignes où il est douteux (F02). Lève `ErreurLecture`. */
export const decoder = (brut: Uint8Array): TexteDecode => {
  const octets = Buffer.from(brut.buffer, brut.byteOffset, brut.byteLength);
  const [un, deux, trois] = octets;
  const unicode = (texte: string, encodage: Encodage): TexteDecode => ({ texte, encodage, lignesEncodage: lignesPerdues(texte) });
  if (un === 0xff && deux === 0xfe) return unicode(utf16(octets, 'utf-16le'), 'utf-16le');
  if (un === 0xfe && deux === 0xff) return unicode(utf16(octets, 'utf-16be'), 'utf-16be');
  if (octets.includes(0)) throw new ErreurLecture('nul', 'Ce n’est ni un classeur (xlsx, ods) ni un fichier de texte : l’enregistrer au format xlsx, ods ou csv.');
  const marque = un === 0xef && deux === 0xbb && trois === 0xbf;
  const corps = marque ? octets.subarray(3) : octets;
  if (!isUtf8(corps)) return parLignes(corps);
  return unicode(corps.toString(), marque ? 'utf-8-bom' : 'utf-8');
};

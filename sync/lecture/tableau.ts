import type { LigneCsv } from '../../domain/places/csv.ts';
import { lireCsv, texteDuFichier } from '../../domain/places/csv.ts';
import { ErreurLecture, lireXlsx } from './xlsx.ts';

const commencePar = (octets: Uint8Array, ...signature: readonly number[]): boolean => signature.every((octet, rang) => octets[rang] === octet);

/** Les lignes d’un fichier de tableur, reconnu à son contenu et non à son nom : xlsx, sinon texte à séparateur. Lève `ErreurLecture`, dont le message dit quoi faire. */
export const lireTableau = (octets: Uint8Array): readonly LigneCsv[] => {
  if (octets.byteLength === 0) throw new ErreurLecture('vide', 'Le fichier est vide.');
  if (commencePar(octets, 0x50, 0x4b)) return lireXlsx(octets);
  if (commencePar(octets, 0xd0, 0xcf, 0x11, 0xe0)) throw new ErreurLecture('ole', 'C’est un classeur protégé par mot de passe, ou d’un ancien format (.xls) : l’enregistrer en .xlsx sans mot de passe, puis le choisir.');
  const texte = texteDuFichier(octets);
  if (texte === null) throw new ErreurLecture('genre', 'Ce n’est ni un classeur xlsx ni un fichier de texte : l’enregistrer au format xlsx ou csv.');
  const lignes = lireCsv(texte);
  if (lignes === null) throw new ErreurLecture('abime', 'Un guillemet ouvert ne se ferme pas : le fichier est abîmé.');
  return lignes;
};

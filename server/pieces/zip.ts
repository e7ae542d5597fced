import { inflateRawSync } from 'node:zlib';

/** Une entrée du répertoire central d’une archive. Les tailles sont celles qu’elle annonce : à borner, jamais à croire. */
export interface Entree { readonly nom: string; readonly methode: number; readonly chiffree: boolean; readonly comprimee: number; readonly entiere: number; readonly depart: number }

const FIN = 0x06054b50;
const CENTRALE = 0x02014b50;
const LOCALE = 0x04034b50;
const TAILLE_FIN = 22;
const ENTREES_MAXIMUM = 2000;
/** Au-delà, ce n’est pas un document de bureau : ouvert, il étoufferait la machine. */
const ENTIER_MAXIMUM = 100 * 1024 * 1024;

/**
 * Les entrées d’une archive, lues dans son seul répertoire central, sans rien décomprimer ; `null` dès que quelque chose sort de l’ordinaire :
 * archive précédée ou suivie d’autres octets, en plusieurs volumes, zip64, trop d’entrées, entrées qui se recouvrent, contenu démesuré, nom qui sort du dossier.
 */
export const lireEntrees = (octets: Buffer): readonly Entree[] | null => {
  if (octets.length < TAILLE_FIN || octets.readUInt32LE(0) !== LOCALE) return null;
  const fin = octets.length - TAILLE_FIN;
  // pas de commentaire : ni Word ni LibreOffice n’en écrivent, et on y cache un autre fichier
  if (octets.readUInt32LE(fin) !== FIN || octets.readUInt16LE(fin + 20) !== 0) return null;
  const nombre = octets.readUInt16LE(fin + 10);
  if (octets.readUInt16LE(fin + 4) !== 0 || octets.readUInt16LE(fin + 8) !== nombre || nombre === 0 || nombre > ENTREES_MAXIMUM) return null;
  const taille = octets.readUInt32LE(fin + 12);
  const debut = octets.readUInt32LE(fin + 16);
  if (debut + taille !== fin) return null;
  const entrees: Entree[] = [];
  let place = debut;
  let comprime = 0;
  let entier = 0;
  for (let rang = 0; rang < nombre; rang += 1) {
    if (place + 46 > fin || octets.readUInt32LE(place) !== CENTRALE) return null;
    const [longueurNom, longueurPlus, longueurNote] = [octets.readUInt16LE(place + 28), octets.readUInt16LE(place + 30), octets.readUInt16LE(place + 32)];
    const suite = place + 46 + longueurNom + longueurPlus + longueurNote;
    if (suite > fin) return null;
    const entree: Entree = {
      nom: octets.toString('utf8', place + 46, place + 46 + longueurNom), methode: octets.readUInt16LE(place + 10), chiffree: (octets.readUInt16LE(place + 8) & 1) === 1,
      comprimee: octets.readUInt32LE(place + 20), entiere: octets.readUInt32LE(place + 24), depart: octets.readUInt32LE(place + 42),
    };
    comprime += entree.comprimee + 30;
    entier += entree.entiere;
    if (entree.chiffree || entree.depart + 30 > debut || entier > ENTIER_MAXIMUM || comprime > debut) return null;
    if (/^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0/u.test(entree.nom)) return null;
    entrees.push(entree);
    place = suite;
  }
  return place === fin ? entrees : null;
};

/** Le texte d’une petite entrée, décomprimé dans `maximum` octets au plus ; `null` s’il n’y tient pas ou ne se lit pas. */
export const lireTexte = (octets: Buffer, { depart, methode, comprimee }: Entree, maximum: number): string | null => {
  if (octets.readUInt32LE(depart) !== LOCALE) return null;
  const debut = depart + 30 + octets.readUInt16LE(depart + 26) + octets.readUInt16LE(depart + 28);
  const brut = octets.subarray(debut, debut + comprimee);
  if (brut.length !== comprimee) return null;
  if (methode === 0) return brut.length > maximum ? null : brut.toString('utf8');
  if (methode !== 8) return null;
  try { return inflateRawSync(brut, { maxOutputLength: maximum }).toString('utf8'); } catch { return null; }
};

import { dateEcrite } from '../../dates.ts';
import { lireDate } from './dates.ts';
import type { Lecteur } from './lecteur.ts';

/** Les caractères de windows-1252 qui ne sont pas à leur place de latin-1, et leur octet. */
const OCTETS_1252 = new Map([...'€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'].map((signe, rang) => [signe, 0x80 + rang]));
/** « HÃ©bergement » → « Hébergement » ; `null` quand la relecture ne tient pas. */
const relireEncodage = (texte: string): string | null => {
  const octets: number[] = [];
  for (const signe of texte) {
    const octet = OCTETS_1252.get(signe) ?? signe.codePointAt(0) ?? 256;
    if (octet > 255) return null;
    octets.push(octet);
  }
  try { return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(octets)); } catch { return null; }
};

/** F02 : un texte lu dans le mauvais encodage se voit et se relit ; un caractère perdu, non. */
export const controlerEncodage = (lecteur: Lecteur, champs: readonly string[]): void => {
  for (const champ of champs) {
    const texte = lecteur.texte(champ);
    if (texte.includes('\uFFFD')) lecteur.signaler('F02', champ, 'Un caractère a été perdu en changeant d’encodage.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : caractère perdu' } });
    else if (texte.includes('Ã') || texte.includes('â€') || texte.includes('Å“')) {
      const relu = relireEncodage(texte);
      if (relu !== null) lecteur.signaler('F02', champ, 'Ce texte a été lu dans le mauvais encodage.', { reparation: { genre: 'sure', valeurs: [relu], phrase: relu } });
    }
  }
};

/** Une date de la ligne ; F01 quand un tableur en a fait un nombre (elle se retrouve) ou qu’elle est illisible. */
export const lireDateDe = (lecteur: Lecteur, champ: string): string | null => {
  const lue = lireDate(lecteur.texte(champ));
  if (lue.genre === 'lue') return lue.date;
  if (lue.genre === 'nombre') lecteur.signaler('F01', champ, 'Un tableur a transformé cette date en nombre de jours.', { reparation: { genre: 'sure', valeurs: [dateEcrite(lue.date)], phrase: dateEcrite(lue.date) } });
  if (lue.genre === 'illisible') lecteur.signaler('F01', champ, 'Cette date n’existe pas ou ne se lit pas : l’écrire jj/mm/aaaa.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : la date' } });
  return null;
};

/** Deux dates d’une ligne, dans l’ordre ; G04 quand elles sont inversées. */
export const lirePeriode = (lecteur: Lecteur, debut: string, fin: string): { readonly debut: string | null; readonly fin: string | null } => {
  const [du, au] = [lireDateDe(lecteur, debut), lireDateDe(lecteur, fin)];
  if (du !== null && au !== null && au < du) lecteur.signaler('G04', fin, `La fin (${dateEcrite(au)}) précède le début (${dateEcrite(du)}).`, { reparation: { genre: 'choix', geste: 'echange', valeurs: [dateEcrite(au), dateEcrite(du)], phrase: `Échanger : du ${dateEcrite(au)} au ${dateEcrite(du)}` } });
  return { debut: du, fin: au };
};

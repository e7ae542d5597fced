import type { Courriel } from './facteur.ts';

/** Courriel qui ne peut pas partir, quel que soit le nombre d’essais : son adresse n’en est pas une. */
export class ErreurCourriel extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ErreurCourriel';
  }
}

/** Une adresse et une seule, en ASCII : ni fin de ligne, ni virgule, ni chevron, qui ajouteraient un destinataire ou un en-tête. */
const ADRESSE = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}$/u;
export const estAdresse = (adresse: string): boolean => ADRESSE.test(adresse);
const exigerAdresse = (adresse: string): string => {
  if (!estAdresse(adresse)) throw new ErreurCourriel('Adresse de courriel mal formée.');
  return adresse;
};

/** Octets par mot encodé : le mot, son habillage et le nom de l’en-tête tiennent dans 76 caractères (RFC 2047). */
const OCTETS_PAR_MOT = 36;
/** Un texte d’en-tête, toujours encodé (RFC 2047, UTF-8, base64) : aucun caractère du texte n’y agit. Coupé entre deux caractères. */
export const enMotsEncodes = (texte: string): string => {
  const mots: string[] = [];
  let courant = '';
  for (const caractere of texte.replace(/\p{Cc}/gu, ' ')) {
    if (Buffer.byteLength(courant + caractere) > OCTETS_PAR_MOT) { mots.push(courant); courant = ''; }
    courant += caractere;
  }
  if (courant !== '' || mots.length === 0) mots.push(courant);
  return mots.map((mot) => `=?UTF-8?B?${Buffer.from(mot).toString('base64')}?=`).join('\r\n ');
};

const LIGNE_MAXIMALE = 76;
/** Quoted-printable (RFC 2045) : lignes de 76 caractères, un octet encodé n’est jamais coupé. */
export const enQuotedPrintable = (texte: string): string => texte.replace(/\r\n?/gu, '\n').split('\n').map((ligne) => {
  const octets = [...Buffer.from(ligne)];
  const jetons = octets.map((octet, rang) => {
    const ordinaire = (octet >= 33 && octet <= 126 && octet !== 61) || ((octet === 32 || octet === 9) && rang < octets.length - 1);
    return ordinaire ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  });
  const lignes: string[] = [];
  let courante = '';
  for (const jeton of jetons) {
    if (courante.length + jeton.length > LIGNE_MAXIMALE - 1) { lignes.push(`${courante}=`); courante = ''; }
    courante += jeton;
  }
  return [...lignes, courante].join('\r\n');
}).join('\r\n');

const dateRfc = (date: Date): string => date.toUTCString().replace(/GMT$/u, '+0000');

/** Le message complet (RFC 5322, fins de ligne CRLF). Refus : `ErreurCourriel` pour une adresse mal formée. */
export const enMessage = ({ adresse, nom, objet, corps, date }: Courriel, expediteur: { readonly nom: string; readonly adresse: string }, identifiant: string): string => {
  const domaine = exigerAdresse(expediteur.adresse).split('@')[1] ?? '';
  return [
    `From: ${enMotsEncodes(expediteur.nom)}\r\n <${expediteur.adresse}>`,
    `To: ${enMotsEncodes(nom)}\r\n <${exigerAdresse(adresse)}>`,
    `Subject: ${enMotsEncodes(objet)}`,
    `Date: ${dateRfc(date)}`,
    `Message-ID: <${identifiant}@${domaine}>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    'Content-Language: fr',
    'Auto-Submitted: auto-generated',
    '',
    `${enQuotedPrintable(corps)}\r\n`,
  ].join('\r\n');
};

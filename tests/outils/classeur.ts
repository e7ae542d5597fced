import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';

/** Relit une feuille d’un classeur comme un tableur : textes, nombres, dates (style 2), sans la bibliothèque qui l’a écrite. */
export const relireXlsx = (chemin: string, feuille = 1): (string | number | null)[][] => {
  const xml = Buffer.from(unzipSync(readFileSync(chemin))[`xl/worksheets/sheet${feuille}.xml`] as Uint8Array).toString('utf8');
  const clair = (brut: string): string => brut.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&').replace(/_x([0-9A-F]{4})_/gu, (_tout, hexa: string) => String.fromCharCode(Number.parseInt(hexa, 16)));
  return [...xml.matchAll(/<row>(.*?)<\/row>/gsu)].map(([, ligne = '']) => [...ligne.matchAll(/<c\/>|<c(?: s="(\d+)")?(?: t="inlineStr")?>(?:<is><t xml:space="preserve">(.*?)<\/t><\/is>|<v>(.*?)<\/v>)<\/c>/gsu)]
    .map(([tout, style, chaine, valeur]) => (tout === '<c/>' ? null : chaine !== undefined ? clair(chaine) : style === '2' ? new Date(Date.UTC(1899, 11, 30) + Number(valeur) * 86_400_000).toISOString().slice(0, 10) : Number(valeur))));
};

import { createReadStream, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { ErreurConsole, SORTIES } from '../verbe.ts';

/** Limites d’un fichier de reprise. Le répertoire entier compte environ 100 000 établissements et 40 Mo. */
export const LIMITES = { octets: 200 * 1024 * 1024, lignes: 500_000, octetsParLigne: 32_768 } as const;
export interface Examen { readonly encodage: 'utf-8' | 'windows-1252'; readonly octets: number }

/** Le fichier lui-même ne se lit pas comme un extrait. */
export class ErreurExtrait extends ErreurConsole {}
const refuser = (chemin: string, phrase: string): ErreurConsole => new ErreurExtrait(SORTIES.fichier, `${chemin} : ${phrase}`);
const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'c’est un classeur ou une archive (zip), pas un extrait FINESS en texte. Déposer le fichier csv (F04).'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'c’est un ancien classeur ou un fichier chiffré, pas un extrait FINESS en texte (F04).'],
  [[0x1f, 0x8b], 'c’est un fichier compressé : le décompresser d’abord (F04).'],
  [[0x25, 0x50, 0x44, 0x46], 'c’est un PDF, pas un extrait FINESS en texte (F04).'],
  [[0xff, 0xfe], 'il est en UTF-16 : l’enregistrer en UTF-8 (F02).'], [[0xfe, 0xff], 'il est en UTF-16 : l’enregistrer en UTF-8 (F02).'],
];
const SAUT = 0x0a;

const statuer = (chemin: string): Stats => {
  try { return statSync(chemin); } catch (erreur) {
    const { code, message } = erreur as NodeJS.ErrnoException;
    throw refuser(chemin, code === 'ENOENT' ? 'ce fichier n’existe pas.' : code === 'EACCES' ? 'la lecture est refusée.' : message);
  }
};

/**
 * Première lecture, en flux : vérifie les limites et trouve l’encodage (UTF-8 si tout le fichier en est, sinon windows-1252).
 * Refuse (code 3) un fichier absent, trop gros, binaire, en UTF-16, ou aux lignes démesurées.
 */
export const examiner = async (chemin: string): Promise<Examen> => {
  const etat = statuer(chemin);
  if (!etat.isFile()) throw refuser(chemin, 'ce n’est pas un fichier.');
  if (etat.size === 0) throw refuser(chemin, 'il est vide.');
  if (etat.size > LIMITES.octets) throw refuser(chemin, `il pèse ${Math.round(etat.size / 1_048_576)} Mo ; ${LIMITES.octets / 1_048_576} Mo au plus (F04).`);
  const decodeur = new TextDecoder('utf-8', { fatal: true });
  let utf8 = true;
  let octets = 0;
  let lignes = 0;
  let courante = 0;
  try {
    for await (const morceau of createReadStream(chemin) as AsyncIterable<Buffer>) {
      if (octets === 0) for (const [signature, phrase] of SIGNATURES) if (signature.every((octet, rang) => morceau[rang] === octet)) throw refuser(chemin, phrase);
      octets += morceau.length;
      if (morceau.includes(0)) throw refuser(chemin, 'il contient des octets nuls : ce n’est pas un fichier de texte (F04).');
      let debut = 0;
      for (let fin = morceau.indexOf(SAUT); fin !== -1; fin = morceau.indexOf(SAUT, debut)) {
        if (courante + fin - debut > LIMITES.octetsParLigne) break;
        lignes += 1;
        courante = 0;
        debut = fin + 1;
      }
      courante += morceau.length - debut;
      if (courante > LIMITES.octetsParLigne) throw refuser(chemin, `la ligne ${lignes + 1} dépasse ${LIMITES.octetsParLigne} octets (F04).`);
      if (lignes > LIMITES.lignes) throw refuser(chemin, `il compte plus de ${LIMITES.lignes} lignes (F04).`);
      if (octets > LIMITES.octets) throw refuser(chemin, 'il grossit pendant la lecture (F04).');
      if (utf8) try { decodeur.decode(morceau, { stream: true }); } catch { utf8 = false; }
    }
    if (utf8) try { decodeur.decode(); } catch { utf8 = false; }
  } catch (erreur) {
    if (erreur instanceof ErreurConsole) throw erreur;
    throw refuser(chemin, `la lecture échoue (${(erreur as NodeJS.ErrnoException).code ?? 'erreur'}).`);
  }
  return { encodage: utf8 ? 'utf-8' : 'windows-1252', octets };
};

/** Seconde lecture, en flux : les lignes, sans leur fin de ligne ni la marque d’ordre des octets. La dernière n’a pas besoin de saut. */
export async function* lireLignes(chemin: string, { encodage }: Examen): AsyncGenerator<string> {
  const decodeur = new TextDecoder(encodage, { fatal: encodage === 'utf-8' });
  let reste = '';
  const sansRetour = (ligne: string): string => (ligne.endsWith('\r') ? ligne.slice(0, -1) : ligne);
  try {
    for await (const morceau of createReadStream(chemin) as AsyncIterable<Buffer>) {
      const texte = reste + decodeur.decode(morceau, { stream: true });
      let debut = 0;
      for (let fin = texte.indexOf('\n'); fin !== -1; fin = texte.indexOf('\n', debut)) {
        yield sansRetour(texte.slice(debut, fin));
        debut = fin + 1;
      }
      reste = texte.slice(debut);
    }
    reste += decodeur.decode();
  } catch (erreur) {
    if (erreur instanceof ErreurConsole) throw erreur;
    throw refuser(chemin, 'il a changé pendant la lecture. Recommencer.');
  }
  if (reste !== '') yield sansRetour(reste);
}

import * as zlib from 'node:zlib';
import { ErreurLecture, abime, tropDeplie } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';

/*
 * Les parties d’une archive zip, par son répertoire central (APPNOTE 6.3). Ni taille ni nom n’y sont crus : une partie se déplie sous limite, puis sa taille et sa somme se
 * vérifient. Aucun nom ne devient un chemin de fichier.
 */
interface Entree { readonly methode: number; readonly chiffree: boolean; readonly place: number; readonly comprimes: number; readonly taille: number; readonly somme: number }
export interface Archive { readonly noms: readonly string[]; readonly a: (nom: string) => boolean; readonly lire: (nom: string) => Buffer }

const SIGNATURE = { fin: 0x06054b50, centrale: 0x02014b50, locale: 0x04034b50 } as const;
const SENTINELLE = 0xffffffff;
const SEUIL_RAPPORT = 20_000_000;
const MORCEAU = 1_048_576;

const TABLE = Int32Array.from({ length: 256 }, (_vide, octet) => { let reste = octet; for (let bit = 0; bit < 8; bit += 1) reste = (reste & 1) === 1 ? (reste >>> 1) ^ 0xedb88320 : reste >>> 1; return reste; });
const sommeLente = (octets: Uint8Array): number => { let somme = -1; for (const octet of octets) somme = (somme >>> 8) ^ (TABLE[(somme ^ octet) & 255] ?? 0); return (somme ^ -1) >>> 0; };
// l’Electron 25 de rechange (Node 18) n’a pas zlib.crc32
const { crc32 = sommeLente } = zlib as { readonly crc32?: (octets: Uint8Array) => number };

/** Les champs de 64 bits d’une entrée, pour ceux que 32 bits ne disent pas. */
const grandsChamps = (supplement: Buffer, tailles: readonly number[]): number[] => {
  for (let place = 0; place + 4 <= supplement.length; place += 4 + supplement.readUInt16LE(place + 2)) {
    if (supplement.readUInt16LE(place) !== 1) continue;
    let suite = place + 4;
    return tailles.map((taille) => { if (taille !== SENTINELLE) return taille; suite += 8; if (suite > supplement.length) throw abime(); return Number(supplement.readBigUInt64LE(suite - 8)); });
  }
  throw abime();
};

const finDuRepertoire = (octets: Buffer): number => {
  for (let place = octets.length - 22; place >= Math.max(0, octets.length - 65_557); place -= 1) if (octets.readUInt32LE(place) === SIGNATURE.fin) return place;
  throw abime();
};

const repertoire = (octets: Buffer, limites: LimitesLecture): Map<string, Entree> => {
  const fin = finDuRepertoire(octets);
  const nombre = octets.readUInt16LE(fin + 10);
  if (nombre > limites.parties) throw new ErreurLecture('trop', `Ce classeur compte plus de ${limites.parties} parties : n’y garder que la feuille à importer.`);
  const entrees = new Map<string, Entree>();
  let place = octets.readUInt32LE(fin + 16);
  for (let rang = 0; rang < nombre; rang += 1) {
    if (place + 46 > fin || octets.readUInt32LE(place) !== SIGNATURE.centrale) throw abime();
    const [noms, supplement, remarque] = [octets.readUInt16LE(place + 28), octets.readUInt16LE(place + 30), octets.readUInt16LE(place + 32)];
    const nom = octets.toString('utf8', place + 46, place + 46 + noms);
    let [taille, comprimes, locale] = [octets.readUInt32LE(place + 24), octets.readUInt32LE(place + 20), octets.readUInt32LE(place + 42)];
    if (taille === SENTINELLE || comprimes === SENTINELLE || locale === SENTINELLE) [taille = 0, comprimes = 0, locale = 0] = grandsChamps(octets.subarray(place + 46 + noms, place + 46 + noms + supplement), [taille, comprimes, locale]);
    if (entrees.has(nom)) throw abime();
    entrees.set(nom, { methode: octets.readUInt16LE(place + 10), chiffree: (octets.readUInt16LE(place + 8) & 1) === 1, place: locale, comprimes, taille, somme: octets.readUInt32LE(place + 16) });
    place += 46 + noms + supplement + remarque;
  }
  return entrees;
};

/** Ouvre une archive. Lève `ErreurLecture`. */
export const ouvrirArchive = (brut: Uint8Array, limites: LimitesLecture): Archive => {
  const octets = Buffer.from(brut.buffer, brut.byteOffset, brut.byteLength);
  const entrees = repertoire(octets, limites);
  let reste = limites.deplies;
  const contenu = (nom: string, { place, comprimes }: Entree): Buffer => {
    if (place + 30 > octets.length || octets.readUInt32LE(place) !== SIGNATURE.locale) throw abime();
    const noms = octets.readUInt16LE(place + 26);
    // les deux en-têtes d’une partie doivent la nommer pareil : sinon un autre logiciel en lirait une autre
    if (octets.toString('utf8', place + 30, place + 30 + noms) !== nom) throw abime();
    const debut = place + 30 + noms + octets.readUInt16LE(place + 28);
    if (debut + comprimes > octets.length) throw abime();
    return octets.subarray(debut, debut + comprimes);
  };
  const deplier = (serre: Buffer): Buffer => {
    try { return zlib.inflateRawSync(serre, { maxOutputLength: Math.max(1, reste), chunkSize: MORCEAU }); } catch (erreur) {
      if ((erreur as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw abime();
      if (reste > serre.length * limites.rapport) throw bombe();
      throw tropDeplie();
    }
  };
  const bombe = (): ErreurLecture => new ErreurLecture('bombe', 'Ce classeur se déplie démesurément : il n’est pas lu. L’enregistrer de nouveau depuis le tableur, puis le choisir.');
  return {
    noms: [...entrees.keys()], a: (nom) => entrees.has(nom),
    lire: (nom) => {
      const entree = entrees.get(nom);
      if (entree === undefined) throw abime();
      if (entree.chiffree) throw new ErreurLecture('chiffre', 'Ce classeur est protégé par un mot de passe : l’enregistrer sans mot de passe, puis le choisir.');
      if (entree.methode !== 0 && entree.methode !== 8) throw abime();
      const serre = contenu(nom, entree);
      const deplie = entree.methode === 0 ? serre : deplier(serre);
      if (deplie.length > SEUIL_RAPPORT && deplie.length > serre.length * limites.rapport) throw bombe();
      reste -= deplie.length;
      if (reste < 0) throw tropDeplie();
      if (deplie.length !== entree.taille || crc32(deplie) >>> 0 !== entree.somme) throw abime();
      return deplie;
    },
  };
};

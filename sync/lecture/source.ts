import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { CHAMPS_ETABLISSEMENT } from '../../domain/reprise/finess.ts';
import type { FormatSource, LigneSource } from '../../domain/reprise/source.ts';
import { estFiness, lireLignesCsv, lireLignesFiness, separateurDe } from './csv.ts';
import { decoder } from './encodage.ts';
import { trouverEntete } from './entete.ts';
import { ErreurLecture, LIMITES } from './erreurs.ts';
import type { LimitesLecture } from './erreurs.ts';
import { LOT } from './modele.ts';
import type { BilanSource, DescriptionSource, Encodage, FeuilleDecrite, LecteurLignes, OptionsLecture, Source } from './modele.ts';
import { estOds, ouvrirOds } from './ods.ts';
import { ouvrirXlsx } from './xlsx.ts';
import { ouvrirArchive } from './zip.ts';

const commencePar = (octets: Uint8Array, ...signature: readonly number[]): boolean => signature.every((octet, rang) => octets[rang] === octet);
const tropGros = ({ octets }: LimitesLecture): ErreurLecture => new ErreurLecture('gros', `Le fichier dépasse ${Math.round(octets / 1_000_000)} Mo : le couper en plusieurs.`);

/** Les octets d’un fichier, d’un seul descripteur : il ne peut ni grossir ni changer de nature entre deux regards. Un tube que rien n’écrit ne fait pas attendre (O_NONBLOCK ; Windows, qui n’en a pas, n’a pas de tels tubes). Lève `ErreurLecture`. */
export const octetsDe = (chemin: string, limites: LimitesLecture = LIMITES): Buffer => {
  let descripteur: number;
  try { descripteur = openSync(chemin, constants.O_RDONLY | constants.O_NONBLOCK); } catch (erreur) {
    if ((erreur as NodeJS.ErrnoException).code === 'ENOENT') throw new ErreurLecture('absent', 'Ce fichier n’existe plus à cet endroit : le choisir de nouveau.');
    throw new ErreurLecture('refuse', 'Ce fichier ne s’ouvre pas : le fermer dans le tableur, ou le copier dans un dossier à soi, puis le choisir.');
  }
  try {
    const etat = fstatSync(descripteur);
    if (!etat.isFile()) throw new ErreurLecture('genre', 'Ce n’est pas un fichier : choisir un fichier xlsx, ods ou csv.');
    if (etat.size > limites.octets) throw tropGros(limites);
    const octets = Buffer.allocUnsafe(etat.size);
    let lus = 0;
    while (lus < octets.length) { const morceau = readSync(descripteur, octets, lus, octets.length - lus, lus); if (morceau === 0) break; lus += morceau; }
    return octets.subarray(0, lus);
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) throw erreur;
    throw new ErreurLecture('refuse', 'Ce fichier ne se lit pas jusqu’au bout : le copier sur ce poste, puis le choisir.');
  } finally { closeSync(descripteur); }
};

interface Ouvert { readonly format: FormatSource; readonly encodage: Encodage | null; readonly separateur: string | null; readonly feuilles: readonly FeuilleDecrite[]; readonly feuille: string | null; readonly lignesEncodage: readonly number[]; readonly lecteur: LecteurLignes; readonly premier: readonly LigneSource[] | null }

const ouvrirClasseur = (octets: Uint8Array, options: OptionsLecture, limites: LimitesLecture): Ouvert => {
  const archive = ouvrirArchive(octets, limites);
  const commun = { encodage: null, separateur: null, lignesEncodage: [] };
  if (archive.a('xl/workbook.xml') && archive.a('xl/_rels/workbook.xml.rels')) return { format: 'xlsx', ...commun, ...ouvrirXlsx(archive, options, limites) };
  if (estOds(archive)) return { format: 'ods', ...commun, ...ouvrirOds(archive, options, limites) };
  throw new ErreurLecture('genre', archive.a('xl/workbook.bin') ? 'C’est un classeur binaire (.xlsb) : l’enregistrer en .xlsx, puis le choisir.' : 'C’est une archive, mais pas un classeur : choisir un fichier xlsx, ods ou csv.');
};

const SIGNATURES: readonly (readonly [readonly number[], string])[] = [
  [[0x25, 0x50, 0x44, 0x46], 'C’est un PDF : demander le fichier du tableur (xlsx, ods ou csv).'],
  [[0x1f, 0x8b], 'C’est un fichier compressé : le décompresser d’abord, puis le choisir.'],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], 'C’est un document de texte (rtf) : choisir un fichier xlsx, ods ou csv.'],
];
const ouvrirTexte = (octets: Uint8Array, { separateur: voulu }: OptionsLecture, limites: LimitesLecture): Ouvert => {
  for (const [signature, phrase] of SIGNATURES) if (commencePar(octets, ...signature)) throw new ErreurLecture('genre', phrase);
  const { texte, encodage, lignesEncodage } = decoder(octets);
  if (/^\s*<(?:!doctype|html|table|head|\?xml)/iu.test(texte.slice(0, 500))) throw new ErreurLecture('genre', 'C’est une page web ou de l’XML sous un nom de classeur : l’ouvrir dans le tableur, l’enregistrer en .xlsx, puis le choisir.');
  const commun = { encodage, feuilles: [], feuille: null, lignesEncodage };
  if (estFiness(texte)) { const lecteur = lireLignesFiness(texte, limites); return { format: 'finess', separateur: ';', ...commun, lecteur, premier: lecteur.lot() }; }
  // « sep=; » : Excel y dit le séparateur
  const dit = /^sep=([;,\t|])\r?\n/u.exec(texte)?.[1];
  const separateur = voulu ?? dit ?? separateurDe(texte, limites);
  const lecteur = lireLignesCsv(texte, separateur, limites);
  return { format: 'csv', separateur, ...commun, lecteur, premier: lecteur.lot() };
};

const ouvrir = (octets: Uint8Array, options: OptionsLecture, limites: LimitesLecture): Ouvert => {
  if (octets.byteLength === 0) throw new ErreurLecture('vide', 'Le fichier est vide.');
  if (octets.byteLength > limites.octets) throw tropGros(limites);
  if (commencePar(octets, 0x50, 0x4b)) return ouvrirClasseur(octets, options, limites);
  if (commencePar(octets, 0xd0, 0xcf, 0x11, 0xe0)) throw new ErreurLecture('ole', 'C’est un classeur protégé par mot de passe, ou d’un ancien format (.xls) : l’enregistrer en .xlsx sans mot de passe, puis le choisir.');
  return ouvrirTexte(octets, options, limites);
};

const EXTENSIONS: Readonly<Record<FormatSource, readonly string[]>> = { csv: ['csv', 'txt', 'tsv'], finess: ['csv', 'txt'], xlsx: ['xlsx', 'xlsm', 'xltx'], ods: ['ods', 'ots'] };
const trompeuse = (nom: string | undefined, format: FormatSource): boolean => { const extension = /\.([^.]+)$/u.exec(nom ?? '')?.[1]?.toLowerCase(); return extension !== undefined && !EXTENSIONS[format].includes(extension); };
const masqueesEtMarques = (lignes: readonly LigneSource[], compte: { masquees: number; formules: number; erreurs: number }): void => {
  for (const { masquee, marques } of lignes) {
    if (masquee === true) compte.masquees += 1;
    if (marques !== undefined) for (const { genre } of marques) if (genre === 'formule') compte.formules += 1; else if (genre === 'erreur') compte.erreurs += 1;
  }
};

/** Sépare du premier lot ce qui précède l’en-tête et l’en-tête ; FINESS n’a que sa première ligne, qui n’en est pas un. */
const separerEntete = (premier: readonly LigneSource[], format: FormatSource, voulu: number | null | undefined): Pick<DescriptionSource, 'entete' | 'preambule' | 'colonnes'> & { readonly corps: readonly LigneSource[] } => {
  if (format === 'finess') return { entete: null, preambule: premier.slice(0, 1), colonnes: [...CHAMPS_ETABLISSEMENT, ''], corps: premier.slice(1) };
  if (voulu === null || premier.length === 0) return { entete: null, preambule: [], colonnes: [], corps: premier };
  const sep = /^sep=$/u.test(premier[0]?.cellules[0] ?? '') ? 1 : 0;
  const rang = voulu === undefined ? trouverEntete(premier.slice(sep)) + sep : premier.findIndex(({ numero }) => numero === voulu);
  const entete = premier[rang];
  if (entete === undefined) throw new ErreurLecture('sans_feuille', `La ligne ${voulu ?? 1} ne peut pas être l’en-tête : elle est vide, ou au-delà des ${LOT} premières lignes. En indiquer une autre.`);
  return { entete, preambule: premier.slice(0, rang), colonnes: entete.cellules, corps: premier.slice(rang + 1) };
};

/** Ouvre un fichier de reprise, reconnu à son contenu et non à son nom, et dit ce qu’il est. Lève `ErreurLecture`, dont le message dit quoi faire. */
export const lireSource = (origine: string | Uint8Array, options: OptionsLecture = {}): Source => {
  const limites = { ...LIMITES, ...options.limites };
  const ouvert = ouvrir(typeof origine === 'string' ? octetsDe(origine, limites) : origine, options, limites);
  const { lecteur, premier, format, encodage, separateur, feuilles, feuille, lignesEncodage } = ouvert;
  const { corps, ...tete } = separerEntete(premier ?? [], format, options.entete);
  const nom = options.nom ?? (typeof origine === 'string' ? basename(origine) : undefined);
  return {
    description: { format, encodage, separateur, feuilles, feuille, ...tete, extensionTrompeuse: trompeuse(nom, format), lignesEncodage },
    *lots() {
      const compte = { lignes: 0, masquees: 0, formules: 0, erreurs: 0 };
      let lot: readonly LigneSource[] | null = corps;
      while (lot !== null) {
        compte.lignes += lot.length;
        masqueesEtMarques(lot, compte);
        if (lot.length > 0) yield lot;
        lot = premier === null ? null : lecteur.lot();
      }
      return { lignes: compte.lignes, lignesMasquees: compte.masquees, formules: compte.formules, erreurs: compte.erreurs, ...lecteur.bilan() } satisfies BilanSource;
    },
  };
};

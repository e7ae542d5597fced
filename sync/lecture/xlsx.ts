import { Unzip, UnzipInflate } from 'fflate';
import { SaxesParser } from 'saxes';
import type { LigneCsv } from '../../domain/places/csv.ts';

/*
 * Les lignes d’un classeur xlsx venu de n’importe où (ECMA-376). Rien n’y est cru : ni les tailles que l’archive annonce, ni les noms, ni les numéros. Chaque dépassement
 * arrête la lecture avec une phrase ; rien n’est laissé de côté sans le dire.
 */

/** Ce qui empêche de lire un fichier. `message` : une phrase pour la personne. */
export class ErreurLecture extends Error {
  readonly code: string;
  constructor(code: string, message: string) { super(message); this.code = code; }
}

/** Octets décompressés, parties, lignes et colonnes au-delà desquels un fichier n’est pas lu ; une feuille pleine de 50 000 lignes tient dans 100 Mo. */
export const LIMITES = { octets: 100_000_000, parties: 2_000, lignes: 50_001, colonnes: 256, texte: 32_767, profondeur: 64 } as const;
const MORCEAU = 65_536;
const ABIME = new ErreurLecture('abime', 'Le classeur est abîmé ou incomplet : l’ouvrir dans le tableur, l’enregistrer de nouveau, puis le choisir.');
const GROS = new ErreurLecture('trop', 'Une fois ouvert, ce classeur est trop gros : n’y garder que la feuille à importer, ou le couper en plusieurs.');
const UTILES = /^(?:xl\/workbook\.xml|xl\/_rels\/workbook\.xml\.rels|xl\/sharedStrings\.xml|xl\/styles\.xml|xl\/worksheets\/[^/]+\.xml)$/u;

/** Les parties utiles de l’archive, décompressées par morceaux : le compte s’arrête sur ce qui sort, pas sur ce qui est annoncé. */
const decompresser = (octets: Uint8Array): ReadonlyMap<string, Uint8Array> => {
  const parties = new Map<string, Uint8Array[]>();
  const finies = new Set<string>();
  let [total, nombre] = [0, 0];
  const archive = new Unzip((partie) => {
    nombre += 1;
    if (nombre > LIMITES.parties) throw GROS;
    if (!UTILES.test(partie.name)) return;
    if (parties.has(partie.name)) throw ABIME;
    const morceaux: Uint8Array[] = [];
    parties.set(partie.name, morceaux);
    partie.ondata = (erreur, morceau, fin) => {
      if (erreur !== null) throw erreur;
      total += morceau.byteLength;
      if (total > LIMITES.octets) throw GROS;
      morceaux.push(morceau);
      if (fin) finies.add(partie.name);
    };
    partie.start();
  });
  archive.register(UnzipInflate);
  try {
    for (let debut = 0; debut < octets.byteLength; debut += MORCEAU) archive.push(octets.subarray(debut, debut + MORCEAU), debut + MORCEAU >= octets.byteLength);
  } catch (erreur) {
    throw erreur instanceof ErreurLecture ? erreur : ABIME;
  }
  if (finies.size !== parties.size || parties.size === 0) throw ABIME;
  return new Map([...parties].map(([nom, morceaux]) => [nom, Buffer.concat(morceaux)]));
};

type Attributs = Readonly<Record<string, string>>;
interface Ecoute { readonly ouvrir: (nom: string, attributs: Attributs) => void; readonly fermer?: (nom: string) => void; readonly texte?: (texte: string) => void }
const local = (nom: string): string => nom.slice(nom.indexOf(':') + 1);
/** Parcourt une partie XML. Ni DTD, ni entité autre que les cinq du langage ; profondeur bornée. */
const parcourir = (partie: Uint8Array, { ouvrir, fermer, texte }: Ecoute): void => {
  const lecteur = new SaxesParser();
  let profondeur = 0;
  lecteur.on('error', () => { throw ABIME; });
  lecteur.on('doctype', () => { throw new ErreurLecture('doctype', 'Ce classeur porte une déclaration qu’un tableur n’écrit pas : il n’est pas lu.'); });
  lecteur.on('opentag', ({ name, attributes }) => { profondeur += 1; if (profondeur > LIMITES.profondeur) throw ABIME; ouvrir(local(name), Object.fromEntries(Object.entries(attributes as Attributs).map(([cle, valeur]) => [local(cle), valeur]))); });
  if (texte !== undefined) { lecteur.on('text', texte); lecteur.on('cdata', texte); }
  lecteur.on('closetag', ({ name }) => { profondeur -= 1; fermer?.(local(name)); });
  const decodeur = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let debut = 0; debut < partie.byteLength; debut += MORCEAU) lecteur.write(decodeur.decode(partie.subarray(debut, debut + MORCEAU), { stream: debut + MORCEAU < partie.byteLength }));
    lecteur.close();
  } catch (erreur) {
    throw erreur instanceof ErreurLecture ? erreur : ABIME;
  }
};

/** Un texte où Excel a écrit _xHHHH_ à la place d’un caractère interdit en XML. */
const desechapper = (texte: string): string => texte.replace(/_x([0-9a-fA-F]{4})_/gu, (_tout, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
const textesPartages = (partie: Uint8Array | undefined): readonly string[] => {
  const textes: string[] = [];
  let [courant, dansTexte, phonetique] = ['', false, false];
  if (partie !== undefined) parcourir(partie, {
    ouvrir: (nom) => { if (nom === 'si') courant = ''; else if (nom === 't') dansTexte = true; else if (nom === 'rPh') phonetique = true; },
    texte: (texte) => { if (dansTexte && !phonetique) courant += texte; },
    fermer: (nom) => { if (nom === 'si') textes.push(desechapper(courant)); else if (nom === 't') dansTexte = false; else if (nom === 'rPh') phonetique = false; },
  });
  return textes;
};

const FORMATS_DE_DATE = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 36, 45, 46, 47, 50, 57]);
/** Les styles dont le format est une date, par leur rang. */
const stylesDeDate = (partie: Uint8Array | undefined): readonly boolean[] => {
  const propres = new Map<number, boolean>();
  const styles: boolean[] = [];
  let dansCellules = false;
  if (partie !== undefined) parcourir(partie, {
    ouvrir: (nom, { numFmtId = '0', formatCode = '' }) => {
      // hors guillemets, crochets et caractères échappés, un format de date a un d, un m, un y ou un h
      if (nom === 'numFmt') propres.set(Number(numFmtId), /[dmyh]/iu.test(formatCode.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./gu, '')));
      else if (nom === 'cellXfs') dansCellules = true;
      else if (nom === 'xf' && dansCellules) styles.push(propres.get(Number(numFmtId)) ?? FORMATS_DE_DATE.has(Number(numFmtId)));
    },
    fermer: (nom) => { if (nom === 'cellXfs') dansCellules = false; },
  });
  return styles;
};

interface Classeur { readonly feuille: string; readonly depuis1904: boolean }
/** La première feuille visible, et l’origine des dates. */
const lireClasseur = (parties: ReadonlyMap<string, Uint8Array>): Classeur => {
  const [livre, liens] = [parties.get('xl/workbook.xml'), parties.get('xl/_rels/workbook.xml.rels')];
  if (livre === undefined || liens === undefined) throw new ErreurLecture('genre', 'Ce n’est pas un classeur Excel : choisir un fichier xlsx ou csv.');
  const cibles = new Map<string, string>();
  parcourir(liens, { ouvrir: (nom, { Id, Target }) => { if (nom === 'Relationship' && Id !== undefined && Target !== undefined) cibles.set(Id, Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`); } });
  const feuilles: string[] = [];
  let depuis1904 = false;
  parcourir(livre, { ouvrir: (nom, { date1904, state, id }) => {
    if (nom === 'workbookPr') depuis1904 = date1904 === '1' || date1904 === 'true';
    if (nom === 'sheet' && (state === undefined || state === 'visible')) { const cible = cibles.get(id ?? ''); if (cible !== undefined && parties.has(cible)) feuilles.push(cible); }
  } });
  const [feuille] = feuilles;
  if (feuille === undefined) throw new ErreurLecture('sans_feuille', 'Ce classeur n’a pas de feuille visible à lire.');
  return { feuille, depuis1904 };
};

const JOUR = 86_400_000;
/** La date d’un nombre de jours, `AAAA-MM-JJ` ; l’heure est laissée. Excel compte un 29 février 1900 qui n’a pas existé. */
const enDate = (valeur: number, depuis1904: boolean): string => {
  const instant = depuis1904 ? Date.UTC(1904, 0, 1) + Math.floor(valeur) * JOUR : Date.UTC(1899, 11, valeur < 60 ? 31 : 30) + Math.floor(valeur) * JOUR;
  return instant > Date.UTC(9999, 11, 31) || instant < Date.UTC(1899, 11, 31) || Number.isNaN(instant) ? String(valeur) : new Date(instant).toISOString().slice(0, 10);
};
/** Rang de la colonne d’une référence (« B7 » : 1) ; `null` quand elle n’en a pas. */
const colonneDe = (reference: string): number | null => {
  const lettres = /^[A-Z]{1,3}/u.exec(reference)?.[0];
  return lettres === undefined ? null : [...lettres].reduce((rang, lettre) => rang * 26 + lettre.charCodeAt(0) - 64, 0) - 1;
};

/**
 * Les lignes de la première feuille visible d’un classeur, en textes : les nombres tels qu’écrits, les dates en `AAAA-MM-JJ`, la valeur d’une formule. Les lignes vides sont sautées,
 * `numero` est celui du tableur. Lève `ErreurLecture` : `abime`, `trop`, `genre`, `doctype`, `sans_feuille`.
 */
export const lireXlsx = (octets: Uint8Array): readonly LigneCsv[] => {
  const parties = decompresser(octets);
  const { feuille, depuis1904 } = lireClasseur(parties);
  const partages = textesPartages(parties.get('xl/sharedStrings.xml'));
  const dates = stylesDeDate(parties.get('xl/styles.xml'));
  const lignes: LigneCsv[] = [];
  let [numero, colonne, genre, style, contenu, lu] = [0, -1, 'n', 0, '', false];
  let cellules: string[] = [];
  const valeur = (): string => {
    if (contenu === '') return '';
    switch (genre) {
      case 's': { const texte = partages[Number(contenu)]; if (texte === undefined) throw ABIME; return texte; }
      case 'inlineStr': case 'str': return desechapper(contenu);
      case 'b': return contenu === '1' ? 'oui' : 'non';
      case 'e': return contenu;
      default: {
        const nombre = Number(contenu);
        if (Number.isNaN(nombre)) throw ABIME;
        // « 1E2 » se relit 100 ; un identifiant long garde tous ses chiffres
        return dates[style] === true ? enDate(nombre, depuis1904) : /^-?\d+$/u.test(contenu) ? contenu : String(nombre);
      }
    }
  };
  // des Map : une balise nommée « constructor » n’est pas une règle
  const debuter = new Map<string, (attributs: Attributs) => void>(Object.entries({
    row: ({ r }: Attributs) => {
      const annonce = r === undefined ? numero + 1 : Number(r);
      if (!Number.isInteger(annonce) || annonce <= numero) throw ABIME;
      [numero, colonne, cellules] = [annonce, -1, []];
    },
    c: ({ r = '', t = 'n', s = '0' }: Attributs) => {
      const rang = colonneDe(r) ?? colonne + 1;
      if (rang <= colonne) throw ABIME;
      [colonne, genre, style, contenu] = [rang, t, Number(s), ''];
    },
    v: () => { lu = true; }, t: () => { lu = true; },
  }));
  const finir = new Map<string, () => void>(Object.entries({
    v: () => { lu = false; }, t: () => { lu = false; },
    c: () => {
      const texte = valeur();
      if (texte === '') return;
      if (colonne >= LIMITES.colonnes) throw new ErreurLecture('trop', `La feuille a plus de ${LIMITES.colonnes} colonnes remplies (ligne ${numero}) : n’y garder que celles à importer.`);
      while (cellules.length < colonne) cellules.push('');
      cellules[colonne] = texte;
    },
    row: () => {
      if (cellules.length === 0) return;
      if (lignes.length >= LIMITES.lignes) throw new ErreurLecture('trop', `La feuille compte plus de ${(LIMITES.lignes - 1).toLocaleString('fr-FR')} lignes : la couper en plusieurs.`);
      lignes.push({ numero, cellules });
    },
  }));
  parcourir(parties.get(feuille) ?? new Uint8Array(), {
    ouvrir: (nom, attributs) => { debuter.get(nom)?.(attributs); },
    texte: (texte) => { if (!lu) return; contenu += texte; if (contenu.length > LIMITES.texte) throw ABIME; },
    fermer: (nom) => { finir.get(nom)?.(); },
  });
  return lignes;
};

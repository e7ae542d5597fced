import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITES } from '../../sync/lecture/erreurs.ts';
import { lireEnOuvrier } from '../../sync/lecture/lireEnOuvrier.ts';
import { ouvrirArchive } from '../../sync/lecture/zip.ts';
import { echapperXml, feuilleOds, lettresDe, ods, xlsxDe } from '../outils/fichiersTableur.ts';
import type { Mesure } from './mesures.ts';
import { chronometrer, chronometrerAsync, mesurer } from './mesures.ts';

const LIGNES = 50_000;
const COLONNES = 25;
const FOIS = 3;
type Ecriture = (ligne: number, colonne: number) => { readonly texte: string } | { readonly nombre: number } | { readonly jour: number };
/** Une feuille comme un SIAO en envoie : noms, codes, effectifs, dates, et quelques libellés qui reviennent. */
const cellule: Ecriture = (ligne, colonne) => {
  if (ligne === 1) return { texte: `Colonne ${colonne}` };
  switch (colonne % 5) {
    case 0: return { texte: colonne < 10 ? `Établissement n° ${ligne}-${colonne}` : `Ville ${ligne % 500}` };
    case 1: return { nombre: ligne * 7 + colonne };
    case 2: return { jour: 40_000 + (ligne % 6_000) };
    case 3: return { nombre: Math.round(ligne * 143) / 1_000 };
    default: return { texte: `Hébergement & urgence ${ligne % 50}` };
  }
};
const suite = (nombre: number): readonly number[] => Array.from({ length: nombre }, (_vide, rang) => rang);
const isoDe = (jour: number): string => new Date(Date.UTC(1899, 11, 30) + jour * 86_400_000).toISOString().slice(0, 10);

const fabriquerXlsx = (): Uint8Array => {
  const textes = new Map<string, number>();
  const partage = (texte: string): number => { const rang = textes.get(texte) ?? textes.size; textes.set(texte, rang); return rang; };
  const corps = suite(LIGNES).map((rang) => `<row r="${rang + 1}" spans="1:${COLONNES}">${suite(COLONNES).map((colonne) => {
    const [une, place] = [cellule(rang + 1, colonne), `${lettresDe(colonne)}${rang + 1}`];
    return 'texte' in une ? `<c r="${place}" t="s"><v>${partage(une.texte)}</v></c>` : 'jour' in une ? `<c r="${place}" s="1"><v>${une.jour}</v></c>` : `<c r="${place}"><v>${une.nombre}</v></c>`;
  }).join('')}</row>`).join('');
  return xlsxDe(corps, {
    'xl/sharedStrings.xml': `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${[...textes.keys()].map((texte) => `<si><t>${echapperXml(texte)}</t></si>`).join('')}</sst>`, 'xl/styles.xml': '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    '_rels/.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
  });
};
const fabriquerOds = (): Uint8Array => ods(feuilleOds('A', suite(LIGNES).map((rang) => `<table:table-row>${suite(COLONNES).map((colonne) => {
  const une = cellule(rang + 1, colonne);
  return 'texte' in une ? `<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>${echapperXml(une.texte)}</text:p></table:table-cell>` : 'jour' in une ? `<table:table-cell office:value-type="date" office:date-value="${isoDe(une.jour)}"><text:p>${isoDe(une.jour)}</text:p></table:table-cell>` : `<table:table-cell office:value-type="float" office:value="${une.nombre}"><text:p>${une.nombre}</text:p></table:table-cell>`;
}).join('')}</table:table-row>`).join('')));
const fabriquerCsv = (): Uint8Array => Buffer.from(suite(LIGNES).map((rang) => suite(COLONNES).map((colonne) => { const une = cellule(rang + 1, colonne); return 'texte' in une ? une.texte : 'jour' in une ? isoDe(une.jour) : String(une.nombre); }).join(';')).join('\r\n'));

const plusCourte = async (travail: () => Promise<void>): Promise<number> => { const durees: number[] = []; for (let fois = 0; fois < FOIS; fois += 1) durees.push(await chronometrerAsync(travail)); return Math.min(...durees); };

/** Lire 50 000 lignes de 25 colonnes dans le fil de lecture, démarrage compris, rapporté au seul dépliage de l’archive et, s’il est installé, à LibreOffice qui en fait un csv. */
export const mesurerLecture = async (): Promise<readonly Mesure[]> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-lecture-'));
  const bureau = spawnSync('soffice', ['--version']).status === 0;
  if (!bureau) console.error('LibreOffice (libreoffice-calc) n’est pas installé : la comparaison avec lui n’est pas mesurée.');
  const mesures: Mesure[] = [];
  try {
    const fichiers = [['xlsx', fabriquerXlsx(), 'xl/worksheets/sheet1.xml'], ['ods', fabriquerOds(), 'content.xml'], ['csv', fabriquerCsv(), null]] as const;
    for (const [format, octets, partie] of fichiers) {
      const chemin = join(dossier, `a.${format}`);
      writeFileSync(chemin, octets);
      const lire = async (): Promise<void> => {
        const { bilan } = await lireEnOuvrier(chemin, {}, { traitement: 'apercu' });
        if (bilan.lignes !== LIGNES - 1) throw new Error(`${bilan.lignes} lignes lues`);
      };
      const duree = await plusCourte(lire);
      const seul = Math.min(...suite(FOIS).map(() => chronometrer(() => { const lus = readFileSync(chemin); if (partie !== null) ouvrirArchive(lus, LIMITES).lire(partie); else lus.toString(); })));
      mesures.push(mesurer(`reprise-lecture : ${format}, ${LIGNES} lignes de ${COLONNES} colonnes`, duree, partie === null ? 'décoder le fichier seul' : 'déplier la feuille seule', seul, LIGNES));
      if (!bureau) continue;
      const convertir = (): void => { if (spawnSync('soffice', ['--headless', '--norestore', `-env:UserInstallation=file://${join(dossier, 'profil')}`, '--convert-to', 'csv', '--outdir', join(dossier, 'sortie'), chemin], { timeout: 300_000 }).status !== 0) throw new Error('LibreOffice n’a pas fini.'); };
      convertir();
      mesures.push(mesurer(`reprise-lecture : ${format}, contre LibreOffice`, duree, 'soffice --convert-to csv', Math.min(...suite(FOIS).map(() => chronometrer(convertir)))));
    }
  } finally { rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); }
  return mesures;
};

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cellule } from '../../../../sync/exports/cellules.ts';
import { tableauXlsx } from '../../../../sync/exports/xlsx.ts';
import type { OptionsLecture } from '../../../../sync/lecture/modele.ts';
import { lireSource } from '../../../../sync/lecture/source.ts';
import { contenuOds, feuilleOds, feuilleXlsx, livreXlsx, ods, odsDe, octetsDe, tableCsv, tableOds, tableXlsx, xlsx, xlsxDe } from '../../../outils/fichiersTableur.ts';

const graine = (): number => Date.now() % 2_147_483_647;
/** Tout, sans en-tête. */
const lire = (origine: Uint8Array | string, options: OptionsLecture = {}) => {
  const { description, lots } = lireSource(typeof origine === 'string' ? octetsDe(origine) : origine, { entete: null, ...options });
  const suite = lots();
  const lignes = [];
  for (let lot = suite.next(); ; lot = suite.next()) { if (lot.done === true) return { description, lignes, bilan: lot.value }; lignes.push(...lot.value); }
};
const cellules = (origine: Uint8Array | string, options: OptionsLecture = {}) => lire(origine, options).lignes.map((ligne) => ligne.cellules);
const decrire = (origine: Uint8Array | string, options: OptionsLecture = {}) => lireSource(typeof origine === 'string' ? octetsDe(origine) : origine, options).description;

describe('texte à séparateur', () => {
  it.each([['a,b,c\n1;2', ','], ['a;b\nc;d\n1,2,3', ';'], ['a\tb', '\t'], ['a|b\nc|d', '|'], ['"a,b,c";d', ';'], ['seule', ';'], ['Export du 3, à 9 h\na;b;c\n1;2;3', ';'], ['a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5', ';'], ['nom;note\n"a;b\nc,d";1', ';'], ['sep=,\na;b,c', ',']])('le séparateur de %j', (texte, attendu) => { expect(decrire(texte).separateur).toBe(attendu); });
  it('lignes du fichier comptées, vides et entre guillemets comprises ; zéros, insécables et texte après un guillemet gardés', () => {
    expect(lire('a;b\r\n\r\n"x\ny";1\n;2\n" 007 "z;0\u00A0300 ').lignes).toEqual([{ numero: 1, cellules: ['a', 'b'] }, { numero: 3, cellules: ['x\ny', '1'] }, { numero: 5, cellules: ['', '2'] }, { numero: 6, cellules: ['007 z', '0\u00A0300'] }]);
  });
  it.each<readonly [string, Uint8Array, string]>([
    ['utf-8', octetsDe('é;à\n'), 'utf-8'], ['utf-8-bom', octetsDe('\uFEFFé;à\n'), 'utf-8-bom'], ['utf-16le', Buffer.from('\uFEFFé;à\n', 'utf16le'), 'utf-16le'], ['utf-16be', Buffer.from('\uFEFFé;à\n', 'utf16le').swap16(), 'utf-16be'], ['latin-1', Buffer.from('é;à\n', 'latin1'), 'latin-1'],
  ])('encodage : %s', (_titre, octets, encodage) => { const { description, lignes } = lire(octets); expect([description.encodage, description.lignesEncodage, lignes[0]?.cellules]).toEqual([encodage, [], ['é', 'à']]); });
  it('windows-1252 ; encodages mêlés : les deux se lisent, et les lignes les plus rares sont nommées', () => {
    expect(lire(Uint8Array.from([0x80, 0x3b, 0x92])).lignes[0]?.cellules).toEqual(['€', '’']);
    const mele = lire(Buffer.concat([Buffer.from('é;1\nà;2\nzone;3\n'), Buffer.from('è;4\n', 'latin1'), Buffer.from('ù;5')]));
    expect([mele.description.encodage, mele.description.lignesEncodage, mele.lignes.map((ligne) => ligne.cellules[0])]).toEqual(['melange', [4], ['é', 'à', 'zone', 'è', 'ù']]);
    expect(lire('a;b\nperdu\uFFFD;c').description.lignesEncodage).toEqual([2]);
    expect(lire(Uint8Array.from([0x61, 0x0a, 0xe9, 0x81])).description.lignesEncodage).toEqual([2]);
  });
  it('propriété : une table écrite se relit, quel que soit le séparateur et l’encodage', () => {
    const mot = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '"', ';', ',', '\t', '\n', '1', '€') }).map((texte) => texte.trim());
    const g = graine();
    fc.assert(fc.property(fc.array(fc.array(mot, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }), fc.constantFrom(';', ',', '\t', '|'), fc.constantFrom('utf8' as const, 'utf16le' as const), (table, separateur, encodage) => {
      const texte = `\uFEFF${tableCsv(table, separateur)}`;
      expect(cellules(Buffer.from(texte, encodage), { separateur })).toEqual(table.filter((ligne) => ligne.some((une) => une !== '')));
    }), { numRuns: 200, seed: g });
  });
  it('FINESS : sans en-tête, un guillemet fautif n’abîme que sa ligne', () => {
    const { description, lignes, bilan } = lire('finess;etalab;111;2026-05-12\nstructureet;010000024;"A ""B""";c;\nstructureet;01;"ouvert;d;\nstructureet;2;e;\n');
    expect([description.format, description.preambule.length, description.colonnes.length, bilan.lignesAbimees]).toEqual(['finess', 1, 32, [3]]);
    expect(lignes.map((ligne) => ligne.cellules)).toEqual([['structureet', '010000024', 'A "B"', 'c', ''], ['structureet', '01', '"ouvert', 'd', ''], ['structureet', '2', 'e', '']]);
  });
});

describe('en-tête', () => {
  it.each<readonly [string, string, number, number]>([
    ['en première ligne', 'code;nom;date\n1;a;2', 1, 0], ['sous un titre et une date', 'Places du SIAO 59\n\nÉdité le;24/11/2026\ncode;nom;date;ville\n1;a;2;b', 4, 2], ['sous un filtre', 'Territoire;59\ncode;nom;ville\n1;a;b', 2, 1], ['toutes des valeurs : la première', '1;2\n3;4', 1, 0],
  ])('%s', (_titre, texte, ligne, preambule) => { const { entete, preambule: avant } = decrire(texte); expect([entete?.numero, avant.length]).toEqual([ligne, preambule]); });
  it('forcé ; forcé sur une ligne vide : une phrase', () => {
    expect(decrire('a;b\nc;d\n1;2', { entete: 2 })).toMatchObject({ colonnes: ['c', 'd'], preambule: [{ numero: 1 }] });
    expect(() => decrire('a;b\n\nc;d', { entete: 2 })).toThrow(/ne peut pas être l’en-tête/u);
  });
  it('le contenu l’emporte sur l’extension, et le dit', () => { expect([decrire('a;b', { nom: 'x.xlsx' }), decrire(xlsx(), { nom: 'x.csv' }), decrire(xlsx(), { nom: 'x.XLSX' })].map(({ format, extensionTrompeuse }) => [format, extensionTrompeuse])).toEqual([['csv', true], ['xlsx', true], ['xlsx', false]]); });
});

describe('xlsx', () => {
  it('textes partagés et enrichis, nombres, dates, heures, booléens, formules, erreurs, cellules et lignes sautées', () => {
    const partages = '<sst><si><t>Les &amp; Remparts</t></si><si><r><t xml:space="preserve">gras </t></r><r><t>et suite</t></r><rPh><t>lu</t></rPh></si></sst>';
    const styles = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.0&quot;day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';
    const { lignes, bilan } = lire(xlsxDe('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"><v>00123456789012345678</v></c><c r="E2"><v>2.601E+13</v></c><c r="F2"><v>1e-7</v></c></row><row r="5" hidden="1"><c r="A5" s="1"><v>46352</v></c><c r="B5" s="2"><v>46352.75</v></c><c r="C5" s="3"><v>3.5</v></c><c r="D5" t="b"><v>1</v></c><c r="E5" t="str"><f>A1&amp;B1</f><v>somme</v></c><c r="F5" t="e"><v>#N/A</v></c><c r="G5"><f>1+1</f></c><c r="H5" s="1"><v>0.5</v></c><c r="I5" t="d"><v>2026-11-26T10:00:00</v></c></row><row r="6"><c r="A6"/></row>', { 'xl/sharedStrings.xml': partages, 'xl/styles.xml': styles }));
    expect(lignes).toEqual([
      { numero: 2, cellules: ['Les & Remparts', '', 'gras et suite', '00123456789012345678', '26010000000000', '0.0000001'] },
      { numero: 5, masquee: true, cellules: ['2026-11-26', '2026-11-26', '3.5', 'oui', 'somme', '#N/A', '', '12:00:00', '2026-11-26'], marques: [{ colonne: 0, genre: 'date' }, { colonne: 1, genre: 'date' }, { colonne: 4, genre: 'formule' }, { colonne: 5, genre: 'erreur' }, { colonne: 6, genre: 'formule' }, { colonne: 7, genre: 'date' }, { colonne: 8, genre: 'date' }] },
    ]);
    expect(bilan).toMatchObject({ lignes: 2, lignesMasquees: 1, formules: 2, formulesSansValeur: 1, erreurs: 1 });
  });
  it('un format à zéros (code postal, SIRET) les garde, en xlsx comme en ods', () => {
    const styles = '<s><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="[$-40C]00"/><numFmt numFmtId="166" formatCode="0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></s>';
    expect(cellules(xlsxDe('<row><c s="1"><v>1000</v></c><c s="2"><v>7</v></c><c s="3"><v>5</v></c><c s="1"><v>1.5</v></c><c s="1"><v>59000</v></c></row>', { 'xl/styles.xml': styles }))).toEqual([['01000', '07', '5', '1.5', '59000']]);
    const ecrit = (valeur: string, texte: string): string => `<table:table-cell office:value-type="float" office:value="${valeur}"><text:p>${texte}</text:p></table:table-cell>`;
    expect(cellules(odsDe(`<table:table-row>${ecrit('1000', '01000')}${ecrit('0', '00')}${ecrit('1.5', '01,50')}${ecrit('1000', '02000')}</table:table-row>`))).toEqual([['01000', '00', '1.5', '1000']]);
  });
  it('feuilles : la première visible qui a une ligne, une autre par son nom, toutes dites ; l’origine de 1904', () => {
    const classeur = xlsx({ 'xl/workbook.xml': livreXlsx('<sheet name="C" r:id="r1" state="hidden"/><sheet name="V" r:id="r2"/><sheet name="W" r:id="r3"/>', '<workbookPr date1904="1"/>'), 'xl/_rels/workbook.xml.rels': '<R><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="r3" Target="worksheets/sheet3.xml"/></R>', 'xl/worksheets/sheet2.xml': feuilleXlsx(''), 'xl/worksheets/sheet3.xml': feuilleXlsx('<row><c s="0"><v>1</v></c></row>'), 'xl/styles.xml': '<s><cellXfs><xf numFmtId="14"/></cellXfs></s>' });
    expect(lire(classeur)).toMatchObject({ description: { feuille: 'W', feuilles: [{ nom: 'C', masquee: true }, { nom: 'V', masquee: false }, { nom: 'W', masquee: false }] }, lignes: [{ numero: 1, cellules: ['1904-01-02'] }] });
    expect(cellules(classeur, { feuille: 'C' })).toEqual([['x']]);
    expect(() => lire(classeur, { feuille: 'Z' })).toThrow(/« C », « V », « W »/u);
  });
  it('fusions : la valeur recopiée et marquée, sans faire naître de ligne, sans écraser', () => {
    const { lignes, bilan } = lire(xlsxDe('<row r="1"><c r="A1"><v>7</v></c><c r="C1"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c></row><row r="3"/><row r="4"><c r="B4"><v>9</v></c><c r="C4"><v>3</v></c></row>', {}, '<mergeCells count="1"><mergeCell ref="A1:B4"/></mergeCells>'));
    expect(lignes.map((ligne) => [ligne.numero, ligne.cellules, ligne.marques?.map(({ colonne }) => colonne)])).toEqual([[1, ['7', '7', '1'], [1]], [2, ['7', '7', '2'], [0, 1]], [4, ['7', '9', '3'], [0]]]);
    expect(bilan.fusions).toBe(1);
  });
  it('propriété : ce que le produit écrit se relit à l’identique', () => {
    const texte = fc.string({ unit: 'grapheme', maxLength: 30 }).map((mot) => mot.trim()).filter((mot) => mot !== '' && !/\r/u.test(mot));
    const cellule = fc.oneof(fc.constant(null), texte.map((mot): Cellule => ({ texte: mot })), fc.integer({ min: -1e9, max: 1e9 }).map((nombre): Cellule => ({ nombre })), fc.integer({ min: 0, max: 60_000 }).map((jours): Cellule => ({ date: new Date(Date.UTC(1950, 0, 1) + jours * 86_400_000).toISOString().slice(0, 10) })));
    const dire = (une: Cellule): string => (une === null ? '' : 'texte' in une ? une.texte : 'nombre' in une ? String(une.nombre) : une.date);
    fc.assert(fc.property(fc.array(fc.array(cellule, { minLength: 3, maxLength: 3 }), { maxLength: 12 }), (lignes) => {
      const morceaux: Uint8Array[] = [];
      const tableau = tableauXlsx('Essai', ['a', 'b', 'c'].map((titre) => ({ titre, largeur: 10 })), [['Quoi', 'Essai']], (morceau) => { morceaux.push(morceau.slice()); });
      tableau.ajouter(lignes);
      tableau.finir();
      expect(cellules(Buffer.concat(morceaux)).slice(1).map((ligne) => Array.from({ length: 3 }, (_vide, rang) => ligne[rang] ?? ''))).toEqual(lignes.map((ligne) => ligne.map(dire)).filter((ligne) => ligne.some((mot) => mot !== '')));
    }), { numRuns: 150, seed: graine() });
  });
});

describe('ods', () => {
  const C = (attributs: string, texte = ''): string => `<table:table-cell ${attributs}>${texte === '' ? '' : `<text:p>${texte}</text:p>`}</table:table-cell>`;
  const L = (corps: string, attributs = ''): string => `<table:table-row ${attributs}>${corps}</table:table-row>`;
  it('nombres, dates, heures, booléens, formules, erreurs, espaces, paragraphes, notes', () => {
    const { lignes, bilan } = lire(odsDe(L(C('office:value-type="float" office:value="45.5"', '45,5') + C('office:value-type="date" office:date-value="2026-11-26T08:00:00"', '26/11/2026') + C('office:value-type="time" office:time-value="PT09H30M00S"', '09:30') + C('office:value-type="boolean" office:boolean-value="true"', 'VRAI') + C('office:value-type="float" office:value="3" table:formula="of:=1+2"', '3') + C('office:value-type="string" calcext:value-type="error" office:string-value="" table:formula="x"', '#N/D')
      + '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>Les <text:span>&amp; Rem</text:span>parts<text:s text:c="3"/>x</text:p><text:p>suite<text:line-break/>fin</text:p></table:table-cell>') + L('')));
    expect(lignes).toEqual([{ numero: 1, cellules: ['45.5', '2026-11-26', '09:30:00', 'oui', '3', '#N/D', 'Les & Remparts   x\nsuite\nfin'], marques: [{ colonne: 1, genre: 'date' }, { colonne: 2, genre: 'date' }, { colonne: 4, genre: 'formule' }, { colonne: 5, genre: 'erreur' }, { colonne: 5, genre: 'formule' }] }]);
    expect(bilan).toMatchObject({ formules: 2, erreurs: 1 });
  });
  it('lignes et cellules répétées, lignes masquées, fusions', () => {
    const { lignes } = lire(odsDe(L('<table:table-cell table:number-columns-repeated="16384"/>', 'table:number-rows-repeated="3"') + L(C('table:number-columns-repeated="2"', 'a') + '<table:table-cell table:number-columns-repeated="16382"/>', 'table:number-rows-repeated="2"') + L(C('table:number-columns-spanned="2" table:number-rows-spanned="2"', 'f') + '<table:covered-table-cell/>' + C('', 'z'), 'table:visibility="filter"') + L('<table:covered-table-cell table:number-columns-repeated="2"/>' + C('', 'y')) + L('<table:table-cell/>', 'table:number-rows-repeated="1048568"')));
    expect(lignes.map(({ numero, cellules: textes, masquee = false }) => [numero, textes.join(), masquee])).toEqual([[4, 'a,a', false], [5, 'a,a', false], [6, 'f,f,z', true], [7, 'f,f,y', false]]);
  });
  it('feuilles : masquées dites, choisies par leur nom', () => {
    const classeur = ods(feuilleOds('Cachée', L(C('', 'c')), 'cache') + feuilleOds('Vide', L('<table:table-cell/>'), 'vu') + feuilleOds('L’offre', L(C('', 'o'))));
    expect(lire(classeur)).toMatchObject({ description: { format: 'ods', feuille: 'L’offre', feuilles: [{ nom: 'Cachée', masquee: true }, { nom: 'Vide', masquee: false }, { nom: 'L’offre', masquee: false }] }, lignes: [{ cellules: ['o'] }] });
    expect(cellules(classeur, { feuille: 'Cachée' })).toEqual([['c']]);
  });
  it('des préfixes que rien n’écrit : refusé plutôt que mal lu', () => { expect(() => lire(ods('', { 'content.xml': contenuOds(feuilleOds('A', '')).replaceAll('table:', 'tb:') }))).toThrow(/abîmé/u); });
});

it('propriété : la même table, de xlsx (textes dans la cellule ou partagés), d’ods et de csv', () => {
  const mot = fc.string({ unit: fc.constantFrom('a', 'é', '0', '&', '<', '"', '\n', ' ', '\u00A0', '=', '😀', ']'), maxLength: 12 }).map((texte) => texte.trim().replaceAll(/ {2,}/gu, ' '));
  fc.assert(fc.property(fc.array(fc.array(mot, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 12 }), (table) => {
    const court = (ligne: readonly string[]): readonly string[] => { let fin = ligne.length; while (fin > 0 && ligne[fin - 1] === '') fin -= 1; return ligne.slice(0, fin); };
    const attendu = table.map(court).filter((ligne) => ligne.length > 0);
    for (const fichier of [tableXlsx(table), tableXlsx(table, true), tableOds(table), octetsDe(tableCsv(table, ';'))]) expect(cellules(fichier, { separateur: ';' }).map(court)).toEqual(attendu);
  }), { numRuns: 150, seed: graine() });
});

it('d’un chemin : lu une fois, absent, dossier, trop gros', () => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-lecture-'));
  try {
    const chemin = join(dossier, 'a.csv');
    writeFileSync(chemin, 'a;b\n1;2\n');
    expect(lireSource(chemin).description.colonnes).toEqual(['a', 'b']);
    expect(readFileSync(chemin, 'utf8')).toBe('a;b\n1;2\n');
    expect(() => lireSource(join(dossier, 'b.csv'))).toThrow(/n’existe plus/u);
    expect(() => lireSource(dossier)).toThrow(/pas un fichier/u);
    expect(() => lireSource(chemin, { limites: { octets: 3 } })).toThrow(/dépasse/u);
  } finally { rmSync(dossier, { recursive: true, force: true }); }
});

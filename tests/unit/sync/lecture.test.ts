import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { tableauXlsx } from '../../../sync/exports/xlsx.ts';
import type { Cellule } from '../../../sync/exports/cellules.ts';
import { lireTableau } from '../../../sync/lecture/tableau.ts';
import { ErreurLecture, lireXlsx } from '../../../sync/lecture/xlsx.ts';

const octets = (texte: string): Uint8Array => new TextEncoder().encode(texte);
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const FEUILLE = (corps: string): string => `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${corps}</sheetData></worksheet>`;
/** Un classeur écrit à la main ; chaque partie se remplace. */
const classeur = (parties: Readonly<Record<string, string>> = {}): Record<string, Uint8Array> => Object.fromEntries(Object.entries({
  'xl/workbook.xml': `<workbook xmlns:r="${REL}"><workbookPr/><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': FEUILLE('<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'),
  ...parties,
}).map(([nom, contenu]) => [nom, octets(contenu)]));
const lire = (parties: Readonly<Record<string, string>>) => lireXlsx(zipSync(classeur(parties)));
const feuille = (corps: string, suite: Readonly<Record<string, string>> = {}) => lire({ 'xl/worksheets/sheet1.xml': FEUILLE(corps), ...suite });
const code = (travail: () => unknown): string => { try { travail(); return 'lu'; } catch (erreur) { if (erreur instanceof ErreurLecture) return erreur.code; throw erreur; } };
const ecrire = (colonnes: readonly string[], lignes: readonly (readonly Cellule[])[]): Uint8Array => {
  const morceaux: Uint8Array[] = [];
  const tableau = tableauXlsx('Essai', colonnes.map((titre) => ({ titre, largeur: 10 })), [['Quoi', 'Essai']], (morceau) => { morceaux.push(morceau.slice()); });
  tableau.ajouter(lignes);
  tableau.finir();
  return Buffer.concat(morceaux);
};

describe('xlsx', () => {
  it('textes partagés et enrichis, nombres tels qu’écrits, dates, booléens, formules, cellules et lignes sautées', () => {
    const partages = '<sst><si><t>Les &amp; Remparts</t></si><si><r><t xml:space="preserve">gras </t></r><r><t>et suite</t></r><rPh><t>lu</t></rPh></si></sst>';
    const styles = '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.0&quot;day&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';
    expect(feuille('<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"><v>00123456789012345678</v></c><c r="E2"><v>1E2</v></c></row><row r="5"><c r="A5" s="1"><v>46352</v></c><c r="B5" s="2"><v>46352.75</v></c><c r="C5" s="3"><v>3.5</v></c><c r="D5" t="b"><v>1</v></c><c r="E5" t="str"><f>A1&amp;B1</f><v>somme</v></c><c r="F5" t="e"><v>#N/A</v></c><c r="G5"/></row><row r="6"><c r="A6"/></row>', { 'xl/sharedStrings.xml': partages, 'xl/styles.xml': styles })).toEqual([
      { numero: 2, cellules: ['Les & Remparts', '', 'gras et suite', '00123456789012345678', '100'] },
      { numero: 5, cellules: ['2026-11-26', '2026-11-26', '3.5', 'oui', 'somme', '#N/A'] },
    ]);
  });
  it('la première feuille visible ; l’origine de 1904', () => {
    const livre = `<workbook xmlns:r="${REL}"><workbookPr date1904="1"/><sheets><sheet name="C" r:id="r1" state="hidden"/><sheet name="V" r:id="r2"/></sheets></workbook>`;
    expect(lire({ 'xl/workbook.xml': livre, 'xl/worksheets/sheet2.xml': FEUILLE('<row><c s="0"><v>1</v></c></row>'), 'xl/styles.xml': '<s><cellXfs><xf numFmtId="14"/></cellXfs></s>' })).toEqual([{ numero: 1, cellules: ['1904-01-02'] }]);
  });
  it('propriété : ce que le produit écrit se relit à l’identique', () => {
    const texte = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((mot) => mot !== '' && !/\r/u.test(mot));
    const cellule = fc.oneof(fc.constant(null), texte.map((mot): Cellule => ({ texte: mot })), fc.integer({ min: -1e9, max: 1e9 }).map((nombre): Cellule => ({ nombre })), fc.integer({ min: 0, max: 60_000 }).map((jours): Cellule => ({ date: new Date(Date.UTC(1950, 0, 1) + jours * 86_400_000).toISOString().slice(0, 10) })));
    const dire = (une: Cellule): string => (une === null ? '' : 'texte' in une ? une.texte : 'nombre' in une ? String(une.nombre) : une.date);
    fc.assert(fc.property(fc.array(fc.array(cellule, { minLength: 3, maxLength: 3 }), { maxLength: 12 }), (lignes) => {
      const lues = lireXlsx(ecrire(['a', 'b', 'c'], lignes)).slice(1).map(({ cellules }) => Array.from({ length: 3 }, (_vide, rang) => cellules[rang] ?? ''));
      expect(lues).toEqual(lignes.map((ligne) => ligne.map(dire)).filter((ligne) => ligne.some((mot) => mot !== '')));
    }), { numRuns: 150, seed: Date.now() % 2_147_483_647 });
  });
});

describe('fichiers hostiles : une phrase, jamais une panne', () => {
  const LIGNE = '<row r="1"><c r="A1"><v>1</v></c></row>';
  it.each<readonly [string, string, () => unknown]>([
    ['vide', 'vide', () => lireTableau(new Uint8Array())],
    ['classeur chiffré (OLE)', 'ole', () => lireTableau(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]))],
    ['pdf', 'genre', () => lireTableau(Uint8Array.from([0x25, 0x50, 0x44, 0x46, 0, 1]))],
    ['zip qui n’est pas un classeur', 'abime', () => lireTableau(zipSync({ 'a.txt': octets('bonjour') }))],
    ['docx', 'genre', () => lireXlsx(zipSync({ 'xl/styles.xml': octets('<a/>') }))],
    ['doctype', 'doctype', () => feuille('', { 'xl/worksheets/sheet1.xml': `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>` })],
    ['milliard de rires', 'doctype', () => feuille('', { 'xl/sharedStrings.xml': '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>' })],
    ['entité inconnue', 'abime', () => feuille('<row><c t="inlineStr"><is><t>&secret;</t></is></c></row>')],
    ['xml coupé', 'abime', () => lire({ 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' })],
    ['utf-8 faux', 'abime', () => lireXlsx(zipSync({ ...classeur(), 'xl/worksheets/sheet1.xml': Uint8Array.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e]) }))],
    ['texte partagé absent', 'abime', () => feuille('<row><c t="s"><v>7</v></c></row>')],
    ['texte partagé négatif', 'abime', () => feuille('<row><c t="s"><v>-1</v></c></row>', { 'xl/sharedStrings.xml': '<sst><si><t>a</t></si></sst>' })],
    ['nombre qui n’en est pas un', 'abime', () => feuille('<row><c><v>12;34</v></c></row>')],
    ['lignes à rebours', 'abime', () => feuille('<row r="9"><c r="A9"><v>1</v></c></row><row r="3"/>')],
    ['ligne infinie', 'abime', () => feuille('<row r="Infinity"><c><v>1</v></c></row>')],
    ['colonnes à rebours', 'abime', () => feuille('<row r="1"><c r="D1"><v>1</v></c><c r="A1"><v>1</v></c></row>')],
    ['une cellule très loin', 'trop', () => feuille('<row r="1048577"><c r="XFD1048577"><v>1</v></c></row>')],
    ['300 colonnes', 'trop', () => feuille(`<row>${'<c><v>1</v></c>'.repeat(300)}</row>`)],
    ['trop de lignes', 'trop', () => feuille('<row><c><v>1</v></c></row>'.repeat(50_002))],
    ['cellule géante', 'abime', () => feuille(`<row><c t="inlineStr"><is><t>${'a'.repeat(40_000)}</t></is></c></row>`)],
    ['balises en abîme', 'abime', () => lire({ 'xl/worksheets/sheet1.xml': '<a>'.repeat(500) + '</a>'.repeat(500) })],
    ['bombe', 'trop', () => lireXlsx(zipSync({ ...classeur(), 'xl/sharedStrings.xml': new Uint8Array(110_000_000) }))],
    ['trop de parties', 'trop', () => lireXlsx(zipSync({ ...classeur(), ...Object.fromEntries(Array.from({ length: 2_100 }, (_vide, rang) => [`d/${rang}`, new Uint8Array()])) }))],
    ['feuille toute cachée', 'sans_feuille', () => lire({ 'xl/workbook.xml': `<workbook xmlns:r="${REL}"><sheets><sheet r:id="r1" state="veryHidden"/></sheets></workbook>` })],
    ['lien hors de l’archive', 'sans_feuille', () => lire({ 'xl/_rels/workbook.xml.rels': '<R><Relationship Id="r1" Target="../../../etc/passwd"/></R>' })],
    ['prototype', 'lu', () => feuille('<constructor/><__proto__/><row><c t="constructor"><v>1</v></c></row>')],
    ['sans feuille de style', 'lu', () => feuille(LIGNE)],
  ])('%s', (_titre, attendu, travail) => { expect(code(travail)).toBe(attendu); });

  const BON = zipSync(classeur({ 'xl/worksheets/sheet1.xml': FEUILLE('<row r="1"><c r="A1" t="inlineStr"><is><t>dispositif</t></is></c></row><row r="2"><c r="A2"><v>12</v></c></row>') }));
  it('propriété : tronqué ou abîmé n’importe où, il se lit ou se refuse, sans panne', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: BON.length - 1 }), fc.integer({ min: 0, max: 255 }), fc.boolean(), (place, octet, couper) => {
      const abime = couper ? BON.slice(0, place) : BON.slice();
      if (!couper) abime[place] = octet;
      expect(() => code(() => lireTableau(abime))).not.toThrow();
    }), { numRuns: 600, seed: Date.now() % 2_147_483_647 });
  });
});

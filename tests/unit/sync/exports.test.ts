import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Cellule } from '../../../sync/exports/cellules.ts';
import { dateEnTexte } from '../../../sync/exports/cellules.ts';
import { ExportAnnule, ecrireTableau } from '../../../sync/exports/fichier.ts';
import { relireXlsx } from '../../outils/classeur.ts';

let dossier: string;
beforeEach(() => { dossier = mkdtempSync(join(tmpdir(), 'siao-exports-')); });
afterEach(() => { rmSync(dossier, { recursive: true, force: true }); });

const COLONNES = [{ titre: 'Texte', largeur: 20 }, { titre: 'Nombre', largeur: 8 }, { titre: 'Date', largeur: 10 }];
const ecrire = async (format: 'xlsx' | 'csv', lignes: readonly (readonly Cellule[])[], options: { annule?: () => boolean; morceaux?: Iterable<readonly (readonly Cellule[])[]> } = {}): Promise<string> => {
  const chemin = join(dossier, `essai.${format}`);
  await ecrireTableau({ chemin, format, nom: 'Places d’essai', colonnes: COLONNES, provenance: [['Exporté par', 'Ada <Lopez> & Cie']], morceaux: options.morceaux ?? [lignes], avancer: () => undefined, annule: options.annule ?? (() => false) });
  return chemin;
};
const texte = (valeur: string): Cellule => ({ texte: valeur });

const HOSTILES = ['=1+1', '=cmd|\'/C calc\'!A0', '+33 3 20', '-5', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://x","clic")', '007', '1e5', '"guillemets"', 'a;b', 'ligne\nsuite', '<b>&amp;</b>', '_x0041_', '\u0000\u0007', '🏠', ' bords ', ''];

describe('csv', () => {
  it('se relit tel quel ; une formule est désarmée', async () => {
    const brut = readFileSync(await ecrire('csv', HOSTILES.map((valeur) => [texte(valeur), { nombre: -12.5 }, { date: '2026-11-24' }])), 'utf8');
    expect(brut.startsWith('\uFEFFTexte;Nombre;Date\r\n')).toBe(true);
    const lues = parse(brut, { bom: true, delimiter: ';', record_delimiter: '\r\n' });
    expect(lues).toHaveLength(HOSTILES.length + 1);
    for (const [rang, valeur] of HOSTILES.entries()) {
      const lue = lues[rang + 1]?.[0] ?? '';
      expect(lue).not.toMatch(/^[=+\-@\t\r]/u);
      expect(lue.replace(/^'/u, '')).toBe(valeur);
      expect(lues[rang + 1]?.slice(1)).toEqual(['-12,5', '24/11/2026']);
    }
  });
});

describe('xlsx', () => {
  it('textes, nombres et vraies dates ; jamais une formule ; titres figés et filtrables, Lisez-moi à côté', async () => {
    const chemin = await ecrire('xlsx', [...HOSTILES.map((valeur): Cellule[] => [texte(valeur), { nombre: 7 }, { date: '2026-11-24' }]), [null, null, null]]);
    const parties = unzipSync(readFileSync(chemin));
    const feuille = Buffer.from(parties['xl/worksheets/sheet1.xml'] as Uint8Array).toString('utf8');
    expect(feuille).not.toContain('<f>');
    expect(feuille).toContain('state="frozen"');
    expect(feuille).toContain(`<autoFilter ref="A1:C${HOSTILES.length + 2}"/>`);
    expect(Buffer.from(parties['xl/worksheets/sheet2.xml'] as Uint8Array).toString('utf8')).toContain('Ada &lt;Lopez&gt; &amp; Cie');
    expect(relireXlsx(chemin)).toEqual([['Texte', 'Nombre', 'Date'], ...HOSTILES.map((valeur) => [valeur, 7, '2026-11-24']), [null, null, null]]);
  });
  it('une feuille trop longue est refusée, et rien ne reste', async () => {
    const ligne = [null, null, null];
    const morceaux = Array.from({ length: 11 }, () => Array.from({ length: 100_000 }, () => ligne));
    await expect(ecrire('xlsx', [], { morceaux })).rejects.toThrow('1048575 lignes');
    expect(readdirSync(dossier)).toEqual([]);
  });
});

describe('les deux', () => {
  const cellules = fc.tuple(fc.string({ unit: 'binary', maxLength: 30 }).map(texte), fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })).map((nombre): Cellule => ({ nombre })), fc.integer({ min: 0, max: 60_000 }).map((jours): Cellule => ({ date: new Date(jours * 86_400_000).toISOString().slice(0, 10) })));
  it('ce qui se relit est ce qui a été écrit', async () => {
    await fc.assert(fc.asyncProperty(fc.array(cellules, { maxLength: 8 }), async (lignes) => {
      const valeur = (cellule: Cellule): string | number | null => (cellule === null ? null : 'texte' in cellule ? cellule.texte : 'nombre' in cellule ? cellule.nombre : cellule.date);
      expect(relireXlsx(await ecrire('xlsx', lignes)).slice(1)).toEqual(lignes.map((ligne) => ligne.map((cellule) => { const lue = valeur(cellule); return lue === -0 ? 0 : lue; })));
      const csv = parse(readFileSync(await ecrire('csv', lignes), 'utf8'), { bom: true, delimiter: ';', record_delimiter: '\r\n', relax_column_count: true }).slice(1);
      expect(csv.map((ligne) => ligne[2])).toEqual(lignes.map((ligne) => { const [, , date] = ligne; return date !== null && 'date' in date ? dateEnTexte(date.date) : ''; }));
    }), { numRuns: 60 });
  });
  it.each(['csv', 'xlsx'] as const)('%s : annulé ou en échec au milieu, rien ne reste ; fini, lisible de la seule personne', async (format) => {
    let morceaux = 0;
    await expect(ecrire(format, [], { annule: () => (morceaux += 1) === 2, morceaux: [[[texte('a'), null, null]], [[texte('b'), null, null]], [[texte('c'), null, null]]] })).rejects.toBeInstanceOf(ExportAnnule);
    expect(readdirSync(dossier)).toEqual([]);
    const enEchec = function* (): Generator<readonly (readonly Cellule[])[]> { yield [[texte('a'), null, null]]; throw new Error('base fermée'); };
    await expect(ecrire(format, [], { morceaux: enEchec() })).rejects.toThrow('base fermée');
    expect(readdirSync(dossier)).toEqual([]);
    const chemin = await ecrire(format, [[texte('a'), null, null]]);
    expect(existsSync(chemin)).toBe(true);
    expect(statSync(chemin).mode & 0o777).toBe(0o600);
  });
});

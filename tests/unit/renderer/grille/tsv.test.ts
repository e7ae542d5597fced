import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecrireTsv, lireTsv } from '../../../../renderer/grille/tsv.ts';

describe('le bloc copié d’un tableur', () => {
  it.each([
    ['tabulations et CRLF, la fin de ligne finale en moins', 'a\tb\r\nc\td\r\n', [['a', 'b'], ['c', 'd']]],
    ['LF seul, CR seul', 'a\nb\rc', [['a'], ['b'], ['c']]],
    ['lignes inégales', 'a\tb\tc\nd\n\ne\tf', [['a', 'b', 'c'], ['d'], [''], ['e', 'f']]],
    ['cellules vides au début, au milieu, à la fin', '\ta\t\tb\t\n\t', [['', 'a', '', 'b', ''], ['', '']]],
    ['guillemets doublés, tabulation et saut de ligne entre guillemets', '"dit ""oui"""\t"a\tb"\r\n"l1\nl2\r\nl3"\tz\r\n', [['dit "oui"', 'a\tb'], ['l1\nl2\r\nl3', 'z']]],
    ['cellule vide entre guillemets', '""\t""\n', [['', '']]],
    ['guillemet au milieu d’une cellule nue', '21" de large\t5"\n', [['21" de large', '5"']]],
    ['cellule qui commence par un mot entre guillemets', '"Le Phare" nord\tb\nc\td', [['"Le Phare" nord', 'b'], ['c', 'd']]],
    ['guillemet jamais fermé', '"a\tb\nc', [['"a', 'b'], ['c']]],
    ['marque d’ordre des octets', '\ufeffa\tb', [['a', 'b']]],
    ['rien', '', []],
    ['la marque seule', '\ufeff', []],
    ['une fin de ligne seule', '\r\n', [['']]],
  ])('%s', (_nom, texte, attendu) => { expect(lireTsv(texte)).toEqual(attendu); });

  it('s’écrit comme Excel le fait', () => {
    expect(ecrireTsv([['a', 'b"c'], ['d\te', 'f\ng'], ['=1+1', '']])).toBe('a\t"b""c"\r\n"d\te"\t"f\ng"\r\n=1+1\t\r\n');
    expect(ecrireTsv([])).toBe('');
  });

  it('se relit tel qu’il a été écrit', () => {
    // des signes qui se heurtent, plus souvent que le hasard ne les tire
    const cellule = fc.string({ unit: fc.constantFrom('\t', '\r', '\n', '"', '\ufeff', ' ', 'a', 'é', '=', '€') });
    fc.assert(fc.property(fc.array(fc.array(fc.oneof(cellule, fc.string()), { minLength: 1, maxLength: 6 }), { maxLength: 8 }), (bloc) => {
      expect(lireTsv(ecrireTsv(bloc))).toEqual(bloc);
    }), { numRuns: 400 });
  });

  it('se lit en un temps proportionnel à sa taille, guillemets impairs compris', () => {
    const lire = (morceau: string): number => {
      const texte = morceau.repeat(60_000);
      const debut = performance.now();
      lireTsv(texte);
      return performance.now() - debut;
    };
    for (const morceau of ['a\tb\n', '"a\t', '"""a\t', '""\t', '"a""\n']) expect(lire(morceau), JSON.stringify(morceau)).toBeLessThan(2000);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lireDateFrancaise, lireNombreFrancais } from '../../../../renderer/grille/valeurs.ts';
import { dateEnLettres, dateFr } from '../../../../renderer/ui/formats.ts';

describe('un nombre collé', () => {
  it.each([
    ['1 234,5', 1234.5], ['1\u00a0234,5', 1234.5], ['1\u202f234\u202f567', 1_234_567], ['1234.5', 1234.5], ['1234567', 1_234_567], ['  12 ', 12], ['007', 7],
    ['−3', -3], ['-3', -3], ['− 3,25', -3.25], ['+ 82', 82], ['0', 0], ['-0', 0], ['−1 000', -1000],
  ])('%j vaut %d', (texte, attendu) => { expect(lireNombreFrancais(texte)).toBe(attendu); });
  it.each(['', ' ', '12 %', 'abc', '1 2', '12 34', '1 234 5', '1,234.5', '1.234,5', '1,2,3', '1e3', '0x10', '--3', '3-', ',', '5,', '1\n234', '1\t234', 'Infinity', '9'.repeat(400)])('%j n’en est pas un', (texte) => { expect(lireNombreFrancais(texte)).toBeNull(); });
  it('écrit par Intl en français, se relit', () => {
    fc.assert(fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), fc.nat(99), (entier, centiemes) => {
      const valeur = Number(`${entier}.${String(centiemes).padStart(2, '0')}`);
      expect(lireNombreFrancais(valeur.toLocaleString('fr-FR', { maximumFractionDigits: 2 }))).toBe(valeur === 0 ? 0 : valeur);
    }));
  });
});

describe('une date collée', () => {
  it.each([
    ['24/11/2026', '2026-11-24'], ['24/11/26', '2026-11-24'], ['24.11.2026', '2026-11-24'], ['24-11-2026', '2026-11-24'], ['2026-11-24', '2026-11-24'], ['4/1/2027', '2027-01-04'], [' 24/11/2026 ', '2026-11-24'],
    ['1er décembre 2026', '2026-12-01'], ['24 nov. 2026', '2026-11-24'], ['24 nov 2026', '2026-11-24'], ['24\u00a0Novembre 2026', '2026-11-24'], ['3 févr. 2026', '2026-02-03'], ['3 aout 2026', '2026-08-03'], ['3 août 2026', '2026-08-03'], ['14 juil. 2026', '2026-07-14'], ['14 juin 2026', '2026-06-14'], ['9 mai 2026', '2026-05-09'], ['9 mars 2026', '2026-03-09'],
    ['29/02/2028', '2028-02-29'], ['29/02/2000', '2000-02-29'], ['31/12/1999', '1999-12-31'], ['29 février 2028', '2028-02-29'],
  ])('%j est le %s', (texte, attendu) => { expect(lireDateFrancaise(texte)).toBe(attendu); });
  it.each(['', '31/02/2026', '29/02/2026', '29/02/1900', '2026-02-29', '31/04/2026', '00/01/2026', '01/00/2026', '32/01/2026', '24/13/2026', '2026-13-01', '2026-1-1', '24/11-2026', '24/11', '241126', '24112026', '1126', '24 jui 2026', '24 ma 2026', '24 brumaire 2026', '30 février 2026', '24 nov. 26', '24/11/126', 'demain', '2026'])('%j n’en est pas une', (texte) => { expect(lireDateFrancaise(texte)).toBeNull(); });
  it('écrite par l’application, se relit, quel que soit le jour', () => {
    fc.assert(fc.property(fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), (date) => {
      const iso = date.toISOString().slice(0, 10);
      expect([iso, dateFr(iso), dateEnLettres(iso)].map(lireDateFrancaise)).toEqual([iso, iso, iso]);
    }));
  });
});

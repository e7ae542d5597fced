import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { remplacerTout } from '../../../../renderer/grille/remplacer.ts';

describe('remplacer', () => {
  it.each([
    ['Ch. 101', 'Ch.', 'Chambre', false, 'Chambre 101'], ['ch. 101 CH.', 'Ch.', 'X', false, 'X 101 X'], ['ch. 101', 'Ch.', 'X', true, 'ch. 101'], ['a.b.c', '.', '-', false, 'a-b-c'], ['abc', 'b', '$&$1', false, 'a$&$1c'], ['abc', '', 'x', false, 'abc'], ['1/2', '/', '-', false, '1-2'],
  ])('« %s » : « %s » → « %s »', (texte, cherche, par, casse, attendu) => { expect(remplacerTout(texte, cherche, par, casse)).toBe(attendu); });
  it('pris à la lettre, comme un découpage', () => {
    fc.assert(fc.property(fc.string(), fc.string({ minLength: 1 }), fc.string(), (texte, cherche, par) => { expect(remplacerTout(texte, cherche, par, true)).toBe(texte.split(cherche).join(par)); }));
  });
});

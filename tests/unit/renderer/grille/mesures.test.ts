import { describe, expect, it } from 'vitest';
import { mesurer, phraseMesures } from '../../../../renderer/grille/mesures.ts';

describe('les mesures d’une plage', () => {
  it('comptent les cellules remplies et ne somment que les nombres', () => {
    expect(mesurer([2, 1, null, '', '115', 'Libre', 0])).toEqual({ nombre: 5, numeriques: 3, somme: 3, moyenne: 1 });
    expect(mesurer(['Libre', null])).toEqual({ nombre: 1, numeriques: 0, somme: 0, moyenne: null });
    expect(mesurer([])).toEqual({ nombre: 0, numeriques: 0, somme: 0, moyenne: null });
    expect(mesurer([1, Number.NaN, Infinity])).toMatchObject({ nombre: 3, numeriques: 1, somme: 1, moyenne: 1 });
  });
  it('se disent', () => {
    const personnes = mesurer([...Array.from({ length: 84 }, () => 2), ...Array.from({ length: 64 }, () => 1)]);
    expect(personnes.numeriques).toBe(148);
    expect(phraseMesures(personnes, 'Personnes')).toBe('Personnes\u00a0: somme 232 · moyenne 1,6');
    expect(phraseMesures(mesurer([20_914, 0.1, 0.2]))).toBe('somme 20\u00a0914,3 · moyenne 6\u00a0971,4');
    expect(phraseMesures(mesurer(['a']), 'Personnes')).toBe('');
  });
});

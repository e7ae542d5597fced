import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plage } from '../../../../renderer/grille/plage.ts';
import { borner, bornes, classesDe, contient, estUneCellule, etendre, etendreRecopie, lignesRecopiees, memePlage, phrasePlage, plageDe, surColonneEntiere, surLigneEntiere, toutSelectionner } from '../../../../renderer/grille/plage.ts';

const limites = { rangs: 100, colonnes: 8 };
const plage = (rang: number, colonne: number, rangTete: number, colonneTete: number): Plage => ({ ancre: { rang, colonne }, tete: { rang: rangTete, colonne: colonneTete } });
const cellule = fc.record({ rang: fc.nat(12), colonne: fc.nat(7) });
const plages = fc.record({ ancre: cellule, tete: cellule });

describe('la plage', () => {
  it('a les mêmes bornes dans les quatre sens', () => {
    const attendu = { rangDebut: 2, rangFin: 5, colDebut: 1, colFin: 3 };
    for (const sens of [plage(2, 1, 5, 3), plage(5, 3, 2, 1), plage(2, 3, 5, 1), plage(5, 1, 2, 3)]) expect(bornes(sens)).toEqual(attendu);
  });
  it('s’étend par la tête, s’arrête au bord, revient sur ses pas', () => {
    const depart = plage(3, 2, 3, 2);
    expect(etendre(depart, { rang: 1, colonne: 0 }, limites)).toEqual(plage(3, 2, 4, 2));
    expect(etendre(plage(3, 2, 5, 2), { rang: -1, colonne: 0 }, limites)).toEqual(plage(3, 2, 4, 2));
    expect(etendre(depart, { rang: -10, colonne: -10 }, limites)).toEqual(plage(3, 2, 0, 0));
    expect(etendre(depart, { rang: Infinity, colonne: Infinity }, limites)).toEqual(plage(3, 2, 99, 7));
    expect(etendre(depart, { rang: -Infinity, colonne: 0 }, limites)).toEqual(plage(3, 2, 0, 2));
  });
  it('prend des lignes, des colonnes, toute la grille', () => {
    expect(surLigneEntiere(plage(5, 3, 2, 1), limites)).toEqual(plage(5, 0, 2, 7));
    expect(surColonneEntiere(plage(5, 3, 2, 1), limites)).toEqual(plage(0, 3, 99, 1));
    expect(toutSelectionner(limites)).toEqual(plage(0, 0, 99, 7));
    expect(toutSelectionner({ rangs: 0, colonnes: 8 })).toBeNull();
    expect(toutSelectionner({ rangs: 3, colonnes: 0 })).toBeNull();
  });
  it('se ramène dans une grille qui a rétréci', () => {
    expect(borner(plage(2, 1, 60, 6), { rangs: 10, colonnes: 4 })).toEqual(plage(2, 1, 9, 3));
    expect(borner(plage(2, 1, 60, 6), { rangs: 0, colonnes: 4 })).toBeNull();
  });
  it('se compare', () => {
    expect(memePlage(plage(1, 1, 2, 2), plage(1, 1, 2, 2))).toBe(true);
    for (const autre of [plage(2, 2, 1, 1), plage(0, 1, 2, 2), plage(1, 0, 2, 2), plage(1, 1, 3, 2), plage(1, 1, 2, 3)]) expect(memePlage(plage(1, 1, 2, 2), autre)).toBe(false);
    expect([memePlage(null, null), memePlage(null, plage(1, 1, 1, 1)), memePlage(plage(1, 1, 1, 1), null)]).toEqual([true, false, false]);
    expect([estUneCellule(plageDe({ rang: 1, colonne: 2 })), estUneCellule(plage(1, 2, 1, 3))]).toEqual([true, false]);
  });
  it('peint son contour et son ancre', () => {
    const p = plage(4, 3, 2, 1);
    expect(classesDe(p, { rang: 2, colonne: 1 })).toBe('pl pl-h pl-g');
    expect(classesDe(p, { rang: 2, colonne: 2 })).toBe('pl pl-h');
    expect(classesDe(p, { rang: 3, colonne: 2 })).toBe('pl');
    expect(classesDe(p, { rang: 4, colonne: 3 })).toBe('pl pl-b pl-d pl-ancre');
    expect(classesDe(p, { rang: 5, colonne: 3 })).toBe('');
    expect(classesDe(plage(1, 1, 1, 1), { rang: 1, colonne: 1 })).toBe('pl pl-h pl-b pl-g pl-d pl-ancre');
  });
  it('se dit', () => {
    expect(phrasePlage(null)).toBe('');
    expect(phrasePlage(plage(0, 0, 11, 2))).toBe('Sélection\u00a0: 12 lignes × 3 colonnes');
    expect(phrasePlage(plage(3, 3, 3, 3))).toBe('Sélection\u00a0: 1 ligne × 1 colonne');
    expect(phrasePlage(plage(0, 3, 1283, 3))).toBe('Sélection\u00a0: 1\u00a0284 lignes × 1 colonne');
  });

  it('contient ses cellules et elles seules ; son contour est fermé, son ancre unique', () => {
    fc.assert(fc.property(plages, (p) => {
      const { rangDebut, rangFin, colDebut, colFin } = bornes(p);
      const ecarts: unknown[] = [];
      const ancres: unknown[] = [];
      for (let rang = -1; rang <= 14; rang += 1) {
        for (let colonne = -1; colonne <= 9; colonne += 1) {
          const dedans = rang >= rangDebut && rang <= rangFin && colonne >= colDebut && colonne <= colFin;
          const classes = classesDe(p, { rang, colonne }).split(' ');
          if (classes.includes('pl-ancre')) ancres.push({ rang, colonne });
          // un bord est là, et là seulement, où la voisine de ce côté n’est pas dans la plage
          const voisines = { 'pl-h': { rang: rang - 1, colonne }, 'pl-b': { rang: rang + 1, colonne }, 'pl-g': { rang, colonne: colonne - 1 }, 'pl-d': { rang, colonne: colonne + 1 } };
          const bordsJustes = Object.entries(voisines).every(([bord, voisine]) => classes.includes(bord) === (dedans && !contient(p, voisine)));
          if (contient(p, { rang, colonne }) !== dedans || classes.includes('pl') !== dedans || !bordsJustes) ecarts.push({ rang, colonne, classes });
        }
      }
      expect(ecarts).toEqual([]);
      expect(ancres).toEqual([p.ancre]);
    }));
  });
  it('étendue de proche en proche, garde son ancre et reste dans la grille', () => {
    const delta = fc.record({ rang: fc.integer({ min: -20, max: 20 }), colonne: fc.integer({ min: -10, max: 10 }) });
    fc.assert(fc.property(plages, fc.array(delta, { maxLength: 10 }), (p, deltas) => {
      const finale = deltas.reduce((courante, pas) => etendre(courante, pas, { rangs: 13, colonnes: 8 }), p);
      expect(finale.ancre).toEqual(p.ancre);
      expect(borner(finale, { rangs: 13, colonnes: 8 })).toEqual(finale);
    }));
  });
});

describe('la recopie à la souris', () => {
  const source: Plage = { ancre: { rang: 4, colonne: 1 }, tete: { rang: 5, colonne: 2 } };
  it.each([[8, { ancre: { rang: 4, colonne: 1 }, tete: { rang: 8, colonne: 2 } }], [1, { ancre: { rang: 5, colonne: 1 }, tete: { rang: 1, colonne: 2 } }], [5, source]])('jusqu’à la ligne %i : en hauteur seulement', (rang, attendue) => { expect(etendreRecopie(source, rang)).toEqual(attendue); });
  it('le motif se répète à partir de la source, vers le bas comme vers le haut', () => {
    expect(lignesRecopiees(['a', 'b'], source, etendreRecopie(source, 8))).toEqual(['a', 'b', 'a', 'b', 'a']);
    expect(lignesRecopiees(['a', 'b'], source, etendreRecopie(source, 1))).toEqual(['b', 'a', 'b', 'a', 'b']);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Collage, ColonneCollable, DemandeCollage } from '../../../../renderer/grille/coller.ts';
import { preparerCollage } from '../../../../renderer/grille/coller.ts';
import type { Plage } from '../../../../renderer/grille/plage.ts';
import { lireDateFrancaise, lireNombreFrancais } from '../../../../renderer/grille/valeurs.ts';

const plage = (rang: number, colonne: number, rangTete = rang, colonneTete = colonne): Plage => ({ ancre: { rang, colonne }, tete: { rang: rangTete, colonne: colonneTete } });
const texte = (cle: string): ColonneCollable => ({ cle, libelle: cle.toUpperCase(), editable: true, lire: (lu) => ({ ok: true, valeur: lu }) });
const groupe: ColonneCollable = { cle: 'groupe', libelle: 'Groupe', editable: false, lire: () => { throw new Error('jamais lue'); } };
const personnes: ColonneCollable = { cle: 'personnes', libelle: 'Personnes', editable: true, lire: (lu) => { const valeur = lireNombreFrancais(lu); return valeur === null ? { ok: false, message: 'Un nombre est attendu' } : { ok: true, valeur }; } };
const depuis: ColonneCollable = { cle: 'depuis', libelle: 'Depuis le', editable: true, lire: (lu) => { const valeur = lireDateFrancaise(lu); return valeur === null ? { ok: false, message: 'Cette date n’existe pas' } : { ok: true, valeur }; } };

const coller = (demande: Partial<DemandeCollage> & Pick<DemandeCollage, 'bloc' | 'plage'>): Collage => preparerCollage({ total: 100, colonnes: [texte('a'), texte('b'), texte('c'), texte('d')], lire: () => undefined, ...demande });
/** « 3a=x » : rang, colonne, texte. */
const ecrits = ({ cellules }: Collage): readonly string[] => cellules.map(({ rang, cle, texte: lu }) => `${rang}${cle}=${lu}`);

describe('où le bloc se colle', () => {
  it('à partir de la cellule, quel que soit le sens de la plage', () => {
    expect(ecrits(coller({ bloc: [['1', '2'], ['3', '4']], plage: plage(3, 1) }))).toEqual(['3b=1', '3c=2', '4b=3', '4c=4']);
    expect(ecrits(coller({ bloc: [['1', '2'], ['3', '4']], plage: plage(4, 2, 3, 1) }))).toEqual(['3b=1', '3c=2', '4b=3', '4c=4']);
  });
  it('une cellule remplit la plage', () => { expect(ecrits(coller({ bloc: [['x']], plage: plage(0, 0, 1, 2) }))).toEqual(['0a=x', '0b=x', '0c=x', '1a=x', '1b=x', '1c=x']); });
  it('se répète quand la plage en est un multiple', () => {
    expect(ecrits(coller({ bloc: [['1'], ['2']], plage: plage(0, 0, 3, 1) }))).toEqual(['0a=1', '0b=1', '1a=2', '1b=2', '2a=1', '2b=1', '3a=2', '3b=2']);
    expect(ecrits(coller({ bloc: [['1', '2']], plage: plage(0, 0, 0, 3) }))).toEqual(['0a=1', '0b=2', '0c=1', '0d=2']);
  });
  it('une dimension d’une seule cellule prend celle du bloc', () => { expect(ecrits(coller({ bloc: [['1', '2']], plage: plage(0, 0, 1, 0) }))).toEqual(['0a=1', '0b=2', '1a=1', '1b=2']); });
  it('se colle une fois, en entier, sur une plage qui n’en est pas un multiple', () => {
    expect(ecrits(coller({ bloc: [['1'], ['2']], plage: plage(0, 0, 2, 0) }))).toEqual(['0a=1', '1a=2']);
    expect(ecrits(coller({ bloc: [['1'], ['2'], ['3']], plage: plage(0, 0, 1, 0) }))).toEqual(['0a=1', '1a=2', '2a=3']);
    expect(ecrits(coller({ bloc: [['1', '2'], ['3', '4']], plage: plage(0, 0, 3, 2) }))).toEqual(['0a=1', '0b=2', '1a=3', '1b=4']);
  });
  it('une ligne courte laisse ce qui manque comme c’était', () => { expect(ecrits(coller({ bloc: [['1', '2'], ['3']], plage: plage(0, 0) }))).toEqual(['0a=1', '0b=2', '1a=3']); });
  it('un bloc vide ne fait rien', () => {
    const rien = { cellules: [], defauts: [], debordement: null };
    expect(coller({ bloc: [], plage: plage(0, 0) })).toEqual(rien);
    expect(coller({ bloc: [[]], plage: plage(0, 0) })).toEqual(rien);
  });
  it('ce qui dépasse est dit et n’est pas collé', () => {
    const bloc = [['1', '2', '3'], ['4', '5', '6'], ['7', '8', '9']];
    const coin = coller({ bloc, plage: plage(98, 2) });
    expect(ecrits(coin)).toEqual(['98c=1', '98d=2', '99c=4', '99d=5']);
    expect(coin.debordement).toBe('1 ligne et 1 colonne du bloc dépassent la grille et ne seraient pas collées.');
    expect(coller({ bloc, plage: plage(98, 0) }).debordement).toBe('1 ligne du bloc dépasse la grille et ne serait pas collée.');
    expect(coller({ bloc, plage: plage(0, 3) }).debordement).toBe('2 colonnes du bloc dépassent la grille et ne seraient pas collées.');
    expect(coller({ bloc, plage: plage(97, 1) }).debordement).toBeNull();
    expect(ecrits(coller({ bloc: [['x'], ['faux']], plage: plage(99, 0) }))).toEqual(['99a=x']);
  });
  it('écrit chaque cellule visée une fois, avec le texte que la règle désigne', () => {
    const taille = fc.integer({ min: 1, max: 4 });
    fc.assert(fc.property(taille, taille, taille, taille, (hauteur, largeur, fois, foisColonnes) => {
      const bloc = Array.from({ length: hauteur }, (_l, i) => Array.from({ length: largeur }, (_c, j) => `${i},${j}`));
      const colonnes = Array.from({ length: 20 }, (_c, j) => texte(`c${j}`));
      const { cellules, defauts, debordement } = coller({ bloc, colonnes, plage: plage(5, 2, 4 + hauteur * fois, 1 + largeur * foisColonnes) });
      expect([defauts, debordement]).toEqual([[], null]);
      expect(cellules.map(({ rang, cle, texte: lu }) => [rang, cle, lu])).toEqual(Array.from({ length: hauteur * fois }, (_l, i) => Array.from({ length: largeur * foisColonnes }, (_c, j) => [5 + i, `c${2 + j}`, `${i % hauteur},${j % largeur}`])).flat());
    }));
  });
});

describe('ce qui ne va pas dans le bloc', () => {
  const colonnes = [groupe, personnes, depuis];
  const presents: DemandeCollage['lire'] = (rang, cle) => (cle === 'groupe' ? `Groupe ${rang < 10 ? 'A' : 'B'}` : undefined);

  it('chaque défaut nomme la ligne du bloc, la colonne, la valeur', () => {
    const { cellules, defauts } = coller({ colonnes, lire: presents, plage: plage(5, 0), bloc: [['Groupe A', '2', '24/11/2026'], ['Groupe B', 'deux', '25/11/2026'], ['Groupe A ', '1 234,5', '31/02/2026']] });
    expect(defauts).toEqual([
      { ligne: 2, colonne: 'Groupe', valeur: 'Groupe B', message: 'Groupe ne se modifie pas ici' },
      { ligne: 2, colonne: 'Personnes', valeur: 'deux', message: 'Un nombre est attendu' },
      { ligne: 3, colonne: 'Depuis le', valeur: '31/02/2026', message: 'Cette date n’existe pas' },
    ]);
    // les cellules justes restent proposées, avec leur valeur lue ; une colonne figée n’est jamais écrite
    expect(cellules).toEqual([
      { rang: 5, cle: 'personnes', texte: '2', valeur: 2 }, { rang: 5, cle: 'depuis', texte: '24/11/2026', valeur: '2026-11-24' },
      { rang: 6, cle: 'depuis', texte: '25/11/2026', valeur: '2026-11-25' }, { rang: 7, cle: 'personnes', texte: '1 234,5', valeur: 1234.5 },
    ]);
  });
  it('une cellule répétée n’a qu’un défaut, même si une seule des lignes visées diffère', () => {
    expect(coller({ colonnes, lire: presents, plage: plage(0, 0, 19, 0), bloc: [['Groupe A']] }).defauts).toEqual([{ ligne: 1, colonne: 'Groupe', valeur: 'Groupe A', message: 'Groupe ne se modifie pas ici' }]);
    expect(coller({ colonnes, lire: presents, plage: plage(0, 0, 9, 0), bloc: [['Groupe A']] }).defauts).toEqual([]);
    expect(coller({ colonnes, lire: presents, plage: plage(0, 1, 19, 1), bloc: [['x']] }).defauts).toHaveLength(1);
    expect(coller({ colonnes: [personnes, depuis], lire: presents, plage: plage(0, 0, 0, 1), bloc: [['x']] }).defauts.map(({ colonne }) => colonne)).toEqual(['Personnes', 'Depuis le']);
  });
  it('une colonne figée dont la ligne n’est pas lue ne se vérifie pas', () => {
    expect(coller({ colonnes, lire: () => undefined, plage: plage(0, 0), bloc: [['Groupe A']] }).defauts).toEqual([{ ligne: 1, colonne: 'Groupe', valeur: 'Groupe A', message: 'Groupe ne se modifie pas ici, et la ligne n’est pas encore lue' }]);
  });
  it('ce qui dépasse la grille n’a pas de défaut', () => { expect(coller({ colonnes, lire: presents, plage: plage(99, 1), bloc: [['1'], ['x']] }).defauts).toEqual([]); });

  it('5 000 lignes de 10 colonnes, ou une cellule sur 5 000 lignes, se contrôlent bien sous la seconde', () => {
    const dix = Array.from({ length: 10 }, (_c, j) => (j === 0 ? { ...groupe } : j % 2 === 0 ? { ...depuis, cle: `d${j}` } : { ...personnes, cle: `p${j}` }));
    const bloc = Array.from({ length: 5000 }, (_l, i) => dix.map((_c, j) => (j === 0 ? 'Groupe A' : j % 2 === 0 ? (i % 100 === 0 ? '31/02/2026' : '24/11/2026') : '1 234,5')));
    const debut = performance.now();
    const grand = coller({ bloc, colonnes: dix, total: 5000, plage: plage(0, 0), lire: () => 'Groupe A' });
    const rempli = coller({ bloc: [['12']], colonnes: dix, total: 5000, plage: plage(0, 0, 4999, 9), lire: () => 'Groupe A' });
    const duree = performance.now() - debut;
    expect([grand.cellules.length, grand.defauts.length]).toEqual([5000 * 9 - 50 * 4, 50 * 4]);
    expect([rempli.cellules.length, rempli.defauts.length]).toEqual([5000 * 5, 5]);
    expect(duree).toBeLessThan(900);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decouperNom, nomsProches } from '../../../domain/proximite.ts';

const proches = (un: string, autre: string): boolean => nomsProches(decouperNom(un), decouperNom(autre));

describe('deux noms de la même structure', () => {
  it.each([
    ['Hainaut Accueil', 'Association Hainaut-Accueil'], ['Hainaut Accueil', 'Accueil du Hainaut'], ['L’Étape d’Anzin', 'etape anzin'], ['Les Remparts', 'Les Ramparts'], ['Résidence du Hainaut', 'Residance Hainaut'],
    ['Hainautaccueil', 'Hainaut Accueil'], ['Hainaut Accueil', 'Hainaut Accueil Services'], ['Hébergement Cambrésis', 'Hebergment Cambresi'], ['CŒUR de Lille', 'coeur lille'],
  ])('« %s » et « %s »', (un, autre) => {
    expect([un, autre, proches(un, autre)]).toEqual([un, autre, true]);
    expect(proches(autre, un)).toBe(proches(un, autre));
  });
  it.each([
    ['Résidence des Lilas', 'Résidence des Rosiers'], ['CHRS du Hainaut', 'CHRS du Nord'], ['Résidence 1', 'Résidence 2'], ['Accueil 115', 'Accueil 112'], ['Foyer Jean', 'Foyer Jean Moulin de Lille'], ['Lille', 'Lille Accueil'], ['CADA du Clos', 'CADA du Bois'], ['', 'Lille'], ['Maison de la Lys', 'Maison de la Loue'],
  ])('« %s » n’est pas « %s »', (un, autre) => { expect([un, autre, proches(un, autre)]).toEqual([un, autre, false]); });
  it('un nom fait de mots vides se compare quand même', () => {
    expect(proches('Association', 'association')).toBe(true);
    expect(proches('Association', 'Les Lilas')).toBe(false);
  });
});

const lettre = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
const mot = (min: number, max: number) => fc.array(lettre, { minLength: min, maxLength: max }).map((lettres) => lettres.join(''));
/** Une faute dans un mot : lettre changée, ôtée, ajoutée, ou deux voisines inversées. */
const fauter = (sain: string, genre: number, place: number, par: string): string => {
  const ou = place % sain.length;
  switch (genre) {
    case 0: return sain.slice(0, ou) + par + sain.slice(ou + 1);
    case 1: return sain.slice(0, ou) + sain.slice(ou + 1);
    case 2: return sain.slice(0, ou) + par + sain.slice(ou);
    default: return sain.slice(0, ou) + (sain[ou + 1] ?? '') + (sain[ou] ?? '') + sain.slice(ou + 2);
  }
};
const VIDES = new Set(['association', 'asso', 'pour', 'les', 'des', 'une', 'aux']);
const mots = fc.uniqueArray(mot(5, 12).filter((candidat) => !VIDES.has(candidat)), { minLength: 1, maxLength: 5 });

it('une faute dans un mot d’au moins cinq lettres, un autre ordre, des accents ou « association » ne cachent pas un doublon', () => {
  fc.assert(fc.property(mots, fc.nat(), fc.nat(3), fc.nat(), lettre, fc.boolean(), (noms, lequel, genre, place, par, prefixe) => {
    const rang = lequel % noms.length;
    const fautes = noms.map((sain, ici) => (ici === rang ? fauter(sain, genre, place, par) : sain)).reverse();
    const saisi = `${prefixe ? 'Association ' : ''}${fautes.join(' ').toUpperCase()}`;
    return proches(noms.join(' '), saisi) && proches(saisi, noms.join(' '));
  }), { numRuns: 3000 });
});

it('des noms tirés au hasard ne se ressemblent presque jamais', () => {
  const tirages = fc.sample(mots, 400).map((noms) => noms.join(' '));
  let faux = 0;
  for (const [rang, un] of tirages.entries()) for (const autre of tirages.slice(rang + 1)) if (proches(un, autre)) faux += 1;
  expect(faux).toBeLessThan(20);
});

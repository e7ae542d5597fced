import { describe, expect, it } from 'vitest';
import { apresFrappe } from '../../../../renderer/grille/frappes.ts';
import { hors, pasDeDefilement } from '../../../../renderer/grille/glisser.ts';
import type { Plage } from '../../../../renderer/grille/plage.ts';

const plage = (rang: number, colonne: number, rangTete: number, colonneTete: number): Plage => ({ ancre: { rang, colonne }, tete: { rang: rangTete, colonne: colonneTete } });
/** « Ctrl+Maj+End » sur une grille de 100 × 8, pages de 20 lignes. */
const frapper = (nom: string, depuis: Plage, limites = { rangs: 100, colonnes: 8 }): Plage | null | undefined => {
  const parts = nom.split('+');
  return apresFrappe({ key: parts.at(-1) ?? '', shiftKey: parts.includes('Maj'), ctrlKey: parts.includes('Ctrl'), metaKey: parts.includes('Cmd'), altKey: parts.includes('Alt') }, depuis, limites, 20);
};
const depart = plage(30, 3, 32, 4);

describe('les touches de la plage', () => {
  it.each([
    ['Maj+ArrowUp', plage(30, 3, 31, 4)], ['Maj+ArrowDown', plage(30, 3, 33, 4)], ['Maj+ArrowLeft', plage(30, 3, 32, 3)], ['Maj+ArrowRight', plage(30, 3, 32, 5)],
    ['Maj+PageUp', plage(30, 3, 12, 4)], ['Maj+PageDown', plage(30, 3, 52, 4)], ['Maj+Home', plage(30, 3, 32, 0)], ['Maj+End', plage(30, 3, 32, 7)],
    ['Ctrl+Maj+ArrowUp', plage(30, 3, 0, 4)], ['Ctrl+Maj+ArrowDown', plage(30, 3, 99, 4)], ['Ctrl+Maj+ArrowLeft', plage(30, 3, 32, 0)], ['Ctrl+Maj+ArrowRight', plage(30, 3, 32, 7)],
    ['Ctrl+Maj+Home', plage(30, 3, 0, 0)], ['Ctrl+Maj+End', plage(30, 3, 99, 7)], ['Cmd+Maj+End', plage(30, 3, 99, 7)],
    ['Ctrl+a', plage(0, 0, 99, 7)], ['Ctrl+A', plage(0, 0, 99, 7)], ['Cmd+a', plage(0, 0, 99, 7)], ['Ctrl+ ', plage(0, 3, 99, 4)], ['Maj+ ', plage(30, 0, 32, 7)], ['Escape', null],
  ])('%s', (nom, attendu) => { expect(frapper(nom, depart)).toEqual(attendu); });
  it.each(['ArrowDown', 'Ctrl+ArrowDown', 'Home', 'Ctrl+End', 'PageDown', ' ', 'Ctrl+Maj+ ', 'a', 'Maj+a', 'Ctrl+Maj+a', 'Alt+ArrowDown', 'Alt+Maj+ArrowDown', 'Ctrl+Alt+a', 'Enter', 'F2', 'Ctrl+c', 'Maj+F6', 'Tab', 'Maj+Tab', 'Ctrl+Maj+PageDown', 'Maj+toString'])('%s n’est pas pour la plage', (nom) => { expect(frapper(nom, depart)).toBeUndefined(); });
  it('Échap ne vaut rien sur une seule cellule', () => { expect(frapper('Escape', plage(3, 3, 3, 3))).toBeUndefined(); });
  it('Ctrl+A sur une grille vide n’a pas de plage', () => { expect(frapper('Ctrl+a', depart, { rangs: 0, colonnes: 8 })).toBeNull(); });
});

describe('le défilement sous la souris', () => {
  it('ne commence que hors du cadre, et va plus vite plus loin', () => {
    expect([hors(5, 0, 10), hors(0, 0, 10), hors(10, 0, 10), hors(-3, 0, 10), hors(14, 0, 10)]).toEqual([0, 0, 0, -3, 4]);
    expect([0, 1, -1, 30, -30, 100].map(pasDeDefilement)).toEqual([0, 1, -1, 2, -2, 5]);
  });
});

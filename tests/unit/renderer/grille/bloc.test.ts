import { describe, expect, it } from 'vitest';
import { blocDe } from '../../../../renderer/grille/bloc.ts';
import { aRetenir } from '../../../../renderer/grille/colonnesRetenues.ts';
import { comparer } from '../../../../renderer/grille/comparer.ts';
import { ecrireTsv } from '../../../../renderer/grille/tsv.ts';

interface Ligne { readonly nom: string; readonly taux: string }
const COLONNES = [{ headerName: 'Nom', texte: ({ nom }: Ligne) => nom }, { headerName: 'Taux', texte: ({ taux }: Ligne) => taux }];
const LIGNES: readonly Ligne[] = [{ nom: 'La Halte', taux: '12,5' }, { nom: 'Le « Phare »\tnord', taux: '' }];

describe('le bloc copié', () => {
  it('a une cellule par colonne, les titres seulement sur demande', () => {
    expect(blocDe(COLONNES, LIGNES, false)).toEqual([['La Halte', '12,5'], ['Le « Phare »\tnord', '']]);
    expect(ecrireTsv(blocDe(COLONNES, LIGNES, true))).toBe('Nom\tTaux\r\nLa Halte\t12,5\r\n"Le « Phare »\tnord"\t\r\n');
  });
});

describe('les colonnes retenues', () => {
  it('gardent l’ordre, la visibilité, le côté figé, et la seule largeur que la personne a changée', () => {
    const etats = [{ colId: 'commune', hide: true, width: 110, flex: null, pinned: null }, { colId: 'nom', hide: false, width: 240, flex: null, pinned: 'left' as const }, { colId: 'case', width: 36 }];
    expect(aRetenir(etats, [{ colId: 'nom', width: 176 }, { colId: 'commune', width: 110 }])).toEqual([
      { colId: 'commune', hide: true, flex: null, pinned: null }, { colId: 'nom', hide: false, width: 240, flex: null, pinned: 'left' }, { colId: 'case', hide: false, flex: null, pinned: null, width: 36 },
    ]);
  });
});

it('l’ordre d’une colonne est celui d’un dictionnaire français, des nombres par valeur, le vide d’abord', () => {
  expect(['Étape', 'Accueil Sainte-Anne', 'escale', '', 'Accueil de jour', 'Zénith'].sort(comparer)).toEqual(['', 'Accueil de jour', 'Accueil Sainte-Anne', 'escale', 'Étape', 'Zénith']);
  expect([10, 9, 1].sort(comparer)).toEqual([1, 9, 10]);
  expect(['type 10', 'type 9', null, undefined].sort(comparer)).toEqual([null, 'type 9', 'type 10', undefined]);
});

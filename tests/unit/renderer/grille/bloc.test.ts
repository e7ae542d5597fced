import { describe, expect, it } from 'vitest';
import { SANS_TEXTE, blocDe } from '../../../../renderer/grille/bloc.ts';
import { aRetenir } from '../../../../renderer/grille/colonnesRetenues.ts';
import { ecrireTsv } from '../../../../renderer/grille/tsv.ts';

interface Ligne { readonly nom: string; readonly taux: string }
const COLONNES = [{ headerName: '', texte: SANS_TEXTE }, { headerName: 'Nom', texte: ({ nom }: Ligne) => nom }, { headerName: 'Taux', texte: ({ taux }: Ligne) => taux }];
const LIGNES: readonly Ligne[] = [{ nom: 'La Halte', taux: '12,5' }, { nom: 'Le « Phare »\tnord', taux: '' }];

describe('le bloc copié', () => {
  it('a une cellule par colonne qui a un texte ; la case à cocher n’y laisse pas de colonne vide', () => {
    expect(blocDe(COLONNES, LIGNES, false)).toEqual({ cellules: [['La Halte', '12,5'], ['Le « Phare »\tnord', '']], lignes: 2, colonnes: 2 });
  });
  it('prend les titres sur demande, sans les compter comme une ligne', () => {
    const { cellules, lignes } = blocDe(COLONNES, LIGNES, true);
    expect([cellules[0], lignes]).toEqual([['Nom', 'Taux'], 2]);
    expect(ecrireTsv(cellules)).toBe('Nom\tTaux\r\nLa Halte\t12,5\r\n"Le « Phare »\tnord"\t\r\n');
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

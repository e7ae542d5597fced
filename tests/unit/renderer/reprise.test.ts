import { describe, expect, it } from 'vitest';
import type { AnomalieLigne, LigneReprise } from '../../../contract/methodesReprise.ts';
import { accepter, cible } from '../../../renderer/reprise/Reparer.tsx';
import { fiches } from '../../../renderer/reprise/textes.ts';

const RANGS = new Map([['nom', 0], ['ouverture', 1], ['fermeture', 2], ['debut', 1], ['fin', 2]]);
const ligne = (champs: Partial<LigneReprise> = {}): LigneReprise => ({ id: '7', numero: 7, cle: 'S1/G1', contenu: null, cellules: [' Les Capucins ', '01/02/2020', '01/01/2020'], source: null, sort: 'rejetee', motif: null, masquee: false, anomalies: [], ...champs });
const faute = (reparation: Partial<NonNullable<AnomalieLigne['reparation']>> | null, champs: Partial<AnomalieLigne> = {}): AnomalieLigne =>
  ({ code: 'F01', gravite: 'bloquante', champ: 'nom', colonne: 'NOM', rang: 0, valeur: null, explication: '', autre: null, ...champs, reparation: reparation === null ? null : { genre: 'sure', valeurs: [], phrase: '', ...reparation } });

describe('accepter une réparation', () => {
  it('écrit la valeur retenue, sur celle que l’on a sous les yeux, sans ses blancs', () => {
    expect(accepter(ligne(), faute({ valeurs: ['A', 'B'] }), 'B', RANGS)).toEqual([{ genre: 'valeur', cle: 'S1/G1', colonne: 'nom', avant: 'Les Capucins', apres: 'B' }]);
  });
  it('réunit, scinde, échange', () => {
    expect(accepter(ligne(), faute({ geste: 'fusion', valeurs: ['S2/G1'] }, { code: 'E02' }), '', RANGS)).toEqual([{ genre: 'fusion', cle: 'S1/G1', avec: 'S2/G1', portee: 'entite' }]);
    expect(accepter(ligne(), faute({ geste: 'fusion', valeurs: ['S2/G1'] }, { code: 'P01' }), '', RANGS)).toMatchObject([{ portee: 'ligne' }]);
    expect(accepter(ligne(), faute({ geste: 'scission', valeurs: ['18', '14'] }), '', RANGS)).toEqual([{ genre: 'scission', cle: 'S1/G1', urgence: 18, insertion: 14 }]);
    const dates = { geste: 'echange', valeurs: ['01/01/2020', '01/02/2020'] } as const;
    expect(accepter(ligne(), faute({ ...dates, valeurs: [...dates.valeurs] }, { code: 'G04', champ: 'fermeture' }), '', RANGS)).toEqual([
      { genre: 'valeur', cle: 'S1/G1', colonne: 'ouverture', avant: '01/02/2020', apres: '01/01/2020' }, { genre: 'valeur', cle: 'S1/G1', colonne: 'fermeture', avant: '01/01/2020', apres: '01/02/2020' },
    ]);
    expect(accepter(ligne(), faute({ ...dates, valeurs: [...dates.valeurs] }, { code: 'G04', champ: 'fin' }), '', RANGS)).toMatchObject([{ colonne: 'debut' }, { colonne: 'fin' }]);
  });
  it('rien à accepter quand seule une personne peut savoir', () => {
    expect(accepter(ligne(), faute({ genre: 'a_saisir', valeurs: [] }), '', RANGS)).toBeNull();
    expect(accepter(ligne(), faute(null), '', RANGS)).toBeNull();
    expect(accepter(ligne(), faute({ valeurs: ['x'] }, { champ: null }), 'x', RANGS)).toBeNull();
  });
  it('une clé partagée s’adresse aussi par le contenu', () => { expect(cible(ligne({ contenu: 'abcd' }))).toEqual({ cle: 'S1/G1', contenu: 'abcd' }); });
});

it('les fiches se comptent en toutes lettres', () => {
  expect([fiches({ entite: 1, dispositif: 2, groupe: 0, place: 0 }), fiches({ entite: 0, dispositif: 0, groupe: 0, place: 0 })]).toEqual(['1 entité, 2 dispositifs', 'aucune fiche']);
});

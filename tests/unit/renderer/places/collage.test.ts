import { describe, expect, it } from 'vitest';
import type { LignePlace } from '../../../../contract/methodesPlaces.ts';
import type { Demande, SaisieLigne } from '../../../../renderer/places/collage.ts';
import { colonnesCollables, demandeDe, enBlocs } from '../../../../renderer/places/collage.ts';

const JOUR = '2026-11-26';
const place = (champs: Partial<LignePlace> = {}): LignePlace => ({
  id: 'p', numero: '101', groupeId: 'g', groupe: 'G', modalite: '115', dispositifId: 'd', dispositif: 'D', entite: 'E', nature: 'n', type: 't', commune: 'Lille', departement: '59', etat: 'libre', motif: null, depuis: '2026-11-20', jusquau: null,
  differe: null, prevu: null, delegation: false, attente: 'aucune', ...champs,
});
const TRAVAUX = place({ etat: 'indisponible', motif: 'travaux', depuis: '2026-11-20', jusquau: '2026-12-15' });

describe('lire une cellule', () => {
  const colonnes = colonnesCollables(['numero', 'groupe', 'etat', 'motif', 'depuis'].map((colId) => ({ colId, texte: () => '' })), JOUR, true);
  const lire = (cle: string, texte: string) => colonnes.find((colonne) => colonne.cle === cle)?.lire(texte);
  it.each([['etat', 'Réservée', 'reservee'], ['etat', ' libre ', 'libre'], ['etat', 'OCCUPEE', 'occupee'], ['motif', 'Remise en état', 'remise_en_etat'], ['motif', '', null], ['depuis', '1/12/2026', '2026-12-01'], ['depuis', '', null], ['numero', ' Ch. 1 ', 'Ch. 1']])('%s : « %s »', (cle, texte, valeur) => { expect(lire(cle, texte)).toEqual({ ok: true, valeur }); });
  it.each([['etat', 'pleine', 'État inconnu'], ['motif', 'inondation', 'Motif inconnu'], ['depuis', '31/02/2026', 'Date illisible'], ['numero', '  ', 'obligatoire'], ['numero', 'x'.repeat(41), '40 caractères']])('%s : « %s » est refusé et dit', (cle, texte, dit) => { expect(lire(cle, texte)).toMatchObject({ ok: false, message: expect.stringContaining(dit) as string }); });
  it('ne se modifie que ce qui le peut, et le numéro seulement à qui le peut', () => {
    expect(colonnes.filter(({ editable }) => editable).map(({ cle }) => cle)).toEqual(['numero', 'etat', 'motif', 'depuis']);
    expect(colonnesCollables([{ colId: 'numero', texte: () => '' }], JOUR, false)[0]?.editable).toBe(false);
  });
});

describe('une ligne collée devient des gestes', () => {
  it.each<[string, LignePlace, SaisieLigne, readonly unknown[]]>([
    ['rien de neuf', place(), { etat: 'libre', motif: null, depuis: '2026-11-20', jusquau: null }, []],
    ['occupée aujourd’hui', place(), { etat: 'occupee' }, [{ genre: 'occupation', occupation: 'occupee', le: JOUR }]],
    ['même état, constat plus récent', place(), { etat: 'libre', depuis: '2026-11-25' }, [{ genre: 'occupation', occupation: 'libre', le: '2026-11-25' }]],
    ['indisponible', place(), { etat: 'indisponible', motif: 'travaux', depuis: '2026-12-01', jusquau: '2026-12-15' }, [{ genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: '2026-12-15' }]],
    ['indisponible dès aujourd’hui, sans fin', place(), { etat: 'indisponible', motif: 'travaux' }, [{ genre: 'indisponible', motif: 'travaux', debut: JOUR, fin: null }]],
    ['redevient disponible', TRAVAUX, { etat: 'libre' }, [{ genre: 'disponible', le: JOUR }]],
    ['redevient disponible et occupée', TRAVAUX, { etat: 'occupee', motif: null }, [{ genre: 'disponible', le: JOUR }, { genre: 'occupation', occupation: 'occupee', le: JOUR }]],
    ['indisponibilité raccourcie : le passé ne se réécrit pas', TRAVAUX, { etat: 'indisponible', motif: 'travaux', depuis: '2026-11-20', jusquau: '2026-12-05' }, [{ genre: 'disponible', le: '2026-12-06' }]],
    ['allongée', TRAVAUX, { jusquau: '2026-12-31' }, [{ genre: 'disponible', le: '2026-11-20' }, { genre: 'indisponible', motif: 'travaux', debut: '2026-11-20', fin: '2026-12-31' }]],
    ['autre motif', TRAVAUX, { motif: 'sinistre' }, [{ genre: 'disponible', le: '2026-11-20' }, { genre: 'indisponible', motif: 'sinistre', debut: '2026-11-20', fin: '2026-12-15' }]],
    ['un motif seul dit l’état', place(), { motif: 'travaux' }, [{ genre: 'indisponible', motif: 'travaux', debut: JOUR, fin: null }]],
    ['fermée', place(), { etat: 'fermee', depuis: '2026-12-01' }, [{ genre: 'fermer', le: '2026-12-01' }]],
    ['rouverte et réservée', place({ etat: 'fermee' }), { etat: 'reservee' }, [{ genre: 'ouvrir', le: JOUR, fin: null }, { genre: 'occupation', occupation: 'reservee', le: JOUR }]],
    ['déjà fermée', place({ etat: 'fermee' }), { etat: 'fermee', depuis: '2026-01-01' }, []],
  ])('%s', (_nom, ligne, saisie, gestes) => { expect(demandeDe(ligne, saisie, JOUR)).toEqual({ gestes, numero: null }); });
  it.each<[string, LignePlace, SaisieLigne, string]>([
    ['sans motif', place(), { etat: 'indisponible' }, 'demande un motif'],
    ['fin avant début', place(), { etat: 'indisponible', motif: 'travaux', depuis: '2026-12-10', jusquau: '2026-12-01' }, 'précède'],
    ['motif sur une place libre', place(), { etat: 'libre', motif: 'travaux' }, 'ne va qu’avec'],
    ['motif sur une place fermée', place({ etat: 'fermee' }), { motif: 'travaux' }, 'ne va qu’avec'],
    ['trop ancienne pour être réécrite', { ...TRAVAUX, depuis: '2026-01-01' }, { motif: 'sinistre' }, 'ne se réécrit plus'],
  ])('défaut : %s', (_nom, ligne, saisie, dit) => { expect(demandeDe(ligne, saisie, JOUR)).toMatchObject({ defaut: expect.stringContaining(dit) as string }); });
  it('le numéro ne compte que s’il change', () => {
    expect(demandeDe(place(), { numero: '102' }, JOUR)).toEqual({ gestes: [], numero: '102' });
    expect(demandeDe(place(), { numero: '101' }, JOUR)).toEqual({ gestes: [], numero: null });
  });
});

it('les mêmes gestes se rassemblent, le premier de chaque place avant le second', () => {
  const un = (id: string, demande: Demande) => ({ id, demande: demande as Extract<Demande, { gestes: unknown }> });
  const { blocs, numeros } = enBlocs([un('a', demandeDe(TRAVAUX, { etat: 'occupee' }, JOUR)), un('b', demandeDe(TRAVAUX, { etat: 'libre' }, JOUR)), un('c', demandeDe(place(), { etat: 'occupee', numero: 'X' }, JOUR))]);
  expect(blocs.map(({ geste, ids }) => [geste.genre, ids])).toEqual([['disponible', ['a', 'b']], ['occupation', ['c']], ['occupation', ['a']]]);
  expect(numeros).toEqual([{ id: 'c', numero: 'X' }]);
});

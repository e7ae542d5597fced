import { expect, it } from 'vitest';
import type { EtatSync } from '../../../contract/poste.ts';
import { apparenceSync } from '../../../renderer/cadre/EtatSync.tsx';

const ETAT: EtatSync = { etat: 'a_jour', enAttente: 0, conflits: 0, refus: 0, plusAncienne: null, derniere: '2026-11-28T10:00:00.000Z', lignesRecues: 0, lignesTotal: null, offreChargee: true, message: null };
const mot = (partie: Partial<EtatSync>): string => apparenceSync({ ...ETAT, ...partie }, Date.parse('2026-11-28T10:00:05.000Z')).mot;

it('« À jour » ne se dit pas tant qu’un geste attend ; un conflit ou un refus l’emporte', () => {
  expect(mot({})).toBe('À jour');
  expect(mot({ enAttente: 2 })).toBe('Envoi… 2');
  expect(mot({ enAttente: 2, refus: 1 })).toBe('1 refus');
  expect(mot({ enAttente: 2, conflits: 3 })).toBe('3 conflits');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decalerDate } from '../../../domain/dates.ts';
import type { Financement } from '../../../domain/objets/dispositif.ts';
import { placesFinanceesAu, schemaFinancement } from '../../../domain/objets/dispositif.ts';
import { changerFinancement } from '../../../domain/places/financement.ts';

const LE = '2026-12-01';
const ligne = (code: string, debut: string, fin: string | null, places: number | null = 10): Financement => ({ code, places, debut, fin });

describe('changer de ligne de financement', () => {
  it('la ligne s’arrête la veille, la nouvelle la continue avec ses places et sa fin', () => {
    expect(changerFinancement([ligne('P177', '2026-01-01', '2027-12-31'), ligne('ALT1', '2026-01-01', null, null)], { de: 'P177', vers: 'P303', le: LE })).toEqual([
      ligne('P177', '2026-01-01', '2026-11-30'), ligne('P303', LE, '2027-12-31'), ligne('ALT1', '2026-01-01', null, null),
    ]);
  });
  it('une ligne à venir change de code en gardant son début ; une ligne finie reste ; sans nouvelle ligne, celle-ci prend fin', () => {
    expect(changerFinancement([ligne('P177', '2027-01-01', null), ligne('P177', '2025-01-01', '2025-12-31')], { de: 'P177', vers: 'P303', le: LE })).toEqual([ligne('P303', '2027-01-01', null), ligne('P177', '2025-01-01', '2025-12-31')]);
    expect(changerFinancement([ligne('P177', '2026-01-01', null), ligne('P177', '2027-01-01', null)], { de: 'P177', vers: null, le: LE })).toEqual([ligne('P177', '2026-01-01', '2026-11-30')]);
  });
  it('rien à changer : aucune ligne de ce code à cette date ni après, ou la même', () => {
    expect(changerFinancement([ligne('P177', '2025-01-01', '2025-12-31')], { de: 'P177', vers: 'P303', le: LE })).toBeNull();
    expect(changerFinancement([ligne('P177', '2025-01-01', null)], { de: 'P177', vers: 'P177', le: LE })).toBeNull();
  });
  it('propriété : à chaque date, le total financé est le même ; avant le changement, chaque code aussi', () => {
    const jour = fc.integer({ min: -400, max: 400 }).map((pas) => decalerDate(LE, pas));
    const uneLigne = fc.record({ code: fc.constantFrom('P177', 'P303', 'ALT1'), places: fc.option(fc.integer({ min: 0, max: 90 })), debut: jour, duree: fc.option(fc.integer({ min: 0, max: 500 })) })
      .map(({ code, places, debut, duree }): Financement => ({ code, places, debut, fin: duree === null ? null : decalerDate(debut, duree) }));
    const graine = Date.now() % 2_147_483_647;
    fc.assert(fc.property(fc.array(uneLigne, { maxLength: 6 }), jour, (lignes, date) => {
      const apres = changerFinancement(lignes, { de: 'P177', vers: 'P303', le: LE }) ?? lignes;
      for (const une of apres) expect(schemaFinancement.safeParse(une).success).toBe(true);
      expect(placesFinanceesAu(apres, date)).toBe(placesFinanceesAu(lignes, date));
      for (const code of ['P177', 'P303', 'ALT1']) if (date < LE) expect(placesFinanceesAu(apres.filter((une) => une.code === code), date)).toBe(placesFinanceesAu(lignes.filter((une) => une.code === code), date));
      if (date >= LE) expect(placesFinanceesAu(apres.filter((une) => une.code === 'P177'), date)).toBe(0);
    }), { seed: graine, numRuns: 500 });
  });
});

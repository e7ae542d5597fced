import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decalerDate, numeroDuJour } from '../../../domain/dates.ts';
import { CASES, INDISPONIBLES, OUVERTES, joursDe, seSuivent, verseur } from '../../../db/indicateurs/versement.ts';

const DEBUT = '2026-01-20';
const ORIGINE = numeroDuJour(DEBUT);
/** Des périodes qui se suivent, d’un jour à deux mois. */
const suites = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 7 }).map((longueurs) => {
  let debut = DEBUT;
  return longueurs.map((longueur) => { const periode = { du: debut, au: decalerDate(debut, longueur - 1) }; debut = decalerDate(debut, longueur); return periode; });
});
const jour = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -30, max: 300 }) }, { weight: 1, arbitrary: fc.constantFrom(-1_000_000, 1_000_000) }).map((rang) => ORIGINE + rang);
const apres = fc.oneof({ weight: 9, arbitrary: jour }, { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) });
const tranches = fc.array(fc.record({ quoi: fc.nat(CASES - 1), du: jour, apres, n: fc.integer({ min: 1, max: 9 }) }), { maxLength: 12 });

it('verse chaque tranche dans les périodes qu’elle touche, comme jour par jour', () => {
  fc.assert(fc.property(suites, fc.array(fc.record({ rang: fc.nat(3), du: jour, apres, tranches }), { maxLength: 6 }), (suite, groupes) => {
    expect(seSuivent(suite)).toBe(true);
    const vers = verseur(suite, 4);
    // un groupe qui revient après un autre s’ajoute à ce qu’il avait
    for (const { rang, du, apres: fin, tranches: siennes } of groupes) { vers.ouvrir(rang, du, fin); for (const une of siennes) vers.ajouter(une.quoi, une.du, une.apres, une.n); }
    const sommes = vers.clore();
    for (const [numero, { du, au }] of suite.entries()) {
      const attendues = new Float64Array(4 * CASES);
      for (const groupe of groupes) for (const { quoi, du: premier, apres: fin, n } of groupe.tranches) {
        for (let date = numeroDuJour(du); date <= numeroDuJour(au); date += 1) {
          if (date >= premier && date < fin && date >= groupe.du && date < groupe.apres) { const ici = groupe.rang * CASES + quoi; attendues[ici] = (attendues[ici] as number) + n; }
        }
      }
      expect([numero, [...sommes[numero] as Float64Array]]).toEqual([numero, [...attendues]]);
    }
  }), { numRuns: 150 });
});
it('ce qui est ouvert sans qu’on en sache rien est d’occupation inconnue', () => {
  const vers = verseur([{ du: DEBUT, au: decalerDate(DEBUT, 9) }], 1);
  vers.ouvrir(0, ORIGINE, Number.POSITIVE_INFINITY);
  vers.ajouter(OUVERTES, ORIGINE, ORIGINE + 10, 2);
  vers.ajouter(0, ORIGINE + 4, ORIGINE + 10, 1);
  vers.ajouter(INDISPONIBLES, ORIGINE, ORIGINE + 3, 1);
  expect(joursDe(vers.clore()[0] as Float64Array, 0)).toEqual({ libres: 6, reservees: 0, occupees: 0, indisponibles: 3, occupationInconnue: 14 });
});
it('un trou entre deux périodes les sépare', () => {
  expect(seSuivent([{ du: '2026-01-01', au: '2026-01-31' }, { du: '2026-03-01', au: '2026-03-31' }])).toBe(false);
});

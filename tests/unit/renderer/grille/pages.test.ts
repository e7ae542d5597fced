import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tourneurDePages } from '../../../../renderer/grille/pages.ts';

const PAGE = 40;
const TOTAL = 10_000;
const graine = Number(process.env['SIAO_GRAINE'] ?? Math.floor(Math.random() * 2 ** 31));
const pause = (): Promise<void> => new Promise((suite) => { setImmediate(suite); });

/** Une grille dont les lignes n’arrivent que quand l’essai le dit. */
const ouvrir = (depart = 0, attente?: number) => {
  const attendues: (() => void)[] = [];
  const allees: number[] = [];
  let courant = depart;
  const tourner = tourneurDePages({
    viser: (pages) => Math.min(Math.max(courant + pages * PAGE, 0), TOTAL - 1),
    preparer: () => new Promise((suite) => { attendues.push(() => { suite(null); }); }),
    aller: (rang) => { courant = rang; allees.push(rang); },
    image: pause, ...(attente === undefined ? {} : { attente }),
  });
  return { tourner, allees, arriver: async () => { for (const une of attendues.splice(0)) une(); await pause(); await pause(); } };
};

describe('tourner les pages', () => {
  test('cent frappes d’un coup font deux sauts, et la centième page', async () => {
    const { tourner, allees, arriver } = ouvrir();
    for (let frappe = 0; frappe < 100; frappe += 1) tourner(1);
    expect(allees).toEqual([]);
    await arriver();
    expect(allees).toEqual([PAGE]);
    await arriver();
    expect(allees).toEqual([PAGE, 100 * PAGE]);
    await arriver();
    expect(allees).toHaveLength(2);
  });

  test('des lignes qui n’arrivent pas ne bloquent pas la page', async () => {
    const { tourner, allees } = ouvrir(0, 5);
    tourner(1);
    await expect.poll(() => allees).toEqual([PAGE]);
  });

  test('on arrive où les frappes une à une auraient mené, quel que soit le rythme des lignes', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.oneof(fc.constant('arrive' as const), fc.constantFrom(1 as const, -1 as const)), { maxLength: 60 }), async (pas) => {
      // au milieu : aucune suite de soixante frappes n’atteint un bord
      const { tourner, allees, arriver } = ouvrir(5_000);
      for (const un of pas) if (un === 'arrive') await arriver(); else tourner(un);
      for (let tour = 0; tour < 4; tour += 1) await arriver();
      const voulu = 5_000 + PAGE * pas.reduce<number>((somme, un) => somme + (un === 'arrive' ? 0 : un), 0);
      expect(allees.at(-1) ?? 5_000).toBe(voulu);
    }), { seed: graine, numRuns: 60 });
    console.log(`pages : graine ${graine}`);
  });
});

import { expect, it } from 'vitest';
import { baseDeTest } from '../outils/base.ts';
import { jouer } from '../simulation/histoire.ts';
import { RETENUES } from '../simulation/retenues.ts';
import { ouvrirServiceSimule } from '../simulation/service.ts';
import { simuler } from '../simulation/simuler.ts';

// La graine change à chaque passage et s’écrit dans le message d’échec : `npm run sim` la rejoue.
it.each([['postgresql', 24], ['pglite', 6]] as const)('simulation sur %s : %i histoires, aucun invariant rompu', async (genre, runs) => {
  const { base, jeter } = await baseDeTest(genre);
  try {
    const resultat = await simuler(base, { runs, graine: Date.now() % 2_147_483_647 });
    expect(resultat.echec).toBeNull();
    expect(resultat.histoires).toBe(runs);
    if (runs < 20) return;
    // une simulation où il ne se passerait rien ne prouverait rien ; les mêmes gestes se tirent partout, et sur huit histoires un tirage sur dix n’a ni conflit ni rejet
    expect(resultat.total.commandes).toBeGreaterThan(runs);
    expect(resultat.total.morts).toBeGreaterThan(runs / 10);
    expect(resultat.total.conflits + resultat.total.rejetees).toBeGreaterThan(0);
  } finally {
    await jeter();
  }
}, 900_000);

it.each(RETENUES.map((retenue) => [retenue.defaut, retenue] as const))('histoire retenue : %s', async (_defaut, { gestes, pages }) => {
  const { base, jeter } = await baseDeTest('postgresql');
  const service = await ouvrirServiceSimule(base);
  try {
    expect(await jouer(service, gestes, pages)).toMatchObject({ conflits: 1 });
  } finally {
    await service.fermer();
    await jeter();
  }
}, 60_000);

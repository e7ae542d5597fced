import { expect, it } from 'vitest';
import { ouvrirControle } from '../../../../domain/reprise/controle.ts';
import type { Etapes } from '../../../../domain/reprise/etapes.ts';
import { planifier, planifierParEtapes } from '../../../../domain/reprise/plan.ts';
import { parTranches } from '../../../../sync/reprise/tranches.ts';
import { partagerTextes } from '../../../../sync/reprise/textes.ts';
import { identifierFiche } from '../../../../sync/reprise/identifiants.ts';
import { exporterStructures } from '../../../fixtures/reprise/generateur.ts';
import { contexte } from '../../domain/reprise/outils.ts';

/** Mène un calcul étape par étape : ce qu’il rend, combien d’étapes, et la part du temps prise par la plus longue. */
const suivre = <T>(etapes: Etapes<T>): { readonly rendu: T; readonly nombre: number; readonly part: number } => {
  const durees: number[] = [];
  for (;;) {
    const debut = performance.now();
    const etape = etapes.next();
    durees.push(performance.now() - debut);
    if (etape.done === true) return { rendu: etape.value, nombre: durees.length, part: Math.max(...durees) / durees.reduce((total, duree) => total + duree, 0) };
  }
};
const { entetes, lignes } = exporterStructures(1, 4_000, 0.1);
const ouvrir = () => { const controle = ouvrirControle({ genre: 'structures', entetes, contexte: contexte() }); controle.ajouter(lignes); return controle; };

it('la fin d’un contrôle et le plan se coupent en étapes, sans rien changer à ce qu’ils rendent', () => {
  // la meilleure de trois : un ramasse-miettes ne tombe pas trois fois sur la même étape
  const controles = [1, 2, 3].map(() => suivre(ouvrir().finirParEtapes()));
  expect(controles[0]?.rendu).toEqual(ouvrir().finir());
  expect(controles[0]?.nombre).toBeGreaterThan(lignes.length / 250);
  expect(Math.min(...controles.map(({ part }) => part))).toBeLessThan(1 / 3);
  const demande = { lotId: 'l', mandatId: 'm', fiches: ouvrir().finir().fiches, identifier: identifierFiche };
  const plan = suivre(planifierParEtapes(demande));
  expect(plan.rendu).toEqual(planifier(demande));
  expect(plan.nombre).toBeGreaterThan(lignes.length / 250);
});

it('un calcul mené par tranches rend la main, et s’arrête là où on l’arrête', async () => {
  let etapes = 0;
  function* longues(): Etapes<string> {
    for (; etapes < 6; etapes += 1) { const debut = performance.now(); while (performance.now() - debut < 30) { /* occupe */ } yield; }
    return 'fini';
  }
  let souffles = 0;
  expect(await parTranches(longues(), async () => { souffles += 1; await Promise.resolve(); })).toBe('fini');
  expect(souffles).toBeGreaterThanOrEqual(5);
  etapes = 0;
  await expect(parTranches(longues(), () => Promise.reject(new Error('arrêté')))).rejects.toThrow('arrêté');
  expect(etapes).toBeLessThan(2);
});

it('un texte répété ne se garde qu’une fois, et les lignes disent la même chose', () => {
  const { rendu } = suivre(partagerTextes(lignes));
  expect(rendu).toEqual(lignes);
});

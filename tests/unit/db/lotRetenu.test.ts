import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lacherLot, lireAEnvoyer, lireNonJugees, mettreEnFile, retenirLot, retirerLotRetenu } from '../../../db/file.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ouvrirCacheEssai } from '../../outils/cache.ts';

let essai: CacheEssai;
beforeEach(() => { essai = ouvrirCacheEssai(); });
afterEach(() => { essai.jeter(); });

const mettre = (nom: string, lot: string | null): void => {
  mettreEnFile(essai.base, { nom, version: 1, args: lot === null ? { id: 'x' } : nom === 'annulerPlaces' ? { lot: 'ancien', nouveauLot: lot, ids: [] } : { lot, blocs: [] }, base: [], avant: null, objet: 'place', id: 'x', fiche: nom, creeLe: '2026-11-27T10:00:00.000Z' });
};

it('un lot retiré ne laisse ni commande, ni trou dans les numéros, ni rien des autres changé', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('lot', 'autre', 'ailleurs'), { maxLength: 12 }), fc.constantFrom('changerPlaces', 'annulerPlaces'), (suite, geste) => {
    essai.base.transaction(() => { essai.base.ecrire('delete from file'); });
    const depart = lireNonJugees(essai.base).length;
    mettre('modifierDispositif', null);
    retenirLot(essai.base, 'le-lot');
    for (const genre of suite) mettre(genre === 'lot' ? geste : genre === 'autre' ? 'modifierDispositif' : 'changerPlaces', genre === 'lot' ? 'le-lot' : genre === 'autre' ? null : 'un-autre');
    const avant = lireNonJugees(essai.base);
    expect(lireAEnvoyer(essai.base, -1)).toEqual([]);
    const sien = ({ args }: { args: unknown }): boolean => { const { lot, nouveauLot } = args as { lot?: string; nouveauLot?: string }; return (nouveauLot ?? lot) === 'le-lot'; };
    expect(retirerLotRetenu(essai.base)).toBe(suite.filter((genre) => genre === 'lot').length);
    mettre('modifierDispositif', null);
    const apres = lireAEnvoyer(essai.base, -1);
    const premier = avant[0]?.seq ?? 0;
    expect(depart).toBe(0);
    expect(apres.map(({ seq }) => seq)).toEqual(apres.map((_commande, rang) => premier + rang));
    expect(apres.slice(0, -1).map(({ numero, args }) => [numero, args])).toEqual(avant.filter((commande) => !sien(commande)).map(({ numero, args }) => [numero, args]));
  }));
});

it('lâché, le lot part avec le reste', () => {
  retenirLot(essai.base, 'le-lot');
  mettre('changerPlaces', 'le-lot');
  lacherLot(essai.base);
  expect(lireAEnvoyer(essai.base, -1)).toHaveLength(1);
  expect(retirerLotRetenu(essai.base)).toBe(0);
  expect(lireAEnvoyer(essai.base, -1)).toHaveLength(1);
});

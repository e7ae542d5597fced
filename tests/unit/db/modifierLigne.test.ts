import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { decalerDate } from '../../../domain/dates.ts';
import { ecrireLigne, modifierLigne } from '../../../db/lignes.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { EtatPlace, Place } from '../../../domain/objets/place.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, dispositif, place } from '../../outils/fabrique.ts';

let essai: CacheEssai;
beforeEach(() => { essai = ouvrirCacheEssai(); });
afterEach(() => { essai.jeter(); });
const lire = (objet: string): unknown => essai.base.un(`select * from "${objet}"`);

const unEtat = fc.record({ etat: fc.constantFrom('ouverte' as const, 'indisponible' as const, 'fermee' as const), depuis: fc.integer({ min: -40, max: 40 }), duree: fc.option(fc.integer({ min: 0, max: 30 })) })
  .map(({ etat, depuis, duree }): EtatPlace => ({ etat, debut: decalerDate(AUJOURDHUI, depuis), fin: duree === null ? null : decalerDate(AUJOURDHUI, depuis + duree), ...(etat === 'indisponible' ? { motif: 'travaux' } : {}) }));
const dUnePlace: fc.Arbitrary<Partial<Place>> = fc.record({
  numero: fc.constantFrom('1', 'Ch. 12-B', 'Éàç 007'), etats: fc.array(unEtat, { minLength: 1, maxLength: 3 }), occupation: fc.constantFrom('libre' as const, 'reservee' as const, 'occupee' as const), groupeId: fc.uuid(), modifiePar: fc.constant('x'),
}, { requiredKeys: [] });
const dUnDispositif: fc.Arbitrary<Partial<Dispositif>> = fc.record({ nom: fc.constantFrom('Les Remparts', 'Étoile du Nord'), commune: fc.constantFrom('59606', '59350'), siret: fc.constantFrom(null, '73282932000074'), horaires: fc.constantFrom(null, 'nuit') }, { requiredKeys: [] });

it('ne récrire que les champs changés donne la ligne qu’aurait donnée l’écriture entière, colonnes déduites comprises', () => {
  for (const [objet, depart, changes] of [['place', place(), dUnePlace], ['dispositif', dispositif(), dUnDispositif]] as const) {
    fc.assert(fc.property(changes as fc.Arbitrary<object>, (champs) => {
      if (Object.keys(champs).length === 0) return;
      const apres = { ...depart, ...champs };
      ecrireLigne(essai.base, objet, depart as never, ecriture);
      modifierLigne(essai.base, objet, apres as never, new Set(Object.keys(champs)), ecriture);
      const partielle = lire(objet);
      ecrireLigne(essai.base, objet, apres as never, ecriture);
      expect(partielle).toEqual(lire(objet));
    }));
  }
});

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DefinitionPlaces, LigneRegroupee, Regroupement } from '../../../contract/methodesPlaces.ts';
import { REGROUPEMENTS } from '../../../contract/methodesPlaces.ts';
import { ouvrirVuePlaces } from '../../../db/places.ts';
import { regrouperPlaces } from '../../../db/regroupement.ts';
import { appliquerPage } from '../../../db/reception.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const AUTRE = '66666666-6666-4666-8666-666666666666';
const INDISPONIBLE = [{ etat: 'ouverte' as const, debut: '2026-01-01', fin: null }, { etat: 'indisponible' as const, motif: 'travaux', debut: '2026-11-01', fin: null }];
const TOUT: DefinitionPlaces = { tri: [], filtres: {}, recherche: '' };

let essai: CacheEssai;
beforeEach(() => {
  essai = ouvrirCacheEssai();
  appliquerPage(essai.base, [
    ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ligneDe('groupe', groupe({ id: AUTRE, libelle: 'Insertion', modalite: 'insertion' })),
    ...[place({ numero: '1' }), place({ numero: '2', occupation: 'occupee' }), place({ numero: '3', etats: INDISPONIBLE }), place({ numero: '4', groupeId: AUTRE }), place({ numero: '5', groupeId: AUTRE, etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] })].map((une) => ligneDe('place', une)),
  ], fin('1'), cadre());
});
afterEach(() => { essai.jeter(); });
const regrouper = (par: readonly Regroupement[], definition = TOUT): LigneRegroupee[] => regrouperPlaces(essai.base, definition, par, (_colonne, cle) => cle) ?? [];

describe('regrouper les places', () => {
  it('un groupe est suivi des siens, et vaut leur somme', () => {
    expect(regrouper(['modalite', 'etat']).map(({ cles, sousGroupes, places, libre, occupee, indisponible, fermee }) => [cles.join('/'), sousGroupes, places, libre, occupee, indisponible, fermee])).toEqual([
      ['115', 3, 3, 1, 1, 1, 0], ['115/indisponible', 0, 1, 0, 0, 1, 0], ['115/libre', 0, 1, 1, 0, 0, 0], ['115/occupee', 0, 1, 0, 1, 0, 0],
      ['insertion', 2, 2, 1, 0, 0, 1], ['insertion/fermee', 0, 1, 0, 0, 0, 1], ['insertion/libre', 0, 1, 1, 0, 0, 0],
    ]);
  });
  it('un groupe se nomme par sa fiche, et se retrouve par son identifiant', () => { expect(regrouper(['groupe']).map(({ libelle, cles }) => [libelle, cles[0]])).toEqual([['Insertion', AUTRE], ['Urgence', GROUPE_ID]]); });
  it('suit les filtres de la vue', () => { expect(regrouper(['groupe'], { ...TOUT, filtres: { etat: { genre: 'parmi', valeurs: ['libre'] } } }).map(({ libelle, places }) => [libelle, places])).toEqual([['Insertion', 1], ['Urgence', 1]]); });
  it('à chaque niveau la somme est celle de la vue, et un groupe se rouvre en une vue de ses places', () => {
    const codes = Object.keys(REGROUPEMENTS) as Regroupement[];
    fc.assert(fc.property(fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 3 }), fc.constantFrom<DefinitionPlaces>(TOUT, { ...TOUT, recherche: 'urgence' }, { ...TOUT, filtres: { etat: { genre: 'parmi', valeurs: ['libre', 'occupee'] } } }), (par, definition) => {
      const lignes = regrouper(par, definition);
      const { total } = ouvrirVuePlaces(essai.base, definition);
      for (const niveau of par.keys()) expect(lignes.filter(({ cles }) => cles.length === niveau + 1).reduce((somme, { places }) => somme + places, 0)).toBe(total);
      for (const { cles, places, libre, reservee, occupee, indisponible, fermee } of lignes) {
        expect(libre + reservee + occupee + indisponible + fermee).toBe(places);
        const filtres = Object.fromEntries(cles.map((cle, rang) => [REGROUPEMENTS[par[rang] as Regroupement], { genre: 'parmi' as const, valeurs: [cle] }]));
        // un filtre de la vue et celui du groupe portent parfois sur la même colonne : les deux valent
        if (!Object.keys(filtres).some((colonne) => Object.hasOwn(definition.filtres, colonne))) expect(ouvrirVuePlaces(essai.base, { ...definition, filtres: { ...definition.filtres, ...filtres } }).total).toBe(places);
      }
    }), { numRuns: 60 });
  });
});

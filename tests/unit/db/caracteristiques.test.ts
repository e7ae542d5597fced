import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jugerCaracteristiques } from '../../../db/caracteristiques.ts';
import { executerEnsemble } from '../../../db/execution.ts';
import { lireLigneCache } from '../../../db/lignes.ts';
import { appliquerPage } from '../../../db/reception.ts';
import type { Place } from '../../../domain/objets/place.ts';
import type { Caracteristiques } from '../../../domain/places/caracteristiques.ts';
import { champsQuiChangent } from '../../../domain/places/caracteristiques.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const [INSERTION, CENT_QUINZE] = ['66666666-6666-4666-8666-666666666666', '88888888-8888-4888-8888-888888888888'];
const RIEN: Caracteristiques = { modalite: null, permanence: null, publicsAjoutes: [], publicsOtes: [] };

describe('ce qui change d’un groupe', () => {
  const un = { modalite: '115' as const, permanence: 'perenne' as const, publics: ['familles', 'jeunes'] };
  it.each<[string, Partial<Caracteristiques>, object]>([
    ['rien', {}, {}], ['déjà ainsi', { modalite: '115', publicsAjoutes: ['jeunes'], publicsOtes: ['animaux'] }, {}], ['la modalité', { modalite: 'insertion' }, { modalite: 'insertion' }],
    ['un public de plus, un de moins', { publicsAjoutes: ['animaux'], publicsOtes: ['jeunes'] }, { publics: ['familles', 'animaux'] }], ['ajouté et retiré : retiré', { publicsAjoutes: ['jeunes'], publicsOtes: ['jeunes'] }, { publics: ['familles'] }],
    ['la permanence', { permanence: 'hivernale' }, { permanence: 'hivernale' }],
  ])('%s', (_nom, change, champs) => { expect(champsQuiChangent(un, { ...RIEN, ...change })).toEqual(champs); });
});

describe('en nombre, depuis les places', () => {
  let essai: CacheEssai;
  let places: Place[];
  beforeEach(() => {
    essai = ouvrirCacheEssai();
    const autre = '99999999-9999-4999-8999-999999999999';
    places = [...['1', '2', '3'].map((numero) => place({ numero })), place({ numero: '4', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }), place({ numero: '5', groupeId: INSERTION }), place({ numero: '6', groupeId: CENT_QUINZE, dispositifId: autre })];
    appliquerPage(essai.base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('dispositif', dispositif({ id: autre, nom: 'Insertion seule', type: 'hebergement_hors_chrs.insertion' })), ligneDe('groupe', groupe()),
      ligneDe('groupe', groupe({ id: INSERTION, libelle: 'Insertion', modalite: 'insertion' })), ligneDe('groupe', groupe({ id: CENT_QUINZE, libelle: 'Autre', modalite: 'insertion', dispositifId: autre })), ...places.map((une) => ligneDe('place', une))], fin('1'), cadre());
  });
  afterEach(() => { essai.jeter(); });
  const juger = (numeros: readonly string[], change: Partial<Caracteristiques>, entiers = false) => jugerCaracteristiques(essai.base, places.filter(({ numero }) => numeros.includes(numero)).map(({ id }) => id), { ...RIEN, ...change }, entiers, cadre());
  const issues = (juges: ReturnType<typeof juger>) => juges.groupes.map(({ libelle, choisies, places: siennes, refus }) => [libelle, choisies, siennes, refus?.code ?? null]);

  it('chaque groupe a son issue : changé, déjà ainsi, pris en partie, refusé par la règle', () => {
    expect(issues(juger(['1', '2', '3', '5', '6'], { modalite: '115' }))).toEqual([['Urgence', 3, 3, 'sans_effet'], ['Autre', 1, 1, 'champ.modalite'], ['Insertion', 1, 1, null]]);
    expect(issues(juger(['1', '2'], { permanence: 'hivernale' }))).toEqual([['Urgence', 2, 3, 'partiel']]);
    expect(issues(juger(['1', '2'], { permanence: 'hivernale' }, true))).toEqual([['Urgence', 2, 3, null]]);
  });
  it('une place fermée ne compte pas dans le tout', () => { expect(issues(juger(['1', '2', '3', '4'], { permanence: 'hivernale' }))).toEqual([['Urgence', 3, 3, null]]); });
  it('les inverses rendent chaque groupe tel qu’il était', () => {
    const { commandes, inverses } = juger(['1', '2', '3', '5'], { permanence: 'hivernale', publicsAjoutes: ['animaux'] });
    const photo = () => [GROUPE_ID, INSERTION].map((id) => { const lu = lireLigneCache(essai.base, 'groupe', id); return [lu?.permanence, lu?.publics, lu?.modalite]; });
    const avant = photo();
    expect(executerEnsemble(essai.base, commandes, cadre()).accepte).toBe(true);
    expect(photo()).toEqual([['hivernale', ['animaux'], '115'], ['hivernale', ['animaux'], 'insertion']]);
    expect(executerEnsemble(essai.base, inverses, cadre()).accepte).toBe(true);
    expect(photo()).toEqual(avant);
  });
});

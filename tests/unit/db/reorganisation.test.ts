import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executerEnsemble } from '../../../db/execution.ts';
import { lireLigneCache } from '../../../db/lignes.ts';
import { argumentsDe, destinations, jugerReorganisation } from '../../../db/reorganisation.ts';
import { appliquerPage } from '../../../db/reception.ts';
import type { ArgumentsReorganiser } from '../../../domain/commandes/reorganisation.ts';
import type { Place } from '../../../domain/objets/place.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, DISPOSITIF_ID, GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const AUTRE = '66666666-6666-4666-8666-666666666666';
const NEUF = '77777777-7777-4777-8777-777777777777';
const SAISIE = { libelle: 'Familles', modalite: '115', forme: 'collectif', typeUnite: 'chambre_collective', permanence: 'perenne', compositions: [], ageMin: null, ageMax: null, publics: [], commune: null } as const;
const NOUVEAU: ArgumentsReorganiser['vers'] = { genre: 'nouveau', id: NEUF, saisie: { ...SAISIE, compositions: [], publics: [] } };

let essai: CacheEssai;
let places: Place[];
beforeEach(() => {
  essai = ouvrirCacheEssai();
  places = [...['1', '2', '3'].map((numero) => place({ numero })), place({ numero: 'F', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }), ...['11', '12'].map((numero) => place({ numero, groupeId: AUTRE }))];
  appliquerPage(essai.base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ligneDe('groupe', groupe({ id: AUTRE, libelle: 'Insertion', modalite: 'insertion', capacites: [{ depuis: '2026-01-01', capacite: 5 }], pmr: 1 })), ligneDe('groupe', groupe({ id: NEUF.replace('7', '8'), libelle: 'Fermé', fermeture: '2026-06-01' })), ...places.map((une) => ligneDe('place', une))], fin('1'), cadre());
});
afterEach(() => { essai.jeter(); });

const ids = (...numeros: readonly string[]): string[] => places.filter(({ numero }) => numeros.includes(numero)).map(({ id }) => id);
const args = (choisis: readonly string[], vers: ArgumentsReorganiser['vers'], reunir = false, pmr = 0) => argumentsDe(essai.base, choisis, { reunir, pmr, vers }, AUJOURDHUI);
const juger = (demande: ArgumentsReorganiser) => jugerReorganisation(essai.base, demande, cadre());
const faire = (...suite: readonly ArgumentsReorganiser[]) => executerEnsemble(essai.base, suite.map((une) => ({ nom: 'reorganiserPlaces', args: une })), cadre());
const photo = () => [GROUPE_ID, AUTRE].map((id) => { const lu = lireLigneCache(essai.base, 'groupe', id); return [lu?.capacites.at(-1)?.capacite, lu?.pmr, lu?.fermeture]; });

describe('où vont les places, et ce que cela ferait', () => {
  it('les groupes ouverts du dispositif, ce qui y est choisi, et un modèle pour un nouveau', () => {
    const lu = destinations(essai.base, ids('1', '2', 'F', '11'), AUJOURDHUI);
    expect(lu.dispositif?.id).toBe(DISPOSITIF_ID);
    expect(lu.groupes.map(({ libelle, capacite, places: leurs, choisies }) => [libelle, capacite, leurs, choisies])).toEqual([['Insertion', 5, 2, 1], ['Urgence', 24, 3, 2]]);
    expect(lu.modele).toMatchObject({ libelle: 'Urgence', modalite: '115' });
    expect(lu.pmr).toBe(3);
    expect(destinations(essai.base, [], AUJOURDHUI).dispositif).toBeNull();
  });
  it('réunir : un groupe dont toutes les places ouvertes sont choisies part en entier, fermées comprises ; pris en partie, il reste', () => {
    expect(args(ids('1', '2', '3', '11'), { genre: 'groupe', id: AUTRE }, true)).toMatchObject({ ids: ids('11'), reunis: [GROUPE_ID] });
    expect(args(ids('1', '2'), { genre: 'groupe', id: AUTRE }, true)).toMatchObject({ reunis: [] });
    expect(args(ids('1', '2', '3'), { genre: 'groupe', id: AUTRE })).toMatchObject({ reunis: [] });
  });
  it('le pont dit chaque groupe avant et après', () => {
    expect(juger(args(ids('1', '2', 'F'), { genre: 'groupe', id: AUTRE })).apercu).toMatchObject({
      refus: null, deplacees: 3,
      lignes: [{ libelle: 'Insertion', sort: 'arrivee', placesAvant: 2, placesApres: 4, capaciteAvant: 5, capaciteApres: 7 }, { libelle: 'Urgence', sort: 'depart', placesAvant: 3, placesApres: 1, capaciteAvant: 24, capaciteApres: 22 }],
    });
    expect(juger(args(ids('1', '2', '3'), { genre: 'groupe', id: AUTRE }, true)).apercu.lignes[1]).toMatchObject({ sort: 'reuni', placesApres: 0, capaciteAvant: 24, capaciteApres: 0 });
    expect(juger(args(ids('1'), { genre: 'nouveau', id: NEUF, saisie: { ...SAISIE, libelle: 'Urgence', compositions: [], publics: [] } })).apercu.refus).toMatchObject({ code: 'champ.libelle' });
  });
});

describe('défaire', () => {
  it.each<[string, ArgumentsReorganiser['vers'], readonly string[]]>([['un déplacement', { genre: 'groupe', id: AUTRE }, ['1', '2']], ['une scission de deux groupes', NOUVEAU, ['1', '2', '11']]])('%s rend places, capacités et PMR', (_nom, vers, choisies) => {
    const avant = photo();
    const demande = args(ids(...choisies), vers, false, 2);
    const { inverses } = juger(demande);
    expect(faire(demande).accepte).toBe(true);
    expect(photo()).not.toEqual(avant);
    expect(faire(...(inverses ?? [])).accepte).toBe(true);
    expect(photo()).toEqual(avant);
    for (const une of places) expect(lireLigneCache(essai.base, 'place', une.id)?.groupeId).toBe(une.groupeId);
  });
  it('une réunion ne se défait pas', () => { expect(juger(args(ids('1', '2', '3'), { genre: 'groupe', id: AUTRE }, true)).inverses).toBeNull(); });
});

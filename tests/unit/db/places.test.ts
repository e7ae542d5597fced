import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DefinitionPlaces } from '../../../contract/methodesPlaces.ts';
import { apercuPlaces } from '../../../db/apercuPlaces.ts';
import { executerCommande } from '../../../db/execution.ts';
import { listerFile, noterIssue, compterFile, clientCourant } from '../../../db/file.ts';
import type { LotDePlaces } from '../../../db/lotsDePlaces.ts';
import { lotsDePlaces, pileDeLots } from '../../../db/lotsDePlaces.ts';
import { idsDesPlages, lireFenetrePlaces, ouvrirVuePlaces, rangPlace, valeursPlaces } from '../../../db/places.ts';
import { appliquerPage } from '../../../db/reception.ts';
import type { Place } from '../../../domain/objets/place.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const AUTRE_GROUPE = '66666666-6666-4666-8666-666666666666';
const TOUT: DefinitionPlaces = { tri: [], filtres: {}, recherche: '' };
const nom = (code: string): string | undefined => (code === '59606' ? 'Valenciennes' : undefined);
const OUVERTE: Place['etats'] = [{ etat: 'ouverte', debut: '2026-01-01', fin: null }];

let essai: CacheEssai;
let places: Place[];
beforeEach(() => {
  essai = ouvrirCacheEssai();
  places = [
    place({ numero: 'Ch. 10' }), place({ numero: 'Ch. 9', occupation: 'occupee', occupationLe: '2026-11-20' }), place({ numero: 'Ch. 100', etats: [...OUVERTE, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-20', fin: '2026-12-15' }] }),
    place({ numero: 'A1', groupeId: AUTRE_GROUPE, etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }), place({ numero: 'A2', groupeId: AUTRE_GROUPE, etats: [...OUVERTE, { etat: 'indisponible', motif: 'sinistre', debut: '2026-12-01', fin: null }] }),
  ];
  appliquerPage(essai.base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ligneDe('groupe', groupe({ id: AUTRE_GROUPE, libelle: 'Insertion', modalite: 'insertion' })), ...places.map((une) => ligneDe('place', une))], fin('1'), cadre());
});
afterEach(() => { essai.jeter(); });

const lues = (definition: Partial<DefinitionPlaces> = {}) => { const vue = ouvrirVuePlaces(essai.base, { ...TOUT, ...definition }); return lireFenetrePlaces(essai.base, vue, 0, 100, AUJOURDHUI, nom); };
const numeros = (definition: Partial<DefinitionPlaces> = {}): string[] => lues(definition).map(({ numero }) => numero);
const changer = (ids: readonly string[], geste: object, lot = randomUUID()) => executerCommande(essai.base, 'changerPlaces', { lot, blocs: [{ geste, ids }] }, cadre());
const TRAVAUX = { genre: 'indisponible', motif: 'travaux', debut: AUJOURDHUI, fin: null } as const;
const parNumero = (numero: string): Place => places.find((une) => une.numero === numero) as Place;

describe('la vue', () => {
  it('range les numéros comme on les compte, groupe par groupe', () => { expect(numeros()).toEqual(['A1', 'A2', 'Ch. 9', 'Ch. 10', 'Ch. 100']); });
  it('montre l’état du jour, son motif, ses dates, et le changement prévu', () => {
    const lignes = new Map(lues().map((ligne) => [ligne.numero, ligne]));
    expect(lignes.get('Ch. 100')).toMatchObject({ etat: 'indisponible', motif: 'travaux', depuis: '2026-11-20', jusquau: '2026-12-15', commune: 'Valenciennes', modalite: '115', attente: 'aucune' });
    expect(lignes.get('Ch. 9')).toMatchObject({ etat: 'occupee', motif: null, depuis: '2026-11-20', jusquau: null });
    expect(lignes.get('A2')).toMatchObject({ etat: 'libre', prevu: '2026-12-01', modalite: 'insertion' });
    expect(lignes.get('A1')?.etat).toBe('fermee');
  });
  it.each<[string, Partial<DefinitionPlaces>, string[]]>([
    ['état', { filtres: { etat: { genre: 'parmi', valeurs: ['occupee', 'indisponible'] } } }, ['Ch. 9', 'Ch. 100']],
    ['motif', { filtres: { motif: { genre: 'parmi', valeurs: ['travaux'] } } }, ['Ch. 100']],
    ['sans motif', { filtres: { motif: { genre: 'parmi', valeurs: [''] }, modalite: { genre: 'parmi', valeurs: ['115'] } } }, ['Ch. 9', 'Ch. 10']],
    ['numéro', { filtres: { numero: { genre: 'contient', texte: 'ch 10' } } }, ['Ch. 10', 'Ch. 100']],
    ['groupe', { filtres: { groupe: { genre: 'contient', texte: 'insertion' } } }, ['A1', 'A2']],
    ['dates', { filtres: { jusquau: { genre: 'periode', du: '2026-12-01', au: '2026-12-31' } } }, ['Ch. 100']],
    ['recherche', { recherche: 'remparts 100' }, ['Ch. 100']],
    ['recherche vaine', { recherche: 'zzz' }, []],
    ['tri', { tri: [{ colonne: 'numero', sens: 'desc' }] }, ['Ch. 100', 'Ch. 10', 'Ch. 9', 'A2', 'A1']],
  ])('filtre et trie : %s', (_nom, definition, attendus) => { expect(numeros(definition)).toEqual(attendus); });
  it('compte ce qu’elle retient et tout le périmètre', () => {
    const { totaux, filtres } = ouvrirVuePlaces(essai.base, { ...TOUT, filtres: { modalite: { genre: 'parmi', valeurs: ['115'] } } });
    expect(totaux).toEqual({ places: 5, groupes: 2, libre: 2, reservee: 0, occupee: 1, indisponible: 1, fermee: 1 });
    expect(filtres).toEqual({ places: 3, groupes: 1, libre: 1, reservee: 0, occupee: 1, indisponible: 1, fermee: 0 });
    expect(valeursPlaces(essai.base, 'etat', { ...TOUT, filtres: { etat: { genre: 'parmi', valeurs: ['libre'] }, modalite: { genre: 'parmi', valeurs: ['115'] } } })).toEqual([{ valeur: 'indisponible', nombre: 1 }, { valeur: 'libre', nombre: 1 }, { valeur: 'occupee', nombre: 1 }]);
  });
  it('situe une place, et rend celles de plages, chacune une fois', () => {
    const vue = ouvrirVuePlaces(essai.base, TOUT);
    expect(rangPlace(essai.base, vue, parNumero('Ch. 9').id)).toBe(2);
    expect(rangPlace(essai.base, vue, randomUUID())).toBe(-1);
    expect(idsDesPlages(essai.base, vue, [{ debut: 1, fin: 3 }, { debut: 2, fin: 99 }])).toEqual(['A2', 'Ch. 9', 'Ch. 10', 'Ch. 100'].map((numero) => parNumero(numero).id));
  });
});

describe('le geste', () => {
  it('se voit aussitôt, marque la place, et les comptes du groupe suivent', () => {
    expect(changer(places.map(({ id }) => id), TRAVAUX)).toMatchObject({ accepte: true, refusees: [{ code: 'chevauchement' }, { code: 'fermee' }, { code: 'chevauchement' }] });
    const lignes = new Map(lues().map((ligne) => [ligne.numero, ligne]));
    expect(lignes.get('Ch. 10')).toMatchObject({ etat: 'indisponible', attente: 'en_attente' });
    expect(lignes.get('Ch. 9')).toMatchObject({ etat: 'occupee', differe: { etat: 'indisponible', motif: 'travaux' }, attente: 'en_attente' });
    expect(lignes.get('Ch. 100')?.attente).toBe('aucune');
    expect(essai.base.un('select ouvertes, libres, indisponibles from agregat where "groupeId" = ?', GROUPE_ID)).toEqual({ ouvertes: 3, libres: 0, indisponibles: 2 });
    expect(listerFile(essai.base)).toMatchObject([{ nom: 'changerPlaces', fiche: '5 places' }]);
  });
  it('une place qui change de groupe compte dans le nouveau, plus dans l’ancien ; et revient si le service refuse', () => {
    const { id } = parNumero('Ch. 10');
    expect(executerCommande(essai.base, 'modifierPlaces', { lot: randomUUID(), lignes: [{ id, groupeId: AUTRE_GROUPE }] }, cadre())).toMatchObject({ accepte: true });
    const ouvertes = (groupeId: string): unknown => essai.base.un<{ n: number }>('select ouvertes as n from agregat where "groupeId" = ?', groupeId)?.n;
    expect([ouvertes(GROUPE_ID), ouvertes(AUTRE_GROUPE)]).toEqual([2, 2]);
    noterIssue(essai.base, clientCourant(essai.base), { seq: 1, issue: 'rejetee', code: 'statut', message: 'Non.' });
    appliquerPage(essai.base, [], fin('2', { [clientCourant(essai.base)]: 1 }), cadre());
    expect([ouvertes(GROUPE_ID), ouvertes(AUTRE_GROUPE)]).toEqual([3, 1]);
  });
  it('une page reçue où la place a changé de groupe rafraîchit les deux', () => {
    appliquerPage(essai.base, [ligneDe('place', { ...parNumero('Ch. 10'), groupeId: AUTRE_GROUPE, version: 2 })], fin('2'), cadre());
    expect(essai.base.tous<{ groupeId: string; ouvertes: number }>('select "groupeId", ouvertes from agregat order by "groupeId"').map(({ ouvertes }) => ouvertes)).toEqual([2, 2]);
  });
  it('ce que le service laisse de côté revient à lire, et marque la place', () => {
    const { id } = parNumero('Ch. 10');
    changer([id], TRAVAUX);
    noterIssue(essai.base, clientCourant(essai.base), { seq: 1, issue: 'appliquee', lignes: [], refusees: [{ id, code: 'chevauchement', message: 'Déjà indisponible.' }] });
    expect(compterFile(essai.base)).toMatchObject({ refus: 1 });
    expect(listerFile(essai.base)).toMatchObject([{ etat: 'refusee', refus: { code: 'partielle', message: '0 place changée, 1 refusée par le service. Déjà indisponible.' } }]);
    appliquerPage(essai.base, [], fin('2', { [clientCourant(essai.base)]: 1 }), cadre());
    expect(lues().find((ligne) => ligne.id === id)).toMatchObject({ etat: 'libre', attente: 'refusee' });
  });
});

describe('l’aperçu', () => {
  it('dit combien changent, lesquelles non et pourquoi, ce qui attend, et l’effet à la date du geste, sans rien écrire', () => {
    const avant = essai.base.tous('select * from place order by id');
    const apercu = apercuPlaces(essai.base, places.map(({ id }) => id), { ...TRAVAUX, debut: '2026-12-01' }, cadre());
    expect(apercu).toMatchObject({ choisies: 5, changees: 2, differees: 1, defaut: null, avant: { ouvertes: 4, libres: 1, occupees: 1, indisponibles: 2, reservees: 0 }, apres: { ouvertes: 4, libres: 0, occupees: 1, indisponibles: 3, reservees: 0 } });
    expect(apercu.refus).toMatchObject([
      { code: 'chevauchement', nombre: 2, message: 'déjà indisponibles à ces dates', places: [{ nom: 'Ch. 100', raison: 'Déjà indisponible du 20/11/2026 au 15/12/2026 (travaux).' }, { nom: 'A2' }] },
      { code: 'fermee', nombre: 1, message: 'La place n’est pas ouverte au 01/12/2026.', places: [{ nom: 'A1' }] },
    ]);
    expect(apercu.groupes.map(({ libelle, choisies, changees, delegation }) => [libelle, choisies, changees, delegation])).toEqual([['Urgence', 3, 2, 'sans_objet'], ['Insertion', 2, 0, 'sans_objet']]);
    expect(essai.base.tous('select * from place order by id')).toEqual(avant);
  });
  it('un geste mal daté est dit une fois, pour toutes', () => {
    expect(apercuPlaces(essai.base, places.map(({ id }) => id), { ...TRAVAUX, debut: '2026-12-01', fin: '2026-11-01' }, cadre())).toMatchObject({ changees: 0, defaut: { champ: 'fin' }, refus: [] });
  });
});

describe('annuler et refaire', () => {
  const l = (lot: string, annule: string | null = null, cree = false): LotDePlaces => ({ lot, le: lot, cree, declares: [], annule, intitule: lot, numero: 0, ids: [] });
  it.each<[string, readonly LotDePlaces[], string | undefined, string | undefined]>([
    ['rien', [], undefined, undefined],
    ['deux gestes', [l('b'), l('a')], 'b', undefined],
    ['un geste annulé', [l('x', 'b'), l('b'), l('a')], 'a', 'x'],
    ['deux annulés', [l('y', 'a'), l('x', 'b'), l('b'), l('a')], undefined, 'y'],
    ['refait : il s’annule sous son nouveau lot', [l('z', 'x'), l('x', 'a'), l('a')], 'z', undefined],
    ['une création annulée ne se refait pas', [l('x', 'b'), l('b', null, true), l('a')], 'a', undefined],
    ['un geste nouveau efface ce qui restait à refaire', [l('c'), l('x', 'b'), l('b'), l('a')], 'c', undefined],
  ])('%s', (_nom, lots, annuler, refaire) => { const pile = pileDeLots(lots); expect([pile.annuler?.lot, pile.refaire?.lot]).toEqual([annuler, refaire]); });
  it('une création ou une déclaration d’avant la veille n’est pas au bout de Ctrl+Z ; un changement d’état, si', () => {
    const lots = [l('c', null, true), { ...l('b'), declares: ['d'] }, l('a')];
    expect(['', 'b', 'bb', 'd'].map((depuis) => pileDeLots(lots, depuis).annuler?.lot)).toEqual(['c', 'c', 'c', 'a']);
    expect(pileDeLots([l('x', 'c'), ...lots], 'd').refaire?.lot).toBeUndefined();
  });
  it('les commandes d’un même lot n’en font qu’un ; un geste refusé n’y est pas', () => {
    const lot = randomUUID();
    changer([parNumero('Ch. 10').id], TRAVAUX, lot);
    changer([parNumero('A2').id], { genre: 'fermer', le: AUJOURDHUI }, lot);
    changer([parNumero('Ch. 9').id], { genre: 'occupation', occupation: 'libre', le: AUJOURDHUI });
    noterIssue(essai.base, clientCourant(essai.base), { seq: 3, issue: 'rejetee', code: 'statut', message: 'Non.' });
    expect(lotsDePlaces(essai.base).map(({ lot: un, ids }) => [un, [...ids].sort()])).toEqual([[lot, [parNumero('Ch. 10').id, parNumero('A2').id].sort()]]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decalerDate, veille } from '../../../domain/dates.ts';
import type { EtatPlace, Place } from '../../../domain/objets/place.ts';
import { etatAu } from '../../../domain/objets/place.ts';
import type { PlaceACompter } from '../../../domain/places/calendrier.ts';
import { calendrierDe, joursDe } from '../../../domain/places/calendrier.ts';
import type { GestePlaces } from '../../../domain/places/gestes.ts';
import { effetSurPlace, etatMontre } from '../../../domain/places/gestes.ts';
import type { IndisponibilitePosee } from '../../../domain/places/indisponibilite.ts';
import { gestePourOter, gestesPourChanger } from '../../../domain/places/indisponibilite.ts';
import { AUJOURDHUI, groupe, place } from '../../outils/fabrique.ts';

const OUVERTE: EtatPlace = { etat: 'ouverte', debut: '2026-01-01', fin: null };
const travaux = (debut: string, fin: string | null): EtatPlace => ({ etat: 'indisponible', motif: 'travaux', debut, fin });
const une = (champs: Partial<Place> = {}, service: PlaceACompter['service'] = null): PlaceACompter => ({ ...place({ numero: '101', etats: [OUVERTE], ...champs }), service });
const FENETRE = { du: '2026-11-23', au: '2026-11-29' };
const lire = (...places: PlaceACompter[]) => calendrierDe(places, FENETRE, AUJOURDHUI);
const barres = (champs: Partial<Place>, service?: PlaceACompter['service']) => lire(une(champs, service ?? null)).places[0]?.barres;

describe('les barres', () => {
  it('une indisponibilité dans la fenêtre, et celles qui en débordent', () => {
    expect(barres({ etats: [OUVERTE, travaux('2026-11-24', '2026-11-26')] })).toEqual([{ motif: 'travaux', debut: '2026-11-24', fin: '2026-11-26', du: '2026-11-24', au: '2026-11-26', avant: false, apres: false, differee: false, enAttente: false }]);
    expect(barres({ etats: [OUVERTE, travaux('2026-11-01', null)] })).toMatchObject([{ debut: '2026-11-01', fin: null, ...FENETRE, avant: true, apres: true }]);
    // aux bords mêmes, elle ne continue pas
    expect(barres({ etats: [OUVERTE, travaux('2026-11-23', '2026-11-29')] })).toMatchObject([{ ...FENETRE, avant: false, apres: false }]);
  });
  it('une fermeture l’emporte : la barre s’arrête, les jours fermés se disent', () => {
    const { places } = lire(une({ etats: [OUVERTE, travaux('2026-11-20', '2026-12-20'), { etat: 'fermee', debut: '2026-11-26', fin: null }] }));
    expect(places[0]).toMatchObject({ barres: [{ du: '2026-11-23', au: '2026-11-25', avant: true, apres: false }], fermetures: [{ du: '2026-11-26', au: '2026-11-29' }] });
  });
  it('ce qui attend la libération ne commence pas avant aujourd’hui, et ne compte pas', () => {
    const differe = travaux('2026-11-20', '2026-11-27');
    const lu = lire(une({ occupation: 'occupee', occupationLe: '2026-11-23', differe }));
    expect(lu.places[0]?.barres).toMatchObject([{ differee: true, debut: '2026-11-20', du: AUJOURDHUI, au: '2026-11-27', avant: false, apres: false }]);
    expect(lu.jours.map(({ indisponibles }) => indisponibles)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(barres({ occupation: 'occupee', differe: travaux('2026-11-01', '2026-11-20') })).toEqual([]);
    expect(barres({ occupation: 'occupee', differe: { etat: 'fermee', debut: '2026-11-26', fin: null } })).toEqual([]);
  });
  it('seule celle que le service n’a pas encore attend', () => {
    const [connue, neuve] = [travaux('2026-11-23', '2026-11-24'), travaux('2026-11-26', '2026-11-28')];
    expect(barres({ etats: [OUVERTE, connue, neuve] }, { etats: [OUVERTE, connue], differe: null })?.map(({ enAttente }) => enAttente)).toEqual([false, true]);
    expect(barres({ etats: [OUVERTE, { ...connue, motif: 'sinistre' }] }, { etats: [OUVERTE, connue], differe: null })?.map(({ enAttente }) => enAttente)).toEqual([true]);
    expect(barres({ etats: [OUVERTE], occupation: 'occupee', differe: neuve }, { etats: [OUVERTE], differe: null })?.map(({ enAttente }) => enAttente)).toEqual([true]);
  });
  it('une place fermée toute la période n’est pas rendue, et se compte à part', () => { expect(lire(une(), une({ etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }))).toMatchObject({ places: [{ numero: '101' }], fermees: 1 }); });
});

describe('les totaux', () => {
  it('ouvertes, indisponibles, disponibles, et leurs places-jours', () => {
    const { jours, placesJours } = lire(une({ etats: [OUVERTE, travaux('2026-11-24', '2026-11-25')] }), une(), une({ etats: [{ ...OUVERTE, debut: '2026-11-27' }] }));
    expect(jours.map(({ ouvertes, indisponibles, disponibles }) => [ouvertes, indisponibles, disponibles])).toEqual([[2, 0, 2], [2, 1, 1], [2, 1, 1], [2, 0, 2], [3, 0, 3], [3, 0, 3], [3, 0, 3]]);
    expect(placesJours).toEqual({ ouvertes: 17, indisponibles: 2, disponibles: 15 });
  });
  it('les occupées ne se disent ni des jours à venir, ni d’avant le dernier constat', () => {
    const occupees = (...places: PlaceACompter[]): (number | null)[] => lire(...places).jours.map((jour) => jour.occupees).slice(0, 3);
    expect(occupees(une({ occupation: 'occupee', occupationLe: '2026-11-20' }), une())).toEqual([1, 1, null]);
    expect(occupees(une({ occupation: 'occupee', occupationLe: AUJOURDHUI }), une())).toEqual([null, 1, null]);
    // libérée aujourd’hui : hier, elle était peut-être occupée
    expect(occupees(une({ occupation: 'libre', occupationLe: AUJOURDHUI }))).toEqual([null, 0, null]);
    // un constat d’avant le dit
    expect(occupees(une({ occupation: 'libre', occupationLe: AUJOURDHUI, constatsPasses: 'l2026-11-01o2026-11-20' }))).toEqual([1, 0, null]);
    // pas ouverte hier : son constat d’aujourd’hui ne cache rien
    expect(occupees(une({ occupation: 'libre', occupationLe: AUJOURDHUI, etats: [{ ...OUVERTE, debut: AUJOURDHUI }] }))).toEqual([0, 0, null]);
  });
});

describe('au hasard', () => {
  const jour = fc.integer({ min: -12, max: 24 }).map((ecart) => decalerDate(AUJOURDHUI, ecart));
  const etat = fc.record({ etat: fc.constantFrom('ouverte', 'indisponible', 'fermee'), motif: fc.constantFrom('travaux', 'sinistre'), debut: jour, duree: fc.option(fc.nat(9)) })
    .map(({ etat: nom, motif, debut, duree }): EtatPlace => ({ etat: nom, ...(nom === 'indisponible' ? { motif } : {}), debut, fin: duree === null ? null : decalerDate(debut, duree) }));
  const desPlaces = fc.array(fc.record({ etats: fc.array(etat, { maxLength: 7 }), occupation: fc.constantFrom('libre', 'reservee', 'occupee'), occupationLe: fc.option(jour.filter((le) => le <= AUJOURDHUI)), differe: fc.option(etat) }), { maxLength: 6 });
  const fenetres = fc.tuple(jour, fc.nat(20)).map(([du, longueur]) => ({ du, au: decalerDate(du, longueur) }));
  it('barres et totaux disent la même chose que l’état de chaque place, jour par jour', () => {
    fc.assert(fc.property(desPlaces, fenetres, (tirees, fenetre) => {
      const places = tirees.map((tiree, rang) => une({ ...tiree, numero: String(rang), etats: [...tiree.etats].sort((a, b) => (a.debut < b.debut ? -1 : a.debut > b.debut ? 1 : 0)) }));
      const lu = calendrierDe(places, fenetre, AUJOURDHUI);
      const rendues = new Map(lu.places.map((rendue) => [rendue.numero, rendue]));
      expect(lu.jours.map((total) => total.jour)).toEqual(joursDe(fenetre));
      for (const total of lu.jours) {
        const etats = places.map((place_) => etatAu(place_.etats, total.jour));
        const indisponibles = etats.filter((ligne) => ligne?.etat === 'indisponible').length;
        const ouvertes = etats.filter((ligne) => ligne !== undefined && ligne.etat !== 'fermee').length;
        expect(total).toMatchObject({ ouvertes, indisponibles, disponibles: ouvertes - indisponibles });
        if (total.jour > AUJOURDHUI) expect(total.occupees).toBeNull();
        if (total.jour === AUJOURDHUI) expect(total.occupees).toBe(places.filter((place_) => etatMontre(place_, AUJOURDHUI) === 'occupee').length);
        for (const [rang, place_] of places.entries()) {
          const rendue = rendues.get(place_.numero);
          const ligne = etats[rang];
          const couvrent = (rendue?.barres ?? []).filter((barre) => !barre.differee && barre.du <= total.jour && total.jour <= barre.au);
          expect(couvrent.map(({ motif, debut, fin }) => ({ motif, debut, fin }))).toEqual(ligne?.etat === 'indisponible' ? [{ motif: ligne.motif, debut: ligne.debut, fin: ligne.fin }] : []);
          if (rendue !== undefined) expect(rendue.fermetures.some(({ du, au }) => du <= total.jour && total.jour <= au)).toBe(ligne === undefined || ligne.etat === 'fermee');
        }
      }
      for (const { barres: siennes } of lu.places) for (const barre of siennes.filter(({ differee }) => !differee)) {
        if (barre.avant) expect(barre.debut <= veille(fenetre.du) && barre.du === fenetre.du).toBe(true);
        if (barre.apres) expect((barre.fin === null || barre.fin > fenetre.au) && barre.au === fenetre.au).toBe(true);
      }
      for (const cle of ['ouvertes', 'indisponibles', 'disponibles'] as const) expect(lu.placesJours[cle]).toBe(lu.jours.reduce((somme, total) => somme + total[cle], 0));
    }), { numRuns: 400 });
  });
  it('les gestes d’un changement font exactement ce changement, ou un refus dit pourquoi', () => {
    fc.assert(fc.property(jour, fc.option(fc.nat(9)), jour, fc.option(fc.nat(9)), fc.constantFrom('travaux', 'sinistre'), (debut, duree, vers, dureeVers, motif) => {
      const finDe = (depart: string, jours: number | null): string | null => (jours === null ? null : decalerDate(depart, jours));
      const avant: IndisponibilitePosee = { motif: 'travaux', debut, fin: finDe(debut, duree), differee: false };
      const apres = { motif, debut: vers, fin: finDe(vers, dureeVers) };
      const gestes = gestesPourChanger(avant, apres, AUJOURDHUI);
      expect(typeof gestes).not.toBe('string');
      let courante = place({ etats: [OUVERTE, travaux(avant.debut, avant.fin)], occupation: 'libre', occupationLe: null });
      for (const geste of gestes as readonly GestePlaces[]) {
        const effet = effetSurPlace(courante, geste, groupe(), AUJOURDHUI, (code) => code);
        if (!effet.fait) throw new Error(effet.message);
        courante = { ...courante, ...effet.champs };
      }
      expect(courante.etats.filter(({ etat: nom }) => nom === 'indisponible')).toEqual([{ etat: 'indisponible', ...apres }]);
    }), { numRuns: 400 });
  });
});

describe('changer une indisponibilité', () => {
  const VIEILLE: IndisponibilitePosee = { motif: 'travaux', debut: '2026-06-01', fin: '2026-12-01', differee: false };
  it('trop ancienne, elle se raccourcit et se prolonge, mais ne se réécrit plus', () => {
    expect(gestesPourChanger(VIEILLE, { ...VIEILLE, fin: '2026-11-26' }, AUJOURDHUI)).toEqual([{ genre: 'disponible', le: '2026-11-27' }]);
    expect(gestesPourChanger(VIEILLE, { ...VIEILLE, fin: null }, AUJOURDHUI)).toEqual([{ genre: 'indisponible', motif: 'travaux', debut: '2026-12-02', fin: null }]);
    expect(gestesPourChanger(VIEILLE, { ...VIEILLE, debut: '2026-06-02' }, AUJOURDHUI)).toContain('ne se réécrit plus');
    expect(gestesPourChanger(VIEILLE, { ...VIEILLE, motif: 'sinistre' }, AUJOURDHUI)).toContain('ne se réécrit plus');
    expect(gestesPourChanger(VIEILLE, { ...VIEILLE, fin: '2026-05-01' }, AUJOURDHUI)).toBe('La fin précède le début.');
  });
  it('qui attend la libération, elle s’ôte d’aujourd’hui, et se remplace en entier', () => {
    const differee = { ...VIEILLE, differee: true };
    expect(gestePourOter(differee, AUJOURDHUI)).toEqual({ genre: 'disponible', le: AUJOURDHUI });
    expect(gestePourOter({ ...differee, debut: '2026-12-01' }, AUJOURDHUI)).toEqual({ genre: 'disponible', le: '2026-12-01' });
    expect(gestesPourChanger(differee, { motif: 'travaux', debut: '2026-11-25', fin: '2026-11-26' }, AUJOURDHUI)).toEqual([{ genre: 'disponible', le: AUJOURDHUI }, { genre: 'indisponible', motif: 'travaux', debut: '2026-11-25', fin: '2026-11-26' }]);
  });
});

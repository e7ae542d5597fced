import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BarreLue, PlaceCalendrier } from '../../../../contract/methodesCalendrier.ts';
import { decalerDate } from '../../../../domain/dates.ts';
import { estUnJour, frapper, poser, rectangleDe, suivre } from '../../../../renderer/calendrier/curseur.ts';
import { aBouge, barreAu, blocsPourChanger, fantomeDe, joursDuree, passeSur, raisonDe, reprendre, tirer } from '../../../../renderer/calendrier/demandes.ts';
import { dateAbregee, estWeekEnd, fenetreDe, fenetreDuJour, jourEnLettres, lettreDuJour, numeroSemaine, periodeEnLettres, semainesDe, titreFenetre } from '../../../../renderer/calendrier/periode.ts';

const JOUR = '2026-11-24';
const FENETRE = { du: '2026-11-16', au: '2026-12-20' };
const barre = (debut: string, fin: string | null, champs: Partial<BarreLue> = {}): BarreLue => ({ motif: 'travaux', debut, fin, du: debut, au: fin ?? FENETRE.au, avant: false, apres: fin === null, differee: false, enAttente: false, ...champs });
const placeDe = (...barres: BarreLue[]): PlaceCalendrier => ({ id: 'p', numero: '101', etat: 'libre', attente: 'aucune', barres, fermetures: [] });

describe('les semaines et les jours', () => {
  it('cinq semaines, depuis le lundi de la semaine d’avant', () => {
    expect(fenetreDuJour(JOUR, 'cinq')).toEqual(FENETRE);
    expect(fenetreDuJour(JOUR, 'deux')).toEqual({ du: '2026-11-16', au: '2026-11-29' });
    expect(fenetreDe('2026-11-19', 'trimestre')).toEqual({ du: '2026-11-16', au: '2027-02-14' });
  });
  it.each([['2026-11-16', 47], ['2026-12-31', 53], ['2027-01-03', 53], ['2027-01-04', 1], ['2025-12-29', 1], ['2024-12-30', 1], ['2023-01-01', 52]])('semaine ISO du %s : %d', (date, numero) => { expect(numeroSemaine(date)).toBe(numero); });
  it('les lettres, les fins de semaine, les dates écrites', () => {
    expect(['2026-11-16', '2026-11-20', '2026-11-22'].map(lettreDuJour)).toEqual(['L', 'V', 'D']);
    expect(['2026-11-20', '2026-11-21', '2026-11-22'].map(estWeekEnd)).toEqual([false, true, true]);
    expect(titreFenetre(FENETRE)).toBe('16 novembre – 20 décembre 2026');
    expect(titreFenetre({ du: '2026-12-28', au: '2027-01-10' })).toBe('28 décembre 2026 – 10 janvier 2027');
    expect([periodeEnLettres('2026-12-01', '2026-12-15'), periodeEnLettres('2026-11-28', '2026-12-01'), periodeEnLettres('2026-12-30', '2027-01-02'), periodeEnLettres('2026-12-05', null), periodeEnLettres('2026-12-05', '2026-12-05')])
      .toEqual(['du 1er au 15 décembre 2026', 'du 28 novembre au 1er décembre 2026', 'du 30 décembre 2026 au 2 janvier 2027', 'à partir du 5 décembre 2026', 'le 5 décembre 2026']);
    expect([dateAbregee('2027-02-01'), dateAbregee('2026-11-21')]).toEqual(['1er févr.', '21 nov.']);
    expect(jourEnLettres(JOUR)).toBe('mardi 24 novembre 2026');
  });
  it('les jours se rangent par semaine, sans en perdre', () => { expect(semainesDe(['2026-11-21', '2026-11-22', '2026-11-23']).map(({ numero, jours }) => [numero, jours.length])).toEqual([[47, 2], [48, 1]]); });
});

describe('le curseur', () => {
  it('les flèches le déplacent sans quitter les places ; Maj étend depuis l’ancre', () => {
    const depart = poser(0, JOUR);
    expect(frapper(depart, 'ArrowUp', false, 3, FENETRE)).toEqual(depart);
    expect(frapper(depart, 'ArrowDown', false, 3, FENETRE)).toEqual(poser(1, JOUR));
    const etendu = frapper(depart, 'ArrowLeft', true, 3, FENETRE);
    expect(etendu).toEqual({ rang: 0, jour: '2026-11-23', ancreRang: 0, ancreJour: JOUR });
    expect(etendu === null ? null : rectangleDe(etendu)).toEqual({ rangDebut: 0, rangFin: 0, du: '2026-11-23', au: JOUR });
    expect(etendu !== null && estUnJour(etendu)).toBe(false);
    expect([frapper(depart, 'Home', false, 3, FENETRE)?.jour, frapper(depart, 'End', true, 3, FENETRE)?.jour, frapper(depart, 'a', false, 3, FENETRE)]).toEqual([FENETRE.du, FENETRE.au, null]);
  });
  it('la fenêtre suit par semaines entières, et contient toujours le jour', () => {
    expect(suivre(FENETRE, JOUR)).toEqual(FENETRE);
    expect(suivre(FENETRE, '2026-12-21')).toEqual({ du: '2026-11-23', au: '2026-12-27' });
    expect(suivre(FENETRE, '2026-11-15')).toEqual({ du: '2026-11-09', au: '2026-12-13' });
    fc.assert(fc.property(fc.integer({ min: -500, max: 500 }), (ecart) => {
      const jour = decalerDate(JOUR, ecart);
      const { du, au } = suivre(FENETRE, jour);
      expect(du <= jour && jour <= au).toBe(true);
      expect(lettreDuJour(du)).toBe('L');
    }));
  });
});

describe('tirer une barre', () => {
  const depart = fantomeDe('p', barre('2026-12-01', '2026-12-05'));
  it('par le corps elle se déplace, par un bout elle s’étire, jamais moins d’un jour', () => {
    expect(tirer(depart, 'corps', 3)).toMatchObject({ debut: '2026-12-04', fin: '2026-12-08' });
    expect(tirer(depart, 'debut', 9)).toMatchObject({ debut: '2026-12-05', fin: '2026-12-05' });
    expect(tirer(depart, 'fin', -9)).toMatchObject({ debut: '2026-12-01', fin: '2026-12-01' });
    // sans fin prévue : déplacée elle le reste, et son bout part de ce qui se voit
    expect(tirer(fantomeDe('p', barre('2026-12-01', null)), 'corps', 1)).toMatchObject({ debut: '2026-12-02', fin: null });
    expect(tirer(fantomeDe('p', barre('2026-12-01', null)), 'fin', -1)).toMatchObject({ fin: '2026-12-19' });
    expect([aBouge(depart), aBouge(tirer(depart, 'fin', 1))]).toEqual([false, true]);
  });
  it('lâchée puis reprise, elle part de ce qu’elle est devenue', () => {
    const lachee = { ...tirer(depart, 'corps', 2), lache: true };
    expect(reprendre(lachee)).toMatchObject({ barre: { debut: '2026-12-03', fin: '2026-12-07' }, lache: false, montree: { debut: '2026-12-01' } });
    expect(reprendre(depart)).toBe(depart);
  });
  it('sur une autre barre, ou sur un jour fermé, elle passe où il ne faut pas', () => {
    const place = { ...placeDe(depart.barre, barre('2026-12-07', '2026-12-09')), fermetures: [{ du: '2026-12-15', au: FENETRE.au }] };
    expect([0, 1, 2].map((jours) => passeSur(tirer(depart, 'corps', jours), place))).toEqual([false, false, true]);
    expect(passeSur(tirer(depart, 'corps', 14), place)).toBe(true);
    expect(passeSur(tirer(depart, 'corps', 2), placeDe(depart.barre, barre('2026-12-07', null, { differee: true })))).toBe(false);
  });
  it('le changement devient des gestes, ou dit pourquoi non', () => {
    expect(blocsPourChanger('p', depart.barre, { motif: 'travaux', debut: '2026-12-02', fin: '2026-12-06' }, JOUR)).toEqual([{ geste: { genre: 'disponible', le: '2026-12-01' }, ids: ['p'] }, { geste: { genre: 'indisponible', motif: 'travaux', debut: '2026-12-02', fin: '2026-12-06' }, ids: ['p'] }]);
    expect(blocsPourChanger('p', barre('2026-01-01', '2026-12-05'), { motif: 'sinistre', debut: '2026-01-01', fin: '2026-12-05' }, JOUR)).toContain('ne se réécrit plus');
  });
});

it('sous un jour : la barre posée avant celle qui attend', () => {
  const [posee, differee] = [barre('2026-12-01', '2026-12-05'), barre('2026-12-03', null, { differee: true })];
  expect([barreAu(placeDe(differee, posee), '2026-12-04'), barreAu(placeDe(differee, posee), '2026-12-08'), barreAu(placeDe(posee), '2026-12-08'), barreAu(undefined, JOUR)]).toEqual([posee, differee, undefined, undefined]);
  expect([joursDuree('2026-12-01', '2026-12-01'), joursDuree('2026-12-01', '2026-12-15'), joursDuree('2026-12-01', null)]).toEqual([1, 15, null]);
});
it('plusieurs refus : les places sont nommées, les premières', () => {
  const lignes = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, message: 'Déjà indisponible.' }));
  expect(raisonDe([], (id) => id, 3)).toBeNull();
  expect(raisonDe(lignes.slice(0, 1), (id) => id, 1)).toBe('Déjà indisponible.');
  expect(raisonDe(lignes.slice(0, 2), (id) => `Ch. ${id}`, 4)).toBe('Ch. a, Ch. b : déjà indisponible.');
  expect(raisonDe(lignes, (id) => id, 8)).toBe('a, b, c et 2 autres : déjà indisponible.');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { annulerPlaces, changerPlaces } from '../../../domain/commandes/places.ts';
import { decalerDate, numeroDuJour } from '../../../domain/dates.ts';
import { occupationsDe } from '../../../domain/indicateurs/faits.ts';
import type { Occupation, Place } from '../../../domain/objets/place.ts';
import { schemaPlace } from '../../../domain/objets/place.ts';
import { constatsApres, ecrireConstats, lireConstats } from '../../../domain/places/constats.ts';
import { effetSurPlace } from '../../../domain/places/gestes.ts';
import { AUJOURDHUI, acteur, contexte, dispositif, groupe, place } from '../../outils/fabrique.ts';

const OCCUPATIONS = ['libre', 'reservee', 'occupee'] as const;
const depart = (champs: Partial<Place> = {}): Place => place({ etats: [{ etat: 'ouverte', debut: '2020-01-01', fin: null }], ...champs });
const constater = (une: Place, occupation: Occupation, le: string): Place => {
  const effet = effetSurPlace(une, { genre: 'occupation', occupation, le }, groupe({ ouverture: '2020-01-01' }), le, (code) => code);
  return effet.fait ? { ...une, ...effet.champs } : une;
};
/** Ce que l’on sait d’une place un jour donné ; `null` : rien n’avait été constaté. */
const suLe = (une: Place, jour: string, aujourdhui: string): Occupation | null => { const rang = numeroDuJour(jour); return occupationsDe(une, numeroDuJour(aujourdhui)).find(({ du, apres }) => du <= rang && rang < apres)?.occupation ?? null; };

describe('les constats d’une place', () => {
  it('se lisent comme ils s’écrivent, et le schéma refuse autre chose', () => {
    const texte = 'l2026-01-05o2026-02-11r2026-03-01';
    expect(lireConstats(texte)).toEqual([{ occupation: 'libre', le: '2026-01-05' }, { occupation: 'occupee', le: '2026-02-11' }, { occupation: 'reservee', le: '2026-03-01' }]);
    expect(ecrireConstats(lireConstats(texte))).toBe(texte);
    expect([lireConstats(null), ecrireConstats([])]).toEqual([[], null]);
    expect(schemaPlace.safeParse(place({ constatsPasses: texte })).success).toBe(true);
    for (const faux of ['x2026-01-05', 'l2026-01-05o', 'l2026-1-5']) expect([faux, schemaPlace.safeParse(place({ constatsPasses: faux })).success]).toEqual([faux, false]);
  });
  it('ce qu’un service d’avant livre sans eux se lit, sans passé', () => { const { constatsPasses: _absents, ...ancienne } = place({}); expect(schemaPlace.parse(ancienne).constatsPasses).toBeNull(); });
  it('un constat de plus garde le précédent ; le même jour le corrige ; deux pareils n’en font qu’un', () => {
    const une = constater(depart({ occupation: 'occupee', occupationLe: '2026-11-01' }), 'libre', '2026-11-10');
    expect([une.constatsPasses, une.occupation, une.occupationLe]).toEqual(['o2026-11-01', 'libre', '2026-11-10']);
    expect(constater(une, 'reservee', '2026-11-10').constatsPasses).toBe('o2026-11-01');
    expect(constater(constater(une, 'libre', '2026-11-15'), 'occupee', '2026-11-20').constatsPasses).toBe('o2026-11-01l2026-11-10');
  });
  it('d’une place qui n’avait jamais été constatée, rien ne se garde : on ne sait pas ce qu’elle était', () => {
    for (const occupation of OCCUPATIONS) expect(constatsApres({ occupation, occupationLe: null, constatsPasses: null }, '2026-11-10')).toBeNull();
    const une = constater(depart({ occupation: 'occupee', occupationLe: null }), 'libre', '2026-11-10');
    expect(suLe(une, '2026-11-09', AUJOURDHUI)).toBeNull();
  });
  it('ne se gardent que vingt-cinq mois, et cent vingt au plus : le plus ancien qui court encore reste', () => {
    expect(constatsApres({ occupation: 'libre', occupationLe: '2026-11-01', constatsPasses: 'o2020-01-01l2023-05-01o2024-01-01' }, '2026-11-24')).toBe('o2024-01-01l2026-11-01');
    let une = depart({ occupation: 'libre', occupationLe: '2026-01-01' });
    for (let jour = 1; jour <= 300; jour += 1) une = constater(une, jour % 2 === 0 ? 'libre' : 'occupee', decalerDate('2026-01-01', jour));
    expect(lireConstats(une.constatsPasses)).toHaveLength(120);
    expect(lireConstats(une.constatsPasses).at(-1)).toEqual({ occupation: 'occupee', le: decalerDate('2026-01-01', 299) });
  });
  it('disent de chaque jour ce qui avait été constaté ce jour-là, ou rien', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...OCCUPATIONS), fc.integer({ min: 0, max: 60 })), { maxLength: 12 }), (gestes) => {
      let une = depart({ occupation: 'occupee', occupationLe: null });
      const notes: [string, Occupation][] = [];
      for (const [occupation, jour] of [...gestes].sort(([, un], [, autre]) => un - autre)) {
        const le = decalerDate('2026-09-01', jour);
        une = constater(une, occupation, le);
        notes.push([le, occupation]);
      }
      for (let rang = -3; rang < 70; rang += 1) {
        const jour = decalerDate('2026-09-01', rang);
        const dit = notes.filter(([le]) => le <= jour).at(-1)?.[1] ?? null;
        expect([jour, suLe(une, jour, AUJOURDHUI)]).toEqual([jour, dit]);
      }
    }));
  });
  it('annuler rend aussi le passé ; refaire le rend encore', () => {
    const par = acteur('admin_siao');
    const etatDe = (une: Place) => ({ places: new Map([[une.id, une]]), groupes: new Map([[une.groupeId, groupe({ ouverture: '2020-01-01' })]]), dispositifs: new Map([[une.dispositifId, dispositif({ statut: 'valide', delegationSiao: { debut: '2020-01-01', fin: null } })]]), codes: [], datees: [], declares: new Map<string, never>() });
    const appliquer = (une: Place, decision: ReturnType<typeof changerPlaces.decide>): Place => {
      if (!decision.accepte) throw new Error(decision.message);
      return { ...une, ...(decision.changements[0] as { champs: Partial<Place> }).champs };
    };
    const lots = ['1', '2', '3'].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [string, string, string];
    for (const avant of [depart({ occupation: 'occupee', occupationLe: '2026-11-01', constatsPasses: 'l2026-10-01' }), depart({ occupation: 'occupee', occupationLe: null })]) {
      const change = appliquer(avant, changerPlaces.decide(etatDe(avant), { lot: lots[0], blocs: [{ geste: { genre: 'occupation', occupation: 'libre', le: '2026-11-20' }, ids: [avant.id] }] }, par, contexte));
      expect(change.dernierLot?.avant).not.toHaveProperty('constatsPasses');
      const rendue = appliquer(change, annulerPlaces.decide(etatDe(change), { lot: lots[0], nouveauLot: lots[1], ids: [avant.id], dispositifs: [] }, par, contexte));
      expect([rendue.occupation, rendue.occupationLe, rendue.constatsPasses]).toEqual([avant.occupation, avant.occupationLe, avant.constatsPasses]);
      const refaite = appliquer(rendue, annulerPlaces.decide(etatDe(rendue), { lot: lots[1], nouveauLot: lots[2], ids: [avant.id], dispositifs: [] }, par, contexte));
      expect([refaite.occupation, refaite.occupationLe, refaite.constatsPasses]).toEqual([change.occupation, change.occupationLe, change.constatsPasses]);
    }
  });
});

import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ecrireLigne } from '../../../db/lignes.ts';
import { changementsDepuis, noterPassage, visitePrecedente } from '../../../db/visite.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { GROUPE_ID, compte, demande, dispositif, entite, groupe, piece, place, proposition } from '../../outils/fabrique.ts';

let essai: CacheEssai;
beforeEach(() => { essai = ouvrirCacheEssai(); });
afterEach(() => { essai.jeter(); });

const DEPUIS = '2026-11-24T08:00:00.000Z';
const APRES = '2026-11-24T09:00:00.000Z';
const MOI = 'moi';

it('une visite commence après une pause d’une demi-heure ; la première n’a pas de borne', () => {
  const { base } = essai;
  const a = (heure: string) => `2026-11-24T${heure}:00.000Z`;
  expect(visitePrecedente(base)).toBeNull();
  for (const [heure, attendu] of [['08:00', null], ['08:29', null], ['08:59', null], ['09:30', a('08:59')], ['09:45', a('08:59')], ['14:00', a('09:45')]] as const) {
    noterPassage(base, a(heure));
    expect([heure, visitePrecedente(base)]).toEqual([heure, attendu]);
  }
});

it('dit ce que d’autres ont fait, par le dernier geste du circuit quand il y en a un, et tait ce que j’ai fait', () => {
  const { base } = essai;
  const pas = { geste: 'valider', vers: 'valide', par: 'ddets', nom: 'Amélie Mabille', profil: 'admin_departemental', le: APRES };
  base.transaction(() => {
    ecrireLigne(base, 'utilisateur', compte({ id: 'autre' as never, nom: 'Léa Marchand' }), ecriture);
    ecrireLigne(base, 'entite', entite({ modifiePar: MOI, modifieLe: APRES }), ecriture);
    ecrireLigne(base, 'dispositif', dispositif({ modifiePar: 'ddets', modifieLe: APRES, parcours: [{ ...pas, geste: 'prevalider', le: '2026-11-20T08:00:00.000Z' }, pas] }), ecriture);
    ecrireLigne(base, 'groupe', groupe({ modifiePar: 'autre', modifieLe: '2026-11-24T08:30:00.000Z' }), ecriture);
    for (let rang = 0; rang < 3; rang += 1) ecrireLigne(base, 'place', place({ numero: String(rang), modifiePar: 'inconnu', modifieLe: rang === 0 ? '2026-11-24T07:00:00.000Z' : '2026-11-24T08:10:00.000Z' }), ecriture);
    ecrireLigne(base, 'proposition', proposition({ statut: 'decidee', modifiePar: 'ddets', modifieLe: '2026-11-24T08:20:00.000Z' }), ecriture);
    ecrireLigne(base, 'demande', demande({ auteur: 'Camille', statut: 'ouverte', modifiePar: 'autre', modifieLe: '2026-11-24T08:50:00.000Z' }), ecriture);
    ecrireLigne(base, 'piece', piece({ modifiePar: 'autre', modifieLe: '2026-11-24T07:59:59.999Z' }), ecriture);
  });
  const { lignes, compteurs } = changementsDepuis(base, DEPUIS, MOI, 100);
  expect(compteurs).toEqual({ entite: 0, dispositif: 1, groupe: 1, place: 2, proposition: 1, piece: 0, demande: 1 });
  expect(lignes).toMatchObject([
    { objet: 'dispositif', geste: 'valider', auteur: 'Amélie Mabille', statut: 'valide' },
    { objet: 'demande', statut: 'ouverte', nom: 'Les Remparts', auteur: 'Léa Marchand' },
    { objet: 'groupe', geste: 'modifier', auteur: 'Léa Marchand' },
    { objet: 'proposition', statut: 'decidee', nom: 'Les Remparts', fiche: { objet: 'dispositif' } },
    { objet: 'place', nombre: 2, auteur: null, fiche: { objet: 'groupe', id: GROUPE_ID } },
  ]);
  expect(changementsDepuis(base, DEPUIS, MOI, 100).lignes.some(({ objet }) => objet === 'entite')).toBe(false);
});

it('compte et liste exactement ce qui est d’un autre et d’après la borne, le plus récent d’abord (propriété)', () => {
  const instants = ['2026-11-24T07:00:00.000Z', DEPUIS, '2026-11-24T08:00:00.001Z', APRES];
  fc.assert(fc.property(fc.array(fc.record({ par: fc.constantFrom(MOI, 'a', 'b'), le: fc.constantFrom(...instants), cree: fc.constantFrom(...instants) }), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (changements, limite) => {
    const { base } = essai;
    base.ecrire('delete from entite');
    base.transaction(() => { for (const [rang, { par, le, cree }] of changements.entries()) ecrireLigne(base, 'entite', entite({ id: `00000000-0000-4000-8000-${String(rang).padStart(12, '0')}`, siren: null, modifiePar: par, modifieLe: le, creeLe: cree }), ecriture); });
    const attendus = changements.filter(({ par, le }) => par !== MOI && le > DEPUIS);
    const { lignes, compteurs } = changementsDepuis(base, DEPUIS, MOI, limite);
    expect(compteurs.entite).toBe(attendus.length);
    expect(lignes).toHaveLength(Math.min(limite, attendus.length));
    expect(lignes.map(({ moment }) => moment)).toEqual([...lignes.map(({ moment }) => moment)].sort().reverse());
    for (const { moment } of lignes) expect(attendus.filter(({ le }) => le > moment).length).toBeLessThan(limite);
  }), { numRuns: 60 });
});

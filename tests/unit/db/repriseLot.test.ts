import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ecrireLigne } from '../../../db/lignes.ts';
import { PAR_LOT, compterValides, lireFichesDuLotCache } from '../../../db/reprise/fichesDuLot.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { compte, dispositif, entite, groupe, piece, place } from '../../outils/fabrique.ts';

let essai: CacheEssai;
beforeEach(() => { essai = ouvrirCacheEssai(); });
afterEach(() => { essai.jeter(); });
const LOT = randomUUID();
const ID = { entite: randomUUID(), dispositif: randomUUID(), groupe: randomUUID(), place: randomUUID() };
const duLot = (identifiant: string, lot = LOT) => ({ provenance: { source: 'si-siao', identifiant, lot }, version: 1, creeLe: '2026-11-24T08:00:00.000Z', modifieLe: '2026-11-24T08:00:00.000Z' });
const poser = (): void => {
  ecrireLigne(essai.base, 'entite', entite({ id: ID.entite, statut: 'a_prevalider', ...duLot('e') }), ecriture);
  ecrireLigne(essai.base, 'dispositif', dispositif({ id: ID.dispositif, entiteId: ID.entite, statut: 'valide', ...duLot('d') }), ecriture);
  ecrireLigne(essai.base, 'groupe', groupe({ id: ID.groupe, dispositifId: ID.dispositif, entiteId: ID.entite, ...duLot('g') }), ecriture);
  ecrireLigne(essai.base, 'place', place({ id: ID.place, groupeId: ID.groupe, dispositifId: ID.dispositif, entiteId: ID.entite, ...duLot('p') }), ecriture);
};
const touchees = (): readonly string[] => lireFichesDuLotCache(essai.base, LOT).filter(({ touchee }) => touchee).map(({ objet }) => objet);

it('les fiches d’un lot, et rien d’autre ; aucune n’est touchée tant que rien ne s’y appuie', () => {
  poser();
  ecrireLigne(essai.base, 'entite', entite({ id: randomUUID(), siren: null }), ecriture);
  expect(lireFichesDuLotCache(essai.base, LOT).map(({ objet, id }) => [objet, id]).sort()).toEqual(Object.entries(ID).sort());
  expect([touchees(), compterValides(essai.base, LOT), lireFichesDuLotCache(essai.base, randomUUID())]).toEqual([[], 1, []]);
});

it.each([
  ['changée par le service', () => { ecrireLigne(essai.base, 'place', place({ id: ID.place, groupeId: ID.groupe, dispositifId: ID.dispositif, entiteId: ID.entite, ...duLot('p'), version: 2 }), ecriture); }, ['place']],
  ['changée ici, pas encore envoyée', () => { ecrireLigne(essai.base, 'groupe', groupe({ id: ID.groupe, dispositifId: ID.dispositif, entiteId: ID.entite, ...duLot('g'), modifieLe: '2026-11-24T09:00:00.000Z' }), ecriture); }, ['groupe']],
  ['un enfant d’un autre lot', () => { ecrireLigne(essai.base, 'place', place({ id: randomUUID(), groupeId: ID.groupe, ...duLot('q', randomUUID()) }), ecriture); }, ['groupe']],
  ['un enfant saisi à la main', () => { ecrireLigne(essai.base, 'dispositif', dispositif({ id: randomUUID(), entiteId: ID.entite }), ecriture); }, ['entite']],
  ['une pièce', () => { ecrireLigne(essai.base, 'piece', piece({ ficheId: ID.dispositif }), ecriture); }, ['dispositif']],
  ['un compte de l’entité', () => { ecrireLigne(essai.base, 'utilisateur', compte({ id: randomUUID(), entiteId: ID.entite }), ecriture); }, ['entite']],
  ['un compte affecté', () => { ecrireLigne(essai.base, 'utilisateur', compte({ id: randomUUID(), entiteId: randomUUID(), perimetre: { genre: 'dispositifs', entiteId: randomUUID(), dispositifs: [ID.dispositif] } }), ecriture); }, ['dispositif']],
] as const)('%s : touchée', (_quoi, toucher, attendues) => {
  poser();
  toucher();
  expect(touchees()).toEqual(attendues);
});

it('trouver un lot ne relit pas toutes les places', () => {
  for (const objet of ['entite', 'dispositif', 'groupe', 'place']) {
    const plan = essai.base.tous<{ detail: string }>(`explain query plan with vise(lot) as (values (?)) select id from ${objet} f where ${PAR_LOT}`, LOT).map(({ detail }) => detail).join('\n');
    expect(plan).toContain(`USING INDEX ${objet}_lot`);
  }
});

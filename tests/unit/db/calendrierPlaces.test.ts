import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { METHODES_CALENDRIER, schemaCalendrier } from '../../../contract/methodesCalendrier.ts';
import { lireCalendrier } from '../../../db/calendrierPlaces.ts';
import { executerCommande } from '../../../db/execution.ts';
import { clientCourant, noterIssue } from '../../../db/file.ts';
import { appliquerPage } from '../../../db/reception.ts';
import type { Place } from '../../../domain/objets/place.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, ecriture, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, GROUPE_ID, acteur, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const OUVERTE = { etat: 'ouverte', debut: '2026-01-01', fin: null } as const;
const FENETRE = { du: '2026-11-16', au: '2026-12-20' };
const TRAVAUX = { genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: '2026-12-15' } as const;

let essai: CacheEssai;
let places: Place[];
beforeEach(() => {
  essai = ouvrirCacheEssai();
  places = [place({ numero: 'Ch. 10' }), place({ numero: 'Ch. 9', occupation: 'occupee', occupationLe: '2026-11-20' }), place({ numero: 'Ch. 11', etats: [OUVERTE, { etat: 'indisponible', motif: 'sinistre', debut: '2026-11-20', fin: null }] }), place({ numero: 'Ch. 12', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] })];
  appliquerPage(essai.base, [ligneDe('entite', entite()), ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe()), ...places.map((une) => ligneDe('place', une))], fin('1'), cadre());
});
afterEach(() => { essai.jeter(); });
const lire = (qui = acteur('gestionnaire_entite')) => { const lu = lireCalendrier(essai.base, GROUPE_ID, FENETRE, qui, AUJOURDHUI, ecriture.nomCommune); return lu === null ? null : schemaCalendrier.parse(lu); };
const placeDe = (numero: string) => lire()?.places.find((une) => une.numero === numero);
const changer = (numero: string, geste: object) => executerCommande(essai.base, 'changerPlaces', { lot: randomUUID(), blocs: [{ geste, ids: [places.find((une) => une.numero === numero)?.id ?? ''] }] }, cadre());

describe('le calendrier d’un groupe, lu dans le cache', () => {
  it('range les places comme on les compte, montre leurs barres et les totaux du groupe', () => {
    const lu = lire();
    expect(lu?.groupe).toMatchObject({ id: GROUPE_ID, libelle: 'Urgence', dispositif: dispositif().nom, commune: 'Valenciennes' });
    expect(lu?.places.map(({ numero, etat, attente }) => [numero, etat, attente])).toEqual([['Ch. 9', 'occupee', 'aucune'], ['Ch. 10', 'libre', 'aucune'], ['Ch. 11', 'indisponible', 'aucune']]);
    expect(lu?.places[2]?.barres).toMatchObject([{ motif: 'sinistre', du: '2026-11-20', au: '2026-12-20', avant: false, apres: true, enAttente: false }]);
    expect(lu?.fermees).toBe(1);
    expect(lu?.jours).toHaveLength(35);
    expect(lu?.jours.find(({ jour }) => jour === AUJOURDHUI)).toEqual({ jour: AUJOURDHUI, ouvertes: 3, indisponibles: 1, disponibles: 2, occupees: 1 });
    expect(essai.base.un('select ouvertes, indisponibles, occupees from agregat where "groupeId" = ?', GROUPE_ID)).toEqual({ ouvertes: 3, indisponibles: 1, occupees: 1 });
  });
  it('un geste de ce poste s’y voit aussitôt, en attente, seul dans ce cas ; reçu, il ne l’est plus', () => {
    changer('Ch. 10', { ...TRAVAUX, debut: '2026-12-17', fin: '2026-12-18' });
    const [recue] = placeDe('Ch. 10')?.barres ?? [];
    expect(recue).toMatchObject({ enAttente: true, differee: false });
    const { id } = places[0] as Place;
    const ligne = essai.base.un<{ etats: string }>('select etats from place where id = ?', id);
    noterIssue(essai.base, clientCourant(essai.base), { seq: 1, issue: 'appliquee', lignes: [] });
    appliquerPage(essai.base, [ligneDe('place', { ...places[0], etats: JSON.parse(ligne?.etats ?? '[]') as unknown, version: 2 })], fin('2', { [clientCourant(essai.base)]: 1 }), cadre());
    expect(placeDe('Ch. 10')).toMatchObject({ attente: 'aucune', barres: [{ enAttente: false }] });
    changer('Ch. 10', TRAVAUX);
    expect(placeDe('Ch. 10')).toMatchObject({ attente: 'en_attente', barres: [{ debut: '2026-12-01', enAttente: true }, { debut: '2026-12-17', enAttente: false }] });
  });
  it('sur une place occupée, elle attend la libération et ne compte pas', () => {
    changer('Ch. 9', TRAVAUX);
    expect(placeDe('Ch. 9')?.barres).toMatchObject([{ motif: 'travaux', differee: true, enAttente: true }]);
    expect(lire()?.jours.find(({ jour }) => jour === '2026-12-05')?.indisponibles).toBe(1);
  });
  it('ce que le service refuse marque la place, et sa barre n’est plus là', () => {
    changer('Ch. 10', TRAVAUX);
    noterIssue(essai.base, clientCourant(essai.base), { seq: 1, issue: 'rejetee', code: 'statut', message: 'Non.' });
    appliquerPage(essai.base, [], fin('2', { [clientCourant(essai.base)]: 1 }), cadre());
    expect(placeDe('Ch. 10')).toMatchObject({ attente: 'refusee', barres: [] });
  });
  it('dit pourquoi l’on n’y change rien ; un groupe absent ne se lit pas', () => {
    expect(lire()?.raison).toBeNull();
    expect(lire(acteur('ecoutant_115'))?.raison).toMatch(/\S/u);
    expect(lireCalendrier(essai.base, randomUUID(), FENETRE, acteur('gestionnaire_entite'), AUJOURDHUI, ecriture.nomCommune)).toBeNull();
  });
  it('la période demandée a une fin, et une longueur', () => {
    const { args } = METHODES_CALENDRIER['places.calendrier'];
    expect(args.safeParse({ groupeId: GROUPE_ID, ...FENETRE }).success).toBe(true);
    expect(args.safeParse({ groupeId: GROUPE_ID, du: '2026-12-20', au: '2026-11-16' }).success).toBe(false);
    expect(args.safeParse({ groupeId: GROUPE_ID, du: '2026-01-01', au: '2027-12-31' }).success).toBe(false);
  });
});

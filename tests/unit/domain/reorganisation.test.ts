import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../domain/commandes/commande.ts';
import { decalerDate } from '../../../domain/dates.ts';
import type { Groupe } from '../../../domain/objets/groupe.ts';
import { capaciteAu, schemaGroupe } from '../../../domain/objets/groupe.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { schemaPlace } from '../../../domain/objets/place.ts';
import { AUJOURDHUI, acteur, contexte, decider, dispositif, groupe, monde, place } from '../../outils/fabrique.ts';

const [URGENCE, INSERTION, NEUF] = ['33333333-3333-4333-8333-333333333333', '66666666-6666-4666-8666-666666666666', '77777777-7777-4777-8777-777777777777'];
const SAISIE = { libelle: 'Familles', modalite: '115', forme: 'collectif', typeUnite: 'chambre_collective', permanence: 'perenne', compositions: [], ageMin: null, ageMax: null, publics: [], commune: null };
const vers = (id: string) => ({ genre: 'groupe', id });
const NOUVEAU = { genre: 'nouveau', id: NEUF, saisie: SAISIE };

interface Joue { readonly decision: Decision; readonly groupes: readonly Groupe[]; readonly places: readonly Place[] }
const jouer = (args: object, groupes: readonly Groupe[], places: readonly Place[], { profil = 'gestionnaire_entite', champs = {} }: { profil?: Parameters<typeof acteur>[0]; champs?: object } = {}): Joue => {
  const decision = decider('reorganiserPlaces', { ids: [], reunis: [], pmr: 0, ...args }, acteur(profil), monde({ objet: 'dispositif', ligne: dispositif(champs) }, ...groupes.map((ligne) => ({ objet: 'groupe' as const, ligne })), ...places.map((ligne) => ({ objet: 'place' as const, ligne }))), contexte);
  if (!decision.accepte) return { decision, groupes, places };
  const champsDe = new Map(decision.changements.flatMap((changement) => (changement.genre === 'modifier' ? [[changement.id, changement.champs] as const] : [])));
  const crees = decision.changements.flatMap((changement) => (changement.genre === 'creer' ? [schemaGroupe.parse(changement.ligne)] : []));
  return { decision, groupes: [...groupes.map((un) => schemaGroupe.parse({ ...un, ...champsDe.get(un.id) })), ...crees], places: places.map((une) => schemaPlace.parse({ ...une, ...champsDe.get(une.id) })) };
};
const accordDe = (joue: Joue): Joue => { if (!joue.decision.accepte) throw new Error(joue.decision.message); return joue; };
const cinq = (groupeId: string, debut: number): Place[] => Array.from({ length: 5 }, (_, rang) => place({ groupeId, numero: String(debut + rang) }));
const capacites = ({ groupes }: Joue, date = AUJOURDHUI): Record<string, number> => Object.fromEntries(groupes.map((un) => [un.libelle, capaciteAu(un, date)]));

describe('déplacer, scinder, réunir', () => {
  const groupes = [groupe({ capacites: [{ depuis: '2026-01-01', capacite: 24 }, { depuis: '2027-01-01', capacite: 20 }] }), groupe({ id: INSERTION, libelle: 'Insertion', modalite: 'insertion', capacites: [{ depuis: '2026-01-01', capacite: 10 }], pmr: 1 })];
  const places = [...cinq(URGENCE, 101), ...cinq(INSERTION, 201)];
  const trois = places.slice(0, 3).map(({ id }) => id);

  test('déplacer : la capacité suit, aujourd’hui et à chaque date prévue ; le passé ne bouge pas', () => {
    const apres = accordDe(jouer({ ids: trois, vers: vers(INSERTION) }, groupes, places));
    expect(capacites(apres)).toEqual({ Urgence: 21, Insertion: 13 });
    expect(capacites(apres, '2026-11-23')).toEqual({ Urgence: 24, Insertion: 10 });
    expect(capacites(apres, '2027-01-01')).toEqual({ Urgence: 17, Insertion: 13 });
    expect(apres.places.filter(({ groupeId }) => groupeId === INSERTION)).toHaveLength(8);
  });
  test('scinder : le nouveau groupe ouvre aujourd’hui avec la capacité de ses places, et les PMR qu’on lui donne', () => {
    const apres = accordDe(jouer({ ids: trois, pmr: 2, vers: NOUVEAU }, groupes, places));
    expect(capacites(apres)).toEqual({ Urgence: 21, Insertion: 10, Familles: 3 });
    expect(apres.groupes.map(({ libelle, pmr }) => [libelle, pmr])).toEqual([['Urgence', 0], ['Insertion', 1], ['Familles', 2]]);
    expect(apres.groupes.at(-1)).toMatchObject({ ouverture: AUJOURDHUI, fermeture: null, capacites: [{ depuis: AUJOURDHUI, capacite: 3 }] });
  });
  test('réunir : toutes les places et toute la capacité, même celle qu’aucune place ne porte ; le groupe réuni ferme', () => {
    const apres = accordDe(jouer({ reunis: [INSERTION], vers: vers(URGENCE) }, groupes, places));
    expect(capacites(apres)).toEqual({ Urgence: 34, Insertion: 0 });
    expect(capacites(apres, '2027-01-01')).toEqual({ Urgence: 30, Insertion: 0 });
    expect(apres.groupes[1]).toMatchObject({ fermeture: AUJOURDHUI, capacites: groupes[1]?.capacites });
    expect(apres.groupes[0]?.pmr).toBe(3);
    expect(new Set(apres.places.map(({ groupeId }) => groupeId))).toEqual(new Set([URGENCE]));
  });
  test('déplacer, puis remettre : les capacités reviennent', () => {
    const aller = accordDe(jouer({ ids: trois, vers: vers(INSERTION) }, groupes, places));
    const retour = accordDe(jouer({ ids: trois, vers: vers(URGENCE) }, aller.groupes, aller.places));
    for (const date of ['2026-11-23', AUJOURDHUI, '2027-06-01']) expect(capacites(retour, date)).toEqual(Object.fromEntries(groupes.map((un) => [un.libelle, capaciteAu(un, date)])));
  });
  test('un groupe qui ferme ne perd que ce qu’il porte encore', () => {
    const fermera = groupe({ fermeture: '2027-01-01', capacites: [{ depuis: '2026-01-01', capacite: 24 }, { depuis: '2027-01-01', capacite: 0 }] });
    const apres = accordDe(jouer({ ids: trois, vers: vers(INSERTION) }, [fermera, groupes[1] as Groupe], places));
    expect(apres.groupes[0]?.capacites.at(-1)).toEqual({ depuis: '2027-01-01', capacite: 0 });
    expect([capacites(apres), capacites(apres, '2027-01-01')]).toEqual([{ Urgence: 21, Insertion: 13 }, { Urgence: 0, Insertion: 10 }]);
  });
  test('un geste plus ancien sur ces places ne s’annule plus', () => {
    const marquee = { ...places[0] as Place, dernierLot: { lot: NEUF, par: 'auteur', avant: { numero: '1' } } };
    expect(accordDe(jouer({ ids: [marquee.id], vers: vers(INSERTION) }, groupes, [marquee, ...places.slice(1)])).places[0]?.dernierLot).toBeNull();
  });

  test.each<[string, object, { groupes?: readonly Groupe[]; places?: readonly Place[]; profil?: Parameters<typeof acteur>[0]; champs?: object }, string, string]>([
    ['capacité trop courte', { ids: trois, vers: vers(INSERTION) }, { groupes: [groupe({ capacites: [{ depuis: '2026-01-01', capacite: 24 }, { depuis: '2027-01-01', capacite: 2 }] }), groupes[1] as Groupe] }, 'capacite', 'capacité de 2 au 01/01/2027'],
    ['numéro pris', { ids: trois, vers: vers(INSERTION) }, { places: [...places, place({ groupeId: INSERTION, numero: '101' })] }, 'champ.ids', '« 101 »'],
    ['trop de PMR', { ids: trois, pmr: 3, vers: NOUVEAU }, {}, 'champ.pmr', 'que 2 places PMR'],
    ['libellé pris', { ids: trois, vers: { ...NOUVEAU, saisie: { ...SAISIE, libelle: 'insertion' } } }, {}, 'champ.libelle', 'déjà un groupe'],
    ['modalité que le type refuse', { ids: trois, vers: { ...NOUVEAU, saisie: { ...SAISIE, modalite: 'insertion' } } }, { champs: { type: 'hebergement_hors_chrs.115' } }, 'champ.modalite', 'n’accepte pas'],
    ['groupe d’arrivée fermé', { ids: trois, vers: vers(INSERTION) }, { groupes: [groupes[0] as Groupe, { ...groupes[1] as Groupe, fermeture: '2026-11-01' }] }, 'groupe_ferme', 'fermé depuis le 01/11/2026'],
    ['groupe d’arrivée qui ferme avant', { ids: trois, vers: vers(INSERTION) }, { groupes: [groupes[0] as Groupe, { ...groupes[1] as Groupe, fermeture: '2027-03-01' }] }, 'groupe_ferme', 'ferme le 01/03/2027, avant « Urgence »'],
    ['déjà là', { ids: trois, vers: vers(URGENCE) }, {}, 'sans_effet', 'déjà dans ce groupe'],
    ['réuni à lui-même', { reunis: [URGENCE], vers: vers(URGENCE) }, {}, 'sans_effet', 'lui-même'],
    ['groupe d’un autre dispositif', { reunis: [randomUUID()], vers: vers(URGENCE) }, {}, 'autre_dispositif', 'même dispositif'],
    ['place inconnue', { ids: [randomUUID()], vers: vers(URGENCE) }, {}, 'introuvable', 'Place introuvable'],
    ['dispositif fermé', { ids: trois, vers: vers(INSERTION) }, { champs: { statut: 'ferme' } }, 'statut', 'ne changent plus'],
    ['SIAO sans délégation', { ids: trois, vers: vers(INSERTION) }, { profil: 'admin_siao' }, 'sans_delegation', 'délégation'],
    ['SIAO délégué : les groupes ne sont pas à lui', { ids: trois, vers: vers(INSERTION) }, { profil: 'admin_siao', champs: { delegationSiao: { debut: '2026-03-01', fin: null } } }, 'droit.profil', ''],
    ['responsable', { ids: trois, vers: vers(INSERTION) }, { profil: 'responsable_dispositif' }, 'droit.profil', ''],
  ])('refusé et dit : %s', (_nom, args, { groupes: autres = groupes, places: ailleurs = places, ...options }, code, dit) => {
    expect(jouer(args, autres, ailleurs, options).decision).toMatchObject({ accepte: false, code, message: expect.stringContaining(dit) as string });
  });
});

describe('le pont de capacité s’équilibre à la place près, quels que soient les groupes', () => {
  const jourDe = (jours: number): string => decalerDate(AUJOURDHUI, jours);
  const unGroupe = fc.record({
    lignes: fc.array(fc.record({ jours: fc.integer({ min: -300, max: 200 }), capacite: fc.integer({ min: 0, max: 12 }) }), { minLength: 1, maxLength: 5 }),
    ouverture: fc.integer({ min: -300, max: 5 }), fermeture: fc.option(fc.integer({ min: -5, max: 200 }), { nil: null }), pmr: fc.integer({ min: 0, max: 3 }),
    places: fc.array(fc.constantFrom('ouverte', 'fermee', 'fermera'), { maxLength: 6 }),
  });
  const cas = fc.record({ groupes: fc.array(unGroupe, { minLength: 2, maxLength: 4 }), prises: fc.array(fc.nat({ max: 23 }), { maxLength: 10 }), reunis: fc.array(fc.nat({ max: 3 }), { maxLength: 2 }), neuf: fc.boolean(), pmr: fc.integer({ min: 0, max: 2 }) });
  test('Σ des capacités égale avant et après à toute date, passé intact, rien de négatif, chaque place dans un seul groupe', () => {
    let acceptes = 0;
    fc.assert(fc.property(cas, ({ groupes: tires, prises, reunis, neuf, pmr }) => {
      const groupes = tires.map(({ lignes, ouverture, fermeture, pmr: siens }, rang) => groupe({
        id: `99999999-9999-4999-8999-99999999999${rang}`, libelle: `G${rang}`, ouverture: jourDe(ouverture), fermeture: fermeture === null ? null : jourDe(Math.max(fermeture, ouverture)), pmr: siens,
        capacites: [...new Map(lignes.map(({ jours, capacite }) => [jourDe(jours), { depuis: jourDe(jours), capacite }])).values()].sort((a, b) => (a.depuis < b.depuis ? -1 : 1)),
      }));
      const places = tires.flatMap(({ places: etats }, rang) => etats.map((etat, numero) => place({
        groupeId: groupes[rang]?.id ?? '', numero: `${rang}-${numero}`,
        etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, ...(etat === 'ouverte' ? [] : [{ etat: 'fermee' as const, debut: etat === 'fermee' ? '2026-06-01' : jourDe(30), fin: null }])],
      })));
      const ids = [...new Set(prises)].flatMap((rang) => (places[rang] === undefined ? [] : [places[rang].id]));
      const entiers = [...new Set(reunis)].flatMap((rang) => (groupes[rang] === undefined ? [] : [groupes[rang].id]));
      const joue = jouer({ ids, reunis: entiers, pmr, vers: neuf ? NOUVEAU : vers(groupes[0]?.id ?? '') }, groupes, places);
      if (!joue.decision.accepte) return;
      acceptes += 1;
      for (let jours = -310; jours <= 230; jours += 1) {
        const date = jourDe(jours);
        const somme = (liste: readonly Groupe[]): number => liste.reduce((total, un) => total + capaciteAu(un, date), 0);
        expect([date, somme(joue.groupes)]).toEqual([date, somme(groupes)]);
        if (jours < 0) for (const [rang, un] of groupes.entries()) expect(capaciteAu(joue.groupes[rang] as Groupe, date)).toBe(capaciteAu(un, date));
      }
      expect(joue.groupes.every((un) => un.capacites.every(({ capacite }) => capacite >= 0) && un.pmr >= 0)).toBe(true);
      expect(joue.groupes.reduce((total, un) => total + (un.fermeture === AUJOURDHUI && entiers.includes(un.id) ? 0 : un.pmr), 0)).toBe(groupes.reduce((total, un) => total + un.pmr, 0));
      expect(joue.places.filter(({ groupeId }) => entiers.includes(groupeId))).toEqual([]);
      expect(joue.places.filter(({ id }) => ids.includes(id)).every(({ groupeId }) => groupeId === (neuf ? NEUF : groupes[0]?.id))).toBe(true);
    }), { numRuns: 400 });
    expect(acceptes).toBeGreaterThan(20);
  });
});

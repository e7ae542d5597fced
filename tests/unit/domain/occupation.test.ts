import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Accord, Decision } from '../../../domain/commandes/commande.ts';
import type { ArgumentsDeclarer } from '../../../domain/commandes/occupation.ts';
import { declarerOccupation } from '../../../domain/commandes/occupation.ts';
import { decalerDate } from '../../../domain/dates.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Occupation, Place } from '../../../domain/objets/place.ts';
import { etatAu, schemaPlace } from '../../../domain/objets/place.ts';
import { estEnRetard, etatDeclaration } from '../../../domain/places/occupation.ts';
import type { Acteur } from '../../../domain/profils.ts';
import { AUJOURDHUI, DISPOSITIF_ID, ENTITE_ID, acteur, contexte, decider, dispositif, groupe, monde, place } from '../../outils/fabrique.ts';

const LOT = '44444444-4444-4444-8444-444444444444';
interface Options { readonly qui?: Acteur; readonly champs?: Partial<Dispositif> }
const jouer = (nom: string, args: object, places: readonly Place[], { qui = acteur('gestionnaire_entite'), champs = {} }: Options = {}): { readonly decision: Decision; readonly apres: readonly Place[]; readonly fiche: Readonly<Record<string, unknown>> } => {
  const avant = dispositif(champs);
  const decision = decider(nom, args, qui, monde({ objet: 'dispositif', ligne: avant }, { objet: 'groupe', ligne: groupe() }, ...places.map((ligne) => ({ objet: 'place' as const, ligne }))), contexte);
  const champsDe = new Map(decision.accepte ? decision.changements.flatMap((changement) => (changement.genre === 'modifier' ? [[changement.id, changement.champs] as const] : [])) : []);
  return { decision, apres: places.map((une) => schemaPlace.parse({ ...une, ...champsDe.get(une.id) })), fiche: { ...avant, ...champsDe.get(avant.id) } };
};
const declarer = (places: readonly Place[], args: Partial<ArgumentsDeclarer> = {}, options: Options = {}) => jouer('declarerOccupation', { lot: LOT, dispositifId: DISPOSITIF_ID, le: AUJOURDHUI, changements: [], ...args }, places, options);
const accord = (decision: Decision): Accord => { if (!decision.accepte) throw new Error(decision.message); return decision; };
const FERMEE: Partial<Place> = { etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'fermee', debut: '2026-11-01', fin: null }] };

describe('declarerOccupation', () => {
  test('rien n’a changé : une seule ligne, sur le dispositif', () => {
    const { decision, apres, fiche } = declarer([place(), place({ numero: '102', occupation: 'occupee' })]);
    expect(accord(decision).changements).toEqual([{ genre: 'modifier', objet: 'dispositif', id: DISPOSITIF_ID, champs: { occupationDeclaree: { le: AUJOURDHUI, par: 'gestionnaire_entite-59', source: 'saisie', lot: LOT, avant: null } } }]);
    expect(apres.map(({ occupation, occupationLe }) => [occupation, occupationLe])).toEqual([['libre', '2026-11-23'], ['occupee', '2026-11-23']]);
    expect(fiche['occupationDeclaree']).toMatchObject({ le: AUJOURDHUI });
  });
  test('ne change que les places qui diffèrent, et ce qui attendait la libération commence', () => {
    const [libre, deja, attend] = [place({ numero: '1' }), place({ numero: '2', occupation: 'occupee' }), place({ numero: '3', occupation: 'occupee', differe: { etat: 'indisponible', motif: 'travaux', debut: '2026-11-10', fin: null } })];
    const { decision, apres } = declarer([libre, deja, attend], { changements: [{ occupation: 'occupee', ids: [libre.id, deja.id] }, { occupation: 'libre', ids: [attend.id] }] });
    expect(accord(decision).changements.map((changement) => changement.genre === 'modifier' && changement.id)).toEqual([DISPOSITIF_ID, libre.id, attend.id]);
    expect(apres[0]).toMatchObject({ occupation: 'occupee', occupationLe: AUJOURDHUI });
    expect(apres[1]).toEqual(deja);
    expect(etatAu(apres[2]?.etats ?? [], AUJOURDHUI)).toMatchObject({ etat: 'indisponible', debut: AUJOURDHUI });
  });
  test('une place prise sans que l’on sache depuis quand l’est au moins depuis ce jour ; une place libre, fermée ou déjà datée ne bouge pas', () => {
    const places = [place({ numero: '1', occupation: 'occupee', occupationLe: null }), place({ numero: '2', occupation: 'reservee', occupationLe: null }), place({ numero: '3', occupation: 'libre', occupationLe: null }), place({ numero: '4', occupation: 'occupee', occupationLe: null, ...FERMEE }), place({ numero: '5', occupation: 'occupee' })];
    const { apres } = declarer(places, { changements: [{ occupation: 'occupee', ids: [places[1]?.id ?? ''] }] });
    expect(apres.map(({ occupation, occupationLe, constatsPasses }) => [occupation, occupationLe, constatsPasses])).toEqual([['occupee', AUJOURDHUI, null], ['occupee', AUJOURDHUI, null], ['libre', null, null], ['occupee', null, null], ['occupee', '2026-11-23', null]]);
    expect(apres.slice(2)).toEqual(places.slice(2));
  });
  test('une place refusée refuse tout, et le message la nomme', () => {
    const [bonne, fermee] = [place({ numero: '1' }), place({ numero: '2', ...FERMEE })];
    const { decision } = declarer([bonne, fermee], { changements: [{ occupation: 'occupee', ids: [bonne.id, fermee.id] }] });
    expect(decision).toMatchObject({ accepte: false, code: 'fermee', message: 'Place « 2 » (Urgence) : La place n’est pas ouverte au 24/11/2026.' });
    // la même occupation qu’avant ne rend pas une place fermée déclarable
    expect(declarer([fermee], { changements: [{ occupation: 'libre', ids: [fermee.id] }] }).decision).toMatchObject({ accepte: false, code: 'fermee' });
  });
  test.each<[string, Partial<ArgumentsDeclarer>, Partial<Dispositif>, string]>([
    ['à venir', { le: '2026-11-25' }, {}, 'champ.le'],
    ['trop ancienne', { le: decalerDate(AUJOURDHUI, -32) }, {}, 'champ.le'],
    ['avant la dernière', { le: '2026-11-20' }, { occupationDeclaree: { le: '2026-11-21', par: 'x', source: 'saisie' } }, 'anterieure'],
    ['dispositif fermé', {}, { statut: 'ferme' }, 'statut'],
    ['place inconnue', { changements: [{ occupation: 'libre', ids: [randomUUID()] }] }, {}, 'introuvable'],
  ])('refuse une déclaration %s', (_titre, args, champs, code) => { expect(declarer([place()], args, { champs }).decision).toMatchObject({ accepte: false, code }); });
  test('31 jours en arrière, et la même date que la dernière, sont admis', () => {
    expect(declarer([place()], { le: decalerDate(AUJOURDHUI, -31) }).decision.accepte).toBe(true);
    expect(declarer([place()], {}, { champs: { occupationDeclaree: { le: AUJOURDHUI, par: 'x', source: 'import' } } }).decision.accepte).toBe(true);
  });
  test('une place d’ailleurs, ou citée deux fois', () => {
    const [ici, ailleurs] = [place({ numero: '1' }), place({ numero: '9', dispositifId: ENTITE_ID })];
    expect(declarer([ici, ailleurs], { changements: [{ occupation: 'occupee', ids: [ailleurs.id] }] }).decision).toMatchObject({ accepte: false, code: 'autre_dispositif' });
    expect(declarer([ici], { changements: [{ occupation: 'occupee', ids: [ici.id] }, { occupation: 'libre', ids: [ici.id] }] }).decision).toMatchObject({ accepte: false, code: 'champ.changements' });
  });
  test('sous délégation, pour le compte de l’entité ; sans elle, refusée', () => {
    const une = place();
    const { decision } = declarer([une], { changements: [{ occupation: 'occupee', ids: [une.id] }] }, { qui: acteur('admin_siao'), champs: { delegationSiao: { debut: '2026-01-01', fin: null } } });
    expect(accord(decision).changements.map((changement) => changement.genre === 'modifier' && changement.pourLeCompteDe)).toEqual([ENTITE_ID, ENTITE_ID]);
    expect(declarer([une], {}, { qui: acteur('admin_siao') }).decision).toMatchObject({ accepte: false, code: 'sans_delegation' });
    expect(declarer([une], {}, { qui: acteur('ecoutant_115') }).decision).toMatchObject({ accepte: false, code: 'droit.profil' });
  });
  test('la source : import si on le dit, partenaire pour une clé, quoi que disent les arguments', () => {
    expect(declarer([], { source: 'import' }).fiche['occupationDeclaree']).toMatchObject({ source: 'import' });
    expect(declarer([], { source: 'import' }, { qui: { ...acteur('assistant'), partenaire: true } }).fiche['occupationDeclaree']).toMatchObject({ source: 'partenaire' });
    expect(declarer([], { source: 'partenaire' as 'import' }).decision).toMatchObject({ accepte: false, code: 'arguments' });
  });
  test('un seul champ de la fiche est en cause', () => { expect(declarerOccupation.champsTouches({} as ArgumentsDeclarer)).toEqual(['occupationDeclaree']); });

  test('propriété : acceptée, chaque place montre ce qui a été déclaré ce jour-là, les autres ne bougent pas, et l’annuler rend tout', () => {
    const occupation = fc.constantFrom<Occupation[]>('libre', 'reservee', 'occupee');
    const jour = fc.integer({ min: -40, max: 5 }).map((ecart) => decalerDate(AUJOURDHUI, ecart));
    const unePlace = fc.record({
      occupation, occupationLe: fc.option(jour), etats: fc.constantFrom<Place['etats'][]>(
        [{ etat: 'ouverte', debut: '2026-01-01', fin: null }], [{ etat: 'ouverte', debut: '2026-11-10', fin: null }], FERMEE.etats ?? [],
        [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-15', fin: '2026-11-22' }]),
      differe: fc.option(fc.constant({ etat: 'fermee' as const, debut: '2026-11-20', fin: null })),
    });
    let acceptees = 0;
    fc.assert(fc.property(fc.array(fc.tuple(unePlace, fc.option(occupation)), { maxLength: 6 }), jour, (tirees, le) => {
      const places = tirees.map(([champs], rang) => place({ numero: String(rang), ...champs, ...(champs.occupation === 'libre' ? { differe: null } : {}) }));
      const declarees = new Map(tirees.flatMap(([, declaree], rang) => (declaree === null ? [] : [[places[rang]?.id ?? '', declaree] as const])));
      const changements = (['libre', 'reservee', 'occupee'] as const).map((une) => ({ occupation: une, ids: [...declarees].filter(([, autre]) => autre === une).map(([id]) => id) })).filter(({ ids }) => ids.length > 0);
      const { decision, apres } = declarer(places, { le, changements });
      if (!decision.accepte) { expect(apres).toEqual(places); return; }
      acceptees += 1;
      for (const [rang, une] of apres.entries()) {
        const avant = places[rang];
        const voulue = declarees.get(une.id);
        // prise sans date, et ouverte ce jour-là : elle se date ; rien d’autre n’en change
        const datee = avant !== undefined && avant.occupationLe === null && avant.occupation !== 'libre' && etatAu(avant.etats, le)?.etat === 'ouverte';
        if (voulue === undefined || voulue === avant?.occupation) { expect({ ...une, dernierLot: null }).toEqual({ ...avant, dernierLot: null, ...(datee ? { occupationLe: le } : {}) }); continue; }
        expect([une.occupation, une.occupationLe]).toEqual([voulue, le]);
        expect(etatAu(avant?.etats ?? [], le)?.etat).not.toBe('fermee');
      }
      const changees = apres.filter((une, rang) => une !== places[rang] && une.dernierLot?.lot === LOT);
      if (changees.length === 0) return;
      const rendues = jouer('annulerPlaces', { lot: LOT, nouveauLot: randomUUID(), ids: changees.map(({ id }) => id) }, apres);
      accord(rendues.decision);
      for (const [rang, une] of rendues.apres.entries()) expect({ ...une, dernierLot: null }).toEqual({ ...places[rang], dernierLot: null });
    }), { numRuns: 400 });
    expect(acceptees).toBeGreaterThan(20);
  });
});

describe('annuler une déclaration', () => {
  const AVANT = { le: '2026-11-10', par: 'quelqu’un', source: 'import' as const };
  const annuler = (champs: object, qui = acteur('gestionnaire_entite')) => jouer('annulerPlaces', { lot: LOT, nouveauLot: randomUUID(), ids: [], dispositifs: [DISPOSITIF_ID] }, [], { qui, champs });
  test.each([[AVANT], [null]])('« rien n’a changé », annulé : la déclaration d’avant revient (%j)', (occupationDeclaree) => {
    const { fiche } = declarer([place()], {}, { champs: { occupationDeclaree } });
    expect(fiche['occupationDeclaree']).toMatchObject({ le: AUJOURDHUI, lot: LOT, avant: occupationDeclaree });
    expect(annuler(fiche).fiche['occupationDeclaree']).toEqual(occupationDeclaree);
  });
  test('les places que la déclaration avait datées sans les citer redeviennent sans date', () => {
    const sansDate = place({ occupation: 'occupee', occupationLe: null });
    const { apres, fiche } = declarer([sansDate]);
    expect(apres[0]).toMatchObject({ occupationLe: AUJOURDHUI });
    const rendue = jouer('annulerPlaces', { lot: LOT, nouveauLot: randomUUID(), ids: [], dispositifs: [DISPOSITIF_ID] }, apres, { champs: fiche });
    expect({ ...rendue.apres[0], dernierLot: null }).toEqual({ ...sansDate, dernierLot: null });
  });
  test('déclarée de nouveau depuis, par un autre, sans droit, ou d’avant cette version : elle reste', () => {
    const { fiche } = declarer([place()], {}, { champs: { occupationDeclaree: AVANT } });
    const declaree = fiche['occupationDeclaree'] as object;
    for (const autre of [{ ...declaree, lot: randomUUID() }, { ...declaree, par: 'quelqu’un' }, AVANT]) expect(annuler({ occupationDeclaree: autre }).decision).toMatchObject({ accepte: false, code: 'changee_depuis' });
    expect(annuler({ occupationDeclaree: { ...declaree, par: acteur('admin_siao').utilisateurId } }, acteur('admin_siao')).decision).toMatchObject({ accepte: false, code: 'sans_delegation' });
  });
});

describe('en retard', () => {
  test.each([[null, 'jamais', true], ['2026-11-24', 'a_jour', false], ['2026-11-17', 'a_jour', false], ['2026-11-16', 'retard', true], ['2026-11-05', 'retard', true]] as const)('déclarée le %s : %s', (le, genre, retard) => {
    const etat = etatDeclaration(le === null ? null : { le }, AUJOURDHUI);
    expect([etat.genre, estEnRetard(etat)]).toEqual([genre, retard]);
  });
  test('les jours de retard se comptent au-delà de la semaine, changement d’heure compris', () => {
    expect(etatDeclaration({ le: '2026-11-05' }, AUJOURDHUI)).toEqual({ genre: 'retard', jours: 12 });
    expect(etatDeclaration({ le: '2026-10-20' }, '2026-10-28')).toEqual({ genre: 'retard', jours: 1 });
  });
});

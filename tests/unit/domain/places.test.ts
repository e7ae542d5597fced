import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Accord, Decision } from '../../../domain/commandes/commande.ts';
import { decalerDate } from '../../../domain/dates.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { etatAu, schemaPlace } from '../../../domain/objets/place.ts';
import type { GestePlaces } from '../../../domain/places/gestes.ts';
import { effetSurPlace } from '../../../domain/places/gestes.ts';
import { lireNumeros } from '../../../domain/places/numeros.ts';
import type { Profil } from '../../../domain/profils.ts';
import { AUJOURDHUI, acteur, contexte, decider, dispositif, groupe, monde, place } from '../../outils/fabrique.ts';

const LOT = '44444444-4444-4444-8444-444444444444';
const AUTRE_LOT = '55555555-5555-4555-8555-555555555555';
const DELEGUE = { delegationSiao: { debut: '2026-03-01', fin: null } };

/** Joue une commande et rend les places après elle. */
const jouer = (nom: string, args: unknown, places: readonly Place[], { profil = 'gestionnaire_entite', champs = {}, groupes = [groupe()] }: { profil?: Profil; champs?: object; groupes?: readonly ReturnType<typeof groupe>[] } = {}): { readonly decision: Decision; readonly apres: readonly Place[] } => {
  const decision = decider(nom, args, acteur(profil), monde({ objet: 'dispositif', ligne: dispositif(champs) }, ...groupes.map((ligne) => ({ objet: 'groupe' as const, ligne })), ...places.map((ligne) => ({ objet: 'place' as const, ligne }))), contexte);
  if (!decision.accepte) return { decision, apres: places };
  const changees = new Map(decision.changements.flatMap((changement) => (changement.genre === 'modifier' ? [[changement.id, changement.champs] as const] : [])));
  return { decision, apres: places.map((une) => schemaPlace.parse({ ...une, ...changees.get(une.id) })) };
};
const changer = (geste: GestePlaces, places: readonly Place[], options: Parameters<typeof jouer>[3] = {}, lot = LOT) => jouer('changerPlaces', { lot, blocs: [{ geste, ids: places.map(({ id }) => id) }] }, places, options);
const accord = (decision: Decision): Accord => { if (!decision.accepte) throw new Error(decision.message); return decision; };
const TRAVAUX: GestePlaces = { genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: '2026-12-15' };

describe('changerPlaces : chaque place selon son état', () => {
  test.each<[string, GestePlaces, Partial<Place>, string]>([
    ['fermée', TRAVAUX, { etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'fermee', debut: '2026-11-01', fin: null }] }, 'fermee'],
    ['chevauchement', TRAVAUX, { etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'sinistre', debut: '2026-12-15', fin: null }] }, 'chevauchement'],
    ['un effet attend déjà', TRAVAUX, { occupation: 'occupee', differe: { etat: 'fermee', debut: '2026-12-01', fin: null } }, 'differe'],
    ['pas indisponible', { genre: 'disponible', le: AUJOURDHUI }, {}, 'sans_effet'],
    ['déjà ouverte', { genre: 'ouvrir', le: AUJOURDHUI, fin: null }, {}, 'sans_effet'],
    ['groupe pas encore ouvert', { genre: 'ouvrir', le: AUJOURDHUI, fin: null }, { etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }, 'groupe_ferme'],
    ['déjà fermée', { genre: 'fermer', le: AUJOURDHUI }, { etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] }, 'sans_effet'],
    ['occuper une place indisponible', { genre: 'occupation', occupation: 'occupee', le: AUJOURDHUI }, { etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-20', fin: null }] }, 'indisponible'],
    ['constat plus ancien que le dernier', { genre: 'occupation', occupation: 'occupee', le: '2026-11-20' }, {}, 'anterieure'],
    ['même occupation, même jour', { genre: 'occupation', occupation: 'libre', le: '2026-11-23' }, {}, 'sans_effet'],
  ])('%s', (_nom, geste, champs, code) => {
    const { decision } = changer(geste, [place(champs)], { groupes: [groupe({ ouverture: code === 'groupe_ferme' ? '2027-01-01' : '2026-01-01' })] });
    expect(decision).toMatchObject({ accepte: false, code });
  });

  test.each<[GestePlaces, string]>([
    [{ genre: 'indisponible', motif: 'travaux', debut: '2026-12-15', fin: '2026-12-01' }, 'champ.fin'],
    [{ genre: 'indisponible', motif: 'travaux', debut: '2026-10-23', fin: null }, 'champ.debut'],
    [{ genre: 'occupation', occupation: 'libre', le: '2026-11-25' }, 'champ.le'],
    [{ genre: 'indisponible', motif: 'inondation', debut: '2026-12-01', fin: null }, 'nomenclature'],
  ])('le geste lui-même : %j → %s', (geste, code) => { expect(changer(geste, [place()]).decision).toMatchObject({ accepte: false, code }); });

  test('une place refusée n’arrête pas les autres, et dit pourquoi', () => {
    const [libre, fermee] = [place({ numero: '1' }), place({ numero: '2', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] })];
    const { decision, apres } = changer(TRAVAUX, [libre, fermee]);
    expect(accord(decision).changements).toHaveLength(1);
    expect(accord(decision).refusees).toEqual([{ id: fermee.id, code: 'fermee', message: 'La place n’est pas ouverte au 01/12/2026.' }]);
    expect(etatAu(apres[0]?.etats ?? [], '2026-12-10')).toMatchObject({ etat: 'indisponible', motif: 'travaux' });
    expect(etatAu(apres[0]?.etats ?? [], '2026-12-16')?.etat).toBe('ouverte');
    expect(apres[1]).toEqual(fermee);
  });

  test('sur une place occupée, l’effet attend la libération ; il commence ce jour-là', () => {
    const { decision, apres: [attente] } = changer(TRAVAUX, [place({ occupation: 'occupee' })]);
    expect(accord(decision).changements).toHaveLength(1);
    expect(attente).toMatchObject({ occupation: 'occupee', differe: { etat: 'indisponible', debut: '2026-12-01' } });
    expect(etatAu(attente?.etats ?? [], '2026-12-05')?.etat).toBe('ouverte');
    const apresCoup = effetSurPlace(attente as Place, { genre: 'occupation', occupation: 'libre', le: '2026-12-05' }, groupe(), '2026-12-05', (code) => code);
    expect(apresCoup).toMatchObject({ fait: true, champs: { differe: null, occupation: 'libre' } });
    const etats = apresCoup.fait ? (apresCoup.champs.etats ?? []) : [];
    expect(etatAu(etats, '2026-12-05')?.etat).toBe('indisponible');
    expect(etatAu(etats, '2026-12-04')?.etat).toBe('ouverte');
    // libérée après la fin prévue : l’indisponibilité n’a pas lieu
    const tard = effetSurPlace(attente as Place, { genre: 'occupation', occupation: 'libre', le: '2026-12-20' }, groupe(), '2026-12-20', (code) => code);
    expect(tard.fait && tard.champs.etats?.some(({ etat }) => etat === 'indisponible')).toBe(false);
  });

  test('rendre disponible finit la veille ; le même jour que le début, il n’en reste rien ; et lève ce qui attendait', () => {
    const etats: Place['etats'] = [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-20', fin: null }];
    const { apres: [finie] } = changer({ genre: 'disponible', le: AUJOURDHUI }, [place({ etats })]);
    expect(finie?.etats[1]).toMatchObject({ debut: '2026-11-20', fin: '2026-11-23' });
    const { apres: [retiree] } = changer({ genre: 'disponible', le: '2026-11-20' }, [place({ etats })]);
    expect(retiree?.etats).toHaveLength(1);
    const { apres: [levee] } = changer({ genre: 'disponible', le: AUJOURDHUI }, [place({ occupation: 'occupee', differe: { etat: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: null } })]);
    expect(levee?.differe).toBeNull();
  });

  test('fermer retire ce qui était prévu ensuite ; une ouverture d’hiver se referme d’elle-même', () => {
    const { apres: [fermee] } = changer({ genre: 'fermer', le: '2026-12-10' }, [place({ etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-12-05', fin: '2026-12-20' }, { etat: 'indisponible', motif: 'sinistre', debut: '2027-01-01', fin: null }] })]);
    expect(['2026-12-04', '2026-12-09', '2026-12-10', '2027-01-05'].map((date) => etatAu(fermee?.etats ?? [], date)?.etat)).toEqual(['ouverte', 'indisponible', 'fermee', 'fermee']);
    const { apres: [hiver] } = changer({ genre: 'ouvrir', le: '2026-12-01', fin: '2027-03-31' }, [place({ etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] })]);
    expect(['2026-11-30', '2026-12-01', '2027-03-31', '2027-04-01'].map((date) => etatAu(hiver?.etats ?? [], date)?.etat)).toEqual(['fermee', 'ouverte', 'ouverte', 'fermee']);
  });

  test('deux blocs sur une même place s’appliquent dans l’ordre', () => {
    const une = place();
    const { apres: [apres] } = jouer('changerPlaces', { lot: LOT, blocs: [{ geste: { genre: 'occupation', occupation: 'occupee', le: AUJOURDHUI }, ids: [une.id] }, { geste: TRAVAUX, ids: [une.id] }] }, [une]);
    expect(apres).toMatchObject({ occupation: 'occupee', differe: { motif: 'travaux' } });
    expect(apres?.dernierLot?.avant).toMatchObject({ occupation: 'libre', differe: null });
  });
});

describe('changerPlaces : qui, et pour le compte de qui', () => {
  test('le SIAO agit sous délégation, pour le compte de l’entité ; sans elle, la raison nomme le dispositif', () => {
    const sous = accord(changer(TRAVAUX, [place()], { profil: 'admin_siao', champs: DELEGUE }).decision);
    expect(sous.changements[0]).toMatchObject({ pourLeCompteDe: dispositif().entiteId });
    expect(changer(TRAVAUX, [place()], { profil: 'admin_siao' }).decision).toMatchObject({ accepte: false, code: 'sans_delegation', message: 'Pas de délégation de gestion en cours sur « Les Remparts ».' });
    expect(changer(TRAVAUX, [place()], { profil: 'admin_siao', champs: { delegationSiao: { debut: '2026-01-01', fin: '2026-11-23' } } }).decision).toMatchObject({ code: 'sans_delegation' });
    expect(accord(changer(TRAVAUX, [place()]).decision).changements[0]).not.toHaveProperty('pourLeCompteDe');
  });
  test.each<Profil>(['admin_national', 'admin_departemental', 'operateur_siao', 'ecoutant_115', 'travailleur_social'])('%s lit, ne change pas', (profil) => {
    expect(changer(TRAVAUX, [place()], { profil, champs: DELEGUE }).decision).toMatchObject({ accepte: false, code: 'droit.profil' });
  });
  test('un dispositif fermé ne change plus', () => { expect(changer(TRAVAUX, [place()], { champs: { statut: 'ferme' } }).decision).toMatchObject({ accepte: false, code: 'statut' }); });
});

describe('annulerPlaces', () => {
  const annuler = (places: readonly Place[], lot = LOT, profil: Profil = 'gestionnaire_entite') => jouer('annulerPlaces', { lot, nouveauLot: AUTRE_LOT, ids: places.map(({ id }) => id) }, places, { profil });
  test('rend exactement ce qu’il y avait, et s’annule à son tour', () => {
    const avant = [place({ numero: '1' }), place({ numero: '2', occupation: 'occupee' })];
    const { apres } = changer(TRAVAUX, avant);
    const { apres: defaites } = annuler(apres);
    const sansLot = (une: Place): Place => ({ ...une, dernierLot: null });
    expect(defaites.map(sansLot)).toEqual(avant.map(sansLot));
    const { apres: refaites } = annuler(defaites, AUTRE_LOT);
    expect(refaites.map(({ etats, differe }) => ({ etats, differe }))).toEqual(apres.map(({ etats, differe }) => ({ etats, differe })));
  });
  test('deux commandes d’un même lot sur une place s’annulent ensemble', () => {
    const une = place({ numero: '1' });
    const { apres } = changer(TRAVAUX, [une]);
    const { apres: renumerotees } = jouer('modifierPlaces', { lot: LOT, lignes: [{ id: une.id, numero: '2' }] }, apres);
    expect(renumerotees[0]).toMatchObject({ numero: '2', dernierLot: { avant: { numero: '1', etats: une.etats } } });
    expect({ ...annuler(renumerotees).apres[0], dernierLot: null }).toEqual(une);
  });
  test('une création s’annule tant que rien n’a touché ses places, par son auteur et qui peut créer', () => {
    const creees = (accord(jouer('creerPlaces', { lot: LOT, groupeId: groupe().id, ouverture: '2026-12-01', places: ['1', '2'].map((numero) => ({ id: place().id, numero })) }, []).decision).changements as readonly { readonly ligne: Place }[]).map(({ ligne }) => ligne);
    expect(accord(annuler(creees).decision).changements).toEqual(creees.map(({ id }) => ({ genre: 'supprimer', objet: 'place', id })));
    const [une, autre] = creees as [Place, Place];
    const { apres: [changee] } = changer(TRAVAUX, [une], {}, AUTRE_LOT);
    const { decision } = annuler([changee as Place, autre]);
    expect(accord(decision).changements).toEqual([{ genre: 'supprimer', objet: 'place', id: autre.id }]);
    expect(accord(decision).refusees).toMatchObject([{ id: une.id, code: 'changee_depuis' }]);
    // qui ne change que l’état, sous délégation, n’a pas ce droit : même un lot à son nom ne le lui donne pas
    const aSonNom = creees.map((ligne) => ({ ...ligne, dernierLot: { lot: LOT, par: acteur('admin_siao').utilisateurId, avant: {} } }));
    expect(jouer('annulerPlaces', { lot: LOT, nouveauLot: AUTRE_LOT, ids: aSonNom.map(({ id }) => id) }, aSonNom, { profil: 'admin_siao', champs: DELEGUE }).decision).toMatchObject({ accepte: false, code: 'droit.profil' });
  });
  test('une place changée depuis garde son dernier état ; le geste d’un autre ne s’annule pas', () => {
    const { apres } = changer(TRAVAUX, [place({ numero: '1' }), place({ numero: '2' })]);
    const [une, autre] = apres as [Place, Place];
    const { decision, apres: defaites } = annuler([{ ...une, dernierLot: { lot: AUTRE_LOT, par: 'x', avant: {} } }, autre]);
    expect(accord(decision).refusees).toMatchObject([{ id: une.id, code: 'changee_depuis' }]);
    expect(defaites[0]?.etats).toEqual(une.etats);
    expect(annuler(apres, LOT, 'assistant').decision).toMatchObject({ accepte: false, code: 'changee_depuis' });
  });
});

describe('creerPlaces, modifierPlaces', () => {
  const creer = (numeros: readonly string[], existantes: readonly Place[] = [], options: Parameters<typeof jouer>[3] & { ouverture?: string } = {}) => jouer('creerPlaces', { lot: LOT, groupeId: groupe().id, ouverture: options.ouverture ?? '2026-12-01', places: numeros.map((numero) => ({ id: place().id, numero })) }, existantes, options).decision;
  test('les places naissent ouvertes et libres, dans le périmètre du groupe', () => {
    const { changements } = accord(creer(['Ch. 1', 'Ch. 2']));
    expect(changements).toHaveLength(2);
    expect(changements.every((changement) => changement.genre === 'creer' && schemaPlace.safeParse(changement.ligne).success)).toBe(true);
  });
  test('numéro pris, groupe pas ouvert, profil sans droit : rien n’est créé', () => {
    expect(creer(['101'], [place()])).toMatchObject({ code: 'champ.places', message: 'Le numéro « 101 » est déjà pris dans ce groupe : en choisir un autre.' });
    expect(creer(['Ch. 1', 'ch 1'])).toMatchObject({ code: 'champ.places' });
    expect(creer(['1'], [], { ouverture: '2025-12-31' })).toMatchObject({ code: 'champ.ouverture' });
    expect(creer(['1'], [], { profil: 'admin_siao', champs: DELEGUE })).toMatchObject({ code: 'droit.profil' });
  });
  test('deux places échangent leurs numéros ; un numéro en double est refusé et nommé ; une place reste dans son dispositif', () => {
    const [une, autre] = [place({ numero: '1' }), place({ numero: '2' })];
    const { apres } = jouer('modifierPlaces', { lot: LOT, lignes: [{ id: une.id, numero: '2' }, { id: autre.id, numero: '1' }] }, [une, autre]);
    expect(apres.map(({ numero }) => numero)).toEqual(['2', '1']);
    expect(jouer('modifierPlaces', { lot: LOT, lignes: [{ id: une.id, numero: '2' }] }, [une, autre]).decision).toMatchObject({ code: 'champ.lignes' });
    const ailleurs = groupe({ id: '66666666-6666-4666-8666-666666666666', dispositifId: '77777777-7777-4777-8777-777777777777', libelle: 'Ailleurs' });
    expect(jouer('modifierPlaces', { lot: LOT, lignes: [{ id: une.id, groupeId: ailleurs.id }] }, [une, autre], { groupes: [groupe(), ailleurs] }).decision).toMatchObject({ code: 'autre_dispositif' });
    const frere = groupe({ id: '66666666-6666-4666-8666-666666666666', libelle: 'Insertion', modalite: 'insertion' });
    const { apres: deplacees } = jouer('modifierPlaces', { lot: LOT, lignes: [{ id: une.id, groupeId: frere.id }] }, [une, autre], { groupes: [groupe(), frere] });
    expect(deplacees[0]).toMatchObject({ groupeId: frere.id, dernierLot: { avant: { groupeId: une.groupeId } } });
  });
});

describe('les états datés gardent leurs invariants, quels que soient les gestes', () => {
  const date = fc.integer({ min: -20, max: 40 }).map((jours) => decalerDate(AUJOURDHUI, jours));
  const periode = fc.tuple(date, fc.option(fc.integer({ min: 0, max: 20 }), { nil: null })).map(([debut, duree]) => ({ debut, fin: duree === null ? null : decalerDate(debut, duree) }));
  const geste: fc.Arbitrary<GestePlaces> = fc.oneof(
    periode.map(({ debut, fin }): GestePlaces => ({ genre: 'indisponible', motif: 'travaux', debut, fin })),
    date.map((le): GestePlaces => ({ genre: 'disponible', le })),
    periode.map(({ debut, fin }): GestePlaces => ({ genre: 'ouvrir', le: debut, fin })),
    date.map((le): GestePlaces => ({ genre: 'fermer', le })),
    fc.tuple(fc.constantFrom('libre' as const, 'reservee' as const, 'occupee' as const), fc.integer({ min: -10, max: 0 })).map(([occupation, jours]): GestePlaces => ({ genre: 'occupation', occupation, le: decalerDate(AUJOURDHUI, jours) })),
  );
  test('jamais deux indisponibilités le même jour, jamais indisponible une fois fermée, le schéma tient, et tout s’annule', () => {
    fc.assert(fc.property(fc.array(geste, { maxLength: 25 }), (gestes) => {
      let courante = place({ occupationLe: '2026-11-01' });
      for (const un of gestes) {
        const avant = courante;
        const lot = randomUUID();
        const { decision, apres: [suivante] } = changer(un, [courante], {}, lot);
        if (suivante === undefined) throw new Error('place perdue');
        courante = suivante;
        const indisponibles = courante.etats.filter(({ etat }) => etat === 'indisponible');
        for (let jours = -60; jours <= 90; jours += 1) {
          const jour = decalerDate(AUJOURDHUI, jours);
          expect(indisponibles.filter(({ debut, fin }) => debut <= jour && (fin === null || jour <= fin)).length).toBeLessThanOrEqual(1);
        }
        expect(courante.etats.every(({ debut, fin }) => fin === null || debut <= fin)).toBe(true);
        expect([...courante.etats].sort((a, b) => (a.debut < b.debut ? -1 : a.debut > b.debut ? 1 : 0))).toEqual(courante.etats);
        if (!decision.accepte) continue;
        const { apres: [defaite] } = jouer('annulerPlaces', { lot, nouveauLot: AUTRE_LOT, ids: [courante.id] }, [courante]);
        expect({ ...(defaite as Place), dernierLot: null }).toEqual({ ...avant, dernierLot: null });
      }
    }), { numRuns: 150 });
  });
});

describe('les numéros par motif', () => {
  test.each<[string, readonly string[]]>([
    ['Ch. 101 à 104', ['Ch. 101', 'Ch. 102', 'Ch. 103', 'Ch. 104']],
    ['A1 à A3 ; B1', ['A1', 'A2', 'A3', 'B1']],
    ['Ch. 101 A à C', ['Ch. 101 A', 'Ch. 101 B', 'Ch. 101 C']],
    ['008 à 011', ['008', '009', '010', '011']],
    ['Studio bleu,  Studio vert', ['Studio bleu', 'Studio vert']],
    ['T2-4 à 5', ['T2-4', 'T2-5']],
  ])('%s', (motif, numeros) => { expect(lireNumeros(motif)).toEqual({ ok: true, numeros }); });
  test.each([['', 'Écrire les numéros'], ['Ch. 9 à 3', '3 est plus petit que 9'], ['1 à 5, 3', '« 3 » est donné deux fois'], ['1 à 1001', 'plus de 1000 places'], ['Ch. 1 à B', 'tous deux par un nombre'], ['A1 à B4', '« B » n’est pas le début de « A1 »'], ['C à A', '« A » vient avant « C »'], ['1 à 2 à 3', 'écrire un début et une fin']])('refusé et dit : « %s »', (motif, dit) => {
    const lus = lireNumeros(motif);
    expect(lus.ok ? '' : lus.message).toContain(dit);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { livres, monter } from './outils.ts';

const SANS_DELEGATION = randomUUID();
const GROUPE_SANS = randomUUID();
const TRAVAUX = { genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: '2026-12-15' };

/** Les places par le service : une à une en deçà de vingt, en trois instructions au-delà ; le résultat est le même. */
surChaqueBase('places en nombre', (genre) => {
  let essai: Montage;
  let gestionnaire: Poste;
  let siao: Poste;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite()] },
      { objet: 'dispositif', lignes: [dispositif({ delegationSiao: { debut: '2026-03-01', fin: null } }), dispositif({ id: SANS_DELEGATION, nom: 'Hôtel de la Lys', siret: null })] },
      { objet: 'groupe', lignes: [groupe(), groupe({ id: GROUPE_SANS, dispositifId: SANS_DELEGATION, libelle: 'Lys' })] },
    ]);
    gestionnaire = await essai.poste('gestionnaire_entite');
    siao = await essai.poste('admin_siao');
  });
  afterAll(() => essai.fermer());

  const poser = async (nombre: number, champs: Partial<Place> = {}): Promise<string[]> => {
    const lignes = Array.from({ length: nombre }, () => place({ numero: randomUUID().slice(0, 8), ...champs }));
    await chargerEnMasse(essai.base, [{ objet: 'place', lignes }]);
    return lignes.map(({ id }) => id);
  };
  const changer = (poste: Poste, ids: readonly string[], geste: object = TRAVAUX, lot = randomUUID()) => poste.faire('changerPlaces', { lot, blocs: [{ geste, ids }] });
  const lire = async (ids: readonly string[]) => essai.base.db.selectFrom('place').selectAll().where('id', 'in', [...ids]).orderBy('id').execute();
  const journal = async (ids: readonly string[]) => (await essai.base.db.selectFrom('journal').selectAll().where('objetId', 'in', [...ids]).orderBy('no').execute())
    .map(({ commande, version, changements, pourLeCompteDe, motif, utilisateurId }) => ({ commande, version, changements, pourLeCompteDe, motif, utilisateurId }));

  it('cinq ou cent places : mêmes lignes, même journal, livrées pareil', async () => {
    const [peu, beaucoup] = [await poser(5), await poser(100)];
    const temoin = await essai.poste('gestionnaire_entite');
    const { fin: { curseur } } = await temoin.toutTirer();
    expect(await changer(gestionnaire, peu)).toMatchObject({ issue: 'appliquee' });
    const issue = await changer(gestionnaire, beaucoup);
    expect(issue).toMatchObject({ issue: 'appliquee' });
    expect(issue.issue === 'appliquee' && issue.lignes.map(({ id }) => id).sort()).toEqual([...beaucoup].sort());
    const nu = (ligne: Place) => { const { id: _id, numero: _numero, modifieLe: _le, dernierLot, ...reste } = ligne; return { ...reste, dernierLot: { ...dernierLot, lot: 'lot' } }; };
    const modele = nu((await lire(peu.slice(0, 1)))[0] as Place);
    for (const ligne of await lire(beaucoup)) expect(nu(ligne as Place)).toEqual(modele);
    const [une] = await journal(peu.slice(0, 1));
    expect(une).toMatchObject({ commande: 'changerPlaces', version: 2, pourLeCompteDe: null, changements: { etats: [[{ etat: 'ouverte' }], [{ etat: 'ouverte' }, { etat: 'indisponible', motif: 'travaux' }]] } });
    expect(Object.keys(une?.changements ?? {})).toEqual(['etats']);
    const lignes = await journal(beaucoup);
    expect(lignes).toHaveLength(100);
    for (const ligne of lignes) expect(ligne).toEqual(une);
    expect(new Set(livres((await temoin.toutTirer(curseur)).lignes))).toEqual(new Set([...peu, ...beaucoup]));
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  });

  it('sous délégation le SIAO agit pour le compte de l’entité ; sans elle, ces places-là sont refusées et les autres changent', async () => {
    const [permises, refusees] = [await poser(30), await poser(4, { groupeId: GROUPE_SANS, dispositifId: SANS_DELEGATION })];
    const issue = await changer(siao, [...refusees, ...permises]);
    expect(issue).toMatchObject({ issue: 'appliquee' });
    expect(issue.issue === 'appliquee' && issue.refusees).toEqual(refusees.map((id) => ({ id, code: 'sans_delegation', message: 'Pas de délégation de gestion en cours sur « Hôtel de la Lys ».' })));
    for (const ligne of await journal(permises)) expect(ligne.pourLeCompteDe).toBe(ENTITE_ID);
    expect(await journal(refusees)).toEqual([]);
    expect((await lire(refusees)).every(({ version }) => version === 1)).toBe(true);
    expect(await changer(siao, refusees)).toMatchObject({ issue: 'rejetee', code: 'sans_delegation' });
  });

  it('scinder trente places : le groupe naît avec son code, la capacité suit, une ligne de journal par fiche, tout ou rien', async () => {
    const depart = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'groupe', lignes: [groupe({ id: depart, libelle: 'Grand groupe', capacites: [{ depuis: '2026-01-01', capacite: 40 }] })] }]);
    const [ids, neuf] = [await poser(30, { groupeId: depart }), randomUUID()];
    const vers = { genre: 'nouveau', id: neuf, saisie: { libelle: 'Familles', modalite: '115', forme: 'collectif', typeUnite: 'chambre_collective', permanence: 'perenne', compositions: [], ageMin: null, ageMax: null, publics: [], commune: null } };
    expect(await gestionnaire.faire('reorganiserPlaces', { ids, reunis: [], pmr: 3, vers })).toMatchObject({ issue: 'rejetee', code: 'champ.pmr' });
    expect((await lire(ids)).every(({ groupeId }) => groupeId === depart)).toBe(true);
    expect(await gestionnaire.faire('reorganiserPlaces', { ids, reunis: [], pmr: 2, vers })).toMatchObject({ issue: 'appliquee' });
    const groupes = await essai.base.db.selectFrom('groupe').selectAll().where('id', 'in', [depart, neuf]).execute();
    const deCeJour = (id: string) => groupes.find((un) => un.id === id)?.capacites.at(-1)?.capacite;
    expect([deCeJour(depart), deCeJour(neuf)]).toEqual([10, 30]);
    expect(groupes.find(({ id }) => id === neuf)?.code).toMatch(/^GRP-59-/u);
    expect((await lire(ids)).every(({ groupeId, version }) => groupeId === neuf && version === 2)).toBe(true);
    const lignes = await journal([neuf, depart, ...ids]);
    expect(lignes).toHaveLength(32);
    expect(lignes.filter(({ changements }) => JSON.stringify(changements) === JSON.stringify({ groupeId: [depart, neuf] }))).toHaveLength(30);
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  });

  it('une annulation rend tout, après synchronisation, sauf ce qui a changé depuis', async () => {
    const ids = await poser(40);
    const avant = await lire(ids);
    const lot = randomUUID();
    await changer(gestionnaire, ids, TRAVAUX, lot);
    const [depuis = ''] = ids;
    await changer(gestionnaire, [depuis], { genre: 'occupation', occupation: 'occupee', le: '2026-11-24' });
    const issue = await gestionnaire.faire('annulerPlaces', { lot, nouveauLot: randomUUID(), ids });
    expect(issue.issue === 'appliquee' && issue.refusees?.map(({ id, code }) => [id, code])).toEqual([[depuis, 'changee_depuis']]);
    const apres = new Map((await lire(ids)).map((ligne) => [ligne.id, ligne]));
    for (const ligne of avant) if (ligne.id !== depuis) expect(apres.get(ligne.id)).toMatchObject({ etats: ligne.etats, occupation: ligne.occupation, differe: null });
    expect(apres.get(depuis)?.etats).toHaveLength(2);
    // le geste d’un autre ne s’annule pas
    const autres = await poser(1);
    const sien = randomUUID();
    await changer(siao, autres, TRAVAUX, sien);
    expect(await gestionnaire.faire('annulerPlaces', { lot: sien, nouveauLot: randomUUID(), ids: autres })).toMatchObject({ issue: 'rejetee', code: 'changee_depuis' });
  });

  it('hors du périmètre, une place n’existe pas', async () => {
    const ailleurs = await essai.poste('gestionnaire_entite', '62');
    const ids = await poser(1);
    expect(await changer(ailleurs, ids)).toMatchObject({ issue: 'rejetee', code: 'introuvable' });
    expect(await ailleurs.faire('modifierPlaces', { lot: randomUUID(), lignes: [{ id: ids[0], numero: 'Z' }] })).toMatchObject({ issue: 'rejetee', code: 'introuvable' });
  });

  describe('créer, renuméroter', () => {
    it('crée toutes les places ou aucune, et refuse un numéro déjà pris', async () => {
      const ids = [randomUUID(), randomUUID()];
      const args = { lot: randomUUID(), groupeId: GROUPE_ID, ouverture: '2026-12-01', places: [{ id: ids[0], numero: 'Ch. 901' }, { id: ids[1], numero: 'Ch. 902' }] };
      expect(await gestionnaire.faire('creerPlaces', args)).toMatchObject({ issue: 'appliquee' });
      expect(await gestionnaire.faire('creerPlaces', { ...args, places: [{ id: randomUUID(), numero: 'Ch. 903' }, { id: randomUUID(), numero: 'ch 901' }] })).toMatchObject({ issue: 'rejetee', code: 'champ.places' });
      expect((await essai.base.db.selectFrom('place').select('numero').where('numero', 'like', 'Ch. 90%').orderBy('numero').execute()).map(({ numero }) => numero)).toEqual(['Ch. 901', 'Ch. 902']);
      expect((await lire(ids)).every(({ departement, entiteId, dispositifId }) => departement === '59' && entiteId === ENTITE_ID && dispositifId === DISPOSITIF_ID)).toBe(true);
    });
    it('trente places échangent leurs numéros d’un coup', async () => {
      const ids = await poser(30);
      const numeros = new Map((await lire(ids)).map(({ id, numero }) => [id, numero]));
      const lignes = ids.map((id, rang) => ({ id, numero: numeros.get(ids[(rang + 1) % ids.length] ?? '') }));
      expect(await gestionnaire.faire('modifierPlaces', { lot: randomUUID(), lignes })).toMatchObject({ issue: 'appliquee' });
      expect(new Map((await lire(ids)).map(({ id, numero }) => [id, numero]))).toEqual(new Map(lignes.map(({ id, numero }) => [id, numero])));
    });
  });
});

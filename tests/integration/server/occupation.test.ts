import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Place } from '../../../domain/objets/place.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { ENTITE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { livres, monter } from './outils.ts';

surChaqueBase('occupation déclarée', (genre) => {
  let essai: Montage;
  let gestionnaire: Poste;
  let siao: Poste;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }]);
    gestionnaire = await essai.poste('gestionnaire_entite');
    siao = await essai.poste('admin_siao');
  });
  afterAll(() => essai.fermer());

  const poser = async (nombre: number, champs: Partial<Dispositif> = {}): Promise<{ readonly id: string; readonly ids: readonly string[] }> => {
    const [id, groupeId] = [randomUUID(), randomUUID()];
    const lignes = Array.from({ length: nombre }, (_vide, rang) => place({ groupeId, dispositifId: id, numero: `P${rang + 1}` }));
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id, nom: `D ${id.slice(0, 4)}`, siret: null, ...champs })] }, { objet: 'groupe', lignes: [groupe({ id: groupeId, dispositifId: id })] }, { objet: 'place', lignes }]);
    return { id, ids: lignes.map((ligne) => ligne.id) };
  };
  const declarer = async (poste: Poste, dispositifId: string, changements: readonly { occupation: string; ids: readonly string[] }[], { le = '2026-11-24', lot = randomUUID(), vue = 1 } = {}) =>
    (await poste.envoyer({ ...poste.mutation('declarerOccupation', { lot, dispositifId, le, changements }), base: [{ id: dispositifId, version: vue }] })).corps.issues[0];
  const ficheDe = async (id: string) => essai.base.db.selectFrom('dispositif').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const placesDe = async (ids: readonly string[]) => new Map((await essai.base.db.selectFrom('place').selectAll().where('id', 'in', [...ids]).execute()).map((ligne) => [ligne.id, ligne as Place]));
  const journal = async (ids: readonly string[]) => essai.base.db.selectFrom('journal').selectAll().where('objetId', 'in', [...ids]).where('commande', '=', 'declarerOccupation').orderBy('no').execute();

  it('« rien n’a changé » : une ligne de journal, aucune place touchée, livrée aux autres postes', async () => {
    const { id, ids } = await poser(30);
    const temoin = await essai.poste('gestionnaire_entite');
    const { fin: { curseur } } = await temoin.toutTirer();
    const lot = randomUUID();
    expect(await declarer(gestionnaire, id, [], { lot })).toMatchObject({ issue: 'appliquee' });
    const declaree = { le: '2026-11-24', par: gestionnaire.utilisateurId, source: 'saisie', lot, avant: null };
    expect((await ficheDe(id)).occupationDeclaree).toEqual(declaree);
    const lignes = await journal([id, ...ids]);
    expect(lignes.map(({ objet, changements }) => [objet, changements])).toEqual([['dispositif', { occupationDeclaree: [null, declaree] }]]);
    expect([...(await placesDe(ids)).values()].every(({ version }) => version === 1)).toBe(true);
    expect(livres((await temoin.toutTirer(curseur)).lignes)).toEqual([id]);
    // annulée par un autre : refusée ; par son auteur, la déclaration d’avant (aucune) revient
    const annuler = { lot, nouveauLot: randomUUID(), ids: [], dispositifs: [id] };
    expect(await temoin.faire('annulerPlaces', annuler)).toMatchObject({ issue: 'rejetee' });
    expect(await gestionnaire.faire('annulerPlaces', annuler)).toMatchObject({ issue: 'appliquee' });
    expect((await ficheDe(id)).occupationDeclaree).toBeNull();
  });

  it('ce qui a changé, une ou trente places, et l’annulation rend les places', async () => {
    for (const nombre of [3, 40]) {
      const { id, ids } = await poser(nombre);
      const lot = randomUUID();
      const occupees = ids.slice(0, nombre - 1);
      expect(await declarer(gestionnaire, id, [{ occupation: 'occupee', ids: occupees }, { occupation: 'libre', ids: ids.slice(-1) }], { lot })).toMatchObject({ issue: 'appliquee' });
      const apres = await placesDe(ids);
      for (const une of occupees) expect(apres.get(une)).toMatchObject({ occupation: 'occupee', occupationLe: '2026-11-24', constatsPasses: 'l2026-11-23', version: 2 });
      expect(apres.get(ids.at(-1) ?? '')).toMatchObject({ occupation: 'libre', version: 1 });
      const ecrites = await journal([id, ...ids]);
      expect(ecrites).toHaveLength(nombre);
      // le journal dit le constat d’avant ; ce que la place en garde ne s’y redit pas
      for (const { changements } of ecrites) expect(changements).not.toHaveProperty('constatsPasses');
      expect(await gestionnaire.faire('annulerPlaces', { lot, nouveauLot: randomUUID(), ids: occupees })).toMatchObject({ issue: 'appliquee' });
      for (const ligne of (await placesDe(ids)).values()) expect(ligne).toMatchObject({ occupation: 'libre', occupationLe: '2026-11-23', constatsPasses: null });
    }
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
  });

  it('une place refusée refuse tout : rien d’écrit, et le message la nomme', async () => {
    const { id, ids } = await poser(25);
    const [fermee = ''] = ids;
    await essai.base.db.updateTable('place').set({ etats: JSON.stringify([{ etat: 'fermee', debut: '2026-01-01', fin: null }]) as never }).where('id', '=', fermee).execute();
    expect(await declarer(gestionnaire, id, [{ occupation: 'occupee', ids }])).toMatchObject({ issue: 'rejetee', code: 'fermee', message: 'Place « P1 » (Urgence) : La place n’est pas ouverte au 24/11/2026.' });
    expect((await ficheDe(id)).occupationDeclaree).toBeNull();
    expect([...(await placesDe(ids)).values()].every(({ version }) => version === 1)).toBe(true);
  });

  it('plus ancienne que la dernière : refusée ; sans avoir vu celle d’un autre : en conflit, sur ce seul champ', async () => {
    const { id } = await poser(2);
    expect(await declarer(gestionnaire, id, [], { le: '2026-11-20' })).toMatchObject({ issue: 'appliquee' });
    const autre = await essai.poste('assistant');
    expect(await declarer(autre, id, [])).toMatchObject({ issue: 'conflit', champs: ['occupationDeclaree'] });
    expect(await declarer(autre, id, [], { vue: 2, le: '2026-11-19' })).toMatchObject({ issue: 'rejetee', code: 'anterieure' });
    expect(await declarer(autre, id, [], { vue: 2 })).toMatchObject({ issue: 'appliquee' });
    // une modification de la fiche faite sans l’avoir vue n’en souffre pas
    expect(await gestionnaire.faire('modifierDispositif', { id, champs: { horaires: 'nuit' } }, 1)).toMatchObject({ issue: 'appliquee' });
  });

  it('sous délégation pour le compte de l’entité, sinon refusée ; hors du périmètre, le dispositif n’existe pas', async () => {
    const [sous, sans] = [await poser(2, { delegationSiao: { debut: '2026-01-01', fin: null } }), await poser(2)];
    expect(await declarer(siao, sous.id, [{ occupation: 'occupee', ids: sous.ids }])).toMatchObject({ issue: 'appliquee' });
    expect((await journal([sous.id, ...sous.ids])).map(({ pourLeCompteDe }) => pourLeCompteDe)).toEqual([ENTITE_ID, ENTITE_ID, ENTITE_ID]);
    expect(await declarer(siao, sans.id, [])).toMatchObject({ issue: 'rejetee', code: 'sans_delegation' });
    const ailleurs = await essai.poste('gestionnaire_entite', '62');
    expect(await declarer(ailleurs, sans.id, [])).toMatchObject({ issue: 'rejetee', code: 'introuvable' });
    // une place d’un autre dispositif, glissée dans le sien
    expect(await declarer(gestionnaire, sans.id, [{ occupation: 'libre', ids: sous.ids.slice(0, 1) }])).toMatchObject({ issue: 'rejetee', code: 'autre_dispositif' });
  });
});

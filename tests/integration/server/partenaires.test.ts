import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import type { IssuePartenaire } from '../../../contract/partenaires.ts';
import { CHEMINS_PARTENAIRES } from '../../../contract/partenaires.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { creerCle, listerCles, retirerCle } from '../../../server/partenaires/cles.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { ENTITE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { MIDI, livres, monter } from './outils.ts';

const AILLEURS = '99999999-9999-4999-8999-999999999999';
const LE = '2026-11-24';

surChaqueBase('dépôt d’un partenaire', (genre) => {
  let essai: Montage;
  /** Une clé neuve pour chaque essai : les envois par minute se comptent par clé. */
  const neuve = async (champs: Partial<Parameters<typeof creerCle>[1]> = {}) => creerCle(essai.base, { libelle: 'Logiciel Toit', creePar: 'Nadia Kaczmarek', jours: 30, ...(champs.dispositifs === undefined ? { entite: 'ENT-59-0001' } : {}), ...champs }, MIDI);
  const poser = async (champs: Partial<Dispositif> = {}, nombre = 3): Promise<{ readonly id: string; readonly code: string; readonly ids: readonly string[] }> => {
    const [id, groupeId] = [randomUUID(), randomUUID()];
    const { entiteId = ENTITE_ID, departement = '59' } = champs;
    const lignes = Array.from({ length: nombre }, (_vide, rang) => place({ groupeId, dispositifId: id, entiteId, departement, numero: `P${rang + 1}` }));
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id, nom: `D ${id.slice(0, 4)}`, siret: null, ...champs })] }, { objet: 'groupe', lignes: [groupe({ id: groupeId, dispositifId: id, entiteId, departement })] }, { objet: 'place', lignes }]);
    return { id, code: (await ficheDe(id)).code ?? '', ids: lignes.map((ligne) => ligne.id) };
  };
  const ficheDe = (id: string) => essai.base.db.selectFrom('dispositif').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const etats = async (ids: readonly string[]) => { const lues = await essai.base.db.selectFrom('place').select(['id', 'occupation', 'version']).where('id', 'in', [...ids]).execute(); return ids.map((id) => { const lue = lues.find((une) => une.id === id); return `${lue?.occupation ?? ''} ${lue?.version ?? ''}`; }); };
  const envoyer = async (cle: string, declarations: unknown) => {
    const reponse = await essai.service.serveur.inject({ method: 'PUT', url: CHEMINS_PARTENAIRES.occupations, headers: cle === '' ? {} : { authorization: `Bearer ${cle}` }, payload: { declarations } as object });
    return { statut: reponse.statusCode, corps: reponse.json<{ issues: IssuePartenaire[]; erreur?: { code: string; champ?: string } }>(), entetes: reponse.headers };
  };
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite(), entite({ id: AILLEURS, siren: '552100554', raisonSociale: 'Ailleurs', departement: '62', departements: ['62'], commune: '62041' })] }]);
  });
  afterAll(() => essai.fermer());

  it('applique, écrit le libellé de la clé au journal et la source, livre aux postes ; renvoyée, n’a pas d’effet', async () => {
    const [{ id: cleId, cle }, un, deux] = [await neuve(), await poser(), await poser()];
    const temoin = await essai.poste('gestionnaire_entite');
    const { fin: { curseur } } = await temoin.toutTirer();
    const corps = [{ dispositif: un.code, le: LE, inchange: true }, { dispositif: deux.code, le: LE, places: [{ numero: 'p1', occupation: 'occupee' }, { numero: 'P2', groupe: 'Urgence', occupation: 'libre' }] }];
    expect(await envoyer(cle, corps)).toMatchObject({ statut: 200, corps: { issues: [{ dispositif: un.code, issue: 'appliquee', changees: 0 }, { dispositif: deux.code, issue: 'appliquee', changees: 1 }] } });
    expect(await etats([...un.ids, ...deux.ids])).toEqual(['libre 1', 'libre 1', 'libre 1', 'occupee 2', 'libre 1', 'libre 1']);
    expect((await ficheDe(un.id)).occupationDeclaree).toMatchObject({ le: LE, par: `cle:${cleId}`, source: 'partenaire' });
    const journal = await essai.base.db.selectFrom('journal').select(['nom', 'profil', 'utilisateurId', 'objet']).where('commande', '=', 'declarerOccupation').orderBy('no').execute();
    expect(journal.map(({ objet }) => objet).sort()).toEqual(['dispositif', 'dispositif', 'place']);
    for (const ligne of journal) expect(ligne).toMatchObject({ nom: 'Logiciel Toit', profil: 'partenaire', utilisateurId: `cle:${cleId}` });
    expect(new Set(livres((await temoin.toutTirer(curseur)).lignes))).toEqual(new Set([un.id, deux.id, deux.ids[0]]));
    // ce qu’une personne a changé depuis n’est pas défait par un envoi répété
    await temoin.faire('changerPlaces', { lot: randomUUID(), blocs: [{ geste: { genre: 'occupation', occupation: 'reservee', le: LE }, ids: [deux.ids[0]] }] });
    const lignes = (await essai.base.db.selectFrom('journal').select('no').execute()).length;
    expect((await envoyer(cle, corps)).corps.issues).toEqual([{ dispositif: un.code, issue: 'sansEffet' }, { dispositif: deux.code, issue: 'sansEffet' }]);
    expect(await etats(deux.ids)).toEqual(['reservee 3', 'libre 1', 'libre 1']);
    expect((await essai.base.db.selectFrom('journal').select('no').execute()).length).toBe(lignes);
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    expect((await listerCles(essai.base, MIDI)).find(({ id }) => id === cleId)).toMatchObject({ etat: 'active', dernierUsage: MIDI.toISOString(), entite: 'Hainaut Accueil', dispositifs: null });
  });

  describe('ce qu’une clé ne permet pas', () => {
    it('un dispositif d’une autre entité, ou hors de ceux qu’elle couvre : 403 par déclaration, comme s’il n’existait pas, sans arrêter les autres', async () => {
      const [couvert, frere, etranger] = [await poser(), await poser(), await poser({ entiteId: AILLEURS, departement: '62', commune: '62041' })];
      const [entiere, etroite] = [await neuve(), await neuve({ dispositifs: [couvert.code] })];
      const demander = (...codes: readonly string[]) => codes.map((code) => ({ dispositif: code, le: LE, inchange: true }));
      const refuse = (code: string) => ({ dispositif: code, issue: 'refusee', statut: 403, code: 'hors_perimetre', message: `La clé ne permet rien sur « ${code} » : ce dispositif n’existe pas, ou n’est pas de ceux qu’elle couvre.` });
      expect((await envoyer(entiere.cle, demander(etranger.code, 'DIS-59-9999', frere.code))).corps.issues).toEqual([refuse(etranger.code), refuse('DIS-59-9999'), { dispositif: frere.code, issue: 'appliquee', changees: 0 }]);
      expect((await envoyer(etroite.cle, demander(frere.code, couvert.code))).corps.issues).toEqual([refuse(frere.code), { dispositif: couvert.code, issue: 'appliquee', changees: 0 }]);
      expect((await ficheDe(etranger.id)).occupationDeclaree).toBeNull();
    });
    it('une place d’un autre dispositif ne se nomme pas ; une place refusée refuse sa déclaration entière', async () => {
      const [{ cle }, un] = [await neuve(), await poser()];
      await essai.base.db.updateTable('place').set({ etats: JSON.stringify([{ etat: 'fermee', debut: '2026-01-01', fin: null }]) as never }).where('id', '=', un.ids[1] ?? '').execute();
      const essayer = async (places: readonly object[], le = LE) => (await envoyer(cle, [{ dispositif: un.code, le, places }])).corps.issues[0];
      expect(await essayer([{ numero: 'P1', occupation: 'occupee' }, { numero: 'P9', occupation: 'libre' }])).toMatchObject({ issue: 'refusee', statut: 422, code: 'place_inconnue' });
      expect(await essayer([{ numero: 'P1', occupation: 'occupee' }, { numero: 'P2', occupation: 'occupee' }])).toMatchObject({ statut: 422, code: 'fermee', message: expect.stringContaining('« P2 »') as string });
      expect(await essayer([{ numero: 'P1', occupation: 'occupee' }, { numero: 'p1', occupation: 'libre' }])).toMatchObject({ statut: 422, code: 'place_double' });
      expect(await essayer([{ numero: 'P1', occupation: 'occupee' }], '2026-11-25')).toMatchObject({ statut: 422, code: 'champ.le' });
      expect(await etats(un.ids)).toEqual(['libre 1', 'libre 1', 'libre 1']);
      expect((await ficheDe(un.id)).occupationDeclaree).toBeNull();
    });
    it('deux groupes au même numéro : dire lequel', async () => {
      const [{ cle }, un] = [await neuve(), await poser()];
      const [groupeId, jumelle] = [randomUUID(), randomUUID()];
      await chargerEnMasse(essai.base, [{ objet: 'groupe', lignes: [groupe({ id: groupeId, dispositifId: un.id, libelle: 'Familles' })] }, { objet: 'place', lignes: [place({ id: jumelle, groupeId, dispositifId: un.id, numero: 'P1' })] }]);
      expect((await envoyer(cle, [{ dispositif: un.code, le: LE, places: [{ numero: 'P1', occupation: 'occupee' }] }])).corps.issues[0]).toMatchObject({ code: 'place_ambigue' });
      expect((await envoyer(cle, [{ dispositif: un.code, le: LE, places: [{ numero: 'P1', groupe: 'familles', occupation: 'occupee' }] }])).corps.issues[0]).toMatchObject({ issue: 'appliquee', changees: 1 });
      expect(await etats([jumelle, un.ids[0] ?? ''])).toEqual(['occupee 2', 'libre 1']);
    });
    it('aucune autre route ne s’ouvre par une clé, et une session n’ouvre pas celle-ci', async () => {
      const { cle } = await neuve();
      const { jeton, clientId } = await essai.poste('admin_national');
      for (const [methode, chemin] of [['GET', `${CHEMINS.changements}?clientId=${clientId}`], ['POST', CHEMINS.commandes], ['GET', '/api/v1/journal']] as const) expect((await essai.requete(methode, chemin, { jeton: cle, ...(methode === 'POST' ? { corps: { mutations: [] } } : {}) })).statut).toBe(401);
      expect((await envoyer(jeton, [{ dispositif: 'x', le: LE, inchange: true }])).statut).toBe(401);
    });
  });

  it('inconnue, expirée, retirée : 401, la même réponse ; retirer agit à la requête suivante', async () => {
    const [un, bonne, courte] = [await poser(), await neuve(), await neuve({ jours: 1 })];
    const corps = [{ dispositif: un.code, le: LE, inchange: true }];
    expect((await envoyer(courte.cle, corps)).statut).toBe(200);
    await essai.base.db.updateTable('cle_partenaire').set({ expireLe: MIDI }).where('id', '=', courte.id).execute();
    await retirerCle(essai.base, bonne.id, 'Contrat fini', MIDI);
    const refus = await Promise.all(['', 'cle_', `cle_${'a'.repeat(43)}`, courte.cle, bonne.cle, `${bonne.cle}x`].map((cle) => envoyer(cle, corps)));
    for (const { statut, corps: recu } of refus) expect([statut, recu]).toEqual([401, refus[0]?.corps]);
    await expect(retirerCle(essai.base, bonne.id, 'Encore', MIDI)).rejects.toMatchObject({ code: 'deja' });
    expect((await listerCles(essai.base, MIDI)).filter(({ id }) => [bonne.id, courte.id].includes(id)).map(({ etat }) => etat).sort()).toEqual(['expiree', 'retiree']);
    // la base ne permet pas de retrouver une clé
    expect(JSON.stringify(await essai.base.db.selectFrom('cle_partenaire').selectAll().execute())).not.toContain(bonne.cle.slice(4));
    expect(await essai.base.db.selectFrom('journal').select(['commande', 'objetId']).where('motif', 'like', '%Contrat fini%').execute()).toEqual([{ commande: 'cle.retiree', objetId: ENTITE_ID }]);
  });

  it('un envoi mal formé ou trop gros se dit, sans rien faire', async () => {
    const [{ cle }, un] = [await neuve(), await poser()];
    const bonne = { dispositif: un.code, le: LE, inchange: true };
    for (const fausse of [[], [{ ...bonne, inchange: false }], [{ ...bonne, menage: 'Dupont' }], [{ dispositif: un.code, le: 'hier', inchange: true }], [{ dispositif: un.code, le: LE, places: [] }], [{ dispositif: un.code, le: LE, places: [{ numero: 'P1', occupation: 'occupee', nom: 'Dupont' }] }], 'x', null]) expect([JSON.stringify(fausse), (await envoyer(cle, fausse)).statut]).toEqual([JSON.stringify(fausse), 400]);
    expect(await envoyer(cle, Array.from({ length: 101 }, (_vide, rang) => ({ ...bonne, dispositif: `D${rang}` })))).toMatchObject({ statut: 413, corps: { erreur: { code: 'taille', champ: 'declarations' } } });
    expect(await envoyer(cle, [{ dispositif: un.code, le: LE, places: Array.from({ length: 5_001 }, (_vide, rang) => ({ numero: String(rang), occupation: 'libre' })) }])).toMatchObject({ statut: 413, corps: { erreur: { code: 'taille' } } });
    expect(await envoyer(cle, [bonne, bonne])).toMatchObject({ statut: 422, corps: { erreur: { code: 'dispositif_double' } } });
    expect((await ficheDe(un.id)).occupationDeclaree).toBeNull();
  });

  it('60 envois par minute et par clé, puis attendre', async () => {
    const [{ cle }, autre] = [await neuve(), await neuve()];
    for (let envoi = 0; envoi < 60; envoi += 1) expect((await envoyer(cle, [])).statut).toBe(400);
    const refus = await envoyer(cle, []);
    expect([refus.statut, Number(refus.entetes['retry-after'])]).toEqual([429, 60]);
    expect((await envoyer(autre.cle, [])).statut).toBe(400);
    essai.avancer(60_000);
    expect((await envoyer(cle, [])).statut).toBe(400);
  });

  it('l’OpenAPI décrit la route et sa clé', () => {
    const document = essai.service.serveur.swagger() as { paths: Record<string, { put?: { security: unknown; tags: string[] } }>; components: { securitySchemes: object } };
    expect(document.paths[CHEMINS_PARTENAIRES.occupations]?.put).toMatchObject({ tags: ['Partenaires'], security: [{ cle: [] }] });
    expect(Object.keys(document.components.securitySchemes)).toEqual(['jeton', 'cle']);
  });
});

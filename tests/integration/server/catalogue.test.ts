import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Issue, Mutation } from '../../../contract/service.ts';
import { CHEMINS, CLIENTS_SUIVIS } from '../../../contract/service.ts';
import type { Catalogue } from '../../../domain/commandes/catalogue.ts';
import { COMMANDES } from '../../../domain/commandes/catalogue.ts';
import type { CommandeQuelconque } from '../../../domain/commandes/commande.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { ARGON2_TESTS } from '../../../server/comptes/motsDePasse.ts';
import type { Service } from '../../../server/service.ts';
import { creerService } from '../../../server/service.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { dispositif, entite } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { MIDI, brancher, monter } from './outils.ts';

const { modifierDispositif, creerEntite, creerDispositif } = COMMANDES as Record<string, CommandeQuelconque>;
const enChamps = (args: unknown): unknown => { const { id, nom } = args as { id: string; nom: string }; return { id: id.toString(), champs: { nom } }; };
/**
 * Un catalogue d’après : `modifierDispositif` en est à sa version 3, `renommerDispositif` y a été fondu. La version 1 ne se convertit plus.
 * La conversion échoue sur des arguments sans identifiant.
 */
const APRES: Catalogue = {
  version: 3,
  commandes: { modifierDispositif: { ...modifierDispositif as CommandeQuelconque, version: 3 }, creerEntite: creerEntite as CommandeQuelconque, creerDispositif: creerDispositif as CommandeQuelconque },
  conversions: { modifierDispositif: { 2: { convertir: enChamps } }, renommerDispositif: { 1: { convertir: enChamps, vers: { nom: 'modifierDispositif', version: 3 } } } },
};
const AVENIR: Catalogue = { ...APRES, version: 4, commandes: { ...APRES.commandes, deplacer: { ...modifierDispositif as CommandeQuelconque, nom: 'deplacer', version: 1 } } };

interface ReponseEnvoi { readonly issues: Issue[]; readonly attendues: Record<string, number>; readonly erreur?: { code: string; champ?: string } }

surChaqueBase('catalogue et suspension', (genre) => {
  let essai: Montage;
  let aVenir: Service;
  let poste: Poste;
  let id: string;
  beforeAll(async () => {
    essai = await monter(genre, APRES);
    aVenir = await creerService({ base: essai.base, secondFacteur: 'facultatif', argon2: ARGON2_TESTS, horloge: () => MIDI, catalogue: AVENIR });
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }]);
  });
  afterAll(async () => {
    await aVenir.fermer();
    await essai.fermer();
  });
  beforeEach(async () => {
    id = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id })] }]);
    poste = await essai.poste('gestionnaire_entite');
  });

  const lire = () => essai.base.db.selectFrom('dispositif').select(['nom', 'version']).where('id', '=', id).executeTakeFirstOrThrow();
  const dernierSeq = async (clientId = poste.clientId) => (await essai.base.db.selectFrom('client').select('dernierSeq').where('clientId', '=', clientId).executeTakeFirst())?.dernierSeq;
  const envoyer = async (mutations: readonly Mutation[], catalogue?: number, clients?: readonly string[], qui = poste) =>
    essai.requete<ReponseEnvoi>('POST', CHEMINS.commandes, { jeton: qui.jeton, corps: { mutations, ...(catalogue === undefined ? {} : { catalogue }), ...(clients === undefined ? {} : { clients }) } });
  const issuesDe = async (mutations: readonly Mutation[], catalogue?: number) => (await envoyer(mutations, catalogue)).corps.issues;
  const mutation = (nom: string, version: number, args: unknown, vue = 1): Mutation => ({ ...poste.mutation(nom, args, vue), version });

  it('convertit de proche en proche ; le journal garde le nom et les champs d’aujourd’hui', async () => {
    expect(await issuesDe([mutation('modifierDispositif', 2, { id, nom: 'Nom deux' }), mutation('renommerDispositif', 1, { id, nom: 'Nom trois' }), mutation('modifierDispositif', 3, { id, champs: { nom: 'Nom quatre' } })], 1))
      .toMatchObject([{ issue: 'appliquee' }, { issue: 'appliquee' }, { issue: 'appliquee' }]);
    expect(await lire()).toEqual({ nom: 'Nom quatre', version: 4 });
    const lignes = await essai.base.db.selectFrom('journal').select(['commande', 'changements']).where('objetId', '=', id).orderBy('no').execute();
    expect(lignes.map(({ commande, changements }) => [commande, changements.nom])).toEqual([
      ['modifierDispositif', ['Les Remparts', 'Nom deux']], ['modifierDispositif', ['Nom deux', 'Nom trois']], ['modifierDispositif', ['Nom trois', 'Nom quatre']],
    ]);
  });

  it('les conflits se jugent sur les arguments convertis', async () => {
    const autre = await essai.poste('gestionnaire_entite');
    await envoyer([{ ...autre.mutation('modifierDispositif', { id, champs: { nom: 'Avant moi' } }, 1), version: 3 }], 3, undefined, autre);
    expect(await issuesDe([mutation('renommerDispositif', 1, { id, nom: 'Trop tard' })])).toMatchObject([{ issue: 'conflit', champs: ['nom'], id, ligne: { nom: 'Avant moi' } }]);
    expect(await issuesDe([mutation('modifierDispositif', 3, { id, champs: { horaires: '24 h' } })])).toMatchObject([{ issue: 'appliquee' }]);
  });

  it('des arguments que la conversion ne sait pas lire sont rejetés pour de bon', async () => {
    for (const args of [null, {}, 12, { nom: 'x' }]) expect(await issuesDe([mutation('modifierDispositif', 2, args)])).toMatchObject([{ issue: 'rejetee', code: 'arguments' }]);
    expect(await dernierSeq()).toBe(4);
  });

  it('l’empreinte est celle de la commande émise : convertie ou non, et après une mise à jour du service', async () => {
    const emise = mutation('modifierDispositif', 2, { id, nom: 'Une fois' });
    const premiere = await issuesDe([emise]);
    expect(premiere).toMatchObject([{ issue: 'appliquee' }]);
    expect(await issuesDe([{ ...emise, version: 3, args: { id, champs: { nom: 'Une fois' } } }])).toMatchObject([{ issue: 'rejetee', code: 'seq_reutilise' }]);
    const reponse = await aVenir.serveur.inject({ method: 'POST', url: CHEMINS.commandes, headers: { authorization: `Bearer ${poste.jeton}` }, payload: { mutations: [emise], catalogue: 9 } });
    expect(reponse.json<ReponseEnvoi>().issues).toEqual(premiere);
    expect((await lire()).version).toBe(2);
  });

  describe('service en retard', () => {
    it.each([['une commande inconnue', 'deplacer', 1], ['une version à venir', 'modifierDispositif', 4], ['un nom hérité', 'constructor', 1]])('%s : suspendue, rien n’est rangé, le lot s’arrête là', async (_quoi, nom, version) => {
      const lot = [mutation(nom, version, { id, champs: { nom: 'Demain' } }), mutation('modifierDispositif', 3, { id, champs: { nom: 'Après' } })];
      for (let tour = 0; tour < 2; tour += 1) {
        const { statut, corps } = await envoyer(lot, 4, [poste.clientId]);
        expect(statut).toBe(200);
        expect(corps).toEqual({ issues: [{ seq: 1, issue: 'suspendue', raison: 'service_ancien', message: expect.stringContaining('service doit être mis à jour') as string }], attendues: { [poste.clientId]: 1 } });
      }
      expect(await dernierSeq()).toBeUndefined();
      expect(await lire()).toEqual({ nom: 'Les Remparts', version: 1 });
    });

    it('ce qui précède est jugé ; une fois le service à jour, le même lot passe, chaque commande une fois', async () => {
      const lot = [mutation('modifierDispositif', 3, { id, champs: { nom: 'Un' } }), mutation('deplacer', 1, { id, champs: { nom: 'Deux' } }), mutation('modifierDispositif', 3, { id, champs: { nom: 'Trois' } })];
      expect((await issuesDe(lot, 4)).map(({ issue }) => issue)).toEqual(['appliquee', 'suspendue']);
      expect(await dernierSeq()).toBe(1);
      const reponse = await aVenir.serveur.inject({ method: 'POST', url: CHEMINS.commandes, headers: { authorization: `Bearer ${poste.jeton}` }, payload: { mutations: lot, catalogue: 4 } });
      expect(reponse.json<ReponseEnvoi>().issues.map(({ issue }) => issue)).toEqual(['appliquee', 'appliquee', 'appliquee']);
      expect(await lire()).toEqual({ nom: 'Trois', version: 4 });
    });
  });

  it('poste en retard : une version trop ancienne pour être convertie attend la mise à jour du poste', async () => {
    const vieille = mutation('modifierDispositif', 1, { id, champs: { nom: 'Vieille' } });
    expect(await issuesDe([vieille], 2)).toMatchObject([{ seq: 1, issue: 'suspendue', raison: 'poste_ancien' }]);
    // un poste qui ne dit pas son catalogue est d’avant : version 1
    expect(await issuesDe([vieille])).toMatchObject([{ issue: 'suspendue', raison: 'poste_ancien' }]);
    expect(await dernierSeq()).toBeUndefined();
    // un poste à jour qui la tient encore : plus personne ne la lira
    expect(await issuesDe([vieille], 3)).toMatchObject([{ issue: 'rejetee', code: 'version_inconnue' }]);
    expect(await dernierSeq()).toBe(1);
  });

  it('même catalogue, ou plus ancien : un nom inconnu ou une version absurde est un rejet définitif', async () => {
    for (const [nom, version, catalogue, code] of [['inventee', 1, 3, 'commande_inconnue'], ['inventee', 1, 1, 'commande_inconnue'], ['__proto__', 1, 2, 'commande_inconnue'], ['modifierDispositif', 99, 3, 'version_inconnue'], ['modifierDispositif', 99, 2, 'version_inconnue'], ['renommerDispositif', 2, 1, 'commande_inconnue']] as const) {
      expect(await issuesDe([mutation(nom, version, {})], catalogue), `${nom} ${version} ${catalogue}`).toMatchObject([{ issue: 'rejetee', code }]);
    }
    expect(await dernierSeq()).toBe(6);
  });

  describe('numéros attendus', () => {
    it('une sonde sans mutation : 1 pour un inconnu, le suivant pour un connu, rejets compris', async () => {
      const ancien = brancher(essai.requete, poste);
      await envoyer([ancien.mutation('inventee', {}), ancien.mutation('inventee', {})], 3);
      await envoyer([mutation('modifierDispositif', 3, { id, champs: { nom: 'Un' } })], 3);
      const inconnu = randomUUID();
      const { statut, corps } = await envoyer([], 3, [poste.clientId, ancien.clientId, inconnu, inconnu]);
      expect([statut, corps]).toEqual([200, { issues: [], attendues: { [poste.clientId]: 2, [ancien.clientId]: 3, [inconnu]: 1 } }]);
      // demander ne crée rien
      expect(await dernierSeq(inconnu)).toBeUndefined();
    });

    it('après les mutations de l’envoi, arrêt du lot compris', async () => {
      const [un, deux, trois] = [1, 2, 3].map((rang) => mutation('modifierDispositif', 3, { id, champs: { nom: `Nom ${rang}` } })) as [Mutation, Mutation, Mutation];
      expect((await envoyer([un], 3, [poste.clientId])).corps.attendues).toEqual({ [poste.clientId]: 2 });
      expect((await envoyer([trois, deux], 3, [poste.clientId])).corps).toEqual({ issues: [{ seq: 3, issue: 'trou', attendue: 2 }], attendues: { [poste.clientId]: 2 } });
      expect((await envoyer([un, deux, trois], 3, [poste.clientId])).corps.attendues).toEqual({ [poste.clientId]: 4 });
      expect((await envoyer([], 3)).corps).toEqual({ issues: [], attendues: {} });
    });

    it('le client d’un autre compte refuse tout l’envoi, sans rien appliquer', async () => {
      const autre = await essai.poste('gestionnaire_entite');
      await envoyer([autre.mutation('inventee', {})], 3, undefined, autre);
      const { statut, corps } = await envoyer([mutation('modifierDispositif', 3, { id, champs: { nom: 'Volé' } })], 3, [poste.clientId, autre.clientId]);
      expect([statut, corps.erreur?.code]).toEqual([403, 'client_etranger']);
      expect(await lire()).toEqual({ nom: 'Les Remparts', version: 1 });
      expect((await envoyer([], 3, Array.from({ length: CLIENTS_SUIVIS + 1 }, () => randomUUID()))).statut).toBe(400);
    });

    it('attend le verrou d’écriture : une mutation en cours de jugement est comptée', async () => {
      let liberer: () => void = () => undefined;
      const attente = new Promise<void>((resoudre) => { liberer = resoudre; });
      let tenir: () => void = () => undefined;
      const tenu = new Promise<void>((resoudre) => { tenir = resoudre; });
      // un autre service juge la première mutation de ce client, et n’a pas fini
      const jugement = essai.base.db.transaction().execute(async (transaction) => {
        await sql`select pg_advisory_xact_lock(7731002)`.execute(transaction);
        await transaction.insertInto('client').values({ clientId: poste.clientId, utilisateurId: poste.utilisateurId, dernierSeq: 1 }).execute();
        tenir();
        await attente;
      });
      // sans cela, la sonde passerait quelquefois avant
      await tenu;
      const sonde = envoyer([], 3, [poste.clientId]);
      await new Promise((resoudre) => { setTimeout(resoudre, 300); });
      liberer();
      await jugement;
      expect((await sonde).corps.attendues).toEqual({ [poste.clientId]: 2 });
    });
  });
});

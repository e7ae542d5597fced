import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS, CLIENTS_SUIVIS, schemaLigneChangement } from '../../../contract/service.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import { SCHEMAS } from '../../../domain/objets/objets.ts';
import type { Ligne } from '../../../domain/objets/objets.ts';
import type { Profil } from '../../../domain/profils.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { brancher, livres, monter, retires } from './outils.ts';

const AUTRE_ENTITE = '44444444-4444-4444-8444-444444444444';
const AUTRE_DISPOSITIF = '55555555-5555-4555-8555-555555555555';
const DISPOSITIF_62 = '66666666-6666-4666-8666-666666666666';
const PLACE = '77777777-7777-4777-8777-777777777777';
const GROUPE_62 = '88888888-8888-4888-8888-888888888888';

surChaqueBase('tirage', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    // l’entité d’essai couvre 59 et 62, avec un dispositif dans chacun ; une autre entité a un dispositif dans le 59
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite({ departements: ['59', '62'] }), entite({ id: AUTRE_ENTITE, raisonSociale: 'Autre', siren: '552100554' })] },
      { objet: 'dispositif', lignes: [dispositif(), dispositif({ id: DISPOSITIF_62, departement: '62' }), dispositif({ id: AUTRE_DISPOSITIF, entiteId: AUTRE_ENTITE })] },
      { objet: 'groupe', lignes: [groupe(), groupe({ id: GROUPE_62, dispositifId: DISPOSITIF_62, departement: '62' })] },
      { objet: 'place', lignes: [place({ id: PLACE })] },
    ]);
  });
  afterAll(() => essai.fermer());

  const NORD = [ENTITE_ID, AUTRE_ENTITE, DISPOSITIF_ID, AUTRE_DISPOSITIF, GROUPE_ID, PLACE];
  const ENTITE_NORD = [ENTITE_ID, DISPOSITIF_ID, GROUPE_ID, PLACE];
  const ATTENDU: Record<Profil, readonly string[]> = {
    admin_national: [...NORD, DISPOSITIF_62, GROUPE_62],
    admin_departemental: NORD, admin_siao: NORD, operateur_siao: NORD, ecoutant_115: NORD,
    gestionnaire_entite: ENTITE_NORD, assistant: ENTITE_NORD, responsable_dispositif: ENTITE_NORD, travailleur_social: ENTITE_NORD,
    analyste: [],
  };
  it.each(Object.entries(ATTENDU) as [Profil, readonly string[]][])('%s reçoit exactement son périmètre', async (profil, attendu) => {
    const { lignes, fin } = await (await essai.poste(profil)).toutTirer();
    expect(livres(lignes).sort()).toEqual([...attendu].sort());
    expect(retires(lignes)).toEqual([]);
    expect(fin).toMatchObject({ encore: false, dernierSeq: 0, restantes: 0 });
  });
  it('un autre département ne voit que l’entité commune et ce qui est chez lui', async () => {
    const { lignes } = await (await essai.poste('admin_siao', '62')).toutTirer();
    expect(livres(lignes).sort()).toEqual([ENTITE_ID, DISPOSITIF_62, GROUPE_62].sort());
  });

  it('les lignes livrées sont celles du schéma, le parent avant l’enfant dans une page', async () => {
    const poste = await essai.poste('admin_departemental');
    const { lignes } = await poste.toutTirer();
    for (const ligne of lignes) {
      expect(schemaLigneChangement.safeParse(ligne).success).toBe(true);
      if (ligne.genre === 'ligne') expect(SCHEMAS[ligne.objet].safeParse(ligne.ligne).error?.issues ?? []).toEqual([]);
    }
    const objets = lignes.flatMap((ligne) => (ligne.genre === 'ligne' ? [ligne.objet] : []));
    expect(objets.filter((objet) => objet !== 'utilisateur')).toEqual(['entite', 'entite', 'dispositif', 'dispositif', 'groupe', 'place']);
    expect(objets.slice(0, 6)).not.toContain('utilisateur');
    expect(objets.at(-1)).toBe('utilisateur');
  });

  it('page par page : tout arrive une fois, le compte restant descend à zéro', async () => {
    const poste = await essai.poste('admin_national');
    const recus: string[] = [];
    const restantes: (number | undefined)[] = [];
    for (let curseur = '', encore = true; encore;) {
      const page = await poste.page(curseur, 3);
      recus.push(...livres(page.lignes));
      restantes.push(page.fin.restantes);
      ({ curseur, encore } = page.fin);
    }
    expect(new Set(recus).size).toBe(8);
    expect(recus).toHaveLength(8);
    const { nombre } = await essai.base.db.selectFrom('changement').select(({ fn }) => fn.countAll<number>().as('nombre')).executeTakeFirstOrThrow();
    expect(restantes).toEqual(Array.from({ length: Math.ceil(nombre / 3) }, (_, rang) => Math.max(0, nombre - 3 * (rang + 1))));
  });

  it('après le premier chargement, seul ce qui change revient, sans compte restant', async () => {
    const lecteur = await essai.poste('ecoutant_115');
    const { fin } = await lecteur.toutTirer();
    const vide = await lecteur.page(fin.curseur);
    expect(vide).toMatchObject({ lignes: [], fin: { encore: false } });
    expect(vide.fin.restantes).toBeUndefined();
    const gestionnaire = await essai.poste('gestionnaire_entite');
    await gestionnaire.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: '8 h – 20 h' } }, 1);
    const suite = await lecteur.page(vide.fin.curseur);
    expect(suite.lignes).toMatchObject([{ genre: 'ligne', objet: 'dispositif', ligne: { id: DISPOSITIF_ID, horaires: '8 h – 20 h' } }]);
    expect((await lecteur.page(suite.fin.curseur)).lignes).toEqual([]);
  });

  it('rend au poste le dernier numéro d’ordre dont l’effet est compris, rejets compris, page par page', async () => {
    const poste = await essai.poste('gestionnaire_entite');
    const { fin } = await poste.toutTirer();
    await poste.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: 'a1' } }, 99);
    await poste.faire('inventee', {});
    await poste.faire('modifierGroupeDePlaces', { id: GROUPE_ID, champs: { libelle: 'Urgence 2' } }, 99);
    const premiere = await poste.page(fin.curseur, 1);
    expect(premiere.lignes).toHaveLength(1);
    // la page s’arrête à la première mutation : sa transaction pourrait avoir une suite, elle n’est pas encore comptée
    expect(premiere.fin).toMatchObject({ encore: true, dernierSeq: 0 });
    expect((await poste.page(premiere.fin.curseur, 1)).fin).toMatchObject({ encore: false, dernierSeq: 3 });
    const autre = await essai.poste('gestionnaire_entite');
    expect((await autre.toutTirer()).fin.dernierSeq).toBe(0);
  });

  it('`derniers` : par client suivi, le courant d’abord ; un inconnu vaut 0, celui d’un autre compte est refusé', async () => {
    const courant = await essai.poste('gestionnaire_entite');
    const ancien = brancher(essai.requete, courant);
    for (let tour = 0; tour < 3; tour += 1) await ancien.faire('inventee', {});
    await courant.faire('inventee', {});
    const inconnu = randomUUID();
    const tirer = async (...clientIds: readonly string[]) => {
      const { statut, corps } = await essai.requete<string>('GET', `${CHEMINS.changements}?${clientIds.map((clientId) => `clientId=${clientId}`).join('&')}&limite=10000`, { jeton: courant.jeton });
      return { statut, fin: statut === 200 ? JSON.parse(corps.trim().split('\n').at(-1) ?? '') as unknown : corps };
    };
    expect((await tirer(courant.clientId, ancien.clientId, inconnu, ancien.clientId)).fin).toMatchObject({ dernierSeq: 1, derniers: { [courant.clientId]: 1, [ancien.clientId]: 3, [inconnu]: 0 } });
    expect((await tirer(ancien.clientId, courant.clientId)).fin).toMatchObject({ dernierSeq: 3, derniers: { [courant.clientId]: 1, [ancien.clientId]: 3 } });
    expect((await tirer(courant.clientId)).fin).toMatchObject({ dernierSeq: 1, derniers: { [courant.clientId]: 1 } });
    const huit = Array.from({ length: CLIENTS_SUIVIS }, () => randomUUID());
    expect((await tirer(...huit)).statut).toBe(200);
    expect(await tirer(...huit, randomUUID())).toMatchObject({ statut: 400, fin: { erreur: { code: 'arguments', champ: 'clientId' } } });
    const autre = await essai.poste('gestionnaire_entite');
    await autre.faire('inventee', {});
    expect(await tirer(courant.clientId, autre.clientId)).toMatchObject({ statut: 403, fin: { erreur: { code: 'client_etranger' } } });
  });

  it('retire ce qui quitte le périmètre, et seulement chez ceux qui l’avaient', async () => {
    const nomade = randomUUID();
    const attributs: Partial<Entite> = { id: nomade, siren: null, raisonSociale: 'Nomade', departements: ['59', '62'] };
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite(attributs)] }]);
    const [nord, pas, somme] = await Promise.all([essai.poste('admin_siao', '59'), essai.poste('admin_siao', '62'), essai.poste('admin_siao', '80')]);
    const curseurs = await Promise.all([nord, pas, somme].map(async (poste) => (await poste.toutTirer()).fin.curseur));
    const ddets = await essai.poste('admin_departemental', '59');
    expect(await ddets.faire('modifierEntite', { id: nomade, champs: { departements: ['62'], commune: '62041' } }, 1)).toMatchObject({ issue: 'appliquee' });
    const [chezNord, chezPas, chezSomme] = await Promise.all([nord, pas, somme].map((poste, rang) => poste.toutTirer(curseurs[rang])));
    expect(chezNord?.lignes.filter((ligne) => ligne.genre !== 'ligne' || ligne.objet !== 'utilisateur')).toEqual([{ genre: 'retrait', objet: 'entite', id: nomade }]);
    expect(livres(chezPas?.lignes ?? [])).toEqual([nomade]);
    expect(chezSomme?.lignes).toEqual([]);
    // un poste neuf n’a rien à retirer
    expect((await (await essai.poste('admin_siao', '59')).toutTirer()).lignes.filter(({ genre: quoi }) => quoi === 'retrait')).toEqual([]);
  });

  it('le curseur d’un autre compte ou d’un avenir inconnu remet à zéro', async () => {
    const [un, deux] = await Promise.all([essai.poste('admin_siao'), essai.poste('admin_siao')]);
    const { fin } = await un.toutTirer();
    expect(await deux.page(fin.curseur)).toMatchObject({ lignes: [{ genre: 'remise_a_zero', motif: 'compte' }], fin: { curseur: '', encore: true, derniers: { [deux.clientId]: 0 } } });
  });

  it('refuse un curseur forgé ou retouché, une limite ou un poste faux', async () => {
    const poste = await essai.poste('admin_siao', '62');
    const { fin } = await poste.toutTirer();
    const [corps, signature] = fin.curseur.split('.');
    const retouche = JSON.parse(Buffer.from(corps ?? '', 'base64url').toString()) as Record<string, unknown>;
    const forges = ['x', 'a.b', '..', `${Buffer.from(JSON.stringify({ ...retouche, t: '0', r: 0 })).toString('base64url')}.${signature}`, `${corps}.`, '\0', poste.jeton.split('.').slice(1).join('.')];
    for (const curseur of forges) {
      const { statut, corps: reponse } = await essai.requete<{ erreur: { code: string; champ: string } }>('GET', `${CHEMINS.changements}?${new URLSearchParams({ clientId: poste.clientId, curseur }).toString()}`, { jeton: poste.jeton });
      expect([statut, curseur === '\0' ? 'curseur' : reponse.erreur.code]).toEqual([400, 'curseur']);
    }
    for (const suite of ['clientId=x', `clientId=${poste.clientId}&limite=0`, `clientId=${poste.clientId}&limite=10001`, `clientId=${poste.clientId}&limite=a`, `clientId=${poste.clientId}&curseur=a&curseur=b`, '']) {
      const { statut, corps: reponse } = await essai.requete<{ erreur: { code: string; champ: string } }>('GET', `${CHEMINS.changements}?${suite}`, { jeton: poste.jeton });
      expect([statut, reponse.erreur.code], suite).toEqual([400, 'arguments']);
      expect(reponse.erreur.champ).toMatch(/^(?:clientId|limite|curseur)$/u);
    }
  });

  it('refuse le clientId d’un autre compte', async () => {
    const [un, deux] = await Promise.all([essai.poste('gestionnaire_entite'), essai.poste('gestionnaire_entite')]);
    await un.faire('inventee', {});
    const { statut } = await essai.requete('GET', `${CHEMINS.changements}?clientId=${un.clientId}`, { jeton: deux.jeton });
    expect(statut).toBe(403);
  });

  it('se compresse', async () => {
    await chargerEnMasse(essai.base, [{ objet: 'place', lignes: Array.from({ length: 300 }, (_, rang) => place({ departement: '80', dispositifId: randomUUID(), numero: String(rang) })) as Ligne[] }]);
    const poste = await essai.poste('admin_siao', '80');
    const adresse = `${CHEMINS.changements}?clientId=${poste.clientId}`;
    const { entetes, corps } = await essai.requete<string>('GET', adresse, { jeton: poste.jeton, entetes: { 'accept-encoding': 'gzip, br' } });
    expect(entetes['content-encoding']).toMatch(/^(?:br|gzip)$/u);
    expect(entetes['content-type']).toContain('application/x-ndjson');
    const clair = await essai.requete<string>('GET', adresse, { jeton: poste.jeton });
    expect(corps.length * 4).toBeLessThan(clair.corps.length);
  });

  describe('base restaurée', () => {
    it('une autre instance périme les curseurs et livre tout', async () => {
      const poste = await essai.poste('admin_national');
      await poste.toutTirer();
      // des numéros de transaction venus d’ailleurs, très en avance sur ceux d’ici
      await sql`update changement set txid = '9000000000000'::xid8 where id = ${ENTITE_ID}`.execute(essai.base.db);
      expect(livres((await poste.toutTirer()).lignes)).not.toContain(ENTITE_ID);
      await sql`update reglage set valeur = 'une autre instance' where cle = 'systeme'`.execute(essai.base.db);
      const { verifierLignee } = await import('../../../server/base/lignee.ts');
      expect(await verifierLignee(essai.base.db)).not.toBe(essai.base.lignee);
      expect(livres((await poste.toutTirer()).lignes)).toContain(ENTITE_ID);
    });
  });
});

import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMINS_LECTURE } from '../../../contract/offrePartenaire.ts';
import { CHEMINS_PARTENAIRES } from '../../../contract/partenaires.ts';
import { calculer } from '../../../domain/indicateurs/calcul.ts';
import { trouverIndicateur } from '../../../domain/indicateurs/registre.ts';
import type { Indicateur } from '../../../domain/indicateurs/modele.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { lireFaitsService } from '../../../server/indicateurs/lecture.ts';
import { creerCle } from '../../../server/partenaires/cles.ts';
import { surPostgresql } from '../../outils/base.ts';
import { AUJOURDHUI, ENTITE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { MIDI, monter } from './outils.ts';

interface Page { readonly lignes: readonly Readonly<Record<string, unknown>>[]; readonly suite: string | null; readonly encore?: boolean; readonly erreur?: { readonly code: string; readonly message: string; readonly champ?: string } }
const AILLEURS = '99999999-9999-4999-8999-999999999999';
const contacts = [{ fonction: 'gestion', nom: 'Personne Nommée', telephone: '06 00 00 00 00', courriel: 'nommee@asso.example' }];

surPostgresql('l’offre lue par un partenaire', (genre) => {
  let essai: Montage;
  const ids = Array.from({ length: 7 }, () => randomUUID()).sort();
  const [vif] = ids as [string];
  let territoire: string;
  let france: string;
  let sienne: string;
  const neuve = async (champs: Partial<Parameters<typeof creerCle>[1]>) => (await creerCle(essai.base, { libelle: 'Logiciel Toit', creePar: 'Nadia Kaczmarek', jours: 30, ...champs }, MIDI)).cle;
  const lire = async (cle: string, chemin: string, entetes: Record<string, string> = {}) => essai.requete<Page>('GET', chemin, { entetes: { ...(cle === '' ? {} : { authorization: `Bearer ${cle}` }), ...entetes } });
  const toutes = async (cle: string, chemin: string, limite: number): Promise<Page['lignes']> => {
    const lignes: Readonly<Record<string, unknown>>[] = [];
    let suite: string | null = '';
    for (let tours = 0; suite !== null && tours < 50; tours += 1) {
      const { statut, corps }: { statut: number; corps: Page } = await lire(cle, `${chemin}?limite=${limite}${suite === '' ? '' : `&apres=${encodeURIComponent(suite)}`}`);
      expect(statut).toBe(200);
      lignes.push(...corps.lignes);
      ({ suite } = corps);
    }
    return lignes;
  };
  beforeAll(async () => {
    essai = await monter(genre);
    const dispositifs = [
      ...ids.map((id, rang) => dispositif({ id, nom: `D${rang}`, siret: null, contacts, responsable: 'Personne Nommée', ...(rang < 2 ? {} : { publics: [] }) })),
      dispositif({ id: randomUUID(), nom: 'Brouillon', siret: null, statut: 'brouillon' }), dispositif({ id: randomUUID(), nom: 'Ailleurs', siret: null, entiteId: AILLEURS, departement: '62' }),
    ];
    const groupes = dispositifs.map(({ id, entiteId, departement }) => groupe({ id: randomUUID(), dispositifId: id, entiteId, departement, capacites: [{ depuis: '2026-01-01', capacite: 3 }], publics: id === vif ? ['vif'] : [] }));
    const places = groupes.flatMap(({ id: groupeId, dispositifId, entiteId, departement }) => [
      place({ groupeId, dispositifId, entiteId, departement, numero: '1', occupation: 'occupee' }), place({ groupeId, dispositifId, entiteId, departement, numero: '2' }),
      place({ groupeId, dispositifId, entiteId, departement, numero: '3', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-01', fin: null }] }),
    ]);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite({ contacts }), entite({ id: AILLEURS, siren: '552100554', raisonSociale: 'Ailleurs', departement: '62', departements: ['62'], commune: '62041', contacts })] }, { objet: 'dispositif', lignes: dispositifs }, { objet: 'groupe', lignes: groupes }, { objet: 'place', lignes: places }]);
    [territoire, france, sienne] = await Promise.all([neuve({ departements: ['59'] }), neuve({ departements: [] }), neuve({ entite: 'ENT-59-0001', lecture: true })]) as [string, string, string];
  });
  afterAll(() => essai.fermer());

  it('par pages, sans rien manquer ni redoubler, et seulement ce que la clé couvre et qui se publie', async () => {
    for (const limite of [1, 3, 200]) expect((await toutes(territoire, CHEMINS_LECTURE.dispositifs, limite)).map(({ id }) => id)).toEqual(ids);
    expect((await toutes(sienne, CHEMINS_LECTURE.dispositifs, 200)).map(({ id }) => id)).toEqual(ids);
    expect(await toutes(france, CHEMINS_LECTURE.dispositifs, 200)).toHaveLength(8);
    expect((await toutes(territoire, CHEMINS_LECTURE.entites, 200)).map(({ id }) => id)).toEqual([ENTITE_ID]);
    expect(await toutes(territoire, CHEMINS_LECTURE.groupes, 2)).toHaveLength(7);
    expect((await lire(france, `${CHEMINS_LECTURE.groupes}?departement=62`)).corps.lignes).toHaveLength(1);
    expect((await lire(territoire, `${CHEMINS_LECTURE.groupes}?departement=62`)).corps.lignes).toEqual([]);
  });

  it('aucune personne, et pas l’adresse d’un lieu protégé', async () => {
    for (const chemin of [CHEMINS_LECTURE.entites, CHEMINS_LECTURE.dispositifs, CHEMINS_LECTURE.groupes, CHEMINS_LECTURE.disponibilites]) expect(JSON.stringify(await toutes(france, chemin, 200))).not.toMatch(/Nommée|asso\.example|06 00|creePar|parcours/u);
    const adresses = new Map((await toutes(france, CHEMINS_LECTURE.dispositifs, 200)).map(({ id, adresse }) => [id, adresse]));
    expect(adresses.get(vif)).toBeNull();
    expect(adresses.get(ids[1] ?? '')).toBe('14 rue des Récollets');
  });

  it('dit ce qui est libre ce soir, et les mêmes indicateurs que le moteur', async () => {
    const libres = await toutes(territoire, CHEMINS_LECTURE.disponibilites, 4);
    for (const ligne of libres) expect(ligne).toMatchObject({ capacite: 3, libres: 1, reservees: 0, occupees: 1, indisponibles: 1 });
    expect(libres).toHaveLength(7);
    const db = essai.base.db;
    for (const id of ['taux_occupation', 'capacite_ouverte', 'taux_disponibilite', 'completude']) {
      const indicateur = trouverIndicateur(id) as Indicateur;
      const faits = await lireFaitsService({ db, aujourdhui: AUJOURDHUI, maintenant: MIDI.toISOString(), nomenclature: construireNomenclature([], AUJOURDHUI), departements: ['59'], territoire: ['59'] }, [indicateur], { du: AUJOURDHUI, au: AUJOURDHUI });
      const attendu = calculer(indicateur, faits, { axes: ['departement', 'nature'], filtres: {}, jours: 1 });
      const { corps } = await lire(territoire, `${CHEMINS_LECTURE.indicateurs}/${id}?par=departement,nature`);
      expect(corps).toMatchObject({ id, du: AUJOURDHUI, au: AUJOURDHUI, total: { numerateur: attendu.total.numerateur, valeur: attendu.total.valeur }, lignes: attendu.lignes.map(({ cles, numerateur, valeur }) => ({ cles, numerateur, valeur })) });
    }
    expect((await lire(sienne, `${CHEMINS_LECTURE.indicateurs}/capacite_ouverte`)).corps).toMatchObject({ total: { valeur: 21 } });
    expect((await lire(france, `${CHEMINS_LECTURE.indicateurs}/capacite_ouverte`)).corps).toMatchObject({ total: { valeur: 24 } });
    for (const [suite, champ] of [['taux_occupation?par=rien', 'par'], ['taux_occupation?par=mois', 'par'], ['taux_occupation?par=nature,nature', 'par'], ['taux_occupation?du=2026-11-01', 'du'], ['taux_occupation?du=2026-11-02&au=2026-11-01', 'du'], ['ouvertures_fermetures', 'du'], ['taux_occupation?date=2026-13-01', 'date']] as const) {
      expect([suite, (await lire(territoire, `${CHEMINS_LECTURE.indicateurs}/${suite}`))]).toMatchObject([suite, { statut: 400, corps: { erreur: { champ: expect.stringContaining(champ) as string } } }]);
    }
    expect((await lire(territoire, `${CHEMINS_LECTURE.indicateurs}/inconnu`)).statut).toBe(400);
  });

  it('dit ce qui a changé, une fois, et ce qui n’est plus à lire', async () => {
    const premier = (await lire(territoire, `${CHEMINS_LECTURE.changements}?limite=1000`)).corps;
    expect(premier.encore).toBe(false);
    expect(premier.lignes.filter(({ objet, retire }) => objet === 'dispositif' && retire === false).map(({ id }) => id).sort()).toEqual(ids);
    expect((await lire(territoire, `${CHEMINS_LECTURE.changements}?depuis=${premier.suite ?? ''}`)).corps.lignes).toEqual([]);
    const temoin = await essai.poste('admin_departemental');
    const cible = ids[3] ?? '';
    const { version = 0 } = (await essai.base.db.selectFrom('dispositif').select('version').where('id', '=', cible).executeTakeFirst()) ?? {};
    expect(await temoin.faire('modifierDispositif', { id: cible, champs: { nom: 'Renommé' } }, version)).toMatchObject({ issue: 'appliquee' });
    expect(await temoin.faire('modifierDispositif', { id: cible, champs: { nom: 'Renommé encore' } }, version + 1)).toMatchObject({ issue: 'appliquee' });
    const suite = (await lire(territoire, `${CHEMINS_LECTURE.changements}?depuis=${premier.suite ?? ''}`)).corps;
    expect(suite.lignes).toEqual([{ objet: 'dispositif', id: cible, retire: false, dispositifId: cible }]);
    expect((await lire(sienne, `${CHEMINS_LECTURE.changements}?depuis=${premier.suite ?? ''}`)).corps.lignes).toEqual(suite.lignes);
    // par pages d’une ligne : le même tout
    const vues: unknown[] = [];
    let curseur = '';
    for (let tours = 0; tours < 200; tours += 1) {
      const { corps } = await lire(france, `${CHEMINS_LECTURE.changements}?limite=7${curseur === '' ? '' : `&depuis=${curseur}`}`);
      vues.push(...corps.lignes.map(({ objet, id }) => `${String(objet)} ${String(id)}`));
      curseur = corps.suite ?? '';
      if (corps.encore !== true) break;
    }
    expect(new Set(vues).size).toBe(vues.length);
    expect(vues).toHaveLength((await lire(france, `${CHEMINS_LECTURE.changements}?limite=1000`)).corps.lignes.length);
  });

  it('une transaction encore ouverte ne laisse rien derrière le curseur', async () => {
    const { suite } = (await lire(territoire, `${CHEMINS_LECTURE.changements}?limite=1000`)).corps;
    const [lente, rapide] = [ids[4] ?? '', ids[5] ?? ''];
    const temoin = await essai.poste('admin_departemental');
    let finir = (): void => undefined;
    const attente = new Promise<void>((resoudre) => { finir = resoudre; });
    let ouverte = (): void => undefined;
    const prise = new Promise<void>((resoudre) => { ouverte = resoudre; });
    const transaction = essai.base.db.transaction().execute(async (trx) => {
      await sql`update changement set txid = pg_current_xact_id(), rev = nextval('changement_rev') where objet = 'dispositif' and id = ${lente}`.execute(trx);
      ouverte();
      await attente;
    });
    await prise;
    expect(await temoin.faire('modifierDispositif', { id: rapide, champs: { nom: 'Rapide' } }, 1)).toMatchObject({ issue: 'appliquee' });
    const pendant = (await lire(territoire, `${CHEMINS_LECTURE.changements}?depuis=${suite ?? ''}`)).corps;
    expect(pendant.lignes).toEqual([]);
    finir();
    await transaction;
    const apres = (await lire(territoire, `${CHEMINS_LECTURE.changements}?depuis=${pendant.suite ?? ''}`)).corps;
    expect(apres.lignes.map(({ id }) => id).sort()).toEqual([lente, rapide].sort());
  });

  it('une réponse inchangée ne se renvoie pas', async () => {
    const { entetes } = await lire(territoire, CHEMINS_LECTURE.groupes);
    const etag = String(entetes['etag']);
    expect(etag).toMatch(/^W\/"[\w-]{27}"$/u);
    expect(entetes['cache-control']).toBe('private, no-cache');
    const encore = await lire(territoire, CHEMINS_LECTURE.groupes, { 'if-none-match': `"x", ${etag}` });
    expect([encore.statut, encore.corps]).toEqual([304, '']);
    expect((await lire(territoire, `${CHEMINS_LECTURE.groupes}?limite=1`, { 'if-none-match': etag })).statut).toBe(200);
  });

  it('une clé ne fait que ce qu’elle permet ; une clé fausse, rien', async () => {
    const depot = await neuve({ entite: 'ENT-59-0001' });
    expect(await lire(depot, CHEMINS_LECTURE.entites)).toMatchObject({ statut: 403, corps: { erreur: { code: 'cle.droit' } } });
    for (const cle of ['', 'cle_fausse', `cle_${'x'.repeat(43)}`]) expect(await lire(cle, CHEMINS_LECTURE.entites)).toMatchObject({ statut: 401, corps: { erreur: { code: 'cle.invalide' } } });
    const envoi = await essai.service.serveur.inject({ method: 'PUT', url: CHEMINS_PARTENAIRES.occupations, headers: { authorization: `Bearer ${territoire}` }, payload: { declarations: [{ dispositif: 'DIS-59-0001', le: AUJOURDHUI, inchange: true }] } });
    expect([envoi.statusCode, envoi.json<Page>().erreur?.code]).toEqual([403, 'cle.droit']);
    // le jeton d’une personne n’est pas une clé
    const { jeton } = await essai.poste('admin_national');
    expect((await lire(jeton, CHEMINS_LECTURE.entites)).statut).toBe(401);
    await expect(neuve({ departements: ['59'], entite: 'ENT-59-0001' })).rejects.toMatchObject({ code: 'arguments' });
    await expect(neuve({ departements: ['99'] })).rejects.toMatchObject({ code: 'introuvable' });
  });

  it('aucun paramètre ne fait de 5xx ; un curseur inventé se refuse (propriété)', async () => {
    const chemins = [CHEMINS_LECTURE.entites, CHEMINS_LECTURE.dispositifs, CHEMINS_LECTURE.groupes, CHEMINS_LECTURE.disponibilites, CHEMINS_LECTURE.changements, `${CHEMINS_LECTURE.indicateurs}/taux_occupation`];
    const valeur = fc.oneof(fc.string({ maxLength: 40, unit: 'binary' }), fc.integer().map(String), fc.double().map(String), fc.constantFrom('', 'null', '\0', '9'.repeat(300), '2026-02-30', '-1', '1e9', 'bDo', Buffer.from(`l:${AILLEURS}'`).toString('base64url'), Buffer.from('c:x:1:1').toString('base64url'), Buffer.from(`c:${essai.base.lignee}:99999999999999999999:1`).toString('base64url')));
    await fc.assert(fc.asyncProperty(fc.constantFrom(...chemins), fc.dictionary(fc.constantFrom('apres', 'limite', 'departement', 'depuis', 'par', 'date', 'du', 'au', '__proto__'), valeur, { maxKeys: 4 }), async (chemin, parametres) => {
      essai.avancer(1_000);
      const requete = new URLSearchParams(parametres).toString();
      const { statut, corps } = await lire(france, `${chemin}?${requete}`);
      expect([200, 400].includes(statut), `${chemin}?${requete} ${statut} ${JSON.stringify(corps).slice(0, 200)}`).toBe(true);
    }), { numRuns: 250 });
  });

  it('trop de lectures attendent', async () => {
    const cle = await neuve({ departements: ['59'] });
    let dernier = 200;
    for (let rang = 0; rang <= 300 && dernier === 200; rang += 1) dernier = (await lire(cle, `${CHEMINS_LECTURE.entites}?limite=1`)).statut;
    expect(dernier).toBe(429);
  });
});

import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Objet } from '../../../domain/droits.ts';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import type { EcritureJournal } from '../../../server/journal/ecriture.ts';
import { CLE_TETE, chainer } from '../../../server/journal/ecriture.ts';
import { ErreurJournal, ORIGINE, ecrireJournal, lireDerniere, reprendreJournal, verifierJournal } from '../../../server/journal/journal.ts';
import type { BaseDeTest } from '../../outils/base.ts';
import { baseDeTest, surPostgresql } from '../../outils/base.ts';

const texte = fc.string({ unit: 'grapheme', maxLength: 12 }).map((valeur) => valeur.replaceAll('\0', ''));
const valeur = fc.oneof(texte, fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer(), { maxLength: 3 }), fc.record({ debut: texte, places: fc.integer() }));
const ecriture: fc.Arbitrary<EcritureJournal> = fc.record({
  moment: fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true }), utilisateurId: texte, nom: texte, profil: texte, commande: texte,
  objet: fc.constantFrom<Objet>('entite', 'dispositif', 'groupe', 'place'), objetId: fc.option(texte), version: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  changements: fc.dictionary(texte, fc.tuple(valeur, valeur), { maxKeys: 4 }), motif: fc.option(texte), suppleance: fc.boolean(), pourLeCompteDe: fc.option(texte),
  clientId: fc.option(texte), seq: fc.option(fc.integer({ min: 1, max: 1_000_000 })), versionClient: fc.option(texte),
});

/** Une falsification, à des places données en part de la longueur du journal. */
const falsification = fc.record({
  genre: fc.constantFrom('colonne', 'oter', 'oterPlusieurs', 'oterLaFin', 'inserer', 'echanger', 'renumeroter', 'doubler', 'recrire', 'oterEtRecrire', 'insererEtRecrire', 'ajouterALaFin'),
  ou: fc.double({ min: 0, max: 0.999, noNaN: true }), autre: fc.double({ min: 0, max: 0.999, noNaN: true }), colonne: fc.nat({ max: 19 }), signature: fc.constantFrom('gardee', 'nulle', 'autre_cle'),
});
type Falsification = typeof falsification extends fc.Arbitrary<infer T> ? T : never;

/** Ce qu’un administrateur de la base écrirait dans chaque colonne. */
const ALTERATIONS: readonly (readonly [string, string])[] = [
  ['moment', `moment + interval '1 microsecond'`], ['moment', `moment - interval '1 day'`], ['utilisateurId', `"utilisateurId" || 'x'`], ['nom', `nom || ' '`], ['profil', `'autre profil'`], ['commande', `commande || 'r'`],
  ['objet', `case objet when 'entite' then 'place' else 'entite' end`], ['objetId', `coalesce("objetId", '') || 'z'`], ['version', 'coalesce(version, 0) + 1'], ['changements', `changements || '{"faux": [1, 2]}'`],
  ['motif', `coalesce(motif, '') || '.'`], ['suppleance', 'not suppleance'], ['pourLeCompteDe', `coalesce("pourLeCompteDe", '') || '.'`], ['clientId', `coalesce("clientId", '') || '.'`], ['seq', 'coalesce(seq, 0) + 4611686018427387904'],
  ['versionClient', `coalesce("versionClient", '') || '.'`], ['empreintePrecedente', `md5('x')`], ['empreinte', `md5('y')`], ['signature', `md5('s')`], ['signature', 'null'],
];

surPostgresql('vérification du journal', (genre) => {
  let essai: BaseDeTest;
  const executer = (requete: string): Promise<unknown> => sql.raw(requete).execute(essai.base.db);
  const lignesEnTexte = async (): Promise<Record<string, string>[]> =>
    (await sql<{ ligne: Record<string, string> }>`select json_build_object('no', no::text, 'tout', j::text) as ligne from journal j order by j.no, j.empreinte`.execute(essai.base.db)).rows.map(({ ligne }) => ligne);
  const ecrire = (ecritures: readonly EcritureJournal[]): Promise<void> => essai.base.db.transaction().execute(async (trx) => { await verrouillerEcriture(trx); await ecrireJournal(trx, ecritures); });
  const vider = async (): Promise<void> => { await executer(`delete from journal; delete from reglage where cle = '${CLE_TETE}'; update reglage set valeur = '1' where cle = 'journal_signe_depuis'`); };
  const ligne = (no: number): EcritureJournal => ({
    moment: new Date(Date.UTC(2026, 10, 24, 9, no)), utilisateurId: 'u', nom: 'Amélie Œuvre', profil: 'admin_siao', commande: 'modifierDispositif', objet: 'dispositif', objetId: 'd', version: no,
    changements: { nom: [`n${no - 1}`, `n${no}`] }, motif: null, suppleance: false, pourLeCompteDe: null, clientId: null, seq: no, versionClient: null,
  });

  beforeAll(async () => {
    essai = await baseDeTest(genre);
    // un administrateur de la base, avec tous ses droits : ni déclencheurs, ni contraintes
    await executer('alter table journal disable trigger user; alter table journal drop constraint journal_pkey, drop constraint journal_empreinte_key');
  });
  afterAll(() => essai.jeter());
  afterEach(vider);

  /** Récrit la table à partir de la ligne `depuis`, empreintes recalculées, comme le ferait quelqu’un qui a lu ce programme mais n’a pas la clé. */
  const recrire = async (depuis: number, changer: (lignes: EcritureJournal[]) => EcritureJournal[], signature: Falsification['signature']): Promise<void> => {
    const lues = await essai.base.db.selectFrom('journal').selectAll().orderBy('no').execute();
    let precedente = depuis === 0 ? ORIGINE : (lues[depuis - 1]?.empreinte ?? ORIGINE);
    const signatures = lues.map((lue) => lue.signature);
    const suite = changer(lues.slice(depuis).map(({ no: _no, empreinte: _e, empreintePrecedente: _p, signature: _s, ...reste }) => reste));
    await executer(`delete from journal where no > ${depuis}`);
    for (const [rang, nouvelle] of suite.entries()) {
      const no = depuis + rang + 1;
      const empreinte = chainer(precedente, no, nouvelle);
      const faussee = createHmac('sha256', randomBytes(32)).update(`journal.ligne\n${no}:${empreinte}`).digest('base64url');
      await essai.base.db.insertInto('journal').values({ ...nouvelle, changements: JSON.stringify(nouvelle.changements) as never, no, empreinte, empreintePrecedente: precedente, signature: signature === 'nulle' ? null : signature === 'autre_cle' ? faussee : (signatures[no - 1] ?? null) }).execute();
      precedente = empreinte;
    }
  };
  const falsifier = async ({ genre: quoi, ou, autre, colonne, signature }: Falsification, taille: number): Promise<void> => {
    const k = Math.floor(ou * taille) + 1;
    const m = Math.floor(autre * taille) + 1;
    const [nom, expression] = ALTERATIONS[colonne] ?? ALTERATIONS[0] as readonly [string, string];
    const copie = `"utilisateurId", nom, profil, commande, objet, "objetId", version, changements, motif, suppleance, "pourLeCompteDe", "clientId", seq, "versionClient", "empreintePrecedente"`;
    switch (quoi) {
      case 'colonne': await executer(`update journal set "${nom}" = ${expression} where no = ${k}`); break;
      case 'oter': await executer(`delete from journal where no = ${k}`); break;
      case 'oterPlusieurs': await executer(`delete from journal where no in (${k}, ${m}, ${(k + m) % taille + 1})`); break;
      case 'oterLaFin': await executer(`delete from journal where no >= ${k}`); break;
      case 'inserer': await executer(`insert into journal (no, moment, ${copie}, empreinte, signature) select ${autre < 0.3 ? -k : taille + k}, moment, ${copie}, md5('z'), signature from journal where no = ${m}`); break;
      case 'echanger': await executer(`update journal set no = case no when ${k} then ${m} when ${m} then ${k} end where no in (${k}, ${m})`); break;
      case 'renumeroter': await executer(`update journal set no = no + ${autre < 0.5 ? 1 : -1} where no >= ${k}`); break;
      case 'doubler': await executer(`insert into journal select * from journal where no = ${k}`); break;
      case 'recrire': await recrire(k - 1, (lignes) => lignes.map((lue, rang) => (rang === 0 ? { ...lue, nom: `${lue.nom}?` } : lue)), signature); break;
      case 'oterEtRecrire': await recrire(k - 1, (lignes) => lignes.slice(1), signature); break;
      case 'insererEtRecrire': await recrire(k - 1, (lignes) => [ligne(9), ...lignes], signature); break;
      case 'ajouterALaFin': await recrire(taille, () => [ligne(8)], signature); break;
    }
  };
  /** Première ligne qui diffère, établie en comparant la table d’avant et celle d’après. */
  const premiereFausse = (avant: readonly Record<string, string>[], apres: readonly Record<string, string>[]): number | null => {
    for (let rang = 0; rang < Math.max(avant.length, apres.length); rang += 1) {
      if (avant[rang]?.['tout'] === apres[rang]?.['tout']) continue;
      const no = apres[rang] === undefined ? Infinity : Number(apres[rang]?.['no']);
      return Math.min(no, rang + 1);
    }
    return null;
  };

  it('toute falsification se voit, et la première ligne fausse est nommée ; un journal intact est net', async () => {
    await fc.assert(fc.asyncProperty(fc.array(ecriture, { minLength: 1, maxLength: 14 }), falsification, fc.integer({ min: 1, max: 5 }), async (ecritures, geste, lot) => {
      await vider();
      const coupe = Math.floor(ecritures.length / 2);
      await ecrire(ecritures.slice(0, coupe));
      await ecrire(ecritures.slice(coupe));
      expect(await verifierJournal(essai.base, { lot })).toMatchObject({ lignes: ecritures.length, rupture: null, signeDepuis: 1 });
      const avant = await lignesEnTexte();
      await falsifier(geste, ecritures.length);
      const attendue = premiereFausse(avant, await lignesEnTexte());
      const { rupture } = await verifierJournal(essai.base, { lot });
      expect(rupture?.no ?? null).toBe(attendue);
    }), { numRuns: genre === 'pglite' ? 150 : 120, ...(process.env['SIAO_GRAINE'] === undefined ? {} : { seed: Number(process.env['SIAO_GRAINE']) }) });
  });

  it.each(ALTERATIONS)('la colonne %s changée en %s se voit, à sa ligne', async (colonne, expression) => {
    await ecrire([ligne(1), ligne(2), ligne(3)]);
    await executer(`update journal set "${colonne}" = ${expression} where no = 2`);
    expect((await verifierJournal(essai.base)).rupture).toMatchObject({ no: 2 });
  });

  it('une tête effacée, fausse ou signée d’une autre clé se voit', async () => {
    await ecrire([ligne(1), ligne(2), ligne(3)]);
    const { tete } = (await sql<{ tete: string }>`select valeur as tete from reglage where cle = ${CLE_TETE}`.execute(essai.base.db)).rows[0] ?? { tete: '' };
    await executer(`delete from journal where no = 3; delete from reglage where cle = '${CLE_TETE}'`);
    expect((await verifierJournal(essai.base)).rupture?.raison).toMatch(/effacée/u);
    await executer(`insert into reglage values ('${CLE_TETE}', '${tete.replace(/^3/u, '2')}')`);
    expect((await verifierJournal(essai.base)).rupture?.raison).toMatch(/pas signée par le service/u);
    await executer(`update reglage set valeur = '${tete}' where cle = '${CLE_TETE}'`);
    expect((await verifierJournal(essai.base)).rupture).toMatchObject({ no: 3 });
  });

  it('ce qui a été ôté à la fin n’est pas couvert par les lignes suivantes', async () => {
    await ecrire([ligne(1), ligne(2), ligne(3)]);
    await executer('delete from journal where no >= 2');
    await ecrire([ligne(4)]);
    expect((await verifierJournal(essai.base)).rupture).toEqual({ no: 2, raison: 'La ligne 2 manque.' });
  });

  it('sans tête juste, rien ne s’écrit ; la reprise la signe, le dit au journal, et la suite se vérifie', async () => {
    await ecrire([ligne(1), ligne(2)]);
    await executer(`update reglage set valeur = '2:x:1:y' where cle = '${CLE_TETE}'`);
    await expect(ecrire([ligne(3)])).rejects.toThrow(ErreurJournal);
    await essai.base.db.transaction().execute(async (trx) => { await verrouillerEcriture(trx); await reprendreJournal(trx, 'Réglage effacé par erreur.', new Date()); });
    await ecrire([ligne(3)]);
    expect(await verifierJournal(essai.base)).toMatchObject({ lignes: 4, rupture: null, signeDepuis: 1 });
  });

  describe('clés', () => {
    const cle = (): string => randomBytes(32).toString('base64');
    const avec = async (valeur: string, geste: () => Promise<unknown>): Promise<void> => {
      process.env['SIAO_CLE_JOURNAL'] = valeur;
      try { await geste(); } finally { delete process.env['SIAO_CLE_JOURNAL']; }
    };
    it('une clé neuve signe la suite, l’ancienne reste juste avant elle et jamais après ; sans la bonne clé, rien n’est net', async () => {
      const [ancienne, neuve] = [cle(), cle()];
      await avec(ancienne, () => ecrire([ligne(1), ligne(2)]));
      await avec(neuve, () => expect(ecrire([ligne(3)])).rejects.toThrow(ErreurJournal));
      await avec(`${neuve},${ancienne}`, () => ecrire([ligne(3), ligne(4)]));
      const environnement = { SIAO_CLE_JOURNAL: `${neuve},${ancienne}` };
      expect(await verifierJournal(essai.base, { environnement })).toMatchObject({ lignes: 4, rupture: null });
      expect((await verifierJournal(essai.base, { environnement: { SIAO_CLE_JOURNAL: cle() } })).rupture).toMatchObject({ no: 1 });
      // qui a gardé l’ancienne clé ne peut pas récrire la fin
      await essai.base.db.updateTable('journal').set({ signature: createHmac('sha256', Buffer.from(ancienne, 'base64')).update(`journal.ligne\n4:${(await lireDerniere(essai.base)).empreinte}`).digest('base64url') }).where('no', '=', 4).execute();
      expect((await verifierJournal(essai.base, { environnement })).rupture).toMatchObject({ no: 4 });
    });
    it('une clé trop courte est refusée', async () => {
      await expect(verifierJournal(essai.base, { environnement: { SIAO_CLE_JOURNAL: 'YWJj' } })).rejects.toThrow(/32 octets/u);
    });
  });

  it('une note extérieure voit une chaîne entière récrite avec la clé, et une fin ôtée avec sa tête', async () => {
    await ecrire([1, 2, 3, 4].map(ligne));
    const note = await lireDerniere(essai.base);
    expect((await verifierJournal(essai.base, { ancres: [note] })).rupture).toBeNull();
    await vider();
    await ecrire([ligne(1), { ...ligne(2), nom: 'Autre' }, ligne(3), ligne(4)]);
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    expect((await verifierJournal(essai.base, { ancres: [note] })).rupture).toMatchObject({ no: 4 });
    await vider();
    await ecrire([ligne(1), ligne(2)]);
    expect((await verifierJournal(essai.base, { ancres: [note] })).rupture).toMatchObject({ no: 3 });
  });

  it('une base d’avant la signature se continue : ses lignes restent vérifiées par la chaîne', async () => {
    await ecrire([ligne(1), ligne(2)]);
    await executer(`update journal set signature = null; delete from reglage where cle = '${CLE_TETE}'; update reglage set valeur = '3' where cle = 'journal_signe_depuis'`);
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await ecrire([ligne(3)]);
    expect(await verifierJournal(essai.base)).toMatchObject({ lignes: 3, rupture: null, signeDepuis: 3 });
    await executer('update journal set signature = null where no = 3');
    expect((await verifierJournal(essai.base)).rupture).toMatchObject({ no: 3, raison: 'La ligne n’est pas signée.' });
    await executer(`update journal set nom = 'x' where no = 1`);
    expect((await verifierJournal(essai.base)).rupture).toMatchObject({ no: 1 });
  });

  it('annonce son avancement lot après lot', async () => {
    await ecrire(Array.from({ length: 7 }, (_vide, rang) => ligne(rang + 1)));
    const pas: [number, number][] = [];
    await verifierJournal(essai.base, { lot: 3, surProgres: (lignes, total) => { pas.push([lignes, total]); } });
    expect(pas).toEqual([[3, 7], [6, 7], [7, 7]]);
  });
});

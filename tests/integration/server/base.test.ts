import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Objet } from '../../../domain/droits.ts';
import type { SorteColonne } from '../../../domain/objets/objets.ts';
import { COLONNES } from '../../../domain/objets/objets.ts';
import type { Base } from '../../../server/base/base.ts';
import { ouvrirBase } from '../../../server/base/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { MIGRATIONS, migrer } from '../../../server/base/migrations.ts';
import type { Notification } from '../../../server/base/notifications.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import type { BaseDeTest } from '../../outils/base.ts';
import { baseDeTest, surChaqueBase } from '../../outils/base.ts';
import { dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

surChaqueBase('base', (genre) => {
  let essai: BaseDeTest;
  let base: Base;
  beforeAll(async () => {
    essai = await baseDeTest(genre);
    ({ base } = essai);
  });
  afterAll(() => essai.jeter());

  it('les colonnes des quatre objets sont celles du domaine', async () => {
    const types: Record<SorteColonne, string> = { texte: 'text', entier: 'integer', booleen: 'boolean', json: 'jsonb' };
    for (const objet of Object.keys(COLONNES) as Objet[]) {
      const { rows } = await sql<{ nom: string; type: string }>`select column_name as nom, data_type as type from information_schema.columns where table_schema = 'public' and table_name = ${objet}`.execute(base.db);
      expect(Object.fromEntries(rows.map(({ nom, type }) => [nom, type])), objet).toEqual(Object.fromEntries(Object.entries(COLONNES[objet]).map(([nom, sorte]) => [nom, types[sorte]])));
    }
  });

  it('rejoue les migrations sans effet, annule celle qui échoue, refuse une base plus récente', async () => {
    expect(await migrer(base.db)).toEqual([]);
    const dernier = MIGRATIONS.at(-1)?.numero ?? 0;
    const fausse = { numero: dernier + 1, nom: 'fausse', sql: 'create table a_moitie (id text); select 1 / 0' };
    await expect(migrer(base.db, [...MIGRATIONS, fausse])).rejects.toThrow();
    expect((await sql`select 1 from information_schema.tables where table_name = 'a_moitie'`.execute(base.db)).rows).toEqual([]);
    expect(await migrer(base.db, [...MIGRATIONS, { ...fausse, sql: 'create table nouvelle (id text)' }])).toEqual([dernier + 1]);
    await expect(migrer(base.db)).rejects.toThrow(/mettre le service à jour/u);
    await sql`delete from migration where numero = ${dernier + 1}`.execute(base.db);
  });

  it('une erreur rattrapée dans une transaction ne passe pas pour une validation', async () => {
    await expect(base.db.transaction().execute(async (trx) => { await sql`select 1 / 0`.execute(trx).catch(() => undefined); })).rejects.toThrow();
  });

  it('rend int8 en nombre, xid8 en texte, jsonb et tableaux analysés', async () => {
    const { rows } = await sql`select 9007199254740991::int8 as grand, '5'::xid8 as xid, '{"a":[1]}'::jsonb as json, array['a','b'] as liste`.execute(base.db);
    expect(rows).toEqual([{ grand: 9_007_199_254_740_991, xid: '5', json: { a: [1] }, liste: ['a', 'b'] }]);
    await expect(sql`select 9007199254740993::int8 as trop`.execute(base.db)).rejects.toThrow(/hors de portée/u);
  });

  it('une notification part avec la transaction, pas sans elle', async () => {
    const recues: Notification[] = [];
    const arreter = base.ecouter((notification) => { recues.push(notification); });
    const session = (utilisateurId: string): Notification => ({ genre: 'session', utilisateurId });
    await base.db.transaction().execute(async (trx) => { await base.notifier(trx, session('annulée')); throw new Error('annuler'); }).catch(() => undefined);
    await base.db.transaction().execute((trx) => base.notifier(trx, session('validée')));
    const enorme = { genre: 'changement', txid: '7', departements: Array.from({ length: 3_000 }, String), entiteId: null, dispositifId: null, affectations: null } as const;
    await base.db.transaction().execute((trx) => base.notifier(trx, enorme));
    for (let tour = 0; tour < 50 && recues.length < 2; tour += 1) await new Promise((resoudre) => { setTimeout(resoudre, 20); });
    arreter();
    expect(recues).toEqual([session('validée'), { genre: 'tout', txid: '7' }]);
  });

  it('charge en masse : codes à la suite, suivi, une ligne de journal par paquet, paquet annulé en entier', async () => {
    const [entiteId, dispositifId, groupeId] = [randomUUID(), randomUUID(), randomUUID()];
    const places = Array.from({ length: 12_000 }, (_, rang) => place({ groupeId, dispositifId, entiteId, numero: String(rang), version: 0 }));
    await chargerEnMasse(base, [
      { objet: 'entite', lignes: [entite({ id: entiteId, siren: null, departements: ['59', '2A'] })] }, { objet: 'dispositif', lignes: [dispositif({ id: dispositifId, entiteId }), dispositif({ entiteId, id: randomUUID() })] },
      { objet: 'groupe', lignes: [groupe({ id: groupeId, dispositifId, entiteId })] }, { objet: 'place', lignes: places },
    ]);
    expect((await base.db.selectFrom('dispositif').select('code').orderBy('code').execute()).map(({ code }) => code)).toEqual(['DIS-59-0001', 'DIS-59-0002']);
    expect((await base.db.selectFrom('groupe').select('code').executeTakeFirstOrThrow()).code).toBe('GRP-59-00001');
    expect(await base.db.selectFrom('changement').select(['departements', 'departementsAvant', 'entiteId', 'dispositifId']).where('objet', '=', 'entite').executeTakeFirstOrThrow())
      .toEqual({ departements: ['59', '2A'], departementsAvant: ['59', '2A'], entiteId, dispositifId: null });
    const { nombre } = await base.db.selectFrom('changement').select(({ fn }) => fn.countAll<number>().as('nombre')).where('objet', '=', 'place').where('dispositifId', '=', dispositifId).executeTakeFirstOrThrow();
    expect(nombre).toBe(12_000);
    expect(await base.db.selectFrom('place').selectAll().where('id', '=', places[11_999]?.id ?? '').executeTakeFirst()).toEqual({ ...places[11_999], version: 1 });
    expect(await verifierJournal(base)).toMatchObject({ lignes: 6, rupture: null });
    // les codes suivants ne reprennent ni ceux qui ont été donnés ici, ni ceux que l’appelant a fournis
    await chargerEnMasse(base, [{ objet: 'dispositif', lignes: [dispositif({ id: randomUUID(), entiteId, code: 'DIS-59-0007' })] }, { objet: 'dispositif', lignes: [dispositif({ id: randomUUID(), entiteId })] }]);
    expect((await base.db.selectFrom('dispositif').select('code').orderBy('code').execute()).map(({ code }) => code)).toEqual(['DIS-59-0001', 'DIS-59-0002', 'DIS-59-0007', 'DIS-59-0008']);
    await expect(chargerEnMasse(base, [{ objet: 'dispositif', lignes: [dispositif({ id: randomUUID(), entiteId, code: 'DIS-59-0007' })] }])).rejects.toThrow();
    // une orpheline : son paquet est annulé, journal compris
    await expect(chargerEnMasse(base, [{ objet: 'place', lignes: [place({ groupeId, numero: 'A' }), place({ groupeId: randomUUID(), numero: 'B' })] }])).rejects.toThrow();
    expect(await base.db.selectFrom('place').select('id').where('numero', '=', 'A').execute()).toEqual([]);
    expect(await verifierJournal(base)).toMatchObject({ lignes: 8, rupture: null });
  });
});

describe('PGlite sur disque', () => {
  it('retrouve ce qu’il a rangé, et la même lignée', async () => {
    const dossier = mkdtempSync(join(tmpdir(), 'siao-pglite-'));
    try {
      const premiere = await ouvrirBase({ dossier: join(dossier, 'base') });
      await chargerEnMasse(premiere, [{ objet: 'entite', lignes: [entite()] }]);
      await premiere.fermer();
      const seconde = await ouvrirBase({ dossier: join(dossier, 'base') });
      expect(seconde.lignee).toBe(premiere.lignee);
      expect(await seconde.db.selectFrom('entite').select('code').execute()).toEqual([{ code: 'ENT-59-0001' }]);
      await seconde.fermer();
    } finally {
      rmSync(dossier, { recursive: true, force: true });
    }
  });
});

import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instantanes } from '../../../contract/instantanes.ts';
import { CHEMIN_INSTANTANES } from '../../../contract/instantanes.ts';
import { DEPARTEMENTS } from '../../../domain/geographie/departements.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import type { MoisDu } from '../../../server/indicateurs/instantanes.ts';
import { figerMois, passerInstantanes } from '../../../server/indicateurs/instantanes.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { monter } from './outils.ts';

const SOIR = new Date('2026-11-30T20:30:00.000Z');
const uuid = (genre: string, rang: number): string => `${genre}0000000-0000-4000-8000-${String(rang).padStart(12, '0')}`;
const moisDu = (mois: string): MoisDu => ({ mois, date: `${mois}-30`, origine: 'reconstitue' });

surChaqueBase('le gel d’un mois', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    const codes = DEPARTEMENTS.slice(0, 60).map(({ code }) => code);
    const natures = ['hebergement_chrs.insertion', 'hebergement_hors_chrs.mixte', 'hebergement_hotel.hotel', 'logement_iml.mandat'];
    const dispositifs = codes.flatMap((departement, rang) => natures.map((type, autre) => dispositif({ id: uuid('b', rang * 10 + autre), entiteId: uuid('a', rang), departement, type, nature: type.slice(0, type.indexOf('.')) })));
    const groupes = dispositifs.map(({ id, entiteId, departement }, rang) => groupe({ id: uuid('c', rang), dispositifId: id, entiteId, departement }));
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: codes.map((departement, rang) => entite({ id: uuid('a', rang), departement, departements: [departement], siren: null, raisonSociale: `Entité ${rang}` })) }, { objet: 'dispositif', lignes: dispositifs }, { objet: 'groupe', lignes: groupes },
      { objet: 'place', lignes: groupes.flatMap(({ id, dispositifId, entiteId, departement }, rang) => Array.from({ length: 5 }, (_, autre) => place({ id: uuid('d', rang * 10 + autre), numero: String(autre), groupeId: id, dispositifId, entiteId, departement }))) },
    ]);
  });
  afterAll(() => essai.fermer());

  it('ne fait attendre un autre appelant qu’une petite part de sa durée : il rend la main entre deux lectures, et entre deux paquets', async () => {
    let fini = false;
    const debut = performance.now();
    const gel = figerMois(essai.base, moisDu('2026-04'), SOIR).finally(() => { fini = true; });
    let attente = 0;
    while (!fini) {
      const demande = performance.now();
      await essai.base.db.selectFrom('entite').select('id').limit(1).execute();
      attente = Math.max(attente, performance.now() - demande);
      await new Promise((suite) => { setImmediate(suite); });
    }
    expect(await gel).toBe(true);
    expect(attente / (performance.now() - debut)).toBeLessThan(0.1);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from instantane where mois = '2026-04'`.execute(essai.base.db);
    expect(rows[0]?.n).toBeGreaterThan(2_000);
  });

  it('un mois incomplet ne se lit pas ; il s’efface et se refait, sans rien de ce qu’il disait', async () => {
    const { db } = essai.base;
    await db.insertInto('instantane_mois').values({ ...moisDu('2026-06'), figeLe: SOIR, complet: false }).execute();
    await db.insertInto('instantane').values(Array.from({ length: 250 }, (_, rang) => ({ mois: '2026-06', departement: '01', indicateur: 'capacite_ouverte', axe: '', cle: String(rang), numerateur: 999, denominateur: 1, valeur: 999, inconnus: 0 }))).execute();
    const lus = async (): Promise<Instantanes['mois']> => (await essai.requete<Instantanes>('GET', `${CHEMIN_INSTANTANES}?indicateur=capacite_ouverte`, { jeton: (await essai.poste('admin_national')).jeton })).corps.mois;
    expect((await lus()).map(({ mois }) => mois)).toEqual(['2026-04']);
    expect(await figerMois(essai.base, moisDu('2026-06'), SOIR)).toBe(true);
    const fait = (await lus()).find(({ mois }) => mois === '2026-06');
    expect(fait?.lignes).toHaveLength(60);
    expect(fait?.lignes.some(({ valeur }) => valeur === 999)).toBe(false);
    expect(await figerMois(essai.base, moisDu('2026-06'), SOIR)).toBe(false);
    await expect(db.updateTable('instantane_mois').set({ complet: false }).execute()).rejects.toThrow('ne se récrit pas');
    await expect(db.deleteFrom('instantane').execute()).rejects.toThrow('ne se récrit pas');
  });

  it('un mois resté incomplet est encore dû', async () => {
    await essai.base.db.insertInto('instantane_mois').values({ mois: '2026-11', date: '2026-11-30', origine: 'fige', figeLe: SOIR, complet: false }).execute();
    expect((await passerInstantanes(essai.base, SOIR)).fige).toBe('2026-11');
    expect(await essai.base.db.selectFrom('instantane_mois').select('complet').where('mois', '=', '2026-11').execute()).toEqual([{ complet: true }]);
  });
});

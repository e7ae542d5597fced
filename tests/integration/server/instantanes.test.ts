import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Instantanes } from '../../../contract/instantanes.ts';
import { CHEMIN_INSTANTANES } from '../../../contract/instantanes.ts';
import { CONTROLES } from '../../../domain/qualite/controles.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { ouvrirBase } from '../../../server/base/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { figerMois, moisDus, passerInstantanes } from '../../../server/indicateurs/instantanes.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { GROUPE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { monter } from './outils.ts';

const SOIR = new Date('2026-11-30T20:30:00.000Z');

surChaqueBase('instantanés', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe({ capacites: [{ depuis: '2026-01-01', capacite: 4 }, { depuis: '2026-11-10', capacite: 6 }] })] },
      { objet: 'place', lignes: [place({ numero: '1', occupation: 'occupee', occupationLe: '2026-11-30', constatsPasses: 'o2026-10-12l2026-11-05' }), place({ numero: '2', constatsPasses: 'r2026-10-20' }), place({ numero: '3', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-09-15', fin: null }] })] },
    ]);
  });
  afterAll(() => essai.fermer());
  const lire = async (indicateur: string, profil: Parameters<Montage['poste']>[0] = 'admin_departemental', departement = '59', axe = '') =>
    essai.requete<Instantanes>('GET', `${CHEMIN_INSTANTANES}?indicateur=${indicateur}&axe=${axe}`, { jeton: (await essai.poste(profil, departement)).jeton });

  it('le mois se fige le soir de son dernier jour ; ceux d’avant se reconstituent, et le disent', () => {
    expect(moisDus(SOIR).slice(0, 3)).toEqual([{ mois: '2026-11', date: '2026-11-30', origine: 'fige' }, { mois: '2026-10', date: '2026-10-31', origine: 'reconstitue' }, { mois: '2026-09', date: '2026-09-30', origine: 'reconstitue' }]);
    expect(moisDus(new Date('2026-11-30T12:00:00.000Z'))[0]?.mois).toBe('2026-10');
    expect(moisDus(new Date('2026-12-01T08:00:00.000Z'))[0]).toEqual({ mois: '2026-11', date: '2026-11-30', origine: 'reconstitue' });
    expect(moisDus(SOIR)).toHaveLength(25);
  });

  it('deux services qui se lancent ensemble n’en gardent qu’un', async () => {
    const autre = essai.url === undefined ? essai.base : await ouvrirBase({ url: essai.url });
    try {
      const issues = await Promise.all([essai.base, autre, essai.base, autre].map((base) => passerInstantanes(base, SOIR)));
      expect(issues.map(({ fige }) => fige)).toContain('2026-11');
      const { rows } = await sql<{ n: number; m: number }>`select count(*)::int as n, count(distinct (indicateur, axe, departement, cle))::int as m from instantane where mois = '2026-11'`.execute(essai.base.db);
      expect(rows[0]?.n).toBeGreaterThan(15);
      expect(rows[0]?.n).toBe(rows[0]?.m);
      // sur le même mois encore, tous à la fois : un seul l’inscrit
      const gestes = await Promise.all([essai.base, autre, autre, essai.base].map((base) => figerMois(base, { mois: '2026-08', date: '2026-08-31', origine: 'reconstitue' }, SOIR)));
      expect(gestes.filter((fait) => fait)).toHaveLength(1);
    } finally { if (autre !== essai.base) await autre.fermer(); }
  });

  it('rend les mêmes chiffres que l’indicateur ce jour-là, par département et par nature, avec leur origine', async () => {
    await figerMois(essai.base, { mois: '2026-10', date: '2026-10-31', origine: 'reconstitue' }, SOIR);
    // le passé se lit dans les constats que les places gardent ; d’avant eux, rien n’est connu
    const { corps } = await lire('taux_occupation');
    expect(corps.mois.map(({ mois, date, origine, lignes }) => [mois, date, origine, lignes])).toEqual([
      ['2026-08', '2026-08-31', 'reconstitue', [{ departement: '59', cle: '', numerateur: null, denominateur: 4, valeur: null, inconnus: 3 }]],
      ['2026-10', '2026-10-31', 'reconstitue', [{ departement: '59', cle: '', numerateur: 1, denominateur: 4, valeur: 1 / 4, inconnus: 0 }]],
      ['2026-11', '2026-11-30', 'fige', [{ departement: '59', cle: '', numerateur: 1, denominateur: 6, valeur: 1 / 6, inconnus: 0 }]],
    ]);
    const derniers = async (indicateur: string, axe = '') => (await lire(indicateur, 'admin_departemental', '59', axe)).corps.mois.at(-1)?.lignes;
    expect(await derniers('taux_indisponibilite', 'nature')).toEqual([{ departement: '59', cle: 'hebergement_hors_chrs', numerateur: 1, denominateur: 6, valeur: 1 / 6, inconnus: 0 }]);
    expect(await derniers('ouvertures_fermetures')).toMatchObject([{ numerateur: 2, valeur: 2 }]);
  });

  it('un mois figé ne bouge plus, quoi que l’on corrige ensuite ; la base le refuse aussi', async () => {
    const avant = (await lire('capacite_ouverte')).corps;
    await essai.base.db.updateTable('groupe').set({ capacites: JSON.stringify([{ depuis: '2026-01-01', capacite: 9 }]) as never }).where('id', '=', GROUPE_ID).execute();
    expect(await figerMois(essai.base, { mois: '2026-11', date: '2026-11-30', origine: 'reconstitue' }, SOIR)).toBe(false);
    expect((await lire('capacite_ouverte')).corps).toEqual(avant);
    for (const ordre of ['update instantane set valeur = 0', 'delete from instantane', 'update instantane_mois set origine = \'fige\'', 'delete from instantane_mois']) await expect(sql.raw(ordre).execute(essai.base.db)).rejects.toThrow('ne se récrit pas');
  });

  it('fige aussi les contrôles de l’offre, zéro compris, le jour même seulement', async () => {
    const { mois } = (await lire('controles')).corps;
    expect(mois.map(({ mois: nom, lignes }) => [nom, lignes.length])).toEqual([['2026-08', 0], ['2026-10', 0], ['2026-11', CONTROLES.length]]);
    // un dispositif : 6 places dont 64 financées, jamais déclaré
    expect(mois.at(-1)?.lignes.filter(({ valeur }) => valeur !== 0)).toEqual([{ departement: '59', cle: 'ecart', numerateur: 1, denominateur: null, valeur: 1, inconnus: 0 }, { departement: '59', cle: 'occupation', numerateur: 1, denominateur: null, valeur: 1, inconnus: 0 }]);
  });

  it('chacun lit son territoire ; l’Analyste et les entités n’en lisent rien', async () => {
    const attendus = ['admin_national', 'admin_departemental', 'admin_siao', 'operateur_siao', 'ecoutant_115'];
    for (const profil of CODES_PROFILS) expect([profil, (await lire('capacite_ouverte', profil)).statut]).toEqual([profil, attendus.includes(profil) ? 200 : 403]);
    expect((await lire('capacite_ouverte', 'admin_departemental', '62')).corps.mois.flatMap(({ lignes }) => lignes)).toEqual([]);
    expect((await essai.requete('GET', `${CHEMIN_INSTANTANES}?indicateur=capacite_ouverte`)).statut).toBe(401);
    expect((await essai.requete('GET', `${CHEMIN_INSTANTANES}?indicateur=capacite_ouverte&axe=entite`, { jeton: (await essai.poste('admin_national')).jeton })).statut).toBe(400);
  });
});

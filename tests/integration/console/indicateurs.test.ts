import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { calculerIndicateur } from '../../../db/indicateurs/moteur.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { ouvrirDossier } from '../../../console/base.ts';
import { calculerVentile } from '../../../domain/indicateurs/ventilation.ts';
import { composerResultat } from '../../../contract/resultatIndicateur.ts';
import { INDICATEURS } from '../../../domain/indicateurs/registre.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { lireFaitsService } from '../../../server/indicateurs/lecture.ts';
import { MAINTENANT, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import { ENTITES, offres } from '../../outils/referenceIndicateurs.ts';
import { dossierNeuf, siao } from './outils.ts';

// une base PGlite rouverte à chaque verbe
vi.setConfig({ testTimeout: 180_000 });

const PIEGE = '=HYPERLINK("http://exemple.example";"Clic")';
const preparer = async (): Promise<string> => {
  const dossier = join(dossierNeuf(), 'base');
  const { base, fermer } = await ouvrirDossier(dossier);
  const places = [place({ numero: '1', occupation: 'occupee' }), place({ numero: '2' }), place({ numero: '3', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-01', fin: '2026-11-10' }] })];
  await chargerEnMasse(base, [{ objet: 'entite', lignes: [entite({ raisonSociale: PIEGE })] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe({ capacites: [{ depuis: '2026-01-01', capacite: 4 }] })] }, { objet: 'place', lignes: places }]);
  await fermer();
  return dossier;
};

test('un indicateur par axes, à une date et sur une période ; en csv et en classeur, une formule n’est qu’un texte', async () => {
  const dossier = await preparer();
  const lire = (...args: string[]) => siao(['indicateurs', ...args, '--dossier', dossier]);
  const date = await lire('taux_indisponibilite', '--par', 'departement,modalite', '--date', '2026-11-05');
  expect([date.sortie, date.json()]).toEqual([0, expect.objectContaining({ indicateur: 'taux_indisponibilite', date: '2026-11-05', total: expect.objectContaining({ numerateur: 1, denominateur: 4, valeur: 0.25 }), lignes: [expect.objectContaining({ cles: ['59', '115'], libelles: ['Nord', '115'], valeur: 0.25 })] })]);
  expect((await lire('taux_indisponibilite', '--periode', '2026-11-01..2026-11-20')).json()['total']).toMatchObject({ numerateur: 10, denominateur: 80, valeur: 0.125 });
  expect((await lire('taux_indisponibilite', '--par', 'mois', '--periode', '2026-10-31..2026-11-10')).json()['lignes']).toMatchObject([{ cles: ['2026-10'], numerateur: 0, denominateur: 4 }, { cles: ['2026-11'], numerateur: 10, denominateur: 40 }]);

  const trois = join(dossierNeuf(), 'trois.csv');
  await lire('taux_indisponibilite', '--par', 'departement,nature,modalite', '--date', '2026-11-05', '--format', 'csv', '--sortie', trois);
  // la ligne, puis chaque sous-total sous les siennes, puis l’ensemble
  expect(readFileSync(trois, 'utf8').trim().split('\r\n').slice(1).map((texte) => texte.split(';').slice(0, 6).map((champ) => champ.replaceAll('"', '')).join(';'))).toEqual(['59;Nord;hebergement_hors_chrs;Hébergement hors CHRS;115;115', '59;Nord;hebergement_hors_chrs;Hébergement hors CHRS;;Total', '59;Nord;;Total;;', ';Total;;;;']);
  const csv = join(dossierNeuf(), 'i.csv');
  expect((await lire('capacite_ouverte', '--par', 'entite', '--date', '2026-11-05', '--format', 'csv', '--sortie', csv)).json()).toMatchObject({ fichier: csv, lignes: 2 });
  const [titres, ligne, total] = readFileSync(csv, 'utf8').replace('\uFEFF', '').trim().split('\r\n');
  expect([titres?.split(';')[1], ligne?.includes(`"'${PIEGE.replaceAll('"', '""')}"`), ligne?.endsWith(';4;1;4'), total]).toEqual(['Entité', true, true, ';Total;4;1;4']);
  const xlsx = join(dossierNeuf(), 'i.xlsx');
  await lire('capacite_ouverte', '--par', 'entite', '--format', 'xlsx', '--sortie', xlsx);
  expect(readFileSync(xlsx).subarray(0, 2).toString()).toBe('PK');
  expect(readFileSync(xlsx).includes('<f>')).toBe(false);

  for (const [args, dit] of [[['rien'], 'n’est pas un indicateur'], [['taux_equipement', '--par', 'public'], 'ne se ventile pas'], [['part_regulee', '--periode', '2026-01-01..2026-02-01'], 'se lit à une date'], [['equivalent_places_hotel'], 'se lit sur une période'], [['capacite_ouverte', '--periode', '2026-02-30..2026-03-01'], '2026-02-30'], [['capacite_ouverte', '--departement', '1'], 'n’existe pas'], [['capacite_ouverte', '--par', 'region,departement,nature,type'], 'un à trois axes'], [['capacite_ouverte', '--par', 'nature,nature'], 'un à trois axes']] as const) {
    const refus = await lire(...args);
    expect([refus.sortie, refus.messages.includes(dit), refus.messages]).toEqual([2, true, refus.messages]);
  }
  expect((await siao(['indicateurs', 'liste'])).json()['indicateurs']).toHaveLength(INDICATEURS.length);
});

test('le service compte comme le poste, sur des offres tirées au hasard', async () => {
  const { base, fermer } = await ouvrirDossier(join(dossierNeuf(), 'base'));
  const nomenclature = construireNomenclature([], AUJOURDHUI);
  const periode = { du: '2026-10-20', au: '2026-11-30' };
  const departements = ['02', '59', '62', '75', '2A', '2B', '974'];
  for (const offre of fc.sample(offres, { numRuns: 6, seed: 20_261_124 })) {
    const entites = ENTITES.map((id, rang) => entite({ id, raisonSociale: `Entité ${rang}`, siren: null }));
    await base.db.transaction().execute(async (trx) => { for (const table of ['place', 'groupe', 'dispositif', 'entite'] as const) await trx.deleteFrom(table).execute(); });
    await base.db.transaction().execute(async (trx) => {
      const enJson = (ligne: object) => Object.fromEntries(Object.entries(ligne).map(([nom, valeur]) => [nom, typeof valeur === 'object' && valeur !== null ? JSON.stringify(valeur) : valeur])) as never;
      for (const un of entites) await trx.insertInto('entite').values(enJson(un)).execute();
      for (const un of offre.dispositifs) await trx.insertInto('dispositif').values(enJson(un)).execute();
      for (const un of offre.groupes) await trx.insertInto('groupe').values(enJson({ ...un, libelle: un.id })).execute();
      for (const une of offre.places) await trx.insertInto('place').values(enJson(une)).execute();
    });
    const essai = ouvrirCacheEssai();
    try {
      appliquerPage(essai.base, [...entites.map((un) => ligneDe('entite', un)), ...offre.dispositifs.map((un) => ligneDe('dispositif', un)), ...offre.groupes.map((un) => ligneDe('groupe', un)), ...offre.places.map((une) => ligneDe('place', une))], fin('1'), cadre());
      for (const indicateur of INDICATEURS) {
        const quand = indicateur.moment === 'date' ? { du: AUJOURDHUI, au: AUJOURDHUI } : periode;
        const axes = ['departement', 'nature'].filter((axe) => indicateur.axes.includes(axe as never)) as ('departement' | 'nature')[];
        const faits = await lireFaitsService({ db: base.db, aujourdhui: AUJOURDHUI, maintenant: MAINTENANT, nomenclature, departements: null, territoire: departements }, [indicateur], quand);
        const service = composerResultat(calculerVentile(indicateur, { axes, filtres: {} }, quand, () => faits), null, { axes, periode: quand, comparaison: null }, (_axe, cle) => cle);
        const poste = calculerIndicateur({ base: essai.base, aujourdhui: AUJOURDHUI, maintenant: MAINTENANT, nomenclature, departements }, indicateur, { axes, filtres: {}, periode: quand, comparaison: null });
        const sansNoms = (resultat: typeof poste) => ({ total: resultat.total, lignes: resultat.lignes.map(({ libelles: _libelles, ...ligne }) => ligne).sort((une, autre) => (une.cles.join() < autre.cles.join() ? -1 : 1)) });
        expect([indicateur.id, sansNoms(service)]).toEqual([indicateur.id, sansNoms(poste)]);
      }
    } finally { essai.jeter(); }
  }
  await fermer();
});

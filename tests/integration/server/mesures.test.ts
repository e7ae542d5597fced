import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMINS_JOURNAL } from '../../../contract/journal.ts';
import { CHEMINS } from '../../../contract/service.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { ecrireOpenmetrics } from '../../../server/mesures/format.ts';
import { creerService } from '../../../server/service.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, dispositif, entite } from '../../outils/fabrique.ts';
import type { Mesure } from '../../outils/openmetrics.ts';
import { lireOpenmetrics } from '../../outils/openmetrics.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

surChaqueBase('mesures', (genre) => {
  let essai: Montage;
  let poste: Poste;
  let autre: Poste;
  let url: string;
  let mesures: string;
  beforeAll(async () => {
    essai = await monter(genre, undefined, { mesures: true });
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }]);
    [poste, autre] = [await essai.poste('gestionnaire_entite'), await essai.poste('gestionnaire_entite')];
    ({ url } = await essai.service.ecouter({ port: 0 }));
    ({ url: mesures } = await essai.service.ecouterMesures({ port: 0 }));
  });
  afterAll(() => essai.fermer());
  const relever = async (): Promise<{ readonly texte: string; readonly familles: ReadonlyMap<string, Mesure>; valeur(serie: string): number | undefined }> => {
    const reponse = await fetch(mesures);
    expect([reponse.status, reponse.headers.get('content-type')]).toEqual([200, 'application/openmetrics-text; version=1.0.0; charset=utf-8']);
    const texte = await reponse.text();
    const familles = lireOpenmetrics(texte);
    const series = new Map([...familles.values()].flatMap(({ echantillons }) => [...echantillons]));
    return { texte, familles, valeur: (serie) => series.get(serie) };
  };

  it('se lit selon la norme, sur un port à elles seules', async () => {
    const { familles, valeur } = await relever();
    expect([...familles.keys()]).toEqual(['siao_service', 'siao_demarrage_secondes', 'siao_requetes', 'siao_requete_duree_secondes', 'siao_flux_ouverts', 'siao_commandes', 'siao_base_joignable', 'siao_base_connexions', 'siao_base_attente', 'siao_journal_lignes', 'siao_courriels_en_attente', 'siao_memoire_octets', 'siao_processeur_secondes', 'siao_boucle_retard_secondes']);
    expect([valeur('siao_base_joignable'), valeur('siao_commandes_total{issue="conflit"}')]).toEqual([1, 0]);
    expect(mesures).toMatch(/^http:\/\/127\.0\.0\.1:/u);
    expect((await fetch(new URL('/autre', mesures))).status).toBe(404);
    expect((await fetch(mesures, { method: 'POST' })).status).toBe(405);
    // le port des postes ne les donne pas
    expect((await fetch(`${url}/metriques`)).status).toBe(404);
  });

  it('les nombres suivent ce qui se passe vraiment', async () => {
    const avant = await relever();
    const route = `route="${CHEMINS.commandes}",methode="POST"`;
    await poste.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: 'un' } }, 1);
    await autre.faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { horaires: 'deux' } }, 1);
    await poste.faire('inventee', {});
    await essai.requete('POST', CHEMINS.commandes, { corps: { mutations: [] } });
    const arret = new AbortController();
    const flux = await fetch(url + CHEMINS.evenements, { headers: { authorization: `Bearer ${poste.jeton}` }, signal: arret.signal });
    expect(flux.status).toBe(200);
    const apres = await relever();
    const hausse = (serie: string): number => (apres.valeur(serie) ?? 0) - (avant.valeur(serie) ?? 0);
    expect(['appliquee', 'conflit', 'rejetee'].map((issue) => hausse(`siao_commandes_total{issue="${issue}"}`))).toEqual([1, 1, 1]);
    expect([hausse(`siao_requetes_total{${route},statut="200"}`), hausse(`siao_requetes_total{${route},statut="401"}`), hausse(`siao_requete_duree_secondes_count{${route}}`)]).toEqual([3, 1, 4]);
    expect([hausse('siao_flux_ouverts'), hausse('siao_journal_lignes')]).toEqual([1, 1]);
    arret.abort();
    for (let essais = 0; essais < 100 && (await relever()).valeur('siao_flux_ouverts') !== 0; essais += 1) await new Promise((resoudre) => { setTimeout(resoudre, 20); });
    const fin = await relever();
    expect(fin.valeur('siao_flux_ouverts')).toBe(0);
    // compté une fois, coupé par le poste, sans fausser les durées
    expect(fin.valeur(`siao_requetes_total{route="${CHEMINS.evenements}",methode="GET",statut="abandon"}`)).toBe(1);
    expect(fin.valeur(`siao_requetes_total{route="${CHEMINS.evenements}",methode="GET",statut="200"}`)).toBeUndefined();
    expect(fin.texte).not.toContain(`siao_requete_duree_secondes_count{route="${CHEMINS.evenements}"`);
  });

  it('ni donnée personnelle, ni série par adresse : le modèle de la route seulement', async () => {
    const { valeur } = await relever();
    for (let rang = 0; rang < 30; rang += 1) {
      await essai.requete('GET', `${CHEMINS_JOURNAL.page}/dispositif/secret-${rang}`, { jeton: poste.jeton });
      await essai.requete('GET', `/inventee/secret-${rang}?email=${poste.email}`);
    }
    const { texte, valeur: apres } = await relever();
    for (const secret of ['secret-', poste.email, poste.utilisateurId, poste.clientId, poste.jeton, DISPOSITIF_ID, '@']) expect(texte).not.toContain(secret);
    const inconnues = 'siao_requetes_total{route="inconnue",methode="GET",statut="404"}';
    expect((apres(inconnues) ?? 0) - (valeur(inconnues) ?? 0)).toBe(30);
    expect(texte.match(/^siao_requetes_total/gmu)?.length).toBeLessThan(15);
  });

  it('sans l’option, rien ne se compte ni ne s’écoute ; une base perdue se dit sans faire attendre', async () => {
    const muet = await creerService({ base: essai.base });
    await expect(muet.ecouterMesures({ port: 0 })).rejects.toThrow('mesures');
    await muet.fermer();
    const sourd = await creerService({ base: { ...essai.base, db: essai.base.db }, mesures: true });
    const { url: adresse } = await sourd.ecouterMesures({ port: 0 });
    const verrou = essai.base.db.transaction().execute(async (trx) => {
      await trx.schema.alterTable('instantane_mois').addColumn('essai', 'text').execute();
      const debut = Date.now();
      const familles = lireOpenmetrics(await (await fetch(adresse)).text());
      expect(familles.get('siao_base_joignable')?.echantillons.get('siao_base_joignable')).toBe(0);
      expect(familles.has('siao_journal_lignes')).toBe(false);
      expect(Date.now() - debut).toBeLessThan(4_000);
      throw new Error('on défait');
    });
    await expect(verrou).rejects.toThrow('on défait');
    await sourd.fermer();
    await expect(fetch(adresse)).rejects.toThrow();
  });
});

it('une étiquette qui contient guillemet, barre inverse et saut de ligne se relit', () => {
  const texte = ecrireOpenmetrics([{ nom: 'a', type: 'gauge', aide: 'deux\nlignes', echantillons: [{ etiquettes: { b: '"\\\n' }, valeur: 1 }] }]);
  expect(texte).toBe('# TYPE a gauge\n# HELP a deux\\nlignes\na{b="\\"\\\\\\n"} 1\n# EOF\n');
  expect([...(lireOpenmetrics(texte).get('a')?.echantillons.values() ?? [])]).toEqual([1]);
  for (const faux of [texte.replace('# EOF\n', ''), texte.replace('a{', 'a_total{'), texte.replace(' 1\n', ' un\n'), texte.replace('{b=', '{b=x'), `# TYPE a gauge\n${texte}`]) expect(() => lireOpenmetrics(faux)).toThrow();
});

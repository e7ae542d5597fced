import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cleDeTerme } from '../../../domain/objets/correspondance.ts';
import { empreinteDe } from '../../../domain/reprise/cles.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import type { Base } from '../../../server/base/base.ts';
import { creerUtilisateur } from '../../../server/comptes/utilisateurs.ts';
import { verifierJournal } from '../../../server/journal/verification.ts';
import { baseDeTest } from '../../outils/base.ts';
import { acteur, correspondance } from '../../outils/fabrique.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import { FICHIER_COMPLET, LIGNES } from '../../fixtures/finess/fabrique.ts';
import { exporterPlaces, exporterStructures } from '../../fixtures/reprise/generateur.ts';
import type { ExportSale } from '../../fixtures/reprise/generateur.ts';
import { dossierNeuf, siao } from './outils.ts';

interface Rapport { readonly lot: { readonly code: string; readonly statut: string }; readonly charge: boolean; readonly raison: string | null; readonly fiches: Record<string, number>; readonly lignes: Record<string, number>; readonly places: Record<string, number>; readonly anomalies: { readonly bloquantes: number; readonly liste: readonly { readonly ligne: number; readonly code: string; readonly gravite: string; readonly cle?: string }[] } }
let base: Base;
let fermer: () => Promise<void>;
let console_: (...args: string[]) => ReturnType<typeof siao>;

beforeEach(async () => {
  const ouverte = await baseDeTest('postgresql');
  ({ base } = ouverte);
  fermer = ouverte.jeter;
  const url = ouverte.url ?? '';
  console_ = (...args) => siao(args, { DATABASE_URL: url });
  for (const [email, profil] of [['national@essai.example', 'admin_national'], ['operateur@essai.example', 'operateur_siao'], ['ddets@essai.example', 'admin_departemental']] as const) await creerUtilisateur(base, { email, nom: `Nom ${profil}`, profil, perimetre: acteur(profil).perimetre, perimetreLibelle: profil, empreinteMotDePasse: 'sans connexion' });
});
afterEach(async () => { expect((await verifierJournal(base)).rupture).toBeNull(); await fermer(); });

const mandater = () => console_('reprise', 'mandat', 'operateur@essai.example', '--compte', 'national@essai.example', '--departement', '59', '--fin', new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10));
const poser = (nom: string, { entetes, lignes }: ExportSale): string => { const chemin = join(dossierNeuf(), nom); writeFileSync(chemin, tableXlsx([entetes, ...lignes.map(({ cellules }) => cellules)])); return chemin; };
const compter = async (): Promise<readonly number[]> => Promise.all((['entite', 'dispositif', 'groupe', 'place'] as const).map(async (table) => (await base.db.selectFrom(table).select('id').execute()).length));
const charger = (fichier: string, genre: string, ...plus: string[]) => console_('reprise', 'load', fichier, '--genre', genre, '--departement', '59', '--compte', 'operateur@essai.example', '--rapport', `${fichier}.json`, ...plus);
const lire = (fichier: string): Rapport => JSON.parse(readFileSync(`${fichier}.json`, 'utf8')) as Rapport;
/** Exclut chaque ligne bloquée, par sa clé et son contenu. */
const exclusions = (fichier: string, { lignes }: ExportSale): string => {
  const cellules = new Map(lignes.map((ligne) => [ligne.numero, ligne.cellules]));
  const bloquees = new Map(lire(fichier).anomalies.liste.flatMap(({ gravite, ligne, cle }) => (gravite === 'bloquante' && cle !== undefined ? [[ligne, cle] as const] : [])));
  const chemin = `${fichier}.corrections.json`;
  writeFileSync(chemin, JSON.stringify([...bloquees].map(([ligne, cle]) => ({ genre: 'exclusion', cle, contenu: empreinteDe(cellules.get(ligne) ?? []), motif: 'À reprendre plus tard' }))));
  return chemin;
};

test('du fichier sale au lot signé, puis à son annulation : rien ne se charge sans mandat, ni avec une anomalie bloquante ; ce qui est chargé est ce qui était annoncé', async () => {
  const structures = exporterStructures(59, 120);
  const fichier = poser('structures.xlsx', structures);
  const sansMandat = await charger(fichier, 'structures');
  expect([sansMandat.sortie, sansMandat.messages]).toEqual([1, expect.stringContaining('n’a pas de mandat') as string]);
  expect((await mandater()).sortie).toBe(0);
  expect((await charger(fichier, 'structures')).sortie).toBe(2);
  expect(lire(fichier)).toMatchObject({ charge: false, lot: { code: 'LOT-59-0001', statut: 'ouvert' }, raison: expect.stringContaining('bloquante') as string });
  expect(await compter()).toEqual([0, 0, 0, 0]);
  const corrections = exclusions(fichier, structures);
  // simuler seulement : le lot s’en souvient, l’offre ne bouge pas
  expect((await charger(fichier, 'structures', '--corrections', corrections, '--simuler')).sortie).toBe(0);
  expect(await compter()).toEqual([0, 0, 0, 0]);
  const reussi = await charger(fichier, 'structures', '--corrections', corrections);
  expect([reussi.sortie, reussi.messages]).toEqual([0, expect.stringContaining('Lot LOT-59-0001 chargé et signé') as string]);
  const { fiches, lignes, places } = lire(fichier);
  expect(lignes).toMatchObject({ source: 120, rejetees: 0, equilibre: true });
  expect(lignes['exclues']).toBeGreaterThan(0);
  const [entites, dispositifs, groupes] = await compter();
  expect({ entite: entites, dispositif: dispositifs, groupe: groupes, place: 0 }).toEqual(fiches);
  const capacites = (await base.db.selectFrom('groupe').select('capacites').execute()).reduce((somme, ligne) => somme + (ligne.capacites[0]?.capacite ?? 0), 0);
  expect(capacites).toBe((places['creees'] ?? 0) + (places['scindees'] ?? 0));
  expect(new Set((await base.db.selectFrom('dispositif').select('statut').execute()).map(({ statut }) => statut))).toEqual(new Set(['a_prevalider']));

  // les places, dans les groupes qui viennent d’être repris
  const desGroupes = (await base.db.selectFrom('groupe').innerJoin('dispositif', 'dispositif.id', 'groupe.dispositifId').select(['groupe.provenance', 'groupe.capacites', 'dispositif.provenance as structure']).orderBy('groupe.id').limit(5).execute())
    .map(({ provenance, capacites: [premiere], structure }) => ({ structure: structure?.identifiant ?? '', groupe: provenance?.identifiant.split('/#')[1] ?? '', capacite: premiere?.capacite ?? 0 }));
  const places59 = exporterPlaces(3, desGroupes, 0);
  const fichierPlaces = poser('places.xlsx', places59);
  expect((await charger(fichierPlaces, 'places')).sortie).toBe(0);
  expect(lire(fichierPlaces)).toMatchObject({ lot: { code: 'LOT-59-0002', statut: 'charge' }, fiches: { entite: 0, dispositif: 0, groupe: 0, place: places59.lignes.length } });
  expect((await compter())[3]).toBe(places59.lignes.length);

  // le même fichier, une seconde fois : un autre lot, rien de plus
  expect((await charger(fichier, 'structures', '--corrections', corrections)).sortie).toBe(0);
  expect(lire(fichier)).toMatchObject({ lot: { code: 'LOT-59-0003' }, fiches: { entite: 0, dispositif: 0, groupe: 0, place: 0 }, lignes: { creees: 0, scindees: 0, equilibre: true } });

  // annuler : pas tant qu’un autre lot s’appuie dessus ; dans l’ordre, oui
  const annuler = (code: string) => console_('reprise', 'undo', code, '--compte', 'operateur@essai.example', '--motif', 'Répétition');
  const trop = await annuler('LOT-59-0001');
  expect([trop.sortie, trop.messages]).toEqual([1, expect.stringContaining('ne s’annule plus') as string]);
  expect((await annuler('LOT-59-0002')).json()).toMatchObject({ lot: { statut: 'annule' }, retirees: { place: places59.lignes.length } });
  expect((await annuler('LOT-59-0001')).sortie).toBe(0);
  expect(await compter()).toEqual([0, 0, 0, 0]);
  expect((await console_('reprise', 'rapport', 'LOT-59-0001')).json()).toMatchObject({ lot: { statut: 'annule', chargement: { par: 'Nom operateur_siao' } }, presentes: { entite: 0 } });
  expect(((await console_('reprise', 'rapport', 'LOT-59-0001')).json()['lot'] as { simulations: unknown[] }).simulations).toHaveLength(3);
}, 120_000);

test('un extrait FINESS se charge par les mêmes commandes : un lot signé, rejoué sans rien créer ni toucher, annulé en entier', async () => {
  await mandater();
  const fichier = join(dossierNeuf(), 'finess.csv');
  // les lignes de l’Ain deviennent du Nord, le département de l’opérateur
  writeFileSync(fichier, FICHIER_COMPLET.replaceAll(';451;01;', ';350;59;').replaceAll(';999;01;', ';999;59;'));
  const load = (...plus: string[]) => console_('reprise', 'load', fichier, '--format', 'finess', '--departement', '59', '--compte', 'operateur@essai.example', '--rapport', `${fichier}.json`, ...plus);
  const bloque = await load();
  expect([bloque.sortie, lire(fichier), await compter()]).toMatchObject([2, { charge: false, raison: expect.stringContaining('bloquante') as string }, [0, 0, 0, 0]]);
  const bloquees = new Set(lire(fichier).anomalies.liste.flatMap(({ gravite, cle }) => (gravite === 'bloquante' && cle !== undefined ? [cle] : [])));
  const corrections = `${fichier}.corrections.json`;
  writeFileSync(corrections, JSON.stringify([...bloquees].map((cle) => ({ genre: 'exclusion', cle, motif: 'Abîmée' }))));
  expect((await load('--corrections', corrections)).sortie).toBe(0);
  const creees = LIGNES.filter(({ sort, texte }) => sort === 'creee' && texte.includes(';451;01;')).length;
  expect(lire(fichier)).toMatchObject({ charge: true, lot: { code: 'LOT-59-0001', statut: 'charge' }, fiches: { entite: 1, dispositif: creees, groupe: 0, place: 0 }, lignes: { source: LIGNES.length, rejetees: 0, equilibre: true }, places: { source: 0 } });
  const fiches = await base.db.selectFrom('dispositif').selectAll().orderBy('finessEt').execute();
  for (const { statut, provenance, finessEt, financements, financeP177, parcours } of fiches) expect([statut, provenance?.source, provenance?.identifiant, financements, financeP177, parcours.at(-1)?.vers]).toEqual(['a_prevalider', 'si-siao', finessEt, [], false, 'a_prevalider']);
  expect(await base.db.selectFrom('entite').select(['raisonSociale', 'siren']).execute()).toEqual([{ raisonSociale: 'Entité FINESS 010780054 (raison sociale à compléter)', siren: '260100045' }]);
  await base.db.updateTable('dispositif').set({ nom: 'Corrigé à la main' }).where('finessEt', '=', '010000024').execute();
  expect((await load('--corrections', corrections)).sortie).toBe(0);
  expect(lire(fichier)).toMatchObject({ lot: { code: 'LOT-59-0002' }, fiches: { entite: 0, dispositif: 0 }, lignes: { creees: 0, equilibre: true } });
  expect(await base.db.selectFrom('dispositif').select('nom').where('finessEt', '=', '010000024').execute()).toEqual([{ nom: 'Corrigé à la main' }]);
  // ce que le second lot propose du nom corrigé attend sa décision : le premier ne s’annule pas avant lui
  expect(await base.db.selectFrom('proposition').select('statut').execute()).toEqual([{ statut: 'ouverte' }]);
  const annuler = (lot: string) => console_('reprise', 'undo', lot, '--compte', 'operateur@essai.example', '--motif', 'Répétition');
  expect((await annuler('LOT-59-0001')).messages).toContain('a été travaillée');
  expect((await annuler('LOT-59-0002')).sortie).toBe(0);
  expect((await annuler('LOT-59-0001')).json()).toMatchObject({ retirees: { entite: 1, dispositif: creees } });
  expect(await compter()).toEqual([0, 0, 0, 0]);
}, 120_000);

test('un fichier de comptes se charge avec les décisions d’un fichier : ce qui n’est pas décidé reste et se dit, un refus n’arrête rien, aucun courriel ne part, et le lot se retire', async () => {
  const chemin = join(dossierNeuf(), 'comptes.xlsx');
  writeFileSync(chemin, tableXlsx([['ID', 'NOM', 'EMAIL', 'PROFIL', 'STRUCTURE'], ['a1', 'Élodie Lefebvre', 'elodie@siao59.example', '115 Écoutant', ''], ['a2', 'Paul Martin', 'paul@siao59.example', '115 Coordinateur', ''], ['a2b', 'Paul Martin', 'paul@siao59.example', '115 Écoutant', ''], ['a3', 'Inès Garcia', 'ines@asso.example', '115 Gestionnaire structure lecture seule', 'Ancien']]));
  await creerUtilisateur(base, { email: 'chef@essai.example', nom: 'Nom chef', profil: 'admin_siao', perimetre: { genre: 'siao', siao: '59', departements: ['59'] }, perimetreLibelle: 'SIAO', empreinteMotDePasse: 'sans connexion' });
  await console_('reprise', 'mandat', 'chef@essai.example', '--compte', 'national@essai.example', '--departement', '59', '--fin', new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10));
  interface Comptes { readonly lot: { readonly code: string; readonly statut: string } | null; readonly crees: number; readonly enAttente: readonly { readonly nom: string; readonly raison: string; readonly cle: string; readonly anciens: readonly string[]; readonly propose: string | null }[]; readonly refus: readonly { readonly nom: string; readonly raison: string }[]; readonly lignes: Record<string, number> }
  const load = async (...args: string[]): Promise<readonly [number, Comptes]> => { const rendu = await console_('reprise', 'load', chemin, '--genre', 'utilisateurs', '--departement', '59', '--compte', 'chef@essai.example', ...args); return [rendu.sortie, rendu.json() as unknown as Comptes]; };
  const [sortie, bilan] = await load();
  expect([sortie, bilan]).toMatchObject([2, { crees: 1, lot: { code: 'LOT-59-0001', statut: 'charge' }, lignes: { source: 4, creees: 1, fusionnees: 1, rejetees: 2, equilibre: true }, refus: [] }]);
  expect(bilan.enAttente.map(({ nom, raison }) => [nom, raison.split(',')[0]])).toEqual([['Paul Martin', 'profils cumulés'], ['Inès Garcia', 'droits accrus']]);
  const decisions = join(dossierNeuf(), 'decisions.json');
  writeFileSync(decisions, JSON.stringify(bilan.enAttente.map(({ cle, anciens, propose, nom }) => ({ genre: 'compte', cle, anciens, profil: propose, perimetre: nom === 'Paul Martin' ? null : { genre: 'entite', entiteId: '6a1c5a1e-7a65-4c58-8b1f-0d6f5d2c7a10', departements: ['59'] }, par: 'Nom chef', le: '2026-11-27T10:00:00.000Z' }))));
  const [suite, second] = await load('--corrections', decisions);
  expect([suite, second]).toMatchObject([1, { crees: 1, lot: { code: 'LOT-59-0002' }, enAttente: [], refus: [{ nom: 'Inès Garcia' }] }]);
  // rejoué : rien de plus, aucun lot pour rien
  expect((await load('--corrections', decisions))[1]).toMatchObject({ crees: 0, lot: null, deja: 2 });
  expect(await base.db.selectFrom('utilisateur').select(['nom', 'profil', 'statut', 'inviteLe']).where('email', 'like', '%@siao59.example').orderBy('nom').execute()).toEqual([{ nom: 'Paul Martin', profil: 'ecoutant_115', statut: 'invite', inviteLe: null }, { nom: 'Élodie Lefebvre', profil: 'ecoutant_115', statut: 'invite', inviteLe: null }]);
  expect(await base.db.selectFrom('courriel_a_envoyer').select('id').execute()).toEqual([]);
  expect((await console_('reprise', 'rapport', 'LOT-59-0002')).json()).toMatchObject({ presentes: { utilisateur: 1 }, comptes: { invite: 1 }, touchees: 0, lot: { chargement: { fiches: { utilisateur: 1 } } } });
  // le mandat ne donne aucun droit sur les comptes
  await mandater();
  expect(await console_('reprise', 'undo', 'LOT-59-0002', '--compte', 'operateur@essai.example', '--motif', 'm')).toMatchObject({ sortie: 1, messages: expect.stringContaining('Paul Martin') as string });
  expect((await console_('reprise', 'undo', 'LOT-59-0002', '--compte', 'chef@essai.example', '--motif', 'Répétition')).json()).toMatchObject({ retirees: { utilisateur: 1 } });
  expect((await load('--corrections', decisions))[1]).toMatchObject({ crees: 1, lot: { code: 'LOT-59-0003' } });
}, 120_000);

test('les fautes d’usage se disent, et rien n’est ouvert', async () => {
  const fichier = poser('structures.xlsx', exporterStructures(1, 3, 0));
  for (const [args, dit] of [
    [['reprise', 'load', fichier, '--genre', 'structures', '--compte', 'operateur@essai.example'], '--departement est obligatoire'], [['reprise', 'load', fichier, '--genre', 'comptes'], '--genre attend structures, places, utilisateurs'],
    [['reprise', 'load', fichier, '--genre', 'structures', '--departement', '59'], '--compte est obligatoire'], [['reprise', 'undo', 'LOT-59-9999', '--compte', 'operateur@essai.example', '--motif', 'm'], 'Aucun lot'],
    [['reprise', 'undo', 'LOT-59-0001', '--compte', 'operateur@essai.example'], '--motif est obligatoire'],
  ] as const) {
    const { sortie, messages } = await console_(...args);
    expect([args.join(' '), sortie, messages]).toEqual([args.join(' '), 2, expect.stringContaining(dit) as string]);
  }
  // la DDETS ne donne pas de mandat
  expect(await console_('reprise', 'mandat', 'operateur@essai.example', '--compte', 'ddets@essai.example', '--departement', '59', '--fin', '2099-01-01')).toMatchObject({ sortie: 1, messages: expect.stringContaining('n’a pas ce droit') as string });
  const abime = join(dossierNeuf(), 'x.xlsx');
  writeFileSync(abime, 'PK\u0003\u0004 pas un classeur');
  await mandater();
  expect((await charger(abime, 'structures')).sortie).toBe(1);
});

test('la console lit un fichier avec la table de l’équipe, celle de son département et d’elle seule', async () => {
  const sale = exporterStructures(4, 6, 0);
  const type = sale.entetes.indexOf('TYPE');
  const fichier = poser('structures.xlsx', { ...sale, lignes: sale.lignes.map((ligne) => ({ ...ligne, cellules: ligne.cellules.map((cellule, rang) => (rang === type ? 'Foyer relais' : cellule)) })) });
  const controler = async (departement: string): Promise<number> => {
    await console_('reprise', 'check', fichier, '--genre', 'structures', '--departement', departement, '--comparer', '--rapport', `${fichier}.json`);
    return lire(fichier).anomalies.liste.filter(({ code }) => code === 'D01').length;
  };
  const inconnu = await controler('59');
  expect(inconnu).toBeGreaterThan(0);
  await chargerEnMasse(base, [{ objet: 'correspondance', lignes: [correspondance({ departement: '62' }), correspondance({ departement: '59', nom: 'Autre', cle: 'autre', statut: 'retiree' })] }]);
  expect(await controler('59')).toBe(inconnu);
  await chargerEnMasse(base, [{ objet: 'correspondance', lignes: [correspondance({ nom: 'FOYER relais' })] }]);
  expect(await controler('59')).toBe(0);
  // sans la table, le fichier se lit seul ; une association partagée se choisit par son nom, et une inconnue se dit
  const sans = await console_('reprise', 'check', fichier, '--genre', 'structures', '--departement', '59', '--comparer', '--sans-correspondances', '--rapport', `${fichier}.json`);
  expect([sans.sortie, lire(fichier).anomalies.liste.filter(({ code }) => code === 'D01').length]).toEqual([expect.any(Number), inconnu]);
  const titre = sale.entetes[type] ?? '';
  await chargerEnMasse(base, [{ objet: 'correspondance', lignes: [correspondance({ genre: 'association', portee: 'structures', nom: 'Export du SIAO', cle: cleDeTerme('Export du SIAO'), cible: null, paires: [{ cle: 'nom', entete: titre }] })] }]);
  const par = (nom: string) => console_('reprise', 'check', fichier, '--genre', 'structures', '--departement', '59', '--comparer', '--association', nom);
  expect((await par('export du siao')).json()).toMatchObject({ association: { liens: expect.arrayContaining([expect.objectContaining({ cle: 'nom', entete: titre, origine: 'main' })]) as unknown } });
  expect(await par('Inconnue')).toMatchObject({ sortie: 2, messages: expect.stringContaining('« Export du SIAO »') as string });
  await mandater();
  await charger(fichier, 'structures', '--simuler');
  expect(lire(fichier).anomalies.liste.filter(({ code }) => code === 'D01')).toEqual([]);
});

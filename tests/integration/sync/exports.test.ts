import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentImprime } from '../../../contract/impression.ts';
import type { FormatExport } from '../../../contract/methodesExports.ts';
import type { ResultatDe } from '../../../contract/poste.ts';
import { estDocument } from '../../../main/impressionDonnees.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import type { Imprimante } from '../../../sync/exports/pdf.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { relireXlsx } from '../../outils/classeur.ts';
import { dispositif, groupe, place } from '../../outils/fabrique.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const VIDE = { tri: [], filtres: {}, recherche: '' };
const AUTRE = '99999999-9999-4999-8999-999999999999';
const PDF = Buffer.from('%PDF-essai');
let service: ServiceEssai;
let dossier: string;
let bureau: Bureau;
/** L’imprimante est dans le processus principal d’Electron (tests/e2e/exports.spec.ts) : ici, ce qui lui serait donné. */
let documents: DocumentImprime[];
let imprimer: Imprimante;
const ouvrir = async (profil: keyof ServiceEssai['emails']): Promise<void> => {
  bureau = ouvrirBureau(dossier, service.url, { imprimer: (document, arret) => imprimer(document, arret) });
  await bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargement');
};
const fichiers = (): string[] => readdirSync(dossier).filter((nom) => nom.startsWith('SIAO-'));
const csv = (chemin: string): string[][] => parse(readFileSync(chemin, 'utf8'), { bom: true, delimiter: ';', relax_column_count: true });
const COLONNES_PLACES = [{ colonne: 'numero', titre: 'Place' }, { colonne: 'etat', titre: 'État' }] as const;
const exporterPlaces = async (format: FormatExport): Promise<ResultatDe<'places.exporter'>> => {
  const { vue } = await bureau.client.appeler('places.ouvrir', VIDE);
  return bureau.client.appeler('places.exporter', { vue, format, colonnes: [...COLONNES_PLACES], plage: null, filtres: [] });
};

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  const indisponible = [{ etat: 'indisponible' as const, motif: 'travaux', debut: '2026-01-01', fin: null }];
  await chargerEnMasse(service.base, [{ objet: 'groupe', lignes: [groupe({ id: AUTRE, libelle: '=Insertion', modalite: 'insertion' })] }, { objet: 'place', lignes: [place({ groupeId: AUTRE, numero: '1' }), place({ groupeId: AUTRE, numero: '2', etats: indisponible }), place({ groupeId: AUTRE, numero: '3' })] }]);
  dossier = mkdtempSync(join(tmpdir(), 'siao-exports-'));
  documents = [];
  imprimer = (document) => { if ('colonnes' in document) documents.push(document); return Promise.resolve(PDF); };
});
afterEach(async () => {
  await bureau.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('l’offre : la vue dépliée, son niveau écrit, de vrais nombres et de vraies dates ; seulement ce que le compte lit', async () => {
  await ouvrir('gestionnaire_entite');
  const { vue, total } = await bureau.client.appeler('offre.ouvrir', { mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'tout' });
  const { chemin, lignes } = await bureau.client.appeler('offre.exporter', { vue, format: 'xlsx', filtres: [], colonnes: [{ colonne: 'niveau', titre: 'Niveau' }, { colonne: 'nom', titre: 'Nom' }, { colonne: 'type', titre: 'Type' }, { colonne: 'capacite', titre: 'Capacité' }, { colonne: 'statut', titre: 'Statut' }] });
  expect(lignes).toBe(total);
  const lues = relireXlsx(chemin);
  expect(lues[0]).toEqual(['Niveau', 'Nom', 'Type', 'Capacité', 'Statut']);
  expect(lues.slice(1).map(([niveau, nom]) => [niveau, nom])).toEqual([['Entité', 'Hainaut Accueil'], ['Dispositif', 'Ancien'], ['Groupe de places', '=Insertion'], ['Groupe de places', 'Urgence']]);
  expect(lues[2]?.slice(2)).toEqual([expect.stringMatching(/Mixte/u), expect.any(Number), 'Validé']);
  expect(lues[4]?.[2]).toMatch(/^115 · /u);
});

it('à valider : les lignes demandées dans l’ordre de l’écran, leur âge en nombre, leur dépôt en date ; une ligne qui n’est plus dans l’onglet n’est pas écrite', async () => {
  const [un, deux] = ['77777777-7777-4777-8777-777777777771', '77777777-7777-4777-8777-777777777772'];
  const pas = (le: string) => [{ geste: 'soumettre', vers: 'a_prevalider', par: 'x', nom: 'Léa Marchand', profil: 'gestionnaire_entite', le }, { geste: 'prevalider', vers: 'prevalide', par: 'y', nom: 'Karim Benhaddou', profil: 'admin_siao', le }];
  await chargerEnMasse(service.base, [{ objet: 'dispositif', lignes: [dispositif({ id: un, nom: '=La Halte', statut: 'prevalide', parcours: pas('2026-11-02T09:12:00.000Z') }), dispositif({ id: deux, nom: 'Escale', statut: 'prevalide', parcours: pas('2026-11-20T23:30:00.000Z') })] }]);
  await ouvrir('admin_departemental');
  const { lignes: file } = await bureau.client.appeler('validation.file', { onglet: 'pour_moi' });
  expect(file.map(({ id }) => id)).toEqual([un, deux]);
  const colonnes = [{ colonne: 'nom', titre: 'Fiche' }, { colonne: 'age', titre: 'Âge (jours)' }, { colonne: 'entite', titre: 'Entité' }, { colonne: 'prevalide', titre: 'Prévalidé par' }, { colonne: 'statut', titre: 'Statut' }, { colonne: 'depuis', titre: 'Déposée le' }] as const;
  const demande = { onglet: 'pour_moi' as const, lignes: [deux, '00000000-0000-4000-8000-000000000000', un], colonnes: [...colonnes], filtres: ['Statut : Prévalidé'] };
  const classeur = await bureau.client.appeler('validation.exporter', { ...demande, format: 'xlsx' });
  expect(classeur.lignes).toBe(2);
  const [titres, ...lues] = relireXlsx(classeur.chemin);
  expect(titres).toEqual(colonnes.map(({ titre }) => titre));
  expect(lues.map((ligne) => [ligne[0], ligne[1], ligne[2], ligne[3], ligne[4]])).toEqual([['Escale', file[1]?.jours, 'Hainaut Accueil', 'Karim Benhaddou', 'Prévalidé'], ['=La Halte', file[0]?.jours, 'Hainaut Accueil', 'Karim Benhaddou', 'Prévalidé']]);
  // minuit passé à Paris : le jour écrit est celui de la personne, pas celui de l’heure universelle
  const texte = csv((await bureau.client.appeler('validation.exporter', { ...demande, format: 'csv' })).chemin);
  expect(texte.slice(1).map((ligne) => ligne[5])).toEqual(['21/11/2026', '02/11/2026']);
});

describe('le regroupement', () => {
  const exporter = (format: FormatExport, options: { par?: ('groupe' | 'etat')[]; tri?: { colonne: string; sens: 'asc' | 'desc' }[] } = {}) => {
    const par = options.par ?? ['groupe', 'etat'];
    return bureau.client.appeler('places.exporterRegroupement', { definition: VIDE, par, niveaux: par.map((code) => (code === 'groupe' ? 'Groupe' : 'État')), tri: options.tri ?? [], format, colonnes: [{ colonne: 'places', titre: 'Places' }, { colonne: 'tauxIndisponibilite', titre: 'Indisponibilité' }], filtres: ['État : tous'] });
  };
  const ATTENDU = [
    ['Groupe', 'État', 'Ligne', 'Places', 'Indisponibilité (%)'],
    ['=Insertion', null, 'Sous-total', 3, 33.3], ['=Insertion', 'Indisponible', 'Détail', 1, 100], ['=Insertion', 'Libre', 'Détail', 2, 0],
    ['Urgence', null, 'Sous-total', 2, 0], ['Urgence', 'Libre', 'Détail', 1, 0], ['Urgence', 'Occupée', 'Détail', 1, 0],
  ];
  it('classeur : un niveau par colonne, sous-totaux marqués, de vrais nombres ; d’où il vient', async () => {
    await ouvrir('gestionnaire_entite');
    const { chemin, lignes } = await exporter('xlsx');
    expect(lignes).toBe(6);
    expect(relireXlsx(chemin)).toEqual(ATTENDU);
    expect(relireXlsx(chemin, 2)).toEqual(expect.arrayContaining([['Exporté par', 'Nom gestionnaire_entite (Gestionnaire d’entité)'], ['Périmètre', 'gestionnaire_entite'], ['Filtres', 'État : tous'], ['Places', '5']]));
  });
  it('csv : les mêmes lignes, rangées comme à l’écran ; une formule est désarmée ; un seul niveau n’a pas de sous-total', async () => {
    await ouvrir('gestionnaire_entite');
    expect(csv((await exporter('csv', { tri: [{ colonne: 'places', sens: 'asc' }] })).chemin)).toEqual([
      ['Groupe', 'État', 'Ligne', 'Places', 'Indisponibilité (%)'], ['Urgence', '', 'Sous-total', '2', '0'], ['Urgence', 'Libre', 'Détail', '1', '0'], ['Urgence', 'Occupée', 'Détail', '1', '0'],
      ["'=Insertion", '', 'Sous-total', '3', '33,3'], ["'=Insertion", 'Indisponible', 'Détail', '1', '100'], ["'=Insertion", 'Libre', 'Détail', '2', '0'],
    ]);
    expect(csv((await exporter('csv', { par: ['etat'] })).chemin)).toEqual([['État', 'Places', 'Indisponibilité (%)'], ['Indisponible', '1', '100'], ['Libre', '3', '0'], ['Occupée', '1', '0']]);
  });
  it('pdf : les sous-totaux en gras, les nombres à droite', async () => {
    await ouvrir('gestionnaire_entite');
    const { chemin } = await exporter('pdf');
    expect(readFileSync(chemin)).toEqual(PDF);
    expect(statSync(chemin).mode & 0o777).toBe(0o600);
    const [document] = documents;
    expect(estDocument(document)).toBe(true);
    expect(document?.titre).toBe('Places par groupe, état');
    expect(document?.colonnes.map(({ aDroite }) => aDroite)).toEqual([false, false, false, true, true]);
    expect(document?.lignes.map(({ forte, cellules }) => [forte, cellules[3], cellules[4]])).toEqual([[true, '3', '33,3'], [false, '1', '100'], [false, '2', '0'], [true, '2', '0'], [false, '1', '0'], [false, '1', '0']]);
    expect(Object.fromEntries(document?.meta ?? [])).toMatchObject({ 'Imprimé par': 'Nom gestionnaire_entite (Gestionnaire d’entité)', Périmètre: 'gestionnaire_entite', Filtres: 'État : tous', Lignes: '6' });
    expect(document?.pied).toContain('Nom gestionnaire_entite');
  });
});

describe('les comptes', () => {
  const exporter = async (format: FormatExport) => {
    const { vue } = await bureau.client.appeler('utilisateurs.ouvrir', { ...VIDE, filtres: { profil: { genre: 'parmi', valeurs: ['gestionnaire_entite', 'responsable_dispositif', 'analyste'] } } });
    return bureau.client.appeler('utilisateurs.exporter', { vue, format, colonnes: [{ colonne: 'email', titre: 'Adresse' }, { colonne: 'profil', titre: 'Profil' }, { colonne: 'activite', titre: 'Dernière connexion' }], filtres: ['Profil : trois'] });
  };
  it('ce qui est filtré, dans le périmètre seulement, colonnes montrées ; le csv aussi dit qui, quand, quel périmètre, et qu’il n’est pas au journal', async () => {
    await ouvrir('gestionnaire_entite');
    const lignes = [['Adresse', 'Profil', 'Dernière connexion'], ['gestionnaire_entite@essai.example', 'Gestionnaire d’entité'], ['responsable_dispositif@essai.example', 'Responsable de dispositif', 'jamais']];
    const lues = csv((await exporter('csv')).chemin);
    const titres = lues.findIndex(([titre]) => titre === 'Adresse');
    expect(lues.slice(titres).map((ligne, rang) => ligne.slice(0, lignes[rang]?.length))).toEqual(lignes);
    expect(lues.slice(0, titres).map(([quoi]) => quoi)).toEqual(['Contenu', 'Exporté par', 'Exporté le', 'Périmètre', 'Filtres', 'Trace', 'Usage', '']);
    const tete = Object.fromEntries(lues.slice(0, titres).map(([quoi, valeur]) => [quoi, valeur]));
    expect(tete).toMatchObject({ 'Exporté par': 'Nom gestionnaire_entite (Gestionnaire d’entité)', Périmètre: 'gestionnaire_entite', Filtres: 'Profil : trois' });
    expect(tete['Trace']).toContain('pas écrit au journal');
    const { chemin } = await exporter('xlsx');
    expect(relireXlsx(chemin).map((ligne, rang) => ligne.slice(0, lignes[rang]?.length))).toEqual(lignes);
    expect(relireXlsx(chemin, 2).map(([quoi]) => quoi)).toEqual(['Contenu', 'Exporté par', 'Exporté le', 'Périmètre', 'Filtres', 'Trace', 'Usage', 'Lignes']);
    await exporter('pdf');
    expect(documents[0]?.meta.map(([quoi]) => quoi)).toEqual(['Imprimé par', 'Imprimé le', 'Périmètre', 'Filtres', 'Trace', 'Usage', 'Lignes']);
  });
  it('un profil qui ne lit pas les comptes n’en exporte pas', async () => {
    await ouvrir('travailleur_social');
    await expect(exporter('csv')).rejects.toMatchObject({ code: 'droit.profil' });
    expect(fichiers()).toEqual([]);
  });
});

describe('imprimer', () => {
  it('trop de lignes : refusé avant de rien lire, et dit quoi faire', async () => {
    await service.chargerPlaces(5_001);
    await ouvrir('gestionnaire_entite');
    await expect(exporterPlaces('pdf')).rejects.toMatchObject({ code: 'export.trop', message: expect.stringMatching(/5.000 lignes au plus, et il y en a 5.006 : filtrer davantage.*Excel/u) as string });
    expect([documents, fichiers()]).toEqual([[], []]);
    expect((await exporterPlaces('csv')).lignes).toBe(5_006);
  });
  it('s’arrête pendant la mise en page, que l’on voit ; rien ne reste, et le suivant passe', async () => {
    await ouvrir('gestionnaire_entite');
    let abandonnee = false;
    imprimer = (_document, arret) => new Promise((_rendre, rejeter) => { arret.addEventListener('abort', () => { abandonnee = true; rejeter(new Error('abandon')); }); });
    const issue = exporterPlaces('pdf').catch((erreur: unknown) => erreur);
    await expect.poll(() => bureau.client.appeler('exports.etat', {})).toEqual({ enCours: true, lignes: 5, total: 5, phase: 'pages' });
    await expect(exporterPlaces('csv')).rejects.toMatchObject({ code: 'export.en_cours' });
    await bureau.client.appeler('exports.annuler', {});
    expect(await issue).toMatchObject({ code: 'export.annule' });
    expect([abandonnee, fichiers()]).toEqual([true, []]);
    expect((await exporterPlaces('csv')).lignes).toBe(5);
  });
  it('une panne de l’imprimante se dit, sans fichier', async () => {
    await ouvrir('gestionnaire_entite');
    imprimer = () => Promise.reject(new Error('fenêtre tombée'));
    await expect(exporterPlaces('pdf')).rejects.toMatchObject({ code: 'impression.echec' });
    expect(fichiers()).toEqual([]);
  });
});

it('l’offre rechargée sous un export l’arrête : ses rangs désigneraient d’autres places', async () => {
  await service.chargerPlaces(6_000);
  await ouvrir('gestionnaire_entite');
  // des exports à la suite : quand l’offre est remplacée, l’un d’eux est au milieu
  let arrete: unknown;
  for (let essai = 0; essai < 5 && arrete === undefined; essai += 1) {
    // ce qu’une base restaurée fait à ses curseurs : le service ne reconnaît plus celui du poste
    Object.assign(service.base, { lignee: `lignée ${essai}` });
    const recharge = bureau.client.appeler('sync.maintenant', {});
    let fini = false;
    void recharge.finally(() => { fini = true; });
    while (!fini && arrete === undefined) {
      const issue = await exporterPlaces('csv').catch((erreur: unknown) => erreur as { code: string });
      if ('code' in issue && issue.code !== 'vue.perimee') arrete = issue;
    }
    await recharge;
  }
  expect(arrete).toMatchObject({ code: 'export.remplacee', message: expect.stringContaining('relancer l’export') as string });
  expect(fichiers().filter((nom) => nom.endsWith('.part'))).toEqual([]);
  await bureau.attendre(aJour, 'rechargé');
  expect((await exporterPlaces('csv')).lignes).toBe(6_005);
});

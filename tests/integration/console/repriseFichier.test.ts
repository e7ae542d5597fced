import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlerFichier } from '../../../domain/reprise/controle.ts';
import { groupesDuLot } from '../../../domain/reprise/fichierPlaces.ts';
import { exporterPlaces, exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { EXTRAIT, FICHIER_COMPLET, LIGNES } from '../../fixtures/finess/fabrique.ts';
import { ouvrirDossier } from '../../../console/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { ENTITE_ID, compte, dispositif, entite, groupe } from '../../outils/fabrique.ts';
import { tableCsv, tableOds, tableXlsx } from '../../outils/fichiersTableur.ts';
import { contexte } from '../../unit/domain/reprise/outils.ts';
import { dossierNeuf, siao } from './outils.ts';

interface Livre { readonly source: number; readonly creees: number; readonly fusionnees: number; readonly scindees: number; readonly rejetees: number; readonly exclues: number; readonly equilibre: boolean }
interface Rapport {
  readonly verdict: string; readonly lignes: Livre; readonly places: Livre; readonly lecture: { readonly format: string };
  readonly anomalies: { readonly total: number; readonly bloquantes: number; readonly liste: readonly { readonly ligne: number; readonly code: string; readonly cle?: string }[] };
  readonly sorts: readonly { readonly numero: number; readonly sort: string }[]; readonly correctionsEcartees: readonly unknown[];
}
const { entetes, lignes, verite } = exporterStructures(59, 300);
const TABLE = [entetes, ...lignes.map(({ cellules }) => cellules)];
const octets: Readonly<Record<string, () => string | Uint8Array>> = { csv: () => tableCsv(TABLE, ';'), xlsx: () => tableXlsx(TABLE), ods: () => tableOds(TABLE) };
const poser = (nom: string, contenu: string | Uint8Array): string => { const chemin = join(dossierNeuf(), nom); writeFileSync(chemin, contenu); return chemin; };
const lireRapport = (chemin: string): Rapport => JSON.parse(readFileSync(chemin, 'utf8')) as Rapport;

describe('siao reprise check, un fichier de structures', () => {
  test.each(Object.keys(octets))('%s : chaque ligne a le sort que le générateur connaît, le livre s’équilibre, la sortie est 2', async (format) => {
    const fichier = poser(`structures_59.${format}`, octets[format]?.() ?? '');
    const rapport = `${fichier}.json`;
    const { sortie, json } = await siao(['reprise', 'check', fichier, '--genre', 'structures', '--format', format, '--departement', '59', '--rapport', rapport]);
    const ecrit = lireRapport(rapport);
    expect([sortie, ecrit.verdict, ecrit.lecture.format]).toEqual([2, 'bloquantes', format]);
    expect(ecrit.sorts.map(({ sort }) => sort)).toEqual(verite.map(({ sort }) => sort));
    for (const { numero, codes } of verite) expect(ecrit.anomalies.liste.filter(({ ligne }) => ligne === numero).map(({ code }) => code).sort(), `ligne ${numero}`).toEqual([...codes].sort());
    const { source, creees, fusionnees, scindees, rejetees, exclues } = ecrit.lignes;
    expect([source, creees + fusionnees + scindees + rejetees + exclues, ecrit.places.equilibre]).toEqual([300, 300, true]);
    expect(ecrit.anomalies.liste).toHaveLength(ecrit.anomalies.total);
    expect(json()['lignes']).toEqual(ecrit.lignes);
  });

  test('corrigé, il devient propre : les corrections se donnent à part, le fichier n’est pas touché', async () => {
    const propre = exporterStructures(7, 40, 0);
    const cellules = propre.lignes.map((ligne) => [...ligne.cellules]);
    const colonne = propre.entetes.indexOf('NB_PL');
    const voulue = cellules[3]?.[colonne] ?? '';
    (cellules[3] as string[])[colonne] = `${voulue}O`;
    const fichier = poser('structures_59.csv', tableCsv([propre.entetes, ...cellules], ';'));
    const rapport = `${fichier}.json`;
    const check = (...suite: readonly string[]) => siao(['reprise', 'check', fichier, '--genre', 'structures', '--departement', '59', ...suite]);
    expect((await check('--rapport', rapport)).sortie).toBe(2);
    const { liste } = lireRapport(rapport).anomalies;
    const capacite = liste.find(({ code }) => code === 'G03');
    expect(liste.filter(({ code }) => code === 'G03').map(({ ligne }) => ligne)).toEqual([5]);
    const corrections = poser('corrections.json', JSON.stringify([{ genre: 'valeur', cle: capacite?.cle, colonne: 'capacite', avant: `${voulue}O`, apres: voulue }]));
    const corrige = await check('--corrections', corrections);
    expect([corrige.sortie, corrige.json()['verdict'], corrige.json()['corrigees']]).toEqual([0, 'propre', 1]);
  });

  test('une association nommée : celle d’un autre genre, ou mal formée, est refusée ; la bonne s’applique', async () => {
    const renommee = [entetes.map((entete) => (entete === 'NB_PL' ? 'Lits' : entete)), ...TABLE.slice(1)];
    const fichier = poser('structures_59.csv', tableCsv(renommee, ';'));
    const check = (mapping: unknown) => siao(['reprise', 'check', fichier, '--genre', 'structures', '--departement', '59', '--mapping', poser('m.json', JSON.stringify(mapping))]);
    const sans = await siao(['reprise', 'check', fichier, '--genre', 'structures', '--departement', '59']);
    expect(sans.json()['association']).toMatchObject({ manquantes: ['capacite'] });
    expect((await check({ nom: 'Nord', genre: 'places', paires: [] })).sortie).toBe(2);
    expect((await check({ nom: '', genre: 'structures', paires: [] })).messages).toContain('Donner un nom à cette association.');
    expect((await check({ nom: 'Nord', genre: 'structures', paires: [{ cle: 'capacite', entete: 'Lits' }] })).json()['association']).toMatchObject({ manquantes: [] });
  });

  test.each([
    ['vide', '', 'vide'], ['protégé', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), 'ole'], ['coupé', tableXlsx(TABLE).slice(0, 4_000), 'abime'],
  ])('illisible (%s) : un seul message F04, la sortie est 1, rien d’autre', async (_titre, contenu, raison) => {
    const { sortie, json } = await siao(['reprise', 'check', poser('structures_59.xlsx', contenu), '--genre', 'structures']);
    expect([sortie, json()['verdict'], json()['illisible']]).toMatchObject([1, 'illisible', { code: 'F04', raison }]);
  });

  test('le format annoncé n’est pas celui du fichier : illisible', async () => {
    const fichier = poser('structures_59.csv', tableCsv(TABLE, ';'));
    const autre = await siao(['reprise', 'check', fichier, '--genre', 'structures', '--format', 'xlsx']);
    expect([autre.sortie, autre.json()['verdict']]).toEqual([1, 'illisible']);
  });

  test('deux fichiers du même département se contrôlent ensemble, dans un sens et dans l’autre', async () => {
    const structures = exporterStructures(4, 20, 0);
    const groupes = groupesDuLot(controlerFichier({ genre: 'structures', entetes: structures.entetes, lignes: structures.lignes, contexte: contexte() }).fiches).slice(0, 4);
    const places = exporterPlaces(4, groupes.map(({ structure, groupe, capacite }) => ({ structure, groupe: groupe.slice(1), capacite })), 0);
    const table = (nom: string, { entetes: titres, lignes: siennes }: typeof structures, sauf = 0): string => poser(nom, tableCsv([titres, ...siennes.slice(sauf).map(({ cellules }) => cellules)], ';'));
    const [S, P, incomplet] = [table('structures.csv', structures), table('places.csv', places), table('places.csv', places, 1)];
    const check = (fichier: string, genre: string, ...suite: readonly string[]) => siao(['reprise', 'check', fichier, '--genre', genre, '--departement', '59', ...suite]);
    expect((await check(P, 'places')).json()['lignes']).toMatchObject({ creees: 0, rejetees: places.lignes.length });
    const ensemble = await check(P, 'places', '--avec', S);
    expect([ensemble.sortie, ensemble.json()['lignes']]).toMatchObject([0, { creees: places.lignes.length, rejetees: 0, equilibre: true }]);
    expect((await check(S, 'structures', '--avec', P)).json()['anomalies']).toMatchObject({ parCode: {} });
    expect((await check(S, 'structures', '--avec', incomplet)).json()['anomalies']).toMatchObject({ parCode: { G02: 1 } });
    // ce qui ne peut pas accompagner se dit, et rien ne se contrôle à moitié
    expect((await check(P, 'places', '--avec', P)).messages).toContain('n’a pas de colonne pour');
    expect((await check(P, 'places', '--avec', poser('vide.csv', ''))).sortie).toBe(3);
    expect((await check(P, 'utilisateurs', '--avec', S)).sortie).toBe(2);
    expect((await check(P, 'places', '--avec-mapping', 'm.json')).sortie).toBe(2);
    expect((await check(P, 'places', '--avec', S, '--avec-mapping', poser('m.json', JSON.stringify({ nom: 'Nord', genre: 'places', paires: [] })))).sortie).toBe(2);
  });

  test('un extrait FINESS se contrôle comme les autres : mêmes codes de sortie, même rapport, classeur à signer compris', async () => {
    const finess = poser('finess.csv', FICHIER_COMPLET);
    const check = (fichier: string, genre: string, ...suite: readonly string[]) => siao(['reprise', 'check', fichier, '--genre', genre, '--rapport', `${fichier}.json`, ...suite]);
    const complet = await check(finess, 'structures', '--anomalies', '1');
    const { anomalies, lignes: livre, places, sorts } = lireRapport(`${finess}.json`);
    expect([complet.sortie, complet.json()['lecture'], complet.json()['verdict'], (complet.json()['anomalies'] as { liste: unknown[] }).liste.length]).toMatchObject([2, { format: 'finess' }, 'bloquantes', 1]);
    expect([anomalies.liste.length, anomalies.bloquantes > 0, complet.messages.includes(`dont ${anomalies.bloquantes} bloquante(s)`)]).toEqual([anomalies.total, true, true]);
    expect([livre.source, livre.equilibre, places.source, sorts.length]).toEqual([LIGNES.length, true, 0, LIGNES.length]);
    const duNord = await check(finess, 'structures', '--departement', '974');
    expect(duNord.json()['lignes']).toMatchObject({ creees: 1, equilibre: true });
    // rien qui soit de l’offre : tout est exclu, rien ne bloque
    const propre = poser('extrait.csv', readFileSync(EXTRAIT));
    const exclu = await check(propre, 'structures');
    expect([exclu.sortie, exclu.json()['verdict'], lireRapport(`${propre}.json`).verdict]).toEqual([0, 'propre', 'propre']);
    const classeur = `${finess}.xlsx`;
    expect((await siao(['reprise', 'check', finess, '--genre', 'structures', '--rapport', classeur, '--operateur', 'Amélie Mabille'])).sortie).toBe(2);
    expect([...lireSource(classeur, { feuille: 'Lignes', entete: null }).lots()].flat()).toHaveLength(LIGNES.length + 1);
    const enPlaces = await check(finess, 'places');
    expect([enPlaces.sortie, enPlaces.json()['verdict'], enPlaces.messages.includes('décrit des structures')]).toEqual([1, 'illisible', true]);
    const demesure = poser('finess.csv', `${FICHIER_COMPLET}\n${'x'.repeat(32_768)};\n`);
    const refuse = await check(demesure, 'structures');
    expect([refuse.sortie, refuse.json()['verdict'], lireRapport(`${demesure}.json`).verdict]).toEqual([1, 'illisible', 'illisible']);
  });

  test('ce que le livre ne compte pas se dit : lignes avant l’en-tête, colonnes et feuilles laissées', async () => {
    const fichier = join(import.meta.dirname, '../../fixtures/lecture/structures.ods');
    const { json, messages } = await siao(['reprise', 'check', fichier, '--genre', 'structures', '--feuille', 'Fusions']);
    expect(json()['lecture']).toMatchObject({ preambule: [{ numero: 1, cellules: ['Export du 27/11/2026', 'Export du 27/11/2026', 'Export du 27/11/2026'] }] });
    expect(messages).toContain('1 ligne(s) au-dessus de l’en-tête, non reprises : 1.');
    expect(messages).toContain('3 autre(s) feuille(s), non lues : « Cachée », « Données 2026 », « Autre feuille ».');
    const libre = await siao(['reprise', 'check', poser('s.csv', tableCsv([[...entetes, 'COULEUR'], ...lignes.slice(0, 3).map(({ cellules }) => [...cellules, 'bleu'])], ';')), '--genre', 'structures']);
    expect(libre.messages).toContain('associées à rien, non reprises : « CODE_POSTAL », « OBSERVATIONS », « COULEUR »');
  });
});

describe('siao reprise check, --rapport en classeur', () => {
  test('le rapport à signer nomme l’opérateur et le fichier ; une autre extension est refusée avant tout travail', async () => {
    const fichier = poser('structures_59.csv', tableCsv(TABLE, ';'));
    const check = (rapport: string, ...suite: readonly string[]) => siao(['reprise', 'check', fichier, '--genre', 'structures', '--departement', '59', '--rapport', rapport, ...suite]);
    const rapport = `${fichier}.xlsx`;
    const { sortie, json } = await check(rapport, '--operateur', 'Amélie Mabille');
    const lire = (feuille: string): string[][] => [...lireSource(rapport, { feuille, entete: null }).lots()].flat().map(({ cellules }) => [...cellules]);
    const paires = new Map(lire('Bilan').map(([quoi = '', valeur = '']) => [quoi, valeur]));
    expect([sortie, statSync(rapport).mode & 0o777, paires.get('Contrôlé par'), paires.get('Empreinte (sha-256)')]).toEqual([2, 0o600, 'Amélie Mabille', createHash('sha256').update(readFileSync(fichier)).digest('hex')]);
    expect([lire('Lignes').length - 1, lire('Anomalies').length - 1]).toEqual([300, (json()['anomalies'] as { total: number }).total]);
    const autre = await check(`${fichier}.pdf`);
    expect([autre.sortie, autre.texte, autre.messages.includes('doit finir par .json ou .xlsx')]).toEqual([2, '', true]);
    const illisible = poser('vide.csv', '');
    expect((await siao(['reprise', 'check', illisible, '--genre', 'structures', '--rapport', rapport])).sortie).toBe(1);
    expect(lire('Bilan').map((ligne) => ligne.join(' ')).join('\n')).toContain('F04 : Le fichier est vide.');
  });
});

describe('siao reprise check, comparé à une base', () => {
  test('une fiche déjà là n’est pas recréée ; E03 nomme l’entité sans gestionnaire dans le département', async () => {
    const propre = exporterStructures(7, 8, 0);
    const [premiere] = propre.lignes;
    const cellule = (titre: string): string => premiere?.cellules[propre.entetes.indexOf(titre)] ?? '';
    const structure = cellule('ID_STRUCTURE');
    const dossier = join(dossierNeuf(), 'base');
    const ouverte = await ouvrirDossier(dossier);
    const reprise = (identifiant: string) => ({ source: 'si-siao', identifiant });
    await chargerEnMasse(ouverte.base, [
      { objet: 'entite', lignes: [entite({ siren: cellule('SIREN'), raisonSociale: cellule('RS_GESTIONNAIRE') })] },
      { objet: 'dispositif', lignes: [dispositif({ siret: cellule('SIRET'), provenance: reprise(structure) })] },
      { objet: 'groupe', lignes: [groupe({ provenance: reprise(`${structure}/#${cellule('ID_GROUPE')}`) })] },
      { objet: 'utilisateur', lignes: [compte({ profil: 'gestionnaire_entite', perimetre: { genre: 'entite', entiteId: ENTITE_ID, departements: ['59'] } })] },
    ]);
    await ouverte.fermer();
    const fichier = poser('structures_59.csv', tableCsv([propre.entetes, ...propre.lignes.map(({ cellules }) => cellules)], ';'));
    const check = (...suite: readonly string[]) => siao(['reprise', 'check', fichier, '--genre', 'structures', '--departement', '59', ...suite]);
    const seul = await check();
    expect([seul.sortie, seul.json()['comparee'], seul.messages.includes('E03')]).toEqual([0, false, true]);
    const { sortie, json } = await check('--dossier', dossier);
    const { lignes: livre, anomalies } = json() as unknown as Rapport;
    expect([sortie, livre.creees, livre.fusionnees, livre.equilibre]).toEqual([2, 7, 1, true]);
    // les lignes 2 à 5 sont de l’entité connue, qui a son gestionnaire ; l’autre n’en a pas
    expect(anomalies.liste.map(({ code, ligne }) => [code, ligne])).toEqual([['E03', 6]]);
    expect((await check('--comparer')).sortie).toBe(2);
    expect((await check('--comparer')).messages).toContain('--comparer demande une base');
    expect((await check('--dossier', join(dossier, 'absent'))).sortie).toBe(3);
  });
});

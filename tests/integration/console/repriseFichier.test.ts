import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { FICHIER_COMPLET } from '../../fixtures/finess/fabrique.ts';
import { tableCsv, tableOds, tableXlsx } from '../../outils/fichiersTableur.ts';
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

  test('le format annoncé n’est pas celui du fichier : illisible ; un extrait FINESS se contrôle par ses règles', async () => {
    const fichier = poser('structures_59.csv', tableCsv(TABLE, ';'));
    const autre = await siao(['reprise', 'check', fichier, '--genre', 'structures', '--format', 'xlsx']);
    expect([autre.sortie, autre.json()['verdict']]).toEqual([1, 'illisible']);
    const finess = await siao(['reprise', 'check', poser('finess.csv', FICHIER_COMPLET), '--genre', 'structures']);
    expect([finess.sortie, finess.json()['format']]).toEqual([2, 'finess']);
  });
});

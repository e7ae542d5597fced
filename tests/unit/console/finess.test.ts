import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { controlerFiness } from '../../../console/reprise/controle.ts';
import type { DejaLa } from '../../../console/reprise/controle.ts';
import type { ChampEtablissement } from '../../../domain/reprise/finess.ts';
import { communeInsee, decouper, explicationAbimee, lireLigneFiness } from '../../../domain/reprise/finess.ts';
import { ENTETE, EXTRAIT, EXTRAIT_LATIN1, FICHIER_COMPLET, LIGNES, MODELE, SIRET_A, ligneFiness } from '../../fixtures/finess/fabrique.ts';

const dossier = mkdtempSync(join(tmpdir(), 'siao-finess-'));
afterAll(() => { rmSync(dossier, { recursive: true, force: true }); });
let numero = 0;
const ecrire = (contenu: string | Buffer): string => {
  numero += 1;
  const chemin = join(dossier, `${numero}.csv`);
  writeFileSync(chemin, contenu);
  return chemin;
};
const TOUS: ReadonlySet<string> = new Set();
const REFUS = { sortie: 3 };

describe('communes de FINESS', () => {
  test.each([
    ['01', '451', '01451'], ['2A', '004', '2A004'], ['75', '113', '75113'], ['9A', '123', '97701'], ['9A', '127', '97801'], ['9A', '105', '97105'], ['9B', '207', '97207'], ['9C', '302', '97302'], ['9D', '408', '97408'],
    ['9F', '610', '97610'], ['9J', '613', '98613'], ['9B', '123', '97123'], ['97', '105', null], ['1', '451', null], ['01', '51', null], ['9Z', '001', null], ['', '', null],
  ])('%s/%s → %s', (departement, commune, attendu) => { expect(communeInsee(departement, commune)).toBe(attendu); });
});

test('découpe les guillemets doublés, et refuse ceux qui ne se ferment pas', () => {
  expect(decouper('a;"b;""c""";')).toEqual(['a', 'b;"c"', '']);
  expect(decouper('a;"b;c;')).toBeNull();
  expect(decouper('a;"b"c;')).toBeNull();
  expect(decouper('')).toEqual(['']);
});

test('découpe comme csv-parse toute ligne qu’un tableur écrirait', () => {
  const champ = fc.string({ unit: fc.constantFrom('a', 'é', '"', ';', ' ', ',', '0') });
  fc.assert(fc.property(fc.array(champ, { minLength: 1, maxLength: 8 }), (champs) => {
    const texte = champs.map((valeur) => (/[";]/u.test(valeur) ? `"${valeur.replaceAll('"', '""')}"` : valeur)).join(';');
    const [attendu] = texte === '' ? [['']] : parse(texte, { delimiter: ';', skip_empty_lines: false }) as string[][];
    expect(decouper(texte)).toEqual(attendu);
    expect(decouper(texte)).toEqual(champs);
  }));
});

test.each([
  ['siret', '2,601E+13'], ['siret', '2.601e+13'], ['siret', '2601000450001'], ['nofinesset', '10000024'], ['commune', '51'], ['departement', '1'], ['dateouv', '28900'], ['dateouv', '2024-02-30'], ['datemaj', '13/02/1979'],
] as const)('%s « %s » est abîmé', (champ, valeur) => { expect(explicationAbimee(champ, valeur)).not.toBeNull(); });

test('les lignes de l’extrait public sont bien formées, dans les deux encodages', async () => {
  const utf8 = await controlerFiness(EXTRAIT, TOUS);
  const latin1 = await controlerFiness(EXTRAIT_LATIN1, TOUS);
  expect(utf8.lignes).toMatchObject({ source: 8, exclues: 8, rejetees: 0, equilibre: true });
  expect(utf8.lot).toBe('111/2026-05-12');
  expect(latin1.lignes).toEqual(utf8.lignes);
  expect([utf8.encodage, latin1.encodage]).toEqual(['utf-8', 'windows-1252']);
  expect(latin1.anomalies.map(({ code }) => code)).toEqual(['F02']);
});

describe('le fichier d’essai', () => {
  test('chaque ligne a le sort et le code attendus', async () => {
    for (const { texte, sort, code } of LIGNES.filter((ligne) => ligne.sort !== 'fusionnee' && ligne.code !== 'D03')) {
      const { lignes, anomalies } = await controlerFiness(ecrire(`${ENTETE}\n${texte}\n`), TOUS);
      expect([texte.slice(0, 60), lignes.creees, lignes.rejetees, lignes.exclues]).toEqual([texte.slice(0, 60), Number(sort === 'creee'), Number(sort === 'rejetee'), Number(sort === 'exclue')]);
      if (code !== undefined) expect(anomalies.map((faute) => faute.code)).toContain(code);
      if (sort === 'rejetee') expect(anomalies).toMatchObject([{ ligne: 2, gravite: 'bloquante', effet: 'ligne_rejetee' }]);
    }
  });

  test('ensemble : livre équilibré, entités réunies, rien d’inventé', async () => {
    const { lignes, anomalies, entites } = await controlerFiness(ecrire(FICHIER_COMPLET), TOUS);
    const nombre = (sort: string): number => LIGNES.filter((ligne) => ligne.sort === sort).length;
    expect(lignes).toMatchObject({ source: LIGNES.length, creees: nombre('creee'), fusionnees: nombre('fusionnee'), rejetees: nombre('rejetee'), exclues: nombre('exclue'), scindees: 0, equilibre: true });
    for (const { code } of LIGNES) if (code !== undefined) expect(anomalies.map((faute) => faute.code)).toContain(code);
    expect(entites.map(({ finessEj, siren, departements }) => [finessEj, siren, departements])).toEqual([
      ['010780054', '260100045', ['01']], ['970113015', null, ['977', '978']], ['970463600', null, ['974']], ['980600019', null, ['986']],
    ]);
    const types = entites.flatMap(({ etablissements }) => etablissements.map(({ finessEt, type, nom }) => [finessEt, type, nom]));
    expect(types).toContainEqual(['010000040', 'logement_residence_sociale.residence_accueil', 'Résidence accueil « du Lac » , annexe']);
    expect(types).toContainEqual(['010000032', 'hebergement_hors_chrs.mixte', 'ACCUEIL "LES DEUX RIVES"']);
  });

  test('même résultat en UTF-8, avec BOM, en latin-1, en CRLF, sans saut final', async () => {
    const texte = FICHIER_COMPLET.replaceAll('œ', 'oe');
    const variantes = [Buffer.from(texte), Buffer.from(`\uFEFF${texte}`), Buffer.from(texte, 'latin1'), Buffer.from(texte.replaceAll('\n', '\r\n')), Buffer.from(texte.trimEnd())];
    const resultats = await Promise.all(variantes.map((variante) => controlerFiness(ecrire(variante), TOUS)));
    for (const resultat of resultats) {
      expect(resultat.entites).toEqual(resultats[0]?.entites);
      expect(resultat.lignes).toEqual(resultats[0]?.lignes);
    }
    expect(resultats.map(({ encodage }) => encodage)).toEqual(['utf-8', 'utf-8', 'windows-1252', 'utf-8', 'utf-8']);
  });

  test('un filtre de département exclut les autres, avec leur motif', async () => {
    const { lignes } = await controlerFiness(ecrire(FICHIER_COMPLET), new Set(['974']));
    expect(lignes).toMatchObject({ creees: 1, equilibre: true });
    expect(lignes.motifs.exclues['hors des départements demandés']).toBe(LIGNES.filter(({ sort }) => sort !== 'rejetee' && sort !== 'exclue').length - 1);
  });
});

test('un fichier qui n’est pas un extrait donne une phrase et le code 3', async () => {
  const hostiles: (string | Buffer)[] = [
    '', 'nom;prenom\n', `${MODELE.rs};x\n`, Buffer.from([0x50, 0x4b, 3, 4, 1, 2]), Buffer.from([0xff, 0xfe, 0x66, 0]), `${ENTETE}\n\0\n`, `${ENTETE}\n${'x'.repeat(40_000)}\n`, `${ENTETE}${'x'.repeat(70_000)}`,
    'nofinesset;nofinessej;rs\n', '"'.repeat(500), 'finess;etalab;111\n', '\n\n\n',
  ];
  for (const contenu of hostiles) await expect(controlerFiness(ecrire(contenu), TOUS)).rejects.toMatchObject(REFUS);
  await expect(controlerFiness(join(dossier, 'absent.csv'), TOUS)).rejects.toMatchObject(REFUS);
  await expect(controlerFiness(dossier, TOUS)).rejects.toMatchObject(REFUS);
});

test('un nom ou une valeur hostile ne grossit pas le rapport', () => {
  const lue = lireLigneFiness(ligneFiness({ rs: '"'.repeat(3_000) }), 2);
  expect('rejet' in lue && lue.rejet.code === 'F04' && (lue.rejet.valeur ?? '').length < 200).toBe(true);
});

/**
 * Lignes au hasard. La moitié des champs changés sont justes, pour que beaucoup de lignes soient retenues, se répètent et se contredisent ;
 * les autres sont absurdes. S’y ajoutent des lignes tronquées et du bruit.
 */
const JUSTES: Partial<Record<ChampEtablissement, readonly string[]>> = {
  nofinesset: ['010000024', '010000032', '970102018', '590799912'], nofinessej: ['010780054', '970113015', '590000018'], categetab: ['214', '219', '258', '443', '355', '462'], siret: ['26010004500012', '', SIRET_A], rs: ['CHRS « Épée »', 'L’"Abri"'],
};
const LIEUX = [{ departement: '01', commune: '451' }, { departement: '9A', commune: '123' }, { departement: '9A', commune: '127' }, { departement: '9D', commune: '408' }, { departement: '59', commune: '350' }];
const FAUSSES: Partial<Record<ChampEtablissement, readonly string[]>> = {
  type: ['structureej', 'autre', ''], nofinesset: ['10000024', '2,6E+8', 'x'], nofinessej: [''], categetab: ['', '21', '999'], departement: ['1', 'zz'], commune: ['999', '51', ''],
  siret: ['2,601E+13', '26010004500013'], rs: ['"', ';', 'a', ''], rslongue: ['', 'É'.repeat(600)], dateouv: ['28900', '1979-13-01'],
};
const unDe = (champs: typeof JUSTES): fc.Arbitrary<Partial<Record<ChampEtablissement, string>>> =>
  fc.record(Object.fromEntries(Object.entries(champs).map(([champ, liste]) => [champ, fc.constantFrom(...(liste ?? ['']))])), { requiredKeys: [] });
const faute = fc.constantFrom(...Object.entries(FAUSSES).flatMap(([champ, liste]) => (liste ?? []).map((valeur) => ({ [champ]: valeur }))));
const ligneAuHasard = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(unDe(JUSTES), fc.constantFrom(...LIEUX)).map(([champs, lieu]) => ligneFiness({ categetab: '214', ...champs, ...lieu })) },
  { weight: 3, arbitrary: fc.tuple(unDe(JUSTES), fc.constantFrom(...LIEUX), faute).map(([champs, lieu, fausse]) => ligneFiness({ categetab: '214', ...champs, ...lieu, ...fausse })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(ligneFiness({})), fc.nat(400)).map(([texte, fin]) => texte.slice(0, fin)) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', ';', '"', 'é', ' ', '\t', '0'), maxLength: 80 }) },
);

test('grand livre équilibré sur des fichiers au hasard, et rien de créé deux fois', async () => {
  await fc.assert(fc.asyncProperty(fc.array(ligneAuHasard, { maxLength: 40 }), fc.constantFrom('utf8' as const, 'latin1' as const), fc.constantFrom('\n', '\r\n'), async (lignes, encodage, saut) => {
    const chemin = ecrire(Buffer.from([ENTETE, ...lignes].join(saut), encodage));
    const { lignes: livre, entites, anomalies } = await controlerFiness(chemin, TOUS);
    expect(livre.source).toBe(lignes.filter((ligne) => ligne.trim() !== '').length);
    expect(livre.creees + livre.fusionnees + livre.scindees + livre.rejetees + livre.exclues).toBe(livre.source);
    expect(livre.equilibre).toBe(true);
    const crees = entites.flatMap(({ etablissements }) => etablissements);
    expect(crees).toHaveLength(livre.creees);
    expect(new Set(crees.map(({ finessEt }) => finessEt)).size).toBe(livre.creees);
    // aucun rejet muet : autant de motifs que de lignes rejetées, et chaque ligne rejetée porte une anomalie
    expect(Object.values(livre.motifs.rejetees).reduce((total, nombre) => total + nombre, 0)).toBe(livre.rejetees);
    expect(new Set(anomalies.filter(({ effet }) => effet === 'ligne_rejetee').map(({ ligne }) => ligne)).size).toBe(livre.rejetees);
    const dejaLa: DejaLa = {
      etablissements: new Set(crees.map(({ finessEt }) => finessEt)), parSiren: new Map(),
      parFinessEj: new Map(entites.map(({ finessEj, departements }) => [finessEj, { id: finessEj, code: null, departements }])),
    };
    const second = await controlerFiness(chemin, TOUS, dejaLa);
    expect([second.lignes.creees, second.lignes.equilibre, second.entites]).toEqual([0, true, []]);
  }), { numRuns: 150 });
});

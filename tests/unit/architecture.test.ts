import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const racine = join(import.meta.dirname, '..', '..');
const programme = join(racine, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const regles = join(racine, '.dependency-cruiser.cjs');
const PIECES = ['domain', 'contract', 'db', 'sync', 'main', 'preload', 'renderer', 'server', 'console'];

type Violation = { from: string; to: string; rule: { name: string } };

/** Passe les règles du projet sur les pièces d’un dossier ; rend « règle : fichier → cible ». */
async function trouverViolations(dossier: string): Promise<string[]> {
  const presentes = PIECES.filter((piece) => existsSync(join(dossier, piece)));
  const { stdout } = await promisify(execFile)(process.execPath,
    [programme, '--config', regles, '--output-type', 'json', ...presentes], { cwd: dossier, maxBuffer: 256 * 1024 * 1024 })
    // Le rapport JSON sort avec le code 0 ou le nombre de violations : c’est le rapport qui compte.
    .catch((erreur: { stdout: string }) => erreur);
  const rapport = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return rapport.summary.violations.map(({ rule, from, to }) => `${rule.name} : ${from} → ${to}`);
}

/** Imports interdits : fichier, ce qu’il importe, règle attendue. */
const INTERDITS: [fichier: string, importe: string, regle: string][] = [
  ['domain/versContract.ts', '../contract/a.ts', 'sens-domain'],
  ['domain/versNode.ts', 'node:fs', 'domain-pur'],
  ['domain/versPaquet.ts', 'kysely', 'domain-pur'],
  ['contract/versDb.ts', '../db/a.ts', 'sens-contract'],
  ['contract/versNode.ts', 'node:path', 'contract-sans-node'],
  ['db/versSync.ts', '../sync/a.ts', 'sens-db'],
  ['sync/versMain.ts', '../main/a.ts', 'sens-sync'],
  ['sync/versServer.ts', '../server/a.ts', 'sens-sync'],
  ['sync/versSqlite.ts', 'better-sqlite3', 'sqlite-dans-db'],
  ['main/versRenderer.ts', '../renderer/a.ts', 'sens-main'],
  ['main/index.ts', '../db/sqlite.ts', 'principal-sans-sql'],
  ['preload/versMain.ts', '../main/a.ts', 'sens-preload'],
  ['renderer/versDb.ts', '../db/a.ts', 'sens-renderer'],
  ['renderer/versServer.ts', '../server/a.ts', 'sens-renderer'],
  ['renderer/versNode.ts', 'node:fs', 'renderer-sans-node'],
  ['renderer/versCog.ts', '../domain/geographie/cog.ts', 'renderer-sans-cog'],
  ['renderer/versCogParDomain.ts', '../domain/passeParCog.ts', 'renderer-sans-cog'],
  ['server/versDb.ts', '../db/a.ts', 'sens-server'],
  ['server/versSync.ts', '../sync/a.ts', 'sens-server'],
  ['console/versMain.ts', '../main/a.ts', 'sens-console'],
  ['console/versRenderer.ts', '../renderer/a.ts', 'sens-console'],
  ['db/cycleUn.ts', './cycleDeux.ts', 'sans-cycle'],
];

/** Imports permis, qu’aucune règle ne doit toucher. */
const PERMIS: [fichier: string, importe: string][] = [
  ['domain/versZod.ts', 'zod'],
  ['domain/passeParCog.ts', './geographie/cog.ts'],
  ['contract/versDomain.ts', '../domain/a.ts'],
  ['db/sqlite.ts', 'better-sqlite3'],
  ['db/versContract.ts', '../contract/a.ts'],
  ['sync/versDb.ts', '../db/a.ts'],
  ['main/donnees.ts', '../sync/versDb.ts'],
  ['renderer/versContract.ts', '../contract/a.ts'],
  ['server/versDomain.ts', '../domain/geographie/cog.ts'],
  ['console/versServer.ts', '../server/a.ts'],
  ['console/versSqlite.ts', 'better-sqlite3'],
];

describe('le sens des imports', () => {
  let fixture: string;
  let violations: string[];

  beforeAll(async () => {
    fixture = mkdtempSync(join(tmpdir(), 'siao-architecture-'));
    const ecrire = (fichier: string, texte: string): void => {
      mkdirSync(dirname(join(fixture, fichier)), { recursive: true });
      writeFileSync(join(fixture, fichier), texte);
    };
    for (const piece of PIECES) ecrire(`${piece}/a.ts`, 'export const a = 1\n');
    ecrire('domain/geographie/cog.ts', 'export const communes = []\n');
    ecrire('db/cycleDeux.ts', "import './cycleUn.ts'\nexport const deux = 2\n");
    for (const [fichier, importe] of [...INTERDITS, ...PERMIS]) ecrire(fichier, `import '${importe}'\nexport const x = 1\n`);
    violations = await trouverViolations(fixture);
  }, 60_000);

  afterAll(() => rmSync(fixture, { recursive: true, force: true }));

  test.each(INTERDITS)('%s ne peut importer %s', (fichier, _importe, regle) => {
    // Un cycle n’est dit qu’une fois, depuis l’un ou l’autre de ses fichiers.
    expect(violations.filter((violation) => violation.startsWith(`${regle} : `) && violation.includes(fichier))).not.toEqual([]);
  });

  test.each(PERMIS)('%s peut importer %s', (fichier) => {
    expect(violations.filter((violation) => violation.includes(` : ${fichier} →`))).toEqual([]);
  });

  test('chaque règle est éprouvée par un import interdit', () => {
    const { forbidden } = createRequire(import.meta.url)(regles) as { forbidden: { name: string }[] };
    const eprouvees = new Set(INTERDITS.map(([, , regle]) => regle));
    expect(forbidden.map(({ name }) => name).filter((nom) => !eprouvees.has(nom))).toEqual([]);
  });

  test('le projet respecte les règles', async () => {
    expect(await trouverViolations(racine)).toEqual([]);
  }, 120_000);

  test('chaque dossier TypeScript de la racine est une pièce connue', () => {
    const autres = new Set(['node_modules', 'out', 'dist', 'docs', 'tools', 'tests', 'build', 'test-results', 'captures', 'coverage']);
    const inconnus = readdirSync(racine, { withFileTypes: true })
      .filter((entree) => entree.isDirectory() && !entree.name.startsWith('.') && !autres.has(entree.name) && !PIECES.includes(entree.name))
      .map(({ name }) => name);
    expect(inconnus).toEqual([]);
  });
});

/** Lus sans import : la mise en place que Vitest appelle ; un geste du service qu’aucune voie n’appelle encore. */
const LUS_AUTREMENT = new Set(['tests/outils/grappe.ts : setup', 'server/comptes/secrets.ts : verrouillerAcces']);
const SOURCES = [...PIECES, 'tests', 'tools'];

/** Les noms exportés qu’aucun autre fichier n’importe. Au texte : les formes d’import et d’export du projet, et elles seules. */
const exportsSansLecteur = (fichiers: ReadonlyMap<string, string>): string[] => {
  const importes = new Set<string>();
  const pris = (fichier: string, chemin: string, noms: string): void => {
    const cible = join(dirname(fichier), chemin);
    for (const nom of noms.split(',')) importes.add(`${cible} ${nom.replace(/^\s*type /u, '').trim().split(/ as /u)[0] ?? ''}`);
  };
  for (const [fichier, texte] of fichiers) {
    for (const [, noms = '', chemin = ''] of texte.matchAll(/(?:import|export) (?:type )?(?:\w+, )?\{([^}]*)\} from '(\.[^']+)'/gu)) pris(fichier, chemin, noms);
    for (const [, noms = '', chemin = ''] of texte.matchAll(/const \{([^}]*)\} = await import\('(\.[^']+)'\)/gu)) pris(fichier, chemin, noms.replaceAll(/:\s*\w+/gu, ''));
    for (const [, chemin = '', nom = ''] of texte.matchAll(/\(await import\('(\.[^']+)'\)\)\.(\w+)/gu)) pris(fichier, chemin, nom);
    // un module pris en entier : tous ses noms
    for (const [, chemin = ''] of texte.matchAll(/(?:import \* as \w+ from |export \* from |(?<!await )import\()'(\.[^']+)'/gu)) importes.add(`${join(dirname(fichier), chemin)} *`);
  }
  return [...fichiers].flatMap(([fichier, texte]) => [...texte.matchAll(/^export (?:declare )?(?:abstract )?(?:async )?(const|let|class|function\*?|type|interface) (\w+)/gmu)]
    // un type sert à dire ce que rend son voisin ; au service, un export inutile qui sert dans son fichier est encore toléré
    .map(([, sorte = '', nom = '']) => ({ nom, tolere: sorte === 'type' || sorte === 'interface' || fichier.startsWith('server/') }))
    .filter(({ nom, tolere }) => !importes.has(`${fichier} ${nom}`) && !importes.has(`${fichier} *`) && !(tolere && (texte.match(new RegExp(`\\b${nom}\\b`, 'gu')) ?? []).length > 1))
    .map(({ nom }) => `${fichier} : ${nom}`));
};

describe('rien d’exporté pour personne', () => {
  test('la recherche voit un export sans lecteur, et lui seul', () => {
    const essai = new Map([
      ['a.ts', "export const lu = 1;\nexport type Lu = string;\nexport const oublie = 2;\nexport const renomme = 3;\nexport const demande = 4;\nexport const direct = () => 5;\n"],
      ['b.ts', "import { lu, renomme as autre, type Lu } from './a.ts';\nconst { demande } = await import('./a.ts');\n(await import('./a.ts')).direct();\n"],
    ]);
    expect(exportsSansLecteur(essai)).toEqual(['a.ts : oublie']);
  });
  test('tout nom exporté est importé quelque part', () => {
    const fichiers = new Map(SOURCES.flatMap((piece) => readdirSync(join(racine, piece), { recursive: true, encoding: 'utf8' }).filter((nom) => /(?<!\.d)\.(?:tsx?|mjs)$/u.test(nom)).map((nom) => [join(piece, nom), readFileSync(join(racine, piece, nom), 'utf8')] as const)));
    expect(exportsSansLecteur(fichiers).filter((nom) => !LUS_AUTREMENT.has(nom))).toEqual([]);
  });
});

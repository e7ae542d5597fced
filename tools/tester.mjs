// npm test : prépare, puis types, règles, tests, assemblage et parcours dans une vraie fenêtre ; s’arrête au premier échec.
//   --sans-e2e   saute les parcours dans la fenêtre (et l’installation d’Electron)
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ErreurExpliquee, dire, executer, racine, terminerSurErreur } from './processus.mjs';
import { environnementNode, programmeDuPaquet } from './paquets.mjs';
import { assembler } from './assembler.mjs';
import { environnementElectron, preparer } from './preparer.mjs';
import { ecranPresent, sousEcran } from './systeme.mjs';

const resultats = join(racine, 'test-results');
// sur l’écran d’une personne, deux fenêtres se voleraient le clavier
const PARTS_E2E = ecranPresent() ? 1 : 2;
const total = { passed: 0, failed: 0, skipped: 0 };

async function etape(nom, action) {
  dire(`${nom}…`);
  const debut = Date.now();
  const code = await action();
  if (code !== 0) throw new ErreurExpliquee(`${nom} : échec.`);
  dire(`${nom} : bon (${((Date.now() - debut) / 1000).toFixed(1)} s)`);
}

/** Ajoute au total ce que dit un rapport JSON, s’il a été écrit. */
function compter(fichier, lire) {
  if (!existsSync(fichier)) return;
  const [passed, failed, skipped] = lire(JSON.parse(readFileSync(fichier, 'utf8')));
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

async function tester() {
  const sansE2e = process.argv.includes('--sans-e2e');
  const { node } = await preparer({ electron: !sansE2e, tests: true });
  const env = { ...environnementNode(), ...(sansE2e ? {} : environnementElectron().env) };
  const programme = async (paquet, nom, args) => (await executer(node, [programmeDuPaquet(paquet, nom), ...args], { env })).code;
  rmSync(resultats, { recursive: true, force: true });
  mkdirSync(resultats, { recursive: true });

  await etape('Types', () => programme('typescript', 'tsc', ['--noEmit']));
  await etape('Règles d’écriture', () => programme('eslint', 'eslint', ['.']));
  await etape('Sens des imports', async () => (await executer(node, [join('tools', 'directions.mjs')], { env })).code);
  const rapportVitest = join(resultats, 'vitest.json');
  await etape('Tests', async () => {
    const code = await programme('vitest', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${rapportVitest}`]);
    compter(rapportVitest, (r) => [r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests]);
    return code;
  });
  if (sansE2e) return;
  await assembler(node);
  await etape('Parcours dans la fenêtre', async () => {
    const codes = await Promise.all(Array.from({ length: PARTS_E2E }, (_, part) => parcourir(part)));
    return Math.max(...codes);
  });

  /** Une part des parcours, avec son écran, son dossier et son rapport : une fenêtre attend plus qu’elle ne calcule, deux à la fois occupent deux cœurs. */
  async function parcourir(part) {
    const rapport = join(resultats, `e2e-${part + 1}.json`);
    const { commande, args } = sousEcran(node, [programmeDuPaquet('@playwright/test', 'playwright'), 'test', `--shard=${part + 1}/${PARTS_E2E}`], part);
    const { code } = await executer(commande, args, { env: { ...env, SIAO_RAPPORT_E2E: rapport, SIAO_PART_E2E: String(part + 1) } });
    compter(rapport, ({ stats }) => [stats.expected + stats.flaky, stats.unexpected, stats.skipped]);
    return code;
  }
}

try {
  await tester();
} catch (erreur) {
  terminerSurErreur(erreur);
} finally {
  // Une ligne que tout le monde lit : les étapes sans décompte (types, règles) n’y sont pas, le code de sortie les couvre.
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
}

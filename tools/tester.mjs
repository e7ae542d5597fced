// npm test : prépare, puis types, règles, tests, assemblage et parcours dans une vraie fenêtre ; s’arrête au premier échec.
//   --sans-e2e   saute les parcours dans la fenêtre (et l’installation d’Electron)
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ErreurExpliquee, dire, executer, racine, terminerSurErreur } from './processus.mjs';
import { environnementNode, programmeDuPaquet } from './paquets.mjs';
import { assembler } from './assembler.mjs';
import { environnementElectron, preparer } from './preparer.mjs';
import { sousEcrans } from './systeme.mjs';

/** Parcours menés à la fois : une fenêtre attend plus qu’elle ne calcule, deux occupent deux cœurs, une troisième n’y gagne rien. */
const ECRANS = 2;

const resultats = join(racine, 'test-results');
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

/** Les suites sans fenêtre. */
async function essais(programme) {
  const rapportVitest = join(resultats, 'vitest.json');
  await etape('Tests', async () => {
    const code = await programme('vitest', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${rapportVitest}`]);
    compter(rapportVitest, (r) => [r.numPassedTests, r.numFailedTests, r.numPendingTests + r.numTodoTests]);
    return code;
  });
}

async function tester() {
  const sansE2e = process.argv.includes('--sans-e2e');
  const { node, pret } = await preparer({ electron: !sansE2e, tests: true });
  const env = { ...environnementNode(), ...(sansE2e ? {} : environnementElectron().env) };
  const programme = async (paquet, nom, args) => (await executer(node, [programmeDuPaquet(paquet, nom), ...args], { env })).code;
  rmSync(resultats, { recursive: true, force: true });
  mkdirSync(resultats, { recursive: true });

  // le compilateur natif vérifie en moitié moins de temps ; l’autre reste pour eslint, qui lit par son interface
  // un échec laisse l’autre branche finir, pour que ses lignes se lisent ; les règles tiennent un cœur deux fois plus longtemps que les types : les essais n’attendent pas leur fin
  const branches = await Promise.allSettled([
    etape('Types', () => programme('typescript-natif', 'tsc', ['--noEmit']))
      .then(() => etape('Sens des imports', async () => (await executer(node, [join('tools', 'directions.mjs')], { env })).code))
      .then(() => essais(programme)),
    etape('Règles d’écriture', () => programme('eslint', 'eslint', ['.'])),
  ]);
  for (const { reason } of branches.filter(({ status }) => status === 'rejected')) throw reason;
  if (sansE2e) return;
  await pret();
  await assembler(node);
  const rapportE2e = join(resultats, 'e2e.json');
  await etape('Parcours dans la fenêtre', async () => {
    const { commande, args } = sousEcrans(ECRANS, node, [programmeDuPaquet('@playwright/test', 'playwright'), 'test']);
    const { code } = await executer(commande, args, { env: { ...env, SIAO_RAPPORT_E2E: rapportE2e } });
    compter(rapportE2e, ({ stats }) => [stats.expected + stats.flaky, stats.unexpected, stats.skipped]);
    return code;
  });
}

try {
  await tester();
} catch (erreur) {
  terminerSurErreur(erreur);
} finally {
  // Une ligne que tout le monde lit : les étapes sans décompte (types, règles) n’y sont pas, le code de sortie les couvre.
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
}

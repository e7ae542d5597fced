// npm run captures : photographie les écrans par les parcours de tests/e2e dont le nom contient « captures » (dans test-results/captures).
import { executer, terminerSurErreur } from './processus.mjs';
import { environnementNode, programmeDuPaquet } from './paquets.mjs';
import { assembler } from './assembler.mjs';
import { environnementElectron, preparer } from './preparer.mjs';
import { sousEcran } from './systeme.mjs';

try {
  const { node } = await preparer({ electron: true, tests: true });
  await assembler(node);
  const { commande, args } = sousEcran(node, [programmeDuPaquet('@playwright/test', 'playwright'), 'test', 'captures', ...process.argv.slice(2)]);
  const { code } = await executer(commande, args, { env: { ...environnementNode(), ...environnementElectron().env } });
  process.exitCode = code;
} catch (erreur) {
  terminerSurErreur(erreur);
}

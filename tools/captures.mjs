// npm run captures -- --dossier D : démarre un service de démonstration et le poste, et photographie chaque écran pour chaque profil
// (tests/captures/captures.ts dit les options).
import { join } from 'node:path';
import { executer, racine, terminerSurErreur } from './processus.mjs';
import { environnementNode } from './paquets.mjs';
import { assembler } from './assembler.mjs';
import { environnementElectron, preparer } from './preparer.mjs';
import { sousEcran } from './systeme.mjs';

try {
  const { node, pret } = await preparer({ electron: true, tests: false });
  await assembler(node);
  await pret();
  const { commande, args } = sousEcran(node, [join(racine, 'tests', 'captures', 'captures.ts'), ...process.argv.slice(2)]);
  const { code } = await executer(commande, args, { env: { ...environnementNode(), ...environnementElectron().env } });
  process.exitCode = code;
} catch (erreur) {
  terminerSurErreur(erreur);
}

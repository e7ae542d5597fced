// npm run captures -- --dossier D : démarre un service de démonstration et le poste, et photographie chaque écran pour chaque profil
// (tests/captures/captures.ts dit les options). npm run captures -- --guide : les images du guide (docs/guide/images).
import { join } from 'node:path';
import { executer, racine, terminerSurErreur } from './processus.mjs';
import { environnementNode } from './paquets.mjs';
import { assembler } from './assembler.mjs';
import { environnementElectron, preparer } from './preparer.mjs';
import { sousEcran } from './systeme.mjs';

const guide = process.argv.includes('--guide');
try {
  const { node, pret } = await preparer({ electron: true, tests: false });
  await assembler(node);
  await pret();
  const { commande, args } = sousEcran(node, [join(racine, 'tests', 'captures', guide ? 'guide.ts' : 'captures.ts'), ...process.argv.slice(2).filter((mot) => mot !== '--guide')]);
  const { code } = await executer(commande, args, { env: { ...environnementNode(), ...environnementElectron().env } });
  process.exitCode = code;
} catch (erreur) {
  terminerSurErreur(erreur);
}

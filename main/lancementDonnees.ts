// Ce que l’assemblage lance (out/main/donnees.cjs) : garde d’une fois sur l’autre le code compilé du processus de données, puis le charge.
// Node 22 et plus ; celui de l’Electron de rechange (18) n’en sait rien, et compile à chaque fois.
import * as module from 'node:module';

const { enableCompileCache: garderCompile } = module as { readonly enableCompileCache?: (dossier: string) => unknown };
const dossier = process.argv[2];
// un refus (dossier illisible, disque plein) se rend et ne se lève pas : le poste démarre sans
if (dossier !== undefined) garderCompile?.(dossier);
void import('./donnees.ts');

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const racine = import.meta.dirname;

// Tout est assemblé dans out/, sauf ce qui porte du code natif : ces paquets sont chargés depuis node_modules.
const external = ['electron', 'better-sqlite3', 'keytar', '@node-rs/argon2', /^node:/];

// Les textes de licence de ce qui est assemblé : ces licences demandent qu’ils accompagnent le programme.
const LICENCES = { fileName: 'licences.md' };

// CommonJS et Node 18 : l’Electron 25 de rechange ne sait pas charger un processus principal en ESM.
const sortieNode = { format: 'cjs' as const, entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' };

// electron-vite impose des chemins relatifs, faits pour file:// ; une adresse profonde (app://siao/offre/places) doit charger
// les mêmes fichiers que la racine.
const cheminsAbsolus = { name: 'siao:chemins-absolus', enforce: 'post' as const, config: () => ({ base: '/' }) };

/** Les champs du code officiel géographique que le poste lit (domain/geographie/lignesCog.ts) : les autres en font les trois quarts. */
const CHAMPS_COMMUNE = ['code', 'nom', 'type', 'departement', 'chefLieu', 'codesPostaux', 'population'];
/** Met les communes à côté du programme, en tableaux, pour que le processus de données démarre sans les lire. */
const communesAPart = {
  name: 'siao:communes-a-part',
  enforce: 'pre' as const,
  load(this: { emitFile(fichier: { type: 'asset'; fileName: string; source: string }): string }, module: string) {
    if (!module.endsWith('domain/geographie/lignesCog.ts')) return null;
    const lignes = JSON.parse(readFileSync(createRequire(module).resolve('@etalab/decoupage-administratif/data/communes.json'), 'utf8')) as readonly Record<string, unknown>[];
    this.emitFile({ type: 'asset', fileName: 'communes.json', source: JSON.stringify(lignes.map((ligne) => CHAMPS_COMMUNE.map((champ) => ligne[champ] ?? null))) });
    const objet = CHAMPS_COMMUNE.map((champ) => `${champ}: ${champ} ?? undefined`).join(', ');
    return `import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
export const lireLignesCog = () => JSON.parse(readFileSync(join(__dirname, 'communes.json'), 'utf8')).map(([${CHAMPS_COMMUNE.join(', ')}]) => ({ ${objet} }));`;
  },
};

export default defineConfig({
  main: {
    plugins: [communesAPart],
    build: {
      outDir: 'out/main',
      target: 'node18',
      externalizeDeps: false,
      license: LICENCES,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { index: join(racine, 'main/index.ts'), donnees: join(racine, 'main/lancementDonnees.ts'), ouvrierLecture: join(racine, 'sync/lecture/ouvrier.ts') },
        output: sortieNode,
        external,
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node18',
      externalizeDeps: false,
      rolldownOptions: { input: { index: join(racine, 'preload/index.ts') }, output: sortieNode, external: ['electron'] },
    },
  },
  renderer: {
    root: join(racine, 'renderer'),
    plugins: [react(), cheminsAbsolus],
    build: {
      outDir: join(racine, 'out/renderer'),
      emptyOutDir: true,
      license: LICENCES,
      target: 'chrome114',
      // Une politique de sécurité stricte n’admet pas le script intégré que Vite ajouterait.
      modulePreload: { polyfill: false },
      minify: true,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: {
        input: { index: join(racine, 'renderer/index.html') },
        // un schéma se bâtit à l’appel, ce que l’assembleur tient pour un effet : sans ce mot, la page emporterait ceux de toutes les méthodes, que le processus de données seul vérifie
        treeshake: { moduleSideEffects: [{ test: /[\\/](?:contract|domain)[\\/]/, sideEffects: false }] },
        output: {
          // Peu de morceaux, chacun pour un moment : ce que l’écran de connexion demande, la grille, ce que plusieurs écrans partagent, puis un par écran (renderer/app/ecransCharges.ts).
          codeSplitting: {
            groups: [
              { name: 'depart', tags: ['$initial'], priority: 3 },
              { name: 'grille', test: /[\\/]node_modules[\\/]@?ag-grid/, priority: 2 },
              { name: 'commun', minShareCount: 2, priority: 1 },
            ],
          },
        },
      },
    },
  },
});

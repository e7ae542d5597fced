import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const racine = import.meta.dirname;

// Tout est assemblé dans out/, sauf ce qui porte du code natif : ces paquets sont chargés depuis node_modules.
const external = ['electron', 'better-sqlite3', 'keytar', /^node:/];

// Les textes de licence de ce qui est assemblé : ces licences demandent qu’ils accompagnent le programme.
const LICENCES = { fileName: 'licences.md' };

// CommonJS et Node 18 : l’Electron 25 de rechange ne sait pas charger un processus principal en ESM.
const sortieNode = { format: 'cjs' as const, entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' };

// electron-vite impose des chemins relatifs, faits pour file:// ; une adresse profonde (app://siao/offre/places) doit charger
// les mêmes fichiers que la racine.
const cheminsAbsolus = { name: 'siao:chemins-absolus', enforce: 'post' as const, config: () => ({ base: '/' }) };

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node18',
      externalizeDeps: false,
      license: LICENCES,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: { index: join(racine, 'main/index.ts'), donnees: join(racine, 'main/donnees.ts'), ouvrierLecture: join(racine, 'sync/lecture/ouvrier.ts') },
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
      rolldownOptions: { input: { index: join(racine, 'renderer/index.html') } },
    },
  },
});

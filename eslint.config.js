import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// L’export par défaut perd son nom à l’import ; seuls les fichiers de configuration, dont l’outil l’exige, y échappent.
const sansExportParDefaut = {
  selector: 'ExportDefaultDeclaration',
  message: 'Pas d’export par défaut : exporter par le nom.',
};

export default defineConfig(
  { ignores: ['node_modules/', 'out/', 'dist/', '.cache/', 'test-results/', 'captures/', 'coverage/', 'tools/electron-de-rechange/default_app/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.{ts,tsx,js,mjs,cjs}'],
    rules: {
      'max-lines': ['error', { max: 400 }],
      'prefer-const': 'error',
      semi: ['error', 'always'],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: { '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'it', 'describe'], package: 'node:test' }] }] },
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    ignores: ['*.config.ts', 'tests/e2e/outils/miseEnPlace.ts'],
    rules: { 'no-restricted-syntax': ['error', sansExportParDefaut] },
  },
  {
    files: ['**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);

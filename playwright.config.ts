import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/outils/miseEnPlace.ts',
  outputDir: 'test-results/playwright',
  // Un parcours à la fois par écran ; une fenêtre attend plus qu’elle ne calcule, deux à la fois occupent deux cœurs.
  workers: (process.env['SIAO_ECRANS'] ?? '').split(',').length,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  // Une machine chargée peut perdre une course ; l’essai rejoué qui passe est compté « flaky », nommé à la fin, et se corrige : il montre presque toujours une frappe perdue.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: process.env['SIAO_RAPPORT_E2E'] === undefined
    ? [['list']]
    : [['list'], ['json', { outputFile: process.env['SIAO_RAPPORT_E2E'] }]],
});

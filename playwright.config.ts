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
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env['SIAO_RAPPORT_E2E'] === undefined
    ? [['list']]
    : [['list'], ['json', { outputFile: process.env['SIAO_RAPPORT_E2E'] }]],
});

import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/playwright',
  // Un poste à la fois : chaque fenêtre lance sept processus.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env['SIAO_RAPPORT_E2E'] === undefined
    ? [['list']]
    : [['list'], ['json', { outputFile: process.env['SIAO_RAPPORT_E2E'] }]],
});

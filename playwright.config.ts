import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: `test-results/playwright-${process.env['SIAO_PART_E2E'] ?? '1'}`,
  // Un poste à la fois par écran : chaque fenêtre lance sept processus. « npm test » partage les parcours entre deux écrans.
  workers: 1,
  fullyParallel: false,
  forbidOnly: process.env['CI'] !== undefined,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  reporter: process.env['SIAO_RAPPORT_E2E'] === undefined
    ? [['list']]
    : [['list'], ['json', { outputFile: process.env['SIAO_RAPPORT_E2E'] }]],
});

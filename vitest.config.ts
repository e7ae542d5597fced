import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globals: false,
    // Deux cœurs, et un essai sur trois attend un serveur ou une minuterie.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // pas de serveur ni de processus à tuer : des fils, qui chargent le code une fois pour toutes leurs suites
          pool: 'threads', isolate: false,
          include: ['tests/unit/**/*.test.{ts,tsx}'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          // le code et les grappes PostgreSQL servent d’une suite à l’autre
          isolate: false,
          include: ['tests/integration/**/*.test.ts', 'tests/security/**/*.test.ts'],
          globalSetup: ['tests/outils/grappe.ts'],
          // Une base PostgreSQL ou un PGlite à démarrer : plusieurs secondes à froid.
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});

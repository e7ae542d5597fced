// Types pour les tests écrits en TypeScript ; voir preparer.mjs.
export type EnvironnementElectron = { executable: string; env: Record<string, string>; args: string[]; rechange: boolean };
export function environnementElectron(): EnvironnementElectron;
export function preparer(besoins: { electron: boolean; tests: boolean }): Promise<{ node: string; pret: () => Promise<void> }>;

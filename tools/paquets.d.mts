// Types pour les tests écrits en TypeScript ; voir paquets.mjs.
export function programmeDuPaquet(paquet: string, nom?: string): string;

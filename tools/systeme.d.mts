// Types pour les mesures écrites en TypeScript ; voir systeme.mjs.
export function ecranPresent(): boolean;
export function sousEcran(commande: string, args: readonly string[]): { commande: string; args: string[] };

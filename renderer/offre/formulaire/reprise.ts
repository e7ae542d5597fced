/**
 * Commande refusée ou en conflit que le formulaire reprend, portée par l’adresse : sa saisie, l’identifiant de sa fiche, son numéro, à classer une fois corrigée.
 * `champ` et `message` : ce que le service y a refusé.
 */
export interface Reprise { readonly valeurs: Readonly<Record<string, unknown>>; readonly id: string; readonly seq: number; readonly genre: 'refus' | 'conflit'; readonly champ: string | null; readonly message: string | null }
export const lireReprise = (state: unknown): Reprise | null => (typeof state === 'object' && state !== null && 'valeurs' in state && 'seq' in state ? (state as Reprise) : null);

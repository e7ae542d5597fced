import { migration001 } from './001-cache.ts';

export interface Migration { readonly numero: number; readonly titre: string; readonly sql: string }
/** Dans l’ordre ; le numéro atteint est gardé dans `user_version`. */
export const MIGRATIONS: readonly Migration[] = [migration001];

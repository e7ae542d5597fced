import { migration001 } from './001-travail.ts';
import { migration002 } from './002-reprise.ts';
import { migration003 } from './003-correspondances.ts';
import { migration004 } from './004-versions.ts';
import { migration005 } from './005-reglages-a-part.ts';

export interface Migration { readonly numero: number; readonly titre: string; readonly sql: string }
/** Celles du fichier `travail`, dans l’ordre ; le numéro atteint est gardé dans `user_version`. L’offre, elle, se recharge. */
export const MIGRATIONS: readonly Migration[] = [migration001, migration002, migration003, migration004, migration005];

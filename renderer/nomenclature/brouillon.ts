import { brouillonsDe } from '../poste/brouillons.ts';
import type { Valeurs } from './saisie.ts';

/** Un brouillon par code ; une création par référentiel. */
export const cleBrouillon = (referentiel: string, code: string): string => `nomenclature.${referentiel}.${code}`;
export const BROUILLONS = brouillonsDe<Partial<Valeurs>>();

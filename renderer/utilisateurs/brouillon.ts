import { brouillonsDe } from '../poste/brouillons.ts';
import type { Valeurs } from './saisie.ts';

export const cleBrouillon = (id: string): string => `utilisateur.${id}`;
export const BROUILLONS = brouillonsDe<Partial<Valeurs>>();

import type { Brouillon as BrouillonDe } from '../../poste/brouillons.ts';
import { brouillonsDe } from '../../poste/brouillons.ts';
import type { ObjetOffre } from '../creations.ts';
import type { Valeurs } from './valeurs.ts';

export type Brouillon = BrouillonDe<Valeurs>;
/** Un brouillon par fiche ; une création par objet et par parent. La personne n’y est pas : chaque compte a son fichier. */
export const cleBrouillon = (objet: ObjetOffre, id: string): string => `${objet}.${id}`;
export const { lireBrouillon, ecrireBrouillon, effacerBrouillon } = brouillonsDe<Valeurs>();

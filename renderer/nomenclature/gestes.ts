import type { Geste, Objet } from '../../domain/droits.ts';
import { autoriser } from '../../domain/droits.ts';
import type { Acteur } from '../../domain/profils.ts';
import type { DemandePourquoi } from '../droits/Pourquoi.tsx';

const PARTOUT = { departements: [], entiteId: null, dispositifId: null, partout: true } as const;
/** L’explication d’un geste que le profil n’a pas ; `null` quand il l’a. */
export const pourquoiGeste = (acteur: Acteur, libelle: string, geste: Geste, objet: Objet = 'nomenclature'): DemandePourquoi | null => {
  const droit = autoriser(acteur, geste, objet, PARTOUT);
  return droit.accordee ? null : { geste: libelle, raison: droit.message, droit: { objet, geste, cible: null } };
};
export const peutEditer = (acteur: Acteur): boolean => autoriser(acteur, 'modifier', 'nomenclature', PARTOUT).accordee;

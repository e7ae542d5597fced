import fc from 'fast-check';
import type { Panne } from './poste.ts';
import { PERSONNES } from './service.ts';

/** Un pas de la simulation. Tout y est tiré d’avance : la même graine rejoue la même histoire. `mort` : arrêt net après tant d’instructions SQL ; `null` : aucun. */
export type Geste =
  | { readonly quoi: 'commander'; readonly qui: number; readonly commande: number; readonly cible: number; readonly valeur: number; readonly mort: number | null; readonly dechirure: 'travail' | 'offre' | null }
  | { readonly quoi: 'envoyer' | 'recevoir'; readonly qui: number; readonly pannes: readonly Panne[]; readonly mort: number | null; readonly dechirure: 'travail' | 'offre' | null; readonly annule: boolean }
  | { readonly quoi: 'livrer' | 'redemarrer' | 'sauvegarder' | 'resoudre'; readonly qui: number }
  | { readonly quoi: 'mettre_a_jour'; readonly qui: number }
  | { readonly quoi: 'droits'; readonly qui: number; readonly perimetre: number; readonly actif: boolean }
  | { readonly quoi: 'horloge'; readonly qui: number; readonly heures: number };

/** Au-delà du nombre de postes : le service. */
export const LE_SERVICE = PERSONNES.length;
const qui = fc.nat(PERSONNES.length - 1);
const mort = fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 60 }) });
const dechirure = fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom('travail' as const, 'offre' as const) });
const panne = fc.oneof({ weight: 8, arbitrary: fc.constant<Panne>('rien') }, { weight: 6, arbitrary: fc.constantFrom<Panne>('perdre_demande', 'perdre_reponse', 'repeter', 'couper', 'retarder', 'mourir_avant', 'mourir_apres') });

export const gestes = fc.array(fc.oneof(
  { weight: 9, arbitrary: fc.record({ quoi: fc.constant('commander' as const), qui, commande: fc.nat(99), cible: fc.nat(9), valeur: fc.nat(5), mort, dechirure }) },
  { weight: 5, arbitrary: fc.record({ quoi: fc.constantFrom('envoyer' as const, 'recevoir' as const), qui, pannes: fc.array(panne, { maxLength: 4 }), mort, dechirure, annule: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }) }) },
  { weight: 2, arbitrary: fc.record({ quoi: fc.constantFrom('livrer' as const, 'redemarrer' as const, 'sauvegarder' as const, 'resoudre' as const), qui }) },
  { weight: 1, arbitrary: fc.record({ quoi: fc.constant('mettre_a_jour' as const), qui: fc.nat(PERSONNES.length) }) },
  { weight: 1, arbitrary: fc.record({ quoi: fc.constant('droits' as const), qui, perimetre: fc.nat(2), actif: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }) }) },
  { weight: 1, arbitrary: fc.record({ quoi: fc.constant('horloge' as const), qui: fc.nat(PERSONNES.length), heures: fc.integer({ min: -72, max: 72 }) }) },
), { minLength: 8, maxLength: 45, size: 'max' });

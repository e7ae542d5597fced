import type { Geste } from './gestes.ts';

/** Des histoires où la simulation a trouvé un défaut, réduites : elles se rejouent à chaque passage. */
export interface Retenue { readonly defaut: string; readonly gestes: readonly Geste[]; readonly pages: { readonly delta: number; readonly chargement: number } }

const commander = (qui: number, cible = 0): Geste => ({ quoi: 'commander', qui, commande: 0, cible, valeur: 0, mort: null, dechirure: null });
const echanger = (quoi: 'envoyer' | 'recevoir', qui: number): Geste => ({ quoi, qui, pannes: [], mort: null, dechirure: null, annule: false });

export const RETENUES: readonly Retenue[] = [
  {
    defaut: 'un conflit suivi d’une commande suspendue gardait son effet local',
    // le second poste, mis à jour avant le service, envoie une commande en conflit puis une que le service ne connaît pas encore
    gestes: [commander(1), commander(0), { quoi: 'mettre_a_jour', qui: 1 }, commander(1, 1), echanger('recevoir', 1), echanger('envoyer', 0), echanger('envoyer', 1)],
    pages: { delta: 3, chargement: 2 },
  },
];

import type { Traitements } from '../contract/poste.ts';
import { METHODES_VUES } from '../contract/methodesVues.ts';
import type { BaseEcriture } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';

const cleDe = (ecran: string): string => `vues:${ecran}`;

/** Les vues enregistrées vivent avec le travail du compte : chiffrées, sauvegardées et oubliées avec lui. Une valeur illisible vaut aucune vue. */
export const traitementsVues = (base: () => BaseEcriture): Pick<Traitements, 'vues.lire' | 'vues.ecrire'> => ({
  'vues.lire': ({ ecran }) => {
    const brut = lireReglage(base(), cleDe(ecran));
    if (brut === null) return { vues: [] };
    try {
      const lues = METHODES_VUES['vues.lire'].resultat.safeParse({ vues: JSON.parse(brut) as unknown });
      return lues.success ? lues.data : { vues: [] };
    } catch {
      return { vues: [] };
    }
  },
  'vues.ecrire': ({ ecran, vues }) => { ecrireReglage(base(), cleDe(ecran), vues.length === 0 ? null : JSON.stringify(vues)); return { fait: true }; },
});

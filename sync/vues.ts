import type { Traitements } from '../contract/poste.ts';
import type { VueNommee } from '../contract/methodesVues.ts';
import { METHODES_VUES } from '../contract/methodesVues.ts';
import type { BaseLecture } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import { partageEnClair, vuesPartagees } from '../db/vuesPartagees.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe } from './session.ts';

const cleDe = (ecran: string): string => `vues:${ecran}`;
/** Les vues que la personne a enregistrées pour cet écran ; illisibles, elles ne sont rien. */
export const vuesSiennes = (base: BaseLecture, ecran: string): VueNommee[] => {
  const brut = lireReglage(base, cleDe(ecran));
  if (brut === null) return [];
  try {
    const lues = METHODES_VUES['vues.ecrire'].args.shape.vues.safeParse(JSON.parse(brut) as unknown);
    return lues.success ? lues.data : [];
  } catch {
    return [];
  }
};

/** Les vues enregistrées vivent avec le travail du compte : chiffrées, sauvegardées et oubliées avec lui ; illisibles, elles ne sont rien. Celles que l’on partage sont dans l’offre (décision 026). */
export const traitementsVues = (session: () => SessionPoste): Pick<Traitements, 'vues.lire' | 'vues.ecrire'> => ({
  'vues.lire': ({ ecran }) => {
    const { base, utilisateur } = session();
    const acteur = acteurDe(utilisateur);
    return { vues: vuesSiennes(base, ecran), partagees: vuesPartagees(base, ecran, acteur), avec: partageEnClair(base, acteur) };
  },
  'vues.ecrire': ({ ecran, vues }) => { ecrireReglage(session().base, cleDe(ecran), vues.length === 0 ? null : JSON.stringify(vues)); return { fait: true }; },
});

import type { Profil } from '../profils.ts';

/**
 * Un profil de l’ancien outil et celui qui le remplace d’office (domain.md §6). `autres` : ce qu’une personne peut décider à la place ; `question` : ce qu’elle doit regarder pour le faire ;
 * `toujours` : la reprise ne tranche jamais seule ; `accru` : le nouveau profil donne plus de droits que l’ancien.
 * `comme` : le profil d’aujourd’hui dont les droits étaient les siens, pour dire ce qui est gagné ou perdu ; `lectureSeule` : il n’en avait que la lecture.
 */
export interface AncienProfil { readonly code: string; readonly libelle: string; readonly nouveau: Profil; readonly autres: readonly Profil[]; readonly question: string | null; readonly toujours: boolean; readonly accru: boolean; readonly comme: Profil; readonly lectureSeule: boolean }

interface Reste { readonly autres?: readonly Profil[]; readonly question?: string; readonly toujours?: true; readonly accru?: true; readonly comme?: Profil; readonly lectureSeule?: true }
const ancien = (code: string, libelle: string, nouveau: Profil, { autres = [], question, toujours, accru, comme = nouveau, lectureSeule }: Reste = {}): AncienProfil =>
  ({ code, libelle, nouveau, autres, question: question ?? null, toujours: toujours === true, accru: accru === true, comme, lectureSeule: lectureSeule === true });

export const ANCIENS_PROFILS: readonly AncienProfil[] = [
  ancien('national', 'Administrateur national', 'admin_national'),
  ancien('territorial', 'Administrateur territorial', 'admin_departemental', { question: 'Quels départements ?' }),
  ancien('statisticien', 'Statisticien', 'analyste'),
  ancien('115_fonctionnel', '115 Administrateur fonctionnel', 'admin_siao'),
  ancien('115_coordinateur', '115 Coordinateur', 'admin_siao', { autres: ['operateur_siao'], question: 'Administre-t-il le SIAO, ou oriente-t-il seulement ?' }),
  ancien('115_ecoutant', '115 Écoutant', 'ecoutant_115'),
  ancien('115_maraude', '115 Maraude', 'travailleur_social', { question: 'À quel dispositif « Maraude » l’affecter ?' }),
  ancien('115_gestionnaire', '115 Gestionnaire structure', 'gestionnaire_entite', { autres: ['responsable_dispositif'], question: 'Gère-t-il toute l’entité, ou une partie de ses structures ?' }),
  ancien('115_gestionnaire_lecture', '115 Gestionnaire structure lecture seule', 'assistant', { autres: ['travailleur_social'], question: 'Il ne faisait que lire : lui donner de modifier ?', toujours: true, accru: true, comme: 'gestionnaire_entite', lectureSeule: true }),
  ancien('115_lecture', '115 Lecture seule', 'analyste', { autres: ['operateur_siao'], question: 'Il lisait des données nominatives, un analyste n’en lit plus : est-ce voulu ?', toujours: true, comme: 'operateur_siao', lectureSeule: true }),
  ancien('insertion_operateur', 'Insertion Opérateur SIAO', 'operateur_siao'),
  ancien('insertion_accueil', 'Insertion Premier accueil', 'travailleur_social', { question: 'Quelle est l’entité qui l’emploie ?' }),
  ancien('insertion_hebergement', 'Insertion Utilisateur hébergement logement', 'responsable_dispositif', { autres: ['travailleur_social'], question: 'Répond-il du dispositif, ou y suit-il des ménages ?' }),
  ancien('insertion_local', 'Insertion Gestionnaire local', 'admin_siao', { autres: ['gestionnaire_entite'], question: 'Est-il du SIAO, ou d’une entité gestionnaire ?' }),
];
const parCode = new Map(ANCIENS_PROFILS.map((profil) => [profil.code, profil]));
export const trouverAncienProfil = (code: string): AncienProfil | undefined => parCode.get(code);

/** Du plus étroit au plus large (D) : de profils cumulés, le plus étroit est proposé ; élargir est une décision, pas un défaut. */
const DU_PLUS_ETROIT: readonly Profil[] = ['travailleur_social', 'analyste', 'ecoutant_115', 'responsable_dispositif', 'operateur_siao', 'assistant', 'gestionnaire_entite', 'admin_siao', 'admin_departemental', 'admin_national'];
/** Ce que deviennent les anciens profils d’une personne : un seul, et ce qui reste à choisir. */
export const reduireProfils = (anciens: readonly AncienProfil[]): { readonly propose: Profil | null; readonly choix: readonly Profil[] } => {
  const ranger = (profils: Iterable<Profil>): Profil[] => [...new Set(profils)].sort((un, autre) => DU_PLUS_ETROIT.indexOf(un) - DU_PLUS_ETROIT.indexOf(autre));
  return { propose: ranger(anciens.map(({ nouveau }) => nouveau))[0] ?? null, choix: ranger(anciens.flatMap(({ nouveau, autres }) => [nouveau, ...autres])) };
};

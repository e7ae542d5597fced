import type { Pas } from '../../../domain/objets/commun.ts';

/** Ce que des personnes se sont dit sur une fiche : un motif, ou un mot sur un champ (`champ` vide : sur toute la fiche). */
interface Mot { readonly champ: string | null; readonly texte: string }
export interface Echange { readonly cle: string; readonly geste: string; readonly nom: string; readonly profil: string; readonly le: string; readonly suppleance: boolean; readonly mots: readonly Mot[] }

/** Les échanges d’une fiche, dans l’ordre où ils ont eu lieu : chaque pas du parcours qui porte un motif ou des commentaires. */
export const echangesDe = (parcours: readonly Pas[]): readonly Echange[] => parcours.flatMap(({ geste, nom, profil, le, motif, commentaires, suppleance }, rang): Echange[] => {
  const mots = [...(motif === undefined || motif === '' ? [] : [{ champ: null, texte: motif }]), ...Object.entries(commentaires ?? {}).map(([champ, texte]) => ({ champ, texte }))];
  return mots.length === 0 ? [] : [{ cle: `${rang}${le}${geste}`, geste, nom, profil, le, suppleance: suppleance === true, mots }];
});

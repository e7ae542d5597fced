import type { Pas } from './objets/commun.ts';

/** Un commentaire s’ajoute au parcours sans rien décider. */
const COMMENTER = 'commenter';
/** Défait le dernier pas encore en vigueur. */
const ANNULER = 'annuler';

/** Les pas qui ont posé un statut, annulations comprises : le statut d’une fiche est toujours le `vers` du dernier. */
export const pasDuCycle = (parcours: readonly Pas[]): readonly Pas[] => parcours.filter(({ geste }) => geste !== COMMENTER);

/**
 * Les pas qui comptent encore : ni commentaire, ni geste annulé, ni son annulation. La seule lecture des étapes d’une fiche (qui a soumis, qui a prévalidé,
 * depuis quand) : un parcours ne fait que s’allonger, un geste annulé y reste écrit.
 */
export const pasEnVigueur = (parcours: readonly Pas[]): readonly Pas[] => {
  const restants: Pas[] = [];
  for (const pas of pasDuCycle(parcours)) {
    if (pas.geste === ANNULER) restants.pop();
    else restants.push(pas);
  }
  return restants;
};

/** Le dernier pas en vigueur de ce geste. */
export const dernierPas = (parcours: readonly Pas[], geste: string): Pas | undefined => pasEnVigueur(parcours).filter((pas) => pas.geste === geste).at(-1);

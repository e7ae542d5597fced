import type { Condition } from '../../domain/droits.ts';
import { insecables } from '../ui/formats.ts';

/** La condition d’un droit, telle qu’elle tient dans une case. */
export const CONDITIONS: Record<Condition, string> = { p177: 'P177', non_p177: 'hors P177', suppleance: 'en suppléance', avant_validation: 'avant validation', delegation: 'sous délégation' };
/** La même, en toutes lettres. */
export const CONDITIONS_LONGUES: Record<Condition, string> = insecables({
  p177: 'si le dispositif est financé par le P177', non_p177: 'si le dispositif n’est pas financé par le P177', suppleance: 'en suppléance, avec un motif', avant_validation: 'sur une fiche proposée par un SIAO, en brouillon ou à corriger', delegation: 'sous une délégation de gestion en cours',
});
export const SOURCES = { S0: 'S0, présentation du SI SIAO du 2 juin 2023', D: 'D, décision écrite du projet' } as const;

export const TEXTES = insecables({
  titre: 'Matrice des droits', sousTitre: 'Qui peut faire quoi, et sur quoi', onglets: { offre: 'Offre', comptes: 'Comptes' }, objet: 'Objet', tousObjets: 'tous', imprimer: 'Imprimer', geste: 'Geste', votre: 'votre profil',
  legende: 'Tout droit s’entend dans le périmètre du compte. Une case vide : ce profil n’a pas ce droit.', legendeComptes: 'Une ligne par profil qui agit, une colonne par profil visé. La personne visée doit être tout entière dans le périmètre de qui agit ; nul ne gère son propre compte.',
  accorde: 'accordé', refuse: 'refusé', acteur: 'Qui agit', sur: 'Sur le compte de',
  pourquoi: 'Pourquoi ?', titrePourquoi: 'Pourquoi ce geste est fermé', regle: 'La règle', qui: 'Qui peut le faire', dansPerimetre: 'Dans ce périmètre',
  droitsAccordes: 'Ce n’est pas une question de droits : votre profil permet ce geste.', personne: 'Aucun profil : ce geste n’existe pas pour cet objet.', aucuneConnue: 'Aucune personne connue de ce poste.',
  voirMatrice: 'Voir la matrice des droits', hors: 'Cette condition ne dépend pas des droits.',
} as const);
/** Les textes qui portent un nom ou un nombre. */
export const sansRegle = (profil: string): string => `La matrice ne donne ce droit à aucun titre au profil «\u00a0${profil}\u00a0».`;
export const etAutres = (nombre: number): string => `et ${nombre} ${nombre > 1 ? 'autres' : 'autre'}`;

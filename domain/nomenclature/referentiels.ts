import type { CodeReferentiel } from './code.ts';

const DEBUT = '2023-06-02';
const codes = (paires: readonly (readonly [string, string])[]): readonly CodeReferentiel[] => paires.map(([code, libelle]) => ({ code, libelle, debut: DEBUT }));

/** Lignes de financement (domain.md §2). */
export const FINANCEMENTS = codes([
  ['P177', 'P177'], ['P303', 'P303'], ['P104', 'P104'], ['P107', 'P107'], ['P135', 'P135'], ['FSL', 'FSL / Conseil départemental'], ['CAF', 'CAF'],
  ['ALT1', 'ALT1'], ['ALT2', 'ALT2'], ['AGLS', 'AGLS'], ['COMMUNE', 'Commune / CCAS'], ['ARS', 'ARS / Assurance maladie'], ['BAILLEUR', 'Bailleur'],
  ['FONDS_PROPRES', 'Fonds propres'], ['AUTRE', 'Autre'],
]);

/** Modalité d’orientation d’un groupe : 115 (DHU), insertion (DHL) ou autre régulateur. */
export const MODALITES = codes([['115', '115'], ['insertion', 'Insertion'], ['autre', 'Autre régulateur']]);
export const FORMES = codes([['diffus', 'Diffus'], ['collectif', 'Collectif'], ['mixte', 'Mixte']]);
export const PERMANENCES = codes([['perenne', 'Pérenne'], ['hivernale', 'Hivernale'], ['exceptionnelle', 'Exceptionnelle']]);
export const TYPES_UNITE = codes([
  ['chambre_individuelle', 'Chambre individuelle'], ['chambre_collective', 'Chambre collective'], ['dortoir', 'Dortoir'], ['chambre_hotel', 'Chambre d’hôtel'],
  ['T1', 'T1'], ['T2', 'T2'], ['T3', 'T3'], ['T4', 'T4'], ['T5', 'T5'], ['T6', 'T6'], ['T7', 'T7'], ['autre', 'Autre'],
]);
export const COMPOSITIONS = codes([
  ['homme_seul', 'Hommes seuls'], ['femme_seule', 'Femmes seules'], ['couple', 'Couples sans enfant'], ['famille', 'Familles'], ['femme_enfants', 'Femmes avec enfants'], ['homme_enfants', 'Hommes avec enfants'],
]);
export const PUBLICS = codes([
  ['tout_public', 'Tout public'], ['vif', 'Femmes victimes de violences'], ['jeunes', 'Jeunes de 18 à 25 ans'], ['sortants_ase', 'Sortants ASE'], ['sortants_detention', 'Sortants de détention'],
  ['refugies', 'Réfugiés'], ['perinatalite', 'Sortants de maternité'], ['addictions', 'Conduites addictives'], ['sante', 'Besoins de soins'], ['animaux', 'Accueil avec animaux'],
]);
export const STATUTS_JURIDIQUES = codes([
  ['association', 'Association'], ['ccas', 'CCAS / CIAS'], ['collectivite', 'Collectivité territoriale'], ['etablissement_public', 'Établissement public'], ['fondation', 'Fondation'],
  ['gip', 'GIP'], ['bailleur', 'Bailleur social'], ['mutuelle', 'Mutuelle'], ['societe', 'Société'], ['autre', 'Autre'],
]);
export const MOTIFS_INDISPONIBILITE = codes([
  ['travaux', 'Travaux'], ['remise_en_etat', 'Remise en état'], ['desinsectisation', 'Désinsectisation'], ['sinistre', 'Sinistre'], ['fermeture_administrative', 'Fermeture administrative'],
  ['personnel', 'Personnel'], ['sous_occupation', 'Sous-occupation'], ['autre', 'Autre'],
]);
export const FONCTIONS_CONTACT = codes([['gestion', 'Gestion'], ['accompagnement', 'Accompagnement'], ['administratif', 'Administratif'], ['astreinte', 'Astreinte']]);

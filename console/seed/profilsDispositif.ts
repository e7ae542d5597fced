import type { Alea } from './alea.ts';

/** Ce qu’un type de dispositif a d’ordinaire : part du parc, taille, unités, financement. */
export interface ProfilDispositif {
  readonly type: string;
  /** Part parmi les dispositifs, pour mille. */
  readonly part: number;
  /** Groupes, et places par groupe, en poids relatifs. Absents pour les natures qui ne se comptent pas en places. */
  readonly groupes?: number;
  readonly places?: number;
  readonly unites?: readonly string[];
  readonly formes?: readonly string[];
  readonly financements: readonly (readonly [string, number])[];
}

const T = ['T1', 'T2', 'T3', 'T4', 'T5'];
const CHAMBRES = ['chambre_individuelle', 'chambre_collective', 'chambre_collective', 'dortoir'];
const PROFILS_DISPOSITIF: readonly ProfilDispositif[] = [
  { type: 'logement_iml.sous_location', part: 85, groupes: 6, places: 6, unites: T, formes: ['diffus'], financements: [['P177', 7], ['FSL', 3]] },
  { type: 'logement_iml.mandat', part: 35, groupes: 4, places: 5, unites: T, formes: ['diffus'], financements: [['P177', 6], ['FSL', 4]] },
  { type: 'logement_residence_sociale.pension_famille', part: 70, groupes: 3, places: 9, unites: ['T1', 'chambre_individuelle'], formes: ['collectif', 'mixte'], financements: [['P177', 8], ['COMMUNE', 2]] },
  { type: 'logement_residence_sociale.residence_accueil', part: 25, groupes: 2, places: 9, unites: ['T1', 'chambre_individuelle'], formes: ['collectif'], financements: [['P177', 7], ['ARS', 3]] },
  { type: 'logement_residence_sociale.fjt', part: 30, groupes: 4, places: 24, unites: ['T1', 'chambre_individuelle'], formes: ['collectif'], financements: [['CAF', 6], ['AGLS', 4]] },
  { type: 'logement_residence_sociale.ftm', part: 12, groupes: 4, places: 28, unites: ['chambre_individuelle'], formes: ['collectif'], financements: [['AGLS', 7], ['ALT1', 3]] },
  { type: 'logement_residence_sociale.generaliste', part: 38, groupes: 4, places: 20, unites: T, formes: ['collectif', 'mixte'], financements: [['AGLS', 7], ['BAILLEUR', 2], ['FONDS_PROPRES', 1]] },
  { type: 'hebergement_chrs.insertion', part: 70, groupes: 6, places: 11, unites: [...CHAMBRES, ...T], formes: ['collectif', 'mixte', 'diffus'], financements: [['P177', 1]] },
  { type: 'hebergement_chrs.115', part: 30, groupes: 4, places: 11, unites: CHAMBRES, formes: ['collectif'], financements: [['P177', 1]] },
  { type: 'hebergement_chrs.mixte', part: 45, groupes: 8, places: 11, unites: [...CHAMBRES, 'T2', 'T3'], formes: ['collectif', 'mixte'], financements: [['P177', 1]] },
  { type: 'hebergement_hors_chrs.insertion', part: 60, groupes: 5, places: 9, unites: [...CHAMBRES, ...T], formes: ['collectif', 'diffus', 'mixte'], financements: [['P177', 6], ['ALT1', 3], ['COMMUNE', 1]] },
  { type: 'hebergement_hors_chrs.115', part: 85, groupes: 5, places: 12, unites: CHAMBRES, formes: ['collectif'], financements: [['P177', 8], ['ALT1', 1], ['COMMUNE', 1]] },
  { type: 'hebergement_hors_chrs.mixte', part: 55, groupes: 7, places: 11, unites: [...CHAMBRES, 'T3'], formes: ['collectif', 'mixte'], financements: [['P177', 6], ['ALT1', 3], ['COMMUNE', 1]] },
  { type: 'hebergement_hotel.rhvs', part: 10, groupes: 4, places: 22, unites: ['chambre_hotel'], formes: ['collectif'], financements: [['P177', 1]] },
  { type: 'hebergement_hotel.hotel', part: 70, groupes: 3, places: 15, unites: ['chambre_hotel'], formes: ['diffus', 'collectif'], financements: [['P177', 9], ['FSL', 1]] },
  { type: 'veille_sociale.maraude', part: 40, financements: [['P177', 7], ['COMMUNE', 3]] },
  { type: 'veille_sociale.accueil_jour', part: 50, financements: [['P177', 6], ['COMMUNE', 4]] },
  { type: 'veille_sociale.halte_nuit', part: 12, financements: [['P177', 8], ['COMMUNE', 2]] },
  { type: 'veille_sociale.sao', part: 10, financements: [['P177', 1]] },
  { type: 'veille_sociale.autre_lda', part: 8, financements: [['COMMUNE', 5], ['FONDS_PROPRES', 5]] },
  { type: 'mesures_accompagnement.avdl', part: 35, financements: [['P135', 8], ['FSL', 2]] },
  { type: 'mesures_accompagnement.pex', part: 15, financements: [['FSL', 6], ['P135', 4]] },
  { type: 'mesures_accompagnement.fsl_asll', part: 30, financements: [['FSL', 1]] },
  { type: 'mesures_accompagnement.pash', part: 5, financements: [['P177', 1]] },
  { type: 'mesures_accompagnement.hlm', part: 10, financements: [['P177', 1]] },
  { type: 'premier_accueil.dna', part: 30, financements: [['P303', 7], ['P104', 3]] },
  { type: 'premier_accueil.secteur', part: 15, financements: [['COMMUNE', 5], ['FSL', 5]] },
  { type: 'premier_accueil.sante', part: 15, financements: [['ARS', 1]] },
  { type: 'premier_accueil.spip', part: 3, financements: [['P107', 1]] },
  { type: 'premier_accueil.autre', part: 2, financements: [['FONDS_PROPRES', 1]] },
];

/** Tire un profil. `p177` imposé : seulement un type qui peut l’être (ou ne pas l’être), avec les financements qui conviennent. `type` : imposé lui aussi. */
export const tirerProfil = (alea: Alea, p177: boolean | undefined, type: string | undefined): { readonly profil: ProfilDispositif; readonly financement: string } => {
  const convient = ([code]: readonly [string, number]): boolean => p177 === undefined || (code === 'P177') === p177;
  const candidats = PROFILS_DISPOSITIF.filter((profil) => profil.financements.some(convient) && (type === undefined || profil.type === type));
  const profil = alea.peser(candidats.map((candidat) => [candidat, candidat.part]));
  return { profil, financement: alea.peser(profil.financements.filter(convient)) };
};

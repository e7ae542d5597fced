import type { CodeReferentiel } from './code.ts';

const DEBUT = '2023-06-02';

/** Type d’un dispositif ; `nature` est la nature à laquelle il appartient. Source : S0, « Une nomenclature homogène des dispositifs ». */
export interface TypeDispositif extends CodeReferentiel {
  readonly nature: string;
  /** Modalités que ses groupes peuvent porter. « Mixte » laisse chaque groupe choisir (S0, note *). */
  readonly modalites: readonly ('115' | 'insertion' | 'autre')[];
}

/** Nature d’un dispositif. `compteeEnPlaces` : faux pour la veille sociale (passages), les mesures et le premier accueil (D). */
export interface NatureDispositif extends CodeReferentiel {
  readonly court: string;
  readonly compteeEnPlaces: boolean;
  readonly unite: string;
}

const nature = (code: string, libelle: string, court: string, compteeEnPlaces: boolean, unite: string): NatureDispositif => ({ code, libelle, court, compteeEnPlaces, unite, debut: DEBUT });

export const NATURES: readonly NatureDispositif[] = [
  nature('logement_iml', 'Logement IML (intermédiation locative)', 'Logement IML', true, 'places'),
  nature('logement_residence_sociale', 'Logement Résidence sociale', 'Résidence sociale', true, 'places'),
  nature('hebergement_chrs', 'Hébergement en CHRS', 'Hébergement en CHRS', true, 'places'),
  nature('hebergement_hors_chrs', 'Hébergement hors CHRS', 'Hébergement hors CHRS', true, 'places'),
  nature('hebergement_hotel', 'Hébergement en Hôtel', 'Hébergement en Hôtel', true, 'places'),
  nature('veille_sociale', 'Veille sociale', 'Veille sociale', false, 'passages'),
  nature('mesures_accompagnement', 'Mesures accompagnement', 'Accompagnement', false, 'mesures'),
  nature('premier_accueil', 'Autres « premier accueil »', 'Premier accueil', false, 'structures'),
];

const TOUTES = ['115', 'insertion', 'autre'] as const;
const type = (natureCode: string, suffixe: string, libelle: string, modalites: TypeDispositif['modalites'] = TOUTES): TypeDispositif => ({
  code: `${natureCode}.${suffixe}`, libelle, nature: natureCode, modalites, debut: DEBUT,
});
const orientations = (natureCode: string): TypeDispositif[] => [
  type(natureCode, 'insertion', 'Insertion', ['insertion', 'autre']),
  type(natureCode, '115', '115', ['115', 'autre']),
  type(natureCode, 'mixte', 'Mixte Insertion / 115'),
];

export const TYPES: readonly TypeDispositif[] = [
  type('logement_iml', 'sous_location', 'Location – sous-location'),
  type('logement_iml', 'mandat', 'Mandat de gestion'),
  type('logement_residence_sociale', 'pension_famille', 'Pension de famille'),
  type('logement_residence_sociale', 'residence_accueil', 'Résidence d’accueil'),
  type('logement_residence_sociale', 'fjt', 'FJT'),
  type('logement_residence_sociale', 'ftm', 'FTM'),
  type('logement_residence_sociale', 'generaliste', 'Généraliste'),
  ...orientations('hebergement_chrs'),
  ...orientations('hebergement_hors_chrs'),
  type('hebergement_hotel', 'rhvs', 'RHVS'),
  type('hebergement_hotel', 'hotel', 'Hôtel'),
  type('veille_sociale', 'maraude', 'Maraude'),
  type('veille_sociale', 'accueil_jour', 'Accueil de jour'),
  type('veille_sociale', 'halte_nuit', 'Halte de nuit'),
  type('veille_sociale', 'sao', 'SAO'),
  type('veille_sociale', 'autre_lda', 'Autre (LDA)'),
  type('mesures_accompagnement', 'avdl', 'AVDL'),
  type('mesures_accompagnement', 'pex', 'PEX'),
  type('mesures_accompagnement', 'fsl_asll', 'FSL - ASLL'),
  type('mesures_accompagnement', 'pash', 'PASH'),
  type('mesures_accompagnement', 'hlm', 'HLM (CHRS hors les murs)'),
  type('premier_accueil', 'dna', 'DNA'),
  type('premier_accueil', 'secteur', 'Secteur (CCAS ou Département)'),
  type('premier_accueil', 'sante', 'Santé'),
  type('premier_accueil', 'spip', 'SPIP'),
  type('premier_accueil', 'autre', 'Autre'),
];

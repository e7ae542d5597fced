/** Une catégorie FINESS de l’accueil, de l’hébergement et de l’insertion. Le premier type est pris ; s’il y en a d’autres, D02 demande de trancher. */
export interface CategorieFiness { readonly code: string; readonly libelle: string; readonly nature: string; readonly types: readonly string[]; readonly exclue?: string }

const categorie = (code: string, libelle: string, nature: string, ...types: readonly string[]): CategorieFiness => ({ code, libelle, nature, types: types.map((type) => `${nature}.${type}`) });

/**
 * Correspondance des catégories (libellés du répertoire FINESS, correspondance de D : `finess_categories_ahi.csv`, mai 2026).
 * « Mixte » vient en premier quand rien ne dit la modalité : il n’en interdit aucune.
 */
export const CATEGORIES: readonly CategorieFiness[] = [
  categorie('214', 'Centre Hébergement & Réinsertion Sociale (C.H.R.S.)', 'hebergement_chrs', 'mixte', 'insertion', '115'),
  categorie('219', 'Autre Centre d’Accueil', 'hebergement_hors_chrs', 'mixte', 'insertion', '115'),
  categorie('216', 'Résidence Hôtelière à Vocation Sociale (R.H.V.S)', 'hebergement_hotel', 'rhvs'),
  categorie('256', 'Foyer Travailleurs Migrants non transformé en Résidence Soc.', 'logement_residence_sociale', 'ftm'),
  categorie('257', 'Foyer de Jeunes Travailleurs (résidence sociale ou non)', 'logement_residence_sociale', 'fjt'),
  categorie('258', 'Maisons Relais - Pensions de Famille', 'logement_residence_sociale', 'pension_famille', 'residence_accueil'),
  categorie('259', 'Autre Résidence Sociale (hors Maison Relais, Pension de Fami', 'logement_residence_sociale', 'generaliste'),
  categorie('443', 'Centre Accueil Demandeurs Asile (C.A.D.A.)', 'premier_accueil', 'dna'),
  categorie('442', 'Centre Provisoire Hébergement (C.P.H.)', 'premier_accueil', 'dna'),
  categorie('166', 'Etablissement d’Accueil Mère-Enfant', 'premier_accueil', 'secteur'),
  categorie('165', 'Appartement de Coordination Thérapeutique (A.C.T.)', 'premier_accueil', 'sante'),
  categorie('180', 'Lits Halte Soins Santé (L.H.S.S.)', 'premier_accueil', 'sante'),
  categorie('213', 'Lits d’Accueil Médicalisés (L.A.M.)', 'premier_accueil', 'sante'),
  { ...categorie('462', 'Lieux de Vie et d’Accueil', ''), exclue: 'lieu de vie et d’accueil : protection de l’enfance, adresse parfois privée' },
];

const parCode = new Map(CATEGORIES.map((candidate) => [candidate.code, candidate]));
export const trouverCategorie = (code: string): CategorieFiness | undefined => parCode.get(code);

/** Le terme d’une catégorie, à traduire comme ceux d’un autre fichier. Un nom qui annonce une résidence accueil en fait un autre terme : ce type y vient en premier. */
export const termeDeCategorie = ({ code, libelle }: CategorieFiness, nom: string): string => `${code} ${libelle}${code === '258' && /r[ée]sidence[s]?[ -](?:d['’])?accueil/iu.test(nom) ? ', résidence accueil' : ''}`;

/** Les dix profils à venir (S0, « Refonte des profils »), par famille. Un compte = une personne = un profil. */
export const PROFILS = {
  admin_national: { libelle: 'Administrateur national', famille: 'État', perimetre: 'national' },
  admin_departemental: { libelle: 'Administrateur départemental', famille: 'État', perimetre: 'departements' },
  analyste: { libelle: 'Analyste', famille: 'Observation sociale', perimetre: 'departements' },
  admin_siao: { libelle: 'Administrateur SIAO', famille: 'SIAO', perimetre: 'siao' },
  operateur_siao: { libelle: 'Opérateur SIAO', famille: 'SIAO', perimetre: 'siao' },
  ecoutant_115: { libelle: 'Écoutant 115', famille: 'SIAO', perimetre: 'siao' },
  gestionnaire_entite: { libelle: 'Gestionnaire d’entité', famille: 'Entité gestionnaire', perimetre: 'entite' },
  assistant: { libelle: 'Assistant', famille: 'Entité gestionnaire', perimetre: 'entite' },
  responsable_dispositif: { libelle: 'Responsable de dispositif', famille: 'Entité gestionnaire', perimetre: 'dispositifs' },
  travailleur_social: { libelle: 'Travailleur social', famille: 'Entité gestionnaire', perimetre: 'dispositifs' },
} as const satisfies Record<string, { libelle: string; famille: string; perimetre: Perimetre['genre'] }>;

export type Profil = keyof typeof PROFILS;
export const CODES_PROFILS = Object.keys(PROFILS) as readonly Profil[];

/** Ce qu’un compte peut atteindre. `departements` : codes du COG (« 59 », « 2A », « 974 »). */
export type Perimetre =
  | { readonly genre: 'national' }
  | { readonly genre: 'departements'; readonly departements: readonly string[] }
  | { readonly genre: 'siao'; readonly siao: string; readonly departements: readonly string[] }
  | { readonly genre: 'entite'; readonly entiteId: string; readonly departements: readonly string[] }
  | { readonly genre: 'dispositifs'; readonly entiteId: string; readonly dispositifs: readonly string[] };

/** La personne qui agit, telle que les règles la voient. */
export interface Acteur {
  readonly utilisateurId: string;
  readonly nom: string;
  readonly profil: Profil;
  readonly perimetre: Perimetre;
  /** Un logiciel partenaire, par une clé : ce qu’il déclare se dit venu de lui. */
  readonly partenaire?: true;
}

/**
 * Ce sur quoi un geste porte, réduit à ce dont les droits ont besoin. Une entité peut couvrir plusieurs départements.
 * `affectations` : pour une personne seulement, les dispositifs où elle est affectée (vide : aucun en particulier) ; absent ou `null` pour l’offre.
 */
export interface Cible {
  readonly departements: readonly string[];
  readonly entiteId: string | null;
  readonly dispositifId: string | null;
  readonly affectations?: readonly string[] | null;
  /** Vaut pour tout le pays : un code de nomenclature. */
  readonly partout?: true;
}

/** Vrai quand la cible est dans le périmètre de l’acteur. Même règle pour agir, pour lire et pour recevoir par la synchronisation. */
export const estDansLePerimetre = (perimetre: Perimetre, cible: Cible): boolean => {
  if (cible.partout === true) return true;
  const affectations = cible.affectations ?? null;
  switch (perimetre.genre) {
    case 'national': return true;
    case 'departements':
    case 'siao': return cible.departements.some((code) => perimetre.departements.includes(code));
    case 'entite': return cible.entiteId === perimetre.entiteId
      // l’entité elle-même reste lisible ; ses dispositifs et ses personnes, seulement dans les départements du gestionnaire
      && ((cible.dispositifId === null && affectations === null) || cible.departements.some((code) => perimetre.departements.includes(code)));
    case 'dispositifs':
      if (affectations !== null) return cible.entiteId === perimetre.entiteId && affectations.some((id) => perimetre.dispositifs.includes(id));
      return cible.dispositifId === null ? cible.entiteId === perimetre.entiteId : perimetre.dispositifs.includes(cible.dispositifId);
  }
};

const tousDans = (dedans: readonly string[], dehors: readonly string[]): boolean => dedans.length > 0 && dedans.every((valeur) => dehors.includes(valeur));

/**
 * Vrai quand le premier périmètre est tout entier dans le second : nul ne donne, ni ne retire, un droit qui dépasse le sien.
 * `departements` : ceux où agit la personne encadrée (un périmètre « dispositifs » ne les dit pas).
 */
export const perimetreInclus = (dedans: Perimetre, departements: readonly string[], dehors: Perimetre): boolean => {
  switch (dehors.genre) {
    case 'national': return true;
    case 'departements': return dedans.genre !== 'national' && tousDans(departements, dehors.departements);
    case 'siao': return dedans.genre !== 'national' && tousDans(departements, dehors.departements) && (dedans.genre !== 'siao' || dedans.siao === dehors.siao);
    case 'entite': return (dedans.genre === 'entite' || dedans.genre === 'dispositifs') && dedans.entiteId === dehors.entiteId && tousDans(departements, dehors.departements);
    case 'dispositifs': return dedans.genre === 'dispositifs' && dedans.entiteId === dehors.entiteId && tousDans(dedans.dispositifs, dehors.dispositifs);
  }
};

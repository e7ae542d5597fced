/** Colonnes de l’offre telles qu’à la migration 1. Une colonne nouvelle de `domain/objets` demande une migration de plus, pas une retouche d’ici. */
type Sorte = 'texte' | 'entier' | 'booleen' | 'json';
export const ORDRE_OBJETS = ['entite', 'dispositif', 'groupe', 'place'] as const;

const communes: Record<string, Sorte> = {
  id: 'texte', code: 'texte', version: 'entier', departement: 'texte', creePar: 'texte', creeParProfil: 'texte', creeLe: 'texte', modifiePar: 'texte', modifieLe: 'texte', provenance: 'json',
};
export const COLONNES: Record<(typeof ORDRE_OBJETS)[number], Record<string, Sorte>> = {
  entite: {
    ...communes, raisonSociale: 'texte', statutJuridique: 'texte', siren: 'texte', finessEj: 'texte', adresse: 'texte', commune: 'texte', departements: 'json', conventionP177: 'json', contacts: 'json', statut: 'texte', parcours: 'json',
  },
  dispositif: {
    ...communes, entiteId: 'texte', nom: 'texte', nature: 'texte', type: 'texte', commune: 'texte', adresse: 'texte', siret: 'texte', finessEt: 'texte', financements: 'json', placesFinancees: 'json', compositions: 'json',
    publics: 'json', horaires: 'texte', contacts: 'json', responsable: 'texte', delegationSiao: 'json', statut: 'texte', parcours: 'json', financeP177: 'booleen',
  },
  groupe: {
    ...communes, dispositifId: 'texte', libelle: 'texte', modalite: 'texte', forme: 'texte', typeUnite: 'texte', permanence: 'texte', capacites: 'json', ouverture: 'texte', fermeture: 'texte', compositions: 'json',
    ageMin: 'entier', ageMax: 'entier', pmr: 'entier', publics: 'json', commune: 'texte', entiteId: 'texte',
  },
  place: { ...communes, groupeId: 'texte', numero: 'texte', etats: 'json', occupation: 'texte', occupationLe: 'texte', dispositifId: 'texte', entiteId: 'texte' },
};

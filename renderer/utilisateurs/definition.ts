import { createContext, useContext } from 'react';
import { LIBELLES_SECOND } from '../../contract/comptesTextes.ts';
import type { Activite, ColonneACocher, DefinitionUtilisateurs, FiltreUtilisateurs } from '../../contract/methodesUtilisateurs.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import type { StatutCompte } from '../../domain/objets/utilisateur.ts';
import { STATUTS_COMPTE } from '../../domain/objets/utilisateur.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { LIBELLES_ACTIVITE, TEXTES, TITRES } from './textes.ts';

export const DEFINITION_INITIALE: DefinitionUtilisateurs = { tri: [], filtres: {}, recherche: '' };
export interface VueUtilisateurs { readonly definition: DefinitionUtilisateurs; changer(partie: Partial<DefinitionUtilisateurs>): void; filtrer(colonne: string, filtre: FiltreUtilisateurs | null): void }
export const ContexteVue = createContext<VueUtilisateurs | null>(null);
export const useVue = (): VueUtilisateurs => {
  const vue = useContext(ContexteVue);
  if (vue === null) throw new Error('useVue hors de l’écran Utilisateurs');
  return vue;
};
/** La vue de chaque personne survit au passage d’un écran à l’autre, pas à la fermeture de la fenêtre. */
export const vues = new Map<string, DefinitionUtilisateurs>();

export const libelleValeur = (colonne: ColonneACocher, valeur: string): string => {
  switch (colonne) {
    case 'profil': return PROFILS[valeur as Profil]?.libelle ?? valeur;
    case 'statut': return STATUTS_COMPTE[valeur as StatutCompte] ?? valeur;
    case 'departements': return valeur === '' ? TEXTES.sansDepartement : `${valeur} – ${nomDepartement(valeur)}`;
    case 'secondFacteur': return LIBELLES_SECOND[valeur as 'oui' | 'non'] ?? valeur;
    case 'activite': return LIBELLES_ACTIVITE[valeur as Activite] ?? valeur;
  }
};
/** Texte d’un filtre actif, pour son étiquette ; `entier` : toutes ses valeurs, pour un fichier. */
export const texteFiltre = (colonne: string, filtre: FiltreUtilisateurs, entier = false): string => {
  const titre = TITRES[colonne]?.[1] ?? colonne;
  if (filtre.genre === 'contient') return `${titre} : « ${filtre.texte} »`;
  const libelles = filtre.valeurs.map((valeur) => libelleValeur(colonne as ColonneACocher, valeur));
  return libelles.length === 0 ? `${titre} : aucune valeur` : `${titre} : ${libelles.slice(0, entier ? undefined : 2).join(', ')}${libelles.length > 2 && !entier ? ` + ${libelles.length - 2}` : ''}`;
};

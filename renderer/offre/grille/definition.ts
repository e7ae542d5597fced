import { codeDe, libelleCode } from '../../../contract/nomenclatureAffichee.ts';
import { createContext, useContext } from 'react';
import type { DefinitionVue, Filtre } from '../../../contract/poste.ts';
import { STATUTS } from '../../../domain/cycleDeVie.ts';
import { nomDepartement } from '../../../domain/geographie/departements.ts';
import { nombre } from '../../ui/formats.ts';

export const VUE_INITIALE: DefinitionVue = { mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'dispositifs' };

export interface VueOffre { readonly definition: DefinitionVue; changer(partie: Partial<DefinitionVue>): void; filtrer(colonne: string, filtre: Filtre | null): void }
export const ContexteVue = createContext<VueOffre | null>(null);
export const useVue = (): VueOffre => {
  const vue = useContext(ContexteVue);
  if (vue === null) throw new Error('useVue hors de l’écran Offre');
  return vue;
};

/** Colonne de la grille : son titre, et celui, plus long, des filtres et du choix des colonnes. */
export const TITRES: Record<string, readonly [string, string]> = {
  nom: ['Entité › dispositif › groupe', 'Nom'], code: ['Code', 'Code'], nature: ['Nature', 'Nature'], entite: ['Entité', 'Entité'], type: ['Type', 'Type'], commune: ['Commune', 'Commune'], departement: ['Dépt', 'Département'], capacite: ['Capacité', 'Capacité'],
  occupees: ['Occ.', 'Occupées'], indisponibles: ['Indisp.', 'Indisponibles'], libres: ['Libres', 'Libres'], statut: ['Statut', 'Statut'], completude: ['Compl.', 'Complétude'], modifieLe: ['Modifiée le', 'Modifiée le'],
};

const libelleValeur = (colonne: string, valeur: string): string => {
  switch (colonne) {
    case 'statut': return STATUTS[valeur as keyof typeof STATUTS] ?? valeur;
    case 'nature': return codeDe('nature', valeur)?.court ?? valeur;
    case 'type': return libelleCode('type', valeur);
    case 'departement': return nomDepartement(valeur);
    default: return valeur;
  }
};

/** « 10 à 50 », « 10 ou plus », « 50 ou moins » */
export const texteBornes = (min: number | null, max: number | null): string =>
  (min !== null && max !== null ? `${nombre(min)} à ${nombre(max)}` : min !== null ? `${nombre(min)} ou plus` : `${nombre(max)} ou moins`);

/** Texte d’un filtre actif, pour son étiquette : « Statut : Validé, Suspendu », « Capacité : 10 ou plus ». */
export const texteFiltre = (colonne: string, filtre: Filtre): string => {
  const titre = TITRES[colonne]?.[1] ?? colonne;
  switch (filtre.genre) {
    case 'contient': return `${titre} : « ${filtre.texte} »`;
    case 'entre': return `${titre} : ${texteBornes(filtre.min, filtre.max)}`;
    case 'parmi': {
      const libelles = filtre.valeurs.map((valeur) => libelleValeur(colonne, valeur));
      return libelles.length === 0 ? `${titre} : aucune valeur` : `${titre} : ${libelles.slice(0, 2).join(', ')}${libelles.length > 2 ? ` + ${libelles.length - 2}` : ''}`;
    }
  }
};

/** L’état déplié d’un nœud, selon le défaut de la vue et les exceptions (même règle que le processus de données). */
export const estDeplie = ({ deplie, exceptions }: DefinitionVue, objet: 'entite' | 'dispositif', id: string): boolean => {
  const defaut = deplie === 'tout' || (deplie === 'dispositifs' && objet === 'entite');
  return exceptions.includes(id) ? !defaut : defaut;
};
export const basculer = ({ exceptions }: DefinitionVue, id: string): Partial<DefinitionVue> =>
  ({ exceptions: exceptions.includes(id) ? exceptions.filter((autre) => autre !== id) : [...exceptions, id] });

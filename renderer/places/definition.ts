import { createContext, useContext } from 'react';
import type { ColonnePlaceACocher, DefinitionPlaces, FiltrePlaces, Regroupement } from '../../contract/methodesPlaces.ts';
import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { nomDepartement } from '../../domain/geographie/departements.ts';
import { libelleDe } from '../../domain/nomenclature/code.ts';
import { MODALITES, PERMANENCES } from '../../domain/nomenclature/referentiels.ts';
import type { EtatMontre } from '../../domain/places/gestes.ts';
import { dateFr } from '../ui/formats.ts';
import { ETATS, TITRES } from './textes.ts';

/** Une place fermée n’est plus de l’offre : elle ne se montre qu’à la demande. */
export const DEFINITION_INITIALE: DefinitionPlaces = { tri: [], filtres: { etat: { genre: 'parmi', valeurs: ['libre', 'reservee', 'occupee', 'indisponible'] } }, recherche: '' };
export interface VuePlaces { readonly definition: DefinitionPlaces; changer(partie: Partial<DefinitionPlaces>): void; filtrer(colonne: string, filtre: FiltrePlaces | null): void }
export const ContexteVue = createContext<VuePlaces | null>(null);
export const useVue = (): VuePlaces => {
  const vue = useContext(ContexteVue);
  if (vue === null) throw new Error('useVue hors de l’écran Places');
  return vue;
};
/** La vue de chaque personne survit au passage d’un écran à l’autre, pas à la fermeture de la fenêtre. */
export const vues = new Map<string, DefinitionPlaces>();

/** Ce par quoi chaque personne regroupe ses places, gardé comme sa vue. */
export const regroupements = new Map<string, readonly Regroupement[]>();

/** Libellé d’une valeur de filtre ; celui d’une commune vient avec la valeur lue (`communesVues`). */
const libelleValeur = (colonne: ColonnePlaceACocher, valeur: string): string => {
  switch (colonne) {
    case 'etat': return ETATS[valeur as EtatMontre]?.mot ?? valeur;
    case 'modalite': return libelleDe(MODALITES, valeur);
    case 'departement': return `${valeur} – ${nomDepartement(valeur)}`;
    case 'motif': return valeur === '' ? 'Sans motif' : libelleCode('motif', valeur);
    case 'nature': case 'type': return libelleCode(colonne, valeur);
    case 'commune': return communesVues.get(valeur) ?? valeur;
  }
};
/** Noms des communes, appris des valeurs de filtre lues. */
export const communesVues = new Map<string, string>();

/** Noms des groupes et des dispositifs dont on a demandé les places. */
export const nomsVus = new Map<string, string>();

/** Texte d’un filtre actif, pour son étiquette ; `entier` : toutes ses valeurs, pour un fichier. */
export const texteFiltre = (colonne: string, filtre: FiltrePlaces, entier = false): string => {
  const titre = TITRES[colonne]?.[1] ?? colonne;
  switch (filtre.genre) {
    case 'contient': return `${titre} : « ${filtre.texte} »`;
    case 'periode': return `${titre} : ${filtre.du === null ? '' : `à partir du ${dateFr(filtre.du)}`}${filtre.au === null ? '' : ` jusqu’au ${dateFr(filtre.au)}`}`;
    case 'parmi': {
      // posés par un indicateur : ils ne se choisissent pas ici, mais se lisent et se retirent
      if (colonne === 'parc') return 'Du parc ouvert';
      if (colonne === 'permanence') return `Permanence : ${filtre.valeurs.map((valeur) => libelleDe(PERMANENCES, valeur)).join(', ')}`;
      const libelles = filtre.valeurs.map((valeur) => nomsVus.get(valeur) ?? libelleValeur(colonne as ColonnePlaceACocher, valeur));
      if (colonne === 'etat' && filtre.valeurs.length === 4 && !filtre.valeurs.includes('fermee')) return 'Sauf fermées';
      return libelles.length === 0 ? `${titre} : aucune valeur` : `${titre} : ${libelles.slice(0, entier ? undefined : 2).join(', ')}${libelles.length > 2 && !entier ? ` + ${libelles.length - 2}` : ''}`;
    }
  }
};

import type { VueNommee } from '../../contract/methodesVues.ts';
import type { DefinitionPlaces, Regroupement } from '../../contract/methodesPlaces.ts';
import { NIVEAUX_MAXIMUM, REGROUPEMENTS, schemaDefinitionPlaces } from '../../contract/methodesPlaces.ts';
import { DEFINITION_INITIALE } from './definition.ts';

/** Ce qu’une vue enregistrée de l’écran Places contient : filtres, recherche et regroupement ; ni tri ni colonnes, qui sont à la grille. */
export interface ContenuVue { readonly definition: DefinitionPlaces; readonly par: readonly Regroupement[] }

export const ecrireVue = ({ definition: { filtres, recherche }, par }: ContenuVue): string => JSON.stringify({ filtres, recherche, par });
/** Relit une vue ; `null` quand une version du produit l’a écrite autrement. */
export const relireVue = (contenu: string): ContenuVue | null => {
  try {
    const { filtres, recherche, par } = JSON.parse(contenu) as { filtres: unknown; recherche: unknown; par: unknown };
    const lue = schemaDefinitionPlaces.safeParse({ tri: [], filtres, recherche });
    const niveaux = Array.isArray(par) ? par.filter((code): code is Regroupement => typeof code === 'string' && Object.hasOwn(REGROUPEMENTS, code)).slice(0, NIVEAUX_MAXIMUM) : [];
    return lue.success ? { definition: lue.data, par: niveaux } : null;
  } catch {
    return null;
  }
};

const proposer = (nom: string, etats: readonly string[] | null, par: readonly Regroupement[] = []): VueNommee => ({
  nom, contenu: ecrireVue({ definition: { ...DEFINITION_INITIALE, filtres: etats === null ? DEFINITION_INITIALE.filtres : { etat: { genre: 'parmi', valeurs: [...etats] } } }, par }),
});
/** Les vues que l’écran propose à tous. */
export const VUES_PROPOSEES: readonly VueNommee[] = [
  proposer('Toutes, sauf fermées', null), proposer('Libres', ['libre']), proposer('Indisponibles', ['indisponible']), proposer('Indisponibles, par motif', ['indisponible'], ['motif']), proposer('Par dispositif et groupe', null, ['dispositif', 'groupe']), proposer('Par commune', null, ['commune']),
];

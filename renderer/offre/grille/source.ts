import type { DefinitionVue, ResultatDe } from '../../../contract/poste.ts';
import { client } from '../../poste/client.ts';
import type { SourceVue } from '../../poste/sourceVue.ts';
import { creerSourceVue } from '../../poste/sourceVue.ts';

export type VueOuverte = ResultatDe<'offre.ouvrir'>;
export type SourceOffre = SourceVue<DefinitionVue, ResultatDe<'offre.lignes'>>;

/** Fenêtres de lignes de l’offre. */
export const creerSource = (surOuverture: (vue: VueOuverte) => void): SourceOffre => creerSourceVue({
  ouvrir: (definition: DefinitionVue) => client.appeler('offre.ouvrir', definition), lignes: (fenetre) => client.appeler('offre.lignes', fenetre), rang: (fiche) => client.appeler('offre.rang', fiche),
}, surOuverture);

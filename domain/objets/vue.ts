import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaDepartement, schemaId, schemaLigneCommune, schemaTexte } from './commun.ts';

export const champsVue = {
  nom: { libelle: 'Nom', sorte: 'texte', exigence: 'obligatoire' },
  ecran: { libelle: 'Écran', sorte: 'texte', exigence: 'obligatoire' },
  contenu: { libelle: 'Filtres et regroupement', sorte: 'texte', exigence: 'obligatoire' },
  statut: { libelle: 'Statut', sorte: 'texte' },
} as const satisfies Champs;

export const STATUTS_VUE = { partagee: 'Partagée', retiree: 'Retirée' } as const;
/** Caractères d’une définition de vue : des filtres, pas un document. */
export const CONTENU_MAXIMUM = 20_000;

const estUnObjetJson = (texte: string): boolean => {
  try {
    const lu: unknown = JSON.parse(texte);
    return typeof lu === 'object' && lu !== null && !Array.isArray(lu);
  } catch {
    return false;
  }
};
export const schemaNomVue = schemaTexte.min(1, 'Donner un nom à la vue.').max(80, '80 caractères au plus.');
export const schemaContenuVue = z.string().max(CONTENU_MAXIMUM, 'Cette vue a trop de filtres pour se partager.').refine(estUnObjetJson, 'Cette vue ne se lit pas.');

/**
 * Une vue d’un écran (filtres, recherche, regroupement) que son auteur partage avec son périmètre (décision 026). `departements` : les DDETS et SIAO qui la voient ;
 * `entiteId` : ou l’équipe de cette entité, sans département. `auteur` : nom de qui la partage. L’écran relit `contenu` avec tolérance : une version suivante peut y ajouter.
 */
export const schemaVue = schemaLigneCommune.extend({
  nom: schemaNomVue, ecran: z.string().max(40), contenu: schemaContenuVue, statut: z.enum(['partagee', 'retiree']), auteur: z.string(), departements: z.array(schemaDepartement), entiteId: schemaId.nullable(),
});
export type Vue = z.infer<typeof schemaVue>;

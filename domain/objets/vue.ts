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

const estObjet = (valeur: unknown): valeur is Readonly<Record<string, unknown>> => typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur);
const lireObjet = (texte: string): Readonly<Record<string, unknown>> | null => {
  try {
    const lu: unknown = JSON.parse(texte);
    return estObjet(lu) ? lu : null;
  } catch {
    return null;
  }
};
const estTexteCherche = (filtre: unknown): boolean => !estObjet(filtre) || 'texte' in filtre;
/** Ce qu’une vue peut porter ; rien d’autre ne voyage. */
const CLES = new Set(['filtres', 'recherche', 'par']);
const sansTexte = (lu: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(lu).every((cle) => CLES.has(cle)) && (lu['recherche'] ?? '') === '' && Object.values(estObjet(lu['filtres']) ? lu['filtres'] : {}).every((filtre) => !estTexteCherche(filtre));
/** Ce qui se partage d’une vue : ni la recherche, ni les filtres de texte, que la personne a écrits pour elle. `null` : ce n’est pas une vue. */
export const partageable = (contenu: string): string | null => {
  const lu = lireObjet(contenu);
  if (lu === null) return null;
  const filtres = estObjet(lu['filtres']) ? Object.fromEntries(Object.entries(lu['filtres']).filter(([, filtre]) => !estTexteCherche(filtre))) : {};
  return JSON.stringify({ filtres, recherche: '', par: lu['par'] ?? [] });
};
export const schemaNomVue = schemaTexte.min(1, 'Donner un nom à la vue.').max(80, '80 caractères au plus.');
export const schemaContenuVue = z.string().max(CONTENU_MAXIMUM, 'Cette vue a trop de filtres pour se partager.').refine((contenu) => lireObjet(contenu) !== null, 'Cette vue ne se lit pas.').refine((contenu) => sansTexte(lireObjet(contenu) ?? {}), 'Une vue se partage sans recherche ni filtre de texte.');

/**
 * Une vue d’un écran (filtres, recherche, regroupement) que son auteur partage avec son périmètre (décision 026). `departements` : les DDETS et SIAO qui la voient ;
 * `entiteId` : ou l’équipe de cette entité, sans département. `auteur` : nom de qui la partage. L’écran relit `contenu` avec tolérance : une version suivante peut y ajouter.
 */
export const schemaVue = schemaLigneCommune.extend({
  nom: schemaNomVue, ecran: z.string().max(40), contenu: schemaContenuVue, statut: z.enum(['partagee', 'retiree']), auteur: z.string(), departements: z.array(schemaDepartement), entiteId: schemaId.nullable(),
});
export type Vue = z.infer<typeof schemaVue>;

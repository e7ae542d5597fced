import { z } from 'zod';
import { GENRES_FICHIER, VOCABULAIRES } from '../reprise/gabarit/colonne.ts';
import type { GenreFichier, Vocabulaire } from '../reprise/gabarit/colonne.ts';
import { cleDeTri } from '../texte.ts';
import type { Champs } from './champ.ts';
import { schemaLigneCommune } from './commun.ts';

export const champsCorrespondance = {
  genre: { libelle: 'Ce qui est partagé', sorte: 'texte', exigence: 'obligatoire' },
  portee: { libelle: 'Liste ou fichier', sorte: 'texte', exigence: 'obligatoire' },
  nom: { libelle: 'Terme ou nom', sorte: 'texte', exigence: 'obligatoire' },
  cle: { libelle: 'Clé', sorte: 'texte' },
  cible: { libelle: 'Correspond à', sorte: 'texte' },
  paires: { libelle: 'Colonnes', sorte: 'liste' },
  statut: { libelle: 'Statut', sorte: 'texte' },
} as const satisfies Champs;

export const GENRES_CORRESPONDANCE = { terme: 'Terme', association: 'Association nommée' } as const;
export type GenreCorrespondance = keyof typeof GENRES_CORRESPONDANCE;
export const STATUTS_CORRESPONDANCE = { partagee: 'Partagée', retiree: 'Retirée' } as const;

/** Une colonne du gabarit et l’en-tête du fichier qui la porte. */
export const schemaPaires = z.array(z.object({ cle: z.string().min(1).max(40), entete: z.string().max(500) })).max(100).refine((paires) => new Set(paires.map(({ cle }) => cle)).size === paires.length, 'Une colonne est associée à deux en-têtes.');

/**
 * Ce qu’une équipe de reprise a décidé une fois pour tout un département (décision 031). `terme` : un mot des anciens outils vaut le code `cible` ; `portee` est sa liste de codes.
 * `association` : les en-têtes d’un export et les colonnes qu’ils deviennent ; `portee` est le genre du fichier. `cle` : le nom sans casse ni accent, unique par département,
 * genre et portée. `auteur` : nom de qui en a décidé en dernier.
 */
export const schemaCorrespondance = schemaLigneCommune.extend({
  genre: z.enum(['terme', 'association']), portee: z.string().max(40), nom: z.string().max(120), cle: z.string().max(300), cible: z.string().max(56).nullable(), paires: schemaPaires, statut: z.enum(['partagee', 'retiree']), auteur: z.string(),
});
export type Correspondance = z.infer<typeof schemaCorrespondance>;

/** La clé d’un terme ou d’un nom : « CHRS + urgence » et « chrs urgence » sont le même. */
export const cleDeTerme = (terme: string): string => cleDeTri(terme.replaceAll(/[+_&]/gu, ' '));
export const estVocabulaire = (portee: string): portee is Vocabulaire => (VOCABULAIRES as readonly string[]).includes(portee);
export const estGenreFichier = (portee: string): portee is GenreFichier => (GENRES_FICHIER as readonly string[]).includes(portee);

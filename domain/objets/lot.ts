import { z } from 'zod';
import { GENRES_FICHIER } from '../reprise/gabarit/colonne.ts';
import type { Champs } from './champ.ts';
import { schemaId, schemaLigneCommune, schemaTexte } from './commun.ts';

export const champsLot = {
  genre: { libelle: 'Fichier de', sorte: 'texte', exigence: 'obligatoire' },
  fichier: { libelle: 'Fichier', sorte: 'objet', exigence: 'obligatoire' },
  mandatId: { libelle: 'Mandat', sorte: 'texte', exigence: 'obligatoire' },
  statut: { libelle: 'Statut', sorte: 'texte' },
  simulations: { libelle: 'Simulations', sorte: 'liste' },
  chargement: { libelle: 'Chargement', sorte: 'objet' },
} as const satisfies Champs;

/** `ouvert` : se simule, puis se charge ; `charge` : signé ; `annule` : ses fiches sont retirées. Un lot annulé ne se rouvre pas : on en ouvre un autre. */
export const STATUTS_LOT = { ouvert: 'Ouvert', charge: 'Chargé', annule: 'Annulé' } as const;

const compte = z.number().int().min(0).max(10_000_000);
/** Un grand livre réduit à ses nombres (`domain/reprise/grandLivre.ts`). */
export const schemaLivre = z.object({ source: compte, creees: compte, fusionnees: compte, scindees: compte, rejetees: compte, exclues: compte });
export type Livre = z.infer<typeof schemaLivre>;
/** Source = créées + fusionnées + scindées + rejetées + exclues. */
export const estEquilibre = ({ source, creees, fusionnees, scindees, rejetees, exclues }: Livre): boolean => source === creees + fusionnees + scindees + rejetees + exclues;

/** Un fichier reçu. `empreinte` : sha-256 de ses octets, en hexadécimal ; `taille` en octets. */
export const schemaFichierLot = z.object({ nom: schemaTexte.min(1, 'Le fichier n’a pas de nom.').max(255), empreinte: z.string().regex(/^[0-9a-f]{64}$/u, 'Empreinte de fichier illisible.'), taille: z.number().int().min(0).max(1_000_000_000), lignes: compte });
export type FichierLot = z.infer<typeof schemaFichierLot>;
/** Ce qu’une simulation a trouvé. `anomalies` : nombre par code. Les valeurs du fichier n’y sont pas. */
export const schemaResultatSimulation = z.object({ fichier: schemaFichierLot, lignes: schemaLivre, places: schemaLivre, bloquantes: compte, avertissements: compte, anomalies: z.record(z.string().regex(/^[A-Z]\d\d$/u), compte).refine((codes) => Object.keys(codes).length <= 60, 'Trop de codes.') });
export type ResultatSimulation = z.infer<typeof schemaResultatSimulation>;
export const schemaSimulation = schemaResultatSimulation.extend({ le: z.string(), par: z.string() });
export type Simulation = z.infer<typeof schemaSimulation>;
/** Simulations gardées : de quoi lire une tendance. */
export const SIMULATIONS_GARDEES = 60;

/** Fiches qu’un chargement a créées, par objet. `utilisateur` : les comptes d’un lot de comptes ; un bilan signé avant eux n’en dit rien. */
export const schemaFichesChargees = z.object({ entite: compte, dispositif: compte, groupe: compte, place: compte, utilisateur: compte.optional() });
export type FichesChargees = z.infer<typeof schemaFichesChargees>;
export const FICHES_DE_LOT = ['entite', 'dispositif', 'groupe', 'place', 'utilisateur'] as const;
export const compterFiches = (fiches: readonly { readonly objet: keyof FichesChargees }[]): FichesChargees & { readonly utilisateur: number } => {
  const comptes = { entite: 0, dispositif: 0, groupe: 0, place: 0, utilisateur: 0 };
  for (const { objet } of fiches) comptes[objet] += 1;
  return comptes;
};
export const totalDesFiches = (fiches: FichesChargees): number => FICHES_DE_LOT.reduce((somme, objet) => somme + (fiches[objet] ?? 0), 0);
/** Le bilan signé : ce que le fichier annonçait, ce qui est dans l’offre, et qui l’a signé. */
export const schemaChargement = z.object({ le: z.string(), par: z.string(), fichier: schemaFichierLot, lignes: schemaLivre, places: schemaLivre, fiches: schemaFichesChargees });
export type Chargement = z.infer<typeof schemaChargement>;

/** Un fichier à reprendre et son histoire, pour tous ceux qui suivent la reprise du département. `auteur` : nom de qui l’a ouvert. */
export const schemaLot = schemaLigneCommune.extend({
  genre: z.enum(GENRES_FICHIER), fichier: schemaFichierLot, mandatId: schemaId, statut: z.enum(['ouvert', 'charge', 'annule']), simulations: z.array(schemaSimulation).max(SIMULATIONS_GARDEES), chargement: schemaChargement.nullable(), auteur: z.string(),
});
export type Lot = z.infer<typeof schemaLot>;

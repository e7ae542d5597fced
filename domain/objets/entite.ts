import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaCodeLibre, schemaCommune, schemaContact, schemaDepartement, schemaFiness, schemaLigneCommune, schemaPas, schemaPeriode, schemaSiren, schemaStatut, schemaTexte } from './commun.ts';

/** Champs saisissables d’une entité (domain.md §3). Un brouillon peut en laisser vides : la complétude est vérifiée à la soumission. */
export const champsEntite = {
  raisonSociale: { libelle: 'Raison sociale', sorte: 'texte', exigence: 'obligatoire' },
  statutJuridique: { libelle: 'Statut juridique', sorte: 'texte', exigence: 'obligatoire' },
  siren: { libelle: 'Siren', sorte: 'texte', exigence: 'obligatoire', sensible: true },
  finessEj: { libelle: 'FINESS juridique', sorte: 'texte', exigence: 'conseille' },
  adresse: { libelle: 'Adresse', sorte: 'texte', exigence: 'obligatoire' },
  commune: { libelle: 'Commune', sorte: 'texte', exigence: 'obligatoire' },
  departements: { libelle: 'Départements', sorte: 'liste', exigence: 'obligatoire' },
  conventionP177: { libelle: 'Convention P177', sorte: 'objet' },
  contacts: { libelle: 'Contacts référents', sorte: 'liste', exigence: 'conseille' },
} as const satisfies Champs;

export const schemaSaisieEntite = z.object({
  raisonSociale: schemaTexte.min(2, 'La raison sociale est obligatoire.'),
  statutJuridique: schemaCodeLibre.nullable(),
  siren: schemaSiren.nullable(),
  finessEj: schemaFiness.nullable(),
  adresse: schemaTexte.nullable(),
  commune: schemaCommune.nullable(),
  departements: z.array(schemaDepartement).min(1, 'Au moins un département.').max(110).refine((codes) => new Set(codes).size === codes.length, 'Un département est cité deux fois.'),
  conventionP177: schemaPeriode.nullable(),
  contacts: z.array(schemaContact).max(20),
});
export type SaisieEntite = z.infer<typeof schemaSaisieEntite>;

export const schemaEntite = schemaLigneCommune.extend(schemaSaisieEntite.shape).extend({ statut: schemaStatut, parcours: z.array(schemaPas) });
export type Entite = z.infer<typeof schemaEntite>;

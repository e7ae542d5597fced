import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaDate, schemaLigneCommune, schemaTexte } from './commun.ts';

/** Les référentiels que l’administrateur national tient à jour (domain.md §2). Les autres listes (modalités, formes, permanences) portent des règles : elles changent avec le programme. */
export const REFERENTIELS = {
  nature: 'Natures', type: 'Types', financement: 'Lignes de financement', public: 'Publics spécifiques', motif: 'Motifs d’indisponibilité',
  composition: 'Compositions accueillies', type_unite: 'Types d’unité', statut_juridique: 'Statuts juridiques',
} as const;
export type Referentiel = keyof typeof REFERENTIELS;
export const CODES_REFERENTIELS = Object.keys(REFERENTIELS) as readonly Referentiel[];

export const champsNomenclature = {
  referentiel: { libelle: 'Référentiel', sorte: 'texte', exigence: 'obligatoire' },
  parent: { libelle: 'Nature', sorte: 'texte' },
  versions: { libelle: 'Versions', sorte: 'liste', exigence: 'obligatoire' },
  debut: { libelle: 'Valable à partir du', sorte: 'date', exigence: 'obligatoire' },
  fin: { libelle: 'Valable jusqu’au', sorte: 'date' },
  remplacePar: { libelle: 'Remplacé par', sorte: 'texte' },
} as const satisfies Champs;

/**
 * Ce qu’un code dit et permet à partir d’une date (incluse), jusqu’à la version suivante. `court` : libellé des colonnes étroites (nature). `compteeEnPlaces`, `unite` : nature seulement ;
 * `modalites` : type seulement, celles que ses groupes peuvent porter.
 */
export const schemaContenuCode = z.object({
  libelle: schemaTexte.min(1, 'Le libellé est obligatoire.').max(120, '120 caractères au plus.'), court: schemaTexte.max(60, '60 caractères au plus.').nullable(), ordre: z.number().int().min(0).max(9999),
  compteeEnPlaces: z.boolean().nullable(), unite: schemaTexte.max(40).nullable(), modalites: z.array(z.enum(['115', 'insertion', 'autre'])).min(1, 'Au moins une modalité.').max(3).nullable(),
});
export type ContenuCode = z.infer<typeof schemaContenuCode>;
const schemaVersionCode = schemaContenuCode.extend({ depuis: schemaDate });
export type VersionCode = z.infer<typeof schemaVersionCode>;

/** Un code tient sur 56 signes : son identifiant, `referentiel:code`, sur 64. */
export const schemaNomCode = z.string().regex(/^[A-Za-z0-9_.]{1,56}$/u, 'Un code n’a que des lettres sans accent, des chiffres, « _ » et « . ».');
export const schemaReferentiel = z.enum(CODES_REFERENTIELS as [Referentiel, ...Referentiel[]]);
export const idDeCode = (referentiel: Referentiel, code: string): string => `${referentiel}:${code}`;

/**
 * Un code et toutes ses versions. L’identifiant se déduit du référentiel et du code : deux administrateurs qui touchent au même code touchent à la même ligne. `parent` : la nature d’un type.
 * `fin` : dernier jour où il peut être choisi ; il reste lisible après. `remplacePar` : le code à choisir à sa place.
 */
export const schemaCodeNomenclature = schemaLigneCommune.extend({
  id: z.string().max(64), referentiel: schemaReferentiel, code: schemaNomCode, parent: schemaNomCode.nullable(), versions: z.array(schemaVersionCode).min(1).max(200),
  debut: schemaDate, fin: schemaDate.nullable(), remplacePar: schemaNomCode.nullable(),
});
export type CodeNomenclature = z.infer<typeof schemaCodeNomenclature>;

import { z } from 'zod';
import type { Champs } from './champ.ts';
import { periodeCouvre, schemaCodeLibre, schemaCommune, schemaContact, schemaDate, schemaDepartement, schemaFiness, schemaId, schemaLigneCommune, schemaPas, schemaPeriode, schemaSiret, schemaStatut, schemaTexte } from './commun.ts';

export const champsDispositif = {
  entiteId: { libelle: 'Entité', sorte: 'texte', exigence: 'obligatoire' },
  nom: { libelle: 'Nom', sorte: 'texte', exigence: 'obligatoire' },
  nature: { libelle: 'Nature', sorte: 'texte', exigence: 'obligatoire', sensible: true },
  type: { libelle: 'Type', sorte: 'texte', exigence: 'obligatoire', sensible: true },
  departement: { libelle: 'Département', sorte: 'texte', exigence: 'obligatoire' },
  commune: { libelle: 'Commune', sorte: 'texte', exigence: 'obligatoire' },
  adresse: { libelle: 'Adresse', sorte: 'texte', exigence: 'obligatoire' },
  siret: { libelle: 'Siret', sorte: 'texte', exigence: 'obligatoire' },
  finessEt: { libelle: 'FINESS établissement', sorte: 'texte', exigence: 'conseille' },
  financements: { libelle: 'Financements', sorte: 'liste', exigence: 'obligatoire', sensible: true },
  placesFinancees: { libelle: 'Places financées par modalité', sorte: 'objet', sensible: true },
  compositions: { libelle: 'Compositions accueillies', sorte: 'liste', exigence: 'conseille' },
  publics: { libelle: 'Publics spécifiques', sorte: 'liste' },
  horaires: { libelle: 'Horaires', sorte: 'texte' },
  contacts: { libelle: 'Contacts', sorte: 'liste', exigence: 'conseille' },
  responsable: { libelle: 'Responsable', sorte: 'texte', exigence: 'conseille' },
  responsableId: { libelle: 'Compte du responsable', sorte: 'texte' },
  delegationSiao: { libelle: 'Délégation de gestion au SIAO', sorte: 'objet' },
} as const satisfies Champs;

/** Ligne de financement datée ; `places` vide pour un forfait. */
export const schemaFinancement = z.object({ code: schemaCodeLibre, places: z.number().int().min(0).max(100_000).nullable(), debut: schemaDate, fin: schemaDate.nullable() })
  .refine(({ debut, fin }) => fin === null || debut <= fin, { message: 'La fin précède le début.', path: ['fin'] });
export type Financement = z.infer<typeof schemaFinancement>;

const places = z.number().int().min(0).max(100_000);
export const schemaSaisieDispositif = z.object({
  entiteId: schemaId,
  nom: schemaTexte.min(2, 'Le nom est obligatoire.'),
  nature: schemaCodeLibre,
  type: schemaCodeLibre,
  departement: schemaDepartement,
  commune: schemaCommune.nullable(),
  adresse: schemaTexte.nullable(),
  siret: schemaSiret.nullable(),
  finessEt: schemaFiness.nullable(),
  financements: z.array(schemaFinancement).max(60),
  placesFinancees: z.object({ urgence: places, insertion: places, autres: places }).nullable(),
  compositions: z.array(schemaCodeLibre).max(20),
  publics: z.array(schemaCodeLibre).max(20),
  horaires: schemaTexte.nullable(),
  contacts: z.array(schemaContact).max(20),
  responsable: schemaTexte.nullable(),
  /** Facultatif à la saisie : une commande d’avant ce champ reste lisible. */
  responsableId: schemaId.nullable().optional(),
  delegationSiao: schemaPeriode.nullable(),
});
export type SaisieDispositif = z.infer<typeof schemaSaisieDispositif>;

/** La dernière fois que toutes les places ont été regardées (décision 022). Écrit par `declarerOccupation` seulement : ce n’est pas un champ du formulaire. */
const schemaDeclaration = z.object({ le: schemaDate, par: z.string(), source: z.enum(['saisie', 'import', 'partenaire']) });
/** `lot`, `avant` : ce qui l’annule, et ce qu’elle a remplacé ; absents des déclarations d’avant le catalogue 12, et d’une déclaration rendue par une annulation. */
const schemaOccupationDeclaree = schemaDeclaration.extend({ lot: schemaId.optional(), avant: schemaDeclaration.nullable().optional() });
export type OccupationDeclaree = z.infer<typeof schemaOccupationDeclaree>;

export const schemaDispositif = schemaLigneCommune.extend(schemaSaisieDispositif.shape).extend({ statut: schemaStatut, parcours: z.array(schemaPas), financeP177: z.boolean(), occupationDeclaree: schemaOccupationDeclaree.nullable().default(null) });
export type Dispositif = z.infer<typeof schemaDispositif>;

/**
 * Vrai dès qu’une ligne P177 existe et n’est pas échue à la date : un financement à venir compte, puisque c’est la DDETS
 * qui décidera du dispositif (domain.md §3, `financeP177` dérivé).
 */
export const estFinanceP177 = (financements: readonly Financement[], date: string): boolean =>
  financements.some(({ code, fin }) => code === 'P177' && (fin === null || fin >= date));

/** Places financées à une date, toutes lignes confondues. */
export const placesFinanceesAu = (financements: readonly Financement[], date: string): number =>
  financements.reduce((total, ligne) => total + (periodeCouvre(ligne, date) ? (ligne.places ?? 0) : 0), 0);

import { z } from 'zod';
import { schemaPaires } from '../domain/objets/correspondance.ts';

const id = z.string().max(80);
const genre = z.enum(['terme', 'association']);
const departement = z.string().max(3);
const portee = z.string().max(40);
const nom = z.string().min(1).max(120);
const cible = z.string().max(56);
const contenu = z.union([cible, schemaPaires]);
const refus = z.object({ code: z.string(), message: z.string() });
const rendu = z.object({ refus: refus.nullable() });

export const schemaChoix = z.object({ code: z.string(), libelle: z.string() });
/**
 * Une correspondance, telle que l’écran la montre. `ligneId` à `null` : elle n’est que sur ce poste ; `departement` y est vide pour une association. `correspond` : le libellé du code, ou les colonnes.
 * `perimee` : le code n’est plus dans la nomenclature, le terme est de nouveau à arbitrer. `equipe` : pour une correspondance de ce poste, ce que l’équipe a décidé d’autre.
 */
const schemaCorrespondanceLue = z.object({
  id: z.string(), ligneId: id.nullable(), genre, departement: z.string(), portee: z.string(), porteeLibelle: z.string(), nom: z.string(), cible: z.string().nullable(), paires: schemaPaires, correspond: z.string(), perimee: z.boolean(),
  auteur: z.string().nullable(), le: z.string().nullable(), attente: z.boolean(), equipe: z.object({ correspond: z.string(), contenu }).nullable(), raison: z.string().nullable(),
});
export type CorrespondanceLue = z.infer<typeof schemaCorrespondanceLue>;

export const METHODES_CORRESPONDANCES = {
  /** La table des départements que ce compte suit, et ce que ce poste n’a pas partagé. `raison` d’une ligne : pourquoi elle ne se change pas ; `choix` : les codes de chaque liste. */
  'reprise.correspondances': { args: z.object({}), resultat: z.object({ lignes: z.array(schemaCorrespondanceLue), departements: z.array(z.string()), choix: z.record(z.string(), z.array(schemaChoix)), colonnes: z.record(z.string(), z.array(schemaChoix)) }) },
  /** Change ce que l’équipe a décidé, ou le partage. `avant` : ce que la personne voyait ; `null` : rien. */
  'reprise.changerCorrespondance': { args: z.object({ departement, genre, portee, nom, cible: cible.nullable(), paires: schemaPaires, avant: contenu.nullable() }), resultat: rendu },
  'reprise.retirerCorrespondance': { args: z.object({ id, avant: contenu }), resultat: rendu },
  /** Partage tout ce que ce poste gardait et que l’équipe n’a pas décidé autrement. `restantes` : à décider une à une. */
  'reprise.partagerPrivees': { args: z.object({}), resultat: z.object({ partagees: z.number().int().min(0), restantes: z.number().int().min(0) }) },
  'reprise.oublierPrivee': { args: z.object({ genre, departement, portee, nom }), resultat: z.object({ fait: z.literal(true) }) },
  /** Ce que l’équipe a changé depuis que ce dossier a été contrôlé, en phrases ; vide : le contrôle est à jour. */
  'reprise.nouveautes': { args: z.object({ id }), resultat: z.object({ nombre: z.number().int().min(0), phrases: z.array(z.string()) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

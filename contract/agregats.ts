import { z } from 'zod';
import { schemaExporte, schemaFormatExport } from './methodesExports.ts';

/** Agrégats anonymisés : l’Analyste n’a rien d’autre. */
export const CHEMIN_AGREGATS = '/api/v1/agregats';

const mesures = z.record(z.string(), z.number());
/** Un paquet d’au moins cinq structures (`domain/agregats/secret.ts`). Un axe `null` : regroupé. */
const schemaPaquet = z.object({ departement: z.string().nullable(), nature: z.string().nullable(), type: z.string().nullable(), structures: z.number().int(), mesures });
/** `jour` : date de la publication (une par jour), `AAAA-MM-JJ`. */
export const schemaAgregats = z.object({ jour: z.string(), seuil: z.number().int(), paquets: z.array(schemaPaquet) });
export type Agregats = z.infer<typeof schemaAgregats>;

/** Méthode de la fenêtre. `horsLigne` : la dernière publication reçue par ce compte sur ce poste. Erreurs : `agregats.refuse` (profil), `agregats.hors_ligne` (jamais reçus ici). */
export const METHODES_AGREGATS = {
  'agregats.lire': { args: z.object({}), resultat: schemaAgregats.extend({ horsLigne: z.boolean() }) },
  /** Écrit la ventilation affichée, avec les définitions et la règle du secret. Erreurs : celles de `agregats.lire`, `export.en_cours`, `export.annule`, disque. */
  'agregats.exporter': { args: z.object({ axe: z.enum(['departement', 'nature', 'type']), format: schemaFormatExport }), resultat: schemaExporte },
} as const;

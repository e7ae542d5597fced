import { join } from 'node:path';
import { z } from 'zod';
import { schemaMutation } from '../contract/service.ts';
import type { Utilisateur } from '../contract/service.ts';
import type { BaseLecture } from '../db/base.ts';
import { ecrireEntier } from '../db/fichiers.ts';
import { lireNonJugees, listerFile } from '../db/file.ts';

/**
 * Le travail non envoyé d’un compte, hors de son poste. Les commandes gardent leur `clientId` et leur numéro : envoyées d’ici ou du poste, elles ne s’appliquent qu’une fois.
 * `retours` : refus et conflits que la personne n’a pas tranchés, pour mémoire.
 */
export const schemaExport = z.object({
  format: z.literal('siao-travail'), version: z.literal(1), exporteLe: z.string(), compte: z.string(),
  /** De qui et sur quel périmètre ; vides dans un export d’avant. */
  nom: z.string().default(''), perimetre: z.string().default(''), catalogue: z.number().int(),
  commandes: z.array(schemaMutation.extend({ fiche: z.string(), creeLe: z.string() })),
  retours: z.array(z.object({ nom: z.string(), fiche: z.string(), creeLe: z.string(), message: z.string(), args: z.unknown() })),
});
export type ExportTravail = z.infer<typeof schemaExport>;

/** Écrit le fichier d’export dans `dossier`, lisible de la seule personne. Rend son chemin et le nombre de commandes et de retours. Erreurs : disque. */
export const exporterTravail = (base: BaseLecture, dossier: string, { email: compte, nom, perimetreLibelle: perimetre }: Pick<Utilisateur, 'email' | 'nom' | 'perimetreLibelle'>, catalogue: number, maintenant: string): { readonly chemin: string; readonly nombre: number } => {
  const commandes = lireNonJugees(base).map(({ clientId, seq, nom, version, args, base: revisions, fiche, creeLe }) => ({ clientId, seq, nom, version, args, base: revisions, fiche, creeLe }));
  const retours = listerFile(base).filter(({ refus }) => refus !== null).map(({ nom, fiche, creeLe, refus, args }) => ({ nom, fiche, creeLe, message: refus?.message ?? '', args }));
  const contenu: ExportTravail = { format: 'siao-travail', version: 1, exporteLe: maintenant, compte, nom, perimetre, catalogue, commandes, retours };
  const chemin = join(dossier, `SIAO-travail-non-envoye-${maintenant.replace(/[:.]/gu, '-')}.json`);
  ecrireEntier(chemin, `${JSON.stringify(contenu, null, 2)}\n`);
  return { chemin, nombre: commandes.length + retours.length };
};

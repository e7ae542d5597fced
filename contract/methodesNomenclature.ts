import { z } from 'zod';
import { REFERENTIEL_DU_CHAMP } from '../domain/nomenclature/nomenclature.ts';
import type { ObjetCode } from '../domain/nomenclature/nomenclature.ts';
import { schemaCodeNomenclature, schemaNomCode, schemaReferentiel } from '../domain/objets/nomenclature.ts';

const objet = z.enum(Object.keys(REFERENTIEL_DU_CHAMP) as [ObjetCode, ...ObjetCode[]]);
const nombre = z.number().int();

/** Combien de fiches d’un objet portent un code, parmi celles de ce poste. */
const schemaUsageCode = z.object({ code: z.string(), objet, nombre });
export type UsageCode = z.infer<typeof schemaUsageCode>;

/** Au plus autant de fiches listées, et remplacées d’un coup. */
export const PORTEURS_MAXIMUM = 1000;
/** Au plus autant de fiches par appel : entre deux appels, la fenêtre montre l’avancement et peut arrêter. */
export const PAQUET_RECLASSEMENT = 100;

/** Les fiches qui portent un code. `parDepartement` : les cinq premiers, sur `departements` en tout. `statut` : `null` pour un groupe ou une place. `complement` : ce qui situe la fiche. */
const schemaPorteursCode = z.object({
  total: nombre, parObjet: z.array(z.object({ objet, nombre })), parStatut: z.array(z.object({ statut: z.string(), nombre })), parDepartement: z.array(z.object({ departement: z.string(), nombre })), departements: nombre,
  lignes: z.array(z.object({ objet, id: z.string(), nom: z.string(), complement: z.string(), code: z.string().nullable(), departement: z.string(), statut: z.string().nullable(), version: nombre })),
});
export type PorteursCode = z.infer<typeof schemaPorteursCode>;

const reclassement = z.object({
  referentiel: schemaReferentiel, de: schemaNomCode, vers: schemaNomCode, motif: z.string().max(4000), fiches: z.array(z.object({ objet, id: z.string().max(64) })).max(PAQUET_RECLASSEMENT),
});
const issues = z.object({ issues: z.array(z.object({ id: z.string(), refus: z.object({ code: z.string(), message: z.string() }).nullable() })) });

/** Méthodes du poste sur la nomenclature. Tout vient du cache : elle se lit hors ligne. Les comptes et les listes de fiches sont ceux du périmètre du compte. */
export const METHODES_NOMENCLATURE = {
  /** Tous les codes, ceux de départ et ceux que l’administrateur national a ajoutés ou changés, avec toutes leurs versions. */
  'nomenclature.lire': { args: z.object({}), resultat: z.object({ lignes: z.array(schemaCodeNomenclature) }) },
  'nomenclature.usages': { args: z.object({ referentiel: schemaReferentiel }), resultat: z.object({ usages: z.array(schemaUsageCode) }) },
  'nomenclature.porteurs': { args: z.object({ referentiel: schemaReferentiel, code: schemaNomCode, limite: nombre.min(0).max(PORTEURS_MAXIMUM) }), resultat: schemaPorteursCode },
  /** Juge le remplacement d’un code sur des fiches, sans rien écrire : une issue par fiche. */
  'nomenclature.apercuReclasser': { args: reclassement, resultat: issues },
  /** Remplace un code sur des fiches, une commande par fiche : un refus n’empêche pas les autres. */
  'nomenclature.reclasser': { args: reclassement, resultat: issues },
  /** Écrit un fichier csv dans le dossier d’export, une ligne par version de chaque code. `recherche` et `retires` : les mêmes filtres que l’écran. Erreurs : disque. */
  'nomenclature.exporter': {
    args: z.object({ referentiels: z.array(schemaReferentiel).min(1).max(20), recherche: z.string().max(200), retires: z.boolean() }), resultat: z.object({ chemin: z.string(), lignes: nombre }),
  },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

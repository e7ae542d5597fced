import { z } from 'zod';
import { ORDRE_OBJETS } from '../domain/objets/objets.ts';
import type { Profil } from '../domain/profils.ts';

/**
 * Qui lit le journal, et jusqu’où ; toujours dans le périmètre du compte (une ligne se lit quand sa fiche se lit, maintenant). `ecran` : l’écran Journal et
 * son export ; `historique` : l’historique d’une fiche que l’on lit ; `sansFiche` : les lignes qui ne portent sur aucune fiche suivie (chargements en masse).
 * L’analyste ne lit que des agrégats anonymisés (domain.md §5) : rien ici. La fenêtre, le service et les essais lisent cette table.
 */
export const LECTEURS_DU_JOURNAL: Readonly<Record<Profil, { readonly ecran: boolean; readonly historique: boolean; readonly sansFiche: boolean }>> = {
  admin_national: { ecran: true, historique: true, sansFiche: true },
  admin_departemental: { ecran: true, historique: true, sansFiche: false },
  admin_siao: { ecran: true, historique: true, sansFiche: false },
  gestionnaire_entite: { ecran: true, historique: true, sansFiche: false },
  assistant: { ecran: false, historique: true, sansFiche: false },
  responsable_dispositif: { ecran: false, historique: true, sansFiche: false },
  operateur_siao: { ecran: false, historique: true, sansFiche: false },
  ecoutant_115: { ecran: false, historique: true, sansFiche: false },
  travailleur_social: { ecran: false, historique: true, sansFiche: false },
  analyste: { ecran: false, historique: false, sansFiche: false },
};

/** Routes du journal. L’historique d’une fiche : `${page}/<objet>/<id>`. */
export const CHEMINS_JOURNAL = { page: '/api/v1/journal', fiche: '/api/v1/journal/:objet/:id', tete: '/api/v1/journal/tete', export: '/api/v1/journal/export' } as const;

export const OBJETS_JOURNAL = ORDRE_OBJETS;
export type ObjetJournal = (typeof OBJETS_JOURNAL)[number];
const objet = z.enum(OBJETS_JOURNAL);
const date = z.iso.date('La date s’écrit AAAA-MM-JJ.');
const texte = z.string().trim().max(100, '100 caractères au plus.');

/** Filtres du journal ; un filtre absent ne filtre rien. `du`, `au` : jours de Paris, compris. `acteur`, `texte` : sans accent ni casse ; `texte` cherche le nom et le code de la fiche. */
const schemaFiltreJournal = z.object({
  du: date.optional(), au: date.optional(), acteur: texte.optional(), profils: z.array(z.string().max(40)).max(20).optional(), commandes: z.array(z.string().max(80)).max(100).optional(),
  objets: z.array(objet).max(10).optional(), departement: z.string().max(3).optional(), texte: texte.optional(), id: z.string().max(64).optional(),
  suppleance: z.boolean().optional(), pourLeCompteDe: z.boolean().optional(),
});
export type FiltreJournal = z.infer<typeof schemaFiltreJournal>;

/**
 * Une ligne lue. `geste` : libellé de la commande ; `fiche` : nom et code de la fiche aujourd’hui, `null` sans fiche visible. `changements` : seulement les champs changés et lisibles
 * par ce profil ; le parcours n’y porte que les pas ajoutés. `lot` : nombre de fiches d’un chargement en masse. `rapport` : la vue partagée est un rapport (décision 034). Jamais d’adresse électronique de l’auteur.
 */
const schemaLigneJournal = z.object({
  no: z.number().int(), moment: z.string(), nom: z.string(), profil: z.string(), commande: z.string(), geste: z.string(), objet: z.string(), objetId: z.string().nullable(),
  fiche: z.object({ nom: z.string(), code: z.string().nullable() }).nullable(), rapport: z.boolean().optional(), changements: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])), lot: z.number().nullable(),
  motif: z.string().nullable(), suppleance: z.boolean(), pourLeCompteDe: z.string().nullable(), versionClient: z.string().nullable(),
});
export type LigneJournal = z.infer<typeof schemaLigneJournal>;

/** Une page, la ligne la plus récente d’abord. `suite` : à redonner dans `avant` pour la page suivante, `null` à la fin. `total` : seulement à la première page, compté jusqu’à `TOTAL_MAXIMAL`. */
export const schemaPageJournal = z.object({ lignes: z.array(schemaLigneJournal), suite: z.number().int().nullable(), total: z.number().int().nullable() });
export type PageJournal = z.infer<typeof schemaPageJournal>;
export const TOTAL_MAXIMAL = 10_000;
export const PAGE_JOURNAL = 100;
export const PAGE_JOURNAL_MAXIMALE = 500;

/** Une ligne désignée par son empreinte : la chaîne ne peut plus changer avant elle sans que cela se voie. */
export const schemaAncre = z.object({ no: z.number().int().min(0), empreinte: z.string().regex(/^[0-9a-f]{64}$/u) });
export type Ancre = z.infer<typeof schemaAncre>;
/** Tête du journal ; `vue` : la ligne que le poste avait vue en dernier, telle qu’elle est maintenant (`null` : elle n’existe plus). */
export const schemaTeteJournal = z.object({ tete: schemaAncre, vue: schemaAncre.nullable() });

/** Filtres en paramètres d’adresse (listes répétées) et retour. */
export const parametresDeFiltre = (filtre: FiltreJournal): URLSearchParams => {
  const parametres = new URLSearchParams();
  for (const [nom, valeur] of Object.entries(filtre)) {
    if (valeur === undefined || valeur === '') continue;
    if (Array.isArray(valeur)) for (const element of valeur) parametres.append(nom, element);
    else parametres.append(nom, String(valeur));
  }
  return parametres;
};
const liste = <T extends z.ZodType>(element: T) => z.preprocess((valeur) => (valeur === undefined || Array.isArray(valeur) ? valeur : [valeur]), z.array(element).max(100).optional());
const oui = z.enum(['true', 'false']).transform((valeur) => valeur === 'true').optional();
/** Les mêmes filtres, tels qu’ils arrivent dans une adresse. */
export const schemaDemandeJournal = schemaFiltreJournal.extend({ profils: liste(z.string().max(40)), commandes: liste(z.string().max(80)), objets: liste(objet), suppleance: oui, pourLeCompteDe: oui });

const rien = z.object({});
const fait = z.object({ fait: z.literal(true) });
/** Ce que les codes d’une ligne désignent, lu sur le poste : communes (par code), entités, dispositifs et groupes (par identifiant). */
const noms = z.record(z.string(), z.string());
const schemaPagePoste = schemaPageJournal.extend({ noms });
export type PagePoste = z.infer<typeof schemaPagePoste>;

/** Avancement d’un export : lignes écrites, sur le total annoncé (`null` avant de le connaître). */
const schemaEtatExport = z.object({ enCours: z.boolean(), lignes: z.number(), total: z.number().nullable() });
export type EtatExport = z.infer<typeof schemaEtatExport>;

/** Méthodes du poste. Toutes demandent le service : hors ligne, l’erreur `journal.hors_ligne`. Un refus du service garde son code (`droit.profil`, `introuvable`). */
export const METHODES_JOURNAL = {
  'journal.page': { args: z.object({ filtre: schemaFiltreJournal, avant: z.number().int().nullable() }), resultat: schemaPagePoste },
  'journal.fiche': { args: z.object({ objet, id: z.string().max(64), avant: z.number().int().nullable() }), resultat: schemaPagePoste },
  /** Écrit le fichier csv dans le dossier d’export. Erreurs : `journal.annule`, `journal.export_en_cours`, disque. */
  'journal.exporter': { args: z.object({ filtre: schemaFiltreJournal }), resultat: z.object({ chemin: z.string(), lignes: z.number() }) },
  'journal.etatExport': { args: rien, resultat: schemaEtatExport },
  'journal.annulerExport': { args: rien, resultat: fait },
  /** Compare la tête du journal avec la dernière que ce poste a vue. `alerte` : phrase à montrer quand le journal ne prolonge plus celui d’alors. */
  'journal.continuite': { args: rien, resultat: z.object({ tete: schemaAncre, alerte: z.string().nullable() }) },
  /** La personne a pris note de l’alerte : le poste suit désormais la tête d’aujourd’hui. */
  'journal.prendreActe': { args: rien, resultat: fait },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

// À part des méthodes (poste.ts) : la page vérifie ce qui lui arrive, et rien de plus n’a à être lu avant son premier écran.
import { z } from 'zod';
import { schemaApplication } from './methodesApplication.ts';
import { CHAMPS_AUTHENTIFICATION } from './methodesComptes.ts';
import { schemaNouvelleRapport } from './methodesRapports.ts';
import { schemaCompteDemonstration, schemaUtilisateur } from './service.ts';

/**
 * Le coffre tient la clé qui chiffre ce que ce poste garde. `phrase_a_choisir` : pas de trousseau sur cette machine, la personne choisit une phrase secrète ;
 * `phrase_a_donner` : la redemander ; `trousseau_muet` : le trousseau ne répond pas (réessayer) ; `cle_perdue` : il répond mais n’a plus la clé.
 * `cle` : numéro de la clé, qui monte à chaque changement ; `depuis` : instant ISO. `message` : phrase à montrer ; coffre ouvert, `null`, ou ce que la personne doit savoir (clé en clair d’une démonstration).
 */
export const schemaEtatCoffre = z.object({
  etat: z.enum(['ouvert', 'phrase_a_choisir', 'phrase_a_donner', 'trousseau_muet', 'cle_perdue']), genre: z.enum(['trousseau', 'phrase']).nullable(), cle: z.number(), depuis: z.string().nullable(), message: z.string().nullable(),
});
export type EtatCoffre = z.infer<typeof schemaEtatCoffre>;

/** `demonstration` : comptes proposés à l’écran de connexion, vide hors démonstration. `dernierEmail` : le dernier compte ouvert sur ce poste. */
export const schemaEtatSession = z.object({
  utilisateur: schemaUtilisateur.nullable(), horsLigne: z.boolean(), service: z.string(), dernierEmail: z.string().nullable(), demonstration: z.array(schemaCompteDemonstration), coffre: schemaEtatCoffre,
  ...CHAMPS_AUTHENTIFICATION,
});
export type EtatSession = z.infer<typeof schemaEtatSession>;

/**
 * État de la synchronisation. `envoi` : la file part ; `chargement` : un cache neuf se charge (`lignesRecues` sur `lignesTotal`, `null` tant que le total n’est pas connu) ;
 * `annule` : la personne a interrompu ce chargement, il reprendra où il en est ; `session` : mot de passe redemandé ; `suspendu` : poste ou service trop ancien, tout est gardé.
 * `offreChargee` : faux tant qu’aucun chargement n’a jamais abouti (les grilles sont alors vides sans que le périmètre le soit). `enAttente`, `conflits`, `refus` : nombres de commandes. `plusAncienne`, `derniere` : instants ISO.
 */
export const schemaEtatSync = z.object({
  etat: z.enum(['arret', 'a_jour', 'envoi', 'chargement', 'annule', 'hors_ligne', 'session', 'suspendu', 'erreur']), enAttente: z.number(), conflits: z.number(), refus: z.number(),
  plusAncienne: z.string().nullable(), derniere: z.string().nullable(), lignesRecues: z.number(), lignesTotal: z.number().nullable(), offreChargee: z.boolean(), message: z.string().nullable(),
});
export type EtatSync = z.infer<typeof schemaEtatSync>;

/** Événements que le processus de données envoie. `donnees` : le cache a changé, les vues ouvertes sont à relire ; au milieu d’un geste en nombre (`geste`), leurs lignes à l’écran seulement. */
export const EVENEMENTS = {
  'sync.etat': schemaEtatSync,
  'session.etat': schemaEtatSession,
  /** Un rapport programmé vient d’être laissé, ou n’a pas pu l’être. */
  rapports: schemaNouvelleRapport,
  application: schemaApplication,
  donnees: z.object({ origine: z.enum(['commande', 'service', 'geste']) }),
} as const satisfies Record<string, z.ZodType>;

export type NomEvenement = keyof typeof EVENEMENTS;
export type ChargeDe<N extends NomEvenement> = z.infer<(typeof EVENEMENTS)[N]>;

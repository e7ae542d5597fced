import { z } from 'zod';
import { schemaActivation, schemaChangementMotDePasse, schemaCheminSession, schemaCodesDeSecours, schemaDefiEnrolement, schemaDefiSecondFacteur, schemaDemandeEnrolement, schemaDemandeReinitialisation, schemaEtatSecondFacteur, schemaFournisseurAgents, schemaNouveauxCodes, schemaRetraitSecondFacteur, schemaSessionsOuvertes } from './comptes.ts';

const rien = z.object({});
const fait = z.object({ fait: z.literal(true) });
const code = schemaNouveauxCodes.shape.code;
const motDePasse = z.string().max(1024);

/** Secondes sans activité avant le verrouillage, et secondes d’avertissement avant lui. */
export const VERROU = { delai: 30 * 60, avertissement: 60 } as const;
/** Essais locaux d’un mot de passe avant une attente, durée de la première attente, doublée à chaque essai de plus, et sa borne (secondes). */
export const FREIN = { essais: 5, attente: 30, maximum: 3600 } as const;

/** Ce que la connexion attend encore. Le défi reste dans le processus de données. `email` : `null` pour une connexion par le fournisseur d’identité. `codes` : la session est ouverte, ses codes de secours sont à conserver avant de continuer. */
const schemaEtapeConnexion = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('second_facteur'), email: z.string().nullable(), methodes: schemaDefiSecondFacteur.shape.methodes }),
  z.object({ genre: z.literal('enrolement'), email: z.string().nullable(), secret: z.string(), uri: z.string() }),
  z.object({ genre: z.literal('codes'), codes: z.array(z.string()) }),
]);
export type EtapeConnexion = z.infer<typeof schemaEtapeConnexion>;

/**
 * Le verrou de ce poste. `ferme` : toute méthode de données répond `session.verrouillee` ; `avertir` : il se fermera dans une minute, une activité le repousse.
 * `attente` : secondes avant qu’un mot de passe soit de nouveau essayé ; `essais` : essais restants avant une attente. `moyens` : ce qui l’ouvre pour ce compte.
 */
const schemaEtatVerrou = z.object({ ferme: z.boolean(), avertir: z.boolean(), attente: z.number(), essais: z.number(), moyens: z.array(z.enum(['mot_de_passe', 'agent'])) });

/** À joindre à l’état de session. `avis` : ce que la personne doit savoir de sa session (fermée par le service…), phrase à montrer. */
export const CHAMPS_AUTHENTIFICATION = { etape: schemaEtapeConnexion.nullable(), verrou: schemaEtatVerrou, avis: z.string().nullable() } as const;

/**
 * Méthodes de connexion et de « Mon compte ». Celles qui changent la session rendent `fait` ; son état vient par l’événement `session.etat`, et par `session.etat`.
 * Erreurs : les codes du service (contract/comptes.ts), `hors_ligne`, et celles qui sont dites ici.
 */
export const METHODES_COMPTES = {
  /** Répond au second facteur, ou le pose. Erreurs : `session.defi` (recommencer la connexion), `secondFacteur.code`, `session.bloque`, `session.etape` (rien n’est demandé). */
  'session.repondre': { args: z.object({ code }), resultat: fait },
  'session.enroler': { args: z.object({ code }), resultat: fait },
  /** Abandonne l’étape en cours : retour au mot de passe. */
  'session.abandonner': { args: rien, resultat: fait },
  /** Les codes de secours sont conservés : l’application s’ouvre, le poste les oublie. */
  'session.codesConserves': { args: rien, resultat: fait },
  'session.demanderCode': { args: schemaDemandeReinitialisation, resultat: fait },
  'session.activer': { args: schemaActivation, resultat: fait },
  /** Hors ligne : indisponible, sans erreur. */
  'session.fournisseur': { args: rien, resultat: schemaFournisseurAgents },
  /** Ouvre le navigateur chez le fournisseur d’identité et attend son retour, cinq minutes au plus. Erreurs : `agent.annule`, `agent.delai`, `agent.navigateur`. */
  'session.parAgent': { args: rien, resultat: fait },
  'session.annulerAgent': { args: rien, resultat: fait },
  /** La personne est là. À envoyer au plus toutes les 30 s, sur une vraie frappe ou un vrai geste. */
  'session.activite': { args: rien, resultat: fait },
  'session.verrouiller': { args: rien, resultat: fait },
  /** Vérifié sur ce poste. Erreurs : `session.identifiants`, `session.bloque` (attendre). */
  'session.deverrouiller': { args: z.object({ motDePasse }), resultat: fait },
  /** Comme `session.parAgent`, pour le compte ouvert. Erreur `agent.autre_identite`. */
  'session.deverrouillerParAgent': { args: rien, resultat: fait },
  'compte.changerMotDePasse': { args: schemaChangementMotDePasse, resultat: fait },
  'compte.secondFacteur': { args: rien, resultat: schemaEtatSecondFacteur },
  'compte.ajouterSecondFacteur': { args: schemaDemandeEnrolement, resultat: schemaDefiEnrolement.pick({ secret: true, uri: true }) },
  /** Rend les codes de secours, montrés cette seule fois. */
  'compte.confirmerSecondFacteur': { args: z.object({ code }), resultat: schemaCodesDeSecours },
  'compte.retirerSecondFacteur': { args: schemaRetraitSecondFacteur, resultat: fait },
  'compte.renouvelerCodes': { args: schemaNouveauxCodes, resultat: schemaCodesDeSecours },
  /** Écrit dans le dossier des exports les derniers codes de secours montrés. Erreur `codes.absents`. */
  'compte.enregistrerCodes': { args: rien, resultat: z.object({ chemin: z.string() }) },
  'compte.sessions': { args: rien, resultat: schemaSessionsOuvertes },
  'compte.fermerSession': { args: schemaCheminSession, resultat: fait },
  'compte.fermerAutres': { args: rien, resultat: fait },
} as const;

/** Les seules méthodes servies sous le verrou : en sortir, fermer la session, ou savoir où l’on en est. */
export const METHODES_SOUS_VERROU: ReadonlySet<string> = new Set([
  'session.etat', 'session.activite', 'session.verrouiller', 'session.deverrouiller', 'session.deverrouillerParAgent', 'session.annulerAgent', 'session.fournisseur', 'session.fermer',
]);

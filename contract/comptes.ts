import { z } from 'zod';
import type { Profil } from '../domain/profils.ts';
import { schemaDemandeSession, schemaSession } from './service.ts';

/*
 * Comptes et sessions, poste ↔ service : second facteur, codes à usage unique, mots de passe, sessions ouvertes, fournisseur d’identité des agents.
 *
 * Connexion, en une ou deux étapes :
 *   POST /session {email, motDePasse, poste?}
 *     → schemaSession                                   : connecté
 *     → {etape: 'second_facteur', defi, methodes}       : demander un code, puis POST /session/second-facteur {defi, code} → schemaSession
 *     → {etape: 'enrolement', defi, secret, uri}        : montrer le QR de `uri`, puis POST /session/enrolement {defi, code} → {session, codesDeSecours}
 *   Un poste qui annonce le protocole 1 reçoit 426 au lieu d’un défi.
 * Par le fournisseur d’identité : GET /session/agent ; POST /session/agent/debut ; navigateur ; POST /session/agent/fin → les trois mêmes réponses.
 * Première connexion, oubli : POST /comptes/reinitialisation, code reçu par courriel, POST /comptes/activation, puis connexion ordinaire.
 *
 * Refus (`schemaErreur`) : la table des codes est dans server/README.md.
 */

/** Chemins ; `:famille` est l’identifiant d’une session, rendu par `GET /sessions`. */
export const CHEMINS_COMPTES = {
  secondFacteur: '/api/v1/session/second-facteur',
  enrolement: '/api/v1/session/enrolement',
  agent: '/api/v1/session/agent',
  agentDebut: '/api/v1/session/agent/debut',
  agentFin: '/api/v1/session/agent/fin',
  reinitialisation: '/api/v1/comptes/reinitialisation',
  activation: '/api/v1/comptes/activation',
  monMotDePasse: '/api/v1/moi/mot-de-passe',
  monSecondFacteur: '/api/v1/moi/second-facteur',
  monSecondFacteurConfirmation: '/api/v1/moi/second-facteur/confirmation',
  monSecondFacteurRetrait: '/api/v1/moi/second-facteur/retrait',
  mesCodesDeSecours: '/api/v1/moi/second-facteur/codes-de-secours',
  sessions: '/api/v1/sessions',
  uneSession: '/api/v1/sessions/:famille',
} as const;

/** Profils qui ne se connectent pas sans second facteur (S0 : « authentification forte ») ; facultatif pour les autres. Levé pour tous par l’option `secondFacteur: 'facultatif'` du service. */
export const SECOND_FACTEUR_OBLIGATOIRE: readonly Profil[] = ['admin_national', 'admin_departemental', 'admin_siao'];

export const LONGUEUR_MOT_DE_PASSE = { minimum: 12, maximum: 1024 } as const;
/** Chiffres d’un code d’application, et secondes de validité (RFC 6238). */
export const TOTP = { chiffres: 6, periode: 30 } as const;
export const NOMBRE_CODES_DE_SECOURS = 10;
/** Secondes pour répondre à un défi. */
export const DUREE_DEFI = 300;
/** Validité des codes reçus par courriel, en secondes : invitation 7 jours, réinitialisation 30 minutes. */
export const DUREE_CODE = { invitation: 7 * 86_400, reinitialisation: 30 * 60 } as const;

/** Libellé du poste, montré dans la liste des sessions : « Windows, SIAO Offre 0.1.0 ». Ni nom de machine, ni nom de personne. */
const schemaLibellePoste = schemaDemandeSession.shape.poste;
const email = schemaDemandeSession.shape.email;
const motDePasse = schemaDemandeSession.shape.motDePasse;
/** Mot de passe choisi : la longueur et la solidité se jugent au service, qui dit quoi faire (`champ.motDePasse`). Au-delà de 1 024 caractères : 400 `arguments`. */
const nouveauMotDePasse = z.string().max(LONGUEUR_MOT_DE_PASSE.maximum);
/** Jeton opaque d’un défi : à rendre tel quel, dans les cinq minutes, une seule fois. */
const defi = z.string().min(1).max(4_000);
/** Code d’application (« 123 456 ») ou de secours (« ABCD-EFGH-JKMN ») : espaces et tirets ignorés, casse aussi. */
const code = z.string().trim().min(1).max(40);

/** Défi d’une connexion dont le premier facteur est juste. `methodes` : `secours` n’y est que s’il reste des codes de secours. */
export const schemaDefiSecondFacteur = z.object({ etape: z.literal('second_facteur'), defi: z.string(), methodes: z.array(z.enum(['application', 'secours'])) });
/** Second facteur obligatoire et pas encore posé. `secret` : base32, à saisir à la main ; `uri` : `otpauth://totp/…`, à dessiner en QR sur le poste. */
export const schemaDefiEnrolement = z.object({ etape: z.literal('enrolement'), defi: z.string(), secret: z.string(), uri: z.string() });
/** Réponse de `POST /session` et `POST /session/agent/fin`. Une session ouverte n’a pas de champ `etape`. */
export const schemaReponseConnexion = z.union([schemaDefiSecondFacteur, schemaDefiEnrolement, schemaSession]);
export type ReponseConnexion = z.infer<typeof schemaReponseConnexion>;

/** `POST /session/second-facteur` et `POST /session/enrolement`, `POST /moi/second-facteur/confirmation`. */
export const schemaReponseAuDefi = z.object({ defi, code });
/** Codes de secours : dix, montrés une seule fois, à usage unique. */
export const schemaCodesDeSecours = z.object({ codesDeSecours: z.array(z.string()) });
export const schemaSessionEnrolee = schemaCodesDeSecours.extend({ session: schemaSession });

/** `POST /comptes/reinitialisation` → 204 toujours : rien ne dit si l’adresse est connue. */
export const schemaDemandeReinitialisation = z.object({ email });
/** `POST /comptes/activation` → 204. Active un compte invité, ou change le mot de passe d’un compte actif ; ferme ses sessions, le débloque. `code` : reçu par courriel. */
export const schemaActivation = z.object({ email, code, motDePasse: nouveauMotDePasse });
/** `POST /moi/mot-de-passe` → 204. Ferme les autres sessions du compte. */
export const schemaChangementMotDePasse = z.object({ actuel: motDePasse, nouveau: nouveauMotDePasse });

/** `GET /moi/second-facteur`. `obligatoire` : ne peut pas être retiré par la personne. */
export const schemaEtatSecondFacteur = z.object({ actif: z.boolean(), obligatoire: z.boolean(), codesDeSecoursRestants: z.number().int() });
/** `POST /moi/second-facteur` → `schemaDefiEnrolement`. `motDePasse` : exigé quand le compte en a un (un compte d’agent peut n’en pas avoir). Refus 409 `secondFacteur.deja`. */
export const schemaDemandeEnrolement = z.object({ motDePasse: motDePasse.optional() });
/** `POST /moi/second-facteur/retrait` → 204. Refus 403 `secondFacteur.obligatoire`. */
export const schemaRetraitSecondFacteur = z.object({ motDePasse: motDePasse.optional(), code });
/** `POST /moi/second-facteur/codes-de-secours` → `schemaCodesDeSecours` : les anciens ne servent plus. `code` : d’application seulement. */
export const schemaNouveauxCodes = z.object({ code });

export const schemaMoyen = z.enum(['mot_de_passe', 'second_facteur', 'agent']);
export type Moyen = z.infer<typeof schemaMoyen>;
/** Une session ouverte. `dernierUsageLe` : dernier rafraîchissement, donc à dix minutes près. Dates ISO. `courante` : celle de la requête. */
const schemaSessionOuverte = z.object({ famille: z.string(), ouverteLe: z.string(), dernierUsageLe: z.string(), poste: z.string().nullable(), moyen: schemaMoyen, courante: z.boolean() });
export type SessionOuverte = z.infer<typeof schemaSessionOuverte>;
/** `GET /sessions` : les miennes, la plus récente d’abord. `DELETE /sessions/:famille` → 204 (404 `session.inconnue`) ; `DELETE /sessions` → 204 : toutes sauf la courante. */
export const schemaSessionsOuvertes = z.object({ sessions: z.array(schemaSessionOuverte) });
export const schemaCheminSession = z.object({ famille: z.uuid() });

/** `GET /session/agent`. `libelle` : texte du bouton, « ProConnect » ; `null` quand aucun fournisseur n’est configuré. */
export const schemaFournisseurAgents = z.object({ disponible: z.boolean(), libelle: z.string().nullable() });
/**
 * `POST /session/agent/debut`. `redirection` : `http://127.0.0.1:PORT/retour` ou `http://[::1]:PORT/retour`, que le poste écoute.
 * `defiPkce` : base64url(sha-256(vérificateur)), 43 caractères ; le vérificateur (RFC 7636, 43 à 128 caractères) reste sur le poste.
 */
export const schemaDebutAgent = z.object({
  redirection: z.string().max(60).regex(/^http:\/\/(?:127\.0\.0\.1|\[::1\]):\d{1,5}\/retour$/u, 'L’adresse de retour est celle de ce poste : http://127.0.0.1:PORT/retour.'),
  defiPkce: z.string().regex(/^[\w-]{43}$/u),
});
/** `adresse` : à ouvrir dans le navigateur de la personne. `etat` : à rendre tel quel à `fin` ; `expireDans` : secondes. */
export const schemaDebutAgentRecu = z.object({ adresse: z.string(), etat: z.string(), expireDans: z.number().int() });
/** `POST /session/agent/fin` → `schemaReponseConnexion`. `retour` : l’adresse complète que le navigateur a appelée sur le poste, paramètres compris. */
export const schemaFinAgent = z.object({ retour: z.string().max(8_000), verificateur: z.string().regex(/^[\w.~-]{43,128}$/u), etat: z.string().max(4_000), poste: schemaLibellePoste });

import { z } from 'zod';
import { schemaProfil } from '../domain/objets/commun.ts';
import { ORDRE_OBJETS } from '../domain/objets/objets.ts';

/** Version du protocole poste ↔ service. Le service accepte la sienne et les précédentes jusqu’à `PROTOCOLE_MINIMAL` : un poste d’avant ne reçoit que les objets qu’il connaît. */
export const PROTOCOLE = 8;
export const PROTOCOLE_MINIMAL = 1;

export const CHEMINS = {
  session: '/api/v1/session',
  rafraichir: '/api/v1/session/rafraichir',
  commandes: '/api/v1/commandes',
  changements: '/api/v1/changements',
  evenements: '/api/v1/evenements',
  sante: '/api/v1/sante',
  openapi: '/openapi.json',
} as const;

const liste = z.array(z.string());
export const schemaPerimetre = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('national') }),
  z.object({ genre: z.literal('departements'), departements: liste }),
  z.object({ genre: z.literal('siao'), siao: z.string(), departements: liste }),
  z.object({ genre: z.literal('entite'), entiteId: z.string(), departements: liste }),
  z.object({ genre: z.literal('dispositifs'), entiteId: z.string(), dispositifs: liste }),
]);

/** La personne connectée. `perimetreLibelle` : « DDETS 59 – Nord », « SIAO 59 », pour la barre du haut. */
export const schemaUtilisateur = z.object({ id: z.string(), nom: z.string(), email: z.string(), profil: schemaProfil, perimetre: schemaPerimetre, perimetreLibelle: z.string() });
export type Utilisateur = z.infer<typeof schemaUtilisateur>;

/** `poste` : libellé du poste pour la liste des sessions (« Windows, SIAO Offre 0.1.0 »). La réponse est décrite dans `comptes.ts` : une session, ou un défi. */
export const schemaDemandeSession = z.object({ email: z.string().trim().toLowerCase().max(254), motDePasse: z.string().min(1).max(1024), poste: z.string().trim().max(60).optional() });
/** `expireDans` : secondes de validité du jeton d’accès. Le jeton de rafraîchissement tourne à chaque usage. */
export const schemaSession = z.object({ utilisateur: schemaUtilisateur, jeton: z.string(), jetonRafraichissement: z.string(), expireDans: z.number().int() });
export type Session = z.infer<typeof schemaSession>;
export const schemaRafraichir = z.object({ jetonRafraichissement: z.string().max(500) });

/** Erreur du service : code stable, message en français, champ ou en-tête fautif quand il y en a un. */
export const schemaErreur = z.object({ erreur: z.object({ code: z.string(), message: z.string(), champ: z.string().optional() }) });

/** Une commande en file avant que le poste ne cite plus que la fiche visée : l’annulation d’un gros lot les citait toutes. */
export const REVISIONS_MAXIMALES = 200_000;
/**
 * Une mutation : une commande telle que le poste l’a mise en file. `seq` : 1, 2, 3… sans trou par `clientId`.
 * `base` : révision du service que l’auteur voyait pour la fiche visée (0 : créée ici, pas encore connue du service) ; une file d’avant y cite toutes celles que la commande touche.
 */
export const schemaMutation = z.object({
  clientId: z.uuid(), seq: z.number().int().min(1), nom: z.string().max(80), version: z.number().int().min(1),
  args: z.unknown(), base: z.array(z.object({ id: z.string().max(64), version: z.number().int().min(0) })).max(REVISIONS_MAXIMALES),
});
export type Mutation = z.infer<typeof schemaMutation>;
export const LOT_MAXIMAL = 500;
/** Taille visée d’un envoi, en caractères JSON : le poste coupe son lot avant, le service en admet huit fois plus (une commande seule peut être grosse). */
export const TAILLE_ENVOI = 1_000_000;
/** Nombre de `clientId` qu’un poste peut suivre à la fois : le courant, et ceux d’avant une réparation dont il reste des commandes. */
export const CLIENTS_SUIVIS = 8;
/**
 * Un envoi. `catalogue` : version du catalogue de commandes du poste, pour distinguer un poste en avance d’une commande qui n’existe pas.
 * `clients` : identifiants dont le poste demande le prochain numéro attendu.
 */
export const schemaEnvoi = z.object({
  mutations: z.array(schemaMutation).max(LOT_MAXIMAL), catalogue: z.number().int().min(1).max(1_000_000).default(1), clients: z.array(z.uuid()).max(CLIENTS_SUIVIS).default([]),
});

const objet = z.enum(ORDRE_OBJETS);
const schemaLigneTransport = z.record(z.string(), z.unknown());
/**
 * Issue d’une mutation. Définitives, sauf deux : `trou` (une mutation précédente manque : renvoyer depuis `attendue`) et `suspendue` (une des deux versions
 * est trop ancienne pour l’autre : rien n’a été jugé, le poste garde tout et attend une mise à jour). Une issue non définitive arrête le lot.
 * `refusees` : d’une commande en nombre, les lignes laissées de côté et pourquoi ; les autres sont faites.
 */
const schemaIssue = z.discriminatedUnion('issue', [
  z.object({ seq: z.number().int(), issue: z.literal('appliquee'), lignes: z.array(z.object({ objet, id: z.string(), version: z.number().int() })), refusees: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })).optional() }),
  z.object({ seq: z.number().int(), issue: z.literal('rejetee'), code: z.string(), champ: z.string().optional(), message: z.string() }),
  z.object({ seq: z.number().int(), issue: z.literal('conflit'), champs: z.array(z.string()), objet, id: z.string(), ligne: schemaLigneTransport, message: z.string() }),
  z.object({ seq: z.number().int(), issue: z.literal('trou'), attendue: z.number().int() }),
  z.object({ seq: z.number().int(), issue: z.literal('suspendue'), raison: z.enum(['poste_ancien', 'service_ancien']), message: z.string() }),
]);
export type Issue = z.infer<typeof schemaIssue>;
/** `attendues` : pour chaque client de `clients`, le prochain numéro que le service attend, une fois les mutations de l’envoi jugées. */
export const schemaReponseEnvoi = z.object({ issues: z.array(schemaIssue), attendues: z.record(z.string(), z.number().int()).default({}) });

/** Une ligne d’offre reçue : ici, seulement un objet. Le poste la vérifie ensuite par le schéma de l’objet ; la recopier clé par clé coûterait autant que l’écrire. */
const ligneRecue = z.custom<Record<string, unknown>>((valeur) => typeof valeur === 'object' && valeur !== null && !Array.isArray(valeur), 'Ligne illisible.');

/**
 * Une ligne NDJSON de `GET /api/v1/changements?curseur=&clientId=&limite= (`clientId` se répète)`. `fin` est toujours la dernière : nouveau curseur, s’il en reste (`encore`),
 * et `derniers` : par client suivi, dernière mutation dont l’effet est compris dans ce qui précède (`dernierSeq` : celle du premier, pour les anciens postes).
 * `remise_a_zero` : vider le cache (jamais la file) et reprendre sans curseur ; `motif` : `base` (base restaurée ou autre), `compte`.
 * Un changement de périmètre ne remet pas à zéro : les lignes entrées et sorties arrivent comme `ligne` et `retrait`.
 */
export const schemaLigneChangement = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('ligne'), objet, ligne: ligneRecue }),
  z.object({ genre: z.literal('retrait'), objet, id: z.string() }),
  z.object({ genre: z.literal('remise_a_zero'), motif: z.string() }),
  z.object({ genre: z.literal('fin'), curseur: z.string(), encore: z.boolean(), dernierSeq: z.number().int(), derniers: z.record(z.string(), z.number().int()).default({}), restantes: z.number().int().optional() }),
]);
export type LigneChangement = z.infer<typeof schemaLigneChangement>;

/** `courriels` : `sans_facteur` (aucun envoi configuré : les messages attendent), `en_retard` (un message attend depuis plus de dix minutes, ou a été abandonné). */
export const schemaSante = z.object({ etat: z.literal('ok'), version: z.string(), protocole: z.number().int(), base: z.enum(['postgresql', 'pglite']), courriels: z.enum(['ok', 'sans_facteur', 'en_retard']).optional() });
export const schemaCompteDemonstration = z.object({ email: z.string(), motDePasse: z.string(), profil: schemaProfil, nom: z.string(), perimetre: z.string() });
export type CompteDemonstration = z.infer<typeof schemaCompteDemonstration>;

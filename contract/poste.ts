import { z } from 'zod';
import { ORDRE_OBJETS } from '../domain/objets/objets.ts';
import { METHODES_AGREGATS } from './agregats.ts';
import { schemaEtatCoffre, schemaEtatSession, schemaEtatSync } from './evenements.ts';
import { METHODES_AIDE } from './methodesAide.ts';
import { METHODES_APPLICATION } from './methodesApplication.ts';
import { METHODES_ACCUEIL } from './methodesAccueil.ts';
import { METHODES_CONTROLES } from './methodesControles.ts';
import { METHODES_INDICATEURS } from './methodesIndicateurs.ts';
import { METHODES_JOURNAL } from './journal.ts';
import { METHODES_MES_DONNEES } from './mesDonnees.ts';
import { METHODES_BROUILLONS } from './methodesBrouillons.ts';
import { METHODES_OFFRE_EXPORT } from './methodesOffre.ts';
import { METHODES_DEMANDES } from './methodesDemandes.ts';
import { METHODES_CALENDRIER } from './methodesCalendrier.ts';
import { METHODES_OCCUPATION } from './methodesOccupation.ts';
import { METHODES_REPRISE } from './methodesReprise.ts';
import { METHODES_COMPTES } from './methodesComptes.ts';
import { METHODES_NOMENCLATURE } from './methodesNomenclature.ts';
import { METHODES_EXPORTS } from './methodesExports.ts';
import { METHODES_VUES } from './methodesVues.ts';
import { METHODES_PLACES } from './methodesPlaces.ts';
import { METHODES_GROUPES } from './methodesGroupes.ts';
import { METHODES_UTILISATEURS } from './methodesUtilisateurs.ts';
import { METHODES_VALIDATION_EXPORT, schemaOngletValidation } from './methodesValidation.ts';
import { METHODES_PROPOSITIONS, schemaPropositionLue } from './methodesPropositions.ts';
import { METHODES_RAPPORTS } from './methodesRapports.ts';
import { METHODES_PIECES } from './pieces.ts';

/** Ce que les événements portent est décrit à part (evenements.ts), et se lit aussi d’ici. */
export type { ChargeDe, EtatCoffre, EtatSession, EtatSync, NomEvenement } from './evenements.ts';

const rien = z.object({});
const fait = z.object({ fait: z.literal(true) });
const objet = z.enum(ORDRE_OBJETS);
const ligne = z.record(z.string(), z.unknown());

const schemaRefus = z.object({ code: z.string(), message: z.string(), champ: z.string().optional() });
export type RefusPoste = z.infer<typeof schemaRefus>;

/** Une commande de ce poste. `seq` : son numéro local, unique sur le poste. `base` : la fiche telle que l’auteur la voyait (celle du service) ; `null` : créée ici. */
const schemaCommandeEnFile = z.object({
  seq: z.number(), nom: z.string(), libelle: z.string(), objet, id: z.string(), fiche: z.string(), creeLe: z.string(),
  etat: z.enum(['en_attente', 'envoyee', 'refusee', 'conflit']), refus: schemaRefus.nullable(),
  /** Pour un refus ou un conflit : les arguments, pour corriger et renvoyer ; la ligne du service pour un conflit. */
  args: z.unknown(), base: ligne.nullable(), serveur: ligne.nullable(), champs: z.array(z.string()),
});
export type CommandeEnFile = z.infer<typeof schemaCommandeEnFile>;

/**
 * `dispositifs` : ceux d’une entité, qui ferment avec elle ; `capacite` : places que la fermeture retire ; `placesOuvertes` : ce qui la retient, en tout puis par groupe.
 * `horsPerimetre` : l’entité a des départements que ce poste ne voit pas.
 */
const schemaApercuFermeture = z.object({
  dispositifs: z.array(z.object({ id: z.string(), nom: z.string(), statut: z.string() })),
  groupes: z.array(z.object({ id: z.string(), libelle: z.string(), dispositifId: z.string(), dispositif: z.string(), capacite: z.number(), placesOuvertes: z.number() })),
  placesOuvertes: z.number(), refus: z.object({ code: z.string(), message: z.string() }).nullable(), horsPerimetre: z.boolean(),
});
export type ApercuFermeture = z.infer<typeof schemaApercuFermeture>;

/** Tri et filtres d’une grille. `contient` : texte sans accent ni casse ; `parmi` : valeurs cochées ; `min`/`max` : nombres. */
const schemaFiltre = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('contient'), texte: z.string().max(200) }),
  z.object({ genre: z.literal('parmi'), valeurs: z.array(z.string().max(200)).max(500) }),
  z.object({ genre: z.literal('entre'), min: z.number().nullable(), max: z.number().nullable() }),
]);
export type Filtre = z.infer<typeof schemaFiltre>;
const schemaDefinitionVue = z.object({
  mode: z.enum(['arborescence', 'liste']),
  tri: z.array(z.object({ colonne: z.string().max(40), sens: z.enum(['asc', 'desc']) })).max(5),
  filtres: z.record(z.string().max(40), schemaFiltre),
  recherche: z.string().max(200),
  /** Nœuds dont l’état diffère du défaut : repliés quand `toutDeplie`, dépliés sinon. */
  exceptions: z.array(z.string()).max(100_000),
  /** Jusqu’où l’arbre est déplié par défaut. `dispositifs` : entités ouvertes, dispositifs fermés. */
  deplie: z.enum(['rien', 'dispositifs', 'tout']),
});
export type DefinitionVue = z.infer<typeof schemaDefinitionVue>;

/** Une ligne de la grille Offre. Les nombres sont des places à la date du jour ; `null` : sans objet (« — »). */
const schemaLigneOffre = z.object({
  id: z.string(), objet: z.enum(['entite', 'dispositif', 'groupe']), niveau: z.number(), deplie: z.boolean().nullable(), enfants: z.number(),
  code: z.string().nullable(), nom: z.string(), nature: z.string().nullable(), type: z.string().nullable(), commune: z.string().nullable(), departement: z.string(),
  capacite: z.number().nullable(), occupees: z.number().nullable(), indisponibles: z.number().nullable(), libres: z.number().nullable(),
  statut: z.string().nullable(), completude: z.number().nullable(), entiteId: z.string(), entite: z.string(), dispositifId: z.string().nullable(), p177: z.boolean().nullable(), modifieLe: z.string(),
  attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']),
});
export type LigneOffre = z.infer<typeof schemaLigneOffre>;
const schemaTotauxOffre = z.object({ entites: z.number(), dispositifs: z.number(), groupes: z.number(), capacite: z.number() });
export type TotauxOffre = z.infer<typeof schemaTotauxOffre>;

/** Un geste et s’il est possible ; sinon pourquoi (même règle que le service). */
const schemaGestePossible = z.object({ geste: z.string(), possible: z.boolean(), raison: z.string().nullable(), suppleance: z.boolean() });
export type GestePossible = z.infer<typeof schemaGestePossible>;
/** Tout ce que la fiche montre. `responsableNom` : nom du compte responsable du dispositif, quand le poste le connaît. `serveur` : dernière ligne connue du service quand des commandes attendent. */
const schemaFiche = z.object({
  objet: z.enum(['entite', 'dispositif', 'groupe']), ligne, communeNom: z.string().nullable(), responsableNom: z.string().nullable(), entite: ligne.nullable(), dispositif: ligne.nullable(),
  groupes: z.array(ligne), dispositifs: z.array(ligne), gestes: z.array(schemaGestePossible),
  places: z.object({ capacite: z.number(), occupees: z.number(), reservees: z.number(), libres: z.number(), indisponibles: z.number() }),
  serveur: ligne.nullable(), attente: z.array(schemaCommandeEnFile),
  /** Les ouvertes, puis les dix dernières qui ne le sont plus. */
  propositions: z.array(schemaPropositionLue),
});
export type Fiche = z.infer<typeof schemaFiche>;

/** `identifiant` : le siren ou le siret partagé ; `complement` : où est la fiche, pour la reconnaître. */
const schemaDoublon = z.object({ objet: z.enum(['entite', 'dispositif']), id: z.string(), nom: z.string(), code: z.string().nullable(), statut: z.string(), raison: z.enum(['siren', 'siret', 'nom']), identifiant: z.string().nullable(), complement: z.string() });
export type Doublon = z.infer<typeof schemaDoublon>;

/** Une ligne de « À valider » : une fiche du circuit, ou une proposition. `depuis` : instant ISO d’où court l’âge ; `jours` : âge entier. `ficheId` : la fiche, dont `id` diffère pour une proposition ; `champs` : ce que celle-ci demande de changer. */
const schemaLigneValidation = z.object({
  id: z.string(), ficheId: z.string(), champs: z.array(z.string()), objet: z.enum(['entite', 'dispositif', 'groupe']), code: z.string().nullable(), nom: z.string(), changement: z.enum(['creation', 'reprise', 'proposition']), entite: z.string(), commune: z.string().nullable(), departement: z.string(),
  statut: z.string(), p177: z.boolean(), depuis: z.string(), jours: z.number(), soumisPar: z.string().nullable(), prevalidePar: z.string().nullable(), prevalideLe: z.string().nullable(),
  prochainGeste: z.string().nullable(), attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']),
});
export type LigneValidation = z.infer<typeof schemaLigneValidation>;
const schemaFileValidation = z.object({ lignes: z.array(schemaLigneValidation), compteurs: z.object({ pour_moi: z.number(), chez_siao: z.number(), renvoyees: z.number(), decidees: z.number(), mes_propositions: z.number() }), tronquee: z.boolean() });

/** `id` : celui de la fiche ou du compte ; le code officiel d’une commune. */
const schemaResultatRecherche = z.object({ objet: z.enum(['entite', 'dispositif', 'groupe', 'utilisateur', 'commune']), id: z.string(), nom: z.string(), code: z.string().nullable(), complement: z.string() });
export type ResultatRecherche = z.infer<typeof schemaResultatRecherche>;

const schemaCommune = z.object({ code: z.string(), nom: z.string(), departement: z.string(), codePostal: z.string().nullable() });

/** Ce que le poste garde sur la machine. Tailles en octets, instants ISO. `reparation` : la dernière, à dire à la personne ; `null` quand il n’y en a pas eu. */
const schemaEtatPoste = z.object({
  coffre: schemaEtatCoffre, tailleTravail: z.number(), tailleOffre: z.number(), sauvegardes: z.array(z.object({ le: z.string(), octets: z.number() })),
  reparation: z.object({ le: z.string(), message: z.string() }).nullable(),
});
export type EtatPoste = z.infer<typeof schemaEtatPoste>;
const resultatCommande = z.discriminatedUnion('accepte', [z.object({ accepte: z.literal(true), seq: z.number() }), z.object({ accepte: z.literal(false), refus: schemaRefus })]);

/** Méthodes que la fenêtre appelle sur le processus de données. Nom → arguments, résultat. */
export const METHODES = {
  ...METHODES_ACCUEIL,
  ...METHODES_INDICATEURS, ...METHODES_CONTROLES,
  ...METHODES_AGREGATS, ...METHODES_AIDE,
  ...METHODES_MES_DONNEES,
  ...METHODES_BROUILLONS,
  ...METHODES_COMPTES,
  ...METHODES_EXPORTS,
  ...METHODES_RAPPORTS,
  ...METHODES_PLACES,
  ...METHODES_OFFRE_EXPORT,
  ...METHODES_VALIDATION_EXPORT,
  ...METHODES_GROUPES,
  ...METHODES_DEMANDES,
  ...METHODES_VUES,
  ...METHODES_CALENDRIER,
  ...METHODES_OCCUPATION, ...METHODES_REPRISE,
  ...METHODES_UTILISATEURS,
  ...METHODES_PIECES,
  ...METHODES_PROPOSITIONS,
  ...METHODES_NOMENCLATURE,
  'session.etat': { args: rien, resultat: schemaEtatSession },
  /**
   * Ouvre la session, ou pose `etape` dans l’état rendu : il reste à répondre. Erreurs : `session.identifiants`, `session.bloque`, `session.suspendu`, `session.hors_ligne` (aucune connexion
   * antérieure ici), `protocole`, `service`.
   */
  'session.ouvrir': { args: z.object({ email: z.string().max(254), motDePasse: z.string().max(1024) }), resultat: schemaEtatSession },
  'session.fermer': { args: rien, resultat: schemaEtatSession },
  'sync.etat': { args: rien, resultat: schemaEtatSync },
  'sync.maintenant': { args: rien, resultat: fait },
  'sync.file': { args: rien, resultat: z.object({ commandes: z.array(schemaCommandeEnFile) }) },
  /** Range un refus ou un conflit dont on a pris connaissance. Ne touche jamais une commande non envoyée. */
  'sync.classer': { args: z.object({ seq: z.number() }), resultat: fait },
  /** Classe un conflit ou un refus en exécutant, dans la même transaction, la commande qui en tient lieu (`null` : garder la valeur du service). Un refus ne classe rien. */
  'sync.resoudre': { args: z.object({ seq: z.number(), commande: z.object({ nom: z.string().max(80), args: z.unknown() }).nullable() }), resultat: z.discriminatedUnion('accepte', [z.object({ accepte: z.literal(true), seq: z.number().nullable() }), z.object({ accepte: z.literal(false), refus: schemaRefus })]) },
  /** Interrompt le chargement en cours ; `sync.maintenant` le reprend. Sans effet hors d’un chargement. */
  'sync.annuler': { args: rien, resultat: fait },
  /** Coffre. Erreurs : `phrase.courte` (moins de 12 caractères), `phrase.refusee`, `coffre.etat` (ce geste ne convient pas à l’état du coffre). */
  'coffre.choisirPhrase': { args: z.object({ phrase: z.string().max(1024) }), resultat: schemaEtatSession },
  'coffre.ouvrir': { args: z.object({ phrase: z.string().max(1024) }), resultat: schemaEtatSession },
  'coffre.reessayer': { args: rien, resultat: schemaEtatSession },
  /** Clé perdue : met de côté (sans l’effacer) ce qui ne peut plus se lire, et repart avec une clé neuve. */
  'coffre.repartir': { args: rien, resultat: schemaEtatSession },
  'poste.etat': { args: rien, resultat: schemaEtatPoste },
  'poste.sauvegarder': { args: rien, resultat: schemaEtatPoste },
  'poste.changerCle': { args: rien, resultat: schemaEtatPoste },
  /** Écrit les commandes non envoyées dans un fichier lisible par `siao travail send`. `chemin` : où il est ; `nombre` : ce qu’il contient. */
  'poste.exporter': { args: rien, resultat: z.object({ chemin: z.string(), nombre: z.number() }) },
  /**
   * Efface de cette machine tout ce qui concerne le compte ouvert, puis le ferme. Ce qui n’est pas envoyé part d’abord au service (`envoyer`) ou dans un fichier (`exporter`).
   * Erreur `poste.non_envoye` : il en reste, rien n’a été effacé. `chemin` : le fichier d’export, s’il y en a un.
   */
  'poste.oublier': { args: z.object({ nonEnvoye: z.enum(['envoyer', 'exporter']) }), resultat: z.object({ chemin: z.string().nullable(), session: schemaEtatSession }) },
  'commandes.executer': {
    args: z.object({ nom: z.string().max(80), args: z.unknown() }),
    resultat: resultatCommande,
  },
  /** Juge sans rien écrire : sert à prévenir avant de valider un formulaire. */
  'commandes.juger': { args: z.object({ nom: z.string().max(80), args: z.unknown() }), resultat: z.object({ refus: schemaRefus.nullable() }) },
  'offre.ouvrir': { args: schemaDefinitionVue, resultat: z.object({ vue: z.number(), total: z.number(), totaux: schemaTotauxOffre, filtres: schemaTotauxOffre }) },
  /** Lignes [debut, fin[ d’une vue. Une vue remplacée ou périmée donne l’erreur `vue.perimee`. */
  'offre.lignes': { args: z.object({ vue: z.number(), debut: z.number().int().min(0), fin: z.number().int().min(0) }), resultat: z.object({ lignes: z.array(schemaLigneOffre), total: z.number() }) },
  /** Rang d’une fiche dans une vue ; −1 quand elle n’y est pas. */
  'offre.rang': { args: z.object({ vue: z.number(), id: z.string() }), resultat: z.object({ rang: z.number() }) },
  'offre.valeurs': { args: z.object({ colonne: z.enum(['statut', 'nature', 'type', 'departement', 'commune']), definition: schemaDefinitionVue }), resultat: z.object({ valeurs: z.array(z.object({ valeur: z.string(), libelle: z.string(), nombre: z.number() })) }) },
  'offre.fiche': { args: z.object({ objet: z.enum(['entite', 'dispositif', 'groupe']), id: z.string() }), resultat: z.object({ fiche: schemaFiche.nullable() }) },
  /** Ce que fermerait la commande `fermer` à cette date, et pourquoi elle ne se ferait pas. */
  'offre.apercuFermeture': { args: z.object({ objet: z.enum(['entite', 'dispositif']), id: z.string().max(64), date: z.iso.date() }), resultat: schemaApercuFermeture },
  /** Entités du cache dont le nom, le siren ou le code correspond, pour un champ de choix (20 au plus). */
  'offre.entites': { args: z.object({ recherche: z.string().max(100), departement: z.string().nullable() }), resultat: z.object({ entites: z.array(z.object({ id: z.string(), nom: z.string(), siren: z.string().nullable(), departements: z.array(z.string()), statut: z.string() })) }) },
  /** Fiches qui sont peut-être déjà celle que l’on saisit : même siren ou siret, ou nom proche dans un des départements (entité), dans l’entité ou la commune (dispositif). Cinq au plus. */
  'offre.doublons': {
    args: z.discriminatedUnion('objet', [
      z.object({ objet: z.literal('entite'), sauf: z.string().nullable(), nom: z.string().max(500), siren: z.string().max(20), departements: z.array(z.string()).max(110) }),
      z.object({ objet: z.literal('dispositif'), sauf: z.string().nullable(), nom: z.string().max(500), siret: z.string().max(20), entiteId: z.string(), commune: z.string().max(5) }),
    ]),
    resultat: z.object({ doublons: z.array(schemaDoublon) }),
  },
  /** Comptes qui peuvent être responsables d’un dispositif de cette entité, sur ce poste. `lisible` : faux quand le profil ne lit pas les comptes. */
  'offre.responsables': { args: z.object({ entiteId: z.string() }), resultat: z.object({ lisible: z.boolean(), comptes: z.array(z.object({ id: z.string(), nom: z.string(), statut: z.string() })) }) },
  'validation.file': { args: z.object({ onglet: schemaOngletValidation }), resultat: schemaFileValidation },
  'geographie.communes': { args: z.object({ recherche: z.string().max(100), departements: z.array(z.string()).max(110) }), resultat: z.object({ communes: z.array(schemaCommune) }) },
  'geographie.commune': { args: z.object({ code: z.string().max(5) }), resultat: z.object({ commune: schemaCommune.nullable() }) },
  /** Recherche globale (Ctrl+K) dans le cache : entités, dispositifs, groupes, comptes, communes, par nom, code, identifiant ; huit de chaque au plus. `corrige` : la saisie corrigée quand peu répondait à la saisie exacte. */
  'recherche.globale': { args: z.object({ texte: z.string().max(100) }), resultat: z.object({ resultats: z.array(schemaResultatRecherche), corrige: z.string().nullable() }) },
  ...METHODES_JOURNAL,
  ...METHODES_APPLICATION,
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;

export type NomMethode = keyof typeof METHODES;
export type ArgsDe<N extends NomMethode> = z.infer<(typeof METHODES)[N]['args']>;
export type ResultatDe<N extends NomMethode> = z.infer<(typeof METHODES)[N]['resultat']>;
/** Un traitement par méthode : le compilateur exige qu’il n’en manque aucun. */
export type Traitements = { readonly [N in NomMethode]: (args: ArgsDe<N>) => ResultatDe<N> | Promise<ResultatDe<N>> };

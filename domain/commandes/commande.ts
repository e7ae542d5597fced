import type { z } from 'zod';
import type { Acteur } from '../profils.ts';
import type { Objet } from '../droits.ts';
import type { Ligne, Lignes } from '../objets/objets.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Piece } from '../objets/piece.ts';
import type { Proposition } from '../objets/proposition.ts';
import type { CompteOffre } from '../objets/utilisateur.ts';
import type { FicheDuLot } from './lots.ts';

/** Ce que la commande ne peut pas savoir seule. Le poste donne son horloge à titre provisoire ; celle du service fait foi. */
export interface Contexte {
  /** Instant ISO 8601 en UTC. */
  readonly maintenant: string;
  /** Date du jour à Paris, `AAAA-MM-JJ`. */
  readonly aujourdhui: string;
  readonly communes: { trouver(code: string): { readonly nom: string; readonly departement: string } | undefined };
}

/** Une demande de lecture. Le poste y répond par SQLite, le service par PostgreSQL ; la commande ne voit pas la différence. */
export type Lecture =
  | { readonly lire: 'ligne'; readonly objet: Objet; readonly id: string }
  | { readonly lire: 'entitesParSiren'; readonly siren: string }
  | { readonly lire: 'dispositifsDe'; readonly entiteId: string }
  | { readonly lire: 'groupesDe'; readonly dispositifId: string }
  | { readonly lire: 'comptesParCourriel'; readonly email: string }
  | { readonly lire: 'administrateursActifs'; readonly sauf: string }
  | { readonly lire: 'nomenclature' }
  | { readonly lire: 'propositionsDe'; readonly ficheId: string }
  | { readonly lire: 'piecesDe'; readonly ficheId: string }
  | { readonly lire: 'contenuPresent'; readonly empreinte: string; readonly taille: number; readonly type: string }
  | { readonly lire: 'lignes'; readonly objet: 'entite' | 'dispositif' | 'groupe' | 'place'; readonly ids: readonly string[] }
  | { readonly lire: 'fichesDuLot'; readonly lotId: string }
  | { readonly lire: 'propositionsDuLot'; readonly lotId: string; readonly parmi?: readonly string[] }
  | { readonly lire: 'placesDe'; readonly groupeId: string }
  | { readonly lire: 'placesNonFermees'; readonly groupeId: string; readonly date: string };
/** Une lecture en cours : se compose par `yield*`. */
export type Lire<T> = Generator<Lecture, T, unknown>;

export function* lireLigne<O extends Objet>(objet: O, id: string): Lire<Lignes[O] | undefined> {
  return (yield { lire: 'ligne', objet, id }) as Lignes[O] | undefined;
}
export function* lireEntitesParSiren(siren: string): Lire<readonly Entite[]> {
  return (yield { lire: 'entitesParSiren', siren }) as readonly Entite[];
}
export function* lireDispositifsDe(entiteId: string): Lire<readonly Dispositif[]> {
  return (yield { lire: 'dispositifsDe', entiteId }) as readonly Dispositif[];
}
export function* lireGroupesDe(dispositifId: string): Lire<readonly Groupe[]> {
  return (yield { lire: 'groupesDe', dispositifId }) as readonly Groupe[];
}
/** Les comptes non supprimés de cette adresse, où qu’ils soient. */
export function* lireComptesParCourriel(email: string): Lire<readonly CompteOffre[]> {
  return (yield { lire: 'comptesParCourriel', email }) as readonly CompteOffre[];
}
/** Nombre d’administrateurs nationaux actifs, en dehors d’un compte. */
export function* lireAdministrateursActifs(sauf: string): Lire<number> {
  return (yield { lire: 'administrateursActifs', sauf }) as number;
}
/** Les codes que l’administrateur national a ajoutés ou changés ; `construireNomenclature` les pose sur ceux de départ. */
export function* lireNomenclature(): Lire<readonly CodeNomenclature[]> {
  return (yield { lire: 'nomenclature' }) as readonly CodeNomenclature[];
}
/** Les propositions ouvertes sur une fiche. */
export function* lirePropositionsDe(ficheId: string): Lire<readonly Proposition[]> {
  return (yield { lire: 'propositionsDe', ficheId }) as readonly Proposition[];
}
/** Les pièces présentes d’une fiche. */
export function* lirePiecesDe(ficheId: string): Lire<readonly Piece[]> {
  return (yield { lire: 'piecesDe', ficheId }) as readonly Piece[];
}
/** Vrai quand le service tient un contenu de cette empreinte, de cette taille et de ce format. Le poste, qui l’a envoyé avant, répond vrai. */
export function* lireContenuPresent(empreinte: string, taille: number, type: string): Lire<boolean> {
  return (yield { lire: 'contenuPresent', empreinte, taille, type }) as boolean;
}
/** Plusieurs lignes d’un objet par leurs identifiants ; celles qui n’existent pas, ou hors du périmètre, manquent. L’ordre n’est pas dit. */
export function* lireLignes<O extends 'entite' | 'dispositif' | 'groupe' | 'place'>(objet: O, ids: readonly string[]): Lire<readonly Lignes[O][]> {
  return ids.length === 0 ? [] : (yield { lire: 'lignes', objet, ids }) as readonly Lignes[O][];
}
/** Toutes les fiches qu’un lot de reprise a créées, où qu’elles soient, et si quelque chose les a changées depuis. */
export function* lireFichesDuLot(lotId: string): Lire<readonly FicheDuLot[]> {
  return (yield { lire: 'fichesDuLot', lotId }) as readonly FicheDuLot[];
}
/** Les propositions qu’un lot de reprise a déposées, quel que soit leur statut : toutes, ou celles qui portent sur ces fiches (un lot en a des milliers). */
export function* lirePropositionsDuLot(lotId: string, parmi?: readonly string[]): Lire<readonly Proposition[]> {
  return (yield { lire: 'propositionsDuLot', lotId, ...(parmi === undefined ? {} : { parmi }) }) as readonly Proposition[];
}
/** Toutes les places d’un groupe, fermées comprises. */
export function* lirePlacesDe(groupeId: string): Lire<readonly Lignes['place'][]> {
  return (yield { lire: 'placesDe', groupeId }) as readonly Lignes['place'][];
}
export function* lirePlacesNonFermees(groupeId: string, date: string): Lire<number> {
  return (yield { lire: 'placesNonFermees', groupeId, date }) as number;
}

export type Changement =
  | { readonly genre: 'creer'; readonly objet: Objet; readonly ligne: Ligne }
  // `pourLeCompteDe` : l’entité au nom de laquelle l’auteur agit, par délégation ; le journal le dit
  | { readonly genre: 'modifier'; readonly objet: Objet; readonly id: string; readonly champs: Readonly<Record<string, unknown>>; readonly pourLeCompteDe?: string }
  // seule l’annulation d’un lot de reprise retire des fiches : le journal garde qu’elles ont existé
  | { readonly genre: 'supprimer'; readonly objet: Objet; readonly id: string };

/** Refus d’une commande. `code` est stable (`droit.profil`, `statut`, `champ.siren`…) ; `champ` nomme le champ fautif ; `message` dit quoi faire. `refusees` : d’une commande en nombre dont rien ne change, la raison de chaque ligne. */
export interface Refus { readonly accepte: false; readonly code: string; readonly champ?: string; readonly message: string; readonly refusees?: readonly LigneRefusee[] }
/** Ce que le service fait en plus des lignes, dans la même transaction ; le poste l’ignore (un courriel ne part pas hors ligne). */
export type Effet =
  | { readonly effet: 'inviter' | 'reinitialiser' | 'retirer_second_facteur' | 'debloquer' | 'fermer_sessions'; readonly utilisateurId: string }
  | { readonly effet: 'prevenir_ancienne_adresse'; readonly utilisateurId: string; readonly adresse: string };
/** Une ligne qu’une commande en nombre laisse de côté, et pourquoi. Les autres lignes sont faites. */
export interface LigneRefusee { readonly id: string; readonly code: string; readonly message: string }
/** `refusees` : d’une commande en nombre seulement, les lignes qui ne changent pas. */
export interface Accord { readonly accepte: true; readonly changements: readonly Changement[]; readonly motif?: string; readonly suppleance?: true; readonly effets?: readonly Effet[]; readonly refusees?: readonly LigneRefusee[] }
export type Decision = Accord | Refus;

export const refus = (code: string, message: string, champ?: string): Refus => (champ === undefined ? { accepte: false, code, message } : { accepte: false, code, champ, message });

export interface CibleCommande { readonly objet: Objet; readonly id: string }

/**
 * Une commande : le seul moyen de changer quoi que ce soit. `lire` demande l’état nécessaire, `decide` juge sans rien lire d’autre.
 * `cible` : la fiche visée ; `champsTouches` : les champs dont une modification concurrente est un conflit.
 */
export interface Commande<Nom extends string = string, A = unknown, E = unknown> {
  readonly nom: Nom;
  /** Monte quand le schéma des arguments change ; les anciennes versions sont alors converties à la lecture (`conversions` du catalogue). */
  readonly version: number;
  readonly libelle: string;
  readonly schema: z.ZodType<A>;
  readonly cible: (args: A) => CibleCommande;
  readonly champsTouches: (args: A) => readonly string[];
  readonly lire: (args: A) => Lire<E>;
  readonly decide: (etat: E, args: A, acteur: Acteur, contexte: Contexte) => Decision;
  /** Ce que la commande vise, quand un nom de fiche ne le dit pas : « 141 places ». Une commande qui en a un est en nombre : elle n’a pas de conflit, chaque ligne est jugée sur l’état courant. */
  readonly intitule?: (args: A) => string;
}
/** Commande dont on a oublié les types d’arguments et d’état, pour la ranger au catalogue. `juger` valide les arguments puis lit et décide. */
export interface CommandeQuelconque {
  readonly nom: string;
  readonly version: number;
  readonly libelle: string;
  readonly schema: z.ZodType;
  readonly cible: (args: unknown) => CibleCommande;
  readonly champsTouches: (args: unknown) => readonly string[];
  readonly intitule?: (args: unknown) => string;
  /** Valide, lit et décide. Les arguments mal formés donnent un refus `arguments` qui nomme le champ. */
  readonly juger: (args: unknown, acteur: Acteur, contexte: Contexte) => Lire<Decision>;
}

/** Phrase du premier défaut d’un schéma, avec le champ où il se trouve. */
export const refusDeSchema = (erreur: z.ZodError): Refus => {
  const defaut = erreur.issues[0];
  const chemin = (defaut?.path ?? []).filter((pas) => pas !== 'saisie' && pas !== 'champs').map(String);
  const [champ] = chemin;
  const message = defaut === undefined ? 'Saisie invalide.' : defaut.message;
  return refus('arguments', champ === undefined ? message : message, champ === undefined ? undefined : chemin.join('.'));
};

/** Rend une commande propre à être rangée au catalogue. */
export const quelconque = <A, E>(commande: Commande<string, A, E>): CommandeQuelconque => ({
  nom: commande.nom,
  version: commande.version,
  libelle: commande.libelle,
  schema: commande.schema,
  cible: (args) => commande.cible(args as A),
  champsTouches: (args) => commande.champsTouches(args as A),
  ...(commande.intitule === undefined ? {} : { intitule: commande.intitule as (args: unknown) => string }),
  *juger(args, acteur, contexte) {
    const lu = commande.schema.safeParse(args);
    if (!lu.success) return refusDeSchema(lu.error);
    const etat = yield* commande.lire(lu.data);
    return commande.decide(etat, lu.data, acteur, contexte);
  },
});

/** Fait avancer une lecture avec des réponses immédiates (SQLite, tests). */
export const executer = <T>(lecture: Lire<T>, repondre: (demande: Lecture) => unknown): T => {
  let pas = lecture.next();
  while (pas.done !== true) pas = lecture.next(repondre(pas.value));
  return pas.value;
};
/** Fait avancer une lecture avec des réponses différées (PostgreSQL). */
export const executerAsync = async <T>(lecture: Lire<T>, repondre: (demande: Lecture) => Promise<unknown>): Promise<T> => {
  let pas = lecture.next();
  while (pas.done !== true) pas = lecture.next(await repondre(pas.value));
  return pas.value;
};

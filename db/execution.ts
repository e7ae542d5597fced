import type { Catalogue } from '../domain/commandes/catalogue.ts';
import { interpreter, trouverCommande } from '../domain/commandes/catalogue.ts';
import type { Accord, Changement, CommandeQuelconque, Contexte, Decision, Lecture, LigneRefusee, Refus } from '../domain/commandes/commande.ts';
import { executer, refus } from '../domain/commandes/commande.ts';
import type { Objet } from '../domain/droits.ts';
import type { Ligne, Lignes } from '../domain/objets/objets.ts';
import { nomDe } from '../domain/objets/objets.ts';
import { etatAu } from '../domain/objets/place.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseEcriture, BaseLecture } from './base.ts';
import { classerRetour, derniersCompris, estComprise, lireFile, mettreEnFile } from './file.ts';
import type { ContexteEcriture } from './lignes.ts';
import { ecrireLigne, effacerLigne, ligneDuService, lireLigneCache, lireLignesCache, lireLignesPar, modifierLigne, rafraichirAgregats } from './lignes.ts';
import { lireFichesDuLotCache, lirePropositionsDuLotCache } from './reprise/fichesDuLot.ts';
import { lireNomenclatureCache } from './nomenclature.ts';

/** Qui agit, quand, avec quelles commandes : tout ce qu’une exécution ne lit pas dans la base. */
export interface Cadre { readonly acteur: Acteur; readonly contexte: Contexte; readonly ecriture: ContexteEcriture; readonly catalogue: Catalogue }

/** Répond aux lectures d’une commande avec le cache. */
export const repondreParCache = (base: BaseLecture) => (demande: Lecture): unknown => {
  switch (demande.lire) {
    case 'ligne': return lireLigneCache(base, demande.objet, demande.id);
    case 'entitesParSiren': return lireLignesPar(base, 'entite', 'siren', demande.siren).filter(({ statut }) => statut !== 'ferme' && statut !== 'archive' && statut !== 'refuse');
    case 'dispositifsDe': return lireLignesPar(base, 'dispositif', 'entiteId', demande.entiteId);
    case 'groupesDe': return lireLignesPar(base, 'groupe', 'dispositifId', demande.dispositifId);
    case 'comptesParCourriel': return lireLignesPar(base, 'utilisateur', 'email', demande.email).filter(({ statut }) => statut !== 'supprime');
    // hors du périmètre national, le poste n’en connaît pas : c’est au service de compter
    case 'administrateursActifs': return Math.max(1, lireLignesPar(base, 'utilisateur', 'profil', 'admin_national').filter(({ id, statut }) => statut === 'actif' && id !== demande.sauf).length);
    case 'nomenclature': return lireNomenclatureCache(base);
    case 'propositionsDe': return lireLignesPar(base, 'proposition', 'ficheId', demande.ficheId).filter(({ statut }) => statut === 'ouverte');
    case 'piecesDe': return lireLignesPar(base, 'piece', 'ficheId', demande.ficheId).filter(({ statut }) => statut === 'presente');
    // déposé avant d’être cité : c’est au service de le vérifier
    case 'contenuPresent': return true;
    case 'lignes': return lireLignesCache(base, demande.objet, demande.ids);
    case 'fichesDuLot': return lireFichesDuLotCache(base, demande.lotId);
    case 'propositionsDuLot': return lirePropositionsDuLotCache(base, demande.lotId, demande.parmi);
    case 'placesDe': return lireLignesPar(base, 'place', 'groupeId', demande.groupeId);
    case 'placesNonFermees': return lireLignesPar(base, 'place', 'groupeId', demande.groupeId).filter(({ etats }) => (etatAu(etats, demande.date)?.etat ?? 'fermee') !== 'fermee').length;
  }
};

/** Juge une commande sur le cache, sans rien écrire. `version` : celle du catalogue quand elle n’est pas dite. */
export const juger = (base: BaseLecture, nom: string, args: unknown, cadre: Cadre, version = trouverCommande(nom, cadre.catalogue)?.version ?? 1, repondre = repondreParCache(base)): Decision => {
  const lue = interpreter({ nom, version, args }, cadre.catalogue);
  return lue.connue ? executer(lue.commande.juger(lue.args, cadre.acteur, cadre.contexte), repondre) : lue.refus;
};

/** Note les groupes dont les comptes de places changent quand une ligne passe de `avant` à `apres` : une place peut avoir changé de groupe. */
export const noterGroupes = (groupes: Set<string>, objet: Objet, ...lignes: readonly (Ligne | undefined)[]): void => {
  for (const ligne of lignes) {
    if (ligne !== undefined && objet === 'place') groupes.add((ligne as Lignes['place']).groupeId);
    if (ligne !== undefined && objet === 'groupe') groupes.add(ligne.id);
  }
};
const visee = (changement: Changement): { readonly objet: Objet; readonly id: string } => ({ objet: changement.objet, id: changement.genre === 'creer' ? changement.ligne.id : changement.id });

/** Garde la ligne du service avant le premier effet local qui la touche : c’est elle que l’on remet avant de rejouer. */
const garderCopie = (base: BaseEcriture, objet: Objet, id: string, ligne: Ligne | undefined): void => {
  base.ecrire('insert into serveur (objet, id, ligne) values (?, ?, ?) on conflict do nothing', objet, id, ligne === undefined ? null : JSON.stringify(ligne));
};

/** Les places qu’un jugement a lues, par identifiant. */
export type PlacesLues = Map<string, Lignes['place']>;
/** Répond par le cache en retenant les places lues en nombre : les écrire, ou les compter, ne les relira pas. */
export const repondreEtRetenir = (base: BaseLecture, lues: PlacesLues) => (demande: Lecture): unknown => {
  const reponse = repondreParCache(base)(demande);
  if (demande.lire === 'lignes' && demande.objet === 'place') for (const ligne of reponse as readonly Lignes['place'][]) lues.set(ligne.id, ligne);
  return reponse;
};

/** Écrit l’effet provisoire d’une commande. La révision ne bouge pas : elle reste celle que le service a donnée. */
const appliquerLocalement = (base: BaseEcriture, changements: readonly Changement[], { acteur, contexte, ecriture }: Cadre, groupes: Set<string>, lues: PlacesLues): void => {
  for (const changement of changements) {
    const { objet, id } = visee(changement);
    // une ligne changée deux fois : la première lecture ne vaut que pour le premier changement
    const avant = changement.genre === 'creer' ? undefined : (lues.get(id) ?? lireLigneCache(base, objet, id));
    lues.delete(id);
    garderCopie(base, objet, id, avant);
    if (changement.genre === 'creer') {
      ecrireLigne(base, objet, changement.ligne as never, ecriture);
      noterGroupes(groupes, objet, changement.ligne);
      continue;
    }
    if (avant === undefined) continue;
    if (changement.genre === 'supprimer') {
      effacerLigne(base, objet, id);
      noterGroupes(groupes, objet, avant);
      continue;
    }
    const champs = { ...changement.champs, modifiePar: acteur.utilisateurId, modifieLe: contexte.maintenant };
    const apres = { ...avant, ...champs } as Ligne;
    modifierLigne(base, objet, apres as never, new Set(Object.keys(champs)), ecriture);
    noterGroupes(groupes, objet, avant, apres);
  }
};

const nomAffiche = (base: BaseLecture, objet: Objet, id: string, args: unknown): string => {
  const ligne = lireLigneCache(base, objet, id);
  if (ligne !== undefined) return nomDe(objet, ligne);
  const saisie = (args as { saisie?: Record<string, unknown> }).saisie ?? {};
  return String(saisie['raisonSociale'] ?? saisie['nom'] ?? saisie['libelle'] ?? '');
};

/** `refusees` : d’une commande en nombre, les lignes que le poste sait déjà ne pas pouvoir changer. */
export type Execution = { readonly accepte: true; readonly numero: number; readonly changements: readonly Changement[]; readonly refusees?: readonly LigneRefusee[] } | Refus;

/** Écrit l’effet d’une commande accordée et la met en file. `lues` : les places que le jugement a lues. À appeler dans la transaction qui l’a jugée. */
const ecrireCommande = (base: BaseEcriture, commande: CommandeQuelconque, args: unknown, decision: Accord, lues: PlacesLues, cadre: Cadre): Execution => {
  const cible = commande.cible(args);
  // le service ne compare que la révision de la fiche visée ; en nombre, chaque ligne se juge sur son état courant, et la révision vue ne dit rien
  const versions = commande.intitule === undefined && decision.changements.some((changement) => visee(changement).id === cible.id) ? [{ id: cible.id, version: lireLigneCache(base, cible.objet, cible.id)?.version ?? 0 }] : [];
  const avant = ligneDuService(base, cible.objet, cible.id) ?? null;
  const groupes = new Set<string>();
  appliquerLocalement(base, decision.changements, cadre, groupes, lues);
  rafraichirAgregats(base, groupes);
  const numero = mettreEnFile(base, { nom: commande.nom, version: commande.version, args, base: versions, avant, objet: cible.objet, id: cible.id, fiche: commande.intitule?.(args) ?? nomAffiche(base, cible.objet, cible.id, args), creeLe: cadre.contexte.maintenant });
  return { accepte: true, numero, changements: decision.changements, ...(decision.refusees === undefined ? {} : { refusees: decision.refusees }) };
};

/**
 * Exécute une commande de l’utilisateur : jugée, appliquée au cache et mise en file, en une transaction. Un refus n’écrit rien ; un disque plein non plus.
 * La décision du service fera foi ; celle-ci donne l’effet immédiat. `sans` : les arguments à envoyer quand des lignes sont refusées ici, pour qu’elles ne reviennent pas en
 * refus ; chaque ligne se jugeant seule, ce qui reste a la même décision.
 */
export const executerCommande = (base: BaseEcriture, nom: string, args: unknown, cadre: Cadre, sans: (refusees: readonly LigneRefusee[]) => unknown = () => args): Execution => base.transaction((): Execution => {
  const commande = trouverCommande(nom, cadre.catalogue);
  if (commande === undefined) return refus('commande_inconnue', `Commande inconnue : ${nom}.`);
  const lues: PlacesLues = new Map();
  const decision = juger(base, nom, args, cadre, commande.version, repondreEtRetenir(base, lues));
  return decision.accepte ? ecrireCommande(base, commande, decision.refusees === undefined ? args : sans(decision.refusees), decision, lues, cadre) : decision;
});

/** Un ensemble refusé : `rang` dit quelle commande l’est. */
export type ExecutionEnsemble = { readonly accepte: true; readonly numeros: readonly number[] } | { readonly accepte: false; readonly rang: number; readonly refus: Refus };
/** Défait la transaction en portant le refus jusqu’à l’appelant. */
class EnsembleRefuse extends Error {
  readonly rang: number;
  readonly refus: Refus;
  constructor(rang: number, raison: Refus) { super(raison.message); this.rang = rang; this.refus = raison; }
}

/**
 * Exécute plusieurs commandes dans l’ordre, chacune jugée après l’effet des précédentes, en une transaction : toutes en file, ou aucune.
 * `retour` : le refus ou le conflit que cet ensemble corrige, classé avec lui.
 */
export const executerEnsemble = (base: BaseEcriture, commandes: readonly { readonly nom: string; readonly args: unknown }[], cadre: Cadre, retour: number | null = null): ExecutionEnsemble => {
  try {
    return base.transaction((): ExecutionEnsemble => {
      if (retour !== null && !classerRetour(base, retour)) throw new EnsembleRefuse(0, refus('file.introuvable', 'Ce retour n’existe pas ou a déjà été classé.'));
      return {
        accepte: true, numeros: commandes.map(({ nom, args }, rang) => {
          const execution = executerCommande(base, nom, args, cadre);
          if (!execution.accepte) throw new EnsembleRefuse(rang, execution);
          return execution.numero;
        }),
      };
    });
  } catch (erreur) {
    if (erreur instanceof EnsembleRefuse) return { accepte: false, rang: erreur.rang, refus: erreur.refus };
    throw erreur;
  }
};

export type Resolution = { readonly accepte: true; readonly numero: number | null } | Refus;
/** Classe un retour, en exécutant s’il le faut la commande qui en tient lieu : tout ou rien. Refus `file.introuvable` quand ce retour n’est pas à traiter. */
export const resoudreRetour = (base: BaseEcriture, numero: number, commande: { readonly nom: string; readonly args: unknown } | null, cadre: Cadre): Resolution => base.transaction((): Resolution => {
  if (base.un('select 1 from retour where numero = ? and classe = 0', numero) === undefined) return refus('file.introuvable', 'Ce retour n’existe pas ou a déjà été classé.');
  const execution = commande === null ? null : executerCommande(base, commande.nom, commande.args, cadre);
  if (execution !== null && !execution.accepte) return execution;
  classerRetour(base, numero);
  return { accepte: true, numero: execution?.numero ?? null };
});

/** Remet les lignes du service partout où un effet provisoire les couvrait ; sur ces seules `places` quand elles sont dites. */
export const retirerEffetsLocaux = (base: BaseEcriture, ecriture: ContexteEcriture, groupes: Set<string>, ids?: readonly string[]): void => {
  const [parmi, parametres] = ids === undefined ? ['', []] : ["where objet in ('place', 'dispositif') and id in (select value from json_each(?))", [JSON.stringify(ids)]];
  for (const { objet, id, ligne } of base.tous<{ objet: Objet; id: string; ligne: string | null }>(`select objet, id, ligne from serveur ${parmi}`, ...parametres)) {
    const gardee = ligne === null ? undefined : (JSON.parse(ligne) as Ligne);
    noterGroupes(groupes, objet, lireLigneCache(base, objet, id), gardee);
    if (gardee === undefined) effacerLigne(base, objet, id);
    else ecrireLigne(base, objet, gardee as never, ecriture);
  }
  base.ecrire(`delete from serveur ${parmi}`, ...parametres);
};

/** Réapplique ce qui attend encore, dans l’ordre. Les groupes touchés s’ajoutent à `groupes`. */
export const rejouer = (base: BaseEcriture, cadre: Cadre, groupes: Set<string>): void => {
  const derniers = derniersCompris(base);
  for (const commande of lireFile(base)) {
    const { nom, version, args, issue } = commande;
    // refusée ou en conflit : le service a tranché, l’effet local ne revient pas ; comprise : il est déjà dans les lignes reçues
    if ((issue !== null && issue.issue !== 'appliquee') || estComprise(commande, derniers)) continue;
    const lues: PlacesLues = new Map();
    const decision = juger(base, nom, args, cadre, version, repondreEtRetenir(base, lues));
    // refusée d’après l’état nouveau : pas d’effet local, mais elle reste en file, le service tranchera
    if (decision.accepte) appliquerLocalement(base, decision.changements, cadre, groupes, lues);
  }
};

/**
 * Refait les effets locaux de tout ce qui attend : après un refus du service, et à chaque ouverture, où cela répare un arrêt survenu entre les deux fichiers.
 */
export const rejouerFile = (base: BaseEcriture, cadre: Cadre): void => {
  base.transaction(() => {
    const groupes = new Set<string>();
    retirerEffetsLocaux(base, cadre.ecriture, groupes);
    rejouer(base, cadre, groupes);
    rafraichirAgregats(base, groupes);
  });
};

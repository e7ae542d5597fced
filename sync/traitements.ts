import type { EtatSync, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { STATUTS } from '../domain/cycleDeVie.ts';
import type { Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import { lireNomenclatureCache } from '../db/nomenclature.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import { apercuFermeture } from '../db/fermeture.ts';
import { classerRetour, listerFile } from '../db/file.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, juger, resoudreRetour } from '../db/execution.ts';
import type { Refus } from '../domain/commandes/commande.ts';
import { chercherDoublons, responsablesPossibles } from '../db/doublons.ts';
import { chercherEntites, lireFiche } from '../db/fiche.ts';
import { lireFenetre, ouvrirVue, rangDans, valeursDe } from '../db/vues.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { traitementsRecherche } from './recherche.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';
import { traitementsAccueil } from './accueil.ts';
import { traitementsCalendrier } from './calendrier.ts';
import { traitementsIndicateurs } from './indicateurs.ts';
import { traitementsExportOffre } from './exportOffre.ts';
import { traitementsOccupation } from './occupation.ts';
import { traitementsPlaces } from './places.ts';
import { traitementsPropositions } from './propositions.ts';
import { traitementsValidation } from './validation.ts';
import { traitementsVues } from './vues.ts';
import { traitementsReprise } from './reprise/traitements.ts';
import { traitementsUtilisateurs } from './utilisateurs.ts';

const VUES_GARDEES = 4;
let numeroVue = 0;

const libelleValeur = (nomenclature: Nomenclature, colonne: string, valeur: string): string => {
  switch (colonne) {
    case 'statut': return STATUTS[valeur as keyof typeof STATUTS] ?? valeur;
    case 'nature': return nomenclature.trouver('nature', valeur)?.libelle ?? valeur;
    case 'type': return nomenclature.trouver('type', valeur)?.libelle ?? valeur;
    case 'departement': return `${valeur} – ${nomDepartement(valeur)}`;
    default: return nomCommune(valeur) ?? valeur;
  }
};

const refusPoste = ({ code, message, champ }: Refus) => ({ code, message, ...(champ === undefined ? {} : { champ }) });

/** Ce que les traitements demandent au poste qui les sert. */
export interface Hote {
  readonly session: () => SessionPoste;
  readonly cadre: () => Cadre;
  /** Une commande vient d’être exécutée : prévenir la fenêtre, et compter le travail à sauvegarder. */
  readonly apresCommande: () => void;
  /** Au milieu d’un geste en nombre : les lignes à l’écran ont changé, la grille les relit sans rouvrir sa vue. */
  readonly montrer: () => void;
  readonly emettreSync: (etat: EtatSync) => void;
  /** Rouvre la session auprès du service si le compte a été ouvert hors ligne. */
  readonly reprendre: () => Promise<void>;
  readonly exports: Exports;
  readonly maintenant: () => string;
  readonly placesParCommande: number | undefined;
}

/** Les traitements qui demandent un compte ouvert. Chacun lit le cache ou exécute une commande ; aucune règle ici. */
export const creerTraitements = ({ session, cadre, apresCommande, montrer, emettreSync, reprendre, exports, maintenant, placesParCommande }: Hote): Omit<Traitements, `session.${string}` | `coffre.${string}` | `poste.${string}` | `compte.${string}` | `brouillons.${string}` | `journal.${string}` | `agregats.${string}` | `moi.${string}` | `pieces.${string}` | `nomenclature.${string}` | `controles.${string}` | `aide.${string}` | `application.${string}` | `rapports.${string}` | 'indicateurs.instantanes'> => {
  const vueDe = (numero: number) => {
    const vue = session().vues.get(numero);
    if (vue === undefined || !('genres' in vue)) throw new ErreurPoste('vue.perimee', 'Cette vue n’est plus à jour.');
    return vue;
  };
  return {
    ...traitementsAccueil({ session }),
    ...traitementsRecherche({ session }),
    ...traitementsPlaces({ session, cadre, apresCommande, montrer, emettreSync, exports, maintenant, placesParCommande }),
    ...exports.traitements,
    ...traitementsExportOffre({ session, vueDe, exports }),
    ...traitementsValidation({ session, exports }),
    ...traitementsCalendrier({ session }),
    ...traitementsIndicateurs({ session, exports }),
    ...traitementsVues(session),
    ...traitementsOccupation({ session, cadre, apresCommande, emettreSync }),
    ...traitementsReprise({ session, cadre, apresCommande, emettreSync, exports }),
    ...traitementsUtilisateurs({ session, cadre, apresCommande, emettreSync, exports }),
    ...traitementsPropositions({ session, cadre, apresCommande, emettreSync }),
    'sync.etat': () => session().synchroniseur.etat(),
    'sync.maintenant': async () => {
      await reprendre();
      await session().synchroniseur.maintenant(true);
      return { fait: true };
    },
    'sync.annuler': () => { session().synchroniseur.annuler(); return { fait: true }; },
    'sync.file': () => ({ commandes: listerFile(session().base) }),
    'sync.classer': ({ seq }) => {
      const { base, synchroniseur } = session();
      if (!classerRetour(base, seq)) throw new ErreurPoste('file.introuvable', 'Ce retour n’existe pas ou a déjà été classé.');
      emettreSync(synchroniseur.etat());
      apresCommande();
      return { fait: true };
    },
    'sync.resoudre': ({ seq, commande }) => {
      const { base, synchroniseur } = session();
      const resolution = resoudreRetour(base, seq, commande === null ? null : { nom: commande.nom, args: commande.args }, cadre());
      if (!resolution.accepte) return { accepte: false, refus: refusPoste(resolution) };
      emettreSync(synchroniseur.etat());
      apresCommande();
      if (resolution.numero !== null) void synchroniseur.maintenant();
      return { accepte: true, seq: resolution.numero };
    },
    'commandes.executer': ({ nom, args }) => {
      const { base, synchroniseur } = session();
      const execution = executerCommande(base, nom, args, cadre());
      if (!execution.accepte) return { accepte: false, refus: refusPoste(execution) };
      emettreSync(synchroniseur.etat());
      apresCommande();
      void synchroniseur.maintenant();
      return { accepte: true, seq: execution.numero };
    },
    'commandes.juger': ({ nom, args }) => {
      const decision = juger(session().base, nom, args, cadre());
      return { refus: decision.accepte ? null : refusPoste(decision) };
    },
    'offre.ouvrir': (definition) => {
      const { base, vues } = session();
      const vue = ouvrirVue(base, definition);
      numeroVue += 1;
      vues.set(numeroVue, vue);
      for (const ancienne of [...vues.keys()].slice(0, -VUES_GARDEES)) vues.delete(ancienne);
      return { vue: numeroVue, total: vue.total, totaux: vue.totaux, filtres: vue.filtres };
    },
    'offre.lignes': ({ vue, debut, fin }) => {
      const ouverte = vueDe(vue);
      return { lignes: lireFenetre(session().base, ouverte, debut, Math.min(fin, debut + 1000), contexteDuPoste().aujourdhui, nomCommune), total: ouverte.total };
    },
    'offre.rang': ({ vue, id }) => ({ rang: rangDans(session().base, vueDe(vue), id) }),
    'offre.valeurs': ({ colonne, definition }) => {
      const nomenclature = construireNomenclature(lireNomenclatureCache(session().base), contexteDuPoste().aujourdhui);
      return { valeurs: valeursDe(session().base, colonne, definition).map(({ valeur, nombre }) => ({ valeur, libelle: libelleValeur(nomenclature, colonne, valeur), nombre })) };
    },
    'offre.fiche': ({ objet, id }) => ({ fiche: lireFiche(session().base, objet, id, acteurDe(session().utilisateur), contexteDuPoste()) }),
    'offre.apercuFermeture': (demande) => apercuFermeture(session().base, demande, acteurDe(session().utilisateur), contexteDuPoste()),
    'offre.entites': ({ recherche, departement }) => ({ entites: chercherEntites(session().base, recherche, departement) }),
    'offre.doublons': (demande) => ({ doublons: chercherDoublons(session().base, demande, nomCommune) }),
    'offre.responsables': ({ entiteId }) => responsablesPossibles(session().base, entiteId, acteurDe(session().utilisateur)),
  };
};

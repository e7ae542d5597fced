import type { EtatSync, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { NATURES, TYPES } from '../domain/nomenclature/natures.ts';
import { STATUTS } from '../domain/cycleDeVie.ts';
import { libelleDe } from '../domain/nomenclature/code.ts';
import { COMMUNES, trouverCommune } from '../domain/geographie/cog.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import { cleDeTri } from '../domain/texte.ts';
import { classerRetour, listerFile } from '../db/file.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, juger, resoudreRetour } from '../db/execution.ts';
import type { Refus } from '../domain/commandes/commande.ts';
import { chercherDoublons, chercherEntites, lireFiche, rechercher } from '../db/fiche.ts';
import { fileValidation } from '../db/validation.ts';
import { lireFenetre, ouvrirVue, rangDans, valeursDe } from '../db/vues.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';
import { traitementsUtilisateurs } from './utilisateurs.ts';

const VUES_GARDEES = 4;
let numeroVue = 0;

/** Clés de recherche des communes, faites à la première demande (35 000 noms). */
let clesCommunes: readonly { readonly cle: string; readonly rang: number }[] | undefined;
const indexCommunes = () => (clesCommunes ??= COMMUNES.map((commune, rang) => ({ cle: cleDeTri(`${commune.nom} ${commune.codesPostaux.join(' ')} ${commune.code}`), rang })));

const libelleValeur = (colonne: string, valeur: string): string => {
  switch (colonne) {
    case 'statut': return STATUTS[valeur as keyof typeof STATUTS] ?? valeur;
    case 'nature': return libelleDe(NATURES, valeur);
    case 'type': return libelleDe(TYPES, valeur);
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
  readonly emettreSync: (etat: EtatSync) => void;
  /** Rouvre la session auprès du service si le compte a été ouvert hors ligne. */
  readonly reprendre: () => Promise<void>;
}

/** Les traitements qui demandent un compte ouvert. Chacun lit le cache ou exécute une commande ; aucune règle ici. */
export const creerTraitements = ({ session, cadre, apresCommande, emettreSync, reprendre }: Hote): Omit<Traitements, `session.${string}` | `coffre.${string}` | `poste.${string}` | `compte.${string}` | `brouillons.${string}` | `journal.${string}` | `agregats.${string}` | `moi.${string}`> => {
  const vueDe = (numero: number) => {
    const vue = session().vues.get(numero);
    if (vue === undefined || !('genres' in vue)) throw new ErreurPoste('vue.perimee', 'Cette vue n’est plus à jour.');
    return vue;
  };
  return {
    ...traitementsUtilisateurs({ session, cadre, apresCommande, emettreSync }),
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
    'offre.valeurs': ({ colonne, definition }) => ({ valeurs: valeursDe(session().base, colonne, definition).map(({ valeur, nombre }) => ({ valeur, libelle: libelleValeur(colonne, valeur), nombre })) }),
    'offre.fiche': ({ objet, id }) => ({ fiche: lireFiche(session().base, objet, id, acteurDe(session().utilisateur), contexteDuPoste()) }),
    'offre.entites': ({ recherche, departement }) => ({ entites: chercherEntites(session().base, recherche, departement) }),
    'offre.doublons': ({ siren, nom, sauf }) => ({ doublons: chercherDoublons(session().base, siren, nom, sauf) }),
    'validation.file': ({ onglet }) => {
      const { lignes, compteurs, tronquee } = fileValidation(session().base, acteurDe(session().utilisateur), contexteDuPoste(), onglet, nomCommune);
      return { lignes, compteurs, tronquee };
    },
    'geographie.communes': ({ recherche, departements }) => {
      const mots = cleDeTri(recherche).split(' ').filter((mot) => mot !== '');
      if (mots.length === 0) return { communes: [] };
      const trouvees = indexCommunes().filter(({ cle, rang }) => mots.every((mot) => cle.includes(mot)) && (departements.length === 0 || departements.includes(COMMUNES[rang]?.departement ?? '')));
      // le nom qui commence par la saisie d’abord, puis les communes les plus peuplées
      const premier = mots[0] ?? '';
      const triees = trouvees.sort((gauche, droite) => Number(droite.cle.startsWith(premier)) - Number(gauche.cle.startsWith(premier)) || (COMMUNES[droite.rang]?.population ?? 0) - (COMMUNES[gauche.rang]?.population ?? 0));
      return { communes: triees.slice(0, 15).flatMap(({ rang }) => { const commune = COMMUNES[rang]; return commune === undefined ? [] : [{ code: commune.code, nom: commune.nom, departement: commune.departement, codePostal: commune.codesPostaux[0] ?? null }]; }) };
    },
    'geographie.commune': ({ code }) => {
      const commune = trouverCommune(code);
      return { commune: commune === undefined ? null : { code: commune.code, nom: commune.nom, departement: commune.departement, codePostal: commune.codesPostaux[0] ?? null } };
    },
    'recherche.globale': ({ texte }) => ({ resultats: rechercher(session().base, texte, nomCommune) }),
  };
};

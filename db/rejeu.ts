import type { LigneChangement } from '../contract/service.ts';
import { trouverCommande } from '../domain/commandes/catalogue.ts';
import type { Changement, Contexte, Decision, Lecture, Refus } from '../domain/commandes/commande.ts';
import { executer, refus } from '../domain/commandes/commande.ts';
import type { Objet } from '../domain/droits.ts';
import type { Ligne, Lignes } from '../domain/objets/objets.ts';
import { SCHEMAS, nomDe } from '../domain/objets/objets.ts';
import { etatAu } from '../domain/objets/place.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseEcriture, BaseLecture } from './base.ts';
import { ecrireReglage } from './base.ts';
import { lireFile, mettreEnFile, retirerAcquittees } from './file.ts';
import type { ContexteEcriture } from './lignes.ts';
import { ecrireLigne, effacerLigne, lireLigneCache, lireLignesPar, rafraichirAgregats, viderOffre } from './lignes.ts';

/** Répond aux lectures d’une commande avec le cache. */
export const repondreParCache = (base: BaseLecture) => (demande: Lecture): unknown => {
  switch (demande.lire) {
    case 'ligne': return lireLigneCache(base, demande.objet, demande.id);
    case 'entitesParSiren': return lireLignesPar(base, 'entite', 'siren', demande.siren).filter(({ statut }) => statut !== 'ferme' && statut !== 'archive' && statut !== 'refuse');
    case 'dispositifsDe': return lireLignesPar(base, 'dispositif', 'entiteId', demande.entiteId);
    case 'groupesDe': return lireLignesPar(base, 'groupe', 'dispositifId', demande.dispositifId);
    case 'placesNonFermees': return lireLignesPar(base, 'place', 'groupeId', demande.groupeId).filter(({ etats }) => (etatAu(etats, demande.date)?.etat ?? 'fermee') !== 'fermee').length;
  }
};

/** Juge une commande sur le cache, sans rien écrire. */
export const juger = (base: BaseLecture, nom: string, args: unknown, acteur: Acteur, contexte: Contexte): Decision => {
  const commande = trouverCommande(nom);
  if (commande === undefined) return refus('commande_inconnue', `Commande inconnue : ${nom}.`);
  return executer(commande.juger(args, acteur, contexte), repondreParCache(base));
};

const groupeTouche = (objet: Objet, ligne: Ligne): string | null => (objet === 'place' ? (ligne as Lignes['place']).groupeId : objet === 'groupe' ? ligne.id : null);

/** Garde la ligne du service avant le premier effet local qui la touche : c’est elle que l’on remet avant de rejouer. */
const garderCopie = (base: BaseEcriture, objet: Objet, id: string): void => {
  if (base.un('select 1 from serveur where objet = ? and id = ?', objet, id) !== undefined) return;
  const ligne = lireLigneCache(base, objet, id);
  base.ecrire('insert into serveur (objet, id, ligne) values (?, ?, ?)', objet, id, ligne === undefined ? null : JSON.stringify(ligne));
};

/** Écrit l’effet provisoire d’une commande. La révision ne bouge pas : elle reste celle que le service a donnée. */
const appliquerLocalement = (base: BaseEcriture, changements: readonly Changement[], acteur: Acteur, contexte: Contexte, ecriture: ContexteEcriture): void => {
  const groupes = new Set<string>();
  for (const changement of changements) {
    const id = changement.genre === 'creer' ? changement.ligne.id : changement.id;
    garderCopie(base, changement.objet, id);
    const avant = changement.genre === 'creer' ? undefined : lireLigneCache(base, changement.objet, id);
    if (changement.genre === 'modifier' && avant === undefined) continue;
    const apres = changement.genre === 'creer' ? changement.ligne : ({ ...avant, ...changement.champs, modifiePar: acteur.utilisateurId, modifieLe: contexte.maintenant } as Ligne);
    ecrireLigne(base, changement.objet, apres as never, ecriture);
    const groupe = groupeTouche(changement.objet, apres);
    if (groupe !== null) groupes.add(groupe);
  }
  rafraichirAgregats(base, groupes);
};

const nomAffiche = (base: BaseLecture, objet: Objet, id: string, args: unknown): string => {
  const ligne = lireLigneCache(base, objet, id);
  if (ligne !== undefined) return nomDe(objet, ligne);
  const saisie = (args as { saisie?: Record<string, unknown> }).saisie ?? {};
  return String(saisie['raisonSociale'] ?? saisie['nom'] ?? saisie['libelle'] ?? '');
};

export type Execution = { readonly accepte: true; readonly seq: number } | Refus;

/**
 * Exécute une commande de l’utilisateur : jugée, appliquée au cache et mise en file, en une transaction. Un refus n’écrit rien.
 * La décision du service fera foi ; celle-ci donne l’effet immédiat.
 */
export const executerCommande = (base: BaseEcriture, nom: string, args: unknown, acteur: Acteur, contexte: Contexte, ecriture: ContexteEcriture): Execution => base.transaction((): Execution => {
  const decision = juger(base, nom, args, acteur, contexte);
  if (!decision.accepte) return decision;
  const commande = trouverCommande(nom);
  if (commande === undefined) return refus('commande_inconnue', `Commande inconnue : ${nom}.`);
  const touchees = decision.changements.map((changement) => ({ objet: changement.objet, id: changement.genre === 'creer' ? changement.ligne.id : changement.id }));
  const versions = touchees.map(({ objet, id }) => ({ id, version: lireLigneCache(base, objet, id)?.version ?? 0 }));
  const cible = commande.cible(args);
  appliquerLocalement(base, decision.changements, acteur, contexte, ecriture);
  const seq = mettreEnFile(base, { nom, version: commande.version, args, base: versions, objet: cible.objet, id: cible.id, fiche: nomAffiche(base, cible.objet, cible.id, args), creeLe: contexte.maintenant });
  return { accepte: true, seq };
});

/** Remet les lignes du service partout où un effet provisoire les couvrait. */
const retirerEffetsLocaux = (base: BaseEcriture, ecriture: ContexteEcriture, groupes: Set<string>): void => {
  for (const { objet, id, ligne } of base.tous<{ objet: Objet; id: string; ligne: string | null }>('select objet, id, ligne from serveur')) {
    const courante = lireLigneCache(base, objet, id);
    const groupe = courante === undefined ? null : groupeTouche(objet, courante);
    if (groupe !== null) groupes.add(groupe);
    if (ligne === null) effacerLigne(base, objet, id);
    else ecrireLigne(base, objet, JSON.parse(ligne) as never, ecriture);
  }
  base.ecrire('delete from serveur');
};

const rejouer = (base: BaseEcriture, acteur: Acteur, contexte: Contexte, ecriture: ContexteEcriture): void => {
  for (const { nom, args, issue } of lireFile(base)) {
    // refusée ou en conflit : le service a tranché, l’effet local ne revient pas
    if (issue !== null && issue.issue !== 'appliquee') continue;
    const decision = juger(base, nom, args, acteur, contexte);
    // refusée d’après l’état nouveau : pas d’effet local, mais elle reste en file, le service tranchera
    if (decision.accepte) appliquerLocalement(base, decision.changements, acteur, contexte, ecriture);
  }
};

/**
 * Applique une page reçue du service : effets locaux retirés, lignes écrites, commandes acquittées ôtées, reste rejoué, curseur avancé — en une transaction.
 * Une ligne mal formée fait tout échouer : rien n’est appliqué, le curseur ne bouge pas. `lignes` sans la ligne `fin`.
 * Coût : la page et ce que les commandes en attente touchent, jamais tout le cache.
 */
export const appliquerPage = (base: BaseEcriture, lignes: readonly LigneChangement[], fin: Extract<LigneChangement, { genre: 'fin' }>, acteur: Acteur, contexte: Contexte, ecriture: ContexteEcriture): void => {
  base.transaction(() => {
    const groupes = new Set<string>();
    retirerEffetsLocaux(base, ecriture, groupes);
    for (const changement of lignes) {
      if (changement.genre === 'remise_a_zero') viderOffre(base);
      else if (changement.genre === 'retrait') {
        const ligne = lireLigneCache(base, changement.objet, changement.id);
        const groupe = ligne === undefined ? null : groupeTouche(changement.objet, ligne);
        if (groupe !== null) groupes.add(groupe);
        effacerLigne(base, changement.objet, changement.id);
      } else if (changement.genre === 'ligne') {
        const ligne = SCHEMAS[changement.objet].parse(changement.ligne) as Ligne;
        ecrireLigne(base, changement.objet, ligne as never, ecriture);
        const groupe = groupeTouche(changement.objet, ligne);
        if (groupe !== null) groupes.add(groupe);
      }
    }
    rafraichirAgregats(base, groupes);
    retirerAcquittees(base, fin.dernierSeq);
    rejouer(base, acteur, contexte, ecriture);
    ecrireReglage(base, 'curseur', fin.curseur);
  });
};

/** Retire l’effet des commandes que le service vient de refuser, sans attendre la prochaine page. */
export const rejouerFile = (base: BaseEcriture, acteur: Acteur, contexte: Contexte, ecriture: ContexteEcriture): void => {
  base.transaction(() => {
    const groupes = new Set<string>();
    retirerEffetsLocaux(base, ecriture, groupes);
    rafraichirAgregats(base, groupes);
    rejouer(base, acteur, contexte, ecriture);
  });
};

import type { Fiche, GestePossible } from '../contract/poste.ts';
import { gestesPossibles } from '../domain/cycleDeVie.ts';
import type { GesteCycle, Statut } from '../domain/cycleDeVie.ts';
import { jugerAnnulation } from '../domain/commandes/annulation.ts';
import { jugerGeste } from '../domain/commandes/circuit.ts';
import { DROITS_COMMENTER, refusCommentaire } from '../domain/commandes/commentaire.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import { refusModification } from '../domain/commandes/modification.ts';
import { contexteDroit, estRefus } from '../domain/commandes/regles.ts';
import type { ContexteDroit, Geste, Objet } from '../domain/droits.ts';
import { MATRICE, autoriser } from '../domain/droits.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import { estFinanceP177 } from '../domain/objets/dispositif.ts';
import type { Entite } from '../domain/objets/entite.ts';
import type { Groupe } from '../domain/objets/groupe.ts';
import type { Ligne } from '../domain/objets/objets.ts';
import { cibleDe } from '../domain/objets/objets.ts';
import type { Acteur } from '../domain/profils.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { BaseLecture } from './base.ts';
import { commandesDe } from './file.ts';
import { lireLigneCache, lireLignesPar } from './lignes.ts';
import { propositionsDeFiche } from './propositions.ts';

const GESTES_CYCLE: readonly GesteCycle[] = ['soumettre', 'prevalider', 'valider', 'renvoyer', 'refuser', 'suspendre', 'retablir', 'fermer', 'archiver'];
const aUneRegle = (acteur: Acteur, geste: Geste, objet: Objet): boolean => MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === objet && regle.geste === geste);

const jugementVersGeste = (geste: string, jugement: object): GestePossible =>
  estRefus(jugement) ? { geste, possible: false, raison: jugement.message, suppleance: false } : { geste, possible: true, raison: null, suppleance: 'suppleance' in jugement };

/** Annuler sa dernière décision (montré seulement à qui le peut encore, ou que ses dispositifs en empêchent) et commenter : ni l’un ni l’autre ne part d’une ligne de la table. */
const gestesDeSuite = (objet: 'entite' | 'dispositif', fiche: Entite | Dispositif, dispositifs: readonly Dispositif[], acteur: Acteur, contexte: Contexte): GestePossible[] => {
  const annulation = jugerAnnulation(objet, fiche, dispositifs, acteur, contexte);
  return [
    ...(estRefus(annulation) && annulation.code !== 'dispositifs_valides' ? [] : [jugementVersGeste('annulerDecision', annulation)]),
    ...(DROITS_COMMENTER.some((geste) => aUneRegle(acteur, geste, objet)) ? [jugementVersGeste('commenter', refusCommentaire(objet, fiche, acteur, contexte) ?? {})] : []),
  ];
};

/** Les gestes que le statut permet et que le profil connaît, avec la raison quand l’un est fermé. Un geste sans règle pour le profil est absent. */
const gestesDeFiche = (objet: 'entite' | 'dispositif', fiche: Entite | Dispositif, entite: Entite | undefined, dispositifs: readonly Dispositif[], acteur: Acteur, contexte: Contexte): GestePossible[] => {
  const p177 = objet === 'dispositif' && estFinanceP177((fiche as Dispositif).financements, contexte.aujourdhui);
  const possibles = gestesPossibles(fiche.statut as Statut, p177);
  const gestes = GESTES_CYCLE.filter((geste) => possibles.some((transition) => transition.geste === geste && aUneRegle(acteur, transition.droit, objet)))
    // le motif se demande au moment du geste : ici on juge le reste
    .map((geste) => jugementVersGeste(geste, jugerGeste(geste, objet, fiche, entite, acteur, contexte, 'motif')));
  gestes.push(...gestesDeSuite(objet, fiche, dispositifs, acteur, contexte));
  const premier = Object.keys(objet === 'entite' ? { adresse: 1 } : { horaires: 1 })[0] as string;
  const modifier = aUneRegle(acteur, 'modifier', objet) ? jugementVersGeste('modifier', refusModification(objet, fiche, { [premier]: null }, acteur, contexte, undefined)) : null;
  if (modifier !== null) gestes.push(modifier);
  // qui ne modifie pas une fiche validée peut en demander le changement ; qui la modifie propose ses champs sensibles dans le même formulaire
  if (modifier?.possible !== true && (fiche.statut === 'valide' || fiche.statut === 'suspendu') && aUneRegle(acteur, 'proposer_changement', objet)) gestes.push(jugementDroit('proposerChangement', acteur, 'proposer_changement', objet, contexteDroit(objet, fiche, contexte.aujourdhui)));
  if (objet === 'entite' && (aUneRegle(acteur, 'proposer', 'dispositif') || aUneRegle(acteur, 'creer', 'dispositif'))) {
    const ferme = ['ferme', 'archive', 'refuse'].includes(fiche.statut);
    gestes.push({ geste: 'creerDispositif', possible: !ferme, raison: ferme ? 'L’entité est fermée ou refusée : aucun dispositif ne peut y être créé.' : null, suppleance: false });
  }
  if (objet === 'dispositif' && aUneRegle(acteur, 'creer', 'groupe')) gestes.push(jugementDroit('creerGroupe', acteur, 'creer', 'groupe', cibleDe('dispositif', fiche as Dispositif)));
  return gestes;
};

const jugementDroit = (nom: string, acteur: Acteur, geste: Geste, objet: Objet, cible: ContexteDroit): GestePossible => {
  const droit = autoriser(acteur, geste, objet, cible);
  return droit.accordee ? { geste: nom, possible: true, raison: null, suppleance: droit.suppleance } : { geste: nom, possible: false, raison: droit.message, suppleance: false };
};

const PLACES = `select coalesce(sum(g."capaciteJour"), 0) as capacite, coalesce(sum(a.occupees), 0) as occupees, coalesce(sum(a.reservees), 0) as reservees, coalesce(sum(a.libres), 0) as libres, coalesce(sum(a.indisponibles), 0) as indisponibles
  from groupe g left join agregat a on a."groupeId" = g.id where`;
const versEcran = (ligne: Ligne): Record<string, unknown> => ligne as unknown as Record<string, unknown>;

const nomDuCompte = (base: BaseLecture, id: string | null | undefined): string | null => (id === null || id === undefined ? null : (base.un<{ nom: string }>('select nom from utilisateur where id = ?', id)?.nom ?? null));

/** Tout ce que la fiche montre d’un objet du cache ; `null` quand il n’y est pas (hors périmètre, retiré). */
export const lireFiche = (base: BaseLecture, objet: 'entite' | 'dispositif' | 'groupe', id: string, acteur: Acteur, contexte: Contexte): Fiche | null => {
  const ligne = lireLigneCache(base, objet, id);
  if (ligne === undefined) return null;
  const dispositif = objet === 'dispositif' ? (ligne as Dispositif) : objet === 'groupe' ? lireLigneCache(base, 'dispositif', (ligne as Groupe).dispositifId) : undefined;
  const entite = objet === 'entite' ? (ligne as Entite) : lireLigneCache(base, 'entite', (ligne as Dispositif | Groupe).entiteId);
  const colonne = objet === 'entite' ? '"entiteId"' : objet === 'dispositif' ? '"dispositifId"' : 'id';
  const serveur = base.un<{ ligne: string | null }>('select ligne from serveur where objet = ? and id = ?', objet, id);
  const commune = (ligne as Entite).commune;
  const dispositifs = objet === 'entite' ? lireLignesPar(base, 'dispositif', 'entiteId', id) : [];
  return {
    objet, ligne: versEcran(ligne), communeNom: commune === null ? null : (contexte.communes.trouver(commune)?.nom ?? null),
    responsableNom: objet === 'dispositif' ? nomDuCompte(base, (ligne as Dispositif).responsableId) : null,
    entite: entite === undefined ? null : versEcran(entite), dispositif: dispositif === undefined ? null : versEcran(dispositif),
    groupes: objet === 'dispositif' ? lireLignesPar(base, 'groupe', 'dispositifId', id).map(versEcran) : [],
    dispositifs: dispositifs.map(versEcran),
    gestes: objet === 'groupe' ? gestesDeGroupe(ligne as Groupe, acteur, contexte) : gestesDeFiche(objet, ligne as Entite | Dispositif, entite, dispositifs, acteur, contexte),
    places: base.un<Fiche['places']>(`${PLACES} g.${colonne} = ?`, id) as Fiche['places'],
    serveur: serveur?.ligne === undefined || serveur.ligne === null ? null : (JSON.parse(serveur.ligne) as Record<string, unknown>),
    attente: commandesDe(base, id),
    propositions: propositionsDeFiche(base, id, acteur, contexte),
  };
};

const gestesDeGroupe = (groupe: Groupe, acteur: Acteur, contexte: Contexte): GestePossible[] => {
  const cible = cibleDe('groupe', groupe);
  const ferme = groupe.fermeture !== null && groupe.fermeture <= contexte.aujourdhui;
  return (['modifier', 'fermer'] as const).filter((geste) => aUneRegle(acteur, geste, 'groupe')).map((geste) => (ferme
    ? { geste, possible: false, raison: 'Le groupe est fermé.', suppleance: false }
    : jugementDroit(geste, acteur, geste, 'groupe', cible)));
};

const motif = (texte: string): string[] => cleDeTri(texte).split(' ').filter((mot) => mot !== '').map((mot) => `%${mot.replace(/[\\%_]/gu, (signe) => `\\${signe}`)}%`);
const tousLesMots = (mots: readonly string[], colonne: string): string => (mots.length === 0 ? 'true' : mots.map(() => `${colonne} like ? escape '\\'`).join(' and '));

/** Entités à proposer dans un champ de choix, 20 au plus, sans les fermées. */
export const chercherEntites = (base: BaseLecture, recherche: string, departement: string | null): { id: string; nom: string; siren: string | null; departements: string[]; statut: string }[] => {
  const mots = motif(recherche);
  return base.tous<{ id: string; nom: string; siren: string | null; departements: string; statut: string }>(
    `select id, "raisonSociale" as nom, siren, departements, statut from entite where statut not in ('ferme', 'archive', 'refuse') and ${tousLesMots(mots, 'recherche')}
     ${departement === null ? '' : 'and exists (select 1 from json_each(departements) where value = ?)'} order by "cleTri" limit 20`, ...mots, ...(departement === null ? [] : [departement]),
  ).map((ligne) => ({ ...ligne, departements: JSON.parse(ligne.departements) as string[] }));
};

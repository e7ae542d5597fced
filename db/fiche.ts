import type { Fiche, GestePossible } from '../contract/poste.ts';
import { TRANSITIONS, gestesPossibles } from '../domain/cycleDeVie.ts';
import type { GesteCycle, Statut } from '../domain/cycleDeVie.ts';
import { jugerGeste } from '../domain/commandes/circuit.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import { refusModification } from '../domain/commandes/modification.ts';
import { estRefus } from '../domain/commandes/regles.ts';
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

const GESTES_CYCLE: readonly GesteCycle[] = ['soumettre', 'prevalider', 'valider', 'renvoyer', 'refuser', 'fermer'];
const aUneRegle = (acteur: Acteur, geste: Geste, objet: Objet): boolean => MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === objet && regle.geste === geste);

const jugementVersGeste = (geste: string, jugement: object): GestePossible =>
  estRefus(jugement) ? { geste, possible: false, raison: jugement.message, suppleance: false } : { geste, possible: true, raison: null, suppleance: 'suppleance' in jugement };

/** Les gestes que le statut permet et que le profil connaît, avec la raison quand l’un est fermé. Un geste sans règle pour le profil est absent. */
const gestesDeFiche = (objet: 'entite' | 'dispositif', fiche: Entite | Dispositif, entite: Entite | undefined, acteur: Acteur, contexte: Contexte): GestePossible[] => {
  const p177 = objet === 'dispositif' && estFinanceP177((fiche as Dispositif).financements, contexte.aujourdhui);
  const possibles = gestesPossibles(fiche.statut as Statut, p177);
  const gestes = GESTES_CYCLE.filter((geste) => possibles.some((transition) => transition.geste === geste && aUneRegle(acteur, transition.droit, objet)))
    // le motif se demande au moment du geste : ici on juge le reste
    .map((geste) => jugementVersGeste(geste, jugerGeste(geste, objet, fiche, entite, acteur, contexte, TRANSITIONS.some((ligne) => ligne.geste === geste && ligne.motifObligatoire) || geste === 'valider' ? 'motif' : undefined)));
  const premier = Object.keys(objet === 'entite' ? { adresse: 1 } : { horaires: 1 })[0] as string;
  if (aUneRegle(acteur, 'modifier', objet)) gestes.push(jugementVersGeste('modifier', refusModification(objet, fiche, { [premier]: null }, acteur, contexte, undefined)));
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

/** Tout ce que la fiche montre d’un objet du cache ; `null` quand il n’y est pas (hors périmètre, retiré). */
export const lireFiche = (base: BaseLecture, objet: 'entite' | 'dispositif' | 'groupe', id: string, acteur: Acteur, contexte: Contexte): Fiche | null => {
  const ligne = lireLigneCache(base, objet, id);
  if (ligne === undefined) return null;
  const dispositif = objet === 'dispositif' ? (ligne as Dispositif) : objet === 'groupe' ? lireLigneCache(base, 'dispositif', (ligne as Groupe).dispositifId) : undefined;
  const entite = objet === 'entite' ? (ligne as Entite) : lireLigneCache(base, 'entite', (ligne as Dispositif | Groupe).entiteId);
  const colonne = objet === 'entite' ? '"entiteId"' : objet === 'dispositif' ? '"dispositifId"' : 'id';
  const serveur = base.un<{ ligne: string | null }>('select ligne from serveur where objet = ? and id = ?', objet, id);
  const commune = (ligne as Entite).commune;
  return {
    objet, ligne: versEcran(ligne), communeNom: commune === null ? null : (contexte.communes.trouver(commune)?.nom ?? null),
    entite: entite === undefined ? null : versEcran(entite), dispositif: dispositif === undefined ? null : versEcran(dispositif),
    groupes: objet === 'dispositif' ? lireLignesPar(base, 'groupe', 'dispositifId', id).map(versEcran) : [],
    dispositifs: objet === 'entite' ? lireLignesPar(base, 'dispositif', 'entiteId', id).map(versEcran) : [],
    gestes: objet === 'groupe' ? gestesDeGroupe(ligne as Groupe, acteur, contexte) : gestesDeFiche(objet, ligne as Entite | Dispositif, entite, acteur, contexte),
    places: base.un<Fiche['places']>(`${PLACES} g.${colonne} = ?`, id) as Fiche['places'],
    serveur: serveur?.ligne === undefined || serveur.ligne === null ? null : (JSON.parse(serveur.ligne) as Record<string, unknown>),
    attente: commandesDe(base, id),
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

/** Doublons probables d’une entité dans le cache : même siren, ou même nom aux accents, à la casse et aux mots vides près (E02). */
export const chercherDoublons = (base: BaseLecture, siren: string, nom: string, sauf: string | null): { id: string; nom: string; siren: string | null; raison: 'siren' | 'nom' }[] => {
  const cle = cleDeTri(nom);
  return base.tous<{ id: string; nom: string; siren: string | null; raison: 'siren' | 'nom' }>(
    `with p(siren, cle, sauf) as (values (?, ?, ?)) select e.id, e."raisonSociale" as nom, e.siren, case when e.siren = p.siren then 'siren' else 'nom' end as raison from entite e, p
     where e.statut not in ('archive', 'refuse') and e.id is not p.sauf
       and ((p.siren <> '' and e.siren = p.siren) or (length(p.cle) > 3 and (e."cleTri" = p.cle or e."cleTri" = 'association ' || p.cle or p.cle = 'association ' || e."cleTri"))) order by raison desc limit 10`, siren, cle, sauf);
};

/** Le nom exact d’abord, puis celui qui commence par la saisie, puis le plus court : c’est le plus souvent celui que l’on cherche. */
const PERTINENCE = (cle: string): string => `${cle} <> ?, ${cle} not like ? escape '\\', length(${cle}), ${cle}`;

/** Recherche Ctrl+K dans le cache : 20 résultats, les entités d’abord, les plus proches en tête. Tous les mots doivent s’y trouver. */
export const rechercher = (base: BaseLecture, texte: string, nomCommune: (code: string) => string | undefined): { objet: 'entite' | 'dispositif' | 'groupe'; id: string; nom: string; code: string | null; complement: string }[] => {
  const mots = motif(texte);
  if (mots.length === 0) return [];
  const cle = cleDeTri(texte);
  const parametres = [...mots, cle, `${cle.replace(/[\\%_]/gu, (signe) => `\\${signe}`)}%`];
  const lignes = base.tous<{ objet: 'entite' | 'dispositif' | 'groupe'; id: string; nom: string; code: string | null; commune: string | null; parent: string | null }>(`
    select * from (select 'entite' as objet, id, "raisonSociale" as nom, code, commune, null as parent from entite where ${tousLesMots(mots, 'recherche')} order by ${PERTINENCE('"cleTri"')} limit 8)
    union all select * from (select 'dispositif', d.id, d.nom, d.code, d.commune, e."raisonSociale" from dispositif d join entite e on e.id = d."entiteId" where ${tousLesMots(mots, 'd.recherche')} order by ${PERTINENCE('d."cleTri"')} limit 12)
    union all select * from (select 'groupe', g.id, g.libelle, g.code, g.commune, d.nom from groupe g join dispositif d on d.id = g."dispositifId" where ${tousLesMots(mots, 'g.recherche')} order by ${PERTINENCE('g."cleTri"')} limit 8) limit 20`, ...parametres, ...parametres, ...parametres);
  return lignes.map(({ commune, parent, ...reste }) => ({ ...reste, complement: [parent, commune === null ? null : (nomCommune(commune) ?? commune)].filter((partie) => partie !== null).join(' · ') }));
};

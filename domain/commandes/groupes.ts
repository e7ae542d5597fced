import { z } from 'zod';
import { dateEcrite } from '../dates.ts';
import { estDansLePerimetre } from '../profils.ts';
import { autoriser } from '../droits.ts';
import { MODALITES } from '../nomenclature/referentiels.ts';
import { libelleDe } from '../nomenclature/code.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import { naissance, schemaDate, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe, SaisieGroupe } from '../objets/groupe.ts';
import { erreurGroupe, schemaSaisieGroupe } from '../objets/groupe.ts';
import { cleDeTri } from '../texte.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireGroupesDe, lireLigne, lireNomenclature, lirePlacesNonFermees, refus } from './commande.ts';
import { INTROUVABLE, contexteDroit, refusCodes, refusCommune } from './regles.ts';
import type { Acteur } from '../profils.ts';

const DISPOSITIF_CLOS = new Set(['ferme', 'archive', 'refuse']);

/** Ce qui ne va pas dans les valeurs d’un groupe, au regard de son dispositif, de ses frères et de la nomenclature. */
export const refusValeurs = (saisie: SaisieGroupe, avant: Groupe | undefined, id: string, dispositif: Dispositif, freres: readonly Groupe[], contexte: Contexte, nomenclature: Nomenclature): Refus | null => {
  const defaut = erreurGroupe(saisie);
  if (defaut !== null) return refus(`champ.${defaut[0]}`, defaut[1], defaut[0]);
  const type = nomenclature.trouver('type', dispositif.type);
  if (type !== undefined && !type.modalites.some((modalite) => modalite === saisie.modalite)) {
    return refus('champ.modalite', `Un dispositif de type « ${type.libelle} » n’accepte pas la modalité « ${libelleDe(MODALITES, saisie.modalite)} » : la modalité mixte se choisit par le type du dispositif.`, 'modalite');
  }
  if (freres.some((frere) => frere.id !== id && cleDeTri(frere.libelle) === cleDeTri(saisie.libelle))) {
    return refus('champ.libelle', `Le dispositif a déjà un groupe « ${saisie.libelle} » : choisir un autre libellé.`, 'libelle');
  }
  return refusCommune(saisie.commune, [dispositif.departement], contexte)
    ?? refusCodes('groupe', saisie, avant, nomenclature, contexte.aujourdhui);
};

interface EtatGroupe { readonly groupe: Groupe | undefined; readonly dispositif: Dispositif | undefined; readonly freres: readonly Groupe[]; readonly codes: readonly CodeNomenclature[] }
/** Pourquoi un dispositif n’a pas de groupe, ou n’en change plus. */
export const refusDispositif = (dispositif: Dispositif, nomenclature: Nomenclature): Refus | null => {
  if (DISPOSITIF_CLOS.has(dispositif.statut)) return refus('statut', `« ${dispositif.nom} » est fermé ou refusé : ses groupes ne changent plus.`);
  const nature = nomenclature.trouver('nature', dispositif.nature);
  if (nature?.compteeEnPlaces === false) return refus('nature', `Un dispositif de nature « ${nature.libelle} » ne se compte pas en places : il n’a pas de groupe.`);
  return null;
};

const schemaCreer = z.object({ id: schemaId, saisie: schemaSaisieGroupe });
type ArgumentsCreer = z.infer<typeof schemaCreer>;

/** Crée un groupe de places (gestionnaire d’entité, assistant ; S0). Refus : `introuvable`, `droit.*`, `existe`, `statut`, `nature`, `champ.*`. */
export const creerGroupeDePlaces: Commande<'creerGroupeDePlaces', ArgumentsCreer, EtatGroupe> = {
  nom: 'creerGroupeDePlaces', version: 2, libelle: 'Créer un groupe de places', schema: schemaCreer,
  cible: ({ id }) => ({ objet: 'groupe', id }),
  champsTouches: () => [],
  *lire({ id, saisie }): Lire<EtatGroupe> {
    return { groupe: yield* lireLigne('groupe', id), dispositif: yield* lireLigne('dispositif', saisie.dispositifId), freres: yield* lireGroupesDe(saisie.dispositifId), codes: yield* lireNomenclature() };
  },
  decide({ groupe, dispositif, freres, codes }, { id, saisie }, acteur, contexte): Decision {
    if (groupe !== undefined) return refus('existe', 'Ce groupe est déjà enregistré.');
    if (dispositif === undefined) return INTROUVABLE('Dispositif');
    const droit = autoriser(acteur, 'creer', 'groupe', { departements: [dispositif.departement], entiteId: dispositif.entiteId, dispositifId: dispositif.id });
    if (!droit.accordee) return refus(droit.code, droit.message);
    const nomenclature = construireNomenclature(codes, contexte.aujourdhui);
    const erreur = refusDispositif(dispositif, nomenclature) ?? refusValeurs(saisie, undefined, id, dispositif, freres, contexte, nomenclature);
    if (erreur !== null) return erreur;
    return {
      accepte: true,
      changements: [{
        genre: 'creer', objet: 'groupe',
        ligne: {
          ...saisie, id, code: null, version: 0, departement: dispositif.departement, entiteId: dispositif.entiteId, provenance: null, ...naissance(acteur, contexte.maintenant),
        },
      }],
    };
  },
};

const schemaModifier = z.object({ id: schemaId, champs: schemaSaisieGroupe.omit({ dispositifId: true, fermeture: true }).partial() });
type ArgumentsModifier = z.infer<typeof schemaModifier>;

/** Changer la modalité seule est un droit à part : un SIAO l’a sous délégation de gestion, pour le compte de l’entité (domain.md §5). Tout autre champ demande le droit de modifier. */
export const droitDeModifier = (acteur: Acteur, champs: object, dispositif: Dispositif, aujourdhui: string): { readonly accordee: true; readonly pourLeCompteDe?: string } | { readonly accordee: false; readonly code: string; readonly message: string } => {
  const seulementModalite = Object.keys(champs).every((champ) => champ === 'modalite');
  const droit = autoriser(acteur, seulementModalite ? 'modalite' : 'modifier', 'groupe', contexteDroit('dispositif', dispositif, aujourdhui));
  if (!droit.accordee) return { accordee: false, code: droit.code === 'droit.condition' ? 'sans_delegation' : droit.code, message: droit.code === 'droit.condition' ? `Pas de délégation de gestion en cours sur « ${dispositif.nom} ».` : droit.message };
  return droit.regle.condition === 'delegation' ? { accordee: true, pourLeCompteDe: dispositif.entiteId } : { accordee: true };
};

/** Ce qui ne va pas dans une modification, quel que soit l’acteur. */
export const refusModification = (groupe: Groupe, champs: ArgumentsModifier['champs'], dispositif: Dispositif, freres: readonly Groupe[], codes: readonly CodeNomenclature[], contexte: Contexte): Refus | null => {
  if (groupe.fermeture !== null && groupe.fermeture <= contexte.aujourdhui) return refus('statut', `Le groupe est fermé depuis le ${dateEcrite(groupe.fermeture)} : il ne se modifie plus.`);
  if (champs.capacites !== undefined) {
    const nouvelles = champs.capacites;
    const perdue = groupe.capacites.find((ligne) => ligne.depuis < contexte.aujourdhui && !nouvelles.some((autre) => autre.depuis === ligne.depuis && autre.capacite === ligne.capacite));
    const glissee = nouvelles.find((ligne) => ligne.depuis < contexte.aujourdhui && !groupe.capacites.some((autre) => autre.depuis === ligne.depuis));
    if (perdue !== undefined || glissee !== undefined) return refus('capacite_passee', 'Une capacité passée ne se réécrit pas : ajouter une ligne à compter d’aujourd’hui ou plus tard.', 'capacites');
  }
  const nomenclature = construireNomenclature(codes, contexte.aujourdhui);
  return refusDispositif(dispositif, nomenclature) ?? refusValeurs({ ...groupe, ...champs }, groupe, groupe.id, dispositif, freres, contexte, nomenclature);
};

/**
 * Modifie un groupe. La capacité est datée : on ajoute une ligne, on ne réécrit pas le passé.
 * Refus : `introuvable`, `droit.*`, `statut`, `capacite_passee`, `champ.*`.
 */
export const modifierGroupeDePlaces: Commande<'modifierGroupeDePlaces', ArgumentsModifier, EtatGroupe> = {
  nom: 'modifierGroupeDePlaces', version: 2, libelle: 'Modifier un groupe de places', schema: schemaModifier,
  cible: ({ id }) => ({ objet: 'groupe', id }),
  champsTouches: ({ champs }) => Object.keys(champs),
  *lire({ id }): Lire<EtatGroupe> {
    const groupe = yield* lireLigne('groupe', id);
    if (groupe === undefined) return { groupe, dispositif: undefined, freres: [], codes: [] };
    return { groupe, dispositif: yield* lireLigne('dispositif', groupe.dispositifId), freres: yield* lireGroupesDe(groupe.dispositifId), codes: yield* lireNomenclature() };
  },
  decide({ groupe, dispositif, freres, codes }, { id, champs }, acteur, contexte): Decision {
    if (groupe === undefined || dispositif === undefined) return INTROUVABLE('Groupe de places');
    if (Object.keys(champs).length === 0) return refus('arguments', 'Aucun champ à modifier.');
    const droit = droitDeModifier(acteur, champs, dispositif, contexte.aujourdhui);
    if (!droit.accordee) return refus(droit.code, droit.message);
    return refusModification(groupe, champs, dispositif, freres, codes, contexte) ?? { accepte: true, changements: [{ genre: 'modifier', objet: 'groupe', id, champs, ...(droit.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: droit.pourLeCompteDe }) }] };
  },
};

const schemaFermer = z.object({ id: schemaId, date: schemaDate, motif: schemaTexteLong.min(1, 'Le motif est obligatoire.') });
type ArgumentsFermer = z.infer<typeof schemaFermer>;
interface EtatFermer { readonly groupe: Groupe | undefined; readonly placesNonFermees: number }

/** Ce qui empêche un groupe de fermer à cette date, qui que ce soit qui le demande. */
export const refusDeFermer = (groupe: Groupe, date: string, placesNonFermees: number): Refus | null => {
  if (groupe.fermeture !== null) return refus('statut', `Le groupe est déjà fermé au ${dateEcrite(groupe.fermeture)}.`);
  if (date < groupe.ouverture) return refus('champ.date', 'La fermeture précède l’ouverture du groupe.', 'date');
  return placesNonFermees > 0 ? refus('places_ouvertes', `${placesNonFermees} place${placesNonFermees > 1 ? 's' : ''} du groupe ne sont pas fermées au ${dateEcrite(date)} : les fermer d’abord.`) : null;
};

/** Ferme un groupe à une date (premier jour sans place). Refus : `introuvable`, `droit.*`, `statut`, `champ.date`, `places_ouvertes`. */
export const fermerGroupeDePlaces: Commande<'fermerGroupeDePlaces', ArgumentsFermer, EtatFermer> = {
  nom: 'fermerGroupeDePlaces', version: 1, libelle: 'Fermer un groupe de places', schema: schemaFermer,
  cible: ({ id }) => ({ objet: 'groupe', id }),
  champsTouches: () => ['fermeture'],
  *lire({ id, date }): Lire<EtatFermer> {
    return { groupe: yield* lireLigne('groupe', id), placesNonFermees: yield* lirePlacesNonFermees(id, date) };
  },
  decide({ groupe, placesNonFermees }, { id, date, motif }, acteur): Decision {
    if (groupe === undefined) return INTROUVABLE('Groupe de places');
    const cible = { departements: [groupe.departement], entiteId: groupe.entiteId, dispositifId: groupe.dispositifId };
    const droit = autoriser(acteur, 'fermer', 'groupe', cible);
    if (!droit.accordee || !estDansLePerimetre(acteur.perimetre, cible)) return droit.accordee ? INTROUVABLE('Groupe de places') : refus(droit.code, droit.message);
    const erreur = refusDeFermer(groupe, date, placesNonFermees);
    if (erreur !== null) return erreur;
    return { accepte: true, motif, changements: [{ genre: 'modifier', objet: 'groupe', id, champs: { fermeture: date } }] };
  },
};

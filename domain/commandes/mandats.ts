import { z } from 'zod';
import { decalerDate } from '../dates.ts';
import { autoriser } from '../droits.ts';
import { naissance, schemaDate, schemaId } from '../objets/commun.ts';
import type { Mandat } from '../objets/mandat.ts';
import { DUREE_MANDAT, PROFILS_MANDATABLES, schemaDepartementsMandat } from '../objets/mandat.ts';
import { cibleDe } from '../objets/objets.ts';
import type { CompteOffre } from '../objets/utilisateur.ts';
import type { Acteur } from '../profils.ts';
import { PROFILS, estDansLePerimetre } from '../profils.ts';
import type { Commande, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, refus } from './commande.ts';
import { INTROUVABLE } from './regles.ts';

const schemaMandater = z.object({ id: schemaId, utilisateurId: schemaId, departements: schemaDepartementsMandat, fin: schemaDate });
type ArgumentsMandater = z.infer<typeof schemaMandater>;
interface EtatMandater { readonly mandat: Mandat | undefined; readonly compte: CompteOffre | undefined }

const refusCompte = (compte: CompteOffre, departements: readonly string[]): Refus | null => {
  if (compte.statut === 'suspendu' || compte.statut === 'supprime') return refus('statut', `Le compte de ${compte.nom} n’est pas actif : le rétablir d’abord.`, 'utilisateurId');
  if (!PROFILS_MANDATABLES.includes(compte.profil)) return refus('champ.utilisateurId', `Un mandat de reprise se donne à un compte de l’État ou d’un SIAO : ${compte.nom} est ${PROFILS[compte.profil].libelle}.`, 'utilisateurId');
  // un mandat n’élargit pas ce qu’un compte voit : il ne chargerait que des fiches qu’il ne pourrait pas relire
  const dehors = departements.find((code) => !estDansLePerimetre(compte.perimetre, { departements: [code], entiteId: null, dispositifId: null }));
  return dehors === undefined ? null : refus('champ.departements', `Le département ${dehors} est hors du périmètre de ${compte.nom}.`, 'departements');
};

/**
 * Donne à un compte de l’État ou d’un SIAO le mandat daté d’opérateur de reprise, ou en change les départements et la fin (domain.md §5).
 * Refus : `droit.*`, `introuvable`, `statut`, `champ.*`, `existe`.
 */
export const mandaterReprise: Commande<'mandaterReprise', ArgumentsMandater, EtatMandater> = {
  nom: 'mandaterReprise', version: 1, libelle: 'Donner un mandat de reprise', schema: schemaMandater,
  cible: ({ id }) => ({ objet: 'mandat', id }),
  champsTouches: () => ['departements', 'fin', 'statut'],
  *lire({ id, utilisateurId }): Lire<EtatMandater> { return { mandat: yield* lireLigne('mandat', id), compte: yield* lireLigne('utilisateur', utilisateurId) }; },
  decide({ mandat, compte }, { id, utilisateurId, departements, fin }, acteur, { aujourdhui, maintenant }): Decision {
    const droit = autoriser(acteur, 'creer', 'mandat', { departements, entiteId: null, dispositifId: null });
    if (!droit.accordee) return refus(droit.code, droit.message);
    if (compte === undefined) return INTROUVABLE('Compte');
    const erreur = refusCompte(compte, departements);
    if (erreur !== null) return erreur;
    if (fin < aujourdhui) return refus('champ.fin', 'La fin du mandat est passée : choisir aujourd’hui ou plus tard.', 'fin');
    if (fin > decalerDate(aujourdhui, DUREE_MANDAT)) return refus('champ.fin', 'Un mandat de reprise dure un an au plus : le renouveler ensuite.', 'fin');
    if (mandat === undefined) {
      return {
        accepte: true,
        changements: [{
          genre: 'creer', objet: 'mandat',
          ligne: {
            id, utilisateurId, nom: compte.nom, departements, debut: aujourdhui, fin, statut: 'donne', auteur: acteur.nom, code: null, version: 0, departement: departements[0] ?? '',
            ...naissance(acteur, maintenant), provenance: null,
          },
        }],
      };
    }
    if (mandat.utilisateurId !== utilisateurId) return refus('existe', 'Ce mandat est celui d’une autre personne : en donner un nouveau.');
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'mandat', id, champs: { departements, departement: departements[0] ?? '', fin, statut: 'donne' } }] };
  },
};

const schemaRetirer = z.object({ id: schemaId });

/** Retire un mandat : ce qui est chargé reste, rien de plus ne se charge. Refus : `introuvable`, `droit.*`, `statut`. */
export const retirerMandat: Commande<'retirerMandat', z.infer<typeof schemaRetirer>, Mandat | undefined> = {
  nom: 'retirerMandat', version: 1, libelle: 'Retirer un mandat de reprise', schema: schemaRetirer,
  cible: ({ id }) => ({ objet: 'mandat', id }),
  champsTouches: () => ['statut'],
  lire: ({ id }) => lireLigne('mandat', id),
  decide(mandat, { id }, acteur): Decision {
    if (mandat === undefined) return INTROUVABLE('Mandat');
    const droit = autoriser(acteur, 'fermer', 'mandat', cibleDe('mandat', mandat));
    if (!droit.accordee) return refus(droit.code, droit.message);
    if (mandat.statut === 'retire') return refus('statut', 'Ce mandat est déjà retiré.');
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'mandat', id, champs: { statut: 'retire' } }] };
  },
};

/** Pourquoi ce mandat n’ouvre pas la reprise de ce département ; `null` quand il l’ouvre. Le profil n’y compte pas : seul le mandat (domain.md §5). */
export const refusMandat = (mandat: Mandat | undefined, departement: string, acteur: Acteur, aujourdhui: string): Refus | null => {
  if (mandat === undefined || mandat.utilisateurId !== acteur.utilisateurId) return refus('droit.mandat', 'La reprise demande un mandat d’opérateur, que donne l’administrateur national.');
  if (mandat.statut === 'retire') return refus('droit.mandat', 'Votre mandat de reprise a été retiré : l’administrateur national peut vous en donner un autre.');
  if (aujourdhui < mandat.debut || aujourdhui > mandat.fin) return refus('droit.mandat', 'Votre mandat de reprise n’est plus en cours : demander à l’administrateur national de le prolonger.');
  const dedans = mandat.departements.includes(departement) && estDansLePerimetre(acteur.perimetre, { departements: [departement], entiteId: null, dispositifId: null });
  return dedans ? null : refus('droit.mandat', `Votre mandat de reprise ne couvre pas le département ${departement}.`);
};

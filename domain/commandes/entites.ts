import { z } from 'zod';
import type { Acteur } from '../profils.ts';
import { estDansLePerimetre } from '../profils.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';
import { completude } from '../objets/champ.ts';
import { naissance, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Entite, SaisieEntite } from '../objets/entite.ts';
import { champsEntite, schemaSaisieEntite } from '../objets/entite.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireDispositifsDe, lireEntitesParSiren, lireLigne, lireNomenclature, refus } from './commande.ts';
import { INTROUVABLE, estRefus, exigerDroit, pas, refusCodes, refusCommune } from './regles.ts';
import { refusModification } from './modification.ts';

const refusSiren = (siren: string | null, id: string, homonymes: readonly Entite[], acteur: Acteur): Refus | null => {
  const autre = homonymes.find((entite) => entite.id !== id && siren !== null);
  if (autre === undefined) return null;
  const visible = estDansLePerimetre(acteur.perimetre, { departements: autre.departements, entiteId: autre.id, dispositifId: null });
  return refus('champ.siren', visible ? `Ce siren est déjà celui de « ${autre.raisonSociale} » (${autre.code ?? 'sans code'}).` : 'Ce siren est déjà celui d’une entité d’un autre département : demander son rattachement à votre département.', 'siren');
};

/** Ce qui ne va pas dans les valeurs d’une entité, quel que soit l’acteur. */
export const refusValeurs = (saisie: SaisieEntite, avant: Entite | undefined, homonymes: readonly Entite[], id: string, acteur: Acteur, contexte: Contexte, nomenclature: Nomenclature): Refus | null =>
  refusSiren(saisie.siren, id, homonymes, acteur)
  ?? refusCommune(saisie.commune, saisie.departements, contexte)
  ?? refusCodes('entite', saisie, avant, nomenclature, contexte.aujourdhui);

const schemaCreer = z.object({ id: schemaId, saisie: schemaSaisieEntite, motif: schemaTexteLong.optional() });
type ArgumentsCreer = z.infer<typeof schemaCreer>;
interface EtatCreer { readonly existante: Entite | undefined; readonly homonymes: readonly Entite[]; readonly codes: readonly CodeNomenclature[] }

/**
 * Crée une entité. Un administrateur départemental la crée directement validée (S0) si elle est complète ; l’administrateur national
 * aussi, en suppléance motivée ; un administrateur SIAO la propose en brouillon (D).
 * Refus : `droit.*`, `motif`, `existe`, `champ.siren`, `champ.commune`, `nomenclature`, `incomplete`.
 */
export const creerEntite: Commande<'creerEntite', ArgumentsCreer, EtatCreer> = {
  nom: 'creerEntite', version: 2, libelle: 'Créer une entité', schema: schemaCreer,
  cible: ({ id }) => ({ objet: 'entite', id }),
  champsTouches: () => [],
  *lire({ id, saisie }): Lire<EtatCreer> {
    return { existante: yield* lireLigne('entite', id), homonymes: saisie.siren === null ? [] : yield* lireEntitesParSiren(saisie.siren), codes: yield* lireNomenclature() };
  },
  decide({ existante, homonymes, codes }, { id, saisie, motif }, acteur, contexte): Decision {
    if (existante !== undefined) return refus('existe', 'Cette entité est déjà enregistrée.');
    const cible = { departements: saisie.departements, entiteId: id, dispositifId: null };
    const direct = exigerDroit(acteur, 'creer', 'entite', cible, motif);
    const droit = estRefus(direct) && direct.code !== 'motif' ? exigerDroit(acteur, 'proposer', 'entite', cible, motif) : direct;
    if (estRefus(droit)) return droit;
    const horsPerimetre = saisie.departements.find((code) => !estDansLePerimetre(acteur.perimetre, { ...cible, departements: [code] }));
    if (horsPerimetre !== undefined) return refus('droit.perimetre', `Le département ${horsPerimetre} est hors de votre périmètre : l’entité y sera rattachée par son administrateur.`, 'departements');
    const erreur = refusValeurs(saisie, undefined, homonymes, id, acteur, contexte, construireNomenclature(codes, contexte.aujourdhui));
    if (erreur !== null) return erreur;
    const directe = !estRefus(direct);
    const { manquants } = completude(champsEntite, saisie);
    if (directe && manquants.length > 0) return refus('incomplete', `Il manque : ${manquants.map((champ) => CHAMPS_LIBELLE.entite[champ]).join(', ')}.`, manquants[0]);
    const statut = directe ? 'valide' : 'brouillon';
    return {
      accepte: true, ...(motif === undefined ? {} : { motif }), ...droit,
      changements: [{
        genre: 'creer', objet: 'entite',
        ligne: {
          ...saisie, id, code: null, version: 0, departement: saisie.departements[0] ?? '', statut, provenance: null, ...naissance(acteur, contexte.maintenant),
          parcours: [pas('creer', statut, acteur, contexte, { ...(motif === undefined ? {} : { motif }), ...droit })],
        },
      }],
    };
  },
};

/** Les champs qu’une modification, ou une proposition, peut porter. */
export const schemaChampsEntite = schemaSaisieEntite.partial();
const schemaModifier = z.object({ id: schemaId, champs: schemaChampsEntite, motif: schemaTexteLong.optional() });
type ArgumentsModifier = z.infer<typeof schemaModifier>;
/** Ce qu’il faut savoir pour juger une modification d’entité, qu’elle soit faite ou proposée. */
export interface EtatModifierEntite { readonly entite: Entite | undefined; readonly homonymes: readonly Entite[]; readonly departementsUtilises: readonly string[]; readonly codes: readonly CodeNomenclature[] }
export function* lireEntiteAModifier(id: string, champs: Partial<SaisieEntite>): Lire<EtatModifierEntite> {
  return {
    entite: yield* lireLigne('entite', id),
    homonymes: champs.siren === undefined || champs.siren === null ? [] : yield* lireEntitesParSiren(champs.siren),
    departementsUtilises: champs.departements === undefined ? [] : (yield* lireDispositifsDe(id)).filter(({ statut }) => statut !== 'archive').map(({ departement }) => departement),
    codes: yield* lireNomenclature(),
  };
}

/** Les colonnes qu’une modification change, ou le refus de ses valeurs. Ne juge pas les droits. */
export const modificationEntite = ({ homonymes, departementsUtilises, codes }: EtatModifierEntite, entite: Entite, champs: Partial<SaisieEntite>, acteur: Acteur, contexte: Contexte): Refus | { readonly champs: Readonly<Record<string, unknown>> } => {
  const apres = { ...entite, ...champs };
  const utilise = departementsUtilises.find((code) => !apres.departements.includes(code));
  if (utilise !== undefined) return refus('departement_utilise', `L’entité a encore un dispositif dans le département ${utilise} : le fermer et l’archiver d’abord.`, 'departements');
  return refusValeurs(apres, entite, homonymes, entite.id, acteur, contexte, construireNomenclature(codes, contexte.aujourdhui))
    ?? { champs: { ...champs, ...(champs.departements === undefined ? {} : { departement: champs.departements[0] }) } };
};
/** Rattacher ou détacher un département se décide par qui administre ce département. */
export const refusDepartements = (entite: Entite, departements: readonly string[] | undefined, acteur: Acteur): Refus | null => {
  if (departements === undefined) return null;
  const bouge = [...entite.departements.filter((code) => !departements.includes(code)), ...departements.filter((code) => !entite.departements.includes(code))];
  const interdit = bouge.find((code) => !estDansLePerimetre(acteur.perimetre, { departements: [code], entiteId: null, dispositifId: null }));
  return interdit === undefined ? null : refus('droit.perimetre', `Le département ${interdit} est hors de votre périmètre : son administrateur le rattache ou le détache.`, 'departements');
};

/**
 * Modifie des champs d’une entité. Un champ sensible d’une fiche validée demande le droit d’en décider.
 * Refus : `introuvable`, `droit.*`, `statut`, `champ_sensible`, `champ.*`, `nomenclature`, `departement_utilise`.
 */
export const modifierEntite: Commande<'modifierEntite', ArgumentsModifier, EtatModifierEntite> = {
  nom: 'modifierEntite', version: 2, libelle: 'Modifier une entité', schema: schemaModifier,
  cible: ({ id }) => ({ objet: 'entite', id }),
  champsTouches: ({ champs }) => Object.keys(champs),
  lire: ({ id, champs }) => lireEntiteAModifier(id, champs),
  decide(etat, { id, champs, motif }, acteur, contexte): Decision {
    const { entite } = etat;
    if (entite === undefined) return INTROUVABLE('Entité');
    const droit = refusModification('entite', entite, champs, acteur, contexte, motif);
    if (estRefus(droit)) return droit;
    const apres = refusDepartements(entite, champs.departements, acteur) ?? modificationEntite(etat, entite, champs, acteur, contexte);
    return estRefus(apres) ? apres : { accepte: true, ...(motif === undefined ? {} : { motif }), ...droit, changements: [{ genre: 'modifier', objet: 'entite', id, champs: apres.champs }] };
  },
};

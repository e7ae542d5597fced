import { z } from 'zod';
import { TYPES, NATURES } from '../nomenclature/natures.ts';
import { FINANCEMENTS } from '../nomenclature/referentiels.ts';
import { trouverCode } from '../nomenclature/code.ts';
import { completude } from '../objets/champ.ts';
import { schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif, SaisieDispositif } from '../objets/dispositif.ts';
import { champsDispositif, estFinanceP177, schemaSaisieDispositif } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, refus } from './commande.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';
import { refusModification } from './modification.ts';
import { INTROUVABLE, estRefus, exigerDroit, pas, refusCodeRetire, refusCommune } from './regles.ts';

const ENTITE_CLOSE = new Set(['ferme', 'archive', 'refuse']);

const refusValeurs = (saisie: SaisieDispositif, avant: Dispositif | undefined, entite: Entite, contexte: Contexte): Refus | null => {
  const type = trouverCode(TYPES, saisie.type);
  if (type?.nature !== saisie.nature) {
    return refus('champ.type', `Le type « ${type?.libelle ?? saisie.type} » n’appartient pas à la nature « ${trouverCode(NATURES, saisie.nature)?.libelle ?? saisie.nature} ».`, 'type');
  }
  if (!entite.departements.includes(saisie.departement)) {
    return refus('champ.departement', `« ${entite.raisonSociale} » n’est pas rattachée au département ${saisie.departement} : choisir ${entite.departements.join(', ')}.`, 'departement');
  }
  const retire = saisie.financements.map(({ code }) => code).filter((code) => !(avant?.financements ?? []).some((ligne) => ligne.code === code))
    .map((code) => refusCodeRetire(FINANCEMENTS, code, undefined, 'financements', contexte.aujourdhui)).find((valeur) => valeur !== null);
  return refusCommune(saisie.commune, [saisie.departement], contexte)
    ?? refusCodeRetire(NATURES, saisie.nature, avant?.nature, 'nature', contexte.aujourdhui)
    ?? refusCodeRetire(TYPES, saisie.type, avant?.type, 'type', contexte.aujourdhui)
    ?? retire ?? null;
};

const schemaCreer = z.object({ id: schemaId, saisie: schemaSaisieDispositif, motif: schemaTexteLong.optional() });
type ArgumentsCreer = z.infer<typeof schemaCreer>;
interface EtatCreer { readonly existant: Dispositif | undefined; readonly entite: Entite | undefined }

/**
 * Crée un dispositif. Financé P177 : l’administrateur départemental le crée directement validé (S0), l’administrateur national en suppléance.
 * Autrement il est proposé en brouillon par le gestionnaire de l’entité ou par le SIAO (D).
 * Refus : `droit.*`, `motif`, `existe`, `introuvable`, `entite_close`, `champ.*`, `nomenclature`, `incomplete`.
 */
export const creerDispositif: Commande<'creerDispositif', ArgumentsCreer, EtatCreer> = {
  nom: 'creerDispositif', version: 1, libelle: 'Créer un dispositif', schema: schemaCreer,
  cible: ({ id }) => ({ objet: 'dispositif', id }),
  champsTouches: () => [],
  *lire({ id, saisie }): Lire<EtatCreer> {
    return { existant: yield* lireLigne('dispositif', id), entite: yield* lireLigne('entite', saisie.entiteId) };
  },
  decide({ existant, entite }, { id, saisie, motif }, acteur, contexte): Decision {
    if (existant !== undefined) return refus('existe', 'Ce dispositif est déjà enregistré.');
    if (entite === undefined) return INTROUVABLE('Entité');
    const financeP177 = estFinanceP177(saisie.financements, contexte.aujourdhui);
    // un dispositif nouveau n’est encore dans aucun périmètre « dispositifs » : c’est l’entité qui porte la portée du gestionnaire
    const cible = { departements: [saisie.departement], entiteId: saisie.entiteId, dispositifId: id, p177: financeP177 };
    const direct = exigerDroit(acteur, 'creer', 'dispositif', cible, motif);
    const propose = estRefus(direct) && direct.code !== 'motif' ? exigerDroit(acteur, 'proposer', 'dispositif', cible, motif) : direct;
    if (estRefus(propose)) return estRefus(direct) && direct.code === 'droit.condition' ? direct : propose;
    if (ENTITE_CLOSE.has(entite.statut)) return refus('entite_close', `« ${entite.raisonSociale} » est fermée ou refusée : aucun dispositif ne peut y être créé.`, 'entiteId');
    const erreur = refusValeurs(saisie, undefined, entite, contexte);
    if (erreur !== null) return erreur;
    const directe = !estRefus(direct);
    if (directe && entite.statut !== 'valide') return refus('entite_non_validee', `« ${entite.raisonSociale} » n’est pas encore validée : la valider d’abord.`, 'entiteId');
    const { manquants } = completude(champsDispositif, saisie);
    if (directe && manquants.length > 0) return refus('incomplete', `Il manque : ${manquants.map((champ) => CHAMPS_LIBELLE.dispositif[champ]).join(', ')}.`, manquants[0]);
    const statut = directe ? 'valide' : 'brouillon';
    return {
      accepte: true, ...(motif === undefined ? {} : { motif }), ...propose,
      changements: [{
        genre: 'creer', objet: 'dispositif',
        ligne: {
          ...saisie, id, code: null, version: 0, statut, financeP177, provenance: null, creePar: acteur.utilisateurId, creeParProfil: acteur.profil, creeLe: contexte.maintenant,
          modifiePar: acteur.utilisateurId, modifieLe: contexte.maintenant, parcours: [pas('creer', statut, acteur, contexte, { ...(motif === undefined ? {} : { motif }), ...propose })],
        },
      }],
    };
  },
};

// l’entité et le département d’un dispositif ne changent pas : ce serait un autre dispositif
const schemaModifier = z.object({ id: schemaId, champs: schemaSaisieDispositif.omit({ entiteId: true, departement: true }).partial(), motif: schemaTexteLong.optional() });
type ArgumentsModifier = z.infer<typeof schemaModifier>;
interface EtatModifier { readonly dispositif: Dispositif | undefined; readonly entite: Entite | undefined }

/** Modifie des champs d’un dispositif. Refus : `introuvable`, `droit.*`, `statut`, `champ_sensible`, `champ.*`, `nomenclature`. */
export const modifierDispositif: Commande<'modifierDispositif', ArgumentsModifier, EtatModifier> = {
  nom: 'modifierDispositif', version: 1, libelle: 'Modifier un dispositif', schema: schemaModifier,
  cible: ({ id }) => ({ objet: 'dispositif', id }),
  champsTouches: ({ champs }) => Object.keys(champs),
  *lire({ id }): Lire<EtatModifier> {
    const dispositif = yield* lireLigne('dispositif', id);
    return { dispositif, entite: dispositif === undefined ? undefined : yield* lireLigne('entite', dispositif.entiteId) };
  },
  decide({ dispositif, entite }, { id, champs, motif }, acteur, contexte): Decision {
    if (dispositif === undefined || entite === undefined) return INTROUVABLE('Dispositif');
    const droit = refusModification('dispositif', dispositif, champs, acteur, contexte, motif);
    if (estRefus(droit)) return droit;
    const apres = { ...dispositif, ...champs };
    const erreur = refusValeurs(apres, dispositif, entite, contexte);
    if (erreur !== null) return erreur;
    const financeP177 = estFinanceP177(apres.financements, contexte.aujourdhui);
    // le SIAO ne peut pas proposer un P177, ni donc faire basculer sa proposition
    if (financeP177 && acteur.profil === 'admin_siao') return refus('droit.condition', 'Un dispositif financé par le P177 est proposé par son gestionnaire et décidé par la DDETS.', 'financements');
    return { accepte: true, ...(motif === undefined ? {} : { motif }), ...droit, changements: [{ genre: 'modifier', objet: 'dispositif', id, champs: { ...champs, ...(champs.financements === undefined ? {} : { financeP177 }) } }] };
  },
};

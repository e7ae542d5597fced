import { z } from 'zod';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { CompteOffre } from '../objets/utilisateur.ts';
import { completude } from '../objets/champ.ts';
import { naissance, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif, SaisieDispositif } from '../objets/dispositif.ts';
import { champsDispositif, estFinanceP177, schemaSaisieDispositif } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, lireNomenclature, refus } from './commande.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';
import { refusModification } from './modification.ts';
import { INTROUVABLE, estRefus, exigerDroit, pas, refusCodes, refusCommune } from './regles.ts';

/** Une entité où plus rien ne se crée. */
export const ENTITE_CLOSE = new Set(['ferme', 'archive', 'refuse']);

/** Ce que les valeurs d’un dispositif demandent de savoir : son entité, la nomenclature, le compte choisi pour responsable. */
interface Voisinage { readonly entite: Entite; readonly codes: readonly CodeNomenclature[]; readonly responsable: CompteOffre | undefined }

const refusResponsable = (saisie: SaisieDispositif, avant: Dispositif | undefined, compte: CompteOffre | undefined): Refus | null => {
  const id = saisie.responsableId ?? null;
  if (id === null || id === avant?.responsableId) return null;
  if (compte === undefined) return refus('champ.responsableId', 'Ce compte n’existe pas ou n’est pas dans votre périmètre : choisir un responsable de dispositif de l’entité.', 'responsableId');
  return compte.profil === 'responsable_dispositif' && compte.entiteId === saisie.entiteId && compte.statut !== 'supprime' ? null
    : refus('champ.responsableId', `${compte.nom} n’est pas responsable de dispositif de cette entité : choisir un autre compte, ou changer son profil.`, 'responsableId');
};

/** Ce qui ne va pas dans les valeurs d’un dispositif, quel que soit l’acteur. */
export const refusValeurs = (saisie: SaisieDispositif, avant: Dispositif | undefined, { entite, codes, responsable }: Voisinage, contexte: Contexte): Refus | null => {
  const nomenclature = construireNomenclature(codes, contexte.aujourdhui);
  const type = nomenclature.trouver('type', saisie.type);
  if (type !== undefined && type.nature !== saisie.nature) {
    return refus('champ.type', `Le type « ${type.libelle} » n’appartient pas à la nature « ${nomenclature.trouver('nature', saisie.nature)?.libelle ?? saisie.nature} ».`, 'type');
  }
  if (!entite.departements.includes(saisie.departement)) {
    return refus('champ.departement', `« ${entite.raisonSociale} » n’est pas rattachée au département ${saisie.departement} : choisir ${entite.departements.join(', ')}.`, 'departement');
  }
  return refusCommune(saisie.commune, [saisie.departement], contexte) ?? refusCodes('dispositif', saisie, avant, nomenclature, contexte.aujourdhui) ?? refusResponsable(saisie, avant, responsable);
};

const schemaCreer = z.object({ id: schemaId, saisie: schemaSaisieDispositif, motif: schemaTexteLong.optional() });
type ArgumentsCreer = z.infer<typeof schemaCreer>;
interface EtatCreer { readonly existant: Dispositif | undefined; readonly entite: Entite | undefined; readonly codes: readonly CodeNomenclature[]; readonly responsable: CompteOffre | undefined }
function* lireResponsable(id: string | null | undefined): Lire<CompteOffre | undefined> {
  return id === null || id === undefined ? undefined : yield* lireLigne('utilisateur', id);
}

/**
 * Crée un dispositif. Financé P177 : l’administrateur départemental le crée directement validé (S0), l’administrateur national en suppléance.
 * Autrement il est proposé en brouillon par le gestionnaire de l’entité ou par le SIAO (D).
 * Refus : `droit.*`, `motif`, `existe`, `introuvable`, `entite_close`, `champ.*`, `nomenclature`, `incomplete`.
 */
export const creerDispositif: Commande<'creerDispositif', ArgumentsCreer, EtatCreer> = {
  nom: 'creerDispositif', version: 2, libelle: 'Créer un dispositif', schema: schemaCreer,
  cible: ({ id }) => ({ objet: 'dispositif', id }),
  champsTouches: () => [],
  *lire({ id, saisie }): Lire<EtatCreer> {
    return { existant: yield* lireLigne('dispositif', id), entite: yield* lireLigne('entite', saisie.entiteId), codes: yield* lireNomenclature(), responsable: yield* lireResponsable(saisie.responsableId) };
  },
  decide({ existant, entite, codes, responsable }, { id, saisie, motif }, acteur, contexte): Decision {
    if (existant !== undefined) return refus('existe', 'Ce dispositif est déjà enregistré.');
    if (entite === undefined) return INTROUVABLE('Entité');
    const financeP177 = estFinanceP177(saisie.financements, contexte.aujourdhui);
    // un dispositif nouveau n’est encore dans aucun périmètre « dispositifs » : c’est l’entité qui porte la portée du gestionnaire
    const cible = { departements: [saisie.departement], entiteId: saisie.entiteId, dispositifId: id, p177: financeP177 };
    const direct = exigerDroit(acteur, 'creer', 'dispositif', cible, motif);
    const propose = estRefus(direct) && direct.code !== 'motif' ? exigerDroit(acteur, 'proposer', 'dispositif', cible, motif) : direct;
    if (estRefus(propose)) return estRefus(direct) && direct.code === 'droit.condition' ? direct : propose;
    if (ENTITE_CLOSE.has(entite.statut)) return refus('entite_close', `« ${entite.raisonSociale} » est fermée ou refusée : aucun dispositif ne peut y être créé.`, 'entiteId');
    const erreur = refusValeurs(saisie, undefined, { entite, codes, responsable }, contexte);
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
          ...saisie, responsableId: saisie.responsableId ?? null, id, code: null, version: 0, statut, financeP177, occupationDeclaree: null, provenance: null, ...naissance(acteur, contexte.maintenant), parcours: [pas('creer', statut, acteur, contexte, { ...(motif === undefined ? {} : { motif }), ...propose })],
        },
      }],
    };
  },
};

// l’entité et le département d’un dispositif ne changent pas : ce serait un autre dispositif
export const schemaChampsDispositif = schemaSaisieDispositif.omit({ entiteId: true, departement: true }).partial();
const schemaModifier = z.object({ id: schemaId, champs: schemaChampsDispositif, motif: schemaTexteLong.optional() });
type ArgumentsModifier = z.infer<typeof schemaModifier>;

/** Ce qu’il faut savoir pour juger une modification de dispositif, qu’elle soit faite ou proposée. */
export interface EtatModifierDispositif { readonly dispositif: Dispositif | undefined; readonly entite: Entite | undefined; readonly codes: readonly CodeNomenclature[]; readonly responsable: CompteOffre | undefined }
export function* lireDispositifAModifier(id: string, champs: Partial<SaisieDispositif>): Lire<EtatModifierDispositif> {
  const dispositif = yield* lireLigne('dispositif', id);
  return { dispositif, entite: dispositif === undefined ? undefined : yield* lireLigne('entite', dispositif.entiteId), codes: yield* lireNomenclature(), responsable: yield* lireResponsable(champs.responsableId) };
}

/** Les colonnes qu’une modification change, dérivées comprises, ou le refus de ses valeurs. Ne juge pas les droits. */
export const modificationDispositif = ({ entite, codes, responsable }: EtatModifierDispositif, dispositif: Dispositif, champs: Partial<SaisieDispositif>, contexte: Contexte): Refus | { readonly champs: Readonly<Record<string, unknown>> } => {
  if (entite === undefined) return INTROUVABLE('Dispositif');
  const apres = { ...dispositif, ...champs };
  return refusValeurs(apres, dispositif, { entite, codes, responsable }, contexte)
    ?? { champs: { ...champs, ...(champs.financements === undefined ? {} : { financeP177: estFinanceP177(apres.financements, contexte.aujourdhui) }) } };
};

/** Modifie des champs d’un dispositif. Refus : `introuvable`, `droit.*`, `statut`, `champ_sensible`, `champ.*`, `nomenclature`. */
export const modifierDispositif: Commande<'modifierDispositif', ArgumentsModifier, EtatModifierDispositif> = {
  nom: 'modifierDispositif', version: 2, libelle: 'Modifier un dispositif', schema: schemaModifier,
  cible: ({ id }) => ({ objet: 'dispositif', id }),
  champsTouches: ({ champs }) => Object.keys(champs),
  lire: ({ id, champs }) => lireDispositifAModifier(id, champs),
  decide(etat, { id, champs, motif }, acteur, contexte): Decision {
    const { dispositif } = etat;
    if (dispositif === undefined) return INTROUVABLE('Dispositif');
    const droit = refusModification('dispositif', dispositif, champs, acteur, contexte, motif);
    if (estRefus(droit)) return droit;
    const apres = modificationDispositif(etat, dispositif, champs, contexte);
    if (estRefus(apres)) return apres;
    // le SIAO ne peut pas proposer un P177, ni donc faire basculer sa proposition
    if (acteur.profil === 'admin_siao' && estFinanceP177(champs.financements ?? dispositif.financements, contexte.aujourdhui)) return refus('droit.condition', 'Un dispositif financé par le P177 est proposé par son gestionnaire et décidé par la DDETS.', 'financements');
    return { accepte: true, ...(motif === undefined ? {} : { motif }), ...droit, changements: [{ genre: 'modifier', objet: 'dispositif', id, champs: apres.champs }] };
  },
};

import type { Acteur } from '../profils.ts';
import type { ContexteDroit, Geste, Objet } from '../droits.ts';
import { autoriser } from '../droits.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import { estFinanceP177 } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { Pas } from '../objets/commun.ts';
import { periodeCouvre } from '../objets/commun.ts';
import { cibleDe } from '../objets/objets.ts';
import { estEnVigueur } from '../nomenclature/code.ts';
import type { Nomenclature, ObjetCode } from '../nomenclature/nomenclature.ts';
import { REFERENTIEL_DU_CHAMP, codesDans } from '../nomenclature/nomenclature.ts';
import type { Referentiel } from '../objets/nomenclature.ts';
import type { Contexte, Refus } from './commande.ts';
import { refus } from './commande.ts';

/** Fiche soumise au cycle de vie. */
export type ObjetFiche = 'entite' | 'dispositif';
export type Fiche = Entite | Dispositif;

export const INTROUVABLE = (objet: string): Refus => refus('introuvable', `${objet} introuvable : la fiche n’existe pas ou n’est pas dans votre périmètre.`);

/** Ce que les droits doivent savoir d’une fiche existante, à une date (`AAAA-MM-JJ`). */
export const contexteDroit = (objet: ObjetFiche, fiche: Fiche, aujourdhui: string): ContexteDroit => {
  const dispositif = objet === 'dispositif' ? (fiche as Dispositif) : undefined;
  return {
    ...cibleDe(objet, fiche as never),
    p177: dispositif === undefined ? false : estFinanceP177(dispositif.financements, aujourdhui),
    proposeeParSiaoAvantValidation: fiche.creeParProfil === 'admin_siao' && (fiche.statut === 'brouillon' || fiche.statut === 'a_corriger'),
    delegationEnCours: dispositif !== undefined && periodeCouvre(dispositif.delegationSiao, aujourdhui),
  };
};

/** Refus si l’acteur n’a pas le droit, ou si sa suppléance n’a pas de motif ; sinon `null` ou l’objet à recopier dans l’accord. */
export const exigerDroit = (acteur: Acteur, geste: Geste, objet: Objet, contexte: ContexteDroit, motif: string | undefined): Refus | { readonly suppleance?: true } => {
  const autorisation = autoriser(acteur, geste, objet, contexte);
  if (!autorisation.accordee) return refus(autorisation.code, autorisation.message);
  if (!autorisation.suppleance) return {};
  if (motif === undefined || motif.trim() === '') return refus('motif', 'Une suppléance demande un motif : écrire pourquoi l’administrateur départemental n’agit pas.', 'motif');
  return { suppleance: true };
};
export const estRefus = (valeur: object): valeur is Refus => 'accepte' in valeur && (valeur as Refus).accepte === false;

/** Le pas à ajouter au parcours d’une fiche. */
export const pas = (geste: string, vers: string, acteur: Acteur, contexte: Contexte, complement: Pick<Pas, 'motif' | 'commentaires' | 'suppleance'> = {}): Pas => ({
  geste, vers, par: acteur.utilisateurId, nom: acteur.nom, profil: acteur.profil, le: contexte.maintenant, ...complement,
});

/**
 * Refuse un code inconnu, ou retiré alors qu’il vient d’être choisi ; un code retiré déjà enregistré reste accepté. Regarde tous les champs à codes de l’objet.
 * Refus : `nomenclature`, avec le champ, et le code qui remplace celui qui a été retiré quand il y en a un.
 */
export const refusCodes = (objet: ObjetCode, saisie: object, avant: object | undefined, nomenclature: Nomenclature, date: string): Refus | null => {
  const champs: readonly (readonly [string, Referentiel])[] = Object.entries(REFERENTIEL_DU_CHAMP[objet]);
  for (const [champ, referentiel] of champs) {
    const anciens = new Set(codesDans(champ, (avant as Readonly<Record<string, unknown>> | undefined)?.[champ]));
    for (const choisi of codesDans(champ, (saisie as Readonly<Record<string, unknown>>)[champ])) {
      if (anciens.has(choisi)) continue;
      const code = nomenclature.trouver(referentiel, choisi);
      if (code === undefined) return refus('nomenclature', `« ${choisi} » n’est pas dans la nomenclature.`, champ);
      if (estEnVigueur(code, date)) continue;
      const suivant = code.remplacePar === null ? undefined : nomenclature.trouver(referentiel, code.remplacePar);
      return refus('nomenclature', `« ${code.libelle} » n’est plus proposé par la nomenclature : choisir ${suivant === undefined ? 'un autre code' : `« ${suivant.libelle} »`}.`, champ);
    }
  }
  return null;
};

/** Vérifie qu’une commune existe et se trouve dans un des départements attendus. */
export const refusCommune = (commune: string | null, departements: readonly string[], contexte: Contexte): Refus | null => {
  if (commune === null) return null;
  const trouvee = contexte.communes.trouver(commune);
  if (trouvee === undefined) return refus('champ.commune', `La commune ${commune} n’est pas au code officiel géographique.`, 'commune');
  return departements.includes(trouvee.departement) ? null
    : refus('champ.commune', `${trouvee.nom} est dans le département ${trouvee.departement} : choisir une commune du département ${departements.join(', ')}.`, 'commune');
};

import type { Acteur } from '../profils.ts';
import type { ContexteDroit, Geste, Objet } from '../droits.ts';
import { autoriser } from '../droits.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import { estFinanceP177 } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { Pas } from '../objets/commun.ts';
import { periodeCouvre } from '../objets/commun.ts';
import { cibleDe } from '../objets/objets.ts';
import type { CodeReferentiel } from '../nomenclature/code.ts';
import { estEnVigueur, trouverCode } from '../nomenclature/code.ts';
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

/** Refuse un code retiré quand il vient d’être choisi ; un code retiré déjà enregistré reste accepté. */
export const refusCodeRetire = (referentiel: readonly CodeReferentiel[], nouveau: string | null, ancien: string | null | undefined, champ: string, date: string): Refus | null => {
  if (nouveau === null || nouveau === ancien) return null;
  const code = trouverCode(referentiel, nouveau);
  return code !== undefined && estEnVigueur(code, date) ? null : refus('nomenclature', `« ${code?.libelle ?? nouveau} » n’est plus proposé par la nomenclature : choisir un autre code.`, champ);
};

/** Vérifie qu’une commune existe et se trouve dans un des départements attendus. */
export const refusCommune = (commune: string | null, departements: readonly string[], contexte: Contexte): Refus | null => {
  if (commune === null) return null;
  const trouvee = contexte.communes.trouver(commune);
  if (trouvee === undefined) return refus('champ.commune', `La commune ${commune} n’est pas au code officiel géographique.`, 'commune');
  return departements.includes(trouvee.departement) ? null
    : refus('champ.commune', `${trouvee.nom} est dans le département ${trouvee.departement} : choisir une commune du département ${departements.join(', ')}.`, 'commune');
};

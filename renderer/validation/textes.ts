import type { ColonneValidation } from '../../contract/methodesValidation.ts';
import type { ArgsDe } from '../../contract/poste.ts';
import { MATRICE } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';

export type OngletValidation = ArgsDe<'validation.file'>['onglet'];
const ONGLETS: readonly { readonly cle: OngletValidation; readonly libelle: string }[] = [
  { cle: 'pour_moi', libelle: 'Pour moi' }, { cle: 'chez_siao', libelle: 'Chez le SIAO' }, { cle: 'renvoyees', libelle: 'Renvoyées' }, { cle: 'decidees', libelle: 'Décidées' },
];
const MIENNES = { cle: 'mes_propositions', libelle: 'Mes propositions' } as const;
/** Les onglets d’un profil : qui ne valide rien a ses fiches renvoyées à corriger et ce qu’il décide ; qui propose suit ses propositions. */
export const ongletsDe = (profil: Profil): typeof ONGLETS => {
  const propose = MATRICE.some((regle) => regle.profil === profil && regle.geste === 'proposer_changement');
  const valide = MATRICE.some((regle) => regle.profil === profil && (regle.geste === 'valider' || regle.geste === 'prevalider'));
  // ni l’un ni l’autre : il décide de ce qu’une reprise propose sur les groupes qu’il tient
  if (!valide && !propose) return ONGLETS.filter(({ cle }) => cle === 'pour_moi' || cle === 'decidees');
  return valide ? [...ONGLETS, ...(propose ? [MIENNES] : [])] : [{ cle: 'renvoyees', libelle: 'À corriger' }, { cle: 'pour_moi', libelle: 'À décider' }, MIENNES];
};
export const TEXTES = {
  titre: 'À valider', grille: 'Fiches et propositions de la file', decider: 'Décider de la sélection', grouper: 'Grouper', sansGroupe: 'aucun', parEntite: 'entité', filtrer: 'Filtrer',
  vide: { pour_moi: 'Rien n’attend votre décision', chez_siao: 'Aucune fiche n’attend le SIAO', renvoyees: 'Aucune fiche renvoyée à corriger', mes_propositions: 'Aucune proposition faite avec ce compte', decidees: 'Aucune décision prise avec ce compte' } satisfies Record<OngletValidation, string>,
  videAide: { pour_moi: 'Une fiche ou une proposition à décider apparaîtra ici, et le compte dans la navigation.', chez_siao: 'Les fiches à prévalider du département se suivent ici.', renvoyees: 'Une fiche que la DDETS ou le SIAO renvoie arrive ici, avec ses commentaires.', mes_propositions: 'Un champ que l’on ne décide pas se propose depuis sa fiche (F2).', decidees: 'Les décisions prises avec ce compte se relisent ici.' } satisfies Record<OngletValidation, string>,
  filtreVide: 'Aucune fiche ne correspond aux filtres', retirerFiltres: 'Retirer les filtres', passer: 'Passer',
  colonnes: 'Colonnes et densité', densite: 'Densité des lignes', nouvellesEntites: 'Nouvelles entités',
} as const;
export const TITRES: Readonly<Record<ColonneValidation, string>> = { age: 'Âge', nom: 'Fiche', changement: 'Changement', entite: 'Entité', statut: 'Statut', prevalide: 'Prévalidé par', commune: 'Commune', depuis: 'Déposée' };
export const EXPORTER = {
  bouton: 'Exporter', titre: 'Exporter ou imprimer la file', file: 'Les lignes de la file', aucune: 'La file est vide : rien à exporter.', age: 'Âge (jours)', depuis: 'Déposée le', lignes: 'Lignes', onglet: 'File', filtres: 'Filtres', aucun: 'Aucun',
  garder: 'Les lignes sont celles de l’onglet, filtrées et triées comme à l’écran.',
} as const;

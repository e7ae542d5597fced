import type { ArgsDe } from '../../contract/poste.ts';

export type OngletValidation = ArgsDe<'validation.file'>['onglet'];
export const ONGLETS: readonly { readonly cle: OngletValidation; readonly libelle: string }[] = [
  { cle: 'pour_moi', libelle: 'Pour moi' }, { cle: 'chez_siao', libelle: 'Chez le SIAO' }, { cle: 'renvoyees', libelle: 'Renvoyées' }, { cle: 'decidees', libelle: 'Décidées' },
];
export const TEXTES = {
  titre: 'À valider', decider: 'Décider de la sélection', grouper: 'Grouper', sansGroupe: 'aucun', parEntite: 'entité', filtrer: 'Filtrer',
  vide: { pour_moi: 'Rien n’attend votre décision', chez_siao: 'Aucune fiche n’attend le SIAO', renvoyees: 'Aucune fiche renvoyée à corriger', decidees: 'Aucune décision prise avec ce compte' } satisfies Record<OngletValidation, string>,
  filtreVide: 'Aucune fiche ne correspond aux filtres', retirerFiltres: 'Retirer les filtres', sansObjet: 'Sans objet (P177)', passer: 'Passer',
  creation: 'Création', reprise: 'Reprise',
} as const;

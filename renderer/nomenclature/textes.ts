import type { SituationCode } from '../../domain/nomenclature/nomenclature.ts';
import type { ObjetCode } from '../../domain/nomenclature/nomenclature.ts';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import { insecables } from '../ui/formats.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const TEXTES = insecables({
  titre: 'Nomenclature', grille: 'Codes du référentiel', colonnes: 'Colonnes et densité', densite: 'Densité des lignes', referentiels: 'Référentiels', filtrer: 'Libellé ou code…', retires: 'Retirés', retiresAide: 'Montrer aussi les codes qui ne se choisissent plus', nouveau: 'Nouveau code', exporter: 'Exporter', exporterUn: 'Ce référentiel, tel que filtré', exporterTout: 'Toute la nomenclature',
  vide: 'Aucun code ne correspond', videSansFiltre: 'Aucun code en vigueur', effacer: 'Effacer le filtre', lecture: 'Lecture de la nomenclature', lectureCode: 'Lecture du code', absent: 'Code absent', absentAide: 'Ce code n’est pas dans ce référentiel.', fermer: 'Fermer',
  onglets: { code: 'Code', utilisations: 'Utilisations', historique: 'Historique' },
  code: 'Code', libelle: 'Libellé', court: 'Libellé court', ordre: 'Ordre', nature: 'Nature', comptee: 'Se compte en places', unite: 'Unité', modalites: 'Modalités', toutes: 'Toutes', du: 'Valable du', au: 'Valable au', remplace: 'Remplacé par', depuis: 'À partir du',
  oui: 'Oui', non: 'Non', sansFin: 'sans fin', permet: 'Ce qu’il permet', versions: 'Versions', enVigueur: 'en vigueur', aVenir: 'à venir', passee: 'passée', sansEffet: 'sans effet : code retiré avant', inchange: 'Inchangé depuis la nomenclature de départ', inchangeAide: 'Livrée avec le programme (présentation du 2 juin 2023). Le premier changement ouvrira l’historique.', pasEncore: 'Pas encore au service',
  pasEncoreAide: 'Ce changement attend d’être envoyé : l’historique se lira ensuite.',
  utilisePar: 'Utilisé par', personne: 'Aucune fiche ne l’utilise.', voirOffre: 'Voir dans l’offre', sansFiches: 'Votre profil ne lit aucune fiche : rien n’est compté.', premieres: 'Premières fiches', parStatut: 'Par statut', parDepartement: 'Par département', cinqPremiers: 'les cinq premiers',
  version: 'Nouvelle version', retirer: 'Retirer', annulerRetrait: 'Annuler le retrait', remplacer: 'Remplacer sur les fiches…', creation: 'Nouveau code', modification: 'Nouvelle version', proposition: 'Code proposé d’après le libellé', figerPasse: 'ce qui est passé ne se réécrit pas',
  enregistrer: 'Enregistrer', creer: 'Ajouter', annuler: 'Annuler', quitter: 'Quitter le formulaire ?', quitterAide: 'Des champs ont changé et ne sont pas enregistrés. Le brouillon peut rester sur ce poste pour être repris plus tard.', abandonner: 'Abandonner la saisie', garder: 'Garder le brouillon', continuer: 'Continuer la saisie',
  nonGarde: 'Brouillon non gardé : enregistrer avant de quitter.', aucunChangement: 'Aucun changement à enregistrer.', abandonnerBrouillon: 'Abandonner ce brouillon',
  aides: { code: 'lettres sans accent, chiffres, « _ », « . »', ordre: '0 à 9999', court: 'colonnes étroites', unite: 'au pluriel', depuis: 'dès aujourd’hui', fin: 'inclus', motif: 'obligatoire, gardé au journal', modalites: 'que les groupes peuvent porter' },
  erreurs: { libelle: 'Le libellé est obligatoire.', code: 'Un code n’a que des lettres sans accent, des chiffres, « _ » et « . » (56 signes au plus).', nature: 'Choisir la nature de ce type.', ordre: 'Un nombre entier de 0 à 9999.', date: 'Une date, par exemple 01/01/2027.', passe: 'Aujourd’hui ou plus tard : ce qui est passé ne se réécrit pas.', comptee: 'Dire si elle se compte en places.', unite: 'Dire l’unité : places, passages, mesures…', modalites: 'Au moins une modalité.', motif: 'Écrire un motif : il est gardé au journal.', successeur: 'Choisir le code à mettre à la place.' },
  dernierJour: 'Dernier jour où il se choisit', successeur: 'Successeur', sansSuccesseur: 'Aucun successeur', retraitAide: 'Un code retiré ne se choisit plus, mais reste lisible sur les fiches qui le portent : rien du passé n’est réécrit.', impact: 'Impact', impactEnCours: 'Calcul de l’impact…', annulerRetraitAide: 'Le code restera proposé, sans date de fin ni successeur.',
  retraitFait: 'Le retrait est enregistré.', resteAFaire: 'Les fiches gardent ce code tant qu’il n’est pas remplacé.', plusTard: 'Plus tard', modalitesDifferent: 'Les modalités diffèrent', unitesDifferent: 'Elles ne se comptent pas de la même façon', motif: 'Motif', choisir: 'Choisir…',
  mettre: 'Mettre à la place', apercuEnCours: 'Aperçu en cours…', aucunAccepte: 'Aucune de ces fiches ne peut recevoir ce remplacement.', sansAnnulation: 'Chaque remplacement est gardé au journal de la fiche, avec ce motif. Il ne s’annule pas : il se refait dans l’autre sens, fiche par fiche.', arrete: 'Arrêté à la demande : ce qui est fait le reste.', resultat: 'Résultat',
  copier: 'Copier le chemin', copie: 'Chemin copié.', copieRefusee: 'Le presse-papiers refuse la copie.', suivant: 'Code suivant (Alt+↓)', precedent: 'Code précédent (Alt+↑)', fermerFiche: 'Fermer (Échap)', fermerFormulaire: 'Fermer le formulaire (Échap)', obligatoire: 'champ obligatoire',
} as const);

/** Ce que la phrase d’impact dit d’un code : « 214 dispositifs utilisent ce type ». */
export const CE_CODE: Readonly<Record<Referentiel, string>> = {
  nature: 'cette nature', type: 'ce type', financement: 'cette ligne de financement', public: 'ce public', motif: 'ce motif', composition: 'cette composition', type_unite: 'ce type d’unité', statut_juridique: 'ce statut juridique',
};
export const OBJETS_COMPTES: Readonly<Record<ObjetCode, readonly [un: string, plusieurs: string]>> = { entite: ['entité', 'entités'], dispositif: ['dispositif', 'dispositifs'], groupe: ['groupe', 'groupes'], place: ['place', 'places'] };

export const SITUATIONS: Readonly<Record<SituationCode, { readonly libelle: string; readonly icone: NomIcone; readonly couleur: string }>> = {
  en_vigueur: { libelle: 'En vigueur', icone: 'checkbox-circle-fill', couleur: 'success' }, a_venir: { libelle: 'À venir', icone: 'time-line', couleur: 'blue-cumulus' },
  retrait_prevu: { libelle: 'Retrait prévu', icone: 'time-fill', couleur: 'yellow-tournesol' }, retire: { libelle: 'Retiré', icone: 'archive-fill', couleur: 'beige-gris-galet' },
};
/** Titres des colonnes : court, puis long (infobulle). */
export const TITRES: Readonly<Record<string, readonly [string, string]>> = {
  ordre: ['Ordre', 'Rang dans les listes'], code: ['Code', 'Code'], libelle: ['Libellé', 'Libellé d’aujourd’hui'], comptee: ['Se compte en', 'Unité de compte'], modalites: ['Modalités', 'Modalités que les groupes peuvent porter'],
  debut: ['Valable du', 'Premier jour où le code se choisit'], fin: ['Valable au', 'Dernier jour où le code se choisit'], remplacePar: ['Remplacé par', 'Code à choisir à la place'], usages: ['Utilisé par', 'Fiches du périmètre qui portent ce code'],
};

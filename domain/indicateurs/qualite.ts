import { ATTENDUS, CAPACITE_FINANCEE, EN_ECART, FICHES, FINANCEES, INCOMPLETES, RECENTES, REMPLIS } from './mesures.ts';
import { indicateur, moins, plus } from './modele.ts';
import { MOIS_FRAICHEUR, SEUIL_INCOMPLETE } from './fiches.ts';

const PASSE = 'Une fiche ne garde pas ce qu’elle disait avant : à une date passée, le taux est « n. c. » dès qu’une fiche a changé depuis.';
const EXCLUSIONS = ['brouillons, fiches en circuit, refusées, fermées ou archivées', 'groupes fermés'];
export const completude = indicateur({
  id: 'completude', libelle: 'Complétude', famille: 'qualite', unite: 'taux', sens: 'bonne', facteur: 1, moment: 'date', exclusions: EXCLUSIONS, source: 'champs obligatoires des entités, dispositifs et groupes',
  numerateur: { libelle: 'champs obligatoires remplis', termes: [plus(REMPLIS)] }, denominateur: { libelle: 'champs obligatoires attendus', termes: [plus(ATTENDUS)] },
  composantes: [{ cle: 'fiches', libelle: 'Fiches', termes: [plus(FICHES)] }, { cle: 'incompletes', libelle: `Fiches remplies à moins de ${SEUIL_INCOMPLETE} %`, termes: [plus(INCOMPLETES)] }], precautions: [PASSE],
});
export const fraicheur = indicateur({
  id: 'fraicheur', libelle: 'Fraîcheur', famille: 'qualite', unite: 'taux', sens: 'bonne', facteur: 1, moment: 'date', exclusions: EXCLUSIONS, source: 'date de dernière modification des entités, dispositifs et groupes',
  numerateur: { libelle: `fiches mises à jour depuis moins de ${MOIS_FRAICHEUR} mois`, termes: [plus(RECENTES)] }, denominateur: { libelle: 'fiches', termes: [plus(FICHES)] }, precautions: [PASSE],
});
export const ecartCapacite = indicateur({
  id: 'ecart_capacite', libelle: 'Écart entre capacité déclarée et financée', famille: 'qualite', unite: 'places', sens: 'neutre', facteur: 1, moment: 'date',
  numerateur: { libelle: 'places déclarées − places financées', termes: [plus(CAPACITE_FINANCEE), moins(FINANCEES)] }, denominateur: null,
  composantes: [{ cle: 'declarees', libelle: 'Déclarées', termes: [plus(CAPACITE_FINANCEE)] }, { cle: 'financees', libelle: 'Financées', termes: [plus(FINANCEES)] }, { cle: 'dispositifs', libelle: 'Dispositifs en écart', termes: [plus(EN_ECART)] }],
  exclusions: ['dispositifs dont aucun financement en cours ne dit de places', 'dispositifs qui ne sont pas validés'], source: 'capacités datées des groupes, lignes de financement datées',
  precautions: ['Un total peut cacher des écarts de sens contraire : les dispositifs en écart se comptent un par un.', 'Les places de plusieurs lignes de financement s’additionnent.'],
});

import { ATTENTES_PAR_AGE, EN_ATTENTE, PREVALIDATIONS, VALIDATIONS } from './mesures.ts';
import type { Mesure } from './modele.ts';
import { indicateur, plus } from './modele.ts';

const RANGS = { median: ['médiane', 0.5], neuvieme: ['9e décile', 0.9] } as const;
const delai = (vers: 'prevalidation' | 'validation', quoi: keyof typeof RANGS, decisions: Mesure) => {
  const [nom, rang] = RANGS[quoi];
  const fait = vers === 'prevalidation' ? 'prévalidation' : 'validation';
  return indicateur({
    id: `delai_${vers}_${quoi}`, libelle: `Délai de ${fait}, ${nom}`, famille: 'circuit', unite: 'jours', sens: 'mauvaise', facteur: 1, moment: 'periode', quantile: { niveau: 'fiche', durees: vers, rang },
    numerateur: { libelle: `fiches ${vers === 'prevalidation' ? 'prévalidées' : 'validées'} dans la période`, termes: [plus(decisions)] }, denominateur: null,
    exclusions: ['fiches validées sans avoir attendu (créées par leur décideur)', 'gestes annulés'], source: 'parcours des fiches (entités et dispositifs)',
    precautions: ['Jours entiers depuis la dernière soumission.', 'Une fiche compte dans la période où elle est décidée.', 'Un total se prend sur toutes les durées, jamais sur des médianes.'],
  });
};
export const delaiPrevalidationMedian = delai('prevalidation', 'median', PREVALIDATIONS);
export const delaiPrevalidationNeuvieme = delai('prevalidation', 'neuvieme', PREVALIDATIONS);
export const delaiValidationMedian = delai('validation', 'median', VALIDATIONS);
export const delaiValidationNeuvieme = delai('validation', 'neuvieme', VALIDATIONS);

export const fichesEnAttente = indicateur({
  id: 'fiches_en_attente', libelle: 'Fiches en attente d’une décision', famille: 'circuit', unite: 'fiches', sens: 'mauvaise', facteur: 1, moment: 'date',
  numerateur: { libelle: 'fiches à prévalider ou prévalidées', termes: [plus(EN_ATTENTE)] }, denominateur: null,
  composantes: [
    { cle: 'a_temps', libelle: '0 à 5 jours', termes: [plus(ATTENTES_PAR_AGE.a_temps)] }, { cle: 'a_surveiller', libelle: '6 à 10 jours', termes: [plus(ATTENTES_PAR_AGE.a_surveiller)] },
    { cle: 'bientot', libelle: '11 à 15 jours', termes: [plus(ATTENTES_PAR_AGE.bientot)] }, { cle: 'en_retard', libelle: 'plus de 15 jours', termes: [plus(ATTENTES_PAR_AGE.en_retard)] },
  ],
  exclusions: ['fiches à corriger, refusées ou déjà validées'], source: 'parcours des fiches (entités et dispositifs)', precautions: ['L’âge court depuis la dernière soumission.', 'Les propositions de changement ne sont pas des fiches.'],
});

import { CAPACITE, INDISPONIBLES, LIBRES, OCCUPEES } from './mesures.ts';
import { indicateur, moins, plus } from './modele.ts';

const PARC = ['veille sociale, mesures et premier accueil', 'groupes fermés ou pas encore ouverts', 'dispositifs qui ne sont pas validés'];
const PASSE = 'Entre deux constats, une place compte telle qu’au premier. À une date passée, le taux est « n. c. » dès qu’une place ouverte n’avait pas encore été constatée, ou ne garde plus ce constat (vingt-cinq mois).';
const source = 'occupation constatée des places, capacités datées des groupes';

export const tauxOccupation = indicateur({
  id: 'taux_occupation', libelle: 'Taux d’occupation', famille: 'occupation', unite: 'taux', sens: 'neutre', facteur: 1, moment: 'date', exclusions: PARC, source,
  numerateur: { libelle: 'places occupées', termes: [plus(OCCUPEES)] }, denominateur: { libelle: 'places ouvertes', termes: [plus(CAPACITE)] },
  precautions: ['Des places sont comptées, jamais des personnes ni des ménages.', 'Une place réservée n’est pas occupée.', PASSE],
});
export const tauxOccupationCorrige = indicateur({
  id: 'taux_occupation_corrige', libelle: 'Taux d’occupation corrigé', famille: 'occupation', unite: 'taux', sens: 'neutre', facteur: 1, moment: 'date', exclusions: [...PARC, 'places indisponibles'], source,
  numerateur: { libelle: 'places occupées', termes: [plus(OCCUPEES)] }, denominateur: { libelle: 'places ouvertes − indisponibles', termes: [plus(CAPACITE), moins(INDISPONIBLES)] },
  precautions: ['Des places sont comptées, jamais des personnes ni des ménages.', PASSE],
});
export const tauxDisponibilite = indicateur({
  id: 'taux_disponibilite', libelle: 'Taux de disponibilité', famille: 'occupation', unite: 'taux', sens: 'neutre', facteur: 1, moment: 'date', exclusions: [...PARC, 'places indisponibles'], source,
  numerateur: { libelle: 'places libres', termes: [plus(LIBRES)] }, denominateur: { libelle: 'places ouvertes − indisponibles', termes: [plus(CAPACITE), moins(INDISPONIBLES)] },
  precautions: ['Une place réservée n’est pas libre.', PASSE],
});

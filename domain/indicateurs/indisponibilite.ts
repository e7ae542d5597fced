import { CAPACITE, INDISPONIBLES } from './mesures.ts';
import { indicateur, plus } from './modele.ts';

export const tauxIndisponibilite = indicateur({
  id: 'taux_indisponibilite', libelle: 'Taux d’indisponibilité', famille: 'parc', unite: 'taux', sens: 'mauvaise', facteur: 1, moment: 'les_deux',
  numerateur: { libelle: 'places indisponibles', termes: [plus(INDISPONIBLES)] }, denominateur: { libelle: 'places ouvertes', termes: [plus(CAPACITE)] },
  exclusions: ['veille sociale, mesures et premier accueil', 'groupes fermés ou pas encore ouverts', 'dispositifs qui ne sont pas validés'],
  source: 'états datés des places, capacités datées des groupes',
  precautions: ['Les indisponibilités sans date de fin comptent jusqu’à leur clôture.', 'Sur une période : places-jours indisponibles / places-jours ouvertes.', 'Une indisponibilité qui attend la libération de la place ne compte pas encore.'],
});

import { CAPACITE_HOTEL, FINANCEES, OCCUPEES_FINANCEES } from './mesures.ts';
import { indicateur, plus } from './modele.ts';

export const tauxOccupationFlux = indicateur({
  id: 'taux_occupation_flux', libelle: 'Taux d’occupation (flux)', famille: 'flux', unite: 'taux', sens: 'neutre', facteur: 1, moment: 'periode',
  numerateur: { libelle: 'places-jours occupées', termes: [plus(OCCUPEES_FINANCEES)] }, denominateur: { libelle: 'places financées × jours', termes: [plus(FINANCEES)] },
  exclusions: ['dispositifs dont aucune ligne de financement, à aucune date, ne dit de places', 'groupes fermés ou pas encore ouverts', 'dispositifs qui ne sont pas validés'],
  source: 'occupation constatée des places, lignes de financement datées',
  precautions: ['Entre deux constats, une place compte telle qu’au premier ; le taux est « n. c. » dès qu’une place-jour de la période est d’avant tous ceux qu’elle garde (vingt-cinq mois).', 'Les jours où un dispositif n’est plus financé comptent au numérateur, pas au dénominateur.', 'Les places de plusieurs lignes de financement s’additionnent : un cofinancement des mêmes places les compte deux fois.'],
});
export const equivalentHotel = indicateur({
  id: 'equivalent_places_hotel', libelle: 'Équivalent places hôtel', famille: 'flux', unite: 'places', sens: 'neutre', facteur: 1, moment: 'periode',
  numerateur: { libelle: 'nuitées ouvertes en hôtel', termes: [plus(CAPACITE_HOTEL)] }, denominateur: { libelle: '365', constante: 365 },
  exclusions: ['toute autre nature que l’hébergement en hôtel', 'groupes fermés ou pas encore ouverts'], source: 'capacités datées des groupes en hôtel',
  precautions: ['Les nuitées sont celles de la capacité ouverte, occupées ou non.', 'Une année entière se lit telle quelle ; une période plus courte n’en fait qu’une part.'],
});

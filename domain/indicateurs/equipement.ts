import { ADULTES, CAPACITE_HEBERGEMENT } from './mesures.ts';
import { indicateur, plus } from './modele.ts';
import { SOURCE_POPULATION } from './populations.ts';

export const tauxEquipement = indicateur({
  id: 'taux_equipement', libelle: 'Taux d’équipement', famille: 'territoire', unite: 'pour_mille', sens: 'neutre', facteur: 1000, moment: 'date', rienEstInconnu: true,
  numerateur: { libelle: 'places en CHRS et en hébergement hors CHRS', termes: [plus(CAPACITE_HEBERGEMENT)] }, denominateur: { libelle: 'habitants de 20 ans ou plus', termes: [plus(ADULTES)] },
  exclusions: ['logement, hôtel et natures qui ne se comptent pas en places', 'groupes fermés ou pas encore ouverts'], source: `capacités datées des groupes ; ${SOURCE_POPULATION}`,
  precautions: ['Seule la population des Hauts-de-France est renseignée : un autre département est « n. c. », et avec lui sa région et le pays ; elle ne s’estime pas.', 'La population est celle d’une année fixe, quelle que soit la date des places.', 'Rien d’ouvert : « n. c. », jamais 0.'],
});

import { CAPACITE } from './mesures.ts';
import { indicateur, plus } from './modele.ts';

export const capaciteOuverte = indicateur({
  id: 'capacite_ouverte', libelle: 'Capacité ouverte', famille: 'parc', unite: 'places', sens: 'neutre', facteur: 1,
  numerateur: { libelle: 'capacité des groupes ouverts, jour après jour', termes: [plus(CAPACITE)] }, denominateur: { libelle: 'jours', jours: true }, moment: 'les_deux',
  exclusions: ['veille sociale, mesures et premier accueil', 'groupes fermés ou pas encore ouverts', 'dispositifs qui ne sont pas validés'],
  source: 'capacités datées des groupes', precautions: ['Sur une période : moyenne des jours (places-jours / jours).', 'Le passé se ventile selon les caractéristiques d’aujourd’hui : elles ne sont pas datées.'],
});

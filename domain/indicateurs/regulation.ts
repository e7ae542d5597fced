import { AUTRES, INSERTION, URGENCE } from './mesures.ts';
import { indicateur, plus } from './modele.ts';

export const partRegulee = indicateur({
  id: 'part_regulee', libelle: 'Part régulée par le SIAO', famille: 'parc', unite: 'taux', sens: 'bonne', facteur: 1, moment: 'date',
  numerateur: { libelle: 'places financées 115 + insertion', termes: [plus(URGENCE), plus(INSERTION)] }, denominateur: { libelle: 'places financées', termes: [plus(URGENCE), plus(INSERTION), plus(AUTRES)] },
  composantes: [{ cle: 'urgence', libelle: '115', termes: [plus(URGENCE)] }, { cle: 'insertion', libelle: 'Insertion', termes: [plus(INSERTION)] }, { cle: 'autres', libelle: 'Autres régulateurs', termes: [plus(AUTRES)] }],
  exclusions: ['dispositifs sans places financées par modalité', 'dispositifs fermés à la date, ou qui ne sont pas validés'], source: 'places financées par modalité, saisies sur le dispositif',
  precautions: ['Les places financées par modalité ne sont pas datées : à une date passée, ce sont celles d’aujourd’hui.'],
});

import { REGLE_AGREGATS } from '../../contract/agregatsTextes.ts';
import { insecables } from '../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Agrégats', sous: 'Dispositifs validés, places et taux, sans aucun nom', axe: 'Ventiler par', lecture: 'Lecture des agrégats',
  structures: 'Structures', regroupe: 'Regroupé', regroupeAide: 'Structures trop peu nombreuses pour être montrées à cette finesse, réunies avec d’autres.', total: 'Total publié',
  vide: 'Rien à publier dans ce périmètre', videAide: 'Un périmètre de moins de 5 structures n’est pas publié.', regle: REGLE_AGREGATS,
  taux: { taux_occupation: 'Occupation', taux_occupation_corrige: 'Occupation corrigée', taux_indisponibilite: 'Indispo­nibilité', taux_disponibilite: 'Dispo­nibilité' } as Readonly<Record<string, string>>,
  horsLigne: 'Hors ligne : dernière publication reçue sur ce poste.', publie: 'Publication du', lignes: ['ligne', 'lignes'] as [string, string],
  exporter: 'Exporter', exporterTitre: 'Exporter les agrégats', exporterLignes: 'La ventilation affichée et son total', exporterAide: 'Avec la définition de chaque taux et la règle du secret statistique.',
});

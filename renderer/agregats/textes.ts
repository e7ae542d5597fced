import { insecables } from '../ui/formats.ts';

export const TEXTES = insecables({
  titre: 'Agrégats', sous: 'Dispositifs validés et places ouvertes, sans aucun nom', axe: 'Ventiler par', lecture: 'Lecture des agrégats',
  axes: { departement: 'Département', nature: 'Nature', type: 'Type' },
  structures: 'Structures', regroupe: 'Regroupé', regroupeAide: 'Structures trop peu nombreuses pour être montrées à cette finesse, réunies avec d’autres.', total: 'Total publié',
  vide: 'Rien à publier dans ce périmètre', videAide: 'Un périmètre de moins de 5 structures n’est pas publié.',
  regle: 'Secret statistique : toute ligne compte au moins 5 structures, et toute différence de deux lignes aussi. Une structure seule ne peut donc pas être retrouvée par soustraction. Une publication par jour.',
  horsLigne: 'Hors ligne : dernière publication reçue sur ce poste.', publie: 'Publication du', lignes: ['ligne', 'lignes'] as [string, string],
});

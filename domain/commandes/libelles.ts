import type { Objet } from '../droits.ts';
import { CHAMPS } from '../objets/objets.ts';

const SUIVI: Record<string, string> = { statut: 'Statut', parcours: 'Parcours', financeP177: 'Financé P177', secondFacteur: 'Second facteur', inviteLe: 'Invité le', derniereConnexion: 'Dernière connexion', perimetreLibelle: 'Périmètre (libellé)', departements: 'Départements', entiteId: 'Entité' };
/** Libellé de chaque champ, par objet : « Raison sociale » pour `raisonSociale`. */
export const CHAMPS_LIBELLE = Object.fromEntries((Object.keys(CHAMPS) as Objet[]).map((objet) => [objet,
  { ...SUIVI, ...Object.fromEntries(Object.entries(CHAMPS[objet]).map(([nom, { libelle }]) => [nom, libelle])) }])) as Record<Objet, Record<string, string>>;

import type { LigneUtilisateur } from './methodesUtilisateurs.ts';

const moisLong = new Intl.DateTimeFormat('fr-FR', { month: 'long', year: 'numeric', timeZone: 'UTC' });
/** « novembre 2026 » pour `2026-11`. */
const texteMois = (mois: string): string => moisLong.format(new Date(`${mois}-15T12:00:00Z`));
/** Ce que la grille, la fiche et l’export disent de la dernière connexion. */
export const texteConnexion = ({ derniereConnexion, activite, statut, inviteLe }: Pick<LigneUtilisateur, 'derniereConnexion' | 'activite' | 'statut' | 'inviteLe'>): string => {
  if (derniereConnexion !== null) return texteMois(derniereConnexion);
  if (activite === 'invitation_expiree') return 'Invitation expirée';
  return statut === 'invite' && inviteLe === null ? 'jamais invité' : 'jamais';
};
export const LIBELLES_SECOND = { oui: 'Actif', non: 'Aucun' } as const;

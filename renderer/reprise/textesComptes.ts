import type { CompteReprise, QuoiComptes } from '../../contract/methodesReprise.ts';
import { insecables } from '../ui/formats.ts';
import type { NomIcone } from '../ui/nomsIcones.ts';

export const TEXTES_COMPTES = insecables({
  arbitrer: 'Arbitrer', preparer: 'Préparer', preparerTous: 'Préparer les comptes', comptes: 'Comptes du fichier', filtrer: 'Filtrer les personnes', personne: 'Personne', anciens: 'Anciens profils', pourquoi: 'Pourquoi décider', profil: 'Profil', perimetre: 'Périmètre', etat: 'État', structures: 'Structures du fichier', fonction: 'Fonction',
  accepter: 'Accepter', ecarter: 'Écarter', exclure: 'Ne pas reprendre', motifExclusion: 'Pourquoi ce compte n’est pas repris', annuler: 'Annuler', question: 'À regarder avant de décider', detail: 'Compte', choisi: 'Profil du compte', propose: 'proposé', retenu: 'retenu', aucun: 'Personne dans ce filtre',
  aucunAide: 'Choisir un autre filtre.', toutDecide: 'Tout est arbitré', toutDecideAide: 'Les comptes prêts se créent à l’étape Préparer.', ailleurs: 'Pas dans l’offre de ce département', plusieurs: 'Plusieurs fiches', valider: 'Garder ce périmètre', lecture: 'Lecture des comptes', parProfil: 'Seraient créés', refuses: 'Seraient refusés', nombre: 'Comptes', raison: 'Raison', confirmer: 'Préparer ces comptes ?',
  sansCourriel: 'Aucun courriel ne part : chaque compte est créé « Invité », son invitation préparée et non envoyée. Elle s’envoie ensuite de l’écran Utilisateurs, en nombre, par qui en a le droit.',
  irreversible: 'Les comptes préparés font un lot : il s’annule en entier tant qu’aucun n’a été invité, ouvert ni changé. Ensuite, un compte se suspend à l’écran Utilisateurs.',
  droits: 'Le mandat de reprise ne donne aucun droit sur les comptes : chacun est jugé avec les vôtres. Ceux que vous ne pouvez pas créer sont refusés un à un, les autres passent ; une personne qui en a le droit prépare les siens avec le même fichier, sans doubler ceux-ci.',
  intacts: 'Une adresse qui a déjà un compte n’est jamais touchée.',
});
export const FILTRES: Readonly<Record<QuoiComptes, string>> = {
  arbitrer: 'À arbitrer', accrus: 'Droits accrus', cumul: 'Profils cumulés', perimetre: 'Périmètre à préciser', decides: 'Décidés', prets: 'Prêts', refuses: 'Refusés', crees: 'Préparés', connus: 'Déjà un compte', tous: 'Tous',
};
export const ETATS: Readonly<Record<CompteReprise['etat'], readonly [libelle: string, icone: NomIcone, couleur: string]>> = {
  arbitrer: ['À arbitrer', 'time-line', 'warning'], perimetre: ['Périmètre à préciser', 'map-pin-2-line', 'warning'], pret: ['Prêt', 'check-line', 'blue-cumulus'], cree: ['Préparé', 'checkbox-circle-fill', 'success'], connu: ['Déjà un compte', 'user-line', 'grey'],
};
export const INVITATIONS: Readonly<Record<NonNullable<CompteReprise['invitation']>, string>> = { preparee: 'invitation non envoyée', envoyee: 'invitation envoyée', ouverte: 'compte ouvert', close: 'suspendu ou supprimé depuis' };

import type { GenreCourriel } from '../base/schemaComptes.ts';

/** Un code à montrer, et sa fin de validité. */
export interface CodeAMontrer { readonly code: string; readonly expireLe: Date }

const jourEtHeure = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'full', timeStyle: 'short' });
const signature = ['', 'SIAO Offre', 'Ce message est envoyé automatiquement : personne ne lit les réponses.'];
const alerte = 'Si cette demande ne vient pas de vous, prévenir l’administrateur qui gère votre compte.';

const montrer = ({ code, expireLe }: CodeAMontrer): string[] => ['', `    ${code}`, '', `Ce code sert une seule fois, jusqu’au ${jourEtHeure.format(expireLe)} (heure de Paris). Ne le donner à personne : aucun administrateur ne le demande.`];

/** Objet et corps de chaque courriel. Énoncés neutres ; aucune donnée de l’offre. */
export const ecrireTexte = (genre: Exclude<GenreCourriel, 'demande'>, code: CodeAMontrer | undefined): { readonly objet: string; readonly corps: string } => {
  const lignes = ((): [string, string[]] => {
    switch (genre) {
      case 'invitation': return ['Votre compte SIAO Offre', [
        'Un compte vous est ouvert sur SIAO Offre.', '', 'Sur l’écran de connexion de SIAO Offre, choisir « Première connexion », puis saisir votre adresse, ce code et le mot de passe de votre choix (12 caractères au moins).',
        ...(code === undefined ? [] : montrer(code)), '', 'Passé ce délai, un nouveau code se demande par « Mot de passe oublié ».',
      ]];
      case 'reinitialisation': return ['Votre code pour changer de mot de passe', [
        'Un nouveau mot de passe a été demandé pour votre compte SIAO Offre.', '', 'Sur l’écran de connexion, choisir « Mot de passe oublié », puis saisir votre adresse, ce code et un nouveau mot de passe.',
        ...(code === undefined ? [] : montrer(code)), '', 'Si cette demande ne vient pas de vous, ne rien faire : le mot de passe actuel reste valable.',
      ]];
      case 'adresse_changee': return ['L’adresse de votre compte SIAO Offre a changé', ['Votre compte SIAO Offre est désormais rattaché à une autre adresse ; celle-ci ne permet plus de se connecter.', '', alerte]];
      case 'second_facteur_retire': return ['Votre second facteur a été retiré', ['Le second facteur de votre compte SIAO Offre a été retiré. S’il est obligatoire pour votre profil, il se pose de nouveau à la prochaine connexion.', '', alerte]];
      case 'mot_de_passe_change': return ['Votre mot de passe a changé', ['Le mot de passe de votre compte SIAO Offre vient d’être changé, et les autres sessions ont été fermées.', '', alerte]];
      case 'codes_faux': return ['Essais de connexion à votre compte SIAO Offre', ['Votre mot de passe a été saisi, suivi de plusieurs codes faux : le compte est bloqué quinze minutes.', '', 'Si ces essais ne viennent pas de vous, quelqu’un connaît votre mot de passe : en changer par « Mot de passe oublié », et prévenir l’administrateur qui gère votre compte.']];
    }
  })();
  return { objet: lignes[0], corps: ['Bonjour,', '', ...lignes[1], ...signature].join('\n') };
};

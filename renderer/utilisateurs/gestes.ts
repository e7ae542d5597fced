import type { GesteCompte } from '../../contract/methodesUtilisateurs.ts';
import type { Geste } from '../../domain/droits.ts';
import { cibleDe } from '../../domain/objets/objets.ts';
import type { CompteOffre } from '../../domain/objets/utilisateur.ts';
import type { DemandePourquoi } from '../droits/Pourquoi.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';

export type NomGeste = GesteCompte['geste'];
/** `commande` et `args` : ce que le geste exécute ; `motif` : il faut dire pourquoi. `fait` suit le nom de la personne. */
interface Apparence { readonly libelle: string; readonly icone: NomIcone; readonly droit: Geste; readonly touche?: string; readonly commande?: string; readonly args?: object; readonly motif?: true; readonly fait: string; readonly aide?: string }
export const GESTES_COMPTE: Readonly<Record<NomGeste, Apparence>> = {
  modifier: { libelle: 'Modifier', icone: 'edit-line', droit: 'modifier', touche: 'F2', fait: 'compte modifié' },
  reaffecter: { libelle: 'Réaffecter', icone: 'arrow-up-down-line', droit: 'reaffecter', fait: 'compte réaffecté' },
  suspendre: { libelle: 'Suspendre', icone: 'pause-circle-fill', droit: 'suspendre', commande: 'suspendreUtilisateur', motif: true, fait: 'compte suspendu', aide: 'Ses sessions se ferment aussitôt. Rien de ce que la personne a fait n’est touché ; le compte peut être rétabli.' },
  retablir: { libelle: 'Rétablir', icone: 'play-circle-line', droit: 'suspendre', commande: 'retablirUtilisateur', motif: true, fait: 'compte rétabli', aide: 'La personne pourra de nouveau se connecter. Un compte jamais ouvert redevient « Invité » : lui renvoyer alors son invitation.' },
  inviter: { libelle: 'Renvoyer l’invitation', icone: 'mail-line', droit: 'assister', commande: 'assisterUtilisateur', args: { aide: 'inviter' }, fait: 'invitation envoyée' },
  mot_de_passe: { libelle: 'Faire choisir un nouveau mot de passe', icone: 'lock-line', droit: 'assister', commande: 'assisterUtilisateur', args: { aide: 'mot_de_passe' }, fait: 'code envoyé à son adresse' },
  second_facteur: { libelle: 'Retirer le second facteur', icone: 'shield-line', droit: 'assister', commande: 'assisterUtilisateur', args: { aide: 'second_facteur' }, motif: true, fait: 'second facteur retiré', aide: 'À n’employer que si la personne a perdu son appareil. Elle en est prévenue par courriel.' },
  debloquer: { libelle: 'Débloquer', icone: 'lock-unlock-line', droit: 'assister', commande: 'assisterUtilisateur', args: { aide: 'debloquer' }, fait: 'compte débloqué' },
};
export const libelleGeste = (geste: NomGeste, compte: Pick<CompteOffre, 'inviteLe'>): string => (geste === 'inviter' && compte.inviteLe === null ? 'Inviter' : GESTES_COMPTE[geste].libelle);

/** L’explication d’un geste fermé sur un compte ; `null` quand il est ouvert. */
export const pourquoiCompte = ({ geste, possible, raison }: GesteCompte, compte: CompteOffre): DemandePourquoi | null => (possible ? null : {
  geste: libelleGeste(geste, compte), raison: raison ?? 'Geste fermé.',
  droit: { objet: 'utilisateur', geste: GESTES_COMPTE[geste].droit, cible: { ...cibleDe('utilisateur', compte), vise: { profil: compte.profil, perimetre: compte.perimetre } } },
});

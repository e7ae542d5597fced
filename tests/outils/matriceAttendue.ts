import type { Geste, Objet } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';

// Recopiée à la main de domain.md §5, indépendamment de la table du programme. Un caractère par profil, dans cet ordre :
// N administrateur national, D départemental, A analyste, S administrateur SIAO, O opérateur, E écoutant, G gestionnaire, a assistant, R responsable, T travailleur social.
// « x » accordé, « s » en suppléance, « 7 » si P177, « n » si non P177, « b » avant validation (fiche d’un SIAO), « d » sous délégation, « . » refusé.
export const ORDRE: readonly Profil[] = ['admin_national', 'admin_departemental', 'analyste', 'admin_siao', 'operateur_siao', 'ecoutant_115', 'gestionnaire_entite', 'assistant', 'responsable_dispositif', 'travailleur_social'];
export const ATTENDU: readonly [Objet, Geste, string][] = [
  //                             NDASOEGaRT
  ['entite', 'lire', /*       */ 'xx.xxxxxxx'],
  ['entite', 'proposer', /*   */ '...x......'],
  ['entite', 'creer', /*      */ 'sx........'],
  ['entite', 'prevalider', /* */ '...x......'],
  ['entite', 'valider', /*    */ 'sx........'],
  ['entite', 'modifier', /*   */ '.x.b..x...'],
  ['entite', 'decider_sensible', '.x........'],
  ['entite', 'fermer', /*     */ '.x........'],
  ['dispositif', 'lire', /*   */ 'xx.xxxxxxx'],
  ['dispositif', 'proposer', /**/ '...n..x...'],
  ['dispositif', 'creer', /*  */ 's7........'],
  ['dispositif', 'prevalider', '...n......'],
  ['dispositif', 'valider', /**/ 'sx........'],
  ['dispositif', 'modifier', /**/ '.x.b..x...'],
  ['dispositif', 'decider_sensible', '.x........'],
  ['dispositif', 'fermer', /* */ '.x........'],
  ['groupe', 'lire', /*       */ 'xx.xxxxxxx'],
  ['groupe', 'creer', /*      */ '......xx..'],
  ['groupe', 'modifier', /*   */ '.x....xx..'],
  ['groupe', 'modalite', /*   */ '.x.d..xx..'],
  ['groupe', 'fermer', /*     */ '......xx..'],
  ['place', 'lire', /*        */ 'xx.xxxxxxx'],
  ['place', 'creer', /*       */ '......xx..'],
  ['place', 'modifier', /*    */ '...d..xx..'],
  ['place', 'etat_places', /* */ '...d..xxx.'],
  ['entite', 'proposer_changement', '...x..x...'],
  ['dispositif', 'proposer_changement', '...x..x...'],
  ['groupe', 'proposer_changement', '...x......'],
  ['place', 'proposer_changement', '...x......'],
  ['entite', 'reclasser', /*  */ 'x.........'],
  ['dispositif', 'reclasser', /**/ 'x.........'],
  ['groupe', 'reclasser', /*  */ 'x.........'],
  ['place', 'reclasser', /*   */ 'x.........'],
  ['nomenclature', 'lire', /* */ 'xxxxxxxxxx'],
  ['nomenclature', 'creer', /**/ 'x.........'],
  ['nomenclature', 'modifier', 'x.........'],
  ['nomenclature', 'fermer', /**/ 'x.........'],
  ['proposition', 'lire', /*  */ 'xx.xx.xxx.'],
  ['demande', 'lire', /*      */ 'xx.x..xxx.'],
  ['vue', 'lire', /*          */ 'xx.xxxxxxx'],
  ['vue', 'creer', /*         */ 'xx.xxxxxxx'],
  ['vue', 'fermer', /*        */ 'xx.x..x...'],
  ['mandat', 'lire', /*       */ 'xx.xx.....'],
  ['mandat', 'creer', /*      */ 'x.........'],
  ['mandat', 'fermer', /*     */ 'x.........'],
  ['lot', 'lire', /*          */ 'xx.xx.....'],
  ['correspondance', 'lire', /**/ 'xx.xx.....'],
  ['piece', 'lire', /*        */ 'xx.xx.xxx.'],
  ['piece', 'creer', /*       */ '.x.b..x...'],
  ['piece', 'fermer', /*      */ '.x.b..x...'],
];
export interface Circonstance { readonly p177: boolean; readonly proposeeParSiaoAvantValidation: boolean; readonly delegationEnCours: boolean }
export const CIRCONSTANCES: readonly Circonstance[] = [
  { p177: false, proposeeParSiaoAvantValidation: false, delegationEnCours: false },
  { p177: true, proposeeParSiaoAvantValidation: false, delegationEnCours: false },
  { p177: false, proposeeParSiaoAvantValidation: true, delegationEnCours: true },
];
/** Ce qu’un signe accorde dans une circonstance. */
export const accorde = (signe: string, circonstance: Circonstance): boolean => {
  switch (signe) {
    case 'x': case 's': return true;
    case '7': return circonstance.p177;
    case 'n': return !circonstance.p177;
    case 'b': return circonstance.proposeeParSiaoAvantValidation;
    case 'd': return circonstance.delegationEnCours;
    default: return false;
  }
};


// Recopiée à la main de domain.md §5 et §6, indépendamment de la table du programme. Une ligne par profil qui agit, un caractère par profil visé, dans cet ordre :
// N national, D départemental, A analyste, S administrateur SIAO, O opérateur, E écoutant, G gestionnaire, a assistant, R responsable, T travailleur social.
// « x » tout geste, « s » suspendre et assister seulement, « h » assister (support) seulement, « . » rien.
export const ENCADREMENT: Readonly<Record<Profil, string>> = {
  //                       NDASOEGaRT
  admin_national: /*    */ 'xxxxxxxxxx',
  admin_departemental: /**/'.xxxssxsss',
  analyste: /*          */ '..........',
  admin_siao: /*        */ '...xxxhhhh',
  operateur_siao: /*    */ '..........',
  ecoutant_115: /*      */ '..........',
  gestionnaire_entite: /**/'......xxxx',
  assistant: /*         */ '.......xxx',
  responsable_dispositif: '.........x',
  travailleur_social: /**/ '..........',
};
export const GESTES_COMPTE = ['creer', 'modifier', 'suspendre', 'reaffecter', 'assister'] as const satisfies readonly Geste[];
export type GesteCompte = typeof GESTES_COMPTE[number];
/** Ce qu’un signe d’`ENCADREMENT` permet. */
export const permis = (signe: string, geste: GesteCompte): boolean => signe === 'x' || (signe === 's' && (geste === 'suspendre' || geste === 'assister')) || (signe === 'h' && geste === 'assister');

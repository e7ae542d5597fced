import type { Cellule } from '../../../contract/classeur/cellules.ts';
import type { Profil } from '../../../domain/profils.ts';
import { CODES_PROFILS, PROFILS } from '../../../domain/profils.ts';
import { ANCIENS_PROFILS, trouverAncienProfil } from '../../../domain/reprise/anciensProfils.ts';
import type { EtatCompte } from '../../../domain/reprise/comptes.ts';
import { ecartsProfils, phraseEcarts } from '../../../domain/reprise/ecartsProfils.ts';

/** Une personne, telle que le registre RGPD en garde la trace. `profil` nul : rien n’est décidé, rien ne se crée ; `pourquoi` : la raison du profil ; `refus` : ce que répondrait la création. */
export interface PersonneRapportee {
  readonly nom: string; readonly email: string; readonly lignes: readonly number[]; readonly anciens: readonly string[]; readonly profil: Profil | null; readonly pourquoi: string; readonly perimetre: string; readonly etat: EtatCompte; readonly refus: string | null;
  readonly decision: { readonly par: string; readonly le: string } | null;
}
export interface ComptesRapportes { readonly personnes: readonly PersonneRapportee[] }

/** Ce que le registre dit du traitement « Comptes ». Le service en tient le registre entier (`server/rgpd/registre.ts`) ; un test tient ces phrases égales aux siennes. */
export const TRAITEMENT_COMPTES: readonly (readonly [quoi: string, valeur: string])[] = [
  ['Traitement', 'Comptes'],
  ['Finalité', 'donner à chaque personne l’accès que son profil permet'],
  ['Base légale', 'mission d’intérêt public (CASF, article L345-2-4 : recensement des places par le SIAO)'],
  ['Personnes concernées', 'utilisateurs'],
  ['Données reprises', 'nom, adresse professionnelle, téléphone, fonction, profil, périmètre ; rien d’autre du fichier n’est gardé par le service'],
  ['Conservation', 'vie du compte ; 24 mois sans connexion, 12 mois de suspension, 6 mois d’invitation sans réponse'],
  ['Au terme', 'compte anonymisé par la purge : il n’en reste que l’identifiant que le journal cite'],
  ['Fichier d’origine', 'reste au poste de qui reprend, chiffré, jusqu’à ce qu’il en soit retiré'],
];

const SUITES: Readonly<Record<EtatCompte, string>> = { arbitrer: 'Profil à arbitrer : non créé', perimetre: 'Périmètre à préciser : non créé', pret: 'Prêt, non créé', cree: 'Préparé, invitation non envoyée par la reprise', connu: 'Déjà un compte : rien n’est touché' };
export const suiteDe = ({ etat, refus }: PersonneRapportee): string => (refus === null ? SUITES[etat] : `Refusé : ${refus}`);
export const anciensDe = ({ anciens }: PersonneRapportee): string => anciens.map((code) => trouverAncienProfil(code)?.libelle ?? code).join(', ');
export const nouveauDe = ({ profil, etat }: PersonneRapportee): string => (etat === 'connu' ? '(inchangé)' : profil === null ? '(à arbitrer)' : PROFILS[profil].libelle);
export const ecartsDe = ({ anciens, profil, etat }: PersonneRapportee): { readonly gagnes: string; readonly perdus: string } => {
  if (profil === null || etat === 'connu') return { gagnes: '', perdus: '' };
  const { gagnes, perdus } = ecartsProfils(anciens, profil);
  return { gagnes: phraseEcarts(gagnes), perdus: phraseEcarts(perdus) };
};
export const decideurDe = ({ decision, profil, etat }: PersonneRapportee): string => (decision !== null ? decision.par : profil === null || etat === 'connu' ? '' : 'règle de remplacement d’office');

export interface CompteProfil { readonly profil: string; readonly nombre: number }
/** Combien de personnes avaient chaque ancien profil (une personne qui en cumulait compte dans chacun), et combien de comptes auront chacun des nouveaux. */
export const comptesParProfil = ({ personnes }: ComptesRapportes): { readonly avant: readonly CompteProfil[]; readonly apres: readonly CompteProfil[]; readonly cumulees: number } => {
  const crees = personnes.filter(({ etat, refus }) => (etat === 'pret' && refus === null) || etat === 'cree');
  return {
    avant: ANCIENS_PROFILS.map(({ code, libelle }) => ({ profil: libelle, nombre: personnes.filter(({ anciens }) => anciens.includes(code)).length })),
    apres: CODES_PROFILS.map((profil) => ({ profil: PROFILS[profil].libelle, nombre: crees.filter((personne) => personne.profil === profil).length })),
    cumulees: personnes.filter(({ anciens }) => anciens.length > 1).length,
  };
};

export const COLONNES_PERSONNES = [['Personne', 26], ['Adresse', 34], ['Lignes', 10], ['Anciens profils', 40], ['Nouveau profil', 26], ['Raison', 34], ['Droits gagnés', 60], ['Droits perdus', 60], ['Périmètre', 40], ['Décidé par', 28], ['Décidé le', 26], ['Suite', 44]] as const;
/** Une personne en cellules. Tout y est texte : rien du fichier ne devient une formule. */
export const personneEnCellules = (personne: PersonneRapportee, instantEnTexte: (le: string) => string): readonly Cellule[] => {
  const { gagnes, perdus } = ecartsDe(personne);
  return [personne.nom, personne.email, personne.lignes.join(', '), anciensDe(personne), nouveauDe(personne), personne.pourquoi, gagnes, perdus, personne.perimetre, decideurDe(personne), personne.decision === null ? '' : instantEnTexte(personne.decision.le), suiteDe(personne)].map((texte) => ({ texte }));
};
